"""The walls between zones in Wagtail's own screens, where those show more than they let somebody change."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.models import Page

from accounts.choices import Right
from accounts.permissions import may, may_everywhere, works_in_admin
from core.languages import SOURCE, language_of_path, without_language
from home.permissions import knowable_pages
from sites.shell import look_from, zone_of

# Views that name a page before they ask whether somebody may do something with it, and the parameters that say which.
NAMING_VIEWS = {
    "wagtailadmin_pages:move_confirm": ("page_to_move_id", "destination_id"),
    "wagtailadmin_choose_page_child": ("parent_page_id",),
}
# Views that show the whole city whoever asks: the files of every collection, and the page of each type that changed last.
# Translating works on pages and texts by number, without a question about the page itself: for who may change every page.
CITY_VIEWS = (
    "wagtail_localize:",
    "translate-page",
    "sync-translations",
    "wagtailadmin_api:images:",
    "wagtailadmin_api:documents:",
    "wagtailadmin_reports:page_types_usage",
)
# Views with filters that list the addresses of everybody who ever did something, and their names.
PEOPLE_FILTERS = {
    "wagtailadmin_pages:type_use": ("owner", "edited_by"),
    "wagtailadmin_reports:workflow": ("requested_by",),
    "wagtailadmin_reports:site_history": ("user",),
}
CHOSEN_VIEW = "wagtailadmin_choose_page_chosen_multiple"
# Makes of a translation a copy that shows the Dutch under the name of its language.
STAND_IN_VIEW = "wagtail_localize:convert_to_alias"
BULK_VIEW = "wagtail_bulk_action"


class ZoneWallMiddleware:
    """Keeps drafts, files and people of other zones off pages of the admin; a query for each page that is named."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.prefix = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the wall stands where the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: dict[str, Any]) -> HttpResponse | None:
        """Refuse to show, or to name, what is of another zone; who does not work in the admin is Wagtail's to turn away.

        The site of a zone that is not open yet answers only to who works there.
        """
        if self._is_closed(request):
            look_from(request, None)
            return render(request, "home/closed.html", status=404)
        name = self._view_name(request)
        if not name:
            return None
        if name == STAND_IN_VIEW:
            raise PermissionDenied
        if name.startswith(CITY_VIEWS) and not may_everywhere(request.user, Right.EDIT_PAGES):
            raise PermissionDenied
        if any(not _may_know(request, str(kwargs[parameter])) for parameter in NAMING_VIEWS.get(name, ())):
            raise PermissionDenied
        if name == CHOSEN_VIEW:
            _choose_within_reach(request)
        if name == BULK_VIEW and not _may_know(request, request.GET.get("childOf", "")):
            raise Http404
        return None

    def _is_closed(self, request: HttpRequest) -> bool:
        zone = zone_of(request)
        if zone is None or zone.is_public or request.path.startswith(self.prefix):
            return False
        return not may(request.user, Right.ENTER_ADMIN, zone=zone)

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        """Leave out what somebody may not change at all where many things are changed, and people of elsewhere in filters."""
        name, context = self._view_name(request), response.context_data
        if not name or context is None or may_everywhere(request.user, Right.EDIT_PAGES):
            return response
        if name == BULK_VIEW:
            refused = context.get("items_with_no_access", [])
            context["items_with_no_access"] = [item for item in refused if isinstance(item, dict) and item.get("can_edit")]
        for people in PEOPLE_FILTERS.get(name, ()) if context.get("filters") else ():
            context["filters"].form.fields.pop(people, None)
        return response

    def _view_name(self, request: HttpRequest) -> str:
        """The name of the view of the admin that was asked for; empty for all else, and for who does not work there."""
        if not request.path.startswith(self.prefix) or request.resolver_match is None or not works_in_admin(request.user):
            return ""
        return request.resolver_match.view_name


class OldAddressMiddleware(RedirectMiddleware):
    """Leads from old addresses to new ones in every language: they are kept by their Dutch path. One query more on a page that is not there."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Look for the Dutch path; the language of the request is put back by `sites.middleware`."""
        if response.status_code != HTTPStatus.NOT_FOUND or language_of_path(request.path) == SOURCE:
            found: HttpResponse = super().process_response(request, response)
            return found
        asked = copy(request)
        asked.path, asked.path_info = without_language(request.path), without_language(request.path_info)
        answer: HttpResponse = super().process_response(asked, response)
        return answer


def _choose_within_reach(request: Any) -> None:
    """Leave pages that somebody may not know out of those that they say they chose."""
    chosen = request.GET.copy()
    chosen.setlist("id", [key for key in chosen.getlist("id") if key and _may_know(request, key)])
    request.GET = chosen


def _may_know(request: HttpRequest, key: str) -> bool:
    """Whether somebody may know a page, by its key; True for no page."""
    if not (key.isdecimal() and len(key) < 19):
        return not key
    pages = Page.objects.filter(pk=int(key))
    return not pages.exists() or knowable_pages(pages, request.user).exists()
