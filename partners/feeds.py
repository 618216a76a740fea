"""The consulting hours of a place for calendars of others (RFC 5545)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date, datetime, time

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.icalendar import CalendarEvent, calendar_lines
from core.rules import spoken_phone
from core.schedule import AMSTERDAM
from partners.models import ConsultingHour, ConsultingHourOff
from partners.rules import offs_within
from partners.selectors import hours_at
from sites.models import Location
from sites.selectors import Standing, moves_until, standing_of
from sites.shell import zone_url

MAX_AGE_S = 900
AHEAD_DAYS = 366
CONTENT_TYPE = "text/calendar; charset=utf-8"


@require_safe
@cache_control(public=True, max_age=MAX_AGE_S)
def consulting_calendar(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All consulting hours of a place that are not over, dates that fall out in the coming year left out; 304 for who has it already."""
    location = get_object_or_404(Location.objects.select_related("zone__site"), slug=slug)
    now = timezone.now().astimezone(AMSTERDAM)
    hours = hours_at([location], on=now.date()).get(location.pk, ())
    name = _("Spreekuren in %(place)s") % {"place": location.name}
    standing, _arrivals = standing_of(location, at=now)
    moved = moves_until(location, at=now)
    before: defaultdict[int, set[date]] = defaultdict(set)
    for pk, day in ConsultingHourOff.objects.filter(hour__location=location, day__lt=now.date()).values_list("hour", "day"):
        before[pk].add(day)
    body = b"".join(
        calendar_lines(
            name=name, events=[_event(standing, hour, moved, before[hour.pk]) for hour in hours if hour.timing.begin is not None]
        )
    )
    # A place's other hours change what is here without any consulting hour being saved, so the whole of it is the version;
    # a client that compares moments alone hears of that after midnight.
    changed = max([datetime.combine(now.date(), time.min, AMSTERDAM), *(hour.changed_at for hour in hours)])
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    response = get_conditional_response(request, etag=etag, last_modified=int(changed.timestamp()))
    if response is None:
        response = HttpResponse(body, content_type=CONTENT_TYPE)
        response["Content-Disposition"] = f'attachment; filename="spreekuren-{location.slug}.ics"'
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed.timestamp())
    # Open data without cookies: scripts of other sites may read it.
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _event(standing: Standing, hour: ConsultingHour, moved: int, before: set[date]) -> CalendarEvent:
    """One consulting hour where it is held now.

    `moved` says how often the place went somewhere or came back, `before` are the dates of the past that were called off.
    """
    location, goes_to, timing = standing.location, standing.goes_to, hour.timing
    starts, ends = timing.moments(timing.begin or hour.first_day)
    today = standing.at.astimezone(AMSTERDAM).date()
    fallen = {day for day, _why in offs_within(timing, standing.hours, since=today, days=AHEAD_DAYS)} | before
    where = goes_to.name if standing.is_moved else hour.where
    return CalendarEvent(
        uid=f"{hour.reference}@wijkwinkel",
        sequence=hour.sequence + moved,
        changed_at=hour.changed_at,
        title=hour.title,
        starts_at=starts,
        ends_at=ends,
        rule=timing.rule.as_text(),
        left_out=tuple(timing.moments(day)[0] for day in sorted(fallen)),
        text="\n".join(filter(None, [hour.summary, hour.organisation.name, _appointment(hour), standing.sentence])),
        place=", ".join(filter(None, [where, goes_to.address])),
        point=(goes_to.latitude, goes_to.longitude) if goes_to.latitude is not None and goes_to.longitude is not None else None,
        url=zone_url(location.zone, f"{location.get_absolute_url()}#spreekuren"),
    )


def _appointment(hour: ConsultingHour) -> str:
    if not hour.by_appointment:
        return _("Zonder afspraak")
    return _("Bel voor een afspraak: %(phone)s") % {"phone": spoken_phone(hour.phone)}
