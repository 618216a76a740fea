"""The admin as editors see it: our colours, and a menu without what they do not need."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from laces.components import Component
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.query import PageQuerySet
from wagtail.snippets.models import register_snippet

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import OfZonePolicy, may, may_everywhere
from accounts.registry import QuickStart, work
from home.components.today import TodayPanel
from home.permissions import knowable_pages
from home.views.calendar import show_calendar
from home.viewsets import NoDeletingPlaces, WijkwinkelGroup
from sites.models import Location, LocationChange

register_permission_policy(Location, OfZonePolicy(Location, right=Right.EDIT_PAGES))
register_permission_policy(LocationChange, OfZonePolicy(LocationChange, right=Right.EDIT_PAGES, zone="location__zone"))
register_snippet(WijkwinkelGroup)
# After Wagtail's own, so that ours is the one that is found.
hooks.register("register_bulk_action", NoDeletingPlaces, order=1000)

# News of Wagtail and an English manual; our own manual is Dutch.
HIDDEN_MENU_ITEMS = {"help"}
# Reports on the whole city.
CITY_REPORTS = {"page-types-usage"}


@hooks.register("insert_global_admin_css")
def admin_style() -> SafeString:
    """Load our colours after Wagtail's."""
    return format_html('<link rel="stylesheet" href="{}">', static("beheer/beheer.css"))


@hooks.register("construct_page_chooser_queryset")
def hide_foreign_drafts(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """In a chooser everybody sees what is public, and drafts only of pages they work on."""
    return knowable_pages(pages, request.user)


@hooks.register("construct_main_menu")
def shorten_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out what no editor of ours needs."""
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN_MENU_ITEMS]


@hooks.register("construct_reports_menu")
def shorten_reports(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Who works for one zone finds reports on that zone alone."""
    if not may_everywhere(request.user, Right.EDIT_PAGES):
        menu_items[:] = [item for item in menu_items if item.name not in CITY_REPORTS]


@hooks.register("construct_homepage_panels")
def today_panel(request: HttpRequest, panels: list[Component]) -> None:
    """What there is to do today comes before all else."""
    if isinstance(request.user, User):
        panels.append(TodayPanel())


work.register_start(
    QuickStart(
        name="change",
        order=20,
        icon="redirect",
        label=_("Verhuisd of dicht"),
        url=lambda: reverse("wagtailsnippets_sites_locationchange:add"),
        is_for=lambda user: may(user, Right.EDIT_PAGES),
    )
)


@hooks.register("register_admin_urls")
def calendar_urls() -> list[URLPattern]:
    """The address of the calendar of editors."""
    return [path("redactiekalender/", show_calendar, name="home-calendar")]


class CalendarMenuItem(MenuItem):
    """The way to the calendar, for who checks data."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Nobody sees a door that is closed to them."""
        return may(request.user, Right.CHECK_DATA)


@hooks.register("register_reports_menu_item")
def calendar_menu_item() -> CalendarMenuItem:
    """Among the reports of the admin."""
    return CalendarMenuItem(_("Redactiekalender"), reverse("home-calendar"), icon_name="date", order=800)
