"""Serves the pages of a site in the language that is being read."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from wagtail.models import Page, Site
from wagtail.views import serve as serve_route

from core.languages import active_language, in_language
from core.models import FrontDoor
from home.models import HomePage, HubPage
from sites.shell import offered_languages, say_translations, zone_of


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """The page at a path below the front page of this site in this language.

    Wagtail would answer with the Dutch page where that language has no front page, and asks more often for the one that it has.
    One query to find the front page, and one for the translations of a page on a site with more languages than Dutch.
    """
    site = Site.find_for_request(request)
    front = _front_door(request, site) if site else None
    if front is None:
        raise Http404
    try:
        route = front.route(request, [part for part in path.split("/") if part])
    except Http404:
        route = None
    if route and route[0].alias_of_id is not None:
        # A stand-in for what is not translated would be Dutch under the name of another language.
        route = None
    if route and offered_languages(request):
        say_translations(request, _translations(route[0], request))
    # The attribute in which Wagtail itself keeps where a request leads.
    vars(request)["_wagtail_route_for_request"] = route
    response: HttpResponse = serve_route(request, path)
    return response


def _front_door(request: HttpRequest, site: Site) -> FrontDoor | None:
    kind = HomePage if zone_of(request) else HubPage
    found = kind.objects.filter(translation_key=site.root_page.translation_key, locale__language_code=active_language(), alias_of=None)
    front: FrontDoor | None = found.select_related("locale").first()
    return front


def _translations(page: Page, request: HttpRequest) -> dict[str, str]:
    """The path of a page in each language in which it is public."""
    found = Page.objects.filter(translation_key=page.translation_key, alias_of=None).live().select_related("locale").order_by("pk")
    codes = {version.locale.language_code: version for version in found}
    # Wagtail keeps for a while which front pages there are; below one that came since, it knows no address yet.
    return {code: version.get_url(request) or in_language("/", code) for code, version in codes.items()}
