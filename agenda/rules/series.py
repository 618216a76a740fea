"""From what an organiser chooses to a rule of RFC 5545, to the dates it gives, and to words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from agenda.choices import ChangeKind, EventState, Repeat
from core.recurrence import Frequency, Recurrence, Weekday, describe_date, read_rule
from core.rules import joined_words
from core.schedule import AMSTERDAM, DAY_NAMES, format_time, span_in_words

# The fifth Tuesday of a month is what people call the last.
LAST_FROM_NTH = 5
MAX_DURATION = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is different on the date `day` of a series; times are aware and only of a date that moved."""

    day: date
    kind: ChangeKind
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """One time that an activity is held: `day` is the date that the rule gives, also if it moved; times are aware."""

    day: date
    starts_at: datetime
    ends_at: datetime
    state: EventState
    is_moved: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """When an activity is: its first time in aware moments, how it comes back, and what is different."""

    starts_at: datetime
    ends_at: datetime
    rule: Recurrence | None = None
    state: EventState = EventState.SCHEDULED
    changes: Mapping[date, Change]

    def dates(self, *, since: date, before: date) -> Iterator[Date]:
        """The times whose date by the rule lies in a stretch of local days, in the order of the rule."""
        first = _local(self.starts_at)
        length = _local(self.ends_at) - first
        starts = self.rule.starts(first, since=since, before=before) if self.rule else (first,)
        for start in starts:
            if since <= start.date() < before:
                yield self._date(start, length)

    def _date(self, start: datetime, length: timedelta) -> Date:
        change = self.changes.get(start.date())
        starts_at, ends_at = start.replace(tzinfo=AMSTERDAM), (start + length).replace(tzinfo=AMSTERDAM)
        is_moved = change is not None and change.kind is ChangeKind.MOVED and change.starts_at is not None
        if change and is_moved and change.starts_at:
            starts_at, ends_at = change.starts_at, change.ends_at or change.starts_at + (ends_at - starts_at)
        is_off = change is not None and change.kind is ChangeKind.CANCELLED
        return Date(
            day=start.date(),
            starts_at=starts_at,
            ends_at=ends_at,
            state=EventState.CANCELLED if is_off else self.state,
            is_moved=is_moved,
            note=change.note if change else "",
        )


def rule_of(repeat: str, *, first: date, weekdays: Iterable[int] = (), until: date | None = None, text: str = "") -> Recurrence | None:
    """The rule of a choice; `weekdays` (0 is Monday) count for weeks, and the first day is always among them.

    `text` is the rule itself where no choice stands for it. Raises RecurrenceError if that cannot be read.
    """
    if repeat == Repeat.NEVER:
        return None
    if repeat == Repeat.OTHER:
        return read_rule(text)
    last = datetime.combine(until, time.max) if until else None
    days = tuple(Weekday(day) for day in sorted({*weekdays, first.weekday()}))
    if repeat == Repeat.DAILY:
        return Recurrence(frequency=Frequency.DAILY, until=last)
    if repeat in (Repeat.WEEKLY, Repeat.FORTNIGHTLY):
        return Recurrence(frequency=Frequency.WEEKLY, interval=1 if repeat == Repeat.WEEKLY else 2, weekdays=days, until=last)
    if repeat == Repeat.MONTHLY_BY_WEEKDAY:
        nth = (first.day - 1) // 7 + 1
        weekday = Weekday(first.weekday(), -1 if nth == LAST_FROM_NTH else nth)
        return Recurrence(frequency=Frequency.MONTHLY, weekdays=(weekday,), until=last)
    frequency = Frequency.MONTHLY if repeat == Repeat.MONTHLY_BY_DATE else Frequency.YEARLY
    return Recurrence(frequency=frequency, until=last)


def describe_moment(starts_at: datetime, ends_at: datetime, *, is_all_day: bool = False) -> str:
    """When one time is: "dinsdag 1 december, 10.00 tot 12.00 uur", "vrijdag 4 tot en met zondag 6 december"."""
    start, end = _local(starts_at), _local(ends_at)
    if is_all_day:
        last = (end - timedelta(microseconds=1)).date()
        if last == start.date():
            return _("%(day)s, de hele dag") % {"day": describe_day_and_date(start.date())}
        return _("%(first)s tot en met %(last)s") % {"first": describe_day_and_date(start.date()), "last": describe_day_and_date(last)}
    if start.date() == end.date() or end - start < timedelta(hours=12):
        return _("%(days)s, %(hours)s uur") % {"days": describe_day_and_date(start.date()), "hours": span_in_words(start, end)}
    return _("%(first_day)s %(first)s uur tot %(last_day)s %(last)s uur") % {
        "first_day": describe_day_and_date(start.date()),
        "first": format_time(start),
        "last_day": describe_day_and_date(end.date()),
        "last": format_time(end),
    }


def describe_day_and_date(day: date) -> str:
    """A day with its date: "dinsdag 1 december"; the year is left to who asks."""
    return f"{DAY_NAMES[day.weekday()]} {describe_date(day).rsplit(' ', 1)[0]}"


def describe_series(series: Series, *, is_all_day: bool = False) -> str:
    """How a series comes back: "elke dinsdag van 10.00 tot 12.00 uur, niet op 24 december"; empty for a single time."""
    if series.rule is None:
        return ""
    first, end = _local(series.starts_at), _local(series.ends_at)
    words = series.rule.describe(first.date(), hours="" if is_all_day else span_in_words(first, end))
    off = sorted(change.day for change in series.changes.values() if change.kind is ChangeKind.CANCELLED)
    if off:
        words += ", " + _("niet op %(days)s") % {"days": joined_words(describe_date(day).rsplit(" ", 1)[0] for day in off)}
    return words


def _local(moment: datetime) -> datetime:
    return moment.astimezone(AMSTERDAM).replace(tzinfo=None)
