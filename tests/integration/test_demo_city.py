"""The whole demo city goes through the import, and a second time changes nothing."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.models import User
from agenda.models import EventPage
from home.services import remove_zone
from home.services.demo import DEMO_DIR, DEMO_PEOPLE, demo_fingerprint, load_demo_city, set_demo_password
from search.models import SearchDocument
from sites.models import Zone
from socialmap.models import Entry, LikePair, Organisation
from socialmap.services import ImportFile, preview_import


@pytest.fixture
def demo_city(db: None) -> list[str]:
    said: list[str] = []
    for zone in Zone.objects.select_related("site"):
        remove_zone(zone=zone)
    load_demo_city(say=said.append)
    return said


def test_demo_city_loads_is_found_and_stays_the_same(demo_city: list[str]) -> None:
    findable, events = Entry.objects.findable().count(), EventPage.objects.count()
    assert demo_city[0] == "De stad en de wijken"
    assert Zone.objects.count() == 15
    assert SearchDocument.objects.filter(kind="entry").count() == findable >= 420
    assert Organisation.objects.filter(live=True).count() >= 85

    people = list(User.objects.filter(grants__ended_at=None, email__in=[email for email, _name in DEMO_PEOPLE.values()]))
    assert {grant.role for person in people for grant in person.grants.all()} == set(Role)
    assert not any(person.has_usable_password() for person in people)

    preview = preview_import(file=ImportFile.ORGANISATIONS, content=BytesIO((DEMO_DIR / "organisations.csv").read_bytes()))
    assert (preview.problems, preview.new, preview.changed) == ((), (), ())

    twice = LikePair.objects.open().filter(kind="socialmap.entry")
    assert twice.count() >= 12

    for zone in Zone.objects.all():
        client = Client(headers={"host": f"{zone.slug}.localhost"})
        found = client.get("/zoeken/?q=boodschappen&format=json").json()
        assert [step["total"] > 0 for step in found["steps"]] == [True, True, True], zone.slug
        assert found["zone"] == zone.slug

    load_demo_city(say=demo_city.append)
    assert (Entry.objects.findable().count(), EventPage.objects.count()) == (findable, events)


def test_demo_password_is_fresh_each_time(db: None) -> None:
    first, second = set_demo_password(), set_demo_password()

    assert first != second
    assert len(first) >= 16
    assert not Client(headers={"host": "localhost"}).login(username="redactie@example.nl", password=first)
    assert Client(headers={"host": "localhost"}).login(username="redactie@example.nl", password=second)


def test_fingerprint_follows_the_files(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("home.services.demo.DEMO_DIR", tmp_path)
    (tmp_path / "themes.csv").write_text("slug\n")
    before = demo_fingerprint()
    (tmp_path / "themes.csv").write_text("slug\ncontact\n")

    assert demo_fingerprint() != before
