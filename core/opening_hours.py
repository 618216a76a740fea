"""The opening hours of a place: weekly rules with a period, days that are different, and public holidays.

Pure arithmetic in Europe/Amsterdam. On a day the most particular thing holds: what was said of that day; then how the
place deals with a public holiday; then the period of that day that began last, and of two that began together the one
that ends first. A period without hours is one in which the place is closed. Hours to walk in and hours by appointment
are two layers; what is said of a day, and a holiday, hold for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import combinations
from typing import Any, Self

from django.utils.translation import gettext as _

from core.holidays import holiday_on
from core.rules import joined_words
from core.schedule import (
    ByDay,
    Opening,
    ScheduleError,
    Span,
    WeeklySchedule,
    merged,
    opening_on,
    parse_schedule,
    parse_spans,
    span_in_words,
)


class OnHolidays(StrEnum):
    """What a place does on public holidays of which nothing else is said; ASK is closed, and an editor is asked each time."""

    CLOSED = "dicht"
    USUAL = "gewoon"
    ASK = "vraag"


class Because(StrEnum):
    """Why a day is as it is."""

    PERIOD = "period"
    EXCEPTION = "exception"
    HOLIDAY = "holiday"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Weekly hours, in the notation of `core.schedule`, from a first up to and including a last day; None is without an end on that side."""

    notation: str
    first: date | None = None
    last: date | None = None
    by_appointment: bool = False
    name: str = ""

    @property
    def week(self) -> WeeklySchedule:
        """The hours of each week; raises ScheduleError where the notation cannot be read."""
        return parse_schedule(self.notation)

    def covers(self, day: date) -> bool:
        """Whether it holds on a day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def particularity(self) -> tuple[date, int]:
        """Sorts what holds on a day before what it takes the place of, highest first."""
        return self.first or date.min, -(self.last or date.max).toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class DayException:
    """Days with other hours, both included; without spans the place is closed."""

    first: date
    last: date
    spans: tuple[Span, ...] = ()
    reason: str = ""

    def covers(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """When a place is open on one day, and why: `reason` is what people read of it, "Eerste kerstdag"."""

    day: date
    openings: tuple[Opening, ...] = ()
    because: Because = Because.PERIOD
    reason: str = ""

    @property
    def is_special(self) -> bool:
        """Whether somebody who knows the weekly hours should look here."""
        return self.because in {Because.EXCEPTION, Because.HOLIDAY}

    @property
    def words(self) -> str:
        """The hours: "9.00 tot 12.00 en 13.00 tot 17.00 uur"; "dicht" without any."""
        return spans_in_words(self.openings)


def spans_in_words(openings: Iterable[Opening]) -> str:
    """Stretches of one day in words, those by appointment named; "dicht" for none."""
    walk_in = [_span(opening) for opening in openings if not opening.by_appointment]
    by_appointment = [_span(opening) for opening in openings if opening.by_appointment]
    parts = []
    if walk_in:
        parts.append(_("%(hours)s uur") % {"hours": joined_words(walk_in)})
    if by_appointment:
        parts.append(_("%(hours)s uur op afspraak") % {"hours": joined_words(by_appointment)})
    return _(", en ").join(parts) or _("dicht")


def _span(opening: Opening) -> str:
    return span_in_words(opening.starts, opening.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours(ByDay):
    """All that is known of the hours of one place."""

    periods: tuple[Period, ...] = ()
    exceptions: tuple[DayException, ...] = ()
    on_holidays: OnHolidays = OnHolidays.ASK

    def __bool__(self) -> bool:
        return bool(self.periods or self.exceptions)

    def plan(self, day: date) -> DayPlan:
        """When it is open on a day, and why."""
        for exception in self.exceptions:
            if exception.covers(day):
                openings = tuple(filter(None, (opening_on(day, span) for span in exception.spans)))
                return DayPlan(day=day, openings=openings, because=Because.EXCEPTION, reason=exception.reason)
        usual = self._usual(day)
        holiday = holiday_on(day) if self.on_holidays is not OnHolidays.USUAL else ""
        if holiday and usual:
            return DayPlan(day=day, because=Because.HOLIDAY, reason=holiday)
        return DayPlan(day=day, openings=usual, because=Because.PERIOD if self.periods_on(day) else Because.NOTHING)

    def openings_on(self, day: date) -> tuple[Opening, ...]:
        """The stretches that start on a day, in order."""
        return self.plan(day).openings

    def periods_on(self, day: date) -> tuple[Period, ...]:
        """What holds on an ordinary day: at most one period to walk in, and one by appointment."""
        found = []
        for by_appointment in (False, True):
            layer = [period for period in self.periods if period.by_appointment is by_appointment and period.covers(day)]
            if layer:
                found.append(max(layer, key=lambda period: period.particularity))
        return tuple(found)

    def unanswered_holidays(self, first: date, *, days: int) -> tuple[tuple[date, str], ...]:
        """Coming holidays on which it would be open by the week, and of which nobody said whether it is: (day, name)."""
        if self.on_holidays is not OnHolidays.ASK:
            return ()
        plans = (self.plan(first + timedelta(days=number)) for number in range(days))
        return tuple((plan.day, plan.reason) for plan in plans if plan.because is Because.HOLIDAY)

    def days_without_hours(self, first: date, *, days: int) -> tuple[date, ...]:
        """Coming days of which nothing at all is said."""
        every = (first + timedelta(days=number) for number in range(days))
        return tuple(day for day in every if self.plan(day).because is Because.NOTHING)

    def _usual(self, day: date) -> tuple[Opening, ...]:
        found = [
            opening
            for period in self.periods_on(day)
            for slot in period.week.slots
            if slot.holds_on(day) and (opening := opening_on(day, (slot.opens, slot.closes), by_appointment=period.by_appointment))
        ]
        return merged(found)

    def as_data(self) -> dict[str, Any]:
        """What `of_data` reads back, for a column of JSON. Days are ISO dates, hours are in the notation of `core.schedule`."""
        return {
            "periods": [
                [_iso(period.first), _iso(period.last), period.notation, period.by_appointment, period.name] for period in self.periods
            ],
            "exceptions": [
                [one.first.isoformat(), one.last.isoformat(), ", ".join(f"{a:%H:%M}-{b:%H:%M}" for a, b in one.spans), one.reason]
                for one in self.exceptions
            ],
            "holidays": self.on_holidays.value,
        }

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Self:
        """Read what `as_data` wrote; nothing at all gives hours without any."""
        if not data:
            return cls()
        return cls(
            periods=tuple(
                Period(first=_day(first), last=_day(last), notation=notation, by_appointment=by_appointment, name=name)
                for first, last, notation, by_appointment, name in data["periods"]
            ),
            exceptions=tuple(
                DayException(first=date.fromisoformat(first), last=date.fromisoformat(last), spans=_spans(spans), reason=reason)
                for first, last, spans, reason in data["exceptions"]
            ),
            on_holidays=OnHolidays(data["holidays"]),
        )


def refuse_clashes(periods: Sequence[Period], exceptions: Sequence[DayException]) -> None:
    """Raise ScheduleError where two things would be said of one day and neither is more particular.

    A period may lie inside another, as summer hours do in those of the year; half inside is refused.
    """
    for one, other in combinations(periods, 2):
        if one.by_appointment is other.by_appointment and _are_entangled(one, other):
            raise ScheduleError(
                _("Twee periodes lopen door elkaar: %(one)s en %(other)s. Laat de ene stoppen voor de andere begint.")
                % {"one": _named(one), "other": _named(other)}
            )
    for first, second in combinations(sorted(exceptions, key=lambda one: (one.first, one.last)), 2):
        if second.first <= first.last:
            raise ScheduleError(_("Over %(day)s staan twee dingen. Haal er een weg.") % {"day": _in_numbers(second.first)})
    for exception in exceptions:
        if periods and not any(_are_shared(period, exception) for period in periods):
            raise ScheduleError(
                _(
                    "De andere dag %(day)s valt buiten alle periodes. "
                    "Dan staat er toch al geen tijd. Kijk de datum na, of maak eerst een periode."
                )
                % {"day": _in_numbers(exception.first)}
            )


def _are_entangled(one: Period, other: Period) -> bool:
    first, last = max(one.first or date.min, other.first or date.min), min(one.last or date.max, other.last or date.max)
    if first > last:
        return False
    shared = (first, last)
    ranges = [(period.first or date.min, period.last or date.max) for period in (one, other)]
    return ranges[0] == ranges[1] or shared not in ranges


def _are_shared(period: Period, exception: DayException) -> bool:
    return (period.first is None or period.first <= exception.last) and (period.last is None or exception.first <= period.last)


def _named(period: Period) -> str:
    if period.name:
        return f"'{period.name}'"
    first = _("vanaf %(day)s") % {"day": _in_numbers(period.first)} if period.first else _("van altijd")
    return _("%(first)s tot en met %(last)s") % {"first": first, "last": _in_numbers(period.last)} if period.last else first


def _in_numbers(day: date) -> str:
    return f"{day.day}-{day.month}-{day.year}"


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@lru_cache(maxsize=1024)
def _spans(text: str) -> tuple[Span, ...]:
    return parse_spans(text)
