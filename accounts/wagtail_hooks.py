"""Registers "Toegang" and the second factor in the admin, and closes Wagtail's own ways to the same."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import NobodysPolicy, may
from accounts.services.second_factor import RESET_ACTION
from accounts.views import access, second_factor
from accounts.viewsets import NoDeleting, NoRoles, NoSwitching

register_permission_policy(User, NobodysPolicy(User))
register_permission_policy(Group, NobodysPolicy(Group))
# After Wagtail's own, so that ours are the ones that are found.
for closed in (NoRoles, NoDeleting, NoSwitching):
    hooks.register("register_bulk_action", closed, order=1000)


class AccessMenuItem(MenuItem):
    """The menu item of who may manage people."""

    def is_shown(self, request: HttpRequest) -> bool:
        """For administrators and central editors."""
        return may(request.user, Right.MANAGE_PEOPLE)


@hooks.register("register_admin_menu_item")
def access_menu_item() -> MenuItem:
    """The way to the people."""
    return AccessMenuItem(_("Toegang"), reverse_lazy("accounts-people"), name="access", icon_name="group", order=700)


@hooks.register("register_admin_urls")
def access_urls() -> list[URLPattern]:
    """Addresses of people and their roles."""
    return [
        path("toegang/", access.list_people, name="accounts-people"),
        path("toegang/logboek/", access.list_log, name="accounts-log"),
        path("toegang/uitnodigen/", access.invite, name="accounts-invite"),
        path("toegang/<int:pk>/", access.show_person, name="accounts-person"),
        path("toegang/<int:pk>/gegevens/", access.change, name="accounts-person-details"),
        path("toegang/<int:pk>/code-opnieuw/", access.reset, name="accounts-person-reset"),
        path("toegang/rol/<int:pk>/stoppen/", access.end, name="accounts-role-end"),
    ]


@hooks.register("register_admin_urls")
def second_factor_urls() -> list[URLPattern]:
    """Addresses of the second factor."""
    return [
        path("code/", second_factor.ask_code, name="accounts-second-factor"),
        path("code/instellen/", second_factor.set_up, name="accounts-second-factor-set-up"),
        path("code/noodcodes/", second_factor.overview, name="accounts-second-factor-codes"),
    ]


@hooks.register("register_account_menu_item")
def second_factor_item(request: HttpRequest) -> dict[str, object]:
    """The way there from one's own account."""
    return {
        "url": reverse_lazy("accounts-second-factor-codes"),
        "label": _("Inloggen met een code"),
        "help_text": _("Nieuwe noodcodes maken, of een andere telefoon instellen."),
    }


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """What the log of the site calls it."""
    actions.register_action(RESET_ACTION, _("Code opnieuw instellen"), _("Tweede stap bij inloggen weggehaald"))
