"""A zone's own colour as a stylesheet."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from sites.shell import zone_of

ONE_YEAR_S = 365 * 24 * 3600


@require_safe
@cache_control(public=True, max_age=ONE_YEAR_S, immutable=True)
def own_colour(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """The ramp of the zone of this host; the address changes with the colour."""
    zone = zone_of(request)
    if zone is None or zone.own_colour_hash != fingerprint:
        raise Http404
    css = f':root[data-accent="eigen"]{{--ww-eigen-kleur:{zone.own_colour}}}\n'
    return HttpResponse(css, content_type="text/css; charset=utf-8")
