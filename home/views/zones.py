"""Views of the front doors."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from home.selectors import zones_for_postcode
from sites.shell import zone_url

MAX_POSTCODE_LENGTH = 20


@require_safe
def choose_zone(request: HttpRequest) -> HttpResponse:
    """From a postcode to the zone's own site; asks further when the postcode is no answer yet."""
    postcode = request.GET.get("postcode", "")[:MAX_POSTCODE_LENGTH]
    answer = zones_for_postcode(postcode) if postcode.strip() else None
    if answer and len(answer.zones) == 1:
        return HttpResponseRedirect(zone_url(answer.zones[0]))
    return render(request, "home/choose_zone.html", {"postcode": postcode, "postcode_answer": answer})
