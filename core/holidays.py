"""The public holidays of the Netherlands; computed by a library, which names them in Dutch."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import holidays
from django.utils.translation import gettext_lazy as _

NAMES = {
    "Nieuwjaarsdag": _("Nieuwjaarsdag"),
    "Goede vrijdag": _("Goede vrijdag"),
    "Eerste paasdag": _("Eerste paasdag"),
    "Tweede paasdag": _("Tweede paasdag"),
    "Koningsdag": _("Koningsdag"),
    "Bevrijdingsdag": _("Bevrijdingsdag"),
    "Hemelvaartsdag": _("Hemelvaartsdag"),
    "Eerste pinksterdag": _("Eerste pinksterdag"),
    "Tweede pinksterdag": _("Tweede pinksterdag"),
    "Eerste kerstdag": _("Eerste kerstdag"),
    "Tweede kerstdag": _("Tweede kerstdag"),
}


@lru_cache(maxsize=32)
def _of_year(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("NL", years=year, language="nl"))


def holiday_on(day: date) -> str:
    """The name of the holiday on a day, in the language that is being read: "Eerste kerstdag"; empty on others."""
    name = _of_year(day.year).get(day, "")
    return str(NAMES.get(name, name))
