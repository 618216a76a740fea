"""Registers the admin of consulting hours."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from accounts.models import User
from partners.permissions import may_keep_hours
from partners.views import consulting_admin


class HoursMenuItem(MenuItem):
    """The way to the consulting hours, for who keeps those of a zone."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Nobody sees a door that is closed to them."""
        return isinstance(request.user, User) and may_keep_hours(request.user)


@hooks.register("register_admin_urls")
def consulting_urls() -> list[URLPattern]:
    """Addresses of the consulting hours."""
    return [
        path("spreekuren/", consulting_admin.list_hours, name="consulting-hours"),
        path("spreekuren/<int:pk>/", consulting_admin.show_hour, name="consulting-hour"),
        path("spreekuren/<int:pk>/valt-uit/", consulting_admin.call_off, name="consulting-hour-off"),
        path("spreekuren/<int:pk>/gaat-door/", consulting_admin.restore, name="consulting-hour-restore"),
        path("spreekuren/<int:pk>/stoppen/", consulting_admin.end, name="consulting-hour-end"),
    ]


@hooks.register("register_admin_menu_item")
def hours_menu_item() -> HoursMenuItem:
    """In the main menu of the admin, after the places."""
    return HoursMenuItem(gettext_lazy("Spreekuren"), reverse("consulting-hours"), icon_name="time", order=156)
