"""In place of Wagtail's own screens of users and groups: the way to "Toegang", and nothing at all."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.generic import RedirectView
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.viewsets.base import ViewSet

from accounts.models import User


class PeopleViewSet(ViewSet):
    """Leads from the addresses that Wagtail knows to ours."""

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, and one person."""
        one = RedirectView.as_view(pattern_name="accounts-person")
        return [
            path("", RedirectView.as_view(pattern_name="accounts-people"), name="index"),
            path("edit/<int:pk>/", one, name="edit"),
            path("usage/<int:pk>/", one, name="usage"),
        ]


class NoGroupsViewSet(ViewSet):
    """Groups come with zones, and who is in them follows from grants: there is nothing to do by hand."""

    def get_urlpatterns(self) -> list[URLPattern]:
        """None."""
        return []


class NoBulkAction(BulkAction):
    """Takes the place of an action of Wagtail's on many users at once."""

    models = [User]
    display_name = aria_label = ""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """There is no such action."""
        raise Http404


class NoRoles(NoBulkAction):
    """Roles are given one by one."""

    action_type = "assign_role"


class NoDeleting(NoBulkAction):
    """People are not deleted: the log of grants names them."""

    action_type = "delete"


class NoSwitching(NoBulkAction):
    """Whose roles all end can do nothing any more."""

    action_type = "set_active_state"
