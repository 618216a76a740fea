"""The agenda as residents see it: days with activities."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from agenda.choices import EventState
from agenda.components.choosing import Choice, ChoiceField, Choices, address_of
from agenda.components.places import places_of
from agenda.components.wording import notice_of, time_of
from agenda.forms import query_of
from agenda.rules import describe_day_and_date
from agenda.selectors import MAX_ON_A_PAGE, AgendaDay, Wanted
from core.components import Component, Example
from core.recurrence import describe_date
from core.rules import joined_words
from core.schedule import describe_day
from socialmap.choices import CostKind

if TYPE_CHECKING:
    from agenda.models import EventPage, Occurrence
    from sites.models import Zone

# Today and tomorrow are named so; other days by their weekday, so that it need not be said twice.
NAMED_DAYS = 2
UrlOf = Callable[["EventPage"], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One time of an activity on the list of its day."""

    title: str
    url: str
    time: str
    place: str
    zone: str = ""
    cost: str = ""
    organiser: str = ""
    notice: str = ""
    places: str = ""
    is_off: bool = False

    @classmethod
    def from_occurrence(cls, row: Occurrence, *, zone: Zone | None, url: str) -> Self:
        """What the list says of a time; the zone is named where it is another than the visitor's."""
        event = row.event
        return cls(
            title=event.title,
            url=url,
            time=time_of(row),
            place=event.place_name,
            zone=event.zone.name if event.zone and event.zone != zone else "",
            cost=_("Gratis") if event.cost_kind == CostKind.FREE else event.cost,
            organiser=event.organiser.name if event.organiser else "",
            notice=notice_of(row),
            places=places_of(row),
            is_off=row.state == EventState.CANCELLED,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfRows:
    """A day with its activities; `name` is "Vandaag" or the day of the week, `day` the date in words."""

    name: str
    day: str
    rows: tuple[EventRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearby:
    """What there is to do next door: "Voorstad en De Hoven", and their days."""

    names: str
    days: tuple[DayOfRows, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaOverview(Component):
    """What there is to do, day by day; and next door if that is little."""

    template_name: ClassVar[str] = "components/agenda_overview.html"

    choices: Choices
    days: tuple[DayOfRows, ...]
    status: str
    nearby: Nearby | None = None
    city_url: str = ""
    feed_url: str = ""
    sheet_url: str = ""
    share_url: str = ""
    all_url: str = ""

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """A day with three activities, one of them off; and a stretch without any, but for next door."""
        choices = Choices(
            stretches=(
                Choice(label="Vandaag", url="?wanneer=vandaag", is_active=True),
                Choice(label="Dit weekend", url="?wanneer=weekend"),
            ),
            parts=(Choice(label="Hele dag", url="?", is_active=True), Choice(label="Ochtend", url="?dagdeel=ochtend")),
            switches=(Choice(label="Alleen gratis", url="?kosten=gratis"),),
            fields=(ChoiceField(name="taal", label="Taal", options=(("", "Alle talen", True), ("tr", "Turks", False))),),
            chosen=(Choice(label="St. Jurriën", url="?", is_active=True),),
        )
        rows = (
            EventRow(title="Koffie aan de lange tafel", url="#koffie", time="10.00 tot 12.00 uur", place="St. Jurriën, de huiskamer", cost="Gratis"),
            EventRow(
                title="Samen wandelen", url="#wandelen", time="14.00 tot 15.00 uur", place="Bij de molen", zone="Voorstad",
                organiser="Wandelclub Voorstad", notice="Gaat niet door. Het regent te hard.", is_off=True,
            ),
            EventRow(title="Eten met de buurt", url="#eten", time="17.30 tot 19.30 uur", place="De Bron", cost="6 euro", places="Nog 3 plaatsen"),
        )  # fmt: skip
        today = DayOfRows(name="Vandaag", day="dinsdag 1 december", rows=rows)
        yield cls.example(
            "Een dag", choices=choices, status="3 activiteiten.", feed_url="#ics", sheet_url="#print", share_url="#site", days=(today,)
        )
        yield cls.example(
            "Niets te doen", choices=choices, days=(), status="Wij vonden niets.", all_url="?", city_url="#stad",
            nearby=Nearby(names="Voorstad", days=(DayOfRows(name="Vandaag", day="dinsdag 1 december", rows=rows[1:2]),)),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SoonInTheZone(Component):
    """What there is to do today and tomorrow, in short, and the way to the rest."""

    template_name: ClassVar[str] = "components/soon_in_the_zone.html"

    days: tuple[DayOfRows, ...]

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """One activity today."""
        row = EventRow(title="Koffie aan de lange tafel", url="#koffie", time="10.00 tot 12.00 uur", place="St. Jurriën", cost="Gratis")
        yield cls.example("Vandaag", days=(DayOfRows(name="Vandaag", day="dinsdag 1 december", rows=(row,)),))


def overview(
    days: Sequence[AgendaDay],
    *,
    choices: Choices,
    wanted: Wanted,
    zone: Zone | None,
    today: date,
    url_of: UrlOf,
    nearby: Sequence[AgendaDay] = (),
    city_url: str = "",
) -> AgendaOverview:
    """The agenda of a zone for a visitor's wishes, as much of it as a page carries; `nearby` are days next door."""
    count = sum(len(day.occurrences) for day in days)
    # The last day of a page that is full is not complete.
    shown = (days[:-1] if count > MAX_ON_A_PAGE else days) or days
    wishes = {name: value for name, value in query_of(wanted).items() if name != "wanneer"}
    query = f"?{urlencode(wishes)}" if wishes else ""
    return AgendaOverview(
        choices=choices,
        days=days_of_rows(shown, zone=zone, today=today, url_of=url_of),
        status=_status(count),
        nearby=_nearby(nearby, zone=zone, today=today, url_of=url_of) if nearby else None,
        city_url=f"{city_url}{address_of(wanted)}" if city_url else "",
        feed_url=f"/agenda/agenda.ics{query}",
        sheet_url="/agenda/weekblad/",
        share_url=f"/agenda/op-uw-site/{query}",
        all_url="" if wanted == Wanted() else "/agenda/",
    )


def days_of_rows(days: Iterable[AgendaDay], *, zone: Zone | None, today: date, url_of: UrlOf) -> tuple[DayOfRows, ...]:
    """Days with what is said of each time."""
    return tuple(
        DayOfRows(
            name=describe_day(day.day, today=today).capitalize(),
            day=describe_day_and_date(day.day) if (day.day - today).days < NAMED_DAYS else describe_date(day.day).rsplit(" ", 1)[0],
            rows=tuple(EventRow.from_occurrence(row, zone=zone, url=url_of(row.event)) for row in day.occurrences),
        )
        for day in days
    )


def _nearby(days: Sequence[AgendaDay], *, zone: Zone | None, today: date, url_of: UrlOf) -> Nearby:
    zones = {row.event.zone.number: row.event.zone.name for day in days for row in day.occurrences if row.event.zone}
    return Nearby(
        names=joined_words([name for _number, name in sorted(zones.items())]),
        days=days_of_rows(days, zone=zone, today=today, url_of=url_of),
    )


def _status(count: int) -> str:
    """How much there is, in a sentence."""
    if count > MAX_ON_A_PAGE:
        return _("Er is meer dan hier past. Kies hierboven een dag.")
    if count == 1:
        return _("1 activiteit.")
    return _("%(count)d activiteiten.") % {"count": count} if count else _("Wij vonden niets.")
