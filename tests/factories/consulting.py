"""Makes consulting hours, as the services do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from accounts.models import User
from core.schedule import AMSTERDAM
from partners.choices import HourState
from partners.models import ConsultingHour
from partners.services import propose_hour, publish_hour
from sites.models import Location, Room
from socialmap.models import Organisation, Theme
from tests.factories.socialmap import OrganisationFactory

_numbers = count(1)


def new_hour(location: Location, organisation: Organisation | None = None, **fields: Any) -> ConsultingHour:
    """One that is not stored: every Tuesday from 9.30 to 11.30, without an appointment."""
    values: dict[str, Any] = {
        "title": f"Spreekuur {next(_numbers)}",
        "summary": "Wij helpen u met uw vraag.",
        "weekday": 1,
        "starts": time(9, 30),
        "ends": time(11, 30),
        "first_day": datetime.now(AMSTERDAM).date() - timedelta(days=60),
    }
    return ConsultingHour(location=location, organisation=organisation or OrganisationFactory(), **(values | fields))


def make_hour(
    location: Location,
    organisation: Organisation | None = None,
    *,
    offs: Iterable[tuple[date, str]] = (),
    themes: Iterable[Theme] = (),
    at: datetime | None = None,
    **fields: Any,
) -> ConsultingHour:
    """One that is public, with its room held."""
    moment = at or datetime.now(AMSTERDAM)
    hour = new_hour(location, organisation, **fields)
    hour.full_clean(exclude=["replaces"])
    hour.save()
    hour.themes.set(themes)
    for day, note in offs:
        hour.offs.create(day=day, note=note)
    publish_hour(hour=hour, by=None, at=moment)
    return stored(hour)


def propose(location: Location, organisation: Organisation, by: User, *, at: datetime | None = None, **fields: Any) -> ConsultingHour:
    """One that waits for an editor."""
    hour = new_hour(location, organisation, state=HourState.PROPOSED, **fields)
    propose_hour(hour=hour, themes=(), by=by, at=at or datetime.now(AMSTERDAM))
    return stored(hour)


def make_room(location: Location, name: str = "Kamer 1") -> Room:
    """A room of a place."""
    location.rooms.add(Room(name=name))
    location.save()
    return Room.objects.get(location=location, name=name)


def stored(hour: ConsultingHour) -> ConsultingHour:
    """As it is stored now."""
    found: ConsultingHour = ConsultingHour.objects.select_related("organisation", "location__zone__site", "room").get(pk=hour.pk)
    return found
