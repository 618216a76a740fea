"""Who may do what, since when and by whom; inviting somebody, ending a role: "Toegang" in the admin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.choices import Right, Role
from accounts.forms import DetailsForm, InvitationForm, RoleForm
from accounts.models import RoleGrant, User
from accounts.permissions import may, may_grant, may_touch
from accounts.selectors import grants_log, people_with_roles
from accounts.services import change_details, end_role, grant_role, invite_person, reset_second_factor
from accounts.services.people import Invitation
from accounts.services.second_factor import has_second_factor

PER_PAGE = 50


@require_GET
def list_people(request: HttpRequest) -> HttpResponse:
    """Everybody with a role, in words, and since when."""
    _manager(request)
    query = " ".join(request.GET.get("q", "").split())[:100]
    context = {
        "people": Paginator(people_with_roles(query=query), PER_PAGE).get_page(request.GET.get("p")),
        "query": query,
    }
    return _page(request, "accounts/admin/people.html", _("Toegang"), context)


@require_GET
def list_log(request: HttpRequest) -> HttpResponse:
    """Every role that was ever given, newest first."""
    _manager(request)
    return _page(
        request,
        "accounts/admin/log.html",
        _("Logboek van toegang"),
        {"grants": Paginator(grants_log(), PER_PAGE).get_page(request.GET.get("p"))},
    )


@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite somebody by mail."""
    by = _manager(request)
    form = InvitationForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        wanted = Invitation(**(form.cleaned_data | {"role": Role(form.cleaned_data["role"])}))
        try:
            grant = invite_person(invitation=wanted, by=by, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            said = _("%(address)s is uitgenodigd als: %(role)s. De mail is onderweg.")
            messages.success(request, said % {"address": grant.user.email, "role": grant.in_words})
            return redirect("accounts-person", pk=grant.user_id)
    return _page(request, "accounts/admin/invite.html", _("Iemand uitnodigen"), {"form": form}, is_refused=form.is_bound)


@require_http_methods(["GET", "POST"])
def show_person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: roles, since when and by whom, those of before too. A role can be added here."""
    by, person = _manager(request), get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST or None, by=by)
    if request.method == "POST" and form.is_valid():
        try:
            grant = grant_role(user=person, role=Role(form.cleaned_data["role"]), zone=form.cleaned_data["zone"], by=by, at=timezone.now())
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("%(person)s heeft nu de rol: %(role)s.") % {"person": person.email, "role": grant.in_words})
            return redirect("accounts-person", pk=pk)
    grants = list(person.grants.select_related("user", "zone", "granted_by", "ended_by"))
    context = {
        "person": person,
        "open_grants": [
            (grant, may_grant(by, to=person, role=Role(grant.role), zone=grant.zone)) for grant in grants if not grant.ended_at
        ],
        "ended_grants": [grant for grant in grants if grant.ended_at],
        "may_touch": may_touch(by, person),
        "may_administer": may(by, Right.ADMINISTER),
        "has_second_factor": has_second_factor(person),
        "form": form,
    }
    return _page(request, "accounts/admin/person.html", person.get_full_name() or person.email, context, is_refused=form.is_bound)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role, and the sessions of who had it."""
    by, grant = _manager(request), get_object_or_404(RoleGrant.objects.select_related("user"), pk=pk)
    try:
        end_role(grant=grant, by=by, at=timezone.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(
            request, _("Gestopt: %(role)s. %(person)s is overal uitgelogd.") % {"role": grant.in_words, "person": grant.user.email}
        )
    return redirect("accounts-person", pk=grant.user_id)


@require_POST
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away the second factor of who lost it."""
    by, person = _administrator(request), get_object_or_404(User, pk=pk)
    try:
        reset_second_factor(user=person, by=by)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("%(person)s stelt bij de volgende keer inloggen de app opnieuw in.") % {"person": person.email})
    return redirect("accounts-person", pk=pk)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a name or an address."""
    by, person = _administrator(request), get_object_or_404(User, pk=pk)
    form = DetailsForm(request.POST or None, instance=User.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        try:
            change_details(user=person, by=by, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("Bewaard."))
            return redirect("accounts-person", pk=pk)
    context = {"form": form, "back": reverse("accounts-person", args=[pk])}
    return _page(request, "accounts/admin/details.html", _("Naam en e-mailadres"), context, is_refused=form.is_bound)


def _manager(request: HttpRequest) -> User:
    if not may(request.user, Right.MANAGE_PEOPLE):
        raise PermissionDenied
    return cast("User", request.user)


def _administrator(request: HttpRequest) -> User:
    if not may(request.user, Right.ADMINISTER):
        raise PermissionDenied
    return cast("User", request.user)


def _page(request: HttpRequest, template: str, title: str, context: Mapping[str, object], *, is_refused: bool = False) -> HttpResponse:
    known = {"page_title": title, "header_title": title, "header_icon": "group"}
    return TemplateResponse(request, template, known | dict(context), status=422 if is_refused else 200)
