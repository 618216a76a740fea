"""The places of a zone as one value of JSON, so that the frame of every page knows them without a query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sites.models.change import LocationChange
from sites.models.location import Location

_OF_LOCATION = (
    "id", "slug", "name", "kind", "street", "postcode", "city", "latitude", "longitude", "phone", "wheelchair", "is_planned", "meanwhile", "timetable",
)  # fmt: skip
_DAYS = ("opens_on", "closed_on")
_OF_CHANGE = ("id", "location_id", "kind", "hours", "reason", "operator")
_MOMENTS = ("starts_at", "ends_at")


def write_desks(locations: Iterable[Location], changes: Mapping[int, Sequence[LocationChange]]) -> list[dict[str, Any]]:
    """Places with their changes, by the key of the place; where a change leads to is loaded."""
    return [_location(row) | {"changes": [_change(change) for change in changes.get(row.pk, ())]} for row in locations]


def read_desks(data: Iterable[Mapping[str, Any]]) -> Iterator[tuple[Location, tuple[LocationChange, ...]]]:
    """What `write_desks` wrote, as rows that are not to be saved."""
    for row in data:
        location = _read_location(row)
        yield location, tuple(_read_change(change, location) for change in row["changes"])


def _location(row: Location) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _OF_LOCATION} | {name: _written(getattr(row, name)) for name in _DAYS}


def _change(row: LocationChange) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in _OF_CHANGE} | {name: _written(getattr(row, name)) for name in _MOMENTS}
    return found | {"to": _location(row.to) if row.to else None}


def _written(value: date | datetime | None) -> str:
    return value.isoformat() if value else ""


def _read_location(row: Mapping[str, Any]) -> Location:
    days = {name: date.fromisoformat(row[name]) if row[name] else None for name in _DAYS}
    return Location(**{name: row[name] for name in _OF_LOCATION}, **days)


def _read_change(row: Mapping[str, Any], location: Location) -> LocationChange:
    moments = {name: datetime.fromisoformat(row[name]) if row[name] else None for name in _MOMENTS}
    change = LocationChange(**{name: row[name] for name in _OF_CHANGE}, **moments)
    change.location = location
    change.to = _read_location(row["to"]) if row["to"] else None
    return change
