"""Registers the queue in the admin: its addresses, the way there, and what waits on the first page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from accounts.registry import Todo, work
from moderation import views
from moderation.permissions import decides_anything
from moderation.selectors import queue

SHOWN = 6


@hooks.register("register_admin_urls")
def queue_urls() -> list[URLPattern]:
    """Addresses of the queue."""
    return [
        path("nakijken/", views.show_queue, name="moderation-queue"),
        path("nakijken/vertrouwd/", views.show_trust, name="moderation-trust"),
        path("nakijken/vertrouwd/<int:pk>/stop/", views.stop_trust, name="moderation-trust-stop"),
        path("nakijken/<int:pk>/", views.show, name="moderation-show"),
        path("nakijken/<int:pk>/oppakken/", views.take_up, name="moderation-take"),
        path("nakijken/<int:pk>/plaatsen/", views.publish, name="moderation-approve"),
        path("nakijken/<int:pk>/vragen/", views.put_question, name="moderation-ask"),
        path("nakijken/<int:pk>/weigeren/", views.turn_down, name="moderation-refuse"),
        path("nakijken/<int:pk>/gezien/", views.check, name="moderation-check"),
    ]


class QueueMenuItem(MenuItem):
    """The way to the queue, for who decides about something."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Nobody else has something to do there."""
        return decides_anything(request.user)


@hooks.register("register_admin_menu_item")
def queue_menu_item() -> QueueMenuItem:
    """The way to the queue."""
    return QueueMenuItem(_("Nakijken"), reverse("moderation-queue"), icon_name="tick-inverse", order=90)


class QueuePanel(Component):
    """What waits longest, on the first page of the admin."""

    name = "moderation_queue"
    template_name = "moderation/admin/panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """The first of the queue, and how many there are."""
        waiting = queue(parent_context["request"].user)
        return {"count": waiting.count(), "submissions": waiting[:SHOWN]}


@hooks.register("construct_homepage_panels")
def queue_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Put what waits before everything else."""
    if decides_anything(request.user):
        panels.append(QueuePanel())


@hooks.register("insert_global_admin_js")
def keys() -> SafeString:
    """The keys of the review screen."""
    return format_html('<script type="module" src="{}"></script>', static("beheer/nakijken.js"))


work.register(
    Todo(
        name="submissions",
        order=10,
        icon="tick-inverse",
        url=lambda: reverse("moderation-queue"),
        is_for=decides_anything,
        count=lambda user, _at: queue(user).count(),
        words=lambda count: ngettext("%(count)d inzending van een partner", "%(count)d inzendingen van partners", count) % {"count": count},
    )
)
