"""Weekly opening hours: reading the notation that editors type, and the arithmetic on it.

Notation: ``di 10:00-12:00; ma-vr 9:00-17:00; 1e di 10:00-12:00; laatste vr 14:00-16:00``.
Rules are separated by semicolons; days are ``ma di wo do vr za zo``, as a range or a list; an
ordinal makes a rule monthly. A closing time at or before the opening time is past midnight.
All times are local time in Europe/Amsterdam; everything here is pure.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from core.rules import joined_words

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DAY_CODES = ("ma", "di", "wo", "do", "vr", "za", "zo")
DAY_NAMES = (__("maandag"), __("dinsdag"), __("woensdag"), __("donderdag"), __("vrijdag"), __("zaterdag"), __("zondag"))
LAST_WEEK = -1
ORDINALS = {"1e": 1, "2e": 2, "3e": 3, "4e": 4, "laatste": LAST_WEEK}
ORDINAL_NAMES = {1: __("eerste"), 2: __("tweede"), 3: __("derde"), 4: __("vierde"), LAST_WEEK: __("laatste")}
LOOK_AHEAD_DAYS = 62
# On the last Sunday of March the clock goes from 2.00 to 3.00.
GAP_ENDS = time(3)
MAX_NOTATION_LENGTH = 400

_TIMES = r"\d{1,2}[:.]\d{2}\s*-\s*\d{1,2}[:.]\d{2}(?:\s*,\s*\d{1,2}[:.]\d{2}\s*-\s*\d{1,2}[:.]\d{2})*"
_RULE = re.compile(
    r"^(?:(?P<ordinal>1e|2e|3e|4e|laatste)\s+)?"
    r"(?P<days>[a-z]{2}(?:\s*[-,]\s*[a-z]{2})*)\s+"
    rf"(?P<times>{_TIMES})$"
)
_SPANS = re.compile(_TIMES)


class ScheduleError(ValueError):
    """The notation could not be read; the message can be shown to the person who typed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One weekly (or monthly) stretch of being open. `weekday` 0 is Monday; `week` None is every week."""

    weekday: int
    opens: time
    closes: time
    week: int | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the slot starts on this day."""
        if day.weekday() != self.weekday:
            return False
        if self.week is None:
            return True
        if self.week == LAST_WEEK:
            return (day + timedelta(days=7)).month != day.month
        return (day.day - 1) // 7 + 1 == self.week


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One concrete stretch of being open, aware datetimes in Europe/Amsterdam."""

    starts: datetime
    ends: datetime
    by_appointment: bool = False


Span = tuple[time, time]


def opening_on(day: date, span: Span, *, by_appointment: bool = False) -> Opening | None:
    """The stretch that begins on a day, from and until these times on the clock; None where the clock skips all of it.

    A closing time at or before the opening time is on the next day. A time that the clock skips in spring is the first
    moment after the gap, one that it shows twice in autumn is the first of the two.
    """
    opens, closes = span
    starts = clock_moment(day, opens)
    ends = clock_moment(day if closes > opens else day + timedelta(days=1), closes)
    return Opening(starts=starts, ends=ends, by_appointment=by_appointment) if starts.astimezone(UTC) < ends.astimezone(UTC) else None


def merged(openings: Iterable[Opening]) -> tuple[Opening, ...]:
    """Stretches in order, those that overlap as one: a monthly rule may lie partly in a weekly one."""
    found: list[Opening] = []
    for opening in sorted(openings, key=lambda one: (one.by_appointment, one.starts)):
        last = found[-1] if found else None
        if last and last.by_appointment is opening.by_appointment and opening.starts < last.ends:
            found[-1] = replace(last, ends=max(last.ends, opening.ends))
        else:
            found.append(opening)
    return tuple(sorted(found, key=lambda one: (one.starts, one.by_appointment)))


def clock_moment(day: date, at: time) -> datetime:
    """The first moment at which the clock shows this time on this day, or a later one where it skips that."""
    moment = datetime.combine(day, at, AMSTERDAM)
    exists = moment.astimezone(UTC).astimezone(AMSTERDAM).replace(tzinfo=None) == moment.replace(tzinfo=None)
    return moment if exists else datetime.combine(day, GAP_ENDS, AMSTERDAM)


class ByDay(ABC):
    """Arithmetic of whatever says for each day which stretches begin on it."""

    __slots__ = ()

    @abstractmethod
    def openings_on(self, day: date) -> tuple[Opening, ...]:
        """The stretches that start on a day, in order."""

    def opening_at(self, at: datetime) -> Opening | None:
        """The stretch that is going on at an aware moment, one to walk in before one by appointment; None if there is none."""
        moment = at.astimezone(UTC)
        day = at.astimezone(AMSTERDAM).date()
        # Moments of one time zone are compared by the clock, which in autumn shows an hour twice: so all are compared with UTC.
        found = [
            opening
            for start in (day - timedelta(days=1), day)
            for opening in self.openings_on(start)
            if opening.starts <= moment < opening.ends
        ]
        return min(found, key=lambda opening: opening.by_appointment, default=None)

    def next_opening(self, at: datetime) -> Opening | None:
        """The first stretch that starts after an aware moment, within two months."""
        moment = at.astimezone(UTC)
        day = at.astimezone(AMSTERDAM).date()
        for offset in range(LOOK_AHEAD_DAYS + 1):
            for opening in self.openings_on(day + timedelta(days=offset)):
                if opening.starts > moment:
                    return opening
        return None


@dataclass(frozen=True, slots=True)
class WeeklySchedule(ByDay):
    """All slots of one service or place, sorted by weekday and time."""

    slots: tuple[Slot, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.slots)

    @property
    def weekdays(self) -> frozenset[int]:
        """Weekdays with at least one slot, 0 is Monday."""
        return frozenset(slot.weekday for slot in self.slots)

    def openings_on(self, day: date) -> tuple[Opening, ...]:
        """The stretches that start on a day, in order."""
        found = (opening_on(day, (slot.opens, slot.closes)) for slot in self.slots if slot.holds_on(day))
        return merged(filter(None, found))

    def describe(self) -> str:
        """The hours in words, days with the same hours together: "maandag tot en met vrijdag, 9.00 tot 17.00 uur"."""
        return "; ".join(_describe_group(days, slots) for days, slots in _groups(self.slots))


@lru_cache(maxsize=4096)
def parse_schedule(notation: str) -> WeeklySchedule:
    """Read the notation; an empty one gives an empty schedule.

    Raises ScheduleError with a sentence, in the language that is being read, that names the part that could not be read.
    """
    if len(notation) > MAX_NOTATION_LENGTH:
        raise ScheduleError(_("De tijden zijn te lang. Gebruik hooguit 400 tekens."))
    slots: list[Slot] = []
    for part in notation.lower().split(";"):
        if part.strip():
            slots.extend(_parse_rule(part.strip()))
    _refuse_overlap(slots)
    return WeeklySchedule(tuple(sorted(slots, key=lambda slot: (slot.week or 0, slot.weekday, slot.opens))))


def write_schedule(slots: Iterable[Slot]) -> str:
    """The notation of slots, days with the same hours together; `parse_schedule` reads the same slots back."""
    ordered = sorted(slots, key=lambda slot: (slot.week or 0, slot.weekday, slot.opens))
    return "; ".join(_write_rule(keys, daily) for keys, daily in _groups(tuple(ordered)))


def write_time(moment: time) -> str:
    """A time of day in the notation: "9:00"."""
    return f"{moment.hour}:{moment.minute:02d}"


def parse_spans(text: str) -> tuple[Span, ...]:
    """Read the times of one day, "10:00-12:00, 13:00-15:00", in order; empty for none.

    Raises ScheduleError with a sentence, likewise.
    """
    if not text.strip():
        return ()
    if _SPANS.fullmatch(text.strip()) is None:
        raise ScheduleError(_("Wij begrijpen '%(text)s' niet. Schrijf het zo: 10:00-12:00, 13:00-15:00.") % {"text": text.strip()[:40]})
    spans = sorted(_parse_span(span, text) for span in text.split(","))
    _refuse_overlap([Slot(weekday=0, opens=opens, closes=closes) for opens, closes in spans], day=_("deze dag"))
    return tuple(spans)


def _write_rule(keys: tuple[tuple[int | None, int], ...], slots: tuple[Slot, ...]) -> str:
    week = keys[0][0]
    ordinal = f"{next(name for name, number in ORDINALS.items() if number == week)} " if week is not None else ""
    times = ",".join(f"{write_time(slot.opens)}-{write_time(slot.closes)}" for slot in slots)
    return f"{ordinal}{_write_days([weekday for _week, weekday in keys])} {times}"


def _write_days(days: list[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts = (f"{DAY_CODES[run[0]]}-{DAY_CODES[run[-1]]}" if len(run) > 2 else ",".join(DAY_CODES[day] for day in run) for run in runs)
    return ",".join(parts)


def _parse_rule(rule: str) -> Iterator[Slot]:
    match = _RULE.match(rule)
    if match is None:
        raise ScheduleError(_("Wij begrijpen '%(text)s' niet. Schrijf het zo: di 10:00-12:00; ma-vr 9:00-17:00.") % {"text": rule})
    week = ORDINALS[match["ordinal"]] if match["ordinal"] else None
    times = [_parse_span(span, rule) for span in match["times"].split(",")]
    for weekday in _parse_days(match["days"], rule):
        for opens, closes in times:
            yield Slot(weekday=weekday, opens=opens, closes=closes, week=week)


def _parse_days(days: str, rule: str) -> list[int]:
    found: list[int] = []
    for part in "".join(days.split()).split(","):
        first, _sign, last = part.partition("-")
        if first not in DAY_CODES or (last or first) not in DAY_CODES:
            raise ScheduleError(_("In '%(text)s' staat een dag die niet bestaat. Kies uit ma, di, wo, do, vr, za en zo.") % {"text": rule})
        start, end = DAY_CODES.index(first), DAY_CODES.index(last or first)
        if end < start:
            raise ScheduleError(_("In '%(text)s' staan de dagen in de verkeerde volgorde.") % {"text": rule})
        found.extend(range(start, end + 1))
    return found


def _parse_span(span: str, rule: str) -> tuple[time, time]:
    first, _sign, last = "".join(span.split()).replace(".", ":").partition("-")
    try:
        opens, closes = time.fromisoformat(first.zfill(5)), time.fromisoformat(last.zfill(5))
    except ValueError:
        raise ScheduleError(_("In '%(text)s' staat een tijd die niet bestaat.") % {"text": rule}) from None
    if opens == closes:
        raise ScheduleError(_("In '%(text)s' zijn de begintijd en de eindtijd gelijk.") % {"text": rule})
    return opens, closes


def _refuse_overlap(slots: list[Slot], *, day: str = "") -> None:
    ordered = sorted(slots, key=lambda slot: (slot.weekday, slot.week or 0, slot.opens))
    for first, second in pairwise(ordered):
        same_day = first.weekday == second.weekday and first.week == second.week
        if same_day and (_is_past_midnight(first) or second.opens < first.closes):
            raise ScheduleError(_("De tijden op %(day)s lopen door elkaar.") % {"day": day or DAY_NAMES[first.weekday]})
    weekly = [slot for slot in ordered if slot.week is None]
    for late in filter(_is_past_midnight, weekly):
        if any(slot.weekday == (late.weekday + 1) % 7 and slot.opens < late.closes for slot in weekly if slot is not late):
            names = {"first": DAY_NAMES[late.weekday], "second": DAY_NAMES[(late.weekday + 1) % 7]}
            raise ScheduleError(_("De tijden van %(first)s op %(second)s lopen door elkaar.") % names)


def _is_past_midnight(slot: Slot) -> bool:
    return slot.closes <= slot.opens


def format_time(moment: time | datetime) -> str:
    """A time of day as readers of the active language write it: "9.00" in Dutch, "9:00" in English."""
    return _("%(hour)d.%(minute)02d") % {"hour": moment.hour, "minute": moment.minute}


def span_in_words(starts: time | datetime, ends: time | datetime) -> str:
    """From one time to another: "9.00 tot 12.00"."""
    return _("%(first)s tot %(last)s") % {"first": format_time(starts), "last": format_time(ends)}


def describe_day(day: date, *, today: date) -> str:
    """A day in words, seen from today: "vandaag", "morgen", "woensdag"."""
    distance = (day - today).days
    if distance in (0, 1):
        return (_("vandaag"), _("morgen"))[distance]
    return str(DAY_NAMES[day.weekday()])


def _groups(slots: tuple[Slot, ...]) -> Iterator[tuple[tuple[tuple[int | None, int], ...], tuple[Slot, ...]]]:
    by_day: dict[tuple[int | None, int], list[Slot]] = {}
    for slot in slots:
        by_day.setdefault((slot.week, slot.weekday), []).append(slot)
    by_hours: dict[tuple[int | None, tuple[tuple[time, time], ...]], list[tuple[int | None, int]]] = {}
    for key, daily in by_day.items():
        hours = tuple((slot.opens, slot.closes) for slot in daily)
        by_hours.setdefault((key[0], hours), []).append(key)
    for keys in by_hours.values():
        yield tuple(keys), tuple(by_day[keys[0]])


def _describe_group(keys: tuple[tuple[int | None, int], ...], slots: tuple[Slot, ...]) -> str:
    week, days = keys[0][0], [weekday for _week, weekday in keys]
    hours = joined_words(span_in_words(slot.opens, slot.closes) for slot in slots)
    if week is not None:
        said = {"which": ORDINAL_NAMES[week], "days": joined_words(DAY_NAMES[day] for day in days), "hours": hours}
        return _("de %(which)s %(days)s van de maand, %(hours)s uur") % said
    return _("%(days)s, %(hours)s uur") % {"days": _describe_days(days), "hours": hours}


def _describe_days(days: list[int]) -> str:
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return _("%(first)s tot en met %(last)s") % {"first": DAY_NAMES[days[0]], "last": DAY_NAMES[days[-1]]}
    return joined_words(DAY_NAMES[day] for day in days)
