"""Which zone a request is for."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils import translation

from core.languages import SOURCE, active_language, in_language
from sites.models import CitySettings, Zone
from sites.shell import look_from


class ZoneMiddleware:
    """Sets `request.zone` from the host name; None is the hub, which every unknown host gets.

    Costs one query, and one more on the hub in another language than Dutch. Wagtail's own lookups of the Site and its first page
    are spared for a zone. A language in which there is no front page is not served at all: it would be Dutch under its name.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the zone and pass on."""
        hostname, _port = split_domain_port(request.get_host())
        zone = Zone.objects.for_host(hostname.rstrip(".")).select_related("site__root_page").order_by().first()
        look_from(request, zone)
        if zone is not None:
            # The attribute in which Wagtail itself remembers the Site of a request.
            request._wagtail_site = zone.site  # type: ignore[attr-defined] # Django does not know it
        if (code := active_language()) == SOURCE:
            return self.get_response(request)
        if code not in (zone.languages if zone else CitySettings.load(request_or_site=request).languages):
            # What is said of it links to Dutch pages, as there are no others.
            translation.activate(SOURCE)
            raise Http404
        response = self.get_response(request)
        if "Location" in response:
            response["Location"] = in_language(response["Location"])
        return response
