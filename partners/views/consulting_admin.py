"""Consulting hours in the admin: which there are in the zones of an editor, calling off a date for who rang, and ending one.

Partners do the same in the portal. What an editor does is told to them by mail. Of other zones it answers as of what is not there.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import zones_where
from moderation.rules import ModerationError
from partners.components import coming_dates
from partners.forms import EndForm, OffForm
from partners.models import ConsultingHour
from partners.permissions import kept_hours, may_keep_hours
from partners.services import end_hour
from partners.views.consulting import act_on_date
from sites.models import Zone
from sites.selectors import standing_of, standings

HOURS_PER_PAGE = 50
SHOWN_DATES = 8


class HoursForm(forms.Form):
    """What the list is narrowed down to; what cannot be read is left out."""

    q = forms.CharField(
        label=gettext_lazy("Spreekuur of organisatie"), required=False, max_length=100, help_text=gettext_lazy("Bijvoorbeeld: formulieren")
    )
    wijk = forms.ModelChoiceField(
        label=gettext_lazy("Wijk"),
        queryset=Zone.objects.none(),
        required=False,
        empty_label=gettext_lazy("Alle wijken"),
        help_text=gettext_lazy("Leeg: alle wijken waarvoor u werkt."),
    )

    def __init__(self, *args: Any, zones: QuerySet[Zone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone: Any = self.fields["wijk"]
        zone.queryset = zones.order_by("number")


@require_safe
def list_hours(request: HttpRequest) -> HttpResponse:
    """Those on the site, in the order of the week, with the next date of each; the same number of queries however many there are."""
    user, now = _require_permission(request), timezone.now()
    form = HoursForm(request.GET, zones=zones_where(user, Right.EDIT_PAGES))
    form.is_valid()
    hours = kept_hours(user)
    if words := form.cleaned_data.get("q"):
        hours = hours.filter(Q(title__icontains=words) | Q(organisation__name__icontains=words))
    if zone := form.cleaned_data.get("wijk"):
        hours = hours.filter(location__zone=zone)
    page = Paginator(hours, HOURS_PER_PAGE).get_page(request.GET.get("p"))
    opening = {standing.location.pk: standing.hours for standing in standings({hour.location for hour in page}, at=now)}
    rows = [(hour, coming_dates(hour, at=now, limit=1, opening=opening[hour.location_id])) for hour in page]
    is_narrowed = bool(words or zone)
    return _page(
        request, "partners/admin/hours.html", {"form": form, "page": page, "rows": rows, "is_narrowed": is_narrowed}, _("Spreekuren")
    )


@require_safe
def show_hour(request: HttpRequest, pk: int) -> HttpResponse:
    """One: when and where, its coming dates, and what can be done with it."""
    return _hour_page(request, _hour(request, pk), EndForm())


@require_POST
def call_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one date is not held; residents read it at once."""
    act_on_date(request, _hour(request, pk), off=True)
    return redirect("consulting-hour", pk)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a date that was called off is held after all."""
    act_on_date(request, _hour(request, pk), off=False)
    return redirect("consulting-hour", pk)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop from a day on."""
    hour, form = _hour(request, pk), EndForm(request.POST)
    if form.is_valid():
        try:
            end_hour(hour=hour, day=form.cleaned_data["day"], by=_require_permission(request), at=timezone.now())
        except ModerationError as error:
            form.add_error("day", str(error))
        else:
            messages.success(request, _("Doorgegeven. Vanaf die dag staat het spreekuur niet meer op de site."))
            return redirect("consulting-hours")
    return _hour_page(request, hour, form)


def _hour_page(request: HttpRequest, hour: ConsultingHour, form: EndForm) -> HttpResponse:
    now = timezone.now()
    context = {
        "hour": hour,
        "words": hour.timing.words,
        "dates": coming_dates(hour, at=now, limit=SHOWN_DATES, opening=standing_of(hour.location, at=now)[0].hours),
        "form": form,
        "off_form": OffForm(),
        "list_url": reverse("consulting-hours"),
    }
    return _page(request, "partners/admin/hour.html", context, hour.title, status=422 if form.errors else 200)


def _page(request: HttpRequest, template: str, context: dict[str, Any], title: str, status: int = 200) -> HttpResponse:
    frame = {"page_title": title, "header_title": title, "header_icon": "time", "media": forms.Media()}
    return TemplateResponse(request, template, frame | context, status=status)


def _hour(request: HttpRequest, pk: int) -> ConsultingHour:
    return get_object_or_404(kept_hours(_require_permission(request)), pk=pk)


def _require_permission(request: HttpRequest) -> User:
    if not request.user.is_authenticated or not may_keep_hours(request.user):
        raise PermissionDenied
    return request.user
