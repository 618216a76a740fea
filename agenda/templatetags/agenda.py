"""Fills the agenda and its activities with components."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.choices import SignUp
from agenda.components import Picture, choices_of, detail, overview, sign_up_dates
from agenda.components.schema import as_schema
from agenda.forms import wanted_from
from agenda.models import EventPage, Occurrence
from agenda.selectors import agenda_days, coming_dates, days_next_door, names_chosen, url_of
from core.components import Component
from core.templatetags.core import json_ld
from sites.components import Breadcrumb, Crumb
from sites.shell import Shell, hub_url
from socialmap.selectors import live_themes, target_groups

PICTURE_WIDTHS = ("width-480|format-webp", "width-960|format-webp")
CARD_SIZE = "fill-1200x630|format-jpeg"
# With fewer dates than this the page looks next door too.
FEW_DATES = 5

register = template.Library()


@register.simple_tag(takes_context=True)
def agenda_overview(context: Context) -> Component:
    """The days of the agenda on this site; four queries, and one for next door if there is little."""
    shell = cast("Shell", context["shell"])
    wanted = wanted_from(context["request"].GET)
    days = agenda_days(zone=shell.zone, at=shell.now, wanted=wanted)
    is_little = sum(len(day.occurrences) for day in days) < FEW_DATES
    return overview(
        days,
        choices=choices_of(
            wanted,
            themes=[(theme.slug, theme.name) for theme in live_themes()],
            groups=[(group.slug, group.name) for group in target_groups()],
            names=names_chosen(wanted, days),
        ),
        wanted=wanted,
        zone=shell.zone,
        today=shell.now.date(),
        url_of=_address_of,
        nearby=days_next_door(zone=shell.zone, at=shell.now, wanted=wanted) if shell.zone and is_little else (),
        city_url=hub_url("/agenda/") if shell.zone else "",
    )


@register.simple_tag(takes_context=True)
def event_detail(context: Context) -> Component:
    """One activity; four queries, and one the first time that a picture is shown."""
    event = cast("EventPage", context["page"])
    return detail(
        event,
        coming=_coming(context),
        calendar_url=f"/agenda/{event.slug}.ics",
        language=context["request"].GET.get("taal", ""),
        picture=_picture(event),
    )


@register.simple_tag(takes_context=True)
def event_sign_up(context: Context) -> Component | None:
    """The dates that one can register for; None if nobody has to. No query after `event_detail`."""
    event = cast("EventPage", context["page"])
    coming = _coming(context) if event.registration == SignUp.ONLINE else ()
    return sign_up_dates(event, coming=coming, at=timezone.now()) if coming else None


@register.simple_tag(takes_context=True)
def event_card(context: Context) -> dict[str, str]:
    """What others show of a page that is sent around: the address of its picture, and the text for it."""
    event = cast("EventPage", context["page"])
    if event.image is None:
        return {}
    card = event.image.get_rendition(CARD_SIZE)
    return {"image": card.full_url, "image_text": event.image_text}


@register.simple_tag(takes_context=True)
def event_data(context: Context) -> str:
    """The activity as search engines read it, in a block of data that no browser executes; nothing for what is over."""
    event, coming = cast("EventPage", context["page"]), _coming(context)
    if not coming:
        return ""
    data = {"@context": "https://schema.org"} | as_schema(event, coming, url=url_of(event))
    return json_ld(data)


@register.simple_tag
def agenda_breadcrumb(title: str) -> Component:
    """The way back to the agenda."""
    return Breadcrumb(crumbs=(Crumb(label=_("Begin"), url="/"), Crumb(label=_("Agenda"), url="/agenda/")), current=title)


def _coming(context: Context) -> Sequence[Occurrence]:
    """The next dates as the view read them; a preview in the admin has no view of ours."""
    given: Sequence[Occurrence] | None = context.get("coming")
    return coming_dates(context["page"], at=timezone.now()) if given is None else given


def _picture(event: EventPage) -> Picture | None:
    if event.image is None:
        return None
    sizes = sorted(event.image.get_renditions(*PICTURE_WIDTHS).values(), key=lambda rendition: rendition.width)
    largest = sizes[-1]
    return Picture(
        sizes=tuple({rendition.width: (rendition.url, rendition.width) for rendition in sizes}.values()),
        width=largest.width,
        height=largest.height,
        alternative=event.image_text,
    )


def _address_of(event: EventPage) -> str:
    """On the site that the visitor is on: it shows what its agenda has."""
    return f"/agenda/{event.slug}/"
