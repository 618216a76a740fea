"""What an editor sees of the hours of a place before anybody else does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import ClassVar, Self

from django.utils.translation import gettext as _

from core.components import Component, Example
from core.opening_hours import Because, DayPlan, OpeningHours
from core.recurrence import MONTH_NAMES, describe_date
from core.schedule import DAY_NAMES
from sites.rules import hours_warnings

DAYS_AHEAD = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAhead:
    """One coming day in words; `note` says why it is not as every week."""

    day: str
    times: str
    is_closed: bool = False
    is_special: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekAhead:
    """Coming days of one calendar week."""

    title: str
    days: tuple[DayAhead, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeksAhead(Component):
    """The coming four weeks of a place, day by day, with what still has to be said about them on top."""

    template_name: ClassVar[str] = "components/weeks_ahead.html"

    title: str
    weeks: tuple[WeekAhead, ...]
    warnings: tuple[str, ...] = ()

    @classmethod
    def from_hours(cls, title: str, hours: OpeningHours, *, today: date, is_warned: bool = True) -> Self:
        """From a day on; `is_warned` is off for a place that is not there."""
        plans = [hours.plan(today + timedelta(days=number)) for number in range(DAYS_AHEAD)]
        weeks = (tuple(week) for _number, week in groupby(plans, key=lambda plan: plan.day.isocalendar()[:2]))
        return cls(
            title=title,
            weeks=tuple(WeekAhead(title=_week_title(week), days=tuple(_day(plan) for plan in week)) for week in weeks),
            warnings=tuple(warning.text for warning in hours_warnings(hours, today=today)) if is_warned else (),
        )

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """With a special day and a holiday that nobody answered."""
        usual = tuple(DayAhead(day=f"{day} {number} december", times="9.00 tot 17.00 uur") for number, day in enumerate(DAY_NAMES[:4], 21))
        christmas = DayAhead(day="vrijdag 25 december", times="dicht", is_closed=True, is_special=True, note="Eerste kerstdag")
        yield cls.example(
            "Met een feestdag",
            title="Wijkwinkel St. Jurriën",
            weeks=(WeekAhead(title="21 december tot en met 25 december", days=(*usual, christmas)),),
            warnings=("Is de plek open op Eerste kerstdag (vrijdag 25 december)? Wij zeggen nu: dicht.",),
        )


def _week_title(week: tuple[DayPlan, ...]) -> str:
    if len(week) == 1:
        return describe_date(week[0].day)
    return _("%(first)s tot en met %(last)s") % {"first": _short(week[0].day), "last": _short(week[-1].day)}


def _day(plan: DayPlan) -> DayAhead:
    is_known = plan.because is not Because.NOTHING
    return DayAhead(
        day=f"{DAY_NAMES[plan.day.weekday()]} {_short(plan.day)}",
        times=plan.words if is_known else _("geen tijden bekend"),
        is_closed=not plan.openings,
        is_special=plan.is_special,
        note=plan.reason or (_("anders dan elke week") if plan.is_special else ""),
    )


def _short(day: date) -> str:
    return f"{day.day} {MONTH_NAMES[day.month - 1]}"
