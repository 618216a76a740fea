"""When somebody is asked whether data are still right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from socialmap.rules import first_review_on, reminder_on

DAY = date(2026, 12, 1)


@pytest.mark.parametrize(("waited", "expected"), [(-1, 0), (0, 0), (13, 0), (14, 14), (27, 14), (28, 28), (29, 28), (400, 28)])
def test_the_last_moment_that_came_decides(waited: int, expected: int) -> None:
    assert reminder_on(DAY, on=DAY + timedelta(days=waited)) == expected


def test_what_was_looked_at_is_looked_at_again_after_half_a_year_and_the_rest_in_a_month() -> None:
    assert first_review_on(date(2026, 5, 1), today=DAY) == date(2026, 10, 31)
    assert first_review_on(None, today=DAY) == date(2026, 12, 31)
