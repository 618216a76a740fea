"""Consulting hours in the admin: an editor calls off a date for who rang, and its partners hear of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from core.models import Mail
from moderation.rules import NotAllowedError
from partners.choices import HourState
from partners.models import ConsultingHour, RoomHold
from partners.services import call_off_date
from sites.models import CitySettings, Location, Zone
from socialmap.models import Organisation
from tests.factories import OrganisationFactory, person
from tests.factories.consulting import make_hour, make_room, propose, stored
from tests.factories.partners import make_partner

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
TUESDAY = date(2026, 12, 1)
LIST = reverse("consulting-hours")


@pytest.fixture(autouse=True)
def _in_november() -> Any:
    with time_machine.travel("2026-11-26 10:00 +0100", tick=True):
        yield


@pytest.fixture
def place(zandweerd: Zone) -> Location:
    return Location.objects.select_related("zone__site").get(zone=zandweerd)


@pytest.fixture
def pen() -> tuple[User, Organisation]:
    return make_partner(OrganisationFactory(name="Stichting De Pen", slug="de-pen"))


@pytest.fixture
def hour(place: Location, pen: tuple[User, Organisation]) -> ConsultingHour:
    return make_hour(place, pen[1], title="Formulierenhulp", room=make_room(place))


@pytest.fixture
def editor(zandweerd: Zone) -> Client:
    return browser_of(person(Role.ZONE_EDITOR, zandweerd, email="zandweerd@example.nl"))


def browser_of(user: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(user)
    return client


def of(hour: ConsultingHour, act: str = "") -> str:
    return reverse(f"consulting-hour{act}", args=[hour.pk])


def test_an_editor_calls_off_a_date_and_its_partners_are_told(
    editor: Client, hour: ConsultingHour, place: Location, pen: tuple[User, Organisation], on_zone: Client
) -> None:
    shown = editor.get(of(hour)).text
    assert "Dinsdag 1 december" in shown
    answer = editor.post(of(hour, "-off"), {"day": "2026-12-01", "note": "Ziek"}, follow=True)

    assert "Afgezegd. Op de site staat nu dat het spreekuur die dag niet doorgaat." in answer.text
    assert "gaat niet door" in editor.get(LIST).text
    assert "Valt uit op dinsdag 1 december: Ziek" in on_zone.get(place.get_absolute_url()).text
    assert not RoomHold.objects.filter(hour=hour, day=TUESDAY).exists()
    mail = Mail.objects.get(key__startswith=f"spreekuur:{hour.pk}:")
    assert (mail.to, mail.subject) == (pen[0].email, "Uw spreekuur gaat een keer niet door: Formulierenhulp")
    assert "Wij hebben uw spreekuur Formulierenhulp afgezegd op dinsdag 1 december." in mail.text
    assert "/inloggen/" in mail.text
    assert f"Hebt u een vraag? Bel {CitySettings.load().phone}." in mail.text


def test_a_date_that_was_called_off_is_held_after_all(editor: Client, hour: ConsultingHour) -> None:
    editor.post(of(hour, "-off"), {"day": "2026-12-01", "note": ""})
    answer = editor.post(of(hour, "-restore"), {"day": "2026-12-01"}, follow=True)

    assert "Gelukt. Op de site staat weer dat het spreekuur die dag doorgaat." in answer.text
    assert RoomHold.objects.filter(hour=hour, day=TUESDAY).exists()
    subjects = list(Mail.objects.filter(key__startswith="spreekuur:").order_by("pk").values_list("subject", flat=True))
    assert subjects == ["Uw spreekuur gaat een keer niet door: Formulierenhulp", "Uw spreekuur gaat toch door: Formulierenhulp"]


def test_an_editor_ends_one(editor: Client, hour: ConsultingHour) -> None:
    answer = editor.post(of(hour, "-end"), {"day": "2026-12-08"}, follow=True)

    assert "Vanaf die dag staat het spreekuur niet meer op de site." in answer.text
    assert stored(hour).last_day == date(2026, 12, 7)
    assert "Vanaf dinsdag 8 december staat het niet meer op de site." in Mail.objects.get(key__startswith="spreekuur:").text


@pytest.mark.parametrize(
    ("day", "said"), [("2026-11-20", "Deze dag is al geweest."), ("gisteren", "Dit is geen datum."), ("", "Vul dit nog in.")]
)
def test_a_day_that_cannot_be_is_refused_at_the_field(day: str, said: str, editor: Client, hour: ConsultingHour) -> None:
    answer = editor.post(of(hour, "-end"), {"day": day})

    assert answer.status_code == 422
    assert said in answer.text
    assert stored(hour).last_day is None


def test_a_date_that_is_none_is_refused_in_a_sentence(editor: Client, hour: ConsultingHour) -> None:
    for typed in ({"day": "2026-12-02"}, {"day": ""}):
        answer = editor.post(of(hour, "-off"), typed, follow=True)
        assert "Kies een dag uit de lijst" in answer.text
    assert not Mail.objects.filter(key__startswith="spreekuur:").exists()


def test_who_speaks_for_it_is_not_told_what_they_did(zandweerd: Zone, hour: ConsultingHour, pen: tuple[User, Organisation]) -> None:
    call_off_date(hour=hour, day=TUESDAY, note="", by=pen[0], at=timezone.now())

    assert not Mail.objects.filter(key__startswith="spreekuur:").exists()


def test_those_of_other_zones_are_not_there(hour: ConsultingHour, voorstad: Zone) -> None:
    other = person(Role.ZONE_EDITOR, voorstad, email="voorstad@example.nl")
    client = browser_of(other)

    assert "Formulierenhulp" not in client.get(LIST).text
    for path, method in ((of(hour), "get"), (of(hour, "-off"), "post"), (of(hour, "-restore"), "post"), (of(hour, "-end"), "post")):
        assert getattr(client, method)(path, {"day": "2026-12-01"}).status_code == 404
    with pytest.raises(NotAllowedError):
        call_off_date(hour=hour, day=TUESDAY, note="", by=other, at=timezone.now())


def test_the_list_is_narrowed_down_and_says_when_nothing_is_found(editor: Client, hour: ConsultingHour, place: Location) -> None:
    make_hour(place, title="Wijkverpleegkundige")

    for words in ("formulier", "de pen"):
        shown = editor.get(LIST, {"q": words}).text
        assert "Formulierenhulp" in shown
        assert "Wijkverpleegkundige" not in shown
    assert "Geen spreekuur gevonden." in editor.get(LIST, {"q": "bestaat niet"}).text
    assert editor.get(LIST, {"wijk": "x", "p": "99"}).status_code == 200


def test_one_that_waits_is_for_who_moderates(editor: Client, place: Location, pen: tuple[User, Organisation]) -> None:
    waiting = propose(place, pen[1], pen[0], title="Nieuw spreekuur")

    assert "Nieuw spreekuur" not in editor.get(LIST).text
    assert editor.get(of(waiting)).status_code == 404
    assert editor.post(of(waiting, "-end"), {"day": "2026-12-01"}).status_code == 404
    assert stored(waiting).state == HourState.PROPOSED


def test_the_list_takes_as_many_queries_whatever_is_in_it(editor: Client, hour: ConsultingHour, place: Location) -> None:
    editor.get(LIST)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            editor.get(LIST)
        return len(queries)

    before = count()
    for number in range(12):
        make_hour(place, title=f"Spreekuur nummer {number}", weekday=number % 5)
    assert count() == before
