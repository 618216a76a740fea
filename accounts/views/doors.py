"""The door of every page that is for people with a right and outside the admin."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.choices import Right
from accounts.middleware import second_factor_url
from accounts.permissions import may, works_in_admin
from accounts.services.sessions import is_verified
from sites.shell import hub_url, zone_of

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def portal_login_required(right: Right) -> Callable[[View[P]], View[P]]:
    """A view for who has a right somewhere: others log in by a link and come back, or read in words why not (403).

    Such pages live on the hub, where the session is; on a zone's host they lead there. Staff give their second factor.
    """

    def decorate(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            answer = _turned_away(request, right) or view(request, *args, **kwargs)
            # What is for one person stays out of every cache, and out of "back" after logging out.
            answer.headers.setdefault("Cache-Control", "private, no-store")
            return answer

        return guarded

    return decorate


def _turned_away(request: HttpRequest, right: Right) -> HttpResponse | None:
    user: Any = request.user
    if zone_of(request) is not None:
        return redirect(hub_url(request.get_full_path() if request.method == "GET" else request.path))
    if not user.is_authenticated:
        back = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
        return redirect(f"{reverse('accounts-login')}?{urlencode({'next': back})}")
    if works_in_admin(user) and not is_verified(request):
        return redirect(second_factor_url(request))
    if not may(user, right):
        return render(request, "accounts/not_for_you.html", {"address": user.email}, status=403)
    return None
