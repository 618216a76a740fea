"""Template tags of the front end: icons and Dutch notations."""

from __future__ import annotations

from datetime import date

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.rules import phone_href, spoken_phone

register = template.Library()


@register.simple_tag
def icon(name: str, *, modifier: str = "") -> SafeString:
    """A pictogram of the sprite, hidden from assistive technology: words always stand beside it."""
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
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else ""


MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
)  # fmt: skip
