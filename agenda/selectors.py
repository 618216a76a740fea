"""What stands on the agenda of a zone: dates of activities, by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from agenda.choices import PartOfDay, When
from agenda.models import EventPage, Occurrence
from core.schedule import AMSTERDAM
from sites.models import Zone
from socialmap.choices import CostKind

WEEKS_AHEAD = 4
SATURDAY = 5
# A page carries no more; whoever wants the rest chooses fewer days.
MAX_ON_A_PAGE = 120
HOURS = {PartOfDay.MORNING: range(12), PartOfDay.AFTERNOON: range(12, 18), PartOfDay.EVENING: range(18, 24)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a visitor wants to see; `theme` is a slug."""

    when: When = When.ALL
    part: PartOfDay = PartOfDay.ANY
    is_free: bool = False
    theme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaDay:
    """A day, and what begins on it or is still going on when it is the first one shown."""

    day: date
    occurrences: tuple[Occurrence, ...]


def stretch(when: When, *, at: datetime) -> tuple[date, date]:
    """The days from and up to but without, seen from an aware moment."""
    today = at.astimezone(AMSTERDAM).date()
    if when is When.TODAY:
        return today, today + timedelta(days=1)
    if when is When.TOMORROW:
        return today + timedelta(days=1), today + timedelta(days=2)
    if when is When.WEEK:
        return today, today + timedelta(days=7)
    if when is When.WEEKEND:
        saturday = today + timedelta(days=max(0, SATURDAY - today.weekday()))
        return saturday, saturday + timedelta(days=7 - saturday.weekday())
    return today, today + timedelta(weeks=WEEKS_AHEAD)


def agenda_days(*, zone: Zone | None, at: datetime, wanted: Wanted) -> Sequence[AgendaDay]:
    """What is on the agenda, by day, at most 121 times: one more than a page shows; on the hub (None) of all zones. One query."""
    first, before = stretch(wanted.when, at=at)
    begin = max(_midnight(first), at)
    found = Occurrence.objects.public().shown_in(zone).between(begin, _midnight(before))
    if wanted.is_free:
        found = found.filter(event__cost_kind=CostKind.FREE)
    if wanted.theme:
        found = found.filter(event__in=EventPage.themes.through.objects.filter(theme__slug=wanted.theme).values("eventpage"))
    if wanted.part is not PartOfDay.ANY:
        # Hours of the time zone of the settings, Europe/Amsterdam.
        found = found.filter(starts_at__hour__in=HOURS[wanted.part])
    rows = found.select_related("event", "event__organiser", "event__zone")[: MAX_ON_A_PAGE + 1]
    days = groupby(rows, key=lambda row: max(first, row.starts_at.astimezone(AMSTERDAM).date()))
    return tuple(AgendaDay(day=day, occurrences=tuple(rows)) for day, rows in days)


def event_at(*, slug: str, zone: Zone | None) -> EventPage | None:
    """The public activity with an address that a site shows, its own before that of another zone; three queries."""
    events = EventPage.objects.live().shown_in(zone).filter(slug=slug)
    found: EventPage | None = events.select_related("zone__site", "organiser").prefetch_related("changes", "target_groups").first()
    return found


def coming_dates(event: EventPage, *, at: datetime, limit: int = 6) -> Sequence[Occurrence]:
    """The next times of one activity, those that are off too; one query."""
    return tuple(event.occurrences.filter(ends_at__gt=at)[:limit])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, AMSTERDAM)
