"""A place in the vocabulary of schema.org; it says what the page says, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from core.opening_hours import DayPlan, Period
from core.schedule import AMSTERDAM, merged, opening_on
from sites.choices import LocationKind
from sites.models import Location
from sites.selectors import Standing

ADDRESS = "https://schema.org/"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SPECIAL_DAYS = 62
TYPES = {LocationKind.LIBRARY: "Library", LocationKind.OFFICE: "GovernmentOffice", LocationKind.DIGITAL_HELP: "Library"}


def place_as_schema(standing: Standing, *, url: str, phone: str) -> dict[str, Any]:
    """A place as it stands now: its week, and the coming two months where they are other than that week.

    Monthly hours and hours by appointment have no weekly form, so they are among the special days alone.
    """
    location = standing.location
    found: dict[str, Any] = {
        "@type": TYPES.get(LocationKind(location.kind), "CivicStructure"),
        "@id": url,
        "url": url,
        "name": location.title,
        "telephone": location.own_phone or phone,
    }
    if location.summary:
        found["description"] = location.summary
    if standing.goes_to.street:
        found["address"] = _address(standing.goes_to)
    if standing.goes_to.latitude is not None:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": standing.goes_to.latitude, "longitude": standing.goes_to.longitude}
    if standing.is_there and standing.hours:
        found["openingHoursSpecification"] = list(_week(standing))
        found["specialOpeningHoursSpecification"] = [one for plan in _other_days(standing) for one in _day(plan)]
    return found


def _address(location: Location) -> dict[str, str]:
    parts = {"streetAddress": location.street, "postalCode": location.postcode, "addressLocality": location.city, "addressCountry": "NL"}
    return {"@type": "PostalAddress", **{name: value for name, value in parts.items() if value}}


def _week(standing: Standing) -> Iterator[dict[str, Any]]:
    """The week that holds at the place itself, with the days that it is good for."""
    for period in standing.location.hours.periods:
        if not period.by_appointment:
            yield from _of_period(period)


def _of_period(period: Period) -> Iterator[dict[str, Any]]:
    bounds = {name: day.isoformat() for name, day in (("validFrom", period.first), ("validThrough", period.last)) if day}
    for slot in period.week.slots:
        if slot.week is None:
            yield _specification(slot.opens, slot.closes) | {"dayOfWeek": f"{ADDRESS}{DAYS[slot.weekday]}"} | bounds


def _other_days(standing: Standing) -> Iterator[DayPlan]:
    """The coming days whose hours are other than the week says."""
    today = standing.at.astimezone(AMSTERDAM).date()
    hours = standing.hours
    for number in range(SPECIAL_DAYS):
        plan = hours.plan(today + timedelta(days=number))
        walk_in = tuple((one.starts, one.ends) for one in plan.openings if not one.by_appointment)
        if plan.is_special or walk_in != _by_the_week(standing, plan.day):
            yield plan


def _by_the_week(standing: Standing, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """What a reader of the week alone would expect of a day."""
    periods = [period for period in standing.location.hours.periods if not period.by_appointment and period.covers(day)]
    weekly = [slot for period in periods for slot in period.week.slots if slot.week is None and slot.holds_on(day)]
    openings = merged(filter(None, (opening_on(day, (slot.opens, slot.closes)) for slot in weekly)))
    return tuple((opening.starts, opening.ends) for opening in openings)


def _day(plan: DayPlan) -> Iterator[dict[str, Any]]:
    """One day; closed is open from midnight until midnight, as search engines read it."""
    bounds = {"validFrom": plan.day.isoformat(), "validThrough": plan.day.isoformat()}
    walk_in = [opening for opening in plan.openings if not opening.by_appointment]
    if not walk_in:
        yield _specification(time(0), time(0)) | bounds
    for opening in walk_in:
        yield _specification(opening.starts.time(), opening.ends.time()) | bounds


def _specification(opens: time, closes: time) -> dict[str, Any]:
    return {"@type": "OpeningHoursSpecification", "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
