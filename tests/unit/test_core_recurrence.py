"""Rules of repetition against a recognised library, against what people mean, and against nonsense."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import takewhile

import pytest
from dateutil.rrule import rrulestr
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from core.recurrence import WEEKDAY_CODES, Frequency, Recurrence, RecurrenceError, Weekday, read_rule


def local(text: str) -> datetime:
    """A moment without a zone, as rules have them."""
    return datetime.fromisoformat(text)


TUESDAY = local("2026-11-03 10:00")


def numbers(lowest: int, highest: int, size: int = 3) -> st.SearchStrategy[tuple[int, ...]]:
    return st.lists(st.integers(lowest, highest).filter(bool), min_size=1, max_size=size, unique=True).map(tuple)


@st.composite
def series(draw: st.DrawFn) -> tuple[datetime, Recurrence]:
    """A first moment and a rule whose meaning RFC 5545 and the library agree on."""
    first = datetime.combine(draw(st.dates(date(2010, 1, 1), date(2027, 12, 31))), draw(st.times()).replace(microsecond=0, tzinfo=None))
    frequency = draw(st.sampled_from(Frequency))
    is_numbered = frequency in (Frequency.MONTHLY, Frequency.YEARLY) and draw(st.booleans())
    nth = st.sampled_from((1, 2, 3, 4, 5, -1, -2) if is_numbered else (0,))
    weekdays = draw(st.just(()) | st.lists(st.builds(Weekday, st.integers(0, 6), nth), min_size=1, max_size=3, unique=True).map(tuple))
    month_days = () if frequency == Frequency.WEEKLY or (is_numbered and weekdays) else draw(st.just(()) | numbers(-31, 31))
    months = draw(st.just(()) | numbers(1, 12))
    ends = draw(st.sampled_from(("never", "count", "until")))
    # In the week that a series begins in the library counts places from its first day, not from that of the week.
    has_days = bool(weekdays or month_days or months)
    rule = Recurrence(
        frequency=frequency,
        interval=draw(st.integers(1, 13)),
        weekdays=weekdays,
        month_days=month_days,
        months=months,
        positions=draw(st.just(()) | numbers(-4, 4, 2)) if has_days and frequency != Frequency.WEEKLY else (),
        count=draw(st.integers(1, 80)) if ends == "count" else None,
        until=first + timedelta(days=draw(st.integers(0, 4000))) if ends == "until" else None,
        week_start=draw(st.integers(0, 6)),
    )
    assume(_is_possible(rule))
    return first, rule


def _is_possible(rule: Recurrence) -> bool:
    """Whether its dates exist at all: not the 31st of February alone."""
    with suppress(RecurrenceError):
        return bool(read_rule(rule.as_text()))
    return False


@given(series(), st.dates(date(2009, 1, 1), date(2031, 12, 31)), st.integers(1, 500))
@settings(max_examples=400, deadline=None)
@example((local("2012-02-29 09:00"), read_rule("FREQ=YEARLY")), date(2020, 1, 1), 500)
@example((local("2011-12-31 09:00"), read_rule("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU;WKST=SU")), date(2026, 12, 20), 30)
def test_the_same_dates_as_a_recognised_library(given_series: tuple[datetime, Recurrence], since: date, days: int) -> None:
    first, rule = given_series
    before = since + timedelta(days=days)

    found = list(rule.starts(first, since=since, before=before))

    # The library looks for a date that never comes until the year 9999; a bound of its own keeps it near.
    until = rule.until or datetime.combine(before, first.time())
    text = replace(rule, until=None).as_text() + ("" if rule.count else f";UNTIL={until:%Y%m%dT%H%M%S}")
    every = takewhile(lambda start: start.date() < before, _bounded(text, first))
    assert found == [start for start in every if start.date() >= since]


def _bounded(text: str, first: datetime) -> Iterator[datetime]:
    """What the library gives; nothing for a rule that gives nothing in forty years, which it would search for minutes."""
    rule = read_rule(text)
    if next(rule.starts(first, before=date(first.year + 40, 1, 1)), None) is None:
        return iter(())
    return iter(rrulestr(text, dtstart=first))


@given(series())
@settings(max_examples=200, deadline=None)
def test_a_rule_survives_being_written_and_is_told_in_words(given_series: tuple[datetime, Recurrence]) -> None:
    first, rule = given_series

    # A moment in the hour that the clocks repeat is the first of the two.
    assert read_rule(rule.as_text()).as_text() == rule.as_text()
    assert rule.describe(first.date()).startswith(("elk", "de "))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("FREQ=DAILY", "elke dag"),
        ("FREQ=DAILY;INTERVAL=3", "elke drie dagen"),
        ("FREQ=WEEKLY", "elke dinsdag"),
        ("FREQ=WEEKLY;BYDAY=TH,TU", "elke dinsdag en donderdag"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "elke twee weken op dinsdag"),
        ("FREQ=WEEKLY;COUNT=6", "elke dinsdag, 6 keer"),
        ("FREQ=WEEKLY;UNTIL=20261224T110000Z", "elke dinsdag, tot en met 24 december 2026"),
        ("FREQ=WEEKLY;BYMONTH=6,7", "elke dinsdag in juni en juli"),
        ("FREQ=MONTHLY;BYDAY=1TU", "elke eerste dinsdag van de maand"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "elke laatste vrijdag van de maand"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "elke laatste werkdag van de maand"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "elke 15e van de maand"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=2WE", "elke drie maanden op de tweede woensdag"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "elke laatste dag van de maand"),
        ("FREQ=YEARLY", "elk jaar op 3 november"),
        ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=5", "elk jaar op 5 mei"),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=9;BYDAY=2SA", "elke twee jaar op de tweede zaterdag in september"),
    ],
)
def test_a_rule_in_words(text: str, words: str) -> None:
    assert read_rule(text).describe(TUESDAY.date()) == words


def test_ten_o_clock_stays_ten_when_the_clocks_change() -> None:
    starts = list(read_rule("FREQ=WEEKLY").starts(local("2026-03-24 10:00"), since=date(2026, 3, 24), before=date(2026, 4, 8)))

    assert starts == [local("2026-03-24 10:00"), local("2026-03-31 10:00"), local("2026-04-07 10:00")]


def test_a_series_of_long_ago_costs_no_more_than_one_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[date] = []
    rule = read_rule("FREQ=WEEKLY;INTERVAL=2")
    original = Recurrence._days

    def counted(self: Recurrence, first: date, since: date, last: date):
        for day in original(self, first, since, last):
            asked.append(day)
            yield day

    monkeypatch.setattr(Recurrence, "_days", counted)
    assert list(rule.starts(local("1926-01-05 10:00"), since=date(2026, 11, 1), before=date(2026, 12, 1)))
    assert len(asked) <= 6


def test_until_in_utc_is_local_here() -> None:
    rule = read_rule("FREQ=DAILY;UNTIL=20260701T080000Z")

    assert list(rule.starts(local("2026-06-29 10:00"))) == [datetime.combine(date(2026, 6, day), time(10)) for day in (29, 30)] + [
        local("2026-07-01 10:00")
    ]
    assert rule.as_text() == "FREQ=DAILY;UNTIL=20260701T080000Z"
    assert rule.as_text(is_all_day=True) == "FREQ=DAILY;UNTIL=20260701"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "per dag, per week"),
        ("FREQ=SECONDLY", "per dag, per week"),
        ("FREQ=HOURLY;INTERVAL=2", "per dag, per week"),
        ("FREQ=WEEKLY;FREQ=DAILY", "begrijpen"),
        ("FREQ=WEEKLY;BYHOUR=3", "begrijpen"),
        ("FREQ=WEEKLY;COUNT=1000000000", "getal"),
        ("FREQ=WEEKLY;COUNT=0", "getal"),
        ("FREQ=WEEKLY;COUNT=²", "getal"),
        ("FREQ=WEEKLY;INTERVAL=-1", "getal"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "getal"),
        ("FREQ=MONTHLY;BYSETPOS=", "begrijpen"),
        ("FREQ=MONTHLY;BYSETPOS=1", "volgnummer"),
        ("FREQ=WEEKLY;BYDAY=XX", "dag die niet bestaat"),
        ("FREQ=WEEKLY;BYDAY=1MO", "per maand"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "per week"),
        ("FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=3", "Niet allebei"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20270101", "niet allebei"),
        ("FREQ=DAILY;UNTIL=20260230", "einddatum"),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "einddatum"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "nooit"),
        ("FREQ=DAILY;" + "BYDAY=" + ",".join(["MO"] * 200), "te lang"),
    ],
)
def test_what_cannot_be_is_refused_in_words(text: str, sentence: str) -> None:
    with pytest.raises(RecurrenceError, match=sentence):
        read_rule(text)


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            (
                "FREQ=DAILY",
                "FREQ=YEARLY",
                "COUNT=3",
                "UNTIL=20261231",
                "BYDAY=5SU",
                "BYSETPOS=-366",
                "BYMONTH=2",
                "INTERVAL=366",
                "WKST=SU",
                "BYMONTHDAY=29",
            )
        )
    ).map(";".join)
)
def test_whatever_is_typed_is_read_or_refused_at_once(text: str) -> None:
    try:
        rule = read_rule(text)
    except RecurrenceError:
        return
    assert len(list(rule.starts(TUESDAY, since=date(9990, 1, 1)))) <= 366 * 10
    assert rule.describe(TUESDAY.date())


def test_weekdays_are_written_as_in_the_standard() -> None:
    rule = Recurrence(frequency=Frequency.MONTHLY, weekdays=(Weekday(WEEKDAY_CODES.index("WE"), -1),))

    assert rule.as_text() == "FREQ=MONTHLY;BYDAY=-1WE"
    assert rule.is_start(local("2026-11-25 09:00"))
    assert not rule.is_start(TUESDAY)
