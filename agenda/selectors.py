"""What stands on the agenda of a zone: dates of activities, by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from agenda.choices import EventState, PartOfDay, RegistrationState, When
from agenda.models import EventPage, Occurrence, Places, Registration
from agenda.models.event import is_private, is_shown_in
from agenda.models.registration import RegistrationQuerySet
from core.choices import Access
from core.schedule import AMSTERDAM
from sites.models import Zone
from sites.shell import hub_url, zone_url
from socialmap.choices import CostKind

WEEKS_AHEAD = 4
SATURDAY = 5
# A page carries no more; whoever wants the rest chooses fewer days.
MAX_ON_A_PAGE = 120
# Who asks for no date gets the first of so many that is still open.
MAX_DATES = 12
MAX_NEXT_DOOR = 12
HOURS = {PartOfDay.MORNING: range(12), PartOfDay.AFTERNOON: range(12, 18), PartOfDay.EVENING: range(18, 24)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a visitor wants to see; `theme`, `audience`, `organiser` and `place` are slugs, `language` is a code."""

    when: When = When.ALL
    part: PartOfDay = PartOfDay.ANY
    is_free: bool = False
    theme: str = ""
    audience: str = ""
    has_wheelchair: bool = False
    language: str = ""
    organiser: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaDay:
    """A day, and what begins on it or is still going on when it is the first one shown."""

    day: date
    occurrences: tuple[Occurrence, ...]


def stretch(when: When, *, at: datetime) -> tuple[date, date]:
    """The days from and up to but without, seen from an aware moment."""
    today = at.astimezone(AMSTERDAM).date()
    if when is When.TODAY:
        return today, today + timedelta(days=1)
    if when is When.TOMORROW:
        return today + timedelta(days=1), today + timedelta(days=2)
    if when is When.WEEK:
        return today, today + timedelta(days=7)
    if when is When.WEEKEND:
        saturday = today + timedelta(days=max(0, SATURDAY - today.weekday()))
        return saturday, saturday + timedelta(days=7 - saturday.weekday())
    return today, today + timedelta(weeks=WEEKS_AHEAD)


def agenda_days(*, zone: Zone | None, at: datetime, wanted: Wanted) -> Sequence[AgendaDay]:
    """What is on the agenda, by day, one more than a page shows if there is more; on the hub (None) of all zones. One query."""
    first, _before = stretch(wanted.when, at=at)
    return _by_day(occurrences_wanted(zone=zone, at=at, wanted=wanted), first, MAX_ON_A_PAGE + 1)


def occurrences_wanted(*, zone: Zone | None, at: datetime, wanted: Wanted) -> QuerySet[Occurrence]:
    """The public dates that a site shows and a visitor wants, from an aware moment on."""
    first, before = stretch(wanted.when, at=at)
    found = Occurrence.objects.public().shown_in(zone).between(max(_midnight(first), at), _midnight(before))
    return found.filter(is_wished(wanted, of="event__"), is_in_part(wanted.part))


def days_next_door(*, zone: Zone, at: datetime, wanted: Wanted) -> Sequence[AgendaDay]:
    """The same of the zones next to one, without what its own agenda shows, at most 12 times. One query."""
    first, before = stretch(wanted.when, at=at)
    found = Occurrence.objects.public().between(max(_midnight(first), at), _midnight(before))
    nearby = found.filter(event__zone__in=zone.neighbours.order_by().values("pk")).exclude(is_shown_in(zone, of="event__"))
    return _by_day(nearby.filter(is_wished(wanted, of="event__"), is_in_part(wanted.part)), first, MAX_NEXT_DOOR)


def days_soon(*, zone: Zone | None, at: datetime, limit: int) -> Sequence[AgendaDay]:
    """What is still to come today and tomorrow, the first so many times; one query."""
    today = at.astimezone(AMSTERDAM).date()
    found = Occurrence.objects.public().shown_in(zone).between(at, _midnight(today + timedelta(days=2)))
    return _by_day(found, today, limit)


def days_of_week(*, zone: Zone | None, at: datetime) -> Sequence[AgendaDay]:
    """Everything on the agenda in the seven days from an aware moment, what begins in them and what is going on; one query."""
    first = at.astimezone(AMSTERDAM).date()
    found = Occurrence.objects.public().shown_in(zone).between(at, _midnight(first + timedelta(days=7)))
    return _by_day(found, first, MAX_ON_A_PAGE)


def first_dates(days: Sequence[AgendaDay], *, limit: int) -> Sequence[AgendaDay]:
    """The first so many times of these days."""
    found: list[AgendaDay] = []
    for day in days:
        left = limit - sum(len(earlier.occurrences) for earlier in found)
        if left > 0:
            found.append(AgendaDay(day=day.day, occurrences=day.occurrences[:left]))
    return tuple(found)


def names_chosen(wanted: Wanted, days: Sequence[AgendaDay]) -> Sequence[tuple[str, str]]:
    """The names of the organiser and the place that were asked for, (parameter, name), as far as the days tell."""
    event = next((row.event for day in days for row in day.occurrences), None)
    organiser = event.organiser.name if event and event.organiser else _("Een organisatie")
    place = event.place_name if event else _("Een plek")
    chosen = (("organisatie", wanted.organiser, organiser), ("plek", wanted.place, place))
    return tuple((name, str(words)) for name, slug, words in chosen if slug)


def _by_day(found: QuerySet[Occurrence], first: date, limit: int) -> Sequence[AgendaDay]:
    rows = found.select_related("event", "event__organiser", "event__zone")[:limit]
    days = groupby(rows, key=lambda row: max(first, row.starts_at.astimezone(AMSTERDAM).date()))
    return tuple(AgendaDay(day=day, occurrences=tuple(rows)) for day, rows in days)


def is_wished(wanted: Wanted, *, of: str = "") -> Q:
    """What a visitor wants of activities, whenever they are; `of` leads to the activity."""
    found = Q()
    if wanted.is_free:
        found &= Q(**{f"{of}cost_kind": CostKind.FREE})
    if wanted.has_wheelchair:
        found &= Q(**{f"{of}wheelchair": Access.YES})
    if wanted.organiser:
        found &= Q(**{f"{of}organiser__slug": wanted.organiser, f"{of}organiser__live": True})
    if wanted.place:
        found &= Q(**{f"{of}place_slug": wanted.place})
    if wanted.theme:
        found &= Q(**{f"{of}pk__in": EventPage.themes.through.objects.filter(theme__slug=wanted.theme).values("eventpage")})
    if wanted.audience:
        groups = EventPage.target_groups.through.objects.filter(targetgroup__slug=wanted.audience)
        found &= Q(**{f"{of}pk__in": groups.values("eventpage")})
    if wanted.language:
        found &= Q(**{f"{of}pk__in": EventPage.objects.held_in(wanted.language).values("pk")})
    return found


def is_in_part(part: PartOfDay, *, of: str = "") -> Q:
    """What begins in a part of the day, by the hours of the time zone of the settings, Europe/Amsterdam; `of` leads to the date."""
    return Q() if part is PartOfDay.ANY else Q(**{f"{of}starts_at__hour__in": HOURS[part]})


def url_of(event: EventPage) -> str:
    """The one address of an activity, on the site of its own agenda; its zone is loaded with its site."""
    path = f"/agenda/{event.slug}/"
    return zone_url(event.zone, path) if event.zone else hub_url(path)


def event_at(*, slug: str, zone: Zone | None) -> EventPage | None:
    """The live activity with an address that a site shows, its own before that of another zone; four queries.

    `is_restricted` says whether not everybody may see it.
    """
    events = EventPage.objects.live().shown_in(zone).filter(slug=slug).annotate(is_restricted=is_private(path="path"))
    related = events.select_related("zone__site", "organiser", "image").prefetch_related("changes", "target_groups", "texts")
    found: EventPage | None = related.first()
    return found


def coming_dates(event: EventPage, *, at: datetime, limit: int = 6) -> Sequence[Occurrence]:
    """The next times of one activity, those that are off too; one query."""
    return tuple(event.occurrences.filter(ends_at__gt=at)[:limit])


def date_to_register_for(event: EventPage, *, day: date | None, at: datetime) -> Occurrence | None:
    """The coming time of a day by the rule, if people can still register for it; without a day the next one. At most one query."""
    found = event.occurrences.filter(ends_at__gt=at, **({"day": day} if day else {})).exclude(state=EventState.CANCELLED)
    return next((row for row in found[:MAX_DATES] if event.takes_registrations(starts_at=row.starts_at, at=at)), None)


def registrations_for(event: EventPage, day: date) -> RegistrationQuerySet:
    """Who comes to one date and who waits, each in the order in which they came; without who did not confirm. One query.

    Holds names and addresses: for who may edit the activity alone.
    """
    comes_first = models.Case(models.When(state=RegistrationState.CONFIRMED, then=0), default=1)
    return Registration.objects.certain().filter(places__event=event, places__day=day).order_by(comes_first, "pk")


def days_with_registrations(event: EventPage) -> Sequence[Places]:
    """The dates that somebody registered for and that are not forgotten yet, soonest first; one query."""
    certain = Registration.objects.certain().filter(places=models.OuterRef("pk"))
    return tuple(event.places.filter(models.Exists(certain)).order_by("starts_at"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, AMSTERDAM)
