"""Places where residents walk in: their pages, what is open, and moves that appear and go by themselves."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.schedule import AMSTERDAM
from home.receivers.places import follow_due_places
from search.services import compare_index
from sites.choices import ChangeKind, LocationKind, ZoneState
from sites.models import HoursException, HoursPeriod, Location, LocationChange, Zone
from sites.selectors import desk_of, places, standing_of, standings
from tests.factories.agenda import make_event
from tests.factories.consulting import make_hour
from tests.factories.places import make_change, make_place

pytestmark = pytest.mark.both_stacks

MONDAY = "2026-11-30 09:00"


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.fixture
def jurrien(zandweerd: Zone) -> Location:
    return Location.objects.get(slug="st-jurrien")


@pytest.fixture
def venen(voorstad: Zone) -> Location:
    return make_place(voorstad, name="De Venen", kind=LocationKind.MEETING_PLACE, street="Venenlaan 14", hours="ma-vr 10:00-15:00")


def at(text: str) -> time_machine.travel:
    """The clock stands still at a moment."""
    return time_machine.travel(moment(text), tick=False)


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


def data_of(client: Client, address: str) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(address).text, re.DOTALL)
    assert found
    data: dict[str, object] = json.loads(found[1])
    return data


SURFACES = {
    "zone home": "/",
    "page of the place": "/wijkwinkel/st-jurrien/",
    "overview": "/wijkwinkel/",
    "help block of any page": "/contact/",
    "search card": "/zoeken/?q=jurrien",
    "print": "/wijkwinkel/st-jurrien/?druk=groot",
}


@pytest.mark.parametrize("address", SURFACES.values(), ids=list(SURFACES))
def test_a_move_is_told_from_its_first_minute_to_its_last_without_anybody_doing_anything(
    address: str, on_zone: Client, jurrien: Location, venen: Location
) -> None:
    make_change(
        jurrien, to=venen, starts_at=moment("2026-12-01 09:00"), ends_at=moment("2026-12-15 12:00"), reason="Het dak wordt gemaakt."
    )
    told = "zit nu in De Venen, Venenlaan 14"

    shown = {}
    for minute in ("2026-12-01 08:59", "2026-12-01 09:00", "2026-12-15 11:59", "2026-12-15 12:00"):
        with at(minute):
            follow_due_places(at=timezone.now())
            announced = re.sub(r"Vanaf 1 december 2026: [^<]*", "", text_of(on_zone, address))
            shown[minute] = told in announced

    assert list(shown.values()) == [False, True, True, False]


def test_calendars_and_the_map_follow_a_move_too(on_zone: Client, jurrien: Location, voorstad: Zone) -> None:
    other = make_place(voorstad, name="De Kade", street="Kade 3", hours="ma-vr 9:00-17:00", latitude=52.31, longitude=6.11)
    jurrien.latitude, jurrien.longitude = 52.2642, 6.1502
    jurrien.save()
    make_hour(jurrien, title="Fietsles", weekday=1, starts=time(9, 30), ends=time(11, 30))
    make_change(jurrien, to=other, starts_at=moment("2026-12-01 09:00"), ends_at=moment("2026-12-15 12:00"))

    told: dict[str, tuple[bool, bool, bool]] = {}
    for minute in ("2026-12-01 08:59", "2026-12-01 09:00", "2026-12-15 11:59", "2026-12-15 12:00"):
        with at(minute):
            follow_due_places(at=timezone.now())
            calendar = on_zone.get("/wijkwinkel/st-jurrien/spreekuren.ics").text.replace("\r\n ", "")
            marks = on_zone.get("/zoeken/kaart.json?q=jurrien").text
            held = on_zone.get("/zoeken/kaart.json?q=fietsles").text
            told[minute] = ("De Kade" in calendar, "52.31" in marks, "52.31" in held)

    assert list(told.values()) == [(False,) * 3, (True,) * 3, (True,) * 3, (False,) * 3]


def test_the_card_in_search_tells_of_a_move_before_the_index_does(on_zone: Client, jurrien: Location, venen: Location) -> None:
    make_change(jurrien, to=venen, starts_at=moment("2026-12-01 09:00"))

    with at("2026-12-01 09:00"):
        assert "zit nu in De Venen" in text_of(on_zone, "/zoeken/?q=jurrien")


def test_machines_read_the_move_and_the_hours_of_the_page(on_zone: Client, jurrien: Location, venen: Location) -> None:
    make_change(jurrien, to=venen, starts_at=moment("2026-12-01 09:00"), ends_at=moment("2026-12-08 00:00"))

    with at("2026-12-01 10:00"):
        data = data_of(on_zone, "/wijkwinkel/st-jurrien/")

    assert data["address"]["streetAddress"] == "Venenlaan 14"  # type: ignore[index] # JSON
    special = {one["validFrom"]: (one["opens"], one["closes"]) for one in data["specialOpeningHoursSpecification"]}  # type: ignore[attr-defined] # JSON
    assert special["2026-12-02"] == ("10:00", "15:00")
    assert "2026-12-09" not in special


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"to": None}, "Kies de plek waar men dan heen gaat"),
        ({"to": "itself"}, "niet naar zichzelf verhuizen"),
        ({"ends_at": moment("2026-11-30 09:00")}, "Het einde ligt voor het begin"),
        ({"kind": ChangeKind.NEW_OPERATOR, "to": None}, "Vul in wie de plek dan openhoudt"),
        ({"hours": "altijd"}, "begrijpen 'altijd' niet"),
    ],
)
def test_a_move_that_cannot_be_is_refused_in_words(jurrien: Location, venen: Location, changes: dict[str, object], sentence: str) -> None:
    given: dict[str, object] = {"location": jurrien, "to": venen, "starts_at": moment("2026-12-01 09:00")} | changes
    if given["to"] == "itself":
        given["to"] = jurrien
    change = LocationChange(**given)

    with pytest.raises(ValidationError) as refused:
        change.full_clean()

    assert sentence in " ".join(refused.value.messages)
    if "hours" not in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change.save()


def test_a_move_in_a_circle_is_refused_from_both_sides(jurrien: Location, venen: Location) -> None:
    make_change(jurrien, to=venen, starts_at=moment("2026-12-01 09:00"), ends_at=moment("2026-12-15 12:00"))

    for location, to, sentence in ((venen, jurrien, "is in die tijd"), (jurrien, venen, "al verhuisd of dicht")):
        circle = LocationChange(location=location, to=to, starts_at=moment("2026-12-10 09:00"))
        with pytest.raises(ValidationError, match=sentence):
            circle.full_clean()
        with pytest.raises(ValidationError, match=sentence):
            circle.save()
    LocationChange(location=venen, to=jurrien, starts_at=moment("2026-12-15 12:00")).full_clean()


@pytest.mark.parametrize("year", [1, 1999, 9999])
def test_a_year_that_nobody_means_is_refused(jurrien: Location, year: int) -> None:
    change = LocationChange(location=jurrien, kind=ChangeKind.CLOSED, starts_at=datetime(year, 1, 1, 12, tzinfo=AMSTERDAM))

    with pytest.raises(ValidationError, match="Dit jaartal klopt niet"):
        change.full_clean()


def test_special_days_are_those_of_where_people_go_that_day(jurrien: Location, venen: Location) -> None:
    jurrien.exceptions.add(
        HoursException(first=date(2026, 12, 3), reason="Studiedag"), HoursException(first=date(2026, 12, 9), reason="Feest")
    )
    jurrien.save()
    venen.exceptions.add(HoursException(first=date(2026, 12, 4), reason="Schoonmaak"))
    venen.save()
    make_change(jurrien, to=venen, starts_at=moment("2026-12-02 00:00"), ends_at=moment("2026-12-08 00:00"))

    with at(MONDAY):
        standing, _arrivals = standing_of(jurrien, at=timezone.now())
        assert [(run.plan.day.day, run.plan.reason) for run in standing.special_days][:2] == [(4, "Schoonmaak"), (9, "Feest")]
        assert standing.hours.plan(date(2026, 12, 4)).reason == "Schoonmaak"
        assert standing.hours.plan(date(2026, 12, 3)).words == "10.00 tot 15.00 uur"


def test_two_weeks_of_holiday_are_one_line(on_zone: Client, jurrien: Location) -> None:
    jurrien.exceptions.add(HoursException(first=date(2026, 12, 21), last=date(2027, 1, 3), reason="Kerstvakantie"))
    jurrien.save()

    with at(MONDAY):
        assert text_of(on_zone, "/wijkwinkel/st-jurrien/").count("Kerstvakantie") == 1
        assert "Maandag 21 december tot en met zondag 3 januari dicht: Kerstvakantie." in text_of(on_zone, "/wijkwinkel/st-jurrien/")
        assert "Maandag 21 december tot en met zondag 3 januari dicht: Kerstvakantie" in text_of(on_zone, "/")


def test_what_there_is_to_do_at_a_place_is_asked_by_the_name_that_activities_have(on_zone: Client, zandweerd: Zone) -> None:
    make_place(zandweerd, name="Buurthuis De Platvoet", slug="platvoet")
    make_event(zandweerd, title="Bingo", place_name="Buurthuis De Platvoet", starts=f"{timezone.localdate()} 23:00")

    found = re.search(r'href="(/agenda/\?plek=[^"]*)"', on_zone.get("/wijkwinkel/platvoet/").text)
    assert found
    assert "Bingo" in text_of(on_zone, found[1])


def test_a_place_that_is_gone_is_open_no_more_and_nothing_is_held_there(on_zone: Client, zandweerd: Zone) -> None:
    with at(MONDAY):
        place = make_place(zandweerd, name="De Kas", hours="ma-vr 9:00-17:00", closed_on=date(2026, 12, 1))
        make_hour(place, title="Plantenhulp", weekday=1, starts=time(9, 30), ends=time(11, 30))
        assert "Plantenhulp" in text_of(on_zone, "/wijkwinkel/de-kas/")
    with at("2026-12-01 18:00"):
        assert standing_of(place, at=timezone.now())[0].status == (False, "")
    with at("2026-12-02 09:45"):
        call_command("tick")
        page = text_of(on_zone, "/wijkwinkel/de-kas/")
        assert "Deze plek is er niet meer" in page
        assert "Plantenhulp" not in page
        assert "Plantenhulp" not in text_of(on_zone, "/zoeken/?q=plantenhulp").replace("Hulp bij: plantenhulp", "")


def test_a_move_that_was_told_of_the_wrong_place_is_put_right_everywhere(
    on_zone: Client, jurrien: Location, venen: Location, zandweerd: Zone
) -> None:
    other = make_place(zandweerd, name="De Kas", hours="ma-vr 9:00-17:00")
    change = make_change(jurrien, to=venen, starts_at=timezone.now() - timedelta(days=1))
    change.location = other
    change.save()

    assert "zit nu in De Venen" not in text_of(on_zone, "/zoeken/?q=jurrien")
    assert "zit nu in De Venen" in text_of(on_zone, "/zoeken/?q=kas")
    assert compare_index().is_clean


def test_a_place_that_others_go_to_cannot_be_deleted(jurrien: Location, venen: Location) -> None:
    make_change(jurrien, to=venen, starts_at=moment("2026-12-01 09:00"))

    with pytest.raises(IntegrityError), transaction.atomic():
        venen.delete()


@at(MONDAY)
def test_the_state_of_a_zone_follows_from_its_places(zandweerd: Zone, voorstad: Zone, jurrien: Location, venen: Location) -> None:
    def state(zone: Zone) -> ZoneState:
        return desk_of(Zone.objects.get(pk=zone.pk), at=timezone.now()).state

    assert (state(zandweerd), state(voorstad)) == (ZoneState.DESK, ZoneState.NO_DESK)
    make_place(voorstad, name="Vooruit", is_planned=True, opens_on=date(2026, 12, 7), meanwhile="U kunt bellen.")
    assert state(voorstad) is ZoneState.PLANNED
    change = make_change(jurrien, to=venen, starts_at=moment("2026-11-01 09:00"))
    assert state(zandweerd) is ZoneState.MOVED
    change.delete()
    make_change(jurrien, kind=ChangeKind.CLOSED, starts_at=moment("2026-11-01 09:00"))
    assert state(zandweerd) is ZoneState.CLOSED
    with at("2026-12-07 09:00"):
        assert state(voorstad) is ZoneState.DESK


def test_saving_a_zone_keeps_what_was_written_of_its_places_meanwhile(zandweerd: Zone, jurrien: Location) -> None:
    jurrien.phone = "0570-000033"
    jurrien.save()

    zandweerd.state_text = "Er is feest."
    zandweerd.save()

    assert Zone.objects.get(pk=zandweerd.pk).desks[0]["phone"] == "0570-000033"


def test_zone_without_a_desk_tells_whom_to_call_and_the_nearest_open_one(voorstad: Zone, jurrien: Location) -> None:
    with at(MONDAY):
        page = text_of(Client(headers={"host": "voorstad.localhost:8000"}), "/wijkwinkel/")

    assert "De buurtcoaches komen bij u thuis." in page
    assert "tel:" in page
    assert '<a class="nl-link" href="http://zandweerd.localhost:8000/wijkwinkel/st-jurrien/">Wijkwinkel St. Jurriën</a>' in page
    assert "Nu open, tot 16.00 uur" in page


@at("2026-12-25 10:00")
def test_a_holiday_that_nobody_answered_is_closed_everywhere(on_zone: Client, jurrien: Location) -> None:
    for address in ("/", "/wijkwinkel/st-jurrien/", "/wijkwinkel/"):
        assert "Nu dicht" in text_of(on_zone, address)
    assert "Eerste kerstdag" in text_of(on_zone, "/wijkwinkel/st-jurrien/")
    jurrien.exceptions.add(HoursException(first=date(2026, 12, 25), spans="09:30-11:00", reason="Kerstontbijt"))
    jurrien.save()
    assert "Nu open, tot 11.00 uur" in text_of(on_zone, "/")


@at(MONDAY)
def test_open_now_of_two_hundred_places_costs_two_queries(zandweerd: Zone, venen: Location) -> None:
    for number in range(200):
        place = Location(zone=zandweerd, name=f"Plek {number}", slug=f"plek-{number}", street="Straat 1", timetable={})
        place.periods.add(HoursPeriod(notation="ma-vr 8:00-12:00" if number % 2 else "ma-vr 13:00-17:00"))
        place.timetable = place.own_hours().as_data()
        Location.objects.bulk_create([place])
    LocationChange.objects.bulk_create(
        [LocationChange(location=row, to=venen, starts_at=moment("2026-11-01 09:00")) for row in Location.objects.filter(slug="plek-1")]
    )

    with CaptureQueriesContext(connection) as captured:
        found = [standing.status[0] for standing in standings(places(zone=zandweerd), at=timezone.now())]

    assert len(captured) == 2
    assert found.count(True) == 100 + 1 - 1


def test_pages_of_places_cost_the_same_whatever_their_number(on_zone: Client, jurrien: Location, venen: Location, voorstad: Zone) -> None:
    def costs() -> list[int]:
        found = []
        for address in ("/", "/wijkwinkel/", "/wijkwinkel/st-jurrien/"):
            on_zone.get(address)
            with CaptureQueriesContext(connection) as captured:
                on_zone.get(address)
            found.append(len(captured))
        return found

    before = costs()
    for number in range(20):
        place = make_place(jurrien.zone, name=f"Plek {number}")
        make_change(place, to=venen, starts_at=timezone.now() - timedelta(days=1))

    assert costs() == before
    assert max(before) <= 8


@at("2026-12-01 09:00")
def test_consulting_hours_stand_on_the_front_door_the_page_and_the_overview_until_they_are_over(
    on_zone: Client, jurrien: Location, venen: Location
) -> None:
    hour = make_hour(jurrien, title="Formulierenhulp", weekday=1, starts=time(9, 30), ends=time(11, 30))

    for address in ("/", "/wijkwinkel/", "/wijkwinkel/st-jurrien/"):
        assert "Formulierenhulp" in text_of(on_zone, address)
    with at("2026-12-01 11:31"):
        assert "Formulierenhulp" not in text_of(on_zone, "/")
        assert "Formulierenhulp" in text_of(on_zone, "/wijkwinkel/st-jurrien/")
    change = make_change(jurrien, kind=ChangeKind.CLOSED, starts_at=moment("2026-12-01 00:00"), reason="Er is een lek.")
    assert hour.title not in text_of(on_zone, "/")
    assert "Valt vandaag uit: Er is een lek" in text_of(on_zone, "/wijkwinkel/st-jurrien/")
    change.delete()
    assert hour.title in text_of(on_zone, "/")


def test_unknown_place_is_a_page_that_says_so(on_zone: Client, zandweerd: Zone) -> None:
    assert on_zone.get("/wijkwinkel/bestaat-niet/").status_code == 404


def test_the_clock_alone_brings_search_up_to_date(on_zone: Client, zandweerd: Zone) -> None:
    with at(MONDAY):
        make_place(zandweerd, name="De Kas", is_planned=True, opens_on=date(2026, 12, 7), meanwhile="U kunt bellen.")
        assert "De Kas" not in text_of(on_zone, "/zoeken/?q=kas")
    with at("2026-12-07 00:01"):
        call_command("tick")
        assert "Wijkwinkel De Kas" in re.sub(r"</?mark>", "", text_of(on_zone, "/zoeken/?q=kas"))
        assert compare_index().is_clean
