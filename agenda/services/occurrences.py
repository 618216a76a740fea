"""Keeps the dates of activities as rows: computed anew when an activity changes, and extended every night."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction

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

    Costs a query for the rows there are, and one for each of: what is new, what changed, what is gone.
    """
    today = at.astimezone(AMSTERDAM).date()
    wanted = {date.day: date for date in event.series.dates(since=today - BEHIND, before=today + AHEAD)}
    found = {row.day: row for row in Occurrence.objects.filter(event=event)}
    new = [_row(event, date) for day, date in wanted.items() if day not in found]
    changed = [row for day, row in found.items() if day in wanted and _is_changed(row, wanted[day])]
    gone = [row.pk for day, row in found.items() if day not in wanted]
    Occurrence.objects.bulk_create(new)
    Occurrence.objects.bulk_update(changed, FIELDS)
    Occurrence.objects.filter(pk__in=gone).delete()
    return len(new) + len(changed) + len(gone)


FIELDS = ("starts_at", "ends_at", "state", "is_moved", "note")


def foreseen(event: EventPage, *, at: datetime, limit: int) -> list[Occurrence]:
    """The next times of an activity that is not stored yet, as rows that are not stored either."""
    today = at.astimezone(AMSTERDAM).date()
    dates = (date for date in event.series.dates(since=today, before=today + AHEAD) if date.ends_at > at)
    return [_row(event, date) for date in islice(dates, limit)]


def _row(event: EventPage, date: Date) -> Occurrence:
    return Occurrence(event=event, day=date.day, **{name: getattr(date, name) for name in FIELDS})


def _is_changed(row: Occurrence, date: Date) -> bool:
    """Whether a row says something else than the rule; if so it says the same after this."""
    is_changed = any(getattr(row, name) != getattr(date, name) for name in FIELDS)
    for name in FIELDS:
        setattr(row, name, getattr(date, name))
    return is_changed
