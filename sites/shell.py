"""What stands around every page: place, menu, telephone, reading aids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from core.languages import SOURCE, LanguageLink, active_language, in_language, languages_of, without_language
from core.registry import NavigationItem, navigation
from core.schedule import AMSTERDAM
from sites.models import CitySettings, Zone
from sites.selectors import ZoneDesk, desk_of, desk_title, hours_in_a_line, notice_text


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpBlock:
    """Whom to call and where to walk in, in words that hold at this moment.

    `desk_hours` are the hours of this week in a line, for paper; `notice` is what is special about the zone.
    """

    phone: str
    phone_hours: str
    is_phone_open: bool
    desk_name: str = ""
    desk_title: str = ""
    desk_url: str = ""
    desk_address: str = ""
    desk_status: str = ""
    desk_hours: str = ""
    is_desk_open: bool = False
    notice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """The frame of a page; `zone` None is the hub."""

    zone: Zone | None
    city: CitySettings
    navigation: tuple[NavigationItem, ...]
    # The address of this page without its language, and where it can be read in which language.
    plain_path: str
    language: LanguageLink
    languages: tuple[LanguageLink, ...]
    alternates: tuple[LanguageLink, ...]
    hub_url: str
    reading_aids: Mapping[str, str]
    desk: ZoneDesk | None
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


def zone_url(zone: Zone, path: str = "/") -> str:
    """The address of a path on a zone's own site, in the language that is being read as far as the zone has it."""
    code = active_language()
    return _url_on(zone.site.hostname, in_language(path, code if code in zone.languages else SOURCE))


def hub_url(path: str = "/") -> str:
    """The address of a path on the hub, in the language that is being read: the city has each that a zone has."""
    return _url_on(settings.HUB_HOST, in_language(path))


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the frame, made when a template first asks for it; one query."""
    return {"shell": SimpleLazyObject(lambda: build_shell(request, at=timezone.now()))}


def zone_of(request: HttpRequest) -> Zone | None:
    """The zone of a request, as the middleware found it; None on the hub."""
    zone: Zone | None = getattr(request, "zone", None)
    return zone


def look_from(request: HttpRequest, zone: Zone | None) -> None:
    """Let a request be one on the site of a zone, or with None on the hub."""
    request.zone = zone  # type: ignore[attr-defined] # the attribute that `zone_of` reads


def build_shell(request: HttpRequest, *, at: datetime) -> Shell:
    """The frame of one request at an aware moment; one query (the city's settings)."""
    zone = zone_of(request)
    city = CitySettings.load(request_or_site=request)
    desk = desk_of(zone, at=at) if zone else None
    code, translations = active_language(), translations_of(request)
    languages = languages_of(offered_languages(request), request.path, active=code)
    if translations is not None and not translations.is_shown_in_all:
        # Where this page is not there in a language, the way to that language is its front page.
        languages = tuple(replace(link, url=translations.paths.get(link.code, in_language("/", link.code))) for link in languages)
    return Shell(
        zone=zone,
        city=city,
        navigation=tuple(navigation),
        plain_path=without_language(request.path),
        language=LanguageLink(code=code, name="", url="", is_current=True),
        languages=languages,
        alternates=_alternates(languages, translations),
        hub_url=hub_url(),
        reading_aids=getattr(request, "reading_aids", {}),
        desk=desk,
        help=_help_block(zone, desk, city, at),
        query=request.GET.get("q", "")[:200],
        now=at.astimezone(AMSTERDAM),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Translations:
    """In which languages a page is there, with its path in each; `is_shown_in_all`: elsewhere its Dutch text stands in a frame."""

    paths: Mapping[str, str]
    is_shown_in_all: bool = False


def say_translations(request: HttpRequest, paths: Mapping[str, str]) -> None:
    """Tell the frame in which languages the page of a request is there; unsaid, it is there in all."""
    vars(request)["translations"] = Translations(paths=paths)


def say_written_in(request: HttpRequest, path: str, codes: Iterable[str]) -> str:
    """Tell the frame in which languages beside Dutch the text at a path is written; returns its canonical address on the hub."""
    paths = {code: in_language(path, code) for code in (SOURCE, *codes)}
    vars(request)["translations"] = Translations(paths=paths, is_shown_in_all=True)
    return _url_on(settings.HUB_HOST, paths.get(active_language(), path))


def translations_of(request: HttpRequest) -> Translations | None:
    """What was told of the translations of the page of a request."""
    found: Translations | None = getattr(request, "translations", None)
    return found


def offered_languages(request: HttpRequest) -> list[str]:
    """The languages beside Dutch of the site that was asked; no query in a zone, one on the hub, which the frame asks anyway."""
    zone = zone_of(request)
    found: list[str] = zone.languages if zone else CitySettings.load(request_or_site=request).languages
    return found


def _alternates(languages: tuple[LanguageLink, ...], translations: Translations | None) -> tuple[LanguageLink, ...]:
    """What search engines hear of the same page in other languages; nothing where it is there in one."""
    found = tuple(link for link in languages if translations is None or link.code in translations.paths)
    return found if len(found) > 1 else ()


def _help_block(zone: Zone | None, desk: ZoneDesk | None, city: CitySettings, at: datetime) -> HelpBlock:
    found = HelpBlock(
        phone=(zone.phone if zone else "") or city.phone,
        phone_hours=city.hours.describe(),
        is_phone_open=city.hours.opening_at(at) is not None,
        notice=notice_text(zone, desk) if zone and desk else "",
    )
    if desk is None or desk.standing is None or desk.place is None:
        return found
    is_open, status = desk.standing.status
    return replace(
        found,
        desk_name=desk.place.name,
        desk_title=desk_title(desk.standing),
        desk_url=desk.standing.location.get_absolute_url(),
        desk_address=desk.place.address,
        desk_status=status,
        desk_hours=hours_in_a_line(desk.standing, at=at),
        is_desk_open=is_open,
    )


def _url_on(hostname: str, path: str) -> str:
    scheme = settings.WAGTAILADMIN_BASE_URL.partition(":")[0]
    port = "" if settings.PUBLIC_PORT in (80, 443) else f":{settings.PUBLIC_PORT}"
    return f"{scheme}://{hostname}{port}{path}"
