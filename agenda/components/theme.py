"""Activities of a theme, beside what else there is about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from agenda.components.overview import DayOfRows, EventRow, days_of_rows
from agenda.selectors import Wanted, agenda_days, first_dates
from core.components import Component, Example
from socialmap.registry import ThemePanel, ThemeScope, theme_panels

MAX_SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class EventsOfTheme(Component):
    """What there is to do about a theme in the coming weeks, and the way to all of it."""

    template_name: ClassVar[str] = "components/events_of_theme.html"

    place: str
    days: tuple[DayOfRows, ...]
    more_url: str

    @classmethod
    def from_scope(cls, scope: ThemeScope) -> Self | None:
        """The first four dates on the agenda of the zone, or of the city; one query. None if there are none."""
        days = first_dates(agenda_days(zone=scope.zone, at=scope.at, wanted=Wanted(theme=scope.theme.slug)), limit=MAX_SHOWN)
        if not days:
            return None
        rows = days_of_rows(days, zone=scope.zone, today=scope.at.date(), url_of=lambda event: f"/agenda/{event.slug}/")
        return cls(place=scope.zone.name if scope.zone else "", days=rows, more_url=f"/agenda/?thema={scope.theme.slug}")

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """One activity."""
        row = EventRow(title="Koffie aan de lange tafel", url="#koffie", time="10.00 tot 12.00 uur", place="St. Jurriën", cost="Gratis")
        day = DayOfRows(name="Dinsdag", day="dinsdag 1 december", rows=(row,))
        yield cls.example("In Zandweerd", place="Zandweerd", days=(day,), more_url="#agenda")


theme_panels.register(ThemePanel(name="agenda", order=20, build=EventsOfTheme.from_scope))
