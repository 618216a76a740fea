"""Template tags of the front end: icons, Dutch notations and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
from django import template
from django.http import HttpRequest
from django.template import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.languages import SOURCE, active_language, in_language, without_language
from core.recurrence import describe_date
from core.rules import phone_href, spoken_phone
from core.schedule import AMSTERDAM, format_time

register = template.Library()

SEARCH_PATH = "/zoeken/"
# A text cannot end the block of data that it stands in.
ESCAPED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
THEMES_PATH = "/themas/"


@dataclass(frozen=True, slots=True, kw_only=True)
class WayBack:
    """Where a visitor came from, and what the link to it says."""

    url: str
    label: str


@register.simple_tag(takes_context=True)
def back_to_search(context: Context) -> WayBack:
    """The search or theme that the visitor came from with its question; else the start of searching."""
    request = context.get("request")
    return way_back(request) if isinstance(request, HttpRequest) else _no_way_back()


def way_back(request: HttpRequest) -> WayBack:
    """What the Referer of a request says, as far as it is a search or a theme of this same site."""
    try:
        referrer = urlsplit(request.headers.get("Referer", ""))
        query = parse_qs(referrer.query)
    except ValueError:
        return _no_way_back()
    if referrer.netloc != request.get_host():
        return _no_way_back()
    url = f"{referrer.path}?{referrer.query}" if referrer.query else referrer.path
    path = without_language(referrer.path)
    if path.startswith(THEMES_PATH):
        return WayBack(url=url, label=_("Terug naar het thema") if path != THEMES_PATH else _("Terug naar de thema's"))
    if path != SEARCH_PATH:
        return _no_way_back()
    text = query.get("q", [""])[0].strip()
    return WayBack(url=url, label=_("Terug naar zoeken: %(text)s") % {"text": text} if text else _("Terug naar zoeken"))


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, *, modifier: str = "") -> SafeString:
    """A pictogram of the sprite, hidden from assistive technology: words always stand beside it.

    Remembered: a page of results has some eighty, of a few dozen kinds.
    """
    return format_html(
        '<svg class="ww-icoon{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        f" ww-icoon--{modifier}" if modifier else "",
        static("img/sprite.svg"),
        name,
    )


@register.filter
def tel(number: str) -> str:
    """The address of a telephone number: "tel:0570000010"."""
    return phone_href(number)


@register.filter
def phone(number: str) -> str:
    """A telephone number in groups that are read aloud easily, with non-breaking spaces."""
    return spoken_phone(number)


@register.filter
def dutch_date(day: date | None) -> str:
    """A date in words: "3 november 2026"."""
    return describe_date(day) if day else ""


def _no_way_back() -> WayBack:
    return WayBack(url=SEARCH_PATH, label=_("Hulp zoeken"))


@register.filter
def here(path: str) -> str:
    """An address of this site in the language that is being read; `/zoeken/` becomes `/en/zoeken/` on an English page."""
    return in_language(str(path))


@register.simple_tag(takes_context=True)
def local(context: Context, url: str) -> str:
    """An address in the language that is being read, also if it was stored whole and is one of the site that one is on."""
    request = context.get("request")
    if isinstance(request, HttpRequest):
        url = url.removeprefix(f"{request.scheme}://{request.get_host()}")
    return in_language(url)


@register.simple_tag
def dutch() -> str:
    """The attributes of an element with a text that is there in Dutch alone, on a page in another language; nothing in Dutch."""
    return SafeString("" if active_language() == SOURCE else ' lang="nl" dir="ltr"')


@register.filter
def clock(moment: datetime) -> str:
    """The time of an aware moment in Amsterdam: "16.05 uur"."""
    return _("%(hours)s uur") % {"hours": format_time(moment.astimezone(AMSTERDAM))}


@register.simple_tag
def json_ld(data: Mapping[str, Any]) -> str:
    """What search engines read of a page, in a block of data that no browser executes."""
    text = orjson.dumps(data).decode().translate(ESCAPED)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))
