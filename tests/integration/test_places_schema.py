"""What search engines read of a place: our own schema of it holds, and its hours are those of the page."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from jsonschema import Draft202012Validator

from core.schedule import AMSTERDAM, DAY_NAMES
from sites.choices import ChangeKind, HolidayAnswer
from sites.models import HoursException, HoursPeriod, Location, Zone
from tests.factories.places import make_change, make_place

SCHEMA = json.loads((Path(__file__).resolve().parents[1] / "schemas" / "place.schema.json").read_text())
SUNDAY = 6


def data_of(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def read_by_a_machine(data: dict[str, Any], day: date) -> list[tuple[str, str]]:
    """The hours of a day as the vocabulary has them: what is special of a day takes the place of the week."""
    special = [one for one in data["specialOpeningHoursSpecification"] if one["validFrom"] <= day.isoformat() <= one["validThrough"]]
    name = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[day.weekday()]
    weekly = [
        one
        for one in data["openingHoursSpecification"]
        if one["dayOfWeek"].endswith(name) and one.get("validFrom", "") <= day.isoformat() <= one.get("validThrough", "9")
    ]
    return sorted((one["opens"], one["closes"]) for one in special or weekly if one["opens"] != one["closes"])


def read_by_a_person(page: str) -> list[list[tuple[str, str]]]:
    """The hours of the days of this week, Monday first, from the table on the page."""
    week = []
    for name in map(str, DAY_NAMES):
        row = re.search(rf"<dt>{name.capitalize()}.*?<dd>(.*?)</dd>", page, re.DOTALL)
        assert row
        walk_in = re.sub(r"(, en )?(\d+\.\d\d tot \d+\.\d\d( en )?)+ uur op afspraak", "", row[1])
        found = re.findall(r"(\d+)\.(\d\d) tot (\d+)\.(\d\d)", walk_in)
        week.append(sorted((f"{int(a):02d}:{b}", f"{int(c):02d}:{d}") for a, b, c, d in found))
    return week


def plain(place: Location, other: Location) -> None:
    """Nothing special."""


def with_exceptions(place: Location, other: Location) -> None:
    place.exceptions.add(HoursException(first=date(2026, 12, 1), reason="Studiedag"))
    place.exceptions.add(HoursException(first=date(2026, 12, 3), last=date(2026, 12, 4), spans="10:00-11:00, 13:00-14:00"))
    place.save()


def with_summer_hours(place: Location, other: Location) -> None:
    place.periods.add(HoursPeriod(first=date(2026, 12, 2), last=date(2026, 12, 20), notation="di-do 11:00-12:00"))
    place.save()


def monthly(place: Location, other: Location) -> None:
    place.periods.set([HoursPeriod(notation="1e di 10:00-12:00; ma 9:00-10:00")])
    place.save()


def moved(place: Location, other: Location) -> None:
    make_change(place, to=other, starts_at=moment("2026-12-01 12:00"), ends_at=moment("2026-12-04 00:00"))


def closed(place: Location, other: Location) -> None:
    make_change(place, kind=ChangeKind.CLOSED, starts_at=moment("2026-11-20 12:00"))


def by_appointment_too(place: Location, other: Location) -> None:
    place.periods.add(HoursPeriod(notation="wo 18:00-20:00", by_appointment=True))
    place.save()


def open_on_holidays(place: Location, other: Location) -> None:
    place.on_holidays = HolidayAnswer.USUAL
    place.save()


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    "change", [plain, with_exceptions, with_summer_hours, monthly, moved, closed, by_appointment_too, open_on_holidays]
)
@pytest.mark.parametrize("now", ["2026-11-30 09:00", "2026-12-02 10:00", "2026-12-22 10:00"])
def test_machines_and_people_read_the_same_hours(change: Any, now: str, zandweerd: Zone, on_zone: Client) -> None:
    place = make_place(
        zandweerd, name="De Proef", hours="ma-vr 9:00-12:00,13:00-17:00; za 22:00-2:00", postcode="7415 XA", latitude=52.26, longitude=6.15
    )
    other = make_place(zandweerd, name="De Ander", hours="ma-vr 10:00-15:00")
    with time_machine.travel(moment("2026-11-20 09:00"), tick=False):
        change(place, other)

    with time_machine.travel(moment(now), tick=False):
        page = on_zone.get("/wijkwinkel/de-proef/").text
    data = data_of(page)

    assert sorted(error.message for error in Draft202012Validator(SCHEMA).iter_errors(data)) == []
    today = moment(now).date()
    week = read_by_a_person(page)
    for weekday in range(today.weekday(), SUNDAY + 1):
        day = today + timedelta(days=weekday - today.weekday())
        assert (day, read_by_a_machine(data, day)) == (day, week[weekday])
