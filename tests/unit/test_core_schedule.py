"""Weekly hours: notation, words, and the arithmetic against a naive model."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.schedule import AMSTERDAM, DAY_CODES, ScheduleError, parse_schedule

MONDAY = date(2026, 11, 23)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


@pytest.mark.parametrize(
    ("notation", "words"),
    [
        ("", ""),
        ("di 10:00-12:00", "dinsdag, 10.00 tot 12.00 uur"),
        ("ma-vr 9:00-17:00", "maandag tot en met vrijdag, 9.00 tot 17.00 uur"),
        ("ma,wo 9:00-12:00", "maandag en woensdag, 9.00 tot 12.00 uur"),
        ("ma-vr 9.00-17.00; za 10:00-12:00", "maandag tot en met vrijdag, 9.00 tot 17.00 uur; zaterdag, 10.00 tot 12.00 uur"),
        ("wo 9:00-12:30,13:30-16:30", "woensdag, 9.00 tot 12.30 en 13.30 tot 16.30 uur"),
        ("1e di 10:00-12:00", "de eerste dinsdag van de maand, 10.00 tot 12.00 uur"),
        ("laatste vr 14:00-16:00", "de laatste vrijdag van de maand, 14.00 tot 16.00 uur"),
        ("MA 9:00-12:00", "maandag, 9.00 tot 12.00 uur"),
    ],
)
def test_notation_is_read_and_said(notation: str, words: str) -> None:
    assert parse_schedule(notation).describe() == words


@pytest.mark.parametrize(
    ("notation", "message"),
    [
        ("dinsdag tien uur", "begrijpen 'dinsdag tien uur' niet"),
        ("xx 10:00-12:00", "dag die niet bestaat"),
        ("vr-ma 10:00-12:00", "verkeerde volgorde"),
        ("di 25:00-26:00", "tijd die niet bestaat"),
        ("di 10:00-10:00", "gelijk"),
        ("di 10:00-12:00; di 11:00-13:00", "dinsdag lopen door elkaar"),
        ("di " + "9" * 500, "te lang"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(notation: str, message: str) -> None:
    with pytest.raises(ScheduleError, match=message):
        parse_schedule(notation)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-23T08:59", None),
        ("2026-11-23T09:00", "17:00"),
        ("2026-11-23T16:59", "17:00"),
        ("2026-11-23T17:00", None),
        ("2026-11-28T10:00", None),
    ],
)
def test_open_at(moment: str, expected: str | None) -> None:
    opening = parse_schedule("ma-vr 9:00-17:00").opening_at(at(moment))

    assert (opening and f"{opening.ends:%H:%M}") == expected


def test_open_past_midnight_belongs_to_the_day_before() -> None:
    opening = parse_schedule("vr 20:00-2:00").opening_at(at("2026-11-28T01:30"))

    assert opening is not None
    assert opening.starts == at("2026-11-27T20:00")
    assert opening.ends == at("2026-11-28T02:00")


@pytest.mark.parametrize(
    ("notation", "moment", "expected"),
    [
        ("ma-vr 9:00-17:00", "2026-11-23T12:00", "2026-11-24T09:00"),
        ("ma-vr 9:00-17:00", "2026-11-27T18:00", "2026-11-30T09:00"),
        ("1e di 10:00-12:00", "2026-11-23T12:00", "2026-12-01T10:00"),
        ("laatste vr 14:00-16:00", "2026-11-23T12:00", "2026-11-27T14:00"),
        ("4e ma 9:00-10:00", "2026-11-23T08:00", "2026-11-23T09:00"),
    ],
)
def test_next_opening(notation: str, moment: str, expected: str) -> None:
    opening = parse_schedule(notation).next_opening(at(moment))

    assert opening is not None
    assert opening.starts == at(expected)


def test_next_opening_of_nothing() -> None:
    assert parse_schedule("").next_opening(at("2026-11-23T12:00")) is None


@pytest.mark.parametrize(
    ("moment", "is_open"), [("2026-03-29T00:30+00:00", True), ("2026-10-25T01:30+00:00", True), ("2026-10-25T02:30+00:00", False)]
)
def test_days_on_which_the_clock_changes(moment: str, is_open: bool) -> None:
    """Open from one to three at night on Sunday: two hours in autumn are three, in spring one."""
    opening = parse_schedule("zo 1:00-3:00").opening_at(datetime.fromisoformat(moment))

    assert (opening is not None) is is_open


SPANS = (
    st.tuples(st.integers(0, 1439), st.integers(1, 1380))
    .map(lambda span: (span[0], (span[0] + span[1]) % 1440))
    .filter(lambda span: span[0] != span[1])
)


@given(st.sampled_from(DAY_CODES), SPANS, st.integers(0, 14 * 1440 - 1))
def test_arithmetic_equals_a_minute_by_minute_model(day: str, span: tuple[int, int], offset: int) -> None:
    opens, closes = (time(minute // 60, minute % 60) for minute in span)
    schedule = parse_schedule(f"{day} {opens:%H:%M}-{closes:%H:%M}")
    # Two weeks without a change of the clock, so that local minutes can be counted.
    moment = datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/Amsterdam")) + timedelta(minutes=offset)
    start = DAY_CODES.index(day) * 1440 + span[0]
    length = (span[1] - span[0]) % 1440
    minute = offset % (7 * 1440)
    expected = any(0 <= minute - start + shift < length for shift in (0, 7 * 1440))

    assert (schedule.opening_at(moment) is not None) is expected
