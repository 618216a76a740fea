"""Consulting hours in the portal: proposed, decided about, called off, changed and ended; rooms, and walls between organisations."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models.deletion import ProtectedError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from moderation.choices import RefusalReason, SubmissionKind, SubmissionState
from moderation.models import Submission
from moderation.rules import ChangedMeanwhileError, ModerationError, NotAllowedError
from moderation.selectors import review
from moderation.services import approve, refuse, withdraw
from partners.choices import HourState, Rhythm
from partners.components import ConsultingTable
from partners.models import ConsultingHour, RoomHold
from partners.receivers import keep_up_consulting_hours
from partners.selectors import hours_at
from partners.services import call_off_date, end_hour, propose_hour
from partners.subjects import hints_of
from sites.models import Location, Room, Zone
from socialmap.models import Organisation
from tests.factories import OrganisationFactory
from tests.factories.consulting import make_hour, make_room, new_hour, propose, stored
from tests.factories.partners import make_moderator, make_partner

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
HUB = {"headers": {"host": "localhost:8000"}}
# A Thursday.
TODAY = date(2026, 11, 26)
TUESDAY = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _in_november() -> Any:
    with time_machine.travel("2026-11-26 10:00 +0100", tick=True):
        yield


@pytest.fixture
def place(zandweerd: Zone) -> Location:
    return Location.objects.select_related("zone__site").get(zone=zandweerd)


@pytest.fixture
def room(place: Location) -> Room:
    return make_room(place)


@pytest.fixture
def partner() -> tuple[Client, User, Organisation]:
    user, organisation = make_partner(OrganisationFactory(name="Stichting De Pen", slug="de-pen"))
    return client_of(user), user, organisation


@pytest.fixture
def moderator(zandweerd: Zone) -> User:
    return make_moderator(zandweerd)


def client_of(user: User) -> Client:
    client = Client(**HUB)
    client.force_login(user)
    return client


def typed(at: Location, room: Room | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "organisation": "",
        "title": "Formulierenhulp",
        "summary": "Wij helpen u met brieven en formulieren.",
        "place": f"{at.pk}:{room.pk}" if room else str(at.pk),
        "rhythm": Rhythm.WEEKLY,
        "weekday": "1",
        "week": "",
        "starts": "09:30",
        "ends": "11:30",
        "first_day": "2026-12-01",
        "last_day": "",
        "visit": "inloop",
        "phone": "",
    } | changes


def agreed(hour: ConsultingHour, by: User) -> ConsultingHour:
    submission = Submission.objects.open().about(hour).get()
    approve(submission=submission, seen=stored(hour).sequence, by=by, at=timezone.now())
    return stored(hour)


# Proposing and deciding


def test_a_partner_proposes_an_editor_approves_and_residents_read_it(
    partner: tuple[Client, User, Organisation], moderator: User, place: Location, room: Room, on_zone: Client
) -> None:
    client, _user, organisation = partner
    address, values = reverse("partner_consulting_new"), typed(place, room, organisation=organisation.pk)

    shown = client.get(address).content.decode()
    assert '<optgroup label="Zandweerd">' in shown
    assert f"{place.name}: Kamer 1" in shown
    # Who speaks for one organisation does not choose it.
    assert f'<input type="hidden" name="organisation" value="{organisation.pk}"' in shown
    checked = client.post(address, values)
    assert checked.status_code == 200
    assert "dinsdag 8 december" in checked.content.decode()
    assert "elke dinsdag, 9.30 tot 11.30 uur" in checked.content.decode().lower()
    assert not ConsultingHour.objects.exists()

    sent = client.post(address, values | {"stap": "verstuur"})
    hour = ConsultingHour.objects.get()
    submission = Submission.objects.about(hour).get()
    assert sent["Location"] == reverse("partner_submission", args=[submission.reference])
    assert (hour.state, submission.kind, list(submission.zones.all())) == (HourState.PROPOSED, SubmissionKind.NEW, [place.zone])
    assert hours_at([place], on=TODAY) == {}

    hour = agreed(hour, moderator)
    assert hour.live
    assert hours_at([place], on=TODAY) == {place.pk: (hour,)}
    table = ConsultingTable.from_hours(place, [hour], at=timezone.now())
    assert table is not None
    assert (table.rows[0].day, table.rows[0].organisation, table.rows[0].room) == ("dinsdag", "Stichting De Pen", "Kamer 1")
    assert "Op de site" in client.get(reverse("partner_consulting")).content.decode()
    assert "Formulierenhulp" in client.get(reverse("partner_home")).content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"starts": "09:20"}, "starts", "heel kwartier"),
        ({"ends": "09:30"}, "ends", "niet later dan het begin"),
        ({"ends": "25:00"}, "ends", "geen tijd"),
        ({"rhythm": Rhythm.MONTHLY}, "week", "welke keer"),
        ({"visit": "afspraak"}, "phone", "Vul een telefoonnummer in"),
        ({"first_day": "2026-11-25"}, "first_day", "al geweest"),
        ({"first_day": "2027-12-01"}, "first_day", "een jaar vooruit"),
        ({"last_day": "2026-11-30"}, "last_day", "voor de eerste dag"),
        ({"first_day": "2026-12-02", "last_day": "2026-12-07"}, "last_day", "geen enkele keer"),
        ({"place": "999999"}, "place", "geldige keuze"),
        ({"title": ""}, "title", "Vul dit nog in"),
        ({"summary": "x" * 141}, "summary", "140"),
    ],
)
def test_what_cannot_be_is_refused_where_it_is_and_all_that_was_typed_is_kept(
    partner: tuple[Client, User, Organisation], place: Location, changes: dict[str, Any], field: str, says: str
) -> None:
    client, _user, organisation = partner
    values = typed(place, organisation=organisation.pk, **changes)

    answer = client.post(reverse("partner_consulting_new"), values | {"stap": "verstuur"})

    assert answer.status_code == 422
    form = answer.context["form"]
    assert says in " ".join(form.errors[field]), form.errors
    assert set(form.errors) == {field}
    assert {name: form[name].value() for name in ("title", "starts", "first_day", "place")} == {
        name: values[name] for name in ("title", "starts", "first_day", "place")
    }
    assert not ConsultingHour.objects.exists()


def test_back_from_the_check_gives_the_form_with_what_was_typed(partner: tuple[Client, User, Organisation], place: Location) -> None:
    client, _user, organisation = partner

    answer = client.post(reverse("partner_consulting_new"), typed(place, organisation=organisation.pk, stap="terug"))

    assert answer.status_code == 200
    assert 'value="Formulierenhulp"' in answer.content.decode()


def test_who_proposes_while_the_place_is_closed_is_warned_and_so_is_the_editor(
    partner: tuple[Client, User, Organisation], place: Location
) -> None:
    client, _user, organisation = partner
    values = typed(place, organisation=organisation.pk, starts="15:00", ends="17:30")

    checked = client.post(reverse("partner_consulting_new"), values).content.decode()
    client.post(reverse("partner_consulting_new"), values | {"stap": "verstuur"})

    said = f"{place.name} is niet de hele tijd open op dinsdag 1 december, dinsdag 8 december, dinsdag 15 december en nog"
    assert said in checked
    assert any(said in hint.text for hint in hints_of(ConsultingHour.objects.get(), timezone.now()))


def test_an_editor_is_told_of_a_taken_room_of_likeness_and_of_dates_that_are_over(
    partner: tuple[Client, User, Organisation], place: Location, room: Room
) -> None:
    _client, user, organisation = partner
    other = new_hour(place, organisation, title="Formulierenhulp", room=room, weekday=2)
    propose_hour(hour=other, themes=(), by=user, at=timezone.now())
    make_hour(place, organisation, title="Hulp bij formulieren: Formulierenhulp", room=room, weekday=2)
    old = new_hour(place, organisation, title="Iets anders", last_day=TODAY - timedelta(days=1))

    hints = [hint.text for hint in hints_of(stored(other), timezone.now()) if hint.is_serious]
    assert any("is dan al bezet door Hulp bij formulieren" in text for text in hints)
    assert any(text.startswith("Lijkt op: Hulp bij formulieren") for text in hints)
    assert "Alle dagen zijn al geweest." in [hint.text for hint in hints_of(old_stored(old), timezone.now())]


def old_stored(hour: ConsultingHour) -> ConsultingHour:
    hour.save()
    return stored(hour)


def test_what_changed_after_the_editor_looked_is_not_approved(
    partner: tuple[Client, User, Organisation], moderator: User, place: Location
) -> None:
    client, user, organisation = partner
    hour = propose(place, organisation, user)
    seen = hour.sequence

    answer = client.post(
        reverse("partner_consulting_change", args=[hour.reference]),
        typed(place, organisation=organisation.pk, title="Heel iets anders", stap="verstuur"),
    )

    assert answer.status_code == 302
    submission = Submission.objects.about(hour).get()
    with pytest.raises(ChangedMeanwhileError):
        approve(submission=submission, seen=seen, by=moderator, at=timezone.now())
    approve(submission=submission, seen=seen + 1, by=moderator, at=timezone.now())
    assert stored(hour).title == "Heel iets anders"


def test_what_is_refused_or_taken_back_is_not_public_and_can_be_sent_again(
    partner: tuple[Client, User, Organisation], moderator: User, place: Location
) -> None:
    client, user, organisation = partner
    hour = propose(place, organisation, user)
    submission = Submission.objects.about(hour).get()

    refuse(submission=submission, reason=RefusalReason.INCOMPLETE, explanation="", by=moderator, at=timezone.now())
    assert stored(hour).state == HourState.REFUSED
    client.post(reverse("partner_consulting_change", args=[hour.reference]), typed(place, organisation=organisation.pk, stap="verstuur"))
    assert stored(hour).state == HourState.PROPOSED
    again = Submission.objects.open().about(hour).get()
    withdraw(submission=again, by=user, at=timezone.now())
    assert stored(hour).state == HourState.REFUSED
    assert again.pk != submission.pk
    assert hours_at([place], on=TODAY) == {}


def test_only_an_editor_of_the_zone_decides(partner: tuple[Client, User, Organisation], voorstad: Zone, place: Location) -> None:
    _client, user, organisation = partner
    hour = propose(place, organisation, user)

    with pytest.raises(NotAllowedError):
        agreed(hour, make_moderator(voorstad))
    assert stored(hour).state == HourState.PROPOSED


# Rooms


def test_a_taken_room_is_said_with_what_is_there_at_proposing_and_at_approving(
    partner: tuple[Client, User, Organisation], moderator: User, place: Location, room: Room
) -> None:
    client, user, organisation = partner
    waits = propose(place, organisation, user, title="Later", room=room, starts=time(11), ends=time(12))
    other = OrganisationFactory(name="Geldloket")
    make_hour(place, other, title="Hulp bij geld", room=room)
    said = f"Kamer 1 in {place.name} is dan al bezet door Hulp bij geld van Geldloket, elke dinsdag 9.30 tot 11.30 uur. Kies een andere kamer of tijd."

    answer = client.post(reverse("partner_consulting_new"), typed(place, room, organisation=organisation.pk))
    assert answer.status_code == 422
    assert answer.context["form"].errors["place"] == [said]
    assert answer.context["form"]["title"].value() == "Formulierenhulp"
    with pytest.raises(ModerationError, match="Hulp bij geld van Geldloket") as raised:
        agreed(waits, moderator)
    assert str(raised.value) == said
    assert stored(waits).state == HourState.PROPOSED
    assert Submission.objects.about(waits).get().state == SubmissionState.RECEIVED


def test_another_time_another_room_and_another_week_are_free(place: Location, room: Room) -> None:
    make_hour(place, room=room, rhythm=Rhythm.FORTNIGHTLY, first_day=TUESDAY)

    make_hour(place, room=room, starts=time(11, 30), ends=time(12))
    make_hour(place, room=make_room(place, "Kamer 2"))
    make_hour(place, room=room, rhythm=Rhythm.FORTNIGHTLY, first_day=TUESDAY + timedelta(days=7))
    make_hour(place)
    with pytest.raises(ModerationError, match="om de week op dinsdag"):
        make_hour(place, room=room, rhythm=Rhythm.MONTHLY, week=2)


def test_no_quarter_of_a_room_is_held_twice(place: Location, room: Room) -> None:
    hour = make_hour(place, room=room)

    assert RoomHold.objects.filter(hour=hour, day=TUESDAY).count() == 8
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomHold.objects.create(room=room, day=TUESDAY, quarter=38, hour=hour)


def test_rooms_are_held_a_day_further_every_day_and_what_is_over_ends(place: Location, room: Room) -> None:
    hour, short = make_hour(place, room=room), make_hour(place, weekday=2, last_day=TODAY + timedelta(days=7))
    last = RoomHold.objects.filter(hour=hour).order_by("-day").values_list("day", flat=True)[0]

    with time_machine.travel("2026-12-10 03:00 +0100", tick=False):
        keep_up_consulting_hours(at=timezone.now())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            keep_up_consulting_hours(at=timezone.now())

    assert len(queries) <= 4
    assert RoomHold.objects.filter(hour=hour).order_by("-day").values_list("day", flat=True)[0] == last + timedelta(days=14)
    assert not RoomHold.objects.filter(day__lt=date(2026, 12, 10)).exists()
    assert stored(short).state == HourState.ENDED
    assert stored(hour).state == HourState.LIVE


def test_a_place_or_room_with_consulting_hours_is_not_deleted(place: Location, room: Room) -> None:
    make_hour(place, room=room)

    with pytest.raises(ProtectedError):
        place.delete()
    with pytest.raises(ProtectedError):
        room.delete()


# Calling off, ending, changing


def test_a_date_that_is_called_off_is_told_at_once_and_its_room_is_free(
    partner: tuple[Client, User, Organisation], place: Location, room: Room
) -> None:
    client, _user, organisation = partner
    hour = make_hour(place, organisation, room=room)
    address = reverse("partner_consulting_hour", args=[hour.reference])
    assert "dinsdag 1 december" in client.get(address).content.decode().lower()

    client.post(reverse("partner_consulting_off", args=[hour.reference]), {"day": "2026-12-01", "note": "Vakantie"})

    table = ConsultingTable.from_hours(place, hours_at([place], on=TODAY)[place.pk], at=timezone.now())
    assert table is not None
    assert table.rows[0].warnings == ("Valt uit op dinsdag 1 december: Vakantie",)
    assert "gaat niet door" in client.get(address).content.decode()
    assert not RoomHold.objects.filter(day=TUESDAY).exists()
    assert RoomHold.objects.filter(day=TUESDAY + timedelta(days=7)).exists()
    once = make_hour(place, room=room, first_day=TUESDAY, last_day=TUESDAY, title="Eenmalig")
    assert once.live
    refused = client.post(reverse("partner_consulting_restore", args=[hour.reference]), {"day": "2026-12-01"}, follow=True)
    assert "al bezet door Eenmalig" in refused.content.decode()
    assert hour.offs.exists()


def test_a_date_that_was_called_off_is_held_after_all(partner: tuple[Client, User, Organisation], place: Location, room: Room) -> None:
    client, user, organisation = partner
    hour = make_hour(place, organisation, room=room)
    held = RoomHold.objects.filter(hour=hour).count()
    call_off_date(hour=hour, day=TUESDAY, note="", by=user, at=timezone.now())

    answer = client.post(reverse("partner_consulting_restore", args=[hour.reference]), {"day": "2026-12-01"}, follow=True)
    again = client.post(reverse("partner_consulting_restore", args=[hour.reference]), {"day": "2026-12-01"}, follow=True)

    assert "dat het spreekuur die dag doorgaat" in answer.content.decode()
    assert "Deze dag was niet afgezegd." in again.content.decode()
    assert RoomHold.objects.filter(hour=hour).count() == held


@pytest.mark.parametrize("day", ["2026-11-24", "2026-12-02", "2028-01-04", "", "gisteren"])
def test_only_a_coming_date_is_called_off(partner: tuple[Client, User, Organisation], place: Location, day: str) -> None:
    client, _user, organisation = partner
    hour = make_hour(place, organisation)

    answer = client.post(reverse("partner_consulting_off", args=[hour.reference]), {"day": day}, follow=True)

    assert "utrecht-alert--warning" in answer.content.decode()
    assert not hour.offs.exists()


def test_ending_frees_the_room_and_takes_it_from_the_site(partner: tuple[Client, User, Organisation], place: Location, room: Room) -> None:
    client, user, organisation = partner
    hour = make_hour(place, organisation, room=room)

    wrong = client.post(reverse("partner_consulting_end", args=[hour.reference]), {"day": "2026-11-01"})
    assert wrong.status_code == 422
    assert "al geweest" in wrong.content.decode()
    client.post(reverse("partner_consulting_end", args=[hour.reference]), {"day": "2026-12-08"})

    hour = stored(hour)
    assert (hour.state, hour.last_day) == (HourState.LIVE, date(2026, 12, 7))
    assert list(RoomHold.objects.values_list("day", flat=True).distinct()) == [TUESDAY]
    assert hours_at([place], on=date(2026, 12, 8)) == {}
    end_hour(hour=hour, day=TODAY, by=user, at=timezone.now())
    assert stored(hour).state == HourState.ENDED
    with pytest.raises(ModerationError):
        end_hour(hour=hour, day=TODAY, by=user, at=timezone.now())


def test_a_change_takes_the_place_of_the_old_one_when_it_is_approved(
    partner: tuple[Client, User, Organisation], moderator: User, place: Location, room: Room
) -> None:
    client, _user, organisation = partner
    old = make_hour(place, organisation, title="Formulierenhulp", room=room, offs=[(date(2026, 12, 15), "Cursus")])
    address = reverse("partner_consulting_change", args=[old.reference])

    assert 'value="Formulierenhulp"' in client.get(address).content.decode()
    client.post(
        address, typed(place, room, organisation=organisation.pk, starts="10:00", ends="12:00", first_day="2026-12-08", stap="verstuur")
    )
    new = ConsultingHour.objects.get(replaces=old)
    assert (stored(old).last_day, new.state) == (None, HourState.PROPOSED)
    assert Submission.objects.about(new).get().kind == SubmissionKind.CHANGE
    client.post(
        address, typed(place, room, organisation=organisation.pk, starts="10:00", ends="12:30", first_day="2026-12-08", stap="verstuur")
    )
    assert ConsultingHour.objects.filter(replaces=old).count() == 1

    shown = review(Submission.objects.about(new).get(), at=timezone.now())
    assert shown is not None
    assert {fact.label for fact in shown.facts if fact.is_changed} == {"Waarvoor", "Wanneer", "Vanaf"}
    agreed(new, moderator)

    assert (stored(old).last_day, stored(old).state) == (date(2026, 12, 7), HourState.LIVE)
    assert stored(new).ends == time(12, 30)
    assert [off.day for off in new.offs.all()] == [date(2026, 12, 15)]
    assert {hour.pk for hour in hours_at([place], on=TODAY)[place.pk]} == {old.pk, new.pk}
    assert [hour.pk for hour in hours_at([place], on=date(2026, 12, 8))[place.pk]] == [new.pk]
    assert set(RoomHold.objects.filter(day=date(2026, 12, 8)).values_list("hour", flat=True)) == {new.pk}


# Walls


def test_nobody_sees_or_changes_what_is_of_another_organisation(place: Location) -> None:
    hour = make_hour(place)
    stranger, organisation = make_partner()
    client = client_of(stranger)

    for name in ("hour", "change"):
        assert client.get(reverse(f"partner_consulting_{name}", args=[hour.reference])).status_code == 404
    for name in ("change", "off", "end"):
        answer = client.post(reverse(f"partner_consulting_{name}", args=[hour.reference]), {"day": "2026-12-01"})
        assert answer.status_code == 404
    assert hour.title not in client.get(reverse("partner_consulting")).content.decode()
    wrong = client.post(reverse("partner_consulting_new"), typed(place, organisation=hour.organisation_id, stap="verstuur"))
    assert wrong.status_code == 422
    with pytest.raises(NotAllowedError):
        call_off_date(hour=hour, day=TUESDAY, note="", by=stranger, at=timezone.now())
    with pytest.raises(NotAllowedError):
        end_hour(hour=hour, day=TUESDAY, by=stranger, at=timezone.now())
    with pytest.raises(NotAllowedError):
        propose_hour(hour=new_hour(place, hour.organisation), themes=(), by=stranger, at=timezone.now())
    with pytest.raises(ModerationError):
        propose_hour(hour=new_hour(place, organisation, replaces=hour), themes=(), by=stranger, at=timezone.now())
    assert ConsultingHour.objects.count() == 1
    assert not hour.offs.exists()
