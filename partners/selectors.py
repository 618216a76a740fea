"""Composed reads: organisations that are alike, and consulting hours at places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from core.schedule import AMSTERDAM
from partners.choices import HourState
from partners.models import ConsultingHour, ConsultingHourOff
from partners.rules import date_in_words, days_outside, meeting, off_on
from sites.models import Location, Zone
from sites.selectors import Standing, standing_of, standings_in_frame
from socialmap.models import Organisation, Theme
from socialmap.rules import Described
from socialmap.selectors import alike, in_words

# Of the dates on which a place is closed so many are named, of this many days.
SHOWN_DATES, CHECKED_DAYS = 3, 92


def organisations_like(name: str, *, phone: str = "", email: str = "") -> list[tuple[Organisation, str]]:
    """At most five organisations that may be this one, most alike first, each with why; three queries."""
    described = Described(pk=0, name=name, phone=phone, email=email, is_city_wide=True)
    return [(found, in_words(match)) for found, match in alike(described, model=Organisation)]


def hours_at(locations: Iterable[Location], *, on: date) -> Mapping[int, tuple[ConsultingHour, ...]]:
    """The public consulting hours at these places that are not over on a day, by place, in the order of the week.

    With organisation, room and the dates that are off from that day on; two queries. Places without any are not in it.
    """
    places = {location.pk: location for location in locations}
    rows = ConsultingHour.objects.live().not_over(on=on).filter(location__in=places)
    found: defaultdict[int, list[ConsultingHour]] = defaultdict(list)
    for hour in _with_offs(rows.select_related("organisation", "room"), since=on).order_by("weekday", "starts", "title"):
        hour.location = places[hour.location_id]
        found[hour.location_id].append(hour)
    return {pk: tuple(hours) for pk, hours in found.items()}


def held_today(*, zone: Zone, at: datetime) -> Sequence[ConsultingHour]:
    """What is held in the places of a zone on the day of an aware moment and is not over yet, soonest first; two queries at most."""
    today = at.astimezone(AMSTERDAM).date()
    rows = ConsultingHour.objects.live().not_over(on=today).filter(location__zone=zone, weekday=today.weekday(), first_day__lte=today)
    found = _with_offs(rows.select_related("organisation", "room", "location"), since=today)
    known = standings_in_frame(zone, at=at)
    return [hour for hour in found.order_by("starts", "ends", "title") if is_held(hour, known.get(hour.location_id), today, at)]


def hours_about(theme: Theme, *, zone: Zone, on: date) -> QuerySet[ConsultingHour]:
    """The public consulting hours about a theme in the places of a zone that are not over on a day, in the order of the week.

    With organisation, room, place and the dates that are off from that day on; two queries.
    """
    rows = ConsultingHour.objects.live().not_over(on=on).filter(location__zone=zone, themes=theme)
    return _with_offs(rows.select_related("organisation", "room", "location"), since=on).order_by("weekday", "starts", "title")


def _with_offs(rows: QuerySet[ConsultingHour], *, since: date) -> QuerySet[ConsultingHour]:
    return rows.prefetch_related(Prefetch("offs", queryset=ConsultingHourOff.objects.filter(day__gte=since)))


def is_held(hour: ConsultingHour, standing: Standing | None, today: date, at: datetime) -> bool:
    """Whether it is held on the day of an aware moment and is not over yet; `standing` None if nothing changes at its place."""
    timing, place = hour.timing, hour.location
    if not place.is_open_for_business(on=today) or not timing.is_on(today) or timing.moments(today)[1] <= at:
        return False
    return off_on(timing, today, standing.hours if standing else place.hours) is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A public consulting hour that is in the room already, and the first date on which two would be there."""

    hour: ConsultingHour
    day: date


def clash_of(hour: ConsultingHour, *, at: datetime) -> Clash | None:
    """What is in the room of a consulting hour at its time from the day of an aware moment on, the soonest; three queries at most.

    `hour` may not be stored yet. What it replaces is not in its way.
    """
    if hour.room_id is None:
        return None
    today = at.astimezone(AMSTERDAM).date()
    others = ConsultingHour.objects.filter(room=hour.room_id, state=HourState.LIVE, weekday=hour.weekday).not_over(on=today)
    others = others.exclude(pk__in=[pk for pk in (hour.pk, hour.replaces_id) if pk])
    timing, found = hour.timing, []
    for other in others.select_related("organisation", "location", "room").prefetch_related("offs"):
        day = meeting(timing, other.timing, since=today)
        if day is not None:
            found.append(Clash(hour=other, day=day))
    return min(found, key=lambda clash: (clash.day, clash.hour.starts), default=None)


def clash_sentence(clash: Clash | None) -> str:
    """What somebody reads whose room is taken, with what is there if that is known."""
    if clash is None:
        return _("Deze kamer is dan al bezet. Kies een andere kamer of tijd.")
    return _("%(room)s in %(place)s is dan al bezet door %(title)s van %(organisation)s, %(when)s. Kies een andere kamer of tijd.") % {
        "room": clash.hour.room,
        "place": clash.hour.location,
        "title": clash.hour.title,
        "organisation": clash.hour.organisation,
        "when": f"{clash.hour.timing.rhythm_in_words} {clash.hour.timing.times_in_words}",
    }


def closed_sentence(hour: ConsultingHour, *, at: datetime) -> str:
    """On which of the coming dates the place is not open all that time; empty if on none. The hour may not be stored yet."""
    opening = standing_of(hour.location, at=at)[0].hours
    if not opening:
        return ""
    today = at.astimezone(AMSTERDAM).date()
    days = days_outside(hour.timing, opening, since=max(today, hour.first_day), days=CHECKED_DAYS)
    if not days:
        return ""
    named = ", ".join(date_in_words(day, today=today) for day in days[:SHOWN_DATES])
    sentence = (
        _("%(place)s is niet de hele tijd open op %(days)s")
        if len(days) <= SHOWN_DATES
        else _("%(place)s is niet de hele tijd open op %(days)s en nog %(count)d keer")
    )
    return sentence % {"place": hour.location.name, "days": named, "count": len(days) - SHOWN_DATES} + "."
