"""Calendars of partners in the admin: which there are, how it goes, and a new one, of which one first sees what would come.

Every view asks `agenda.permissions` which calendars somebody may manage; of others it answers as of what is not there.
Fetching is left to a job, as everything that is posted in the admin is one transaction.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from agenda.forms.sources import CalendarSourceForm
from agenda.models import CalendarSource
from agenda.permissions import manageable_sources, may_manage_sources
from agenda.services.calendars import ask_again, confirm_calendar, pause_calendar, propose_calendar, remove_calendar
from agenda.services.importing import MOST_IS_GONE
from agenda.tasks import fetch_calendar

SOURCES_PER_PAGE = 50


@require_GET
def list_sources(request: HttpRequest) -> HttpResponse:
    """The calendars that somebody may manage; four queries."""
    sources = manageable_sources(_require_permission(request)).order_by("organisation__name", "pk")
    return _page(request, "agenda/admin/sources.html", {"sources": Paginator(sources, SOURCES_PER_PAGE).get_page(request.GET.get("p"))})


@require_http_methods(["GET", "POST"])
def add_source(request: HttpRequest) -> HttpResponse:
    """A new one: it is looked at first, and nothing comes of it before somebody says yes."""
    user = _require_permission(request)
    form = CalendarSourceForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        source = propose_calendar(**form.cleaned_data)
        fetch_calendar.enqueue(source.pk)
        return redirect("agenda-source", source.pk)
    return _page(request, "agenda/admin/source_form.html", {"form": form, "media": form.media})


@require_GET
def show_source(request: HttpRequest, pk: int) -> HttpResponse:
    """One: what would come or comes of it, how the last time went, and what can be done."""
    source = _source(request, pk)
    context = {
        "source": source,
        "found": source.found,
        "more": max(0, source.found.get("count", 0) - len(source.found.get("events", ()))),
        "is_waiting": source.checked_at is None,
        "asks_about_most": source.last_problem == MOST_IS_GONE,
    }
    return _page(request, "agenda/admin/source.html", context)


@require_POST
def confirm_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes, from now on."""
    source = _source(request, pk)
    if source.is_proposal:
        confirm_calendar(source=source, at=timezone.now())
        fetch_calendar.enqueue(source.pk)
        messages.success(request, _("Wij halen deze agenda voortaan elk uur op. De activiteiten komen als concept bij de moderatoren."))
    return redirect("agenda-source", pk)


@require_POST
def fetch_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Now; with `afgelast=ja` it is right that most of it is gone."""
    source = _source(request, pk)
    ask_again(source=source, at=timezone.now(), may_cancel_most=request.POST.get("afgelast") == "ja")
    fetch_calendar.enqueue(source.pk)
    messages.success(request, _("Wij halen de agenda nu op."))
    return redirect("agenda-source", pk)


@require_POST
def pause_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Not any more for now."""
    pause_calendar(source=_source(request, pk))
    messages.success(request, _("Wij halen deze agenda niet meer op. De activiteiten blijven staan."))
    return redirect("agenda-source", pk)


@require_POST
def remove_source(request: HttpRequest, pk: int) -> HttpResponse:
    """Not any more; what came of it stays."""
    source = _source(request, pk)
    name = str(source)
    remove_calendar(source=source)
    messages.success(request, _("%(name)s is weg. De activiteiten blijven staan.") % {"name": name})
    return redirect("agenda-sources")


def _source(request: HttpRequest, pk: int) -> CalendarSource:
    return get_object_or_404(manageable_sources(_require_permission(request)), pk=pk)


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    title = _("Agenda's van partners")
    frame = {
        "page_title": title,
        "header_title": title,
        "header_icon": "date",
        "media": forms.Media(),
        "list_url": reverse("agenda-sources"),
        "add_url": reverse("agenda-source-add"),
    }
    return TemplateResponse(request, template, frame | context)


def _require_permission(request: HttpRequest) -> User:
    if not request.user.is_authenticated or not may_manage_sources(request.user):
        raise PermissionDenied
    return request.user
