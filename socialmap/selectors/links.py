"""Addresses that do not work any more, and where they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.choices import Right
from accounts.permissions import Visitor, may, may_everywhere, zones_where
from socialmap.models import CheckedLink
from socialmap.registry import LinkSource, link_sources


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPlace:
    """Where an address stands: what sort of thing, its name, and where to change it, empty for who may not."""

    label: str
    title: str
    edit_url: str


def broken_for(user: Visitor) -> QuerySet[CheckedLink]:
    """The broken addresses on what somebody checks: in their zones by name, or in the whole city. No query by itself."""
    places = [Q(Exists(_rows_for(user, source).filter(**{source.field: OuterRef("url")}))) for source in link_sources]
    anywhere = Q(pk__in=())
    for place in places:
        anywhere |= place
    broken: QuerySet[CheckedLink] = CheckedLink.objects.all().broken()
    return broken.filter(anywhere)


def places_of(links: Iterable[CheckedLink], *, user: Visitor) -> Mapping[str, list[LinkPlace]]:
    """Where these addresses stand, by address, of what somebody checks; one query a source."""
    urls, found = [link.url for link in links], defaultdict(list)
    for source in link_sources:
        may_edit = may(user, source.edit_right)
        for row in _rows_for(user, source).filter(**{f"{source.field}__in": urls}).order_by("pk"):
            place = LinkPlace(label=str(source.label), title=str(row), edit_url=source.edit_url(row) if may_edit else "")
            found[getattr(row, source.field)].append(place)
    return found


def _rows_for(user: Visitor, source: LinkSource) -> QuerySet[Any]:
    """The rows of a source that somebody checks."""
    rows = source.rows()
    if may_everywhere(user, Right.CHECK_DATA):
        return rows
    if not source.zones:
        return rows.none()
    own = rows.model._default_manager.filter(**{f"{source.zones}__in": zones_where(user, Right.CHECK_DATA).values("pk")})
    return rows.filter(pk__in=own.values("pk"))
