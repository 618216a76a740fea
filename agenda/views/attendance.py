"""Who registered for a date, in the admin: as a list, on paper, and as a file. For who may edit that activity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from agenda.choices import RegistrationState
from agenda.forms.registering import day_from
from agenda.models import EventPage, Places, Registration
from agenda.permissions import may_see_registrations
from agenda.rules import describe_moment
from agenda.selectors import days_with_registrations, registrations_for
from core.spreadsheets import CSV_TYPE, csv_lines


@never_cache
@require_safe
def list_registrations(request: HttpRequest, pk: int) -> HttpResponse:
    """The dates, and who comes to one of them: `?dag=2026-12-01`, without it to the first."""
    event = _event(request, pk)
    days = days_with_registrations(event)
    chosen = _chosen(days, day_from(request.GET))
    return (
        _page(request, "agenda/admin/registrations.html", event, chosen)
        if chosen
        else _page(request, "agenda/admin/none.html", event, None)
    )


@never_cache
@require_safe
def print_registrations(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of one date for paper: names and numbers, with a box to tick, and no mail addresses."""
    event = _event(request, pk)
    chosen = _chosen(days_with_registrations(event), day_from(request.GET))
    if chosen is None:
        raise Http404
    return _page(request, "agenda/admin/registrations_print.html", event, chosen)


@never_cache
@require_safe
def export_registrations(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The list of one date as a CSV."""
    event = _event(request, pk)
    day = day_from(request.GET)
    if day is None:
        raise Http404
    response = StreamingHttpResponse(registrations_csv(registrations_for(event, day)), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="aanmeldingen-{event.slug}-{day:%Y-%m-%d}.csv"'
    return response


def registrations_csv(registrations: Iterable[Registration]) -> Iterator[str]:
    """Registrations as lines of a CSV, header first."""
    header = [_("toestand"), _("naam"), _("aantal mensen"), _("e-mail"), _("opmerking")]
    rows = ([str(RegistrationState(row.state).label), row.name, str(row.people), row.email, row.remark] for row in registrations)
    return csv_lines(chain([header], rows))


def _event(request: HttpRequest, pk: int) -> EventPage:
    event: EventPage = get_object_or_404(EventPage.objects.all(), pk=pk)
    if not may_see_registrations(request.user, event):
        raise PermissionDenied
    return event


def _chosen(days: Iterable[Places], wanted: date | None) -> Places | None:
    """The date that was asked for; without one the first that is not over, or else the last."""
    rows = list(days)
    if wanted:
        return next((places for places in rows if places.day == wanted), None)
    coming = (places for places in rows if places.ends_at and places.ends_at > timezone.now())
    return next(coming, rows[-1] if rows else None)


def _page(request: HttpRequest, template: str, event: EventPage, chosen: Places | None) -> HttpResponse:
    title = _("Aanmeldingen: %(title)s") % {"title": event.title}
    frame: dict[str, Any] = {"page_title": title, "header_title": title, "header_icon": "group", "media": forms.Media(), "event": event}
    if chosen:
        found = list(registrations_for(event, chosen.day))
        frame |= {
            "day": chosen.day,
            "when": _when(event, chosen),
            "where": chosen.where,
            "days": [(places.day, _when(event, places), places.day == chosen.day) for places in days_with_registrations(event)],
            "coming": [row for row in found if row.state == RegistrationState.CONFIRMED],
            "waiting": [row for row in found if row.state == RegistrationState.WAITING],
            "people": sum(row.people for row in found if row.state == RegistrationState.CONFIRMED),
            "capacity": event.capacity,
        }
    return TemplateResponse(request, template, frame)


def _when(event: EventPage, places: Places) -> str:
    if not (places.starts_at and places.ends_at):
        return f"{places.day:%d-%m-%Y}"
    return describe_moment(places.starts_at, places.ends_at, is_all_day=event.is_all_day)
