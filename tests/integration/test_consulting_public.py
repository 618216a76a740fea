"""Consulting hours in public: on pages of places, found by search, and in calendars."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from core.schedule import AMSTERDAM
from partners.choices import Rhythm
from partners.components import ConsultingTable, TodayConsulting
from partners.receivers import keep_up_consulting_hours
from partners.selectors import held_today, hours_at
from partners.services import call_off_date, end_hour
from sites.models import HoursException, Location, Room, Zone
from socialmap.models import Organisation
from tests.factories import OrganisationFactory, ThemeFactory
from tests.factories.consulting import make_hour, make_room
from tests.factories.partners import make_partner
from tests.factories.places import make_change, make_place

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


def client_of(user: User) -> Client:
    client = Client(**HUB)
    client.force_login(user)
    return client


@pytest.fixture
def partner() -> tuple[Client, User, Organisation]:
    user, organisation = make_partner(OrganisationFactory(name="Stichting De Pen", slug="de-pen"))
    return client_of(user), user, organisation


@pytest.fixture
def room(place: Location) -> Room:
    return make_room(place)


def test_many_places_with_many_hours_cost_two_queries(zandweerd: Zone, place: Location, room: Room) -> None:
    for weekday in range(5):
        make_hour(place, room=room, weekday=weekday, offs=[(TODAY, "Vrij")] if weekday == 3 else ())
        make_hour(place, weekday=weekday, starts=time(13), ends=time(14))

    with CaptureQueriesContext(connection) as queries:
        found = hours_at([place], on=TODAY)
        table = ConsultingTable.from_hours(place, found[place.pk], at=timezone.now())
        assert table is not None
        table.render_html()
    assert len(queries) == 2
    assert [row.day for row in table.rows][:3] == ["maandag", "maandag", "dinsdag"]
    assert [row.is_today for row in table.rows if row.day == "donderdag"] == [False, True]

    with CaptureQueriesContext(connection) as queries:
        today = TodayConsulting.from_hours(held_today(zone=zandweerd, at=timezone.now()), at=timezone.now())
        assert today is not None
        assert "13.00 tot 14.00 uur" in today.render_html()
    assert len(queries) <= 2
    assert len(today.rows) == 1


def test_today_is_what_is_still_to_come_and_not_what_falls_out(zandweerd: Zone, voorstad: Zone, place: Location) -> None:
    make_hour(place, title="Straks", weekday=3, starts=time(14), ends=time(15))
    make_hour(place, title="Nu", weekday=3, starts=time(9), ends=time(11))
    make_hour(place, title="Geweest", weekday=3, starts=time(8), ends=time(9))
    make_hour(place, title="Andere week", weekday=3, rhythm=Rhythm.FORTNIGHTLY, first_day=TODAY - timedelta(days=7))
    make_hour(place, title="Niet meer op de site", weekday=3, organisation=OrganisationFactory(live=False))

    assert [hour.title for hour in held_today(zone=zandweerd, at=timezone.now())] == ["Nu", "Straks"]
    assert held_today(zone=voorstad, at=timezone.now()) == []
    place.exceptions.add(HoursException(first=TODAY, reason="Studiedag"))
    place.save()
    # The zone of a request is read anew, with what the frame of its pages knows of its places.
    zandweerd.refresh_from_db()
    assert held_today(zone=zandweerd, at=timezone.now()) == []


# Search and calendars


def found(on_zone: Client, words: str) -> list[dict[str, Any]]:
    answer = on_zone.get("/zoeken/", {"q": words, "format": "json"}).json()
    return [hit for step in answer["steps"] for hit in step["results"] if hit["title"] == "Formulierenhulp"]


def test_search_finds_it_with_where_when_and_whose_until_it_ends(
    partner: tuple[Client, User, Organisation], place: Location, on_zone: Client
) -> None:
    _client, user, organisation = partner
    hour = make_hour(
        place, organisation, title="Formulierenhulp", by_appointment=True, phone="0570-000020", themes=[ThemeFactory(name="Geldzaken")]
    )

    page = on_zone.get("/zoeken/", {"q": "formulieren"})
    (hit,) = found(on_zone, "formulieren")
    assert hit["url"].endswith(f"/wijkwinkel/{place.slug}/#spreekuren")
    assert f"/wijkwinkel/{place.slug}/#spreekuren" in page.content.decode()
    assert "elke dinsdag, 9.30 tot 11.30 uur" in page.content.decode().lower()
    assert "Stichting De Pen" in page.content.decode()
    assert found(on_zone, "geldzaken")

    organisation.name = "Stichting Het Potlood"
    organisation.save()
    assert "Stichting Het Potlood" in on_zone.get("/zoeken/", {"q": "formulieren"}).content.decode()
    end_hour(hour=hour, day=TODAY, by=user, at=timezone.now())
    hour.refresh_from_db()
    with time_machine.travel("2026-11-27 10:00 +0100", tick=True):
        keep_up_consulting_hours(at=timezone.now())
        assert found(on_zone, "formulieren") == []


def test_the_calendar_of_a_place_leaves_out_what_falls_out_and_is_not_sent_twice(place: Location, on_zone: Client) -> None:
    place.on_holidays = "dicht"
    place.save()
    weekly = make_hour(place, title="Formulierenhulp", weekday=4, offs=[(date(2026, 12, 4), "Vrij")])
    monthly = make_hour(
        place, title="Rechten", rhythm=Rhythm.MONTHLY, week=-1, last_day=date(2027, 3, 31), by_appointment=True, phone="0570-000020"
    )
    address = f"/wijkwinkel/{place.slug}/spreekuren.ics"

    answer = on_zone.get(address)

    events = {str(event["SUMMARY"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    friday = events["Formulierenhulp"]
    assert str(friday["UID"]) == f"{weekly.reference}@wijkwinkel"
    assert friday["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=FR"
    assert friday["DTSTART"].dt == datetime.combine(weekly.timing.begin or TODAY, time(9, 30), AMSTERDAM)
    left_out = {moment.dt.date() for dates in friday["EXDATE"] for moment in dates.dts}
    assert {date(2026, 12, 4), date(2026, 12, 25), date(2027, 1, 1)} <= left_out
    assert date(2026, 12, 11) not in left_out
    assert b"UNTIL=20270331T" in events["Rechten"]["RRULE"].to_ical()
    assert b"BYDAY=-1TU" in events["Rechten"]["RRULE"].to_ical()
    assert "0570" in str(events["Rechten"]["DESCRIPTION"])

    assert on_zone.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    call_off_date(hour=monthly, day=date(2026, 12, 29), note="", by=member_of(monthly.organisation), at=timezone.now())
    again = on_zone.get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 200
    changed = next(event for event in Calendar.from_ical(again.content).walk("VEVENT") if event["SUMMARY"] == "Rechten")
    assert changed["SEQUENCE"] == events["Rechten"]["SEQUENCE"] + 1
    assert on_zone.get("/wijkwinkel/bestaat-niet/spreekuren.ics").status_code == 404


def test_what_is_held_goes_with_its_place_in_search_and_in_calendars(place: Location, voorstad: Zone, on_zone: Client) -> None:
    hour = make_hour(place, title="Formulierenhulp", first_day=date(2026, 11, 1))
    other = make_place(voorstad, name="De Venen", street="Venenlaan 14", hours="ma-vr 9:00-17:00")
    before = Calendar.from_ical(on_zone.get("/wijkwinkel/st-jurrien/spreekuren.ics").content).events[0]

    make_change(place, to=other, starts_at=datetime(2026, 11, 26, 12, tzinfo=AMSTERDAM))
    with time_machine.travel("2026-11-26 12:00 +0100", tick=False):
        after = Calendar.from_ical(on_zone.get("/wijkwinkel/st-jurrien/spreekuren.ics").content).events[0]
        card = on_zone.get("/zoeken/?q=formulierenhulp").text

    assert (before["LOCATION"], after["LOCATION"]) == (f"{hour.where}, {place.address}", "De Venen, Venenlaan 14, Deventer")
    assert (before["UID"], before["SEQUENCE"] + 1) == (after["UID"], after["SEQUENCE"])
    assert "zit nu in De Venen, Venenlaan 14" in after["DESCRIPTION"]
    assert "zit nu in De Venen, Venenlaan 14" in card


def member_of(organisation: Organisation) -> User:
    return make_partner(organisation)[0]
