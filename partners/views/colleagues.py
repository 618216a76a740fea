"""Who else speaks for the organisation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import Right
from accounts.views.doors import portal_login_required
from moderation.rules import ModerationError
from partners.forms import ColleagueForm
from partners.permissions import organisations_of
from partners.services import add_colleague, remove_colleague
from partners.views.home import portal_context, whoever
from socialmap.models import Membership


@require_safe
@portal_login_required(Right.SUBMIT)
def show(request: HttpRequest) -> HttpResponse:
    """Everybody, and a form for one more."""
    return _page(request, ColleagueForm())


@require_POST
@portal_login_required(Right.SUBMIT)
def add(request: HttpRequest) -> HttpResponse:
    """One more."""
    user = whoever(request)
    organisation = get_object_or_404(organisations_of(user), pk=_number(request.POST.get("organisatie", "")))
    form = ColleagueForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        add_colleague(organisation=organisation, email=form.cleaned_data["email"], by=user, at=timezone.now())
    except ModerationError as error:
        form.add_error("email", str(error))
        return _page(request, form)
    messages.success(request, _("Uw collega krijgt een mail met een link."))
    return redirect("partner_colleagues")


@require_POST
@portal_login_required(Right.SUBMIT)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """One less."""
    user = whoever(request)
    membership = get_object_or_404(Membership.objects.filter(organisation__in=organisations_of(user)), pk=pk)
    try:
        remove_colleague(membership=membership, by=user, at=timezone.now())
    except ModerationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Deze collega kan niet meer inloggen voor uw organisatie."))
    return redirect("partner_home" if membership.user_id == user.pk else "partner_colleagues")


def _page(request: HttpRequest, form: ColleagueForm) -> HttpResponse:
    user = whoever(request)
    own = list(organisations_of(user).prefetch_related("memberships__user"))
    context = portal_context(user, form=form, organisations=own)
    return render(request, "partners/colleagues.html", context, status=422 if form.errors else 200)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
