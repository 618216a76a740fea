"""The agenda for calendars of others (RFC 5545): all of a site, or one activity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from agenda.choices import EventState
from agenda.feeds.answers import MAX_AGE_S, answer_unless_known, coming_events, name_of
from agenda.models import EventPage
from agenda.rules import Date
from agenda.selectors import url_of
from core.icalendar import CalendarEvent, calendar_lines
from core.schedule import AMSTERDAM

ONE_DAY = timedelta(days=1)
CONTENT_TYPE = "text/calendar; charset=utf-8"


@require_safe
@cache_control(public=True, max_age=MAX_AGE_S)
def agenda_calendar(request: HttpRequest) -> HttpResponseBase:
    """Everything that is held on this site from now on, as far as the address asks for it; streamed, in two queries after the version."""
    events = coming_events(request)
    return answer_unless_known(request, events, lambda: _answer(events, name=name_of(request), filename="agenda.ics"))


@require_safe
@cache_control(public=True, max_age=MAX_AGE_S)
def event_calendar(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One activity with all its dates."""
    events = coming_events(request).filter(slug=slug)
    event = events.first()
    if event is None:
        raise Http404
    return answer_unless_known(request, events, lambda: _answer(events, name=event.title, filename=f"{event.slug}.ics"))


def _answer(events: Any, *, name: str, filename: str) -> StreamingHttpResponse:
    rows = events.select_related("zone__site").prefetch_related("changes").order_by("pk").iterator(chunk_size=200)
    response = StreamingHttpResponse(calendar_lines(name=name, events=_as_calendar(rows)), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _as_calendar(events: Iterable[EventPage]) -> Iterator[CalendarEvent]:
    for event in events:
        if event.series.rule:
            yield _whole(event)
            yield from _dates_apart(event)
        else:
            first = event.starts_at.astimezone(AMSTERDAM).date()
            yield from (_of_date(event, date) for date in event.series.dates(since=first, before=first + ONE_DAY))


def _whole(event: EventPage, **changes: Any) -> CalendarEvent:
    values: dict[str, Any] = {
        "uid": f"{event.uid}@wijkwinkel",
        "sequence": event.sequence,
        "changed_at": event.last_published_at or datetime.now(UTC),
        "title": event.title,
        "starts_at": event.starts_at,
        "ends_at": event.ends_at,
        "is_all_day": event.is_all_day,
        "rule": event.series.rule.as_text(is_all_day=event.is_all_day) if event.series.rule else "",
        "is_cancelled": event.state == EventState.CANCELLED,
        "text": event.introduction,
        "place": ", ".join(filter(None, [event.place_name, event.street, event.city])),
        "point": (event.latitude, event.longitude) if event.latitude is not None else None,
        "url": url_of(event),
    }
    return CalendarEvent(**(values | changes))


def _dates_apart(event: EventPage) -> Iterator[CalendarEvent]:
    """The dates of a series that are not as the others; what is noted of a day that the rule does not give is of no use."""
    first = event.starts_at.astimezone(AMSTERDAM)
    for day in sorted(event.series.changes):
        for date in event.series.dates(since=day, before=day + ONE_DAY):
            yield _of_date(event, date, rule="", instead_of=datetime.combine(day, first.time(), AMSTERDAM))


def _of_date(event: EventPage, date: Date, **changes: Any) -> CalendarEvent:
    """One time of an activity, where and when it really is."""
    text = "\n".join(filter(None, [date.note, event.introduction]))
    is_off = date.state == EventState.CANCELLED
    return _whole(event, starts_at=date.starts_at, ends_at=date.ends_at, is_cancelled=is_off, text=text, **changes)
