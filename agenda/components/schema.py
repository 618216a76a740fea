"""An activity in the vocabulary of schema.org; it says what the page says, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from agenda.choices import DUTCH, EventState
from core.schedule import AMSTERDAM
from socialmap.choices import CostKind

if TYPE_CHECKING:
    from agenda.models import EventPage, Occurrence

ADDRESS = "https://schema.org/"


def as_schema(event: EventPage, dates: Sequence[Occurrence], *, url: str) -> dict[str, Any]:
    """An activity on its first date; the others are its sub-events. Moments carry their offset, whole days are dates.

    `dates` are in order and not empty; the organiser and the zone with its site are loaded.
    """
    found: dict[str, Any] = {
        "@type": "Event",
        "@id": f"{url}#{dates[0].day.isoformat()}",
        "url": url,
        "name": event.title,
        **_moment(event, dates[0]),
        "eventAttendanceMode": f"{ADDRESS}OfflineEventAttendanceMode",
        "location": _place(event),
        "inLanguage": event.languages or [DUTCH],
    }
    if event.introduction:
        found["description"] = event.introduction
    if event.organiser and event.organiser.live:
        found["organizer"] = {"@type": "Organization", "name": event.organiser.name}
    if event.cost_kind == CostKind.FREE:
        found["isAccessibleForFree"] = True
    elif event.cost_kind != CostKind.UNKNOWN:
        found["isAccessibleForFree"] = False
    if len(dates) > 1:
        found["subEvent"] = [
            {"@type": "Event", "@id": f"{url}#{row.day.isoformat()}", "name": event.title, **_moment(event, row), "location": _place(event)}
            for row in dates
        ]
    return found


def _moment(event: EventPage, row: Occurrence) -> dict[str, Any]:
    """When, and whether: a date that moved says when it was, one that is full says that there is no place left."""
    state = EventState(row.state)
    status = "EventCancelled" if state is EventState.CANCELLED else "EventRescheduled" if row.is_moved else "EventScheduled"
    last = row.ends_at - timedelta(microseconds=1) if event.is_all_day else row.ends_at
    found: dict[str, Any] = {
        "startDate": _written(event, row.starts_at),
        "endDate": _written(event, last),
        "eventStatus": f"{ADDRESS}{status}",
    }
    if row.is_moved:
        found["previousStartDate"] = row.day.isoformat()
    if state is EventState.FULL:
        found["remainingAttendeeCapacity"] = 0
    return found


def _written(event: EventPage, moment: datetime) -> str:
    local = moment.astimezone(AMSTERDAM)
    return local.date().isoformat() if event.is_all_day else local.isoformat(timespec="minutes")


def _place(event: EventPage) -> dict[str, Any]:
    address = {"streetAddress": event.street, "postalCode": event.postcode, "addressLocality": event.city, "addressCountry": "NL"}
    found: dict[str, Any] = {
        "@type": "Place",
        "name": event.place_name,
        "address": {"@type": "PostalAddress", **{name: value for name, value in address.items() if value}},
    }
    if event.latitude is not None:
        found["geo"] = {"@type": "GeoCoordinates", "latitude": event.latitude, "longitude": event.longitude}
    return found
