"""Fetching calendars of partners in the background, when they are due or when an editor asks."""

from __future__ import annotations

import time
from datetime import datetime

from django.utils import timezone
from django_tasks import task

from agenda.models import CalendarSource
from agenda.services.calendars import forget_proposals
from agenda.services.importing import import_calendar

MAX_PER_ROUND = 20
# Without a worker the calendars of a round are fetched one after another, here.
MAX_ROUND_S = 60.0


@task()
def fetch_calendar(pk: int) -> None:
    """Fetch one, unless somebody is at it; one that was taken away meanwhile needs nothing more."""
    import_calendar(source=CalendarSource.objects.get(pk=pk), at=timezone.now())


def fetch_due_calendars(*, at: datetime) -> int:
    """Have those fetched that are due at an aware moment, as many as fit in a round; returns how many."""
    forget_proposals(at=at)
    started, count = time.monotonic(), 0
    for pk in list(CalendarSource.objects.due(at=at).values_list("pk", flat=True)[:MAX_PER_ROUND]):
        if time.monotonic() - started > MAX_ROUND_S:
            break
        fetch_calendar.enqueue(pk)
        count += 1
    return count
