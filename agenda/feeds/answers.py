"""What all feeds share: which activities, and not sending again what somebody has."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Sum
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _

from agenda.forms import query_of, wanted_from
from agenda.models import EventPage, Occurrence
from agenda.selectors import Wanted, is_in_part, is_wished
from core.schedule import AMSTERDAM
from sites.models import CitySettings
from sites.shell import zone_of

MAX_AGE_S = 900


def coming_events(request: HttpRequest) -> Any:
    """Activities that a site shows, that the address asks for, and that are not over; those that are off too, so that subscribers hear of it.

    Which stretch of days somebody looks at is no matter of a subscription, so `wanneer` is not asked.
    """
    wanted = wanted_from(request.GET)
    # Of each activity one date is looked up: a list of all dates of a year would be long.
    coming = Occurrence.objects.filter(is_in_part(wanted.part), event=OuterRef("pk"), ends_at__gt=timezone.now()).order_by()
    return EventPage.objects.open_to_all().shown_in(zone_of(request)).filter(is_wished(wanted), Exists(coming))


def name_of(request: HttpRequest) -> str:
    """What a feed is called: "Agenda Zandweerd", and what of it was chosen."""
    zone = zone_of(request)
    place = zone.name if zone else CitySettings.load(request_or_site=request).city
    chosen = ", ".join(value for name, value in query_of(wanted_from(request.GET)).items() if name != "wanneer")
    name = _("Agenda %(place)s") % {"place": place}
    return f"{name} ({chosen})" if chosen else name


def answer_unless_known(
    request: HttpRequest, events: Any, answer: Callable[[], HttpResponseBase], *, wanted: Wanted | None = None
) -> HttpResponseBase:
    """The answer, or 304 for who has it already; one query before the work.

    The version tells how many there are and that none was saved, nor an organiser or place on its way; it ends at midnight, as
    what is said of days moves on. A client that compares moments alone hears of what was taken away after that midnight.
    """
    now = timezone.now().astimezone(AMSTERDAM)
    found = events.order_by().aggregate(
        Count("pk"), Sum("sequence"), changed=Max("last_published_at"), renamed=Max("organiser__last_published_at")
    )
    moments = [moment for moment in (found["changed"], found["renamed"]) if moment]
    changed = max([datetime.combine(now.date(), time.min, AMSTERDAM), *moments])
    parts = [*found.values(), f"{now:%Y-%m-%d}", zone_of(request), wanted]
    etag = f'"{hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()}"'
    response = get_conditional_response(request, etag=etag, last_modified=int(changed.timestamp())) or answer()
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed.timestamp())
    # Open data without cookies: scripts of other sites may read it.
    response["Access-Control-Allow-Origin"] = "*"
    return response
