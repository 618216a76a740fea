"""From what an organiser chooses to dates and words."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from agenda.choices import ChangeKind, EventState, Repeat
from agenda.rules import Change, Series, describe_moment, describe_series, rule_of
from core.schedule import AMSTERDAM


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def weekly(**fields: object) -> Series:
    values: dict[str, object] = {
        "starts_at": at("2026-12-01 10:00"),
        "ends_at": at("2026-12-01 12:00"),
        "rule": rule_of(Repeat.WEEKLY, first=date(2026, 12, 1)),
        "changes": {},
    }
    return Series(**(values | fields))  # type: ignore[arg-type] # values of a test


@pytest.mark.parametrize(
    ("repeat", "first", "weekdays", "text"),
    [
        (Repeat.DAILY, date(2026, 12, 1), [], "FREQ=DAILY"),
        (Repeat.WEEKLY, date(2026, 12, 1), [3], "FREQ=WEEKLY;BYDAY=TU,TH"),
        (Repeat.FORTNIGHTLY, date(2026, 12, 1), [], "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        (Repeat.MONTHLY_BY_WEEKDAY, date(2026, 12, 1), [], "FREQ=MONTHLY;BYDAY=1TU"),
        (Repeat.MONTHLY_BY_WEEKDAY, date(2026, 12, 29), [], "FREQ=MONTHLY;BYDAY=-1TU"),
        (Repeat.MONTHLY_BY_DATE, date(2026, 12, 15), [], "FREQ=MONTHLY"),
        (Repeat.YEARLY, date(2026, 12, 1), [], "FREQ=YEARLY"),
    ],
)
def test_a_choice_is_a_rule_that_gives_the_first_day(repeat: Repeat, first: date, weekdays: list[int], text: str) -> None:
    rule = rule_of(repeat, first=first, weekdays=weekdays)

    assert rule is not None
    assert rule.as_text() == text
    assert rule.is_start(datetime.combine(first, datetime.min.time()))


def test_dates_keep_their_time_when_the_clocks_change() -> None:
    series = weekly(starts_at=at("2026-10-20 10:00"), ends_at=at("2026-10-20 12:00"))

    found = list(series.dates(since=date(2026, 10, 20), before=date(2026, 11, 4)))

    assert [moment.starts_at.isoformat() for moment in found] == [
        "2026-10-20T10:00:00+02:00",
        "2026-10-27T10:00:00+01:00",
        "2026-11-03T10:00:00+01:00",
    ]
    assert {moment.ends_at - moment.starts_at for moment in found} == {timedelta(hours=2)}


def test_a_date_can_be_off_or_at_another_moment() -> None:
    changes = {
        date(2026, 12, 8): Change(day=date(2026, 12, 8), kind=ChangeKind.CANCELLED, note="De zaal is bezet."),
        date(2026, 12, 15): Change(
            day=date(2026, 12, 15), kind=ChangeKind.MOVED, starts_at=at("2026-12-16 14:00"), ends_at=at("2026-12-16 15:00")
        ),
    }

    usual, off, moved = weekly(changes=changes).dates(since=date(2026, 12, 1), before=date(2026, 12, 22))

    assert (usual.state, off.state, off.note) == (EventState.SCHEDULED, EventState.CANCELLED, "De zaal is bezet.")
    assert (moved.starts_at, moved.ends_at, moved.is_moved, moved.day) == (
        at("2026-12-16 14:00"),
        at("2026-12-16 15:00"),
        True,
        date(2026, 12, 15),
    )


def test_a_series_in_words() -> None:
    off = {day: Change(day=day, kind=ChangeKind.CANCELLED) for day in (date(2026, 12, 29), date(2026, 12, 22))}

    assert describe_series(weekly()) == "elke dinsdag van 10.00 tot 12.00 uur"
    assert describe_series(weekly(changes=off)) == "elke dinsdag van 10.00 tot 12.00 uur, niet op 22 december en 29 december"
    until = rule_of(Repeat.WEEKLY, first=date(2026, 12, 1), until=date(2027, 3, 2))
    assert describe_series(weekly(rule=until)) == "elke dinsdag van 10.00 tot 12.00 uur, tot en met 2 maart 2027"
    assert describe_series(weekly(rule=None)) == ""


@pytest.mark.parametrize(
    ("starts", "ends", "is_all_day", "words"),
    [
        ("2026-12-01 10:00", "2026-12-01 12:00", False, "dinsdag 1 december, 10.00 tot 12.00 uur"),
        ("2026-12-31 21:00", "2027-01-01 01:30", False, "donderdag 31 december, 21.00 tot 1.30 uur"),
        ("2026-12-04 10:00", "2026-12-06 16:00", False, "vrijdag 4 december 10.00 uur tot zondag 6 december 16.00 uur"),
        ("2026-12-04 00:00", "2026-12-05 00:00", True, "vrijdag 4 december, de hele dag"),
        ("2026-12-04 00:00", "2026-12-07 00:00", True, "vrijdag 4 december tot en met zondag 6 december"),
    ],
)
def test_a_moment_in_words(starts: str, ends: str, *, is_all_day: bool, words: str) -> None:
    assert describe_moment(at(starts), at(ends), is_all_day=is_all_day) == words
