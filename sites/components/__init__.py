"""Components about place: zones on the map and in lists, desks, and the ways through a site."""

from sites.components.desks import DayHours, DeskCard, ZoneNotice, notice_title, week_in_words
from sites.components.weeks import WeeksAhead
from sites.components.zones import Breadcrumb, Crumb, Pagination, ZoneMap, ZonePicker, ZoneRow, ZoneShape, middle

__all__ = [
    "Breadcrumb",
    "Crumb",
    "DayHours",
    "DeskCard",
    "Pagination",
    "WeeksAhead",
    "ZoneMap",
    "ZoneNotice",
    "ZonePicker",
    "ZoneRow",
    "ZoneShape",
    "middle",
    "notice_title",
    "week_in_words",
]
