"""A week on paper: chosen so that it fits on one sheet of A4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

import segno
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from agenda.choices import EventState
from agenda.components.wording import notice_of, time_of
from agenda.rules import describe_day_and_date
from agenda.selectors import AgendaDay
from core.components import Component, Example
from core.recurrence import describe_date
from socialmap.choices import CostKind

if TYPE_CHECKING:
    from agenda.models import Occurrence
    from sites.models import Zone

# Lines of text in the two columns of a sheet, and letters on a line, of 11 points; `tests/e2e/test_agenda_sheet.py` prints it.
MAX_LINES = 82.0
LETTERS_ON_A_LINE = 44
LINES_OF_A_HEADING = 2.2
LINES_BETWEEN = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """One time on the sheet."""

    time: str
    title: str
    where: str
    notice: str = ""
    is_off: bool = False

    @property
    def lines(self) -> float:
        """How many lines it takes, about."""
        texts = (f"{self.time}  {self.title}", self.where, self.notice)
        return sum(ceil(len(text) / LETTERS_ON_A_LINE) for text in texts) + LINES_BETWEEN


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetDay:
    """A day of the sheet."""

    name: str
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekSheet(Component):
    """Seven days for a door or a hallway; `left_out` did not fit, `short_url` is what one types."""

    template_name: ClassVar[str] = "components/week_sheet.html"

    place: str
    stretch: str
    days: tuple[SheetDay, ...]
    phone: str
    short_url: str
    code: SafeString
    left_out: int = 0
    is_large: bool = False
    before: str = ""
    after: str = ""
    other: str = ""

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """A day with one activity, and one that is off; and a week without any."""
        rows = (
            SheetRow(time="10.00 tot 12.00", title="Koffie op dinsdag", where="St. Jurriën. Gratis"),
            SheetRow(
                time="14.00 tot 15.00", title="Samen wandelen", where="Bij de molen (Voorstad)", notice="Gaat niet door.", is_off=True
            ),
        )
        shared = {"place": "Zandweerd", "phone": "0570-000010", "short_url": "zandweerd.example.nl/agenda"}
        yield cls.example(
            "Een week", stretch="dinsdag 1 tot en met maandag 7 december 2026", days=(SheetDay(name="dinsdag 1 december", rows=rows),),
            code=code_of("https://zandweerd.example.nl/agenda/"), left_out=3, after="#later", other="#groot", **shared,
        )  # fmt: skip
        yield cls.example(
            "Niets", stretch="dinsdag 1 tot en met maandag 7 december 2026", days=(), code=SafeString(), is_large=True, **shared
        )


def week_sheet(
    days: Sequence[AgendaDay], *, first: date, zone: Zone | None, place: str, phone: str, url: str, is_large: bool = False
) -> WeekSheet:
    """The sheet of a week from `first`; in large letters with everything, else with as much as fits."""
    shown = days if is_large else that_fit(days, zone=zone)
    last, letters = first + timedelta(days=6), "letters=groot" if is_large else ""
    address = urlsplit(url)
    return WeekSheet(
        place=place,
        stretch=_("%(first)s tot en met %(last)s")
        % {"first": describe_day_and_date(first), "last": f"{describe_day_and_date(last)} {describe_date(last).rsplit(' ', 1)[1]}"},
        days=tuple(SheetDay(name=describe_day_and_date(day.day), rows=tuple(_row(row, zone) for row in day.occurrences)) for day in shown),
        phone=phone,
        short_url=f"{address.netloc}{address.path.rstrip('/')}",
        code=code_of(url),
        left_out=sum(len(day.occurrences) for day in days) - sum(len(day.occurrences) for day in shown),
        is_large=is_large,
        before=_address(first - timedelta(days=7), letters),
        after=_address(first + timedelta(days=7), letters),
        other=_address(first, "" if is_large else "letters=groot"),
    )


def that_fit(days: Sequence[AgendaDay], *, zone: Zone | None) -> Sequence[AgendaDay]:
    """As many times as fit on a sheet: the zone's own first, then those of others, each in order of time."""
    rows = [(day.day, row) for day in days for row in day.occurrences]
    chosen: set[tuple[date, int]] = set()
    headed: set[date] = set()
    left = MAX_LINES
    for day, row in sorted(rows, key=lambda item: (zone is not None and item[1].event.zone_id != zone.pk, item[0])):
        needed = _row(row, zone).lines + (0 if day in headed else LINES_OF_A_HEADING)
        if needed <= left:
            left -= needed
            headed.add(day)
            chosen.add((day, row.pk))
    fitting = (AgendaDay(day=day.day, occurrences=tuple(row for row in day.occurrences if (day.day, row.pk) in chosen)) for day in days)
    return tuple(day for day in fitting if day.occurrences)


def code_of(url: str) -> SafeString:
    """A QR code as SVG, as large as its place."""
    return SafeString(segno.make(url, error="m", micro=False).svg_inline(border=1, omitsize=True, svgclass=None, lineclass=None))


def _row(row: Occurrence, zone: Zone | None) -> SheetRow:
    event = row.event
    place = event.place_name + (f" ({event.zone.name})" if event.zone and event.zone != zone else "")
    cost = str(CostKind.FREE.label) if event.cost_kind == CostKind.FREE else event.cost
    return SheetRow(
        time=time_of(row, is_short=True),
        title=event.title,
        where=". ".join(filter(None, [place, cost])),
        notice=notice_of(row),
        is_off=row.state == EventState.CANCELLED,
    )


def _address(first: date, letters: str) -> str:
    return "?" + "&".join(filter(None, [f"vanaf={first.isoformat()}", letters]))
