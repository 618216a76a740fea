"""What the calendar of editors shows of the social map, and of all that is kept right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import Revision

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import may, may_everywhere
from accounts.registry import CalendarItem, on_days
from core.schedule import AMSTERDAM
from socialmap.models import Entry, Organisation, Theme
from socialmap.registry import kept_kinds
from socialmap.selectors.keeping import to_review

MODELS: tuple[type[Any], ...] = (Entry, Organisation, Theme)


def to_review_items(user: User, since: date, before: date) -> Iterator[CalendarItem]:
    """What somebody checks and has to be looked at again, of every kind that is kept right; some queries a kind."""
    for kind in kept_kinds:
        may_edit = may(user, kind.edit_right)
        for thing in kind.shown(to_review(user, kind, since=since, before=before)):
            zones = tuple((zone.pk, zone.name) for zone in kind.zones_of(thing) if zone is not None)
            yield CalendarItem(day=thing.review_on, title=str(thing), url=kind.edit_url(thing) if may_edit else "", zones=zones)


def planned_items(user: User, since: date, before: date) -> Iterator[CalendarItem]:
    """What of the social map goes live on these days, for who keeps it; three queries a model at most."""
    for model in MODELS if may_everywhere(user, Right.EDIT_SOCIAL_MAP) else ():
        kind = ContentType.objects.get_for_model(model)
        planned = Revision.objects.filter(content_type=kind, **on_days("approved_go_live_at", since, before))
        moments = {row.object_id: row.approved_go_live_at for row in planned.only("object_id", "approved_go_live_at")}
        for thing in _with_zones(model).filter(pk__in=[int(pk) for pk in moments]):
            yield _item(thing, moments[str(thing.pk)])


def ending_items(user: User, since: date, before: date) -> Iterator[CalendarItem]:
    """What of the social map goes offline on these days, for who keeps it; two queries a model at most."""
    for model in MODELS if may_everywhere(user, Right.EDIT_SOCIAL_MAP) else ():
        for thing in _with_zones(model).filter(live=True, **on_days("expire_at", since, before)):
            yield _item(thing, thing.expire_at)


def _with_zones(model: type[Any]) -> Any:
    return model.objects.prefetch_related("zones") if hasattr(model, "zones") else model.objects.all()


def _item(thing: Any, moment: datetime) -> CalendarItem:
    url = reverse(f"wagtailsnippets_socialmap_{thing._meta.model_name}:edit", args=[thing.pk])
    zones = tuple((zone.pk, zone.name) for zone in thing.zones.all()) if hasattr(thing, "zones") else ()
    return CalendarItem(day=moment.astimezone(AMSTERDAM).date(), title=str(thing), url=url, zones=zones)
