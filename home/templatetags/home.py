"""Fills the front doors with components; pages themselves stay tables."""

from __future__ import annotations

from typing import cast

from django import template
from django.template import Context

from agenda.components import SoonInTheZone, days_of_rows
from agenda.selectors import days_soon
from core.components import Component
from home.components import ForSomebodyElse, NeighbourLink, Neighbours, StepsExplained
from home.selectors import PostcodeAnswer, all_zones, neighbours_of
from partners.components import TodayConsulting
from partners.selectors import held_today
from search.components import ThemeTiles
from sites.components import DeskCard, ZoneMap, ZoneNotice, ZonePicker, ZoneRow
from sites.selectors import desks_of, standings_in_frame
from sites.shell import Shell, hub_url, zone_url
from socialmap.components import theme_tile
from socialmap.selectors import tile_themes

PICKER_PATH = "/wijk-kiezen/"
MAX_SOON = 3
CARER_THEME = "/themas/zorgen-voor-een-ander/"

register = template.Library()


@register.simple_tag(takes_context=True)
def zone_picker(context: Context) -> Component:
    """Postcode, map and list; one query. Shows the answer to a postcode if the view gives one."""
    shell = _shell(context)
    answer: PostcodeAnswer = context.get("postcode_answer") or PostcodeAnswer()
    zones = [(zone, zone_url(zone)) for zone in all_zones()]
    desks = desks_of((zone for zone, _url in zones), at=shell.now)
    return ZonePicker(
        rows=tuple(ZoneRow.from_zone(zone, url=url, state=desks[zone.pk].state) for zone, url in zones),
        map=ZoneMap.from_zones(zones, city=shell.city.city, current=shell.zone.number if shell.zone else None),
        action=PICKER_PATH,
        postcode=str(context.get("postcode") or ""),
        error=answer.message,
        matches=tuple(ZoneRow.from_zone(zone, url=zone_url(zone)) for zone in answer.zones),
    )


@register.simple_tag
def subject_tiles() -> Component:
    """The subjects on the front door; one query."""
    return ThemeTiles(tiles=tuple(theme_tile(theme) for theme in tile_themes()))


@register.simple_tag
def steps_explained() -> Component:
    """The three steps in plain words."""
    return StepsExplained()


@register.simple_tag(takes_context=True)
def zone_notice(context: Context) -> Component | None:
    """What is special about the zone now, if anything."""
    shell = _shell(context)
    return ZoneNotice.from_desk(shell.zone, shell.desk) if shell.zone and shell.desk else None


@register.simple_tag(takes_context=True)
def desk_card(context: Context) -> Component | None:
    """Where to walk in in this zone, or who comes to you."""
    shell = _shell(context)
    if shell.zone is None or shell.desk is None:
        return None
    return DeskCard.from_desk(shell.zone, shell.desk, today=shell.now.date(), phone=shell.help.phone)


@register.simple_tag(takes_context=True)
def neighbour_links(context: Context) -> Component | None:
    """The zones next door; one query."""
    zone = _shell(context).zone
    if zone is None:
        return None
    links = tuple(NeighbourLink(name=other.name, url=zone_url(other), pictogram=other.pictogram) for other in neighbours_of(zone))
    return Neighbours(links=links, all_url=hub_url("/#wijken"))


@register.simple_tag(takes_context=True)
def soon_in_the_zone(context: Context) -> Component | None:
    """At most three activities of today and tomorrow; one query. None if there are none."""
    shell = _shell(context)
    days = days_soon(zone=shell.zone, at=shell.now, limit=MAX_SOON)
    rows = days_of_rows(days, zone=shell.zone, today=shell.now.date(), url_of=lambda event: f"/agenda/{event.slug}/")
    return SoonInTheZone(days=rows) if rows else None


@register.simple_tag(takes_context=True)
def consulting_today(context: Context) -> Component | None:
    """The consulting hours of today in the zone; two queries. None if there are none."""
    shell = _shell(context)
    if shell.zone is None:
        return None
    known = standings_in_frame(shell.zone, at=shell.now)
    return TodayConsulting.from_hours(held_today(zone=shell.zone, at=shell.now), at=shell.now, known=known)


@register.simple_tag(takes_context=True)
def for_somebody_else(context: Context) -> Component:
    """The way in for who searches for another; leads to the theme for carers if it is among the tiles."""
    tiles = context.get("tiles")
    has_theme = isinstance(tiles, ThemeTiles) and any(tile.url == CARER_THEME for tile in tiles.tiles)
    return ForSomebodyElse(phone=_shell(context).help.phone, theme_url=CARER_THEME if has_theme else "")


def _shell(context: Context) -> Shell:
    return cast("Shell", context["shell"])
