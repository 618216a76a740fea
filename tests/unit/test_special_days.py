"""Days that are not like every week, those that read alike together and in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.opening_hours import DayException, OpeningHours, Period
from core.schedule import parse_spans
from sites.rules import runs_of, special_in_words

TODAY = date(2026, 11, 30)


def words(*exceptions: tuple[str, str, str, str], days: int = 40) -> list[str]:
    """The sentences of a place that is open on weekdays, with other days: (first, last, times, reason)."""
    hours = OpeningHours(
        periods=(Period(notation="ma-vr 9:00-17:00"),),
        exceptions=tuple(
            DayException(first=date.fromisoformat(first), last=date.fromisoformat(last), spans=parse_spans(spans), reason=reason)
            for first, last, spans, reason in exceptions
        ),
    )
    plans = [hours.plan(TODAY + timedelta(days=number)) for number in range(days)]
    return [special_in_words(run, today=TODAY) for run in runs_of(plans, seen_until=plans[-1].day)]


@pytest.mark.parametrize(
    ("exceptions", "days", "expected"),
    [
        ([], 20, []),
        ([], 26, ["Vrijdag 25 december dicht: Eerste kerstdag"]),
        ([("2026-11-30", "2026-11-30", "10:00-12:00", "")], 5, ["Vandaag 10.00 tot 12.00 uur"]),
        ([("2026-12-01", "2026-12-02", "", "Studie")], 5, ["Morgen tot en met woensdag 2 december dicht: Studie"]),
        (
            [("2026-12-21", "2027-01-03", "", "Kerstvakantie")],
            40,
            ["Maandag 21 december tot en met zondag 3 januari dicht: Kerstvakantie"],
        ),
        (
            [("2026-12-03", "2026-12-03", "", "Studie"), ("2026-12-04", "2026-12-04", "", "Feest")],
            8,
            ["Donderdag 3 december dicht: Studie", "Vrijdag 4 december dicht: Feest"],
        ),
        ([("2026-12-02", "2027-12-31", "", "Lekkage")], 40, ["Vanaf woensdag 2 december dicht: Lekkage"]),
    ],
    ids=["none", "a holiday", "today", "from tomorrow", "two weeks", "two reasons", "no end in sight"],
)
def test_days_in_a_row_that_read_alike_are_one_sentence(
    exceptions: list[tuple[str, str, str, str]], days: int, expected: list[str]
) -> None:
    assert words(*exceptions, days=days) == expected
