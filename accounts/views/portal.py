"""Logging in by a link from a mail: asking for it, following it, and logging out. All on the hub."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import AskLinkForm
from accounts.models import LoginLink
from accounts.rules import safe_path
from accounts.services.links import find_link, send_login_link, use_link
from accounts.services.sessions import open_portal_session
from core.forms import started_now
from core.limits import is_allowed
from sites.shell import hub_url, zone_of

LINKS_PER_NETWORK_PER_HOUR = 40
TRIES_PER_NETWORK_PER_HOUR = 120
TOO_MANY = _("Er zijn net veel links aangevraagd. Probeer het over een uur opnieuw, of bel ons.")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask_link(request: HttpRequest) -> HttpResponse:
    """The form that asks for an address; the answer is the same whoever has it."""
    if zone_of(request) is not None:
        return redirect(hub_url(request.get_full_path()))
    following = safe_path(request.POST.get("next", "") or request.GET.get("next", ""))
    if request.method != "POST":
        return _ask_page(request, following=following)
    form = AskLinkForm(request.POST)
    if form.is_from_a_program:
        return redirect("accounts-link-sent")
    if not form.is_valid():
        sentences = [str(sentence) for found in form.errors.values() for sentence in found]
        return _ask_page(request, following=following, email=form.data.get("email", ""), errors=sentences, status=422)
    if not is_allowed(request, "login-links", times=LINKS_PER_NETWORK_PER_HOUR, within_s=3600):
        return _ask_page(request, following=following, email=form.cleaned_data["email"], errors=[str(TOO_MANY)], status=429)
    send_login_link(email=form.cleaned_data["email"], next=following, at=timezone.now())
    return redirect("accounts-link-sent")


@never_cache
@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """Look in your mail: the same words for everybody."""
    return render(request, "accounts/link_sent.html")


@sensitive_variables("token")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_link(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button, so that programs which open links in mails use nothing up; the button logs in."""
    if zone_of(request) is not None:
        return redirect(hub_url(request.path))
    if not is_allowed(request, "login-link-tries", times=TRIES_PER_NETWORK_PER_HOUR, within_s=3600):
        return _private(render(request, "accounts/ask_link.html", _ask_context("", "", [str(TOO_MANY)]), status=429))
    if request.method == "POST":
        link = use_link(token=token, at=timezone.now())
        if link is not None:
            open_portal_session(request, link.user)
            return redirect(link.next)
    link = find_link(token)
    if link is not None and request.user.is_authenticated and request.user.pk == link.user_id:
        # Whoever is in already goes on, also by a link of yesterday.
        return redirect(link.next)
    return _private(_link_page(request, link))


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session and show that it ended."""
    logout(request)
    return redirect("/")


def _link_page(request: HttpRequest, link: LoginLink | None) -> HttpResponse:
    if link is not None and link.used_at is None and link.valid_until > timezone.now() and request.method != "POST":
        return render(request, "accounts/follow_link.html", {"address": link.user.email})
    again = reverse("accounts-login") + (f"?{urlencode({'next': link.next})}" if link else "")
    return render(request, "accounts/link_ended.html", {"again": again}, status=410)


def _ask_page(request: HttpRequest, *, following: str, email: str = "", errors: list[str] | None = None, status: int = 200) -> HttpResponse:
    return _private(render(request, "accounts/ask_link.html", _ask_context(following, email, errors or []), status=status))


def _ask_context(following: str, email: str, errors: list[str]) -> dict[str, Any]:
    return {
        "next": following,
        "email": email[:254],
        "errors": errors,
        "started": started_now(),
        "is_known_place": bool(following) and following != settings.LOGIN_REDIRECT_URL,
    }


def _private(response: HttpResponse) -> HttpResponse:
    """The address of such a page holds what logs in; it is told to no other site and to no search engine."""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
