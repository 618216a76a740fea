"""Consulting hours as residents see them: a table of a place, and what is held today in a zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar, Self

from django.utils.translation import gettext as _

from core.components import Component, Example
from core.schedule import AMSTERDAM, DAY_NAMES
from partners.choices import Rhythm
from partners.models import ConsultingHour
from partners.rules import PlaceHours, Timing, date_in_words, next_held, off_on, offs_within
from sites.models import Location
from sites.selectors import Standing

OFFS_AHEAD_DAYS = 28
MAX_OFFS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultingRow:
    """One consulting hour of a place. `notes` are what somebody should know who comes: when next, when not, until when."""

    day: str
    times: str
    title: str
    organisation: str
    summary: str
    url: str = ""
    room: str = ""
    by_appointment: bool = False
    phone: str = ""
    is_today: bool = False
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultingTable(Component):
    """The consulting hours of a place, one row each, in the order of the week. `calendar_url` leads to the feed."""

    template_name: ClassVar[str] = "components/consulting_table.html"

    place: str
    rows: tuple[ConsultingRow, ...]
    calendar_url: str = ""

    @classmethod
    def from_hours(
        cls, location: Location, hours: Sequence[ConsultingHour], *, at: datetime, open_at: PlaceHours | None = None, is_moved: bool = False
    ) -> Self | None:
        """The table at an aware moment, or None without consulting hours; no query for what `hours_at` gave.

        `open_at` are the hours of the place with what changes there, if that is known; of one that moved no room is named.
        """
        opening = open_at or location.hours
        rows = tuple(_row(hour, opening, at) for hour in hours)
        if is_moved:
            rows = tuple(replace(row, room="") for row in rows)
        return cls(place=location.name, rows=rows, calendar_url=f"{location.get_absolute_url()}spreekuren.ics") if rows else None

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """A week with one today, one by appointment, one of which a date falls out."""
        yield cls.example("Een week", place="St. Jurriën", calendar_url="#spreekuren.ics", rows=_EXAMPLE_ROWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayRow:
    """One consulting hour of today."""

    times: str
    title: str
    summary: str
    place: str
    url: str
    by_appointment: bool = False
    phone: str = ""
    is_now: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayConsulting(Component):
    """What is held today in the places of a zone and is not over yet."""

    template_name: ClassVar[str] = "components/today_consulting.html"

    rows: tuple[TodayRow, ...]

    @classmethod
    def from_hours(cls, hours: Sequence[ConsultingHour], *, at: datetime, known: Mapping[int, Standing] | None = None) -> Self | None:
        """What `held_today` gave, at an aware moment; None if there is nothing. `known` says where places are for now."""
        rows = tuple(_today_row(hour, (known or {}).get(hour.location_id), at) for hour in hours)
        return cls(rows=rows) if rows else None

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """One that is going on, and one later."""
        yield cls.example(
            "Twee spreekuren",
            rows=(
                TodayRow(times="9.30 tot 11.30 uur", title="Formulierenhulp", summary="Wij helpen u met brieven en formulieren.",
                         place="St. Jurriën", url="#jurrien", is_now=True),
                TodayRow(times="14.00 tot 16.00 uur", title="Steunpunt Mantelzorg", summary="Praten als u voor een ander zorgt.",
                         place="St. Jurriën", url="#jurrien", by_appointment=True, phone="0570-000063"),
            ),
        )  # fmt: skip


def _row(hour: ConsultingHour, opening: PlaceHours, at: datetime) -> ConsultingRow:
    timing, today = hour.timing, at.astimezone(AMSTERDAM).date()
    is_today = timing.is_on(today) and off_on(timing, today, opening) is None
    offs = offs_within(timing, opening, since=today, days=OFFS_AHEAD_DAYS)[:MAX_OFFS]
    return ConsultingRow(
        day=str(DAY_NAMES[hour.weekday]),
        times=timing.times_in_words,
        title=hour.title,
        organisation=hour.organisation.name,
        url=hour.organisation.get_absolute_url(),
        summary=hour.summary,
        room=hour.room.name if hour.room else "",
        by_appointment=hour.by_appointment,
        phone=hour.phone if hour.by_appointment else "",
        is_today=is_today,
        notes=tuple(_notes(timing, opening, at)),
        warnings=tuple(_falls_out(day, why, today) for day, why in offs),
    )


def _notes(timing: Timing, opening: PlaceHours, at: datetime) -> Iterable[str]:
    """How often, and when next, for what is not simply every week; and how long it lasts."""
    today = at.astimezone(AMSTERDAM).date()
    following = next_held(timing, opening, at=at)
    begin = timing.begin
    if timing.rhythm is not Rhythm.WEEKLY:
        yield timing.rhythm_in_words.capitalize()
    if begin is not None and begin > today:
        yield _("Vanaf %(day)s") % {"day": date_in_words(begin, today=today)}
    elif following is not None and timing.rhythm is not Rhythm.WEEKLY:
        yield _("Volgende keer: %(day)s") % {"day": date_in_words(following, today=today)}
    if timing.last_day is not None:
        yield _("Tot en met %(day)s") % {"day": date_in_words(timing.last_day, today=today)}


def _falls_out(day: date, why: str, today: date) -> str:
    """That a date is not held: "Valt morgen uit: Vakantie", "Valt uit op dinsdag 8 december"."""
    words = date_in_words(day, today=today)
    said = _("Valt %(day)s uit") if 0 <= (day - today).days <= 1 else _("Valt uit op %(day)s")
    return ": ".join(filter(None, (said % {"day": words}, why)))


def _today_row(hour: ConsultingHour, standing: Standing | None, at: datetime) -> TodayRow:
    timing = hour.timing
    starts, _ends = timing.moments(at.astimezone(AMSTERDAM).date())
    return TodayRow(
        times=timing.times_in_words,
        title=hour.title,
        summary=hour.summary,
        place=standing.goes_to.name if standing and standing.is_moved else hour.where,
        url=f"{hour.location.get_absolute_url()}#spreekuren",
        by_appointment=hour.by_appointment,
        phone=hour.phone if hour.by_appointment else "",
        is_now=starts <= at,
    )


_EXAMPLE_ROWS = (
    ConsultingRow(
        day="maandag", times="13.00 tot 15.00 uur", title="Formulierenhulp", organisation="Stichting De Helpende Pen", url="#pen",
        summary="Wij helpen u met brieven, formulieren en toeslagen.", is_today=True,
    ),
    ConsultingRow(
        day="woensdag", times="10.00 tot 12.00 uur", title="Wijkverpleegkundige", organisation="Thuiszorg Sallandhof", url="#zorg",
        summary="Gezondheid en zorg thuis.", room="Spreekkamer", by_appointment=True, phone="0570-000061",
        notes=("Om de week op woensdag", "Volgende keer: woensdag 2 december"),
    ),
    ConsultingRow(
        day="donderdag", times="14.00 tot 16.00 uur", title="Computer en DigiD", organisation="Digipunt Deventer", url="#digi",
        summary="Hulp met uw computer, telefoon en DigiD.", warnings=("Valt uit op donderdag 3 december: Studiedag",),
    ),
)  # fmt: skip
