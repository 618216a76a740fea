"""The models of zones: zones themselves, the city, and the places where residents walk in."""

from sites.models.change import LocationChange
from sites.models.city import CitySettings, take_turn
from sites.models.frame import read_desks, write_desks
from sites.models.hours import HoursException, HoursPeriod
from sites.models.location import Location, LocationQuerySet, Room
from sites.models.zone import Neighbourhood, PostcodeRange, Zone, ZoneQuerySet

__all__ = [
    "CitySettings",
    "HoursException",
    "HoursPeriod",
    "Location",
    "LocationChange",
    "LocationQuerySet",
    "Neighbourhood",
    "PostcodeRange",
    "Room",
    "Zone",
    "ZoneQuerySet",
    "read_desks",
    "take_turn",
    "write_desks",
]
