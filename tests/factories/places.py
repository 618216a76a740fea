"""Places where residents walk in, and what changes there."""

from __future__ import annotations

from typing import Any

from django.utils.text import slugify

from sites.choices import ChangeKind
from sites.models import HoursPeriod, Location, LocationChange, Zone


def make_place(zone: Zone, *, name: str, hours: str = "", **fields: Any) -> Location:
    """A place with one week for ever."""
    place = Location(zone=zone, name=name, **({"slug": slugify(name), "street": "Straat 1", "city": "Deventer"} | fields))
    if hours:
        place.periods.add(HoursPeriod(notation=hours))
    place.full_clean()
    place.save()
    return place


def make_change(location: Location, **fields: Any) -> LocationChange:
    """A move, unless another kind is asked for."""
    change = LocationChange(location=location, **({"kind": ChangeKind.MOVED} | fields))
    change.full_clean()
    change.save()
    return change
