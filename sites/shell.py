"""What stands around every page: place, menu, telephone, reading aids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from core.registry import NavigationItem, navigation
from core.schedule import AMSTERDAM, WeeklySchedule, describe_day, format_time
from sites.models import CitySettings, Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpBlock:
    """Whom to call and where to walk in, in words that hold at this moment."""

    phone: str
    phone_hours: str
    is_phone_open: bool
    desk_name: str
    desk_address: str
    desk_status: str
    is_desk_open: bool
    state_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """The frame of a page; `zone` None is the hub."""

    zone: Zone | None
    city: CitySettings
    navigation: tuple[NavigationItem, ...]
    current_path: str
    hub_url: str
    reading_aids: Mapping[str, str]
    help: HelpBlock
    query: str
    now: datetime

    @property
    def place(self) -> str:
        """The name of the zone, or of the city."""
        return self.zone.name if self.zone else self.city.city

    @property
    def accent(self) -> str:
        """The ramp of colours of this page."""
        return self.zone.accent if self.zone else "groen"


def status_in_words(hours: WeeklySchedule, at: datetime) -> tuple[bool, str]:
    """Whether something is open at an aware moment, and that in words: "Vandaag open tot 16.00 uur"."""
    today = at.astimezone(AMSTERDAM).date()
    if current := hours.opening_at(at):
        return True, f"Nu open, tot {format_time(current.ends)} uur"
    if following := hours.next_opening(at):
        day = describe_day(following.starts.date(), today=today)
        if (following.starts.date() - today).days > 6:
            day = f"{day} {following.starts.day}-{following.starts.month}"
        return False, f"Nu dicht. {day.capitalize()} open om {format_time(following.starts)} uur"
    return False, ""


def zone_url(zone: Zone, path: str = "/") -> str:
    """The address of a path on a zone's own site."""
    return _url_on(zone.site.hostname, path)


def hub_url(path: str = "/") -> str:
    """The address of a path on the hub."""
    return _url_on(settings.HUB_HOST, path)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame, made when a template first asks for it; one query."""
    return {"shell": SimpleLazyObject(lambda: build_shell(request, at=timezone.now()))}


def zone_of(request: HttpRequest) -> Zone | None:
    """The zone of a request, as the middleware found it; None on the hub."""
    zone: Zone | None = getattr(request, "zone", None)
    return zone


def build_shell(request: HttpRequest, *, at: datetime) -> Shell:
    """The frame of one request at an aware moment; one query (the city's settings)."""
    zone = zone_of(request)
    city = CitySettings.load(request_or_site=request)
    return Shell(
        zone=zone,
        city=city,
        navigation=tuple(navigation),
        current_path=request.path,
        hub_url=hub_url(),
        reading_aids=getattr(request, "reading_aids", {}),
        help=_help_block(zone, city, at),
        query=request.GET.get("q", "")[:200],
        now=at.astimezone(AMSTERDAM),
    )


def _help_block(zone: Zone | None, city: CitySettings, at: datetime) -> HelpBlock:
    desk_open, desk_status = status_in_words(zone.hours, at) if zone and zone.has_desk else (False, "")
    return HelpBlock(
        phone=(zone.phone if zone else "") or city.phone,
        phone_hours=city.hours.describe(),
        is_phone_open=city.hours.opening_at(at) is not None,
        desk_name=zone.desk_name if zone and zone.has_desk else "",
        desk_address=f"{zone.desk_street}, {zone.desk_city}" if zone and zone.has_desk and zone.desk_street else "",
        desk_status=desk_status,
        is_desk_open=desk_open,
        state_text=zone.state_text if zone else "",
    )


def _url_on(hostname: str, path: str) -> str:
    scheme = settings.WAGTAILADMIN_BASE_URL.partition(":")[0]
    port = "" if settings.PUBLIC_PORT in (80, 443) else f":{settings.PUBLIC_PORT}"
    return f"{scheme}://{hostname}{port}{path}"
