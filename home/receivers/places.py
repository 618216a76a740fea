"""Search follows the places: when somebody changes one, and when a day or a move begins or ends. And how places are kept right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.choices import Right
from core.schedule import AMSTERDAM
from home.documents import PLACE_KIND, place_document
from partners.receivers import follow_hours_at
from search.services import index_documents, remove_documents
from sites.models import Location, LocationChange, take_turn
from sites.selectors import Standing, hours_in_a_line, places, standings
from sites.services import store_location
from socialmap.registry import Asked, Kept, kept_kinds


@transaction.atomic
def follow_places(*, pks: Iterable[int], at: datetime) -> int:
    """Index places as they stand at an aware moment, or take them out of the index; returns how many. Four queries, and the index."""
    # A place that somebody else is saving is waited for, and read after that.
    take_turn()
    found = standings(places().filter(pk__in=list(pks)), at=at)
    for standing in found:
        standing.location.changed_at, standing.location.follow_at = at, _again(standing)
    Location.objects.bulk_update([standing.location for standing in found], ["changed_at", "follow_at"])
    documents = {standing.location.pk: place_document(standing) for standing in found}
    index_documents(documents=[document for document in documents.values() if document is not None])
    remove_documents(keys=[f"{PLACE_KIND}:{pk}" for pk, document in documents.items() if document is None])
    return len(found)


def follow_due_places(*, at: datetime) -> int:
    """The places of which something began or ended since they were looked at, with what is held there; one query when there are none."""
    pks = list(Location.objects.due(at=at).values_list("pk", flat=True))
    if not pks:
        return 0
    with transaction.atomic():
        count = follow_places(pks=pks, at=at)
        follow_hours_at(places=pks)
    return count


@receiver(post_save, sender=Location)
def place_saved(sender: type[Location], instance: Location, **kwargs: Any) -> None:
    """A place or its hours changed, also for who went there for a while."""
    coming = instance.arrivals.values_list("location", flat=True)
    follow_places(pks={instance.pk, *coming}, at=timezone.now())


@receiver([post_save, post_delete], sender=LocationChange)
def change_of_place(sender: type[LocationChange], instance: LocationChange, **kwargs: Any) -> None:
    """A place goes somewhere, or comes back."""
    follow_places(pks={pk for pk in (instance.location_id, instance.was_at) if pk}, at=timezone.now())


@receiver(post_delete, sender=Location)
def place_deleted(sender: type[Location], instance: Location, **kwargs: Any) -> None:
    """A place is gone."""
    remove_documents(keys=[f"{PLACE_KIND}:{instance.pk}"])


def _public() -> models.QuerySet[Any]:
    """Places that residents walk into now, or that are closed for a while."""
    return Location.objects.existing(on=timezone.localdate()).filter(is_planned=False)


def _questions_about(location: Location) -> tuple[Asked, ...]:
    """What may have changed at a place, as the site says it now."""
    return (
        Asked(label=_("Telefoon"), text=location.own_phone),
        Asked(label=_("E-mail"), text=location.email),
        Asked(label=_("Tijden"), text=hours_in_a_line(Standing(location=location, at=timezone.now(), changes=()), at=timezone.now())),
        Asked(label=_("Adres"), text=location.address),
        Asked(label=_("Ingang"), text=location.entrance),
        Asked(label=_("Wie houdt de plek open?"), text=location.operator),
    )


kept_kinds.register(
    Kept(
        key="plek",
        label=gettext_lazy("Plekken"),
        model=Location,
        public=_public,
        shown=lambda rows: rows.select_related("zone"),
        zones="zone",
        zones_of=lambda location: (location.zone,),
        phone_of=lambda location: location.own_phone,
        questions_of=_questions_about,
        edit_right=Right.EDIT_PAGES,
        edit_url=lambda location: reverse("wagtailsnippets_sites_location:edit", args=[location.pk]),
        store=store_location,
        order=30,
    )
)


def _again(standing: Standing) -> datetime:
    """The next midnight, or the moment before it at which a change begins or ends."""
    today = standing.at.astimezone(AMSTERDAM).date()
    moments = [datetime.combine(today + timedelta(days=1), time.min, AMSTERDAM)]
    for change in standing.changes:
        moments.extend(moment for moment in (change.starts_at, change.ends_at) if moment and moment > standing.at)
    return min(moments)
