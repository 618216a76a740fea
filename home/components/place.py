"""One place where residents walk in, as its page shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from django.utils.text import slugify
from django.utils.translation import gettext as _

from core.choices import Access, AccessDetail
from core.components import Component, Example
from core.recurrence import describe_date
from core.schedule import AMSTERDAM
from home.components.sketch import PlaceMap
from search.components import age_notice
from sites.choices import Staff
from sites.components import DayHours, week_in_words
from sites.models import Location, LocationChange
from sites.rules import special_in_words
from sites.selectors import Standing, change_sentence, kind_in_words

ANNOUNCED = timedelta(days=42)
ACCESS_ICONS = {AccessDetail.TOILET: "toilet", AccessDetail.LOOP: "oor", AccessDetail.LIFT: "gebouw"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A drawing and a sentence."""

    icon: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceNotice:
    """Something to know before going there; `url` leads to where to go instead."""

    text: str
    title: str = ""
    is_warning: bool = False
    icon: str = "info"
    url: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceDetail(Component):
    """A place: whether it is open, what is special, the hours of this week, whom one meets, and how to get in.

    `kind` says what sort of place it is where the title does not; `hours_of` names the place that the hours are of, if that is another one for now. `backup_phone` is answered when the
    first number is not, and empty if that is the same one.
    """

    template_name: ClassVar[str] = "components/place_detail.html"

    title: str
    kind: str = ""
    summary: str = ""
    status: str = ""
    is_open: bool = False
    notices: tuple[PlaceNotice, ...] = ()
    phone: str = ""
    backup_phone: str = ""
    email: str = ""
    geo: str = ""
    week: tuple[DayHours, ...] = ()
    hours_of: str = ""
    people: tuple[str, ...] = ()
    route: tuple[Fact, ...] = ()
    building: tuple[Fact, ...] = ()
    image_url: str = ""
    image_text: str = ""
    map: PlaceMap | None = None
    agenda_url: str = ""

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Open with everything known, moved, and still to come."""
        week = tuple(DayHours(day=day, times="9.00 tot 16.00 uur", is_today=day == "dinsdag") for day in ("maandag", "dinsdag", "woensdag"))
        yield cls.example(
            "Open", title="Wijkwinkel St. Jurriën", summary="Loop binnen met elke vraag over wonen, welzijn en zorg.",
            status="Nu open, tot 16.00 uur", is_open=True, notices=(PlaceNotice(text="Donderdag 3 december dicht: Studiedag"),),
            phone="0570-000012", backup_phone="0570-000010", geo="geo:52.264,6.15", week=week,
            people=("Vrijwilligers uit de wijk", "Weten zij het niet? Dan bellen zij met de mensen achter de Wijkwinkel."),
            route=(Fact(icon="deur", text="De ingang zit onder het groene afdak."), Fact(icon="bus", text="Bus 4, halte Jurriënhof.")),
            building=(Fact(icon="rolstoel", text="Goed met een rolstoel"), Fact(icon="koffie", text="Koffie kost 50 cent.")),
        )  # fmt: skip
        moved = "De Bron wordt verbouwd. Wijkwinkel De Bron zit nu in De Venen, Venenlaan 14, Deventer. Dit duurt tot en met 30 april 2027."
        yield cls.example(
            "Verhuisd", title="Wijkwinkel De Bron", status="Nu dicht. Morgen open om 9.00 uur", week=week,
            hours_of="De Venen", phone="0570-000016",
            notices=(PlaceNotice(text=moved, title="Tijdelijk verhuisd", is_warning=True, icon="verhuis", url="#venen", link="Zo komt u bij De Venen"),),
        )  # fmt: skip
        yield cls.example(
            "Komt eraan", title="Wijkwinkel Hovenhuus", phone="0570-000010",
            notices=(PlaceNotice(text="Tot de Wijkwinkel er is kunt u bellen.", title="Deze plek komt er nog"),),
        )  # fmt: skip


def place_detail(
    standing: Standing, *, arrivals: Sequence[LocationChange], phone: str, map_of_places: PlaceMap | None, image_url: str = ""
) -> PlaceDetail:
    """The page of a place; `arrivals` are the changes that bring others here now, `phone` is the number of the city."""
    location, today = standing.location, standing.at.astimezone(AMSTERDAM).date()
    is_open, status = standing.status
    goes_to = standing.goes_to
    first = location.own_phone or phone
    return PlaceDetail(
        title=location.title,
        kind=kind_in_words(location),
        summary=location.summary,
        status=status,
        is_open=is_open,
        notices=tuple(_notices(standing, arrivals, today)),
        phone=first,
        backup_phone=phone if phone != first else "",
        email=location.email,
        geo=f"geo:{goes_to.latitude},{goes_to.longitude}" if goes_to.latitude is not None and goes_to.street else "",
        week=week_in_words(standing.hours, today=today) if standing.is_there else (),
        hours_of=goes_to.name if standing.is_moved else "",
        people=tuple(filter(None, [*(str(Staff(value).label) for value in location.staff), location.people, _operator(standing)])),
        route=tuple(_route(goes_to)),
        building=tuple(_building(goes_to)),
        image_url=image_url,
        image_text=location.image_text,
        map=map_of_places,
        agenda_url=f"/agenda/?plek={slugify(goes_to.name)}",
    )


def _notices(standing: Standing, arrivals: Sequence[LocationChange], today: date) -> Iterator[PlaceNotice]:
    location = standing.location
    if location.closed_on and location.closed_on < today:
        yield PlaceNotice(text=_("De laatste dag was %(day)s.") % {"day": describe_date(location.closed_on)}, title=_("Deze plek is er niet meer"),
                          is_warning=True, icon="letop", url="/wijkwinkel/", link=_("Bekijk de andere plekken"))  # fmt: skip
    elif not standing.is_there:
        opens = _("Open vanaf %(day)s.") % {"day": describe_date(location.opens_on)} if location.opens_on else ""
        yield PlaceNotice(text=" ".join(filter(None, (opens, location.meanwhile))), title=_("Deze plek komt er nog"))
    if away := standing.away:
        yield PlaceNotice(
            text=change_sentence(away), title=str(away.get_kind_display()), is_warning=True, icon="verhuis" if standing.is_moved else "letop",
            url=away.to.get_absolute_url() if away.to else "/wijkwinkel/",
            link=_("Zo komt u bij %(place)s") % {"place": away.to.name} if away.to else _("Bekijk de andere plekken"),
        )  # fmt: skip
    if standing.handover:
        yield PlaceNotice(text=change_sentence(standing.handover))
    for change in arrivals:
        yield PlaceNotice(text=_("Hier zit nu ook: %(place)s.") % {"place": change.location.title}, url=change.location.get_absolute_url(),
                          link=_("Tijden en spreekuren"), icon="verhuis")  # fmt: skip
    if standing.is_there and (old := _age_notice(location, today)):
        yield PlaceNotice(text=old, is_warning=True, icon="letop")
    yield from _coming(standing)
    for run in standing.special_days:
        yield PlaceNotice(text=f"{special_in_words(run, today=today)}.", icon="kalender")


def _age_notice(location: Location, today: date) -> str:
    """The warning for old data; the number of the city is there in any case."""
    return age_notice(verified_on=location.verified_on, review_on=location.review_on, today=today, has_phone=True)


def _coming(standing: Standing) -> Iterator[PlaceNotice]:
    """What is going to change in the next weeks."""
    for change in standing.changes:
        if standing.at < change.starts_at <= standing.at + ANNOUNCED:
            day = describe_date(change.starts_at.astimezone(AMSTERDAM).date())
            yield PlaceNotice(
                text=_("Vanaf %(day)s: %(sentence)s") % {"day": day, "sentence": change_sentence(change, is_coming=True)}, icon="kalender"
            )


def _operator(standing: Standing) -> str:
    name = standing.handover.operator if standing.handover else standing.location.operator
    return _("%(name)s houdt deze plek open.") % {"name": name} if name else ""


def _route(location: Location) -> Iterator[Fact]:
    if location.street:
        address = ", ".join(filter(None, (location.street, " ".join(filter(None, (location.postcode, location.city))))))
        yield Fact(icon="pin", text=address)
    for icon, text in (("deur", location.entrance), ("bus", location.bus), ("parkeren", location.parking)):
        if text:
            yield Fact(icon=icon, text=text)


def _building(location: Location) -> Iterator[Fact]:
    if location.street:
        yield Fact(icon="rolstoel", text=str(Access(location.wheelchair).label))
    for value in location.access:
        detail = AccessDetail(value)
        yield Fact(icon=ACCESS_ICONS.get(detail, "check"), text=str(detail.label))
    if location.facilities:
        yield Fact(icon="koffie", text=location.facilities)
