"""Places where residents walk in: all of a zone or of the city, and one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.schedule import AMSTERDAM
from home.components import PlaceMap, PlaceOverview, overview, place_detail
from home.components.overview import NoDesk, no_desk
from home.selectors import all_zones
from partners.components import ConsultingTable
from partners.selectors import hours_at, is_held
from sites.components import Breadcrumb, Crumb, notice_title
from sites.components.schema import place_as_schema
from sites.models import Zone
from sites.selectors import Standing, desks_of, nearest_open, places, standing_of, standings
from sites.shell import Shell, build_shell, hub_url, zone_url

PLACES_PATH = "/wijkwinkel/"
IMAGE_SIZE = "fill-640x360"


@require_safe
def show_places(request: HttpRequest) -> HttpResponse:
    """The places of a zone, or on the hub all of them, open now first; seven queries."""
    shell = build_shell(request, at=timezone.now())
    return render(
        request,
        "home/places.html",
        {"places": _overview(shell), "breadcrumb": _breadcrumb(_("Wijkwinkel")), "canonical_url": _own_url(shell.zone, PLACES_PATH)},
    )


@require_safe
def show_place(request: HttpRequest, slug: str) -> HttpResponse:
    """One place on any site; its own zone's site has the canonical one. Seven queries, and one for its picture."""
    shell = build_shell(request, at=timezone.now())
    location = places().filter(slug=slug).first()
    if location is None or not (location.zone.is_public or location.zone == shell.zone):
        raise Http404
    standing, arrivals = standing_of(location, at=shell.now)
    zones = list(all_zones())
    detail = place_detail(
        standing,
        arrivals=arrivals,
        phone=shell.city.phone,
        map_of_places=PlaceMap.from_places(
            [(standing.goes_to, 0, standing.status[0])], zones=zones, place=location.zone.name, current=location.zone.number
        ),
        image_url=location.image.get_rendition(IMAGE_SIZE).url if location.image else "",
    )
    url = zone_url(location.zone, location.get_absolute_url())
    today = shell.now.astimezone(AMSTERDAM).date()
    hours = hours_at([location], on=today).get(location.pk, ()) if standing.is_there else ()
    context = {
        "place": detail,
        "consulting": ConsultingTable.from_hours(location, hours, at=shell.now, open_at=standing.hours, is_moved=standing.is_moved),
        "breadcrumb": _breadcrumb(location.title, Crumb(label=_("Wijkwinkel"), url=PLACES_PATH)),
        "canonical_url": url,
        "data": {"@context": "https://schema.org"} | place_as_schema(standing, url=url, phone=shell.city.phone),
    }
    return render(request, "home/place.html", context)


def _overview(shell: Shell) -> PlaceOverview:
    today = shell.now.astimezone(AMSTERDAM).date()
    shown = places(zone=shell.zone) if shell.zone else places().filter(zone__is_public=True)
    found = standings(shown.existing(on=today), at=shell.now)
    zones = list(all_zones())
    return overview(
        found,
        zone=shell.zone,
        city=shell.city.city,
        phone=shell.city.phone,
        map_zones=zones,
        without=_without(shell, zones, at=shell.now),
        today=_today(found, shell.now),
        all_url=hub_url(PLACES_PATH) if shell.zone else "",
    )


def _today(found: Sequence[Standing], at: datetime) -> Mapping[int, tuple[str, ...]]:
    """The consulting hours of today that are not over yet, in words, by place; two queries."""
    today = at.astimezone(AMSTERDAM).date()
    hours = hours_at([standing.location for standing in found], on=today)
    return {
        standing.location.pk: tuple(
            _("%(times)s: %(title)s") % {"times": hour.timing.times_in_words, "title": hour.title}
            for hour in hours.get(standing.location.pk, ())
            if is_held(hour, standing, today, at)
        )
        for standing in found
    }


def _without(shell: Shell, zones: Sequence[Zone], *, at: datetime) -> list[NoDesk]:
    """The zones to speak of in which one cannot walk in: one's own, or on the hub all of them."""
    desks = desks_of(zones, at=at)
    concerned = [zone for zone in zones if not desks[zone.pk].place and (shell.zone is None or zone.pk == shell.zone.pk)]
    areas = [row.name for row in shell.zone.neighbourhoods.all()] if shell.zone and concerned else []
    return [
        no_desk(
            zone,
            desks[zone.pk],
            # On the hub they stand in a list of zones.
            title=notice_title(zone, desks[zone.pk]) if shell.zone else zone.name,
            nearest=nearest_open(zone, zones, at=at),
            phone=shell.city.phone,
            areas=areas,
        )
        for zone in concerned
    ]


def _breadcrumb(current: str, *above: Crumb) -> Breadcrumb:
    return Breadcrumb(crumbs=(Crumb(label=_("Begin"), url="/"), *above), current=current)


def _own_url(zone: Zone | None, path: str) -> str:
    return zone_url(zone, path) if zone else hub_url(path)
