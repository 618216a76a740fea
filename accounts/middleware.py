"""The gate of the admin: nobody comes in without a second factor, and nobody by a link from a mail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from accounts.permissions import works_in_admin
from accounts.services.sessions import is_by_link, is_verified

# Views of the admin that answer before the second factor: the way in, the way out, and what pages of those need.
OPEN_VIEWS = {
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_password_reset_confirm",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_sprite",
    "wagtailadmin_javascript_catalog",
    "accounts-second-factor",
    "accounts-second-factor-set-up",
}


class StaffGateMiddleware:
    """Asks staff for their second factor before any view of the admin is called; one query, for their roles.

    Visitors, and people who do not work in the admin, are Wagtail's to turn away.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.prefix = reverse("wagtailadmin_home")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; the gate stands where the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let through, or lead to the login or to the second factor."""
        if not request.path.startswith(self.prefix) or not request.user.is_authenticated:
            return None
        # The second question is Wagtail's own, should a group ever give what no grant gave.
        if not works_in_admin(request.user) and not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        if is_by_link(request):
            logout(request)
            return redirect("wagtailadmin_login")
        name = request.resolver_match.view_name if request.resolver_match else ""
        if is_verified(request) or name in OPEN_VIEWS:
            return None
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            raise PermissionDenied
        return redirect(second_factor_url(request))


def second_factor_url(request: HttpRequest) -> str:
    """Where the code is asked, with the way back for what can be asked again."""
    back = request.get_full_path() if request.method == "GET" else ""
    return f"{reverse('accounts-second-factor')}?{urlencode({'next': back})}" if back else reverse("accounts-second-factor")
