"""The grid of a week: what is stored comes back, whatever it is, and what is wrong is said of its day."""

from __future__ import annotations

from datetime import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.schedule import ScheduleError, Slot, parse_schedule, write_schedule
from sites.forms import TypedWeek, WeekField, typed_week, written_week

EMPTY = (("", ""), ("", ""))


def typed(day: int, *blocks: tuple[str, str], other: str = "") -> TypedWeek:
    days = [EMPTY] * 7
    days[day] = (*blocks, *EMPTY)[:2]
    return TypedWeek(days=tuple(days), other=other)


times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 59)))
slots = st.builds(Slot, weekday=st.integers(0, 6), opens=times, closes=times, week=st.sampled_from((None, None, None, 1, 2, 4, -1)))


@given(st.lists(slots, max_size=9))
def test_nothing_that_was_stored_is_lost(found: list[Slot]) -> None:
    notation = write_schedule(found)
    try:
        stored = parse_schedule(notation)
    except ScheduleError:
        return  # Not something that can be stored: times that run into each other, or that are equal.

    assert stored.slots == tuple(sorted(found, key=lambda slot: (slot.week or 0, slot.weekday, slot.opens)))
    assert parse_schedule(written_week(typed_week(notation))) == stored
    assert not WeekField().has_changed(notation, typed_week(notation))


@pytest.mark.parametrize(
    ("notation", "written"),
    [
        ("", ""),
        ("ma-vr 9:00-17:00", "ma-vr 9:00-17:00"),
        ("di 13.00-17.00; di 9.00-12.00", "di 9:00-12:00,13:00-17:00"),
        ("ma,wo,vr 9:00-12:00", "ma,wo,vr 9:00-12:00"),
        ("ma,di 9:00-12:00; wo-vr 9:00-12:00; zo 9:00-12:00", "ma-vr,zo 9:00-12:00"),
        ("za 20:00-1:00", "za 20:00-1:00"),
        ("za 17:00-9:00", "za 17:00-9:00"),
        ("ma 9:00-10:00,11:00-12:00,13:00-14:00,15:00-16:00", "ma 9:00-10:00,11:00-12:00,13:00-14:00,15:00-16:00"),
        ("1e di 10:00-12:00; laatste vr 14:00-16:00; di 9:00-10:00", "laatste vr 14:00-16:00; di 9:00-10:00; 1e di 10:00-12:00"),
    ],
)
def test_a_notation_comes_back_in_one_way_of_writing(notation: str, written: str) -> None:
    assert written_week(typed_week(notation)) == written
    assert parse_schedule(written) == parse_schedule(notation)


def test_what_does_not_fit_in_the_grid_is_in_the_line_below_it() -> None:
    week = typed_week("di 9:00-10:00,11:00-12:00,13:00-14:00; 1e wo 10:00-12:00; za 17:00-9:00")

    assert week.days[1] == (("9:00", "10:00"), ("11:00", "12:00"))
    assert week.days[5] == EMPTY
    assert parse_schedule(week.other) == parse_schedule("di 13:00-14:00; za 17:00-9:00; 1e wo 10:00-12:00")


def test_what_cannot_be_read_is_shown_as_it_is() -> None:
    assert typed_week("elke dag een uurtje").other == "elke dag een uurtje"


@pytest.mark.parametrize(
    ("week", "notation"),
    [
        (typed(0, ("9", "17")), "ma 9:00-17:00"),
        (typed(0, (" 9.30 ", "17:00")), "ma 9:30-17:00"),
        (typed(5, ("20:00", "24:00")), "za 20:00-0:00"),
        (typed(1, ("13:00", "15:00"), ("9:00", "12:00")), "di 9:00-12:00,13:00-15:00"),
        (typed(1, ("9:00", "12:00"), other="1e di 19:00-21:00"), "di 9:00-12:00; 1e di 19:00-21:00"),
    ],
)
def test_times_may_be_typed_in_several_ways(week: TypedWeek, notation: str) -> None:
    assert written_week(week) == notation


@pytest.mark.parametrize(
    ("week", "sentence"),
    [
        (typed(1, ("9:00", "")), "Op dinsdag mist een tijd."),
        (typed(6, ("", "9:00")), "Op zondag mist een tijd."),
        (typed(2, ("25:00", "26:00")), "Op woensdag staat '25:00'. Dat is geen tijd."),
        (typed(2, ("9:00", "9:60")), "Op woensdag staat '9:60'."),
        (typed(3, ("9:00", "9.00")), "Op donderdag zijn de begintijd en de eindtijd gelijk."),
        (typed(4, ("17:00", "9:00")), "Op vrijdag ligt de eindtijd 9:00 voor de begintijd 17:00."),
        (typed(0, ("9:00", "13:00"), ("12:00", "17:00")), "De tijden op maandag lopen door elkaar."),
        (typed(0, ("9:00", "13:00"), other="ma 12:00-14:00"), "De tijden op maandag lopen door elkaar."),
        (typed(0, ("9:00", "13:00"), other="soms"), "Bij 'Anders': Wij begrijpen 'soms' niet."),
    ],
)
def test_what_is_wrong_is_said_of_its_day(week: TypedWeek, sentence: str) -> None:
    with pytest.raises(ValidationError) as refused:
        WeekField().clean(week)

    assert any(message.startswith(sentence) for message in refused.value.messages)


def test_all_that_is_wrong_is_said_at_once() -> None:
    days = [EMPTY] * 7
    days[0], days[3] = (("9:00", ""), ("", "")), (("x", "12:00"), ("", ""))

    with pytest.raises(ValidationError) as refused:
        written_week(TypedWeek(days=tuple(days)))

    assert [message.split()[1] for message in refused.value.messages] == ["maandag", "donderdag"]
