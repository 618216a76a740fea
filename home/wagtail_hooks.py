"""The admin as editors see it: our colours, and a menu without what they do not need."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from laces.components import Component
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.query import PageQuerySet
from wagtail.snippets.models import register_snippet

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import OfZonePolicy, may, may_everywhere, zones_where
from accounts.registry import QuickStart, Todo, work
from home.components.today import TodayPanel
from home.filters import THIS_WEEK, ending_soon
from home.permissions import knowable_pages, may_make_zones
from home.services.wizard import MADE, OPENED, UNDONE
from home.views import wizard
from home.views.calendar import show_calendar
from home.views.translating import SyncTranslations, TranslatePage, refuse_unfinished
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
DUTCH_NAMES = {"workflows": _("Wie kijkt wat na"), "workflow-tasks": _("Stappen van nakijken")}


@hooks.register("register_admin_urls")
def translating_urls() -> list[URLPattern]:
    """Ours is found before the one of wagtail-localize, which would copy activities with their dates."""
    return [
        path("localize/submit/page/<int:page_id>/", TranslatePage.as_view(), name="translate-page"),
        path("localize/update/<int:translation_source_id>/", SyncTranslations.as_view(), name="sync-translations"),
    ]


# Before wagtail-localize takes over the form of a translation.
hooks.register("before_edit_page", refuse_unfinished, order=-1)


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


@hooks.register("construct_settings_menu")
def name_in_dutch(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Say in Dutch what the translation of Wagtail leaves in English."""
    for item in menu_items:
        item.label = DUTCH_NAMES.get(item.name, item.label)


@hooks.register("construct_reports_menu")
def shorten_reports(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Who works for one zone finds reports on that zone alone, and everybody reads names in their own language."""
    name_in_dutch(request, menu_items)
    translations = reverse("wagtail_localize:translations_report")
    for item in menu_items:
        if item.url == translations:
            # Its own name keeps the language of who came first.
            item.label = _("Vertalingen")
    if not may_everywhere(request.user, Right.EDIT_PAGES):
        menu_items[:] = [item for item in menu_items if item.name not in CITY_REPORTS and item.url != translations]


@hooks.register("construct_homepage_panels")
def today_panel(request: HttpRequest, panels: list[Component]) -> None:
    """What there is to do today comes before all else."""
    if isinstance(request.user, User):
        panels.append(TodayPanel())


work.register(
    Todo(
        name="changes-ending",
        order=60,
        icon="redirect",
        url=lambda: f"{reverse('wagtailsnippets_sites_locationchange:list')}?einde={THIS_WEEK}",
        is_for=lambda user: may(user, Right.EDIT_PAGES),
        count=lambda user, at: ending_soon(
            LocationChange.objects.filter(location__zone__in=zones_where(user, Right.EDIT_PAGES).values("pk")), at=at
        ).count(),
        words=lambda count: (
            ngettext("%(count)d bericht dat binnen een week stopt", "%(count)d berichten die binnen een week stoppen", count)
            % {"count": count}
        ),
    )
)
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


class NewZoneMenuItem(MenuItem):
    """The way to the wizard, for who makes zones."""

    def is_shown(self, request: HttpRequest) -> bool:
        """For administrators and central editors."""
        return may_make_zones(request.user)


@hooks.register("register_admin_menu_item")
def new_zone_menu_item() -> MenuItem:
    """After the list of zones."""
    return NewZoneMenuItem(_("Nieuwe wijk"), reverse_lazy("zone-wizard"), name="new-zone", icon_name="plus", order=151)


@hooks.register("register_admin_urls")
def wizard_urls() -> list[URLPattern]:
    """Addresses of the wizard: what is being described, and what is made but not open yet."""
    return [
        path("nieuwe-wijk/", wizard.list_drafts, name="zone-wizard"),
        path("nieuwe-wijk/<uuid:reference>/voorbeeld/", wizard.check, name="zone-wizard-check"),
        path("nieuwe-wijk/<uuid:reference>/startpagina/", wizard.show_home, name="zone-wizard-home"),
        path("nieuwe-wijk/<uuid:reference>/maken/", wizard.make, name="zone-wizard-make"),
        path("nieuwe-wijk/<uuid:reference>/weg/", wizard.throw_away, name="zone-wizard-discard"),
        path("nieuwe-wijk/<uuid:reference>/<slug:key>/", wizard.show_step, name="zone-wizard-step"),
        path("nieuwe-wijk/gemaakt/<int:pk>/", wizard.show_made, name="zone-made"),
        path("nieuwe-wijk/gemaakt/<int:pk>/startpagina/", wizard.show_made_home, name="zone-made-home"),
        path("nieuwe-wijk/gemaakt/<int:pk>/openbaar/", wizard.publish, name="zone-made-open"),
        path("nieuwe-wijk/gemaakt/<int:pk>/ongedaan/", wizard.undo, name="zone-made-undo"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """How the log names what happens to a new zone."""
    actions.register_action(MADE, _("Wijk maken"), _("De wijk is gemaakt, en nog niet openbaar"))
    actions.register_action(OPENED, _("Wijk openbaar maken"), _("De wijk is openbaar gemaakt"))
    actions.register_action(UNDONE, _("Wijk ongedaan maken"), _("De wijk is weer weggehaald"))


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
