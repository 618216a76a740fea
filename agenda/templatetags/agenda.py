"""Fills the agenda and its activities with components."""

from __future__ import annotations

from typing import cast

from django import template
from django.template import Context
from django.utils import timezone

from agenda.components import detail, overview
from agenda.forms import wanted_from
from agenda.models import EventPage
from agenda.selectors import agenda_days, coming_dates
from core.components import Component
from sites.components import Breadcrumb, Crumb
from sites.shell import Shell

FEED_PATH = "/agenda/agenda.ics"

register = template.Library()


@register.simple_tag(takes_context=True)
def agenda_overview(context: Context) -> Component:
    """The days of the agenda on this site; two queries."""
    shell = cast("Shell", context["shell"])
    wanted = wanted_from(context["request"].GET)
    return overview(
        agenda_days(zone=shell.zone, at=shell.now, wanted=wanted),
        wanted=wanted,
        zone=shell.zone,
        today=shell.now.date(),
        url_of=_address_of,
        feed_url=FEED_PATH,
    )


@register.simple_tag(takes_context=True)
def event_detail(context: Context) -> Component:
    """One activity; four queries."""
    event = cast("EventPage", context["page"])
    return detail(event, coming=coming_dates(event, at=timezone.now()), calendar_url=f"/agenda/{event.slug}.ics")


@register.simple_tag
def agenda_breadcrumb(title: str) -> Component:
    """The way back to the agenda."""
    return Breadcrumb(crumbs=(Crumb(label="Begin", url="/"), Crumb(label="Agenda", url="/agenda/")), current=title)


def _address_of(event: EventPage) -> str:
    """On the site that the visitor is on: it shows what its agenda has."""
    return f"/agenda/{event.slug}/"
