"""How places stand at a moment: where people go now, whether it is open, and what to say about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from math import cos, hypot, radians
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core.opening_hours import OpeningHours, Period
from core.schedule import AMSTERDAM
from sites.choices import ELSEWHERE, ChangeKind, LocationKind, ZoneState
from sites.models import Location, LocationChange, LocationQuerySet, Zone, read_desks
from sites.rules import ChangingHours, SpecialDays, Stretch, runs_of, status_in_words, until_in_words

KM_PER_DEGREE = 111.2
BEST_FIRST = (ZoneState.DESK, ZoneState.MOVED, ZoneState.CLOSED)
# What begins in so many days is told, and looked at this far to know how long it lasts.
SPECIAL_DAYS_AHEAD, SPECIAL_DAYS_SEEN = 28, 92


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A place at an aware moment. `changes` are those that hold or are to come, soonest first, with where they lead."""

    location: Location
    at: datetime
    changes: tuple[LocationChange, ...] = ()

    @property
    def away(self) -> LocationChange | None:
        """The change that holds now and that keeps people away from the place, if any."""
        return next((change for change in self.changes if change.is_away and change.holds_at(self.at)), None)

    @property
    def handover(self) -> LocationChange | None:
        """That somebody else keeps the place open, while it is news."""
        return next((change for change in self.changes if not change.is_away and change.holds_at(self.at)), None)

    @property
    def is_moved(self) -> bool:
        """Whether people go somewhere else now."""
        return bool(self.away and self.away.kind in ELSEWHERE)

    @property
    def is_there(self) -> bool:
        """Whether the place exists now, at its own address or elsewhere."""
        return self.location.is_open_for_business(on=self.at.astimezone(AMSTERDAM).date())

    @property
    def goes_to(self) -> Location:
        """Where people go now."""
        return self.away.to if self.away and self.away.to and self.is_moved else self.location

    @cached_property
    def hours(self) -> ChangingHours:
        """When somebody is there for people, wherever that is."""
        stretches = tuple(_stretch(change) for change in self.changes if change.is_away)
        return ChangingHours(own=self.location.hours, stretches=stretches, first=self.location.opens_on, last=self.location.closed_on)

    @cached_property
    def status(self) -> tuple[bool, str]:
        """Whether it is open now, and that in words; nothing of a place that is still to come."""
        return status_in_words(self.hours, self.at) if self.is_there else (False, "")

    @property
    def sentence(self) -> str:
        """What residents read of the change that holds now; empty without one."""
        change = self.away or self.handover
        return change_sentence(change) if change else ""

    @property
    def special_days(self) -> tuple[SpecialDays, ...]:
        """What is not like every week where people go then, and begins in the coming four weeks; nothing of days on which it is closed."""
        today = self.at.astimezone(AMSTERDAM).date()
        days = [today + timedelta(days=number) for number in range(SPECIAL_DAYS_SEEN)]
        plans = (place.hours.plan(day) for day in days if (place := self._place_on(day)))
        found = runs_of(plans, seen_until=days[-1])
        return tuple(run for run in found if (run.plan.day - today).days < SPECIAL_DAYS_AHEAD)

    def _place_on(self, day: date) -> Location | None:
        """Where people go at noon of a day, if anywhere."""
        if not self.location.is_open_for_business(on=day):
            return None
        noon = datetime.combine(day, time(12), AMSTERDAM)
        away = next((change for change in self.changes if change.is_away and change.holds_at(noon)), None)
        return (away.to if away.kind in ELSEWHERE else None) if away else self.location


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneDesk:
    """Where residents of a zone walk in at a moment, or what there is instead."""

    state: ZoneState
    standing: Standing | None = None

    @property
    def has_desk(self) -> bool:
        """Whether a resident can walk in somewhere these days."""
        return self.state in {ZoneState.DESK, ZoneState.MOVED}

    @property
    def is_open(self) -> bool:
        """Whether a resident can walk in now."""
        return bool(self.standing and self.standing.status[0])

    @property
    def place(self) -> Location | None:
        """Where a resident walks in, if anywhere."""
        return self.standing.goes_to if self.standing and self.has_desk else None


def standings(locations: Iterable[Location], *, at: datetime) -> Sequence[Standing]:
    """How these places stand at an aware moment, in their order; one query."""
    rows = list(locations)
    changes = changes_of(rows, at=at)
    return tuple(Standing(location=row, at=at, changes=changes.get(row.pk, ())) for row in rows)


def standing_of(location: Location, *, at: datetime) -> tuple[Standing, tuple[LocationChange, ...]]:
    """How one place stands at an aware moment, and the changes that bring others there now; one query."""
    rows = LocationChange.objects.not_over(at=at).filter(Q(location=location) | Q(to=location))
    found = list(rows.select_related("location", "to__zone__site"))
    own = tuple(change for change in found if change.location_id == location.pk)
    arrivals = tuple(change for change in found if change.to_id == location.pk and change.holds_at(at))
    return Standing(location=location, at=at, changes=own), arrivals


def kind_in_words(location: Location) -> str:
    """What sort of place it is, where its title does not say so: "Ontmoetingsplek"."""
    return "" if location.kind == LocationKind.WIJKWINKEL else str(LocationKind(location.kind).label)


def moves_until(location: Location, *, at: datetime) -> int:
    """How often a place went somewhere else or came back up to an aware moment; one query."""
    moments = LocationChange.objects.filter(location=location).values_list("starts_at", "ends_at")
    return sum(moment is not None and moment <= at for pair in moments for moment in pair)


def standing_of_data(data: Mapping[str, Any], *, at: datetime) -> Standing:
    """How a place stands that was written down with `sites.models.write_desks`; no query."""
    location, changes = next(read_desks([data]))
    return Standing(location=location, at=at, changes=changes)


def changes_of(locations: Iterable[Location], *, at: datetime) -> Mapping[int, tuple[LocationChange, ...]]:
    """The changes of these places that hold at an aware moment or are to come, by place; one query."""
    found: defaultdict[int, list[LocationChange]] = defaultdict(list)
    rows = LocationChange.objects.not_over(at=at).filter(location__in=[row.pk for row in locations])
    for change in rows.select_related("location", "to__zone__site"):
        found[change.location_id].append(change)
    return {pk: tuple(changes) for pk, changes in found.items()}


def places(*, zone: Zone | None = None) -> LocationQuerySet:
    """The places of a zone, or of all, with their zones and those zones' sites."""
    found: LocationQuerySet = Location.objects.select_related("zone__site", "image")
    return found.filter(zone=zone) if zone else found


def standings_in_frame(zone: Zone, *, at: datetime) -> Mapping[int, Standing]:
    """How the Wijkwinkels of a zone, and its places where something changes, stand at an aware moment, by place; no query."""
    return {location.pk: Standing(location=location, at=at, changes=changes) for location, changes in read_desks(zone.desks)}


def desk_of(zone: Zone, *, at: datetime) -> ZoneDesk:
    """Where residents of a zone walk in at an aware moment; no query."""
    today = at.astimezone(AMSTERDAM).date()
    desks = [standing for standing in standings_in_frame(zone, at=at).values() if standing.location.kind == LocationKind.WIJKWINKEL]
    return desk_among([standing for standing in desks if not standing.location.closed_on or standing.location.closed_on >= today])


def desks_of(zones: Iterable[Zone], *, at: datetime) -> Mapping[int, ZoneDesk]:
    """The same of several zones, by zone; no query."""
    return {zone.pk: desk_of(zone, at=at) for zone in zones}


def desk_among(found: Sequence[Standing]) -> ZoneDesk:
    """The desk of a zone out of its Wijkwinkels: one that people can walk in to before one that is closed or still to come."""
    there = [ZoneDesk(state=_state_of(standing), standing=standing) for standing in found if standing.is_there]
    if there:
        return min(there, key=lambda desk: BEST_FIRST.index(desk.state))
    return ZoneDesk(state=ZoneState.PLANNED, standing=found[0]) if found else ZoneDesk(state=ZoneState.NO_DESK)


def _state_of(standing: Standing) -> ZoneState:
    if standing.away is None:
        return ZoneState.DESK
    return ZoneState.MOVED if standing.is_moved else ZoneState.CLOSED


def nearest_open(zone: Zone, others: Iterable[Zone], *, at: datetime) -> tuple[Zone, ZoneDesk] | None:
    """The desk of another zone that is nearest to the middle of this one, one that is open now before one that is not; no query."""
    found = [(other, desk_of(other, at=at)) for other in others if other.pk != zone.pk]
    return min(
        (pair for pair in found if pair[1].place), key=lambda pair: (not pair[1].is_open, _km(zone, pair[0], pair[1].place)), default=None
    )


def change_sentence(change: LocationChange, *, is_coming: bool = False) -> str:
    """What residents read of a change while it holds, or of one that is still to come."""
    until = until_in_words(change.ends_at)
    names = {
        "place": change.location.title,
        "to": change.to.name if change.to else "",
        "address": change.to.address if change.to else "",
        "operator": change.operator,
        "now": _("dan") if is_coming else _("nu"),
    }
    told = {
        ChangeKind.MOVED: _("%(place)s zit %(now)s in %(to)s, %(address)s."),
        ChangeKind.NEW_PLACE: _("%(place)s zit %(now)s op een nieuwe plek: %(to)s, %(address)s."),
        ChangeKind.CLOSED: _("%(place)s is %(now)s dicht. U kunt ons wel bellen."),
        ChangeKind.NEW_OPERATOR: _("%(operator)s houdt %(place)s %(now)s open."),
    }[ChangeKind(change.kind)] % names
    lasts = _("Dit duurt %(until)s.") % {"until": until} if until else _("Wij weten nog niet tot wanneer.")
    is_lasting = change.kind in {ChangeKind.NEW_PLACE, ChangeKind.NEW_OPERATOR}
    return " ".join(filter(None, (_sentence(change.reason), told, "" if is_lasting else lasts)))


def notice_text(zone: Zone, desk: ZoneDesk) -> str:
    """What is special about a zone now, in sentences; empty if nothing is."""
    standing = desk.standing
    parts = [standing.sentence if standing else ""]
    if desk.state is ZoneState.PLANNED and standing:
        parts.append(standing.location.meanwhile)
    if not any(parts) or desk.state is ZoneState.DESK:
        parts.append(zone.state_text)
    if desk.state is ZoneState.NO_DESK and not zone.state_text:
        parts.append(_("In %(zone)s is geen Wijkwinkel. Bel ons. Dan komt er iemand bij u thuis.") % {"zone": zone.name})
    return " ".join(filter(None, parts))


def desk_title(standing: Standing) -> str:
    """What residents call a desk now: "Wijkwinkel De Bron, nu in De Venen"."""
    if not standing.is_moved:
        return standing.location.title
    return _("%(place)s, nu in %(to)s") % {"place": standing.location.title, "to": standing.goes_to.name}


def hours_in_a_line(standing: Standing, *, at: datetime) -> str:
    """The weekly hours that hold now, for paper: "maandag tot en met vrijdag, 9.00 tot 17.00 uur"; empty without any."""
    return "; ".join(_period_in_words(period) for period in periods_now(standing, at=at) if period.week)


def periods_now(standing: Standing, *, at: datetime) -> tuple[Period, ...]:
    """The weekly hours that hold today where people go now; none of a place that is closed."""
    change = standing.away
    hours = (_stretch(change).hours or OpeningHours()) if change else standing.location.hours
    return hours.periods_on(at.astimezone(AMSTERDAM).date())


def _period_in_words(period: Period) -> str:
    words = period.week.describe()
    return _("%(hours)s op afspraak") % {"hours": words} if period.by_appointment else words


def _stretch(change: LocationChange) -> Stretch:
    hours = change.to.hours if change.to and change.kind in ELSEWHERE else None
    if hours is not None and change.hours:
        hours = OpeningHours(periods=(Period(notation=change.hours),), exceptions=hours.exceptions, on_holidays=hours.on_holidays)
    return Stretch(starts=change.starts_at, ends=change.ends_at, hours=hours, reason=_reason(change))


def _reason(change: LocationChange) -> str:
    if change.to and change.kind in ELSEWHERE:
        return _("wij zitten in %(place)s") % {"place": change.to.name}
    return change.reason.rstrip(".")


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _km(zone: Zone, other: Zone, place: Location | None) -> float:
    """Along a flat earth, which in one city is near enough; a place without a point is in the middle of its zone."""
    latitude = place.latitude if place and place.latitude is not None else other.latitude
    longitude = place.longitude if place and place.longitude is not None else other.longitude
    return hypot(zone.latitude - latitude, (zone.longitude - longitude) * cos(radians(zone.latitude))) * KM_PER_DEGREE
