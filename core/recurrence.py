"""Rules of repetition: reading and writing RFC 5545's RRULE, the dates it gives, and the rule in words.

Arithmetic is on local days, as people mean it: "every Tuesday at ten" stays at ten when the clocks change. Whoever
stores a moment gives the day its time and its zone (`core.schedule.AMSTERDAM`). Everything here is pure, and costs
as much as the window that is asked for, however long ago a series began; only a rule with COUNT is read from its start.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import count, islice, takewhile

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __
from django.utils.translation import ngettext

from core.rules import joined_words
from core.schedule import AMSTERDAM, DAY_NAMES

WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MONTH_NAMES = (
    __("januari"), __("februari"), __("maart"), __("april"), __("mei"), __("juni"),
    __("juli"), __("augustus"), __("september"), __("oktober"), __("november"), __("december"),
)  # fmt: skip
MAX_INTERVAL = 366
MAX_COUNT = 2_000
MAX_RULE_LENGTH = 400
# A week of a month as people name it; negative ones count from its end.
_WEEKS = {
    1: __("eerste"), 2: __("tweede"), 3: __("derde"), 4: __("vierde"), 5: __("vijfde"), -1: __("laatste"), -2: __("een na laatste"),
}  # fmt: skip
_NUMBERS = {2: __("twee"), 3: __("drie"), 4: __("vier"), 5: __("vijf"), 6: __("zes")}
_WEEKDAY = re.compile(r"(?P<nth>[+-]?\d{1,2})?(?P<day>MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"\d{8}(?:T\d{6}Z?)?")
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}


class RecurrenceError(ValueError):
    """The rule cannot be read or never gives a date; the message can be shown to the person who typed it."""


class Frequency(StrEnum):
    """How long one round of a rule is."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True, order=True)
class Weekday:
    """A day of the week, 0 is Monday; `nth` is which one of its month or year (-1 the last), 0 is each."""

    day: int
    nth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """One rule. `until` is the last moment at which something may start, local and without zone."""

    frequency: Frequency
    interval: int = 1
    weekdays: tuple[Weekday, ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    count: int | None = None
    until: datetime | None = None
    week_start: int = 0

    def starts(self, first: datetime, *, since: date = date.min, before: date = date.max) -> Iterator[datetime]:
        """The local moments at which a series that began at `first` starts, on days from `since` up to but without `before`."""
        last = min(before - timedelta(days=1), self.until.date()) if self.until else before - timedelta(days=1)
        days = self._days(first.date(), since if self.count is None else date.min, last)
        found: Iterator[datetime] = (datetime.combine(day, first.time()) for day in days if day >= first.date())
        if self.count is not None:
            found = islice(found, self.count)
        if self.until is not None:
            until = self.until
            found = takewhile(lambda start: start <= until, found)
        return (start for start in found if start.date() >= since)

    def is_start(self, first: datetime) -> bool:
        """Whether the rule itself gives the moment that a series begins at, as RFC 5545 wishes."""
        day = first.date()
        return any(True for _ in self.starts(first, since=day, before=_after(day)))

    def describe(self, first: date, *, hours: str = "") -> str:
        """The rule in words for people: "elke dinsdag", "elke eerste maandag van de maand, tot en met 24 december 2026".

        With `hours`, the times in words, these stand after the days: "elke dinsdag van 10.00 tot 12.00 uur".
        """
        words = _DESCRIPTIONS[self.frequency](self, first)
        if hours:
            words = _("%(days)s van %(hours)s uur") % {"days": words, "hours": hours}
        if self.count is not None:
            words += ", " + ngettext("één keer", "%(count)d keer", self.count) % {"count": self.count}
        if self.until is not None:
            words += ", " + _("tot en met %(day)s") % {"day": describe_date(self.until.date())}
        return words

    def as_text(self, *, is_all_day: bool = False) -> str:
        """The rule as a value of RRULE; UNTIL in UTC, or a plain date for a series without times."""
        parts = [f"FREQ={self.frequency}"]
        if self.interval > 1:
            parts.append(f"INTERVAL={self.interval}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if self.until is not None:
            utc = self.until.replace(tzinfo=AMSTERDAM).astimezone(UTC)
            parts.append(f"UNTIL={self.until:%Y%m%d}" if is_all_day else f"UNTIL={utc:%Y%m%dT%H%M%SZ}")
        lists = {
            "BYMONTH": self.months,
            "BYMONTHDAY": self.month_days,
            "BYDAY": [f"{weekday.nth or ''}{WEEKDAY_CODES[weekday.day]}" for weekday in self.weekdays],
            "BYSETPOS": self.positions,
        }
        parts += [f"{name}={','.join(map(str, values))}" for name, values in lists.items() if values]
        if self.week_start:
            parts.append(f"WKST={WEEKDAY_CODES[self.week_start]}")
        return ";".join(parts)

    def _days(self, first: date, since: date, last: date) -> Iterator[date]:
        """Days of all rounds from the one in which `since` lies up to and with `last`, in order."""
        begin, days_of = _ROUNDS[self.frequency]
        skipped = max(0, _rounds_between(self, first, max(first, since)) // self.interval - 1)
        for number in count(skipped * self.interval, self.interval):
            start = begin(self, first, number)
            if start is None or start > last:
                return
            days = sorted(set(days_of(self, first, start)))
            if self.positions:
                days = _positioned(days, self.positions)
            yield from (day for day in days if day <= last)


def read_rule(text: str) -> Recurrence:
    """Read the value of an RRULE, with or without that name before it.

    Raises RecurrenceError with a sentence in Dutch for what is not understood, repeats within a day, or never comes.
    """
    cleaned = text.strip().upper().removeprefix("RRULE:")
    if len(cleaned) > MAX_RULE_LENGTH:
        raise RecurrenceError(_("De herhaling is te lang om te lezen."))
    parts: dict[str, str] = {}
    for part in filter(None, cleaned.split(";")):
        name, _sign, value = part.partition("=")
        if name not in _PARTS or name in parts or not value:
            raise RecurrenceError(_("Wij begrijpen de herhaling niet bij '%(part)s'.") % {"part": part[:40]})
        parts[name] = value
    if parts.get("FREQ") not in [*Frequency]:
        raise RecurrenceError(_("Een herhaling is per dag, per week, per maand of per jaar."))
    rule = Recurrence(
        frequency=Frequency(parts["FREQ"]),
        interval=_number(parts.get("INTERVAL", "1"), 1, MAX_INTERVAL),
        weekdays=tuple(_weekday(value) for value in _listed(parts, "BYDAY")),
        month_days=tuple(_number(value, -31, 31) for value in _listed(parts, "BYMONTHDAY")),
        months=tuple(_number(value, 1, 12) for value in _listed(parts, "BYMONTH")),
        positions=tuple(_number(value, -366, 366) for value in _listed(parts, "BYSETPOS")),
        count=_number(parts["COUNT"], 1, MAX_COUNT) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        week_start=_weekday(parts.get("WKST", "MO")).day,
    )
    _refuse_what_cannot_be(rule)
    return rule


def describe_date(day: date) -> str:
    """A date in words: "24 december 2026"."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def _listed(parts: dict[str, str], name: str) -> list[str]:
    return parts[name].split(",") if name in parts else []


def _number(value: str, lowest: int, highest: int) -> int:
    if not re.fullmatch(r"[+-]?\d{1,6}", value) or int(value) == 0 or not lowest <= int(value) <= highest:
        raise RecurrenceError(_("In de herhaling staat een getal dat niet kan: '%(value)s'.") % {"value": value[:20]})
    return int(value)


def _weekday(value: str) -> Weekday:
    match = _WEEKDAY.fullmatch(value)
    if match is None:
        raise RecurrenceError(_("In de herhaling staat een dag die niet bestaat: '%(value)s'.") % {"value": value[:20]})
    return Weekday(WEEKDAY_CODES.index(match["day"]), _number(match["nth"], -53, 53) if match["nth"] else 0)


def _until(value: str) -> datetime:
    """The last moment, local: a plain date means all of that day."""
    with suppress(ValueError, OverflowError):
        if _UNTIL.fullmatch(value):
            moment = datetime.fromisoformat(value)
            if "T" not in value:
                return datetime.combine(moment, time.max)
            return moment.astimezone(AMSTERDAM).replace(tzinfo=None) if moment.tzinfo else moment
    raise RecurrenceError(_("In de herhaling staat een einddatum die niet bestaat: '%(value)s'.") % {"value": value[:20]})


def _refuse_what_cannot_be(rule: Recurrence) -> None:
    if rule.count is not None and rule.until is not None:
        raise RecurrenceError(_("Kies een einddatum of een aantal keer, niet allebei."))
    if rule.frequency == Frequency.WEEKLY and rule.month_days:
        raise RecurrenceError(_("Een herhaling per week kan geen dagen van de maand hebben."))
    is_numbered = any(weekday.nth for weekday in rule.weekdays)
    if is_numbered and rule.frequency in (Frequency.DAILY, Frequency.WEEKLY):
        raise RecurrenceError(_("De eerste of laatste dag kan alleen per maand of per jaar."))
    if is_numbered and rule.month_days:
        raise RecurrenceError(_("Kies de eerste of laatste dag van een maand, of een datum. Niet allebei."))
    if rule.positions and not (rule.weekdays or rule.month_days or rule.months):
        raise RecurrenceError(_("Een volgnummer in een herhaling hoort bij dagen of maanden."))
    if rule.month_days and not any(
        _month_days(year, month, rule.month_days) for year in (2023, 2024) for month in rule.months or range(1, 13)
    ):
        raise RecurrenceError(_("Die dag komt in die maand nooit voor."))


def _positioned(days: list[date], positions: Iterable[int]) -> list[date]:
    """The days at the given places of a round, 1 is the first and -1 the last."""
    places = {place - 1 if place > 0 else len(days) + place for place in positions}
    return [day for at, day in enumerate(days) if at in places]


# -- rounds: where one begins, and its days. A round after the year 9999 is none.


def _rounds_between(rule: Recurrence, first: date, day: date) -> int:
    if rule.frequency == Frequency.DAILY:
        return (day - first).days
    if rule.frequency == Frequency.WEEKLY:
        return (day - first).days // 7
    months = (day.year - first.year) * 12 + day.month - first.month
    return months if rule.frequency == Frequency.MONTHLY else months // 12


def _day_begin(rule: Recurrence, first: date, number: int) -> date | None:
    return _later(first, number)


def _week_begin(rule: Recurrence, first: date, number: int) -> date | None:
    back = (first.weekday() - rule.week_start) % 7
    return _later(first, number * 7 - back)


def _month_begin(rule: Recurrence, first: date, number: int) -> date | None:
    year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
    return date(year, month + 1, 1) if year <= date.max.year else None


def _year_begin(rule: Recurrence, first: date, number: int) -> date | None:
    return date(first.year + number, 1, 1) if first.year + number <= date.max.year else None


def _later(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _after(day: date) -> date:
    return _later(day, 1) or date.max


def _days_of_day(rule: Recurrence, first: date, start: date) -> Iterator[date]:
    if (
        (not rule.months or start.month in rule.months)
        and (not rule.month_days or start.day in _month_days(start.year, start.month, rule.month_days))
        and (not rule.weekdays or start.weekday() in {weekday.day for weekday in rule.weekdays})
    ):
        yield start


def _days_of_week(rule: Recurrence, first: date, start: date) -> Iterator[date]:
    wanted = {weekday.day for weekday in rule.weekdays} or {first.weekday()}
    for offset in range(7):
        day = _later(start, offset)
        if day and day.weekday() in wanted and (not rule.months or day.month in rule.months):
            yield day


def _days_of_month(rule: Recurrence, first: date, start: date) -> Iterator[date]:
    if not rule.months or start.month in rule.months:
        length = calendar.monthrange(start.year, start.month)[1]
        yield from _days_within(rule, first, start, length)


def _days_of_year(rule: Recurrence, first: date, start: date) -> Iterator[date]:
    if rule.weekdays and not rule.months and not rule.month_days:
        yield from _numbered(rule.weekdays, start, 365 + calendar.isleap(start.year))
        return
    implied = () if rule.months or rule.month_days else (first.month,)
    for month in rule.months or implied or range(1, 13):
        yield from _days_within(rule, first, start.replace(month=month), calendar.monthrange(start.year, month)[1])


def _days_within(rule: Recurrence, first: date, start: date, length: int) -> Iterator[date]:
    """The days of one month that a rule means."""
    if not rule.weekdays:
        yield from (start.replace(day=day) for day in _month_days(start.year, start.month, rule.month_days or (first.day,)))
        return
    allowed = set(_month_days(start.year, start.month, rule.month_days)) if rule.month_days else None
    yield from (day for day in _numbered(rule.weekdays, start, length) if allowed is None or day.day in allowed)


def _month_days(year: int, month: int, days: Iterable[int]) -> list[int]:
    """Which days of a month are meant, counted from its end too; a day that the month has not is none."""
    length = calendar.monthrange(year, month)[1]
    return [at for day in days if 1 <= (at := day if day > 0 else length + 1 + day) <= length]


def _numbered(weekdays: Iterable[Weekday], start: date, length: int) -> Iterator[date]:
    """The days of a month or year on weekdays: each, or the nth."""
    for weekday in weekdays:
        offsets = range((weekday.day - start.weekday()) % 7, length, 7)
        if weekday.nth:
            at = weekday.nth - 1 if weekday.nth > 0 else len(offsets) + weekday.nth
            offsets = offsets[at : at + 1] if at >= 0 else range(0)
        yield from (start + timedelta(days=offset) for offset in offsets)


_ROUNDS: dict[
    Frequency,
    tuple[Callable[[Recurrence, date, int], date | None], Callable[[Recurrence, date, date], Iterator[date]]],
] = {
    Frequency.DAILY: (_day_begin, _days_of_day),
    Frequency.WEEKLY: (_week_begin, _days_of_week),
    Frequency.MONTHLY: (_month_begin, _days_of_month),
    Frequency.YEARLY: (_year_begin, _days_of_year),
}


# -- in words


def _every(rule: Recurrence, one: str, many: str) -> str:
    return str(many) % {"number": _NUMBERS.get(rule.interval, rule.interval)} if rule.interval > 1 else str(one)


def _names(weekdays: Iterable[Weekday]) -> str:
    return joined_words(DAY_NAMES[weekday.day] for weekday in sorted(weekdays))


def _in_months(rule: Recurrence) -> str:
    return (
        " " + _("in %(months)s") % {"months": joined_words(MONTH_NAMES[month - 1] for month in sorted(rule.months))} if rule.months else ""
    )


def _nth(number: int) -> str:
    return _("%(number)de") % {"number": number}


def _daily_in_words(rule: Recurrence, first: date) -> str:
    if rule.weekdays and rule.interval == 1 and not rule.month_days:
        return _("elke %(days)s") % {"days": _names(rule.weekdays)} + _in_months(rule)
    every = _every(rule, _("elke dag"), _("elke %(number)s dagen"))
    if rule.month_days:
        days = joined_words(_nth(day) for day in rule.month_days)
        every = _("%(every)s op de %(days)s") % {"every": every, "days": days}
    return every + _in_months(rule)


def _weekly_in_words(rule: Recurrence, first: date) -> str:
    names = _names(rule.weekdays or [Weekday(first.weekday())])
    if rule.interval == 1:
        return _("elke %(days)s") % {"days": names} + _in_months(rule)
    every = _every(rule, _("elke week"), _("elke %(number)s weken"))
    return _("%(every)s op %(days)s") % {"every": every, "days": names} + _in_months(rule)


def _days_in_words(rule: Recurrence, first: date) -> str:
    """Which days of a month: "de eerste dinsdag", "de 15e", "de laatste dag"."""
    if rule.weekdays and len(rule.positions) == 1 and not any(weekday.nth for weekday in rule.weekdays):
        place = _WEEKS.get(rule.positions[0]) or _nth(rule.positions[0])
        kind = _("werkdag") if {weekday.day for weekday in rule.weekdays} == set(range(5)) else _names(rule.weekdays)
        return _("de %(days)s") % {"days": _("%(which)s %(day)s") % {"which": place, "day": kind}}
    if rule.weekdays:
        return _("de %(days)s") % {"days": joined_words(_weekday_in_words(weekday) for weekday in rule.weekdays)}
    days = rule.month_days or (first.day,)
    return _("de %(days)s") % {"days": joined_words(_day_of_month_in_words(day) for day in days)}


def _weekday_in_words(weekday: Weekday) -> str:
    day = DAY_NAMES[weekday.day]
    if not weekday.nth:
        return _("%(day)sen") % {"day": day}
    return _("%(which)s %(day)s") % {"which": _WEEKS.get(weekday.nth) or _nth(weekday.nth), "day": day}


def _day_of_month_in_words(day: int) -> str:
    if day > 0:
        return _nth(day)
    return _("laatste dag") if day == -1 else _("%(number)de dag van het einde") % {"number": -day}


def _monthly_in_words(rule: Recurrence, first: date) -> str:
    days = _days_in_words(rule, first)
    if rule.interval == 1 and not rule.months:
        return _("elke %(days)s van de maand") % {"days": days.removeprefix("de ")}
    every = _every(rule, _("elke maand"), _("elke %(number)s maanden"))
    return _("%(every)s op %(days)s") % {"every": every, "days": days} + _in_months(rule)


def _yearly_in_words(rule: Recurrence, first: date) -> str:
    every = _every(rule, _("elk jaar"), _("elke %(number)s jaar"))
    if not rule.weekdays and len(rule.months) <= 1 and len(rule.month_days) <= 1 and (rule.month_days or (1,))[0] > 0:
        day, month = (rule.month_days or (first.day,))[0], (rule.months or (first.month,))[0]
        if rule.months or not rule.month_days:
            return _("%(every)s op %(days)s") % {"every": every, "days": f"{day} {MONTH_NAMES[month - 1]}"}
    return _("%(every)s op %(days)s") % {"every": every, "days": _days_in_words(rule, first)} + _in_months(rule)


_DESCRIPTIONS: dict[Frequency, Callable[[Recurrence, date], str]] = {
    Frequency.DAILY: _daily_in_words,
    Frequency.WEEKLY: _weekly_in_words,
    Frequency.MONTHLY: _monthly_in_words,
    Frequency.YEARLY: _yearly_in_words,
}
