"""Registers the admin of the agenda."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.models import User
from agenda.permissions import may_manage_sources
from agenda.views import sources


class SourcesMenuItem(MenuItem):
    """The way to the calendars of partners, for who may manage one."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Nobody sees a door that is closed to them."""
        return isinstance(request.user, User) and may_manage_sources(request.user)


@hooks.register("register_admin_urls")
def source_urls() -> list[URLPattern]:
    """Addresses of the calendars of partners."""
    return [
        path("agendas-van-partners/", sources.list_sources, name="agenda-sources"),
        path("agendas-van-partners/nieuw/", sources.add_source, name="agenda-source-add"),
        path("agendas-van-partners/<int:pk>/", sources.show_source, name="agenda-source"),
        path("agendas-van-partners/<int:pk>/ja/", sources.confirm_source, name="agenda-source-confirm"),
        path("agendas-van-partners/<int:pk>/ophalen/", sources.fetch_source, name="agenda-source-fetch"),
        path("agendas-van-partners/<int:pk>/pauze/", sources.pause_source, name="agenda-source-pause"),
        path("agendas-van-partners/<int:pk>/weg/", sources.remove_source, name="agenda-source-remove"),
    ]


@hooks.register("register_admin_menu_item")
def sources_menu_item() -> SourcesMenuItem:
    """In the main menu of the admin."""
    return SourcesMenuItem(_("Partneragenda's"), reverse("agenda-sources"), icon_name="date", order=250)
