"""The opening hours of a place against a model that walks the minutes of UTC and looks at the clock in Amsterdam."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.opening_hours import DayException, OnHolidays, OpeningHours, Period, refuse_clashes
from core.schedule import ByDay, Opening, ScheduleError, parse_schedule

CLOCK = ZoneInfo("Europe/Amsterdam")
WALK_BEGINS = datetime(2026, 2, 26, tzinfo=UTC)
FIRST_DAY, DAYS, TWO_MONTHS = date(2026, 3, 1), 400, 62
CHANGES = (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28))
HOLIDAYS = {
    *(date(2026, month, day) for month, day in ((4, 3), (4, 5), (4, 6), (4, 27), (5, 14), (5, 24), (5, 25), (12, 25), (12, 26))),
    *(date(2027, month, day) for month, day in ((1, 1), (3, 26), (3, 28), (3, 29), (4, 27), (5, 6), (5, 16), (5, 17))),
}
CODES = ("ma", "di", "wo", "do", "vr", "za", "zo")
PLACES = {"": None, "1e": 0, "2e": 1, "3e": 2, "4e": 3, "laatste": -1}
SHUT, WALK_IN, BY_APPOINTMENT = range(3)
QUICK_EXAMPLES, NIGHTLY_EXAMPLES = 20, 300

Minutes = tuple[int, int]
Stretch = tuple[int, int, bool]


@dataclass(frozen=True)
class Rule:
    """The same stretches, in minutes on the clock, on some days of the week; of each month only those in one place, if one is given."""

    place: str
    weekdays: tuple[int, ...]
    spans: tuple[Minutes, ...]

    def as_text(self) -> str:
        return f"{self.place} {','.join(CODES[day] for day in self.weekdays)} {spans_as_text(self.spans)}".strip()


@dataclass(frozen=True)
class Weeks:
    """The rules of a period; without a first or a last day it has no end on that side."""

    first: date | None
    last: date | None
    rules: tuple[Rule, ...]
    by_appointment: bool
    name: str

    @property
    def days(self) -> frozenset[date]:
        return days_between(self.first, self.last)

    def as_period(self) -> Period:
        notation = "; ".join(rule.as_text() for rule in self.rules)
        return Period(notation=notation, first=self.first, last=self.last, by_appointment=self.by_appointment, name=self.name)


@dataclass(frozen=True)
class OtherDays:
    """Days with stretches of their own."""

    first: date
    last: date
    spans: tuple[Minutes, ...]
    reason: str

    @property
    def days(self) -> frozenset[date]:
        return days_between(self.first, self.last)

    def as_exception(self) -> DayException:
        spans = tuple((at_minute(start), at_minute(end)) for start, end in self.spans)
        return DayException(first=self.first, last=self.last, spans=spans, reason=self.reason)


@dataclass(frozen=True)
class Rules:
    """All that is said of one place."""

    weeks: tuple[Weeks, ...]
    others: tuple[OtherDays, ...]
    on_holidays: OnHolidays

    def as_hours(self) -> OpeningHours:
        return OpeningHours(
            periods=tuple(one.as_period() for one in self.weeks),
            exceptions=tuple(one.as_exception() for one in self.others),
            on_holidays=self.on_holidays,
        )


def at_minute(minute: int) -> time:
    return time(minute // 60, minute % 60)


def spans_as_text(spans: Iterable[Minutes]) -> str:
    return ", ".join(f"{at_minute(start):%H:%M}-{at_minute(end):%H:%M}" for start, end in spans)


@lru_cache(maxsize=64)
def days_between(first: date | None, last: date | None) -> frozenset[date]:
    """All days of a range; one without an end is far longer than any that has one."""
    first, last = first or date(2022, 1, 1), last or date(2031, 12, 31)
    return frozenset(first + timedelta(days=number) for number in range((last - first).days + 1))


@dataclass(frozen=True)
class Day:
    """A day in Amsterdam: how many minutes after the walk it begins, and what the clock shows in each of its minutes."""

    begin: int
    clock: array[int]

    @property
    def numbers(self) -> range:
        return range(self.begin, self.begin + len(self.clock))


@lru_cache(maxsize=1)
def walk() -> dict[date, Day]:
    found: dict[date, Day] = {}
    for number in range((DAYS + TWO_MONTHS + 10) * 1440):
        local = (WALK_BEGINS + timedelta(minutes=number)).astimezone(CLOCK)
        day = local.date()
        if day not in found:
            found[day] = Day(number, array("H"))
        found[day].clock.append(local.hour * 60 + local.minute)
    return found


@lru_cache(maxsize=20_000)
def first_minute(day: date, minute: int) -> int:
    """The first minute of a day at which the clock shows a time, or is past it."""
    return next(number for number, shown in zip(walk()[day].numbers, walk()[day].clock, strict=True) if shown >= minute)


@lru_cache(maxsize=20_000)
def falls_on(place: str, weekday: int, day: date) -> bool:
    month = [day.replace(day=number) for number in range(1, monthrange(day.year, day.month)[1] + 1)]
    same = [one for one in month if one.isoweekday() == weekday + 1]
    return day in same and place in {name for name, index in PLACES.items() if index is None or same[index] == day}


def said_of(rules: Rules, day: date) -> list[Stretch]:
    """What begins on a day, in minutes on the clock."""
    for other in rules.others:
        if day in other.days:
            return [(start, end, False) for start, end in other.spans]
    found: list[Stretch] = []
    for by_appointment in (False, True):
        layer = [one for one in rules.weeks if one.by_appointment is by_appointment and day in one.days]
        inner = [one for one in layer if not any(another.days < one.days for another in layer)]
        for rule in (rule for one in inner for rule in one.rules):
            if any(falls_on(rule.place, weekday, day) for weekday in rule.weekdays):
                found.extend((start, end, by_appointment) for start, end in rule.spans)
    return [] if day in HOLIDAYS and rules.on_holidays != OnHolidays.USUAL else found


def walked(rules: Rules, day: date) -> list[Stretch]:
    """What begins on a day, in minutes of the walk; what the clock skips altogether is left out."""
    found = [
        (first_minute(day, start), first_minute(day if end > start else day + timedelta(days=1), end), by_appointment)
        for start, end, by_appointment in said_of(rules, day)
    ]
    real = [stretch for stretch in found if stretch[0] < stretch[1]]
    return sorted({joined(stretch, real) for stretch in real})


def joined(stretch: Stretch, others: list[Stretch]) -> Stretch:
    """A stretch with all that it shares a minute with, directly or through another."""
    begin, end, layer = stretch
    wider = [one for one in others if one[2] is layer and one[0] < end and begin < one[1]]
    grown = (min(one[0] for one in wider), max(one[1] for one in wider), layer)
    return grown if grown == stretch else joined(grown, others)


class Model:
    """All stretches of one place, and for each minute of the walk whether it is open."""

    def __init__(self, rules: Rules) -> None:
        days = [FIRST_DAY + timedelta(days=number) for number in range(-1, DAYS + TWO_MONTHS + 1)]
        self.by_day = {day: walked(rules, day) for day in days}
        self.stretches = {stretch for found in self.by_day.values() for stretch in found}
        self.begins = sorted({begin for begin, _, _ in self.stretches})
        self.state = bytearray((DAYS + TWO_MONTHS + 10) * 1440)
        for by_appointment, mark in ((True, BY_APPOINTMENT), (False, WALK_IN)):
            for begin, end, layer in self.stretches:
                if layer is by_appointment:
                    self.state[begin:end] = bytes([mark]) * (end - begin)

    def next_begin(self, number: int, day: date) -> int | None:
        """When the next stretch begins, if that is not on a day more than two months away."""
        last = walk()[day + timedelta(days=TWO_MONTHS)].numbers[-1]
        index = bisect_right(self.begins, number)
        return self.begins[index] if index < len(self.begins) and self.begins[index] <= last else None


class Remembered(ByDay):
    """Hours of which each day is worked out once, to ask for all minutes."""

    def __init__(self, hours: OpeningHours) -> None:
        self.hours = hours
        self.days: dict[date, tuple[Opening, ...]] = {}

    def openings_on(self, day: date) -> tuple[Opening, ...]:
        if day not in self.days:
            self.days[day] = self.hours.openings_on(day)
        return self.days[day]


def as_stretch(opening: Opening) -> Stretch:
    begin, end = ((moment.timestamp() - WALK_BEGINS.timestamp()) / 60 for moment in (opening.starts, opening.ends))
    assert begin == int(begin)
    return int(begin), int(end), opening.by_appointment


def moment_of(number: int) -> datetime:
    """A minute of the walk, as one or the other part of the site would ask for it."""
    moment = WALK_BEGINS + timedelta(minutes=number)
    return moment.astimezone(CLOCK) if number % 2 else moment


def compare_now(model: Model, hours: ByDay, numbers: Iterable[int]) -> None:
    seen, stretch = None, (0, 0, False)
    for number in numbers:
        opening = hours.opening_at(moment_of(number))
        state = SHUT if opening is None else BY_APPOINTMENT if opening.by_appointment else WALK_IN
        assert state == model.state[number], moment_of(number).isoformat()
        if opening is not None and opening is not seen:
            seen, stretch = opening, as_stretch(opening)
            assert stretch in model.stretches
        assert opening is None or stretch[0] <= number < stretch[1]


def compare_next(model: Model, hours: ByDay, numbers: Iterable[int]) -> None:
    for number in numbers:
        moment = moment_of(number)
        opening = hours.next_opening(moment)
        begin = model.next_begin(number, moment.astimezone(CLOCK).date())
        assert (opening and as_stretch(opening)[0]) == begin, moment.isoformat()
        assert opening is None or as_stretch(opening) in model.stretches


def compare_days(model: Model, hours: ByDay) -> None:
    for day, stretches in model.by_day.items():
        assert sorted(map(as_stretch, hours.openings_on(day))) == stretches, day


def edges(model: Model) -> Iterator[int]:
    """The minutes at which something begins or ends, with the one before and the one after."""
    first, last = first_minute(FIRST_DAY, 0), first_minute(FIRST_DAY + timedelta(days=DAYS), 0)
    for edge in sorted({edge for begin, end, _ in model.stretches for edge in (begin, end)}):
        yield from (number for number in (edge - 1, edge, edge + 1) if first <= number < last)


ODD_MINUTES = (0, 1, 59, 60, 119, 120, 121, 135, 150, 165, 179, 180, 181, 1380, 1439)
MINUTES = st.integers(0, 1439) | st.sampled_from(ODD_MINUTES)
DATES = st.dates(date(2026, 2, 20), date(2027, 5, 1)) | st.sampled_from(
    sorted({*CHANGES, *HOLIDAYS, date(2026, 3, 28), date(2026, 10, 24)})
)
SHORT_TEXTS = st.text(max_size=6)
WEEKDAYS = st.sampled_from(((6,), (5, 6), tuple(range(5)), tuple(range(7)))) | st.lists(
    st.integers(0, 6), min_size=1, max_size=4, unique=True
).map(tuple)


@st.composite
def spans(draw: st.DrawFn) -> tuple[Minutes, ...]:
    """One or two stretches that do not overlap, the last perhaps past midnight."""
    cuts = sorted(draw(st.sets(MINUTES, min_size=2, max_size=4)))
    if draw(st.booleans()):
        cuts = [*cuts[1:], cuts[0]]
    return tuple(zip(cuts[0 : len(cuts) // 2 * 2 : 2], cuts[1::2], strict=True))


def is_read(rules: Iterable[Rule]) -> bool:
    try:
        parse_schedule("; ".join(rule.as_text() for rule in rules))
    except ScheduleError:
        return False
    return True


@st.composite
def weeks(draw: st.DrawFn) -> Weeks:
    kept: list[Rule] = []
    for rule in draw(st.lists(st.builds(Rule, st.sampled_from(("", "", "", *PLACES)), WEEKDAYS, spans()), max_size=3)):
        if is_read([*kept, rule]):
            kept.append(rule)
    first, last = draw(st.none() | DATES), draw(st.none() | DATES)
    if first and last and last < first:
        first, last = last, first
    return Weeks(first, last, tuple(kept), draw(st.booleans()), draw(SHORT_TEXTS))


@st.composite
def other_days(draw: st.DrawFn) -> OtherDays:
    first = draw(DATES)
    last = first + timedelta(days=draw(st.sampled_from((0, 0, 1, 9))))
    return OtherDays(first, last, draw(st.just(()) | spans()), draw(SHORT_TEXTS))


def are_clear(one: frozenset[date], other: frozenset[date]) -> bool:
    """Whether one range of days is inside the other, or apart from it."""
    return one < other or other < one or not one & other


@st.composite
def all_rules(draw: st.DrawFn) -> Rules:
    periods: list[Weeks] = []
    for one in draw(st.lists(weeks(), min_size=1, max_size=7)):
        if all(one.by_appointment is not kept.by_appointment or are_clear(one.days, kept.days) for kept in periods):
            periods.append(one)
    others: list[OtherDays] = []
    for other in draw(st.lists(other_days(), max_size=4)):
        if not any(other.days & kept.days for kept in others):
            others.append(other)
    return Rules(tuple(periods), tuple(others), draw(st.sampled_from(OnHolidays)))


def days_of_window() -> st.SearchStrategy[date]:
    return st.integers(0, DAYS - 1).map(lambda number: FIRST_DAY + timedelta(days=number))


def always(*rules: Rule) -> Weeks:
    return Weeks(None, None, rules, False, "")


AROUND_THE_GAP = Rules(
    (always(Rule("", (5,), ((1320, 150),)), Rule("", (6,), ((150, 165), (170, 300), (1380, 30)))),), (), OnHolidays.USUAL
)
INSIDE_THE_GAP = Rules((always(Rule("", (6,), ((120, 150), (165, 180)))),), (), OnHolidays.USUAL)
SHUT_FOR_TWO_MONTHS = Rules(
    (
        always(Rule("", tuple(range(7)), ((0, 1439),))),
        Weeks(date(2026, 7, 1), date(2026, 8, 31), (), False, ""),
        Weeks(date(2026, 11, 1), date(2027, 1, 2), (), False, ""),
    ),
    (),
    OnHolidays.ASK,
)


@given(all_rules(), days_of_window(), st.sampled_from(CHANGES[1:]))
@example(AROUND_THE_GAP, date(2026, 3, 30), CHANGES[1])
@example(INSIDE_THE_GAP, date(2026, 3, 28), CHANGES[2])
@example(SHUT_FOR_TWO_MONTHS, date(2026, 7, 1), CHANGES[1])
@example(SHUT_FOR_TWO_MONTHS, date(2026, 11, 1), CHANGES[1])
@settings(max_examples=QUICK_EXAMPLES, deadline=None)
def test_hours_equal_a_walk_along_the_minutes(rules: Rules, day: date, change: date) -> None:
    """All 400 days, all minutes of a few of them, and the minutes around all edges."""
    hours, model = rules.as_hours(), Model(rules)
    remembered = Remembered(hours)
    numbers = sorted({number for one in (CHANGES[0], change, day) for number in walk()[one].numbers})

    compare_days(model, remembered)
    compare_now(model, remembered, numbers)
    compare_now(model, remembered, edges(model))
    compare_next(model, remembered, numbers[::30])
    compare_next(model, remembered, list(edges(model))[::10])
    compare_now(model, hours, numbers[::50])
    compare_next(model, hours, numbers[::500])


@pytest.mark.nightly
@given(all_rules())
@settings(max_examples=NIGHTLY_EXAMPLES, deadline=None)
def test_hours_equal_a_walk_along_all_minutes(rules: Rules) -> None:
    """Every minute of 400 days."""
    hours, model = rules.as_hours(), Model(rules)
    remembered = Remembered(hours)
    first, last = first_minute(FIRST_DAY, 0), first_minute(FIRST_DAY + timedelta(days=DAYS), 0)

    compare_days(model, remembered)
    compare_now(model, remembered, range(first, last))
    compare_now(model, hours, edges(model))
    compare_next(model, remembered, edges(model))


def test_the_walk_sees_the_clock_change() -> None:
    """The model itself: days of 23 and 25 hours, a time that is skipped and one that is shown twice."""
    assert [len(walk()[day].clock) for day in CHANGES] == [23 * 60, 25 * 60, 23 * 60]
    assert first_minute(CHANGES[0], 150) == first_minute(CHANGES[0], 180) == first_minute(CHANGES[0], 0) + 120
    assert walk()[CHANGES[1]].clock.count(150) == 2
    assert first_minute(CHANGES[1], 180) == first_minute(CHANGES[1], 179) + 61


@given(all_rules())
def test_hours_survive_their_data(rules: Rules) -> None:
    hours = rules.as_hours()

    assert OpeningHours.of_data(json.loads(json.dumps(hours.as_data()))) == hours


@pytest.mark.parametrize("data", [{}, OpeningHours().as_data()], ids=["nothing", "hours without any"])
def test_data_without_hours(data: dict[str, object]) -> None:
    assert OpeningHours.of_data(data) == OpeningHours()


@given(st.lists(weeks(), max_size=3))
def test_periods_are_refused_where_neither_is_inside_the_other(periods: list[Weeks]) -> None:
    pairs = [(one, other) for number, one in enumerate(periods) for other in periods[:number]]
    expected = all(one.by_appointment is not other.by_appointment or are_clear(one.days, other.days) for one, other in pairs)

    assert is_accepted([one.as_period() for one in periods], []) is expected


@given(st.lists(weeks(), max_size=1), st.lists(other_days(), max_size=3))
def test_exceptions_are_refused_where_they_meet_or_meet_no_period(periods: list[Weeks], others: list[OtherDays]) -> None:
    apart = all(not one.days & another.days for number, one in enumerate(others) for another in others[:number])
    inside = not periods or all(any(one.days & period.days for period in periods) for one in others)

    assert is_accepted([one.as_period() for one in periods], [one.as_exception() for one in others]) is (apart and inside)


def is_accepted(periods: list[Period], exceptions: list[DayException]) -> bool:
    try:
        refuse_clashes(periods, exceptions)
    except ScheduleError:
        return False
    return True
