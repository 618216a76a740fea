"""The public holidays of the Netherlands, in Dutch; computed by a library."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays


@lru_cache(maxsize=32)
def _of_year(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("NL", years=year, language="nl"))


def holiday_on(day: date) -> str:
    """The name of the holiday on a day: "Eerste kerstdag"; empty on others."""
    return _of_year(day.year).get(day, "")
