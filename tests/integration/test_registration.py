"""Registering for a date of an activity: without an account, by two mails, never more people than places."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from agenda.choices import ChangeKind, EventState, RegistrationState, Repeat, SignUp
from agenda.models import EventChange, EventPage, Occurrence, Places, Registration
from agenda.selectors import registrations_for
from agenda.services import RegistrationError, cancel, confirm, expire, forget, register
from core.forms import started_now
from core.models import Mail
from core.puzzles import solve
from core.schedule import AMSTERDAM
from sites.models import Zone
from tests.factories import UserFactory
from tests.factories.agenda import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=AMSTERDAM)
DAY = date(2026, 12, 8)


@pytest.fixture(autouse=True)
def _tuesday_morning(db: None) -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cooking(zandweerd: Zone) -> EventPage:
    """Every Tuesday from the first of December, three places."""
    return online_event(zandweerd)


def online_event(zone: Zone, **fields: Any) -> EventPage:
    return make_event(zone, **{"title": "Samen koken", "repeat": Repeat.WEEKLY, "registration": SignUp.ONLINE, "capacity": 3} | fields)


def come(event: EventPage, name: str, *, people: int = 1, day: date = DAY, at: datetime = NOW) -> Registration:
    """Register and confirm."""
    register(event=event, day=day, name=name, email=f"{name}@example.nl", people=people, at=at)
    return confirm(uid=Registration.objects.get(email=f"{name}@example.nl".lower(), places__day=day).uid, at=at)


def states(event: EventPage, day: date = DAY) -> dict[str, str]:
    return {row.name: row.state for row in Registration.objects.filter(places__event=event, places__day=day).order_by("pk")}


def mails(what: str = "") -> list[Mail]:
    return list(Mail.objects.filter(key__startswith="aanmelding:", key__contains=f":{what}").order_by("created_at", "pk"))


def address(event: EventPage, day: date = DAY) -> str:
    return f"/agenda/{event.slug}/aanmelden/?dag={day}"


def typed(**fields: str) -> dict[str, str]:
    """What a browser with scripts sends half a minute after the form was shown."""
    with time_machine.travel(NOW - timedelta(seconds=30), tick=False):
        started = started_now()
    proof = solve(started, bits=settings.PROOF_OF_WORK_BITS)
    form = {"name": "Aaltje", "email": "Aaltje@Example.nl", "people": "1", "remark": "", "website": "", "started": started, "proof": proof}
    return form | fields


def test_somebody_registers_confirms_and_cancels(cooking: EventPage, on_zone: Client) -> None:
    assert "Nog 3 plaatsen" in on_zone.get(f"/agenda/{cooking.slug}/").text
    assert "Met hoeveel mensen" in on_zone.get(address(cooking)).text

    sent = on_zone.post(address(cooking), typed(people="2", remark="Ik eet  geen\r\nvlees"), follow=True)

    assert "Kijk in uw e-mail" in sent.text
    registration = Registration.objects.get()
    assert (registration.email, registration.remark, registration.state) == (
        "aaltje@example.nl",
        "Ik eet geen vlees",
        RegistrationState.TO_CONFIRM,
    )
    (asked,) = mails()
    assert asked.to == "aaltje@example.nl"
    assert "Aaltje" not in asked.text
    assert "vlees" not in asked.text
    (link,) = re.findall(r"http://\S+", asked.text)
    path = link.removeprefix("http://zandweerd.localhost:8000")
    assert "Nog 1 plaats<" in on_zone.get(f"/agenda/{cooking.slug}/").text

    assert "Ja, ik meld mij aan" in on_zone.get(path).text
    assert states(cooking) == {"Aaltje": RegistrationState.TO_CONFIRM}
    assert "U doet mee" in on_zone.post(path, {"actie": "bevestig"}, follow=True).text
    assert "dinsdag 8 december, 10.00 tot 12.00 uur" in mails("mee")[0].text
    on_zone.post(path, {"actie": "bevestig"})
    assert len(mails()) == 2

    assert "U bent afgemeld" in on_zone.post(path, {"actie": "af"}, follow=True).text
    registration.refresh_from_db()
    assert (registration.name, registration.email, registration.remark) == ("", "", "")
    assert "Nog 3 plaatsen" in on_zone.get(f"/agenda/{cooking.slug}/").text
    assert Places.objects.get().taken == 0


def test_who_comes_when_it_is_full_waits_and_gets_the_place_of_who_cancels(cooking: EventPage, on_zone: Client) -> None:
    first, second = come(cooking, "anna", people=2), come(cooking, "bert")
    assert [first.state, second.state] == [RegistrationState.CONFIRMED] * 2
    assert Occurrence.objects.get(event=cooking, day=DAY).state == EventState.FULL
    assert "Vol: u kunt op de wachtlijst." in on_zone.get("/agenda/").text
    assert "Zet mij op de wachtlijst" in on_zone.get(address(cooking)).text

    assert come(cooking, "cor", people=2).state == RegistrationState.WAITING
    assert come(cooking, "dirk").state == RegistrationState.WAITING
    cancel(uid=second.uid, at=NOW)
    assert states(cooking)["dirk"] == RegistrationState.WAITING, "who comes first keeps the turn"

    cancel(uid=first.uid, at=NOW)
    assert (states(cooking)["cor"], states(cooking)["dirk"]) == (RegistrationState.CONFIRMED,) * 2
    assert {mail.to for mail in mails("plek")} == {"cor@example.nl", "dirk@example.nl"}
    cancel(uid=first.uid, at=NOW)
    assert Places.objects.get().taken == 3


def test_a_place_is_held_for_a_day_and_then_goes_to_who_waits(cooking: EventPage) -> None:
    register(event=cooking, day=DAY, name="anna", email="anna@example.nl", people=3, at=NOW)
    assert come(cooking, "bert").state == RegistrationState.WAITING
    late = Registration.objects.get(name="anna")

    assert expire(at=NOW + timedelta(hours=23)) == 0
    with pytest.raises(RegistrationError, match="verlopen"):
        confirm(uid=late.uid, at=NOW + timedelta(hours=25))
    assert expire(at=NOW + timedelta(hours=25)) == 1
    assert expire(at=NOW + timedelta(hours=25)) == 0
    assert states(cooking) == {"bert": RegistrationState.CONFIRMED}


def test_an_address_that_is_known_is_not_told_to_who_asks(cooking: EventPage, on_zone: Client) -> None:
    come(cooking, "aaltje")
    new = on_zone.post(address(cooking), typed(email="bert@example.nl"), follow=True).text
    known = on_zone.post(address(cooking), typed(), follow=True).text
    again = on_zone.post(address(cooking), typed(), follow=True).text

    strip = lambda text: re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)  # noqa: E731 - said once, beside its use
    assert strip(new) == strip(known) == strip(again)
    assert Registration.objects.filter(email="aaltje@example.nl").count() == 1
    assert len([mail for mail in mails("mee:") if mail.to == "aaltje@example.nl"]) == 1


def test_the_database_refuses_one_too_many_and_a_cancelled_one_with_a_name(cooking: EventPage) -> None:
    registration = come(cooking, "anna")

    for rows, values in (
        (Places.objects.all(), {"taken": 4}),
        (Registration.objects.filter(pk=registration.pk), {"state": RegistrationState.CANCELLED}),
        (Registration.objects.filter(pk=registration.pk), {"holds_place": False}),
        (Registration.objects.filter(pk=registration.pk), {"people": 0}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(places=registration.places, email=registration.email, created_at=NOW, confirm_before=NOW)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " \u200b "}, "Schrijf uw naam op."),
        ({"name": "x" * 81}, "Uw naam is te lang."),
        ({"email": "geen adres"}, "Dit is geen e-mailadres."),
        ({"email": "a@example.nl\r\nBcc: b@example.nl"}, "Dit is geen e-mailadres."),
        ({"people": "0"}, "1"),
        ({"people": "9" * 40}, "Er is nog niets verstuurd."),
        ({"people": "veel"}, "Kies met hoeveel mensen u komt."),
        ({"remark": "x" * 201}, "Uw opmerking is te lang."),
        ({"remark": "nul\x00"}, "Null"),
        ({"started": ""}, "Het formulier stond lang open."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(cooking: EventPage, on_zone: Client, fields: dict[str, str], sentence: str) -> None:
    answer = on_zone.post(address(cooking), typed(name="Aaltje <b>", email="aaltje@example.nl", remark="met de fiets") | fields)

    assert answer.status_code == 422
    assert sentence in answer.text
    for name, value in {"name": "Aaltje &lt;b&gt;", "remark": "met de fiets"}.items():
        assert name in fields or f'value="{value}"' in answer.text
    assert not Registration.objects.exists()


def test_who_cannot_register_reads_why(zandweerd: Zone, on_zone: Client) -> None:
    walk_in, early = (
        make_event(zandweerd),
        online_event(zandweerd, registration_closes_hours=48, starts="2026-12-02 10:00", repeat=Repeat.NEVER),
    )
    off = online_event(zandweerd, changes=(EventChange(day=DAY, kind=ChangeKind.CANCELLED),))

    for event, day in ((walk_in, date(2026, 12, 1)), (early, date(2026, 12, 2)), (off, DAY), (off, date(2026, 12, 9))):
        assert "U kunt zich voor deze dag niet meer aanmelden." in on_zone.get(address(event, day)).text
        assert on_zone.post(address(event, day), typed()).status_code == 404
        with pytest.raises(RegistrationError):
            register(event=event, day=day, name="anna", email="anna@example.nl", people=1, at=NOW)
    assert "Aanmelden kan niet meer." in on_zone.get(f"/agenda/{early.slug}/").text
    assert on_zone.post(address(online_event(zandweerd, capacity=1)), typed(people="2")).status_code == 409
    assert on_zone.get("/agenda/bestaat-niet/aanmelden/").status_code == 404
    assert on_zone.get(f"/agenda/aanmelding/{uuid4()}/").status_code == 404
    assert on_zone.post(f"/agenda/aanmelding/{uuid4()}/", {"actie": "af"}).status_code == 404


def test_one_network_and_one_address_register_only_so_often(cooking: EventPage, on_zone: Client) -> None:
    days = [date(2026, 12, 8) + timedelta(weeks=week) for week in range(11)]
    answers = [on_zone.post(address(cooking, day), typed()).status_code for day in days]

    assert answers == [302] * 10 + [429]


def test_everybody_hears_once_of_what_changes(cooking: EventPage) -> None:
    come(cooking, "anna", people=3)
    come(cooking, "bert")
    register(event=cooking, day=DAY, name="cor", email="cor@example.nl", people=1, at=NOW)
    come(cooking, "dirk", day=date(2026, 12, 15))

    later = datetime(2026, 12, 9, 14, tzinfo=AMSTERDAM)
    moved = EventChange(day=DAY, kind=ChangeKind.MOVED, starts_at=later, ends_at=later + timedelta(hours=1), note="De zaal is bezet.")
    cooking.changes.add(moved)
    for _ in range(2):
        cooking.save_revision().publish()
    assert {mail.to for mail in mails("anders:1")} == {"anna@example.nl", "bert@example.nl"}
    assert "woensdag 9 december, 14.00 tot 15.00 uur" in mails("anders:1")[0].text
    assert "De zaal is bezet." in mails("anders:1")[0].text

    cooking.unpublish()
    cooking.save()
    assert {mail.to for mail in mails("anders:2")} == {"anna@example.nl", "bert@example.nl"}
    assert {mail.to for mail in mails("anders:1")} == {"anna@example.nl", "bert@example.nl", "dirk@example.nl"}

    cooking.save_revision().publish()
    assert len(mails("anders:3")) == 2
    cooking.delete()
    assert len(mails("anders:4")) == 2
    assert not Registration.objects.exists()


def test_who_comes_to_what_is_held_once_goes_along_when_its_day_changes(zandweerd: Zone) -> None:
    event = online_event(zandweerd, starts="2026-12-08 10:00", repeat=Repeat.NEVER)
    come(event, "anna")

    event.starts_at += timedelta(days=3)
    event.ends_at += timedelta(days=3)
    event.save_revision().publish()

    assert Places.objects.get().day == date(2026, 12, 11)
    assert "vrijdag 11 december" in mails("anders:1")[0].text
    assert event.occurrences.get().places_left == 2


def test_more_places_go_to_who_waits_and_fewer_take_nobodys_away(cooking: EventPage) -> None:
    first = come(cooking, "anna", people=3)
    come(cooking, "bert", people=2)
    cooking.capacity = 5
    cooking.save_revision().publish()
    assert states(cooking) == {"anna": RegistrationState.CONFIRMED, "bert": RegistrationState.CONFIRMED}

    cooking.capacity = 1
    cooking.save_revision().publish()
    assert come(cooking, "cor").state == RegistrationState.WAITING
    cancel(uid=first.uid, at=NOW)
    assert states(cooking)["cor"] == RegistrationState.WAITING
    assert Places.objects.get().taken == 2


def test_occurrences_that_are_computed_anew_keep_what_is_taken(cooking: EventPage) -> None:
    come(cooking, "anna", people=3)

    Occurrence.objects.filter(event=cooking).delete()
    cooking.save_revision().publish()

    row = Occurrence.objects.get(event=cooking, day=DAY)
    assert (row.state, row.places_left) == (EventState.FULL, 0)
    assert Occurrence.objects.get(event=cooking, day=date(2026, 12, 15)).places_left == 3


def test_two_weeks_after_the_date_only_a_number_is_left(cooking: EventPage) -> None:
    come(cooking, "anna", people=2)
    cancel(uid=come(cooking, "bert").uid, at=NOW)
    over = datetime(2026, 12, 8, 12, tzinfo=AMSTERDAM)

    assert forget(at=over + timedelta(days=13)) == 0
    with time_machine.travel(over + timedelta(days=14, minutes=1), tick=False):
        call_command("tick")
    assert not Registration.objects.exists()
    assert Places.objects.get().taken == 2


def test_who_may_edit_the_activity_sees_who_comes_and_nobody_else(
    cooking: EventPage, zandweerd: Zone, voorstad: Zone, admin_client: Client, client: Client
) -> None:
    come(cooking, "=cmd")
    come(cooking, "anna", people=2)
    come(cooking, "bert")
    addresses = [f"/beheer/aanmeldingen/{cooking.pk}/{part}?dag={DAY}" for part in ("", "print/", "aanmeldingen.csv")]

    assert [row.name for row in registrations_for(cooking, DAY)] == ["=cmd", "anna", "bert"]
    page, paper, file = (admin_client.get(part) for part in addresses)
    assert "anna@example.nl" in page.text
    assert "Wachtlijst" in page.text
    assert "anna" in paper.text
    assert "@example.nl" not in paper.text
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1] == "Doet mee,'=cmd,1,'=cmd@example.nl,"
    assert "Aanmeldingen" in admin_client.get(f"/beheer/pages/{cooking.pk}/edit/").text

    for group, may in ((zandweerd.editors, True), (voorstad.editors, False), (None, False)):
        user = UserFactory()
        if group:
            user.groups.add(group)
        client.force_login(user)
        for part in addresses:
            answer = client.get(part)
            assert answer.status_code == (200 if may else 302), part
            assert may or b"anna" not in answer.content
    client.logout()
    assert {client.get(part).status_code for part in addresses} == {302}


def test_pages_with_registration_stay_within_their_budget(
    cooking: EventPage, zandweerd: Zone, on_zone: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    come(cooking, "anna")
    for path in ("/agenda/", f"/agenda/{cooking.slug}/", address(cooking)):
        on_zone.get(path)
        with django_assert_max_num_queries(8):
            assert on_zone.get(path).status_code == 200


def test_nothing_personal_is_logged(cooking: EventPage, on_zone: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    on_zone.post(address(cooking), typed(email="kanarie@example.nl", name="Kanarievogel"))
    on_zone.post(address(cooking), typed(email="kanarie@", name="Kanarievogel"))

    assert "anarie" not in caplog.text
