"""All places of a zone or of the city: open now first, and what there is where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext as _

from core.components import Component, Example
from home.components.sketch import PlaceMap
from sites.models import Zone
from sites.selectors import Standing, ZoneDesk, kind_in_words, notice_text
from sites.shell import zone_url

MAX_NEIGHBOURHOODS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """One place in a list; `number` is that on the map, `kind` what sort of place it is where the title does not say so."""

    number: int
    title: str
    url: str
    kind: str = ""
    zone: str = ""
    address: str = ""
    status: str = ""
    is_open: bool = False
    notice: str = ""
    phone: str = ""
    today: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoDesk:
    """A zone where one cannot walk in: what there is instead, whom to call, and which desk is nearest."""

    title: str
    zone: str
    text: str
    phone: str
    areas: str = ""
    nearest: str = ""
    nearest_url: str = ""
    nearest_status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOverview(Component):
    """Places, those that are open now first, the list before the map; then zones without a desk."""

    template_name: ClassVar[str] = "components/place_overview.html"

    title: str
    rows: tuple[PlaceRow, ...]
    without: tuple[NoDesk, ...] = ()
    map: PlaceMap | None = None
    all_url: str = ""

    @property
    def groups(self) -> tuple[tuple[str, tuple[PlaceRow, ...]], ...]:
        """What is open now and what is not, each under its heading; one without places is left out."""
        is_open = tuple(row for row in self.rows if row.is_open)
        closed = tuple(row for row in self.rows if not row.is_open)
        found = ((_("Nu open"), is_open), (_("Nu dicht"), closed))
        return tuple((heading, rows) for heading, rows in found if rows)

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """One open, one moved, and a zone without a desk."""
        rows = (
            PlaceRow(number=1, title="Wijkwinkel St. Jurriën", url="#jurrien", zone="Zandweerd", address="Jurriënhof 1, Deventer",
                     status="Nu open, tot 16.00 uur", is_open=True, phone="0570-000012", today=("13.00 tot 15.00 uur: Formulierenhulp",)),
            PlaceRow(number=2, title="Wijkwinkel De Bron", url="#bron", zone="Rivierenwijk", address="Venenlaan 14, Deventer",
                     status="Nu dicht. Morgen open om 9.00 uur", notice="Wijkwinkel De Bron zit nu in De Venen, Venenlaan 14, Deventer.", phone="0570-000016"),
        )  # fmt: skip
        without = NoDesk(title="Voorstad", zone="Voorstad", text="In Voorstad is geen Wijkwinkel. De buurtcoaches komen bij u thuis.", phone="0570-000013",
                         areas="Voorstad-Oost, Rode Dorp", nearest="Wijkwinkel St. Jurriën", nearest_url="#jurrien",
                         nearest_status="Nu open, tot 16.00 uur")  # fmt: skip
        yield cls.example("Twee plekken en een wijk zonder", title="Alle Wijkwinkels", rows=rows, without=(without,), all_url="#alle")


def overview(
    standings: Sequence[Standing], *, zone: Zone | None, city: str, phone: str, map_zones: Sequence[Zone], without: Sequence[NoDesk],
    today: Mapping[int, tuple[str, ...]], all_url: str = "",
) -> PlaceOverview:  # fmt: skip
    """The places of a zone, or of the city (None); `today` has the consulting hours of today by place, in words."""
    # What is still to come is told of with the zone that has no desk yet.
    ordered = sorted((one for one in standings if one.is_there), key=lambda standing: not standing.status[0])
    numbered = list(enumerate(ordered, start=1))
    rows = tuple(_row(number, standing, zone, phone, today.get(standing.location.pk, ())) for number, standing in numbered)
    return PlaceOverview(
        title=_("De Wijkwinkel voor %(zone)s") % {"zone": zone.name} if zone else _("Alle Wijkwinkels in %(city)s") % {"city": city},
        rows=rows,
        without=tuple(without),
        map=PlaceMap.from_places(
            [(standing.goes_to, number, standing.status[0]) for number, standing in numbered],
            zones=map_zones,
            place=zone.name if zone else city,
            current=zone.number if zone else None,
        ),
        all_url=all_url,
    )


def no_desk(
    zone: Zone, desk: ZoneDesk, *, title: str, nearest: tuple[Zone, ZoneDesk] | None, phone: str, areas: Iterable[str] = ()
) -> NoDesk:
    """What a zone has instead of a desk to walk in, under a title."""
    names = list(areas)[:MAX_NEIGHBOURHOODS]
    standing = nearest[1].standing if nearest else None
    return NoDesk(
        title=title,
        zone=zone.name,
        text=notice_text(zone, desk),
        phone=zone.phone or phone,
        areas=", ".join(names),
        nearest=standing.location.title if standing else "",
        nearest_url=zone_url(nearest[0], standing.location.get_absolute_url()) if nearest and standing else "",
        nearest_status=standing.status[1] if standing else "",
    )


def _row(number: int, standing: Standing, zone: Zone | None, phone: str, today: tuple[str, ...]) -> PlaceRow:
    location = standing.location
    is_open, status = standing.status
    path = location.get_absolute_url()
    is_own = zone is not None and location.zone_id == zone.pk
    return PlaceRow(
        number=number,
        title=location.title,
        url=path if is_own else zone_url(location.zone, path),
        kind=kind_in_words(location),
        zone="" if is_own else location.zone.name,
        address=standing.goes_to.address,
        status=status,
        is_open=is_open,
        notice=standing.sentence,
        phone=location.own_phone or phone,
        today=today,
    )
