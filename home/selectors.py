"""Composed reads for the front doors: zones to choose from, and what stands on a zone's home."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.rules import RuleError
from sites.models import Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class PostcodeAnswer:
    """Which zones a typed postcode can mean, or a sentence that says why there is none."""

    zones: tuple[Zone, ...] = ()
    message: str = ""


def all_zones() -> QuerySet[Zone]:
    """Every zone that residents may know of, with its site, by number; one query."""
    return Zone.objects.filter(is_public=True).select_related("site")


def neighbours_of(zone: Zone) -> QuerySet[Zone]:
    """The zones next door that residents may know of, with their sites; one query."""
    return zone.neighbours.filter(is_public=True).select_related("site")


def zones_for_postcode(text: str) -> PostcodeAnswer:
    """The zones of a postcode as somebody typed it; one query."""
    try:
        zones = tuple(all_zones().for_postcode(text))  # type: ignore[attr-defined] # ZoneQuerySet
    except RuleError as error:
        return PostcodeAnswer(message=str(error))
    if not zones:
        return PostcodeAnswer(message=_("Deze postcode hoort niet bij een van onze wijken. Kies uw wijk hieronder, of bel ons."))
    return PostcodeAnswer(zones=zones)
