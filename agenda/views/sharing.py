"""The agenda on the site of a partner: a frame without scripts, and the page that gives the code for it."""

from __future__ import annotations

from urllib.parse import urlencode

from csp.constants import NONE
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from agenda.components import days_of_rows
from agenda.feeds.answers import MAX_AGE_S
from agenda.forms import query_of, wanted_from
from agenda.models import EventPage
from agenda.selectors import agenda_days, first_dates
from agenda.views.pages import agenda_of
from sites.shell import zone_of

MAX_IN_A_FRAME = 12
FRAME_PATH = "/agenda/insluiten/"


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"], "script-src": [NONE]})
@cache_control(public=True, max_age=MAX_AGE_S)
def frame(request: HttpRequest) -> HttpResponse:
    """The coming dates as a small page that any site may frame: no scripts, no cookies; four queries."""
    zone, now = zone_of(request), timezone.localtime()
    days = first_dates(agenda_days(zone=zone, at=now, wanted=wanted_from(request.GET)), limit=MAX_IN_A_FRAME)
    context = {
        "page": agenda_of(request),
        "days": days_of_rows(days, zone=zone, today=now.date(), url_of=_address_of),
        "agenda_url": _with_choices("/agenda/", request),
    }
    return render(request, "agenda/frame.html", context)


@require_safe
def share(request: HttpRequest) -> HttpResponse:
    """The code of the frame and the addresses of the feeds, for the choices in the address; four queries."""
    context = {
        "page": agenda_of(request),
        "canonical_url": request.build_absolute_uri(request.path),
        "frame_url": request.build_absolute_uri(_with_choices(FRAME_PATH, request)),
        "frame_path": _with_choices(FRAME_PATH, request),
        "agenda_url": _with_choices("/agenda/", request),
        "feeds": [
            (extension, request.build_absolute_uri(_with_choices(f"/agenda/agenda.{extension}", request)))
            for extension in ("ics", "atom", "json")
        ],
    }
    return render(request, "agenda/share.html", context)


def _with_choices(path: str, request: HttpRequest) -> str:
    query = query_of(wanted_from(request.GET))
    return f"{path}?{urlencode(query)}" if query else path


def _address_of(event: EventPage) -> str:
    return f"/agenda/{event.slug}/"
