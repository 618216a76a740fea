"""The agenda of a week on paper, for a door or a hallway."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from agenda.components import week_sheet
from agenda.selectors import days_of_week
from agenda.services.occurrences import AHEAD, BEHIND
from agenda.views.pages import agenda_of
from core.schedule import AMSTERDAM
from sites.shell import build_shell, hub_url, zone_url


@require_safe
def sheet(request: HttpRequest) -> HttpResponse:
    """Seven days from `vanaf` on one sheet of A4, or with `letters=groot` on as many as it takes; five queries."""
    now = timezone.localtime()
    shell = build_shell(request, at=now)
    first = _day_of(request.GET.get("vanaf", ""), today=now.date())
    days = days_of_week(zone=shell.zone, at=datetime.combine(first, time.min, AMSTERDAM))
    component = week_sheet(
        days,
        first=first,
        zone=shell.zone,
        place=shell.place,
        phone=shell.help.phone,
        url=zone_url(shell.zone, "/agenda/") if shell.zone else hub_url("/agenda/"),
        is_large=request.GET.get("letters") == "groot",
    )
    return render(request, "agenda/sheet.html", {"page": agenda_of(request), "sheet": component, "shell": shell})


def _day_of(text: str, *, today: date) -> date:
    """The day that is meant; today for what is no day, or one of which no dates are kept."""
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if today - BEHIND <= day <= today + AHEAD - timedelta(days=7):
            return day
    return today
