"""Consulting hours about a theme, beside what else there is about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Self

from core.components import Component, Example
from core.schedule import AMSTERDAM
from partners.models import ConsultingHour
from partners.rules import date_in_words, next_held
from partners.selectors import hours_about
from sites.selectors import Standing, standings_in_frame
from socialmap.registry import ThemePanel, ThemeScope, theme_panels


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeHour:
    """One consulting hour: when it is held next, where, and what somebody may come for."""

    title: str
    when: str
    following: str
    place: str
    summary: str
    url: str
    by_appointment: bool = False
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultingOfTheme(Component):
    """The consulting hours about a theme in the places of a zone."""

    template_name: ClassVar[str] = "components/consulting_of_theme.html"

    place: str
    rows: tuple[ThemeHour, ...]

    @classmethod
    def from_scope(cls, scope: ThemeScope) -> Self | None:
        """Those of the zone that will be held again; two queries, none on the hub. None if there are none."""
        if scope.zone is None:
            return None
        known = standings_in_frame(scope.zone, at=scope.at)
        hours = hours_about(scope.theme, zone=scope.zone, on=scope.at.astimezone(AMSTERDAM).date())
        rows = tuple(filter(None, (_row(hour, known.get(hour.location_id), scope.at) for hour in hours)))
        return cls(place=scope.zone.name, rows=rows) if rows else None

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """One to walk in to, and one by appointment."""
        first = ThemeHour(
            title="Formulierenhulp", when="elke maandag 13.00 tot 15.00 uur", following="maandag 30 november", place="St. Jurriën",
            summary="Wij helpen u met brieven en formulieren.", url="#jurrien",
        )  # fmt: skip
        second = ThemeHour(
            title="Sociaal raadslieden", when="elke 1e dinsdag van de maand 9.00 tot 11.00 uur", following="dinsdag 1 december", place="De Venen",
            summary="Vragen over geld en rechten.", url="#venen", by_appointment=True, phone="0570-000061",
        )  # fmt: skip
        yield cls.example("Twee spreekuren", place="Zandweerd", rows=(first, second))


def _row(hour: ConsultingHour, standing: Standing | None, at: datetime) -> ThemeHour | None:
    today = at.astimezone(AMSTERDAM).date()
    day = next_held(hour.timing, standing.hours if standing else hour.location.hours, at=at)
    if day is None or not hour.location.is_open_for_business(on=day):
        return None
    return ThemeHour(
        title=hour.title,
        when=f"{hour.timing.rhythm_in_words} {hour.timing.times_in_words}",
        following=date_in_words(day, today=today),
        place=standing.goes_to.name if standing and standing.is_moved else hour.where,
        summary=hour.summary,
        url=f"{hour.location.get_absolute_url()}#spreekuren",
        by_appointment=hour.by_appointment,
        phone=hour.phone if hour.by_appointment else "",
    )


theme_panels.register(ThemePanel(name="consulting", order=30, build=ConsultingOfTheme.from_scope))
