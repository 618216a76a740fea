"""Registers the admin of the agenda: calendars of partners, and who registered for an activity."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from accounts.models import User
from accounts.permissions import Visitor
from agenda.choices import SignUp
from agenda.models import EventPage
from agenda.permissions import may_manage_sources, may_see_registrations
from agenda.views import attendance, sources


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
    return SourcesMenuItem(gettext_lazy("Partneragenda's"), reverse("agenda-sources"), icon_name="date", order=250)


@hooks.register("register_admin_urls")
def attendance_urls() -> list[URLPattern]:
    """Addresses of who registered."""
    return [
        path("aanmeldingen/<int:pk>/", attendance.list_registrations, name="registrations"),
        path("aanmeldingen/<int:pk>/print/", attendance.print_registrations, name="registrations-print"),
        path("aanmeldingen/<int:pk>/aanmeldingen.csv", attendance.export_registrations, name="registrations-export"),
    ]


@hooks.register("register_page_header_buttons")
def registrations_button(page: Page, user: Visitor, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The way there, in the menu of an activity that people register for."""
    if isinstance(page, EventPage) and page.registration == SignUp.ONLINE and may_see_registrations(user, page):
        yield Button(_("Aanmeldingen"), reverse("registrations", args=[page.pk]), icon_name="group", priority=70)


@hooks.register("register_page_listing_more_buttons")
def registrations_more_button(page: Page, user: Visitor, next_url: str | None = None) -> Iterator[Button]:
    """The way there, from a list of pages."""
    yield from registrations_button(page, user, "index", next_url)
