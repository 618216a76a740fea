"""The dates of a consulting hour, and in words: pure arithmetic on local days in Europe/Amsterdam."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Protocol

from django.utils.translation import gettext as _

from core.opening_hours import Because, DayPlan, OpeningHours
from core.recurrence import MONTH_NAMES, Frequency, Recurrence, Weekday
from core.schedule import AMSTERDAM, DAY_CODES, DAY_NAMES, LAST_WEEK, ORDINAL_NAMES, clock_moment, describe_day, span_in_words
from partners.choices import MINUTES_IN_A_QUARTER, Rhythm
from sites.rules import ChangingHours

ONE_DAY = timedelta(days=1)
# A date is looked for this far ahead; every rhythm gives several in that time.
LOOK_AHEAD = timedelta(days=400)
# Two rhythms that ever fall on one day do so within this time, but for those that nearly never meet.
MEET_WITHIN = timedelta(days=800)


class PlaceHours(Protocol):
    """When a place is open: `core.opening_hours.OpeningHours`, or what takes changes at the place into account."""

    def plan(self, day: date) -> DayPlan:
        """When it is open on a day, and why."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """When a consulting hour is held; `weekday` 0 is Monday, `week` says which one of a month (-1 the last), for monthly ones alone.

    `offs` are the dates that are called off, with what is said of them.
    """

    rhythm: Rhythm
    weekday: int
    starts: time
    ends: time
    first_day: date
    last_day: date | None = None
    week: int | None = None
    offs: Mapping[date, str] = field(default_factory=dict)

    @property
    def rule(self) -> Recurrence:
        """The rule of repetition, as a calendar says it."""
        monthly = self.rhythm is Rhythm.MONTHLY
        return Recurrence(
            frequency=Frequency.MONTHLY if monthly else Frequency.WEEKLY,
            interval=2 if self.rhythm is Rhythm.FORTNIGHTLY else 1,
            weekdays=(Weekday(self.weekday, self.week or 0 if monthly else 0),),
            until=datetime.combine(self.last_day, time.max.replace(microsecond=0)) if self.last_day else None,
        )

    @property
    def begin(self) -> date | None:
        """The first date of all; None if the period holds none."""
        if self.rhythm is Rhythm.MONTHLY:
            starts = self.rule.starts(datetime.combine(self.first_day, self.starts), before=self.first_day + LOOK_AHEAD)
            return next((start.date() for start in starts), None)
        day = self.first_day + timedelta(days=(self.weekday - self.first_day.weekday()) % 7)
        return None if self.last_day and day > self.last_day else day

    def dates(self, *, since: date, before: date) -> Iterator[date]:
        """The dates from `since` up to but without `before`, in order, those that are called off among them."""
        begin = self.begin
        if begin is not None:
            yield from (start.date() for start in self.rule.starts(datetime.combine(begin, self.starts), since=since, before=before))

    def held(self, *, since: date, before: date) -> Iterator[date]:
        """The same without those that are called off."""
        return (day for day in self.dates(since=since, before=before) if day not in self.offs)

    def is_on(self, day: date) -> bool:
        """Whether the rule gives this date, called off or not."""
        return any(True for _day in self.dates(since=day, before=day + ONE_DAY))

    def next_date(self, since: date) -> date | None:
        """The first date from a day on that is not called off."""
        return next(self.held(since=since, before=since + LOOK_AHEAD), None)

    @property
    def quarters(self) -> range:
        """The quarters of the day that it takes, 0 is the one from midnight."""
        return range(quarter_of(self.starts), quarter_of(self.ends))

    def moments(self, day: date) -> tuple[datetime, datetime]:
        """When it begins and ends on a date, aware."""
        return clock_moment(day, self.starts), clock_moment(day, self.ends)

    @property
    def times_in_words(self) -> str:
        """The times: "9.30 tot 11.30 uur"."""
        return _("%(hours)s uur") % {"hours": span_in_words(self.starts, self.ends)}

    @property
    def rhythm_in_words(self) -> str:
        """The days: "elke dinsdag", "om de week op donderdag", "de eerste maandag van de maand"."""
        name = DAY_NAMES[self.weekday]
        if self.rhythm is Rhythm.MONTHLY and self.week is not None:
            return _("de %(which)s %(day)s van de maand") % {"which": ORDINAL_NAMES[self.week], "day": name}
        return _("om de week op %(day)s") % {"day": name} if self.rhythm is Rhythm.FORTNIGHTLY else _("elke %(days)s") % {"days": name}

    @property
    def words(self) -> str:
        """Days and times: "elke dinsdag, 9.30 tot 11.30 uur"."""
        return f"{self.rhythm_in_words}, {self.times_in_words}"

    @property
    def notation(self) -> str:
        """In the notation of `core.schedule`; one held every two weeks stands in it as weekly, which the notation cannot say."""
        ordinal = ""
        if self.rhythm is Rhythm.MONTHLY:
            ordinal = "laatste " if self.week == LAST_WEEK else f"{self.week}e "
        return f"{ordinal}{DAY_CODES[self.weekday]} {self.starts:%H:%M}-{self.ends:%H:%M}"


def quarter_of(moment: time) -> int:
    """Which quarter of the day begins at a moment, 0 is midnight."""
    return (moment.hour * 60 + moment.minute) // MINUTES_IN_A_QUARTER


def meeting(one: Timing, other: Timing, *, since: date) -> date | None:
    """The first date from a day on at which two consulting hours would be held at one time; None if they never meet."""
    if one.ends <= other.starts or other.ends <= one.starts or one.weekday != other.weekday:
        return None
    before = since + MEET_WITHIN
    others = set(other.held(since=since, before=before))
    return next((day for day in one.held(since=since, before=before) if day in others), None)


def why_closed(timing: Timing, day: date, hours: PlaceHours) -> str:
    """Why a date falls out by itself, as the place is closed on a holiday, another special day or a whole season; empty if it does not.

    A place that is closed every week at that time lets somebody in for it; that was looked at when it was approved.
    """
    plan = hours.plan(day)
    if is_within(timing, plan, partly=True):
        return ""
    if plan.is_special:
        return plan.reason or _("de plek is dan dicht")
    return _("de plek is dan dicht") if _is_closed_season(hours, plan) else ""


def is_within(timing: Timing, plan: DayPlan, *, partly: bool = False) -> bool:
    """Whether the place is open all the time that it takes, or a part of it."""
    starts, ends = timing.moments(plan.day)
    if partly:
        return any(opening.starts < ends and starts < opening.ends for opening in plan.openings)
    return any(opening.starts <= starts and ends <= opening.ends for opening in plan.openings)


def days_outside(timing: Timing, hours: PlaceHours, *, since: date, days: int) -> list[date]:
    """The dates of the coming days that are held while the place is not open all that time."""
    coming = timing.dates(since=since, before=since + timedelta(days=days))
    return [day for day in coming if off_on(timing, day, hours) is None and not is_within(timing, hours.plan(day))]


def off_on(timing: Timing, day: date, hours: PlaceHours) -> str | None:
    """What is said of a date that is called off or falls out by itself; None for one that is held."""
    if day in timing.offs:
        return timing.offs[day]
    return why_closed(timing, day, hours) or None


def next_held(timing: Timing, hours: PlaceHours, *, at: datetime) -> date | None:
    """The first date that is held and that is not over at an aware moment."""
    today = at.astimezone(AMSTERDAM).date()
    coming = timing.held(since=today, before=today + LOOK_AHEAD)
    return next((day for day in coming if timing.moments(day)[1] > at and off_on(timing, day, hours) is None), None)


def offs_within(timing: Timing, hours: PlaceHours, *, since: date, days: int) -> list[tuple[date, str]]:
    """The dates of the coming days that are not held, with what is said of them, in order."""
    coming = timing.dates(since=since, before=since + timedelta(days=days))
    return [(day, why) for day in coming if (why := off_on(timing, day, hours)) is not None]


def date_in_words(day: date, *, today: date) -> str:
    """A date as people say it: "vandaag", "dinsdag 1 december", "dinsdag 4 januari 2028" of another year than the coming twelve months."""
    if 0 <= (day - today).days <= 1:
        return describe_day(day, today=today)
    year = f" {day.year}" if abs((day - today).days) > 330 else ""
    return f"{DAY_NAMES[day.weekday()]} {day.day} {MONTH_NAMES[day.month - 1]}{year}"


def _is_closed_season(hours: PlaceHours, plan: DayPlan) -> bool:
    """Whether a period without any hours holds, as one for the summer."""
    if plan.because is not Because.PERIOD or plan.openings:
        return False
    own = hours.own if isinstance(hours, ChangingHours) else hours
    return isinstance(own, OpeningHours) and not any(period.week for period in own.periods_on(plan.day))
