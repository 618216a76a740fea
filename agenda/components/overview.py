"""The agenda as residents see it: days with activities, what to choose from, and one activity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from agenda.choices import EventState, PartOfDay, When
from agenda.rules import describe_day_and_date, describe_moment
from agenda.selectors import MAX_ON_A_PAGE, AgendaDay, Wanted
from core.components import Component, Example
from core.recurrence import describe_date
from core.schedule import AMSTERDAM, describe_day, format_time
from socialmap.choices import Access, CostKind

if TYPE_CHECKING:
    from agenda.models import EventPage, Occurrence
    from sites.models import Zone

# What lasts longer than a night has no end on the list of its day.
LONG = timedelta(hours=12)
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
    is_off: bool = False

    @classmethod
    def from_occurrence(cls, row: Occurrence, *, zone: Zone | None, url: str) -> Self:
        """What the list says of a time; the zone is named where it is another than the visitor's."""
        event = row.event
        return cls(
            title=event.title,
            url=url,
            time=_("hele dag") if event.is_all_day else _times(row),
            place=event.place_name,
            zone=event.zone.name if event.zone and event.zone != zone else "",
            cost=_("Gratis") if event.cost_kind == CostKind.FREE else event.cost,
            organiser=event.organiser.name if event.organiser else "",
            notice=notice_of(row),
            is_off=row.state == EventState.CANCELLED,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfRows:
    """A day with its activities; `name` is "Vandaag" or the day of the week, `day` the date in words."""

    name: str
    day: str
    rows: tuple[EventRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a filter as a link."""

    label: str
    url: str
    is_active: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaOverview(Component):
    """What there is to do, day by day; `choices` are the stretches of days, `parts` those of a day."""

    template_name: ClassVar[str] = "components/agenda_overview.html"

    choices: tuple[Choice, ...]
    parts: tuple[Choice, ...]
    free: Choice
    days: tuple[DayOfRows, ...]
    status: str
    feed_url: str = ""
    all_url: str = ""

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """A day with three activities, one of them off; and a stretch without any."""
        choices = (Choice(label="Vandaag", url="?wanneer=vandaag", is_active=True), Choice(label="Dit weekend", url="?wanneer=weekend"))
        parts = (Choice(label="Hele dag", url="?", is_active=True), Choice(label="Ochtend", url="?dagdeel=ochtend"))
        free = Choice(label="Alleen gratis", url="?kosten=gratis")
        rows = (
            EventRow(title="Koffie aan de lange tafel", url="#koffie", time="10.00 tot 12.00 uur", place="St. Jurriën, de huiskamer", cost="Gratis"),
            EventRow(
                title="Samen wandelen", url="#wandelen", time="14.00 tot 15.00 uur", place="Bij de molen", zone="Voorstad",
                organiser="Wandelclub Voorstad", notice="Gaat niet door. Het regent te hard.", is_off=True,
            ),
            EventRow(title="Eten met de buurt", url="#eten", time="17.30 tot 19.30 uur", place="De Bron", cost="6 euro", notice="Er is geen plek meer."),
        )  # fmt: skip
        yield cls.example(
            "Een dag", choices=choices, parts=parts, free=free, status="3 activiteiten.", feed_url="#ics",
            days=(DayOfRows(name="Vandaag", day="dinsdag 1 december", rows=rows),),
        )  # fmt: skip
        yield cls.example("Niets te doen", choices=choices, parts=parts, free=free, days=(), status="Wij vonden niets.", all_url="?")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDetail(Component):
    """One activity: when, where, what it costs, how to take part."""

    template_name: ClassVar[str] = "components/event_detail.html"

    title: str
    sentence: str
    when: str
    place: str
    address: str = ""
    map_url: str = ""
    audience: str = ""
    cost: str = ""
    signing_up: str = ""
    wheelchair: str = ""
    organiser: str = ""
    organiser_url: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    notice: str = ""
    dates: tuple[tuple[str, str], ...] = ()
    calendar_url: str = ""
    is_over: bool = False

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Every week with a date that is off, and one that is over."""
        yield cls.example(
            "Elke week",
            title="Koffie aan de lange tafel",
            sentence="U drinkt koffie met mensen uit de buurt.",
            when="Elke dinsdag van 10.00 tot 12.00 uur, niet op 24 december",
            place="St. Jurriën, de huiskamer",
            address="Jurriënhof 1, Deventer",
            audience="Iedereen",
            cost="Gratis",
            signing_up="U kunt zo binnenlopen.",
            wheelchair="Goed met een rolstoel",
            organiser="Vrijwilligers St. Jurriën",
            organiser_url="#st-jurrien",
            phone="0570-000010",
            dates=(("dinsdag 22 december, 10.00 tot 12.00 uur", ""), ("donderdag 24 december, 10.00 tot 12.00 uur", "Gaat niet door")),
            calendar_url="#ics",
        )
        yield cls.example(
            "Voorbij", title="Burendag", sentence="Eten en spelen op het plein.", when="Zaterdag 26 september, 12.00 tot 17.00 uur", place="Het plein", is_over=True
        )  # fmt: skip


def overview(days: Sequence[AgendaDay], *, wanted: Wanted, zone: Zone | None, today: date, url_of: UrlOf, feed_url: str) -> AgendaOverview:
    """The agenda of a zone for a visitor's wishes, as much of it as a page carries."""
    count = sum(len(day.occurrences) for day in days)
    # The last day of a page that is full is not complete.
    shown = (days[:-1] if count > MAX_ON_A_PAGE else days) or days
    return AgendaOverview(
        choices=tuple(
            Choice(label=str(when.label), url=_address(wanted, when=when), is_active=when is wanted.when) for when in _in_order_of_time()
        ),
        parts=tuple(Choice(label=str(part.label), url=_address(wanted, part=part), is_active=part is wanted.part) for part in PartOfDay),
        free=Choice(label=_("Alleen gratis"), url=_address(wanted, is_free=not wanted.is_free), is_active=wanted.is_free),
        days=tuple(
            DayOfRows(
                name=_named(day.day, today),
                day=describe_day_and_date(day.day) if (day.day - today).days < NAMED_DAYS else describe_date(day.day).rsplit(" ", 1)[0],
                rows=tuple(EventRow.from_occurrence(row, zone=zone, url=url_of(row.event)) for row in day.occurrences),
            )
            for day in shown
        ),
        status=_status(count),
        feed_url=feed_url,
        all_url="" if wanted == Wanted() else "/agenda/",
    )


def _status(count: int) -> str:
    """How much there is, in a sentence."""
    if count > MAX_ON_A_PAGE:
        return _("Er is meer dan hier past. Kies hierboven een dag.")
    if count == 1:
        return _("1 activiteit.")
    return _("%(count)d activiteiten.") % {"count": count} if count else _("Wij vonden niets.")


def detail(event: EventPage, *, coming: Sequence[Occurrence], calendar_url: str) -> EventDetail:
    """One activity with its next times."""
    single = coming[0] if coming and not event.series.rule else None
    moment = single or event
    words = event.words or describe_moment(moment.starts_at, moment.ends_at, is_all_day=event.is_all_day)
    return EventDetail(
        title=event.title,
        sentence=event.introduction,
        when=words[:1].upper() + words[1:],
        place=event.place_name,
        address=", ".join(filter(None, [event.street, event.city])),
        map_url=f"geo:{event.latitude},{event.longitude}" if event.latitude is not None else "",
        audience=", ".join(group.name for group in event.target_groups.all()).capitalize(),
        cost=event.cost or str(CostKind(event.cost_kind).label),
        signing_up=event.signing_up or _("U kunt zo binnenlopen."),
        wheelchair=str(Access(event.wheelchair).label),
        organiser=event.organiser.name if event.organiser and event.organiser.live else "",
        organiser_url=event.organiser.get_absolute_url() if event.organiser else "",
        phone=event.phone,
        email=event.email,
        website=event.website,
        notice=notice_of(single) if single else _words_of(event.state),
        dates=tuple((describe_moment(row.starts_at, row.ends_at, is_all_day=event.is_all_day), notice_of(row)) for row in coming)
        if event.words
        else (),
        calendar_url=calendar_url,
        is_over=not coming,
    )


def notice_of(row: Occurrence) -> str:
    """What is not as usual at one time: off, full, moved; with the reason."""
    words = _words_of(row.state) or (_("Dit is op een ander moment dan anders.") if row.is_moved else "")
    return f"{words} {row.note}".strip()


def _words_of(state: str) -> str:
    return {EventState.CANCELLED: _("Gaat niet door."), EventState.FULL: _("Er is geen plek meer.")}.get(EventState(state), "")


def _times(row: Occurrence) -> str:
    starts, ends = row.starts_at.astimezone(AMSTERDAM), row.ends_at.astimezone(AMSTERDAM)
    if starts.date() != ends.date() and ends - starts > LONG:
        return _("vanaf %(time)s uur") % {"time": format_time(starts)}
    return _("%(first)s tot %(last)s uur") % {"first": format_time(starts), "last": format_time(ends)}


def _address(wanted: Wanted, **changes: Any) -> str:
    """The address of the agenda with one wish changed."""
    wishes = replace(wanted, **changes)
    values = {
        "wanneer": wishes.when.value,
        "dagdeel": wishes.part.value,
        "kosten": "gratis" if wishes.is_free else "",
        "thema": wishes.theme,
    }
    return "?" + urlencode({name: value for name, value in values.items() if value})


def _named(day: date, today: date) -> str:
    return describe_day(day, today=today).capitalize()


def _in_order_of_time() -> tuple[When, ...]:
    return (When.TODAY, When.TOMORROW, When.WEEKEND, When.WEEK, When.ALL)
