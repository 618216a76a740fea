"""The agenda for calendars of others: all of a site, or one activity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Sum
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_safe

from agenda.choices import EventState
from agenda.models import EventPage, Occurrence
from agenda.rules import Date
from core.icalendar import CalendarEvent, calendar_lines
from core.schedule import AMSTERDAM
from sites.models import CitySettings, Zone
from sites.shell import hub_url, zone_of, zone_url

MAX_AGE_S = 900
ONE_DAY = timedelta(days=1)
CONTENT_TYPE = "text/calendar; charset=utf-8"


def _version(request: HttpRequest, slug: str = "") -> str:
    """What tells one state of a calendar from another: how many there are, and that none of them was saved; one query."""
    found = _events(zone_of(request), slug).order_by().aggregate(Count("pk"), Sum("sequence"), Max("last_published_at"))
    return '"' + "-".join(str(value) for value in found.values()).replace(" ", "T") + f'-{timezone.now():%Y%m%d}"'


@require_safe
@cache_control(public=True, max_age=MAX_AGE_S)
@etag(_version)
def agenda_calendar(request: HttpRequest) -> HttpResponseBase:
    """Everything that is held on this site from now on; streamed, in two queries."""
    zone = zone_of(request)
    place = zone.name if zone else CitySettings.load(request_or_site=request).city
    return _answer(_events(zone), name=_("Agenda %(place)s") % {"place": place}, filename="agenda.ics")


@require_safe
@cache_control(public=True, max_age=MAX_AGE_S)
@etag(_version)
def event_calendar(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One activity with all its dates."""
    events = _events(zone_of(request), slug)
    event = events.first()
    if event is None:
        raise Http404
    return _answer(events, name=event.title, filename=f"{event.slug}.ics")


def _events(zone: Zone | None, slug: str = "") -> Any:
    """Activities that a site shows and that are not over, those that are off too, so that subscribers hear of it."""
    coming = Occurrence.objects.filter(ends_at__gt=timezone.now()).values("event")
    events = EventPage.objects.open_to_all().shown_in(zone).filter(pk__in=coming)
    return events.filter(slug=slug) if slug else events


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
    path = f"/agenda/{event.slug}/"
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
        "url": zone_url(event.zone, path) if event.zone else hub_url(path),
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
