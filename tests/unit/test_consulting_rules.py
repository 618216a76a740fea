"""The dates of consulting hours, in words and beside the hours of a place; compared with the field's library."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from core.opening_hours import DayException, OnHolidays, OpeningHours, Period
from core.schedule import AMSTERDAM, parse_schedule
from partners.choices import QUARTERS, Rhythm
from partners.rules import Timing, date_in_words, days_outside, meeting, next_held, off_on, offs_within, why_closed

TUESDAY = date(2026, 12, 1)
OPEN = OpeningHours(periods=(Period(notation="ma-vr 9:00-17:00"),), on_holidays=OnHolidays.CLOSED)


def timing(**changes: object) -> Timing:
    values: dict[str, object] = {
        "rhythm": Rhythm.WEEKLY,
        "weekday": 1,
        "starts": time(9, 30),
        "ends": time(11, 30),
        "first_day": TUESDAY,
    }
    return Timing(**(values | changes))  # type: ignore[arg-type]


def held(one: Timing, *, since: date = TUESDAY, days: int = 70) -> list[str]:
    return [f"{day:%d-%m}" for day in one.held(since=since, before=since + timedelta(days=days))]


def test_weekly_from_the_first_day_on_up_to_and_with_the_last() -> None:
    assert held(timing(last_day=date(2026, 12, 22))) == ["01-12", "08-12", "15-12", "22-12"]
    assert held(timing(last_day=date(2026, 12, 21))) == ["01-12", "08-12", "15-12"]


def test_the_first_date_is_on_the_weekday_not_before_the_first_day() -> None:
    assert timing(first_day=date(2026, 12, 2)).begin == date(2026, 12, 8)
    assert held(timing(first_day=date(2026, 12, 2)), days=14) == ["08-12"]


def test_every_two_weeks_counts_from_the_first_day() -> None:
    fortnightly = {"rhythm": Rhythm.FORTNIGHTLY}

    assert held(timing(**fortnightly), days=35) == ["01-12", "15-12", "29-12"]
    # A first day in the middle of a week: counted from the first date, whatever the week.
    assert held(timing(first_day=date(2026, 12, 4), **fortnightly), days=42) == ["08-12", "22-12", "05-01"]
    # Asked from a day long after the beginning the weeks are the same.
    assert held(timing(**fortnightly), since=date(2027, 11, 30), days=15) == ["30-11", "14-12"]


def test_monthly_by_its_place_and_by_the_last() -> None:
    assert held(timing(rhythm=Rhythm.MONTHLY, week=1), days=70) == ["01-12", "05-01", "02-02"]
    assert held(timing(rhythm=Rhythm.MONTHLY, week=-1), days=70) == ["29-12", "26-01"]
    assert timing(rhythm=Rhythm.MONTHLY, week=4, weekday=4).begin == date(2026, 12, 25)


def test_a_period_without_any_date_has_no_beginning() -> None:
    empty = timing(first_day=date(2026, 12, 2), last_day=date(2026, 12, 7))

    assert empty.begin is None
    assert list(empty.dates(since=date(2026, 1, 1), before=date(2028, 1, 1))) == []
    assert timing(rhythm=Rhythm.MONTHLY, week=1, first_day=date(2026, 12, 2), last_day=date(2026, 12, 30)).begin is None


def test_in_words() -> None:
    assert timing().words == "elke dinsdag, 9.30 tot 11.30 uur"
    assert timing(rhythm=Rhythm.FORTNIGHTLY, weekday=3).rhythm_in_words == "om de week op donderdag"
    assert timing(rhythm=Rhythm.MONTHLY, week=1, weekday=0).rhythm_in_words == "de eerste maandag van de maand"
    assert timing(rhythm=Rhythm.MONTHLY, week=-1, weekday=4).rhythm_in_words == "de laatste vrijdag van de maand"
    assert date_in_words(TUESDAY, today=TUESDAY) == "vandaag"
    assert date_in_words(date(2026, 12, 8), today=TUESDAY) == "dinsdag 8 december"
    assert date_in_words(date(2027, 11, 30), today=TUESDAY) == "dinsdag 30 november 2027"


def test_a_date_that_is_called_off_is_told_and_not_next() -> None:
    one = timing(offs={TUESDAY: "Vakantie", date(2026, 12, 15): ""})
    at = datetime(2026, 12, 1, 8, 0, tzinfo=AMSTERDAM)

    assert one.next_date(TUESDAY) == date(2026, 12, 8)
    assert next_held(one, OPEN, at=at) == date(2026, 12, 8)
    assert offs_within(one, OPEN, since=TUESDAY, days=28) == [(TUESDAY, "Vakantie"), (date(2026, 12, 15), "")]


def test_today_is_next_until_it_is_over() -> None:
    assert next_held(timing(), OPEN, at=datetime(2026, 12, 1, 11, 29, tzinfo=AMSTERDAM)) == TUESDAY
    assert next_held(timing(), OPEN, at=datetime(2026, 12, 1, 11, 30, tzinfo=AMSTERDAM)) == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("day", "hours", "why"),
    [
        (date(2026, 12, 25), OPEN, "Eerste kerstdag"),
        (date(2026, 12, 25), OpeningHours(periods=OPEN.periods, on_holidays=OnHolidays.USUAL), ""),
        (date(2026, 12, 4), OPEN, ""),
        (date(2026, 12, 4), OpeningHours(periods=OPEN.periods, exceptions=(DayException(first=date(2026, 12, 4), last=date(2026, 12, 4), reason="Studiedag"),)), "Studiedag"),
        (date(2026, 12, 4), OpeningHours(periods=OPEN.periods, exceptions=(DayException(first=date(2026, 12, 4), last=date(2026, 12, 4)),)), "de plek is dan dicht"),
        # Open for a part of the time on another day than usual: it is held.
        (date(2026, 12, 4), OpeningHours(periods=OPEN.periods, exceptions=(DayException(first=date(2026, 12, 4), last=date(2026, 12, 4), spans=((time(11), time(12)),)),)), ""),
        (date(2026, 12, 4), OpeningHours(periods=OPEN.periods, exceptions=(DayException(first=date(2026, 12, 4), last=date(2026, 12, 4), spans=((time(13), time(15)),)),)), "de plek is dan dicht"),
        # Closed for the season, against closed at that time in every week, which was approved.
        (date(2026, 12, 4), OpeningHours(periods=(*OPEN.periods, Period(notation="", first=date(2026, 12, 1), last=date(2026, 12, 10)))), "de plek is dan dicht"),
        (date(2026, 12, 4), OpeningHours(periods=(Period(notation="ma 9:00-12:00"),)), ""),
        (date(2026, 12, 4), OpeningHours(), ""),
    ],
)  # fmt: skip
def test_what_the_place_does_to_a_date(day: date, hours: OpeningHours, why: str) -> None:
    friday = timing(weekday=4)

    assert why_closed(friday, day, hours) == why
    assert off_on(friday, day, hours) == (why or None)


def test_days_outside_the_hours_of_the_place_are_named() -> None:
    half = OpeningHours(periods=(Period(notation="di 10:00-12:00"),))

    assert days_outside(timing(), half, since=TUESDAY, days=8) == [TUESDAY, date(2026, 12, 8)]
    assert days_outside(timing(starts=time(10)), half, since=TUESDAY, days=8) == []
    # What falls out by itself, or was called off, is not held while the place is closed.
    friday = timing(weekday=4, starts=time(16), ends=time(18), offs={date(2026, 12, 11): ""})
    assert days_outside(friday, OPEN, since=date(2026, 12, 11), days=22) == [date(2026, 12, 18)]


def test_when_two_meet() -> None:
    later, beside = timing(starts=time(11), ends=time(12)), timing(starts=time(11, 30), ends=time(12))

    assert meeting(timing(), later, since=TUESDAY) == TUESDAY
    assert meeting(timing(), beside, since=TUESDAY) is None
    assert meeting(timing(), timing(weekday=2), since=TUESDAY) is None
    even, odd = timing(rhythm=Rhythm.FORTNIGHTLY), timing(rhythm=Rhythm.FORTNIGHTLY, first_day=date(2026, 12, 8))
    assert meeting(even, odd, since=TUESDAY) is None
    assert meeting(even, timing(rhythm=Rhythm.MONTHLY, week=2), since=TUESDAY) == date(2027, 1, 12)
    assert meeting(timing(last_day=TUESDAY), odd, since=TUESDAY) is None
    assert meeting(timing(offs={TUESDAY: ""}), timing(last_day=TUESDAY), since=TUESDAY) is None


def test_the_notation_says_the_same_days() -> None:
    last = timing(rhythm=Rhythm.MONTHLY, week=-1)

    assert parse_schedule(timing().notation).describe() == "dinsdag, 9.30 tot 11.30 uur"
    assert parse_schedule(last.notation).describe() == "de laatste dinsdag van de maand, 9.30 tot 11.30 uur"


timings = st.builds(
    lambda rhythm, week, first, length, span, weekday: timing(
        rhythm=rhythm,
        week=week if rhythm is Rhythm.MONTHLY else None,
        weekday=weekday,
        first_day=first,
        last_day=first + timedelta(days=length) if length else None,
        starts=QUARTERS[min(span)],
        ends=QUARTERS[max(span)],
    ),
    st.sampled_from(Rhythm),
    st.sampled_from([1, 2, 3, 4, -1]),
    st.dates(date(2025, 1, 1), date(2028, 12, 31)),
    st.one_of(st.none(), st.integers(1, 400)),
    st.sets(st.integers(0, 95), min_size=2, max_size=2),
    st.integers(0, 6),
)


@given(one=timings, since=st.dates(date(2025, 1, 1), date(2030, 1, 1)))
def test_dates_are_those_of_the_rule_in_a_calendar(one: Timing, since: date) -> None:
    before = since + timedelta(days=400)
    found = list(one.dates(since=since, before=before))

    assert found == sorted(set(found))
    assert all(day.weekday() == one.weekday and since <= day < before and one.first_day <= day for day in found)
    assert all(one.last_day is None or day <= one.last_day for day in found)
    if one.begin is None:
        assert found == []
        return
    rule = rrulestr(one.rule.as_text(is_all_day=True), dtstart=datetime.combine(one.begin, time.min))
    window = rule.between(datetime.combine(since, time.min), datetime.combine(before - timedelta(days=1), time.min), inc=True)
    assert found == [moment.date() for moment in window]


@given(one=timings, other=timings)
def test_two_meet_exactly_where_they_share_a_quarter(one: Timing, other: Timing) -> None:
    since, days = date(2026, 1, 1), 800
    shared = [
        day
        for day in one.held(since=since, before=since + timedelta(days=days))
        if other.is_on(day) and set(one.quarters) & set(other.quarters)
    ]

    assert meeting(one, other, since=since) == (shared[0] if shared else None)
    assert meeting(one, other, since=since) == meeting(other, one, since=since)
