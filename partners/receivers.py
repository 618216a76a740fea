"""Keeps search, and the state of what was refused, in step with consulting hours: in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone

from core.models import lock
from core.schedule import AMSTERDAM
from moderation.choices import SubmissionState
from moderation.models import Submission
from partners.choices import HourState
from partners.documents import KIND, consulting_document
from partners.models import ConsultingHour
from partners.services import extend_hours
from search.services import index_documents, remove_documents
from sites.models import Location, LocationChange, Zone
from sites.selectors import standings
from socialmap.models import Organisation, Theme
from socialmap.models.editorial import public_row_changed

_NOT_TAKEN = {SubmissionState.REFUSED, SubmissionState.WITHDRAWN}


@receiver(post_save, sender=ConsultingHour)
def hour_saved(sender: type[ConsultingHour], instance: ConsultingHour, **kwargs: Any) -> None:
    """A consulting hour changed, or a date of it was called off, which saves it too."""
    _follow(ConsultingHour.objects.filter(pk=instance.pk))


@receiver(post_delete, sender=ConsultingHour)
def hour_deleted(sender: type[ConsultingHour], instance: ConsultingHour, **kwargs: Any) -> None:
    """A consulting hour is gone."""
    remove_documents(keys=[f"{KIND}:{instance.pk}"])


@receiver(public_row_changed, sender=Organisation)
def organisation_changed(sender: type[Organisation], pk: int, **kwargs: Any) -> None:
    """An organisation's name stands on the cards of its consulting hours; without it they are not shown."""
    _follow(ConsultingHour.objects.filter(organisation=pk), is_held=True)


@receiver(public_row_changed, sender=Theme)
def theme_changed(sender: type[Theme], pk: int, **kwargs: Any) -> None:
    """A theme's name is searched in its consulting hours."""
    _follow(ConsultingHour.objects.filter(themes=pk))


@receiver(post_save, sender=Location)
def location_saved(sender: type[Location], instance: Location, **kwargs: Any) -> None:
    """A place's name and hours stand on the cards of what is held there."""
    _follow(ConsultingHour.objects.filter(location=instance), is_held=True)


@receiver([post_save, post_delete], sender=LocationChange)
def change_of_place(sender: type[LocationChange], instance: LocationChange, **kwargs: Any) -> None:
    """What is held at a place goes with it."""
    _follow(ConsultingHour.objects.filter(location__in=[pk for pk in (instance.location_id, instance.was_at) if pk]))


@receiver(post_save, sender=Zone)
def zone_saved(sender: type[Zone], instance: Zone, **kwargs: Any) -> None:
    """A zone's name stands on the cards of what is held there."""
    _follow(ConsultingHour.objects.filter(location__zone=instance))


@receiver(post_save, sender=Submission)
def submission_saved(sender: type[Submission], instance: Submission, **kwargs: Any) -> None:
    """What an editor refused, or a partner took back, does not wait any more."""
    if instance.state in _NOT_TAKEN and instance.content_type.model_class() is ConsultingHour:
        ConsultingHour.objects.filter(pk=instance.object_id, state=HourState.PROPOSED).update(state=HourState.REFUSED)


def follow_hours_at(*, places: Iterable[int]) -> None:
    """Something began or ended at these places, given by their keys: what is held there goes with them."""
    _follow(ConsultingHour.objects.filter(location__in=list(places)))


def keep_up_consulting_hours(*, at: datetime) -> None:
    """Once a day: rooms held a day further, what is over ended, and search with the hours of this week.

    Each notes the day, so it may be called every minute, by many, and be broken off; four queries when all is done.
    """
    extend_hours(at=at)
    today = at.astimezone(AMSTERDAM).date()
    for pk in ConsultingHour.objects.filter(state=HourState.LIVE).exclude(followed_on=today).values_list("pk", flat=True):
        own = ConsultingHour.objects.filter(pk=pk)
        with transaction.atomic():
            _follow(own)
            own.update(followed_on=today)


@transaction.atomic
def _follow(hours: models.QuerySet[ConsultingHour], *, is_held: bool = False) -> None:
    """Index consulting hours as they are stored, or take them out of the index.

    `is_held` says that the caller saves what everybody who saves one of them holds: nobody is in between, and who waits reads
    anew after this. To lock them too would be against the order in which those lock.
    """
    if not is_held:
        # Somebody else who is saving one is waited for, and it is read after that.
        lock(hours)
    rows = list(hours.select_related("organisation", "location__zone__site").prefetch_related("offs", "themes"))
    known = {standing.location.pk: standing for standing in standings({hour.location for hour in rows}, at=timezone.now())}
    found = {hour.pk: consulting_document(hour, known[hour.location_id]) for hour in rows}
    index_documents(documents=[document for document in found.values() if document is not None])
    remove_documents(keys=[f"{KIND}:{pk}" for pk, document in found.items() if document is None])
