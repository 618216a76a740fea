"""Components about the desk of a zone: where residents walk in, and what is special about it now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Self

from django.utils.translation import gettext as _

from core.components import Component, Example
from core.opening_hours import DayPlan
from core.schedule import DAY_NAMES
from sites.choices import ZoneState
from sites.models import Zone
from sites.rules import ChangingHours, special_in_words
from sites.selectors import ZoneDesk, desk_title, notice_text

MAX_SPECIAL_DAYS = 2
SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DayHours:
    """The hours of one day of this week in words; `times` empty is closed, `note` says why it is not as usual."""

    day: str
    times: str = ""
    is_today: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCard(Component):
    """Where residents of a zone walk in, or who comes to them instead.

    `status` holds at this moment ("Nu open, tot 16.00 uur"), `special` names coming days that are not like every week.
    Without a desk `desk` is empty; what there is instead stands in the notice of the zone or in the help block.
    """

    template_name: ClassVar[str] = "components/desk_card.html"

    zone: str
    state: str
    desk: str = ""
    url: str = ""
    street: str = ""
    city: str = ""
    status: str = ""
    is_open: bool = False
    week: tuple[DayHours, ...] = ()
    special: tuple[str, ...] = ()
    phone: str = ""

    @classmethod
    def from_desk(cls, zone: Zone, desk: ZoneDesk, *, today: date, phone: str) -> Self:
        """The desk of a zone, with its own telephone number or else this one."""
        place, standing = desk.place, desk.standing
        if place is None or standing is None:
            return cls(zone=zone.name, state=desk.state, phone=phone)
        is_open, status = standing.status
        return cls(
            zone=zone.name,
            state=desk.state,
            desk=desk_title(standing),
            url=standing.location.get_absolute_url(),
            street=place.street,
            city=place.city,
            status=status,
            is_open=is_open,
            week=week_in_words(standing.hours, today=today),
            special=tuple(special_in_words(run, today=today) for run in standing.special_days[:MAX_SPECIAL_DAYS]),
            phone=standing.location.phone or phone,
        )

    @property
    def title(self) -> str:
        """What the card is called."""
        if self.desk:
            return self.desk
        titles = {
            ZoneState.PLANNED: _("De Wijkwinkel komt eraan"),
            ZoneState.NO_DESK: _("De buurtcoaches komen bij u"),
            ZoneState.CLOSED: _("De Wijkwinkel is nu dicht"),
        }
        return titles.get(ZoneState(self.state), _("Wijkwinkel %(name)s") % {"name": self.zone})

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Open, moved, planned and without a desk."""
        week = tuple(
            DayHours(day=day, times="9.00 tot 17.00 uur" if number < SATURDAY else "", is_today=number == 0)
            for number, day in enumerate(map(str, DAY_NAMES))
        )
        yield cls.example(
            "Open", zone="Zandweerd", state="desk", desk="Wijkwinkel St. Jurriën", url="#jurrien", street="Jurriënplein 1", city="Deventer",
            status="Nu open, tot 17.00 uur", is_open=True, week=week, special=("Donderdag 3 december dicht: Studiedag",), phone="0570-000010",
        )  # fmt: skip
        yield cls.example(
            "Tijdelijk verhuisd", zone="Rivierenwijk", state="moved", desk="Wijkwinkel De Bron, nu in De Venen", url="#bron", street="Venenplein 8", city="Deventer",
            status="Nu dicht. Morgen open om 9.00 uur", phone="0570-000010",
        )  # fmt: skip
        yield cls.example("Geen plek", zone="Voorstad", state="no_desk", phone="0570-000010")


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneNotice(Component):
    """The announcement at the top of a zone's home, for a state that needs a word."""

    template_name: ClassVar[str] = "components/zone_notice.html"

    title: str
    text: str
    icon: str = "info"
    is_warning: bool = False
    url: str = ""
    link: str = ""

    @classmethod
    def from_desk(cls, zone: Zone, desk: ZoneDesk) -> Self | None:
        """The notice of a zone, or None if there is nothing to say."""
        text = notice_text(zone, desk)
        if not text:
            return None
        is_away = desk.state in {ZoneState.MOVED, ZoneState.CLOSED}
        location = desk.standing.location if desk.standing else None
        return cls(
            title=notice_title(zone, desk),
            text=text,
            icon="verhuis" if desk.state == ZoneState.MOVED else "info",
            is_warning=is_away,
            url=location.get_absolute_url() if location and is_away else "",
            link=_("Tijden en route") if desk.state == ZoneState.MOVED else _("Wat kunt u nu doen?"),
        )

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Moved, and planned."""
        yield cls.example(
            "Verhuisd",
            title="De Wijkwinkel is tijdelijk verhuisd",
            text="De Bron wordt verbouwd. Wijkwinkel De Bron zit nu in De Venen, Venenplein 8. Dit duurt tot en met 30 april 2027.",
            icon="verhuis",
            is_warning=True,
            url="#bron",
            link="Tijden en route",
        )
        yield cls.example(
            "Komt eraan",
            title="Er komt een Wijkwinkel in De Hoven",
            text="Tot de opening kunt u bellen of naar de bibliotheek in de Binnenstad gaan.",
        )


def notice_title(zone: Zone, desk: ZoneDesk) -> str:
    """What is special about a zone now, in a few words."""
    titles = {
        ZoneState.MOVED: _("De Wijkwinkel is verhuisd"),
        ZoneState.CLOSED: _("De Wijkwinkel is dicht"),
        ZoneState.PLANNED: _("Er komt een Wijkwinkel in %(zone)s"),
        ZoneState.NO_DESK: _("In %(zone)s komen de buurtcoaches bij u"),
    }
    return titles.get(desk.state, _("Goed om te weten")) % {"zone": zone.name}


def week_in_words(hours: ChangingHours, *, today: date) -> tuple[DayHours, ...]:
    """The days of this week, Monday first, as they really are; empty of a place without hours."""
    if not hours:
        return ()
    plans = hours.week_from(today - timedelta(days=today.weekday()))
    return tuple(
        DayHours(
            day=str(DAY_NAMES[plan.day.weekday()]), times=plan.words if plan.openings else "", is_today=plan.day == today, note=_note(plan)
        )
        for plan in plans
    )


def _note(plan: DayPlan) -> str:
    return plan.reason if plan.is_special else ""
