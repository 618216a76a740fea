"""The second factor of staff: giving the code, setting up the app, and codes for paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms import CodeForm
from accounts.models import User
from accounts.rules import safe_path
from accounts.services.second_factor import (
    Verdict,
    begin_second_factor,
    confirm_second_factor,
    has_second_factor,
    make_backup_codes,
    verify_second_factor,
)
from accounts.services.sessions import is_verified, note_second_factor


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def ask_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code; who has no app yet sets it up first, and who gave the code goes on."""
    user, following = cast("User", request.user), _following(request)
    if is_verified(request):
        return redirect(following)
    if not has_second_factor(user):
        return redirect(f"{reverse('accounts-second-factor-set-up')}?{request.GET.urlencode()}")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verdict = verify_second_factor(user=user, code=form.cleaned_data["code"], at=timezone.now())
        if verdict.is_right:
            note_second_factor(request)
            return redirect(following)
        form.add_error("code", _in_words(verdict))
    context = {"form": form, "next": following}
    return _page(request, "accounts/admin/code.html", _("Uw code"), context, is_refused=form.is_bound)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Set up the app with a QR code. Who has one already must have given its code in this session."""
    user, following = cast("User", request.user), _following(request)
    if has_second_factor(user) and not is_verified(request):
        return redirect(reverse("accounts-second-factor"))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        verdict = confirm_second_factor(user=user, code=form.cleaned_data["code"], at=timezone.now())
        if verdict.is_right:
            note_second_factor(request)
            return _codes_page(request, make_backup_codes(user=user), following)
        form.add_error("code", _in_words(verdict))
    context = {"form": form, "next": following, "set_up": begin_second_factor(user=user)}
    return _page(request, "accounts/admin/set_up.html", _("Stel uw app in"), context, is_refused=form.is_bound)


@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """How many codes for paper are left; new ones, or another telephone."""
    user = cast("User", request.user)
    if request.method == "POST":
        return _codes_page(request, make_backup_codes(user=user), reverse("wagtailadmin_home"))
    left = user.backup_codes.filter(used_at=None).count()
    context = {"left": left, "has_app": has_second_factor(user)}
    return _page(request, "accounts/admin/second_factor.html", _("Inloggen met een code"), context)


def _codes_page(request: HttpRequest, codes: tuple[str, ...], following: str) -> HttpResponse:
    messages.success(request, _("Gelukt. Bewaar nu uw noodcodes."))
    return _page(request, "accounts/admin/backup_codes.html", _("Uw noodcodes"), {"codes": codes, "next": following})


def _following(request: HttpRequest) -> str:
    """Where somebody was going: a page of the admin or the portal, and never back to these pages."""
    home = reverse("wagtailadmin_home")
    wanted = safe_path(request.POST.get("next", "") or request.GET.get("next", ""))
    return home if not wanted or wanted.startswith(reverse("accounts-second-factor")) else wanted


def _in_words(verdict: Verdict) -> str:
    if verdict.wait_s:
        return ngettext(
            "Er zijn veel verkeerde codes getypt. Wacht %(seconds)d seconde en typ dan een nieuwe code.",
            "Er zijn veel verkeerde codes getypt. Wacht %(seconds)d seconden en typ dan een nieuwe code.",
            verdict.wait_s,
        ) % {"seconds": verdict.wait_s}
    return _("Deze code klopt niet, of is al gebruikt. Wacht tot de app een nieuwe laat zien.")


def _page(request: HttpRequest, template: str, title: str, context: Mapping[str, object], *, is_refused: bool = False) -> HttpResponse:
    known = {"page_title": title, "header_title": title, "header_icon": "lock"}
    return TemplateResponse(request, template, known | dict(context), status=422 if is_refused else 200)
