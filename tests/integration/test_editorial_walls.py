"""What a public row is, and what stays a draft: search, addresses, schedules and zones hold on to it."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.db.models.deletion import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from search.models import SearchDocument
from sites.models import CitySettings, Zone
from socialmap.models import Entry, ImportUpload
from socialmap.services import ImportFile, export_csv, export_xlsx
from socialmap.services.uploads import store_upload
from tests.factories import EntryFactory, OrganisationFactory, ThemeFactory, UserFactory, person


def found(query: str, host: str = "localhost") -> list[str]:
    answer = Client(headers={"host": host}).get("/zoeken/", {"q": query, "format": "json"}).json()
    return [hit["title"] for step in answer["steps"] for hit in step["results"]]


def test_draft_of_a_live_entry_stays_out_of_search(zandweerd: Zone, bathmen: Zone) -> None:
    entry = EntryFactory(title="Samen wandelen", slug="wandelen", zones=[zandweerd])
    before = SearchDocument.objects.get(key=f"entry:{entry.pk}").payload
    draft = Entry.objects.get(pk=entry.pk)
    draft.title, draft.slug, draft.phone, draft.zones = "Geheim concept", "geheim", "0570-000099", [bathmen]

    draft.save_revision()

    assert SearchDocument.objects.get(key=f"entry:{entry.pk}").payload == before
    assert "Geheim concept" not in found("geheim concept")
    assert Entry.objects.get(pk=entry.pk).has_unpublished_changes


def test_draft_of_an_organisation_stays_out_of_search(db: None) -> None:
    helper = OrganisationFactory(name="De Kade")
    EntryFactory(title="Samen wandelen", owner=helper, organisation=helper)
    draft = type(helper).objects.get(pk=helper.pk)
    draft.name = "Geheime naam"

    draft.save_revision()

    assert found("geheime") == []


def test_changed_address_keeps_leading_to_its_page(zandweerd: Zone, on_zone: Client) -> None:
    entry = EntryFactory(title="Samen wandelen", slug="wandelen", zones=[zandweerd])
    entry.slug = "samen-op-pad"
    entry.save_revision().publish()

    answer = on_zone.get("/sociale-kaart/wandelen/")

    assert answer.status_code == 301
    assert answer.headers["Location"] == "/sociale-kaart/samen-op-pad/"


def test_zone_with_help_is_not_deleted(zandweerd: Zone) -> None:
    EntryFactory(zones=[zandweerd])

    with pytest.raises(ProtectedError, match="staat nog bij hulp"):
        zandweerd.delete()


def test_zones_are_neither_added_nor_deleted_through_the_admin(zandweerd: Zone) -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(person(Role.ADMINISTRATOR))

    assert client.get(reverse("wagtailsnippets_sites_zone:list")).status_code == 200
    assert client.get(reverse("wagtailsnippets_sites_zone:edit", args=[zandweerd.pk])).status_code == 200
    assert client.get(reverse("wagtailsnippets_sites_zone:add")).status_code == 302
    client.post(reverse("wagtailsnippets_sites_zone:delete", args=[zandweerd.pk]))
    assert Zone.objects.filter(pk=zandweerd.pk).exists()


def test_scheduled_entry_goes_live_and_expires_by_the_clock(zandweerd: Zone) -> None:
    entry = EntryFactory(title="Kerstdiner", live=False, zones=[zandweerd])
    entry.go_live_at = timezone.now() + timedelta(hours=1)
    entry.save_revision().publish()
    assert found("kerstdiner") == []

    call_command("tick")
    assert found("kerstdiner") == []
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("tick")

        assert found("kerstdiner") == ["Kerstdiner"]
    Entry.objects.filter(pk=entry.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("tick")
    assert found("kerstdiner") == []


def test_what_became_incomplete_keeps_nothing_else_waiting(zandweerd: Zone) -> None:
    first, second = (EntryFactory(title=f"Kerst {number}", live=False, zones=[zandweerd]) for number in (1, 2))
    for entry in (first, second):
        entry.go_live_at = timezone.now() + timedelta(hours=1)
        if entry is first:
            entry.phone = entry.email = entry.website = entry.place_name = ""
        revision = entry.save_revision()
        revision.approved_go_live_at = entry.go_live_at
        revision.save()

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("tick")

    assert not Entry.objects.get(pk=first.pk).live
    assert Entry.objects.get(pk=second.pk).live


def test_tick_throws_away_forgotten_uploads(db: None) -> None:
    stored = store_upload(file=ImportFile.ENTRIES, name="a.csv", content=b"x", by=UserFactory(), at=timezone.now())
    ImportUpload.objects.filter(pk=stored.pk).update(created_at=timezone.now() - timedelta(hours=25))

    call_command("tick")

    assert not ImportUpload.objects.exists()


def test_approving_what_became_incomplete_is_refused_without_an_error(zandweerd: Zone) -> None:
    entry = EntryFactory(live=False, zones=[zandweerd])
    entry.save_revision()
    state = entry.get_workflow().start(entry, UserFactory())
    draft = Entry.objects.get(pk=entry.pk)
    draft.zones = []
    draft.phone = ""
    task = state.current_task_state
    task.revision = draft.save_revision()
    task.save()
    editor = person(Role.CENTRAL_EDITOR)
    client = Client(headers={"host": "localhost"})
    client.force_login(editor)

    answer = client.post(reverse("wagtailsnippets_socialmap_entry:workflow_action", args=[entry.pk, "approve", task.pk]), {"comment": ""})

    assert answer.status_code < 500
    assert not Entry.objects.get(pk=entry.pk).live


def test_export_leaves_drafts_out_and_survives_one_without_a_step(db: None) -> None:
    EntryFactory(title="Wel online", slug="wel")
    EntryFactory(title="Nog niet", slug="niet", live=False, step="")

    text = "".join(export_csv(file=ImportFile.ENTRIES))

    assert "Wel online" in text
    assert "Nog niet" not in text
    assert export_xlsx(file=ImportFile.ENTRIES)


def test_help_does_not_stop_in_the_future(db: None) -> None:
    entry = EntryFactory()
    entry.stopped_on = timezone.localdate() + timedelta(days=1)

    with pytest.raises(ValidationError, match="moet nog komen"):
        entry.full_clean()


def test_draft_theme_is_no_filter(db: None) -> None:
    theme = ThemeFactory(slug="geheim", name="Geheim thema", live=False)
    EntryFactory(title="Samen wandelen", themes=[theme])

    assert "Geheim thema" not in Client(headers={"host": "localhost"}).get("/zoeken/?q=wandelen").text


def test_renamed_zone_reaches_organisations_too(zandweerd: Zone) -> None:
    OrganisationFactory(name="De Kade", zones=[zandweerd], is_city_wide=False)
    zandweerd.name = "Nieuwzand"
    zandweerd.save()

    assert sorted(found("nieuwzand")) == ["Contact (Nieuwzand)", "De Kade", "Wijkwinkel St. Jurriën"]


def test_address_of_a_user_is_kept_in_lower_case(db: None) -> None:
    user = UserFactory.build(email="Jan@Example.nl")
    user.full_clean(exclude=["password"])

    assert user.email == "jan@example.nl"


def test_health_needs_nothing_and_says_so_when_the_database_is_away(db: None, monkeypatch: pytest.MonkeyPatch, on_hub: Client) -> None:
    assert on_hub.get("/healthz/live").json() == {"status": "ok"}
    assert on_hub.get("/healthz/ready").json() == {"status": "ok", "database": "ok"}

    class Away:
        def cursor(self) -> None:
            raise DatabaseError("away")

    monkeypatch.setattr("cms.health.connection", Away())
    assert on_hub.get("/healthz/live").status_code == 200
    assert on_hub.get("/healthz/ready").status_code == 503


def test_city_command_keeps_what_is_not_named(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_city", "Deventer", email="nieuw@example.nl")

    city = CitySettings.load()
    assert (city.phone, city.email) == ("0570-000010", "nieuw@example.nl")


@pytest.mark.parametrize("command", ["load_demo_city", "demo_password"])
def test_demo_commands_keep_away_from_a_real_city(db: None, command: str) -> None:
    with pytest.raises(CommandError):
        call_command(command, stdout=io.StringIO())
