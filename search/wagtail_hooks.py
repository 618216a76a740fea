"""Registers the admin of search."""

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import AdminOnlyMenuItem
from wagtail.snippets.models import register_snippet

from search import reports, unsent
from search.viewsets import SearchGroup

register_snippet(SearchGroup)


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
