"""Moments in the calendars of others, as moments of ours: aware, in Europe/Amsterdam. Pure."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from icalendar.prop import vDDDTypes
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from agenda.rules.lines import Property
from core.schedule import AMSTERDAM

FIRST_YEAR, LAST_YEAR = 1900, 2100
# Names of time zones that one file may use; what comes after them counts as ours.
MAX_ZONES = 40
_ZONE_NAME = re.compile(r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+){0,2}")
_LAST_PARTS = re.compile(r"([A-Za-z_]+/[A-Za-z_+-]+)\W*$")


class MomentError(ValueError):
    """A moment cannot be read; the message can be shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment: aware and in our zone, or the midnight with which a whole day begins. `given_day` is the date as it was written."""

    at: datetime
    is_day: bool
    given_day: date


class Zones:
    """The time zones of one file by their names, of Olson or of Windows; its own definitions of them are not believed."""

    def __init__(self, default: str = "") -> None:
        self._known: dict[str, tzinfo | None] = {}
        self.floating = self._find(default) or AMSTERDAM

    def named(self, name: str) -> tzinfo | None:
        """The zone of a name; None for one that nobody knows."""
        if name not in self._known:
            self._known[name] = self._find(name) if len(self._known) < MAX_ZONES else None
        return self._known[name]

    def _find(self, name: str) -> tzinfo | None:
        tail = match[1] if (match := _LAST_PARTS.search(name)) else ""
        for candidate in (WINDOWS_TO_OLSON.get(name, ""), name, tail):
            if candidate in ("UTC", "Etc/UTC", "GMT", "Z"):
                return UTC
            if _ZONE_NAME.fullmatch(candidate):
                with suppress(OSError, ValueError, KeyError):
                    return ZoneInfo(candidate)
        return None


def read_moment(found: Property, zones: Zones) -> Moment:
    """The moment that a property holds. Raises MomentError."""
    return _moment(_value(found.value.strip()), found.parameters.get("TZID", ""), zones)


def read_moments(found: Property, zones: Zones, *, most: int) -> list[Moment]:
    """The moments of a list, those of periods are where they begin; what cannot be read is left out."""
    moments = []
    for text in found.value.split(",")[:most]:
        with suppress(MomentError):
            value = _value(text.strip())
            moments.append(_moment(value[0] if isinstance(value, tuple) else value, found.parameters.get("TZID", ""), zones))
    return moments


def read_duration(found: Property) -> timedelta:
    """How long something is. Raises MomentError."""
    value = _value(found.value.strip())
    if isinstance(value, timedelta):
        return value
    raise MomentError(_("De duur klopt niet."))


def has_known_zone(found: Property, zones: Zones) -> bool:
    """Whether the zone that a property names is known, or it names none."""
    name = found.parameters.get("TZID", "")
    return not name or zones.named(name) is not None


def _value(text: str) -> object:
    try:
        # The library gives days, moments, lengths and periods; whatever else it raises means that it is none of them.
        value: object = vDDDTypes.from_ical(text)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        raise MomentError(_("De datum of tijd klopt niet.")) from None
    return value


def _moment(value: object, zone_name: str, zones: Zones) -> Moment:
    if isinstance(value, datetime):
        try:
            return Moment(at=_in_our_zone(value, zone_name, zones), is_day=False, given_day=value.date())
        except OverflowError:
            raise MomentError(_("De datum of tijd klopt niet.")) from None
    if isinstance(value, date) and FIRST_YEAR <= value.year <= LAST_YEAR:
        return Moment(at=datetime.combine(value, time.min, AMSTERDAM), is_day=True, given_day=value)
    raise MomentError(_("De datum of tijd klopt niet."))


def _in_our_zone(value: datetime, zone_name: str, zones: Zones) -> datetime:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise MomentError(_("De datum ligt te ver weg."))
    zone = value.tzinfo or (zones.named(zone_name) if zone_name else zones.floating) or AMSTERDAM
    # By way of UTC: an hour that the clock skips in spring becomes the hour that it shows then.
    return value.replace(tzinfo=zone, fold=0).astimezone(UTC).astimezone(AMSTERDAM)
