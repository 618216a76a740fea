"""Keeps the dates of activities as rows: computed anew when an activity changes, and extended every night."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import transaction

from agenda.choices import EventState, SignUp
from agenda.models import EventPage, Occurrence
from agenda.rules import Date
from core.schedule import AMSTERDAM

# Rows lie ready so far ahead; a visitor looks four weeks ahead, a calendar that subscribes a year.
AHEAD = timedelta(days=400)
# What is over is kept so long, for who looks back and for what the dates of a series were.
BEHIND = timedelta(days=60)


@transaction.atomic
def refresh_occurrences(*, event: EventPage, at: datetime) -> int:
    """Make the rows of one activity equal to what its rule gives around an aware moment; returns how many were written or removed.

    Costs a query for the rows there are, one for the places that are taken if people register for it, and one for each
    of: what is new, what changed, what is gone.
    """
    today = at.astimezone(AMSTERDAM).date()
    wanted = {date.day: date for date in event.series.dates(since=today - BEHIND, before=today + AHEAD)}
    found = {row.day: row for row in Occurrence.objects.filter(event=event)}
    left = _places_left(event, wanted)
    rows = {day: _row(event, date, left.get(day)) for day, date in wanted.items()}
    new = [row for day, row in rows.items() if day not in found]
    changed = [row for day, row in found.items() if day in wanted and _is_changed(row, rows[day])]
    gone = [row.pk for day, row in found.items() if day not in wanted]
    Occurrence.objects.bulk_create(new)
    Occurrence.objects.bulk_update(changed, FIELDS)
    Occurrence.objects.filter(pk__in=gone).delete()
    return len(new) + len(changed) + len(gone)


FIELDS = ("starts_at", "ends_at", "state", "is_moved", "note", "places_left")


def state_of(state: str, left: int | None) -> str:
    """The state of a time that has so many places left (None: as many as one likes): what is off stays off, what has none is full."""
    return EventState.FULL if left == 0 and state != EventState.CANCELLED else state


def foreseen(event: EventPage, *, at: datetime, limit: int) -> list[Occurrence]:
    """The next times of an activity that is not stored yet, as rows that are not stored either."""
    today = at.astimezone(AMSTERDAM).date()
    dates = (date for date in event.series.dates(since=today, before=today + AHEAD) if date.ends_at > at)
    return [_row(event, date, None) for date in islice(dates, limit)]


def _places_left(event: EventPage, dates: Iterable[date]) -> Mapping[date, int]:
    """How many places each day has left; empty if nobody has to register, or if there is always room."""
    if event.registration != SignUp.ONLINE or event.capacity is None:
        return {}
    capacity = event.capacity
    left = {places.day: 0 if places.waiting else max(0, capacity - places.taken) for places in event.places.all()}
    return {day: left.get(day, capacity) for day in dates}


def _row(event: EventPage, date: Date, left: int | None) -> Occurrence:
    return Occurrence(
        event=event,
        day=date.day,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        state=state_of(date.state, left),
        is_moved=date.is_moved,
        note=date.note,
        places_left=left,
    )


def _is_changed(row: Occurrence, wanted: Occurrence) -> bool:
    """Whether a row says something else than it should; if so it says the same after this."""
    is_changed = any(getattr(row, name) != getattr(wanted, name) for name in FIELDS)
    for name in FIELDS:
        setattr(row, name, getattr(wanted, name))
    return is_changed
