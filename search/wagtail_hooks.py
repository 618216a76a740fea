"""Registers the admin of search."""

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import AdminOnlyMenuItem, MenuItem
from wagtail.snippets.models import register_snippet

from accounts.registry import Todo, work
from core.models import OTHER_PREVIEWS
from search import readability, reports, unsent
from search.choices import SignalState
from search.permissions import may_see_all_searches, may_see_searches, visible_signals
from search.viewsets import SearchGroup

register_snippet(SearchGroup)
OTHER_PREVIEWS[readability.MODE] = readability.show_reading


@hooks.register("register_admin_urls")
def report_urls() -> list[URLPattern]:
    """Addresses of what residents looked for, and of the help that they miss."""
    return [
        path("zoekvragen/", reports.show_report, name="search-report"),
        path("zoekvragen/zoekvragen.csv", reports.export_report, name="search-report-export"),
        path("zoekvragen/hulp-ontbreekt/", reports.mark_missing, name="search-report-missing"),
        path("hulp-ontbreekt/", reports.list_missing, name="search-missing"),
        path("hulp-ontbreekt/<int:pk>/afgehandeld/", reports.handle_missing, name="search-missing-handle"),
        path("hulp-ontbreekt/<int:pk>/open/", reports.reopen_missing, name="search-missing-reopen"),
    ]


@hooks.register("register_admin_urls")
def unsent_urls() -> list[URLPattern]:
    """Addresses of what the search engine does not take."""
    return [
        path("zoekindex/", unsent.list_unsent, name="search-unsent"),
        path("zoekindex/opnieuw/", unsent.replay, name="search-unsent-replay"),
        path("zoekindex/opnieuw/<uuid:change>/", unsent.replay, name="search-unsent-replay-one"),
    ]


@hooks.register("register_reports_menu_item")
def unsent_menu_item() -> AdminOnlyMenuItem:
    """The way there, for administrators."""
    return AdminOnlyMenuItem(_("Niet bijgewerkt in de zoekindex"), reverse("search-unsent"), icon_name="warning", order=900)


@hooks.register("register_admin_urls")
def reading_urls() -> list[URLPattern]:
    """Addresses of the report on plain language."""
    return [
        path("leesbaarheid/", readability.ReadingReportView.as_view(), name="search-reading"),
        path("leesbaarheid/rijen/", readability.ReadingReportView.as_view(results_only=True), name="search-reading-results"),
    ]


class ReadingMenuItem(MenuItem):
    """The way to the report on plain language."""

    def is_shown(self, request: HttpRequest) -> bool:
        """For who sees reports on the whole city."""
        return may_see_all_searches(request.user)


@hooks.register("register_reports_menu_item")
def reading_menu_item() -> ReadingMenuItem:
    """The way there."""
    return ReadingMenuItem(_("Leesbaarheid"), reverse_lazy("search-reading"), icon_name="glasses", order=850)


@hooks.register("insert_editor_js")
def reading_script() -> SafeString:
    """What keeps the side panel up to date."""
    return format_html('<script type="module" src="{}"></script>', static("dist/taal.js"))


work.register(
    Todo(
        name="searched-in-vain",
        order=17,
        icon="search",
        url=lambda: reverse("search-report"),
        is_for=may_see_searches,
        count=lambda user, _at: reports.count_in_vain(user),
        words=lambda count: (
            ngettext("%(count)d zoekwoord zonder resultaat", "%(count)d zoekwoorden zonder resultaat", count) % {"count": count}
        ),
    )
)
work.register(
    Todo(
        name="missing-help",
        order=15,
        icon="warning",
        url=lambda: reverse("search-missing"),
        is_for=may_see_searches,
        count=lambda user, _at: visible_signals(user).filter(state=SignalState.OPEN).count(),
        words=lambda count: ngettext("%(count)d bewoner miste hulp", "%(count)d keer miste een bewoner hulp", count) % {"count": count},
    )
)
