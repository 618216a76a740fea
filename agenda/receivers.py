"""Keeps dates and search in step with activities: every change is followed in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from agenda.documents import KIND, event_document
from agenda.models import EventPage, event_changed
from agenda.services import refresh_occurrences
from search.services import index_documents, remove_documents
from sites.models import Zone
from socialmap.models import Organisation
from socialmap.models.editorial import public_row_changed


@receiver(event_changed, sender=EventPage)
def event_saved(sender: type[EventPage], event: EventPage, **kwargs: Any) -> None:
    """An activity changed, went live or went offline; read anew, as the instance may hold what is not public yet."""
    follow(EventPage.objects.get(pk=event.pk))


@receiver(post_delete, sender=EventPage)
def event_deleted(sender: type[EventPage], instance: EventPage, **kwargs: Any) -> None:
    """An activity is gone."""
    remove_documents(keys=[f"{KIND}:{instance.pk}"])


@receiver(post_save, sender=Page)
def page_moved(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Pages have another place: Wagtail saves the topmost as a plain one, in the transaction of the move."""
    top = Page.objects.get(pk=instance.pk)
    for event in EventPage.objects.descendant_of(top, inclusive=True):
        event.save()


@receiver([post_save, post_delete], sender=PageViewRestriction)
def restriction_changed(sender: type[PageViewRestriction], instance: PageViewRestriction, **kwargs: Any) -> None:
    """Not everybody may see a part of the tree, or everybody may again."""
    if top := Page.objects.filter(pk=instance.page_id).first():
        for event in EventPage.objects.descendant_of(top, inclusive=True):
            follow(event)


@receiver(post_save, sender=Zone)
def zone_saved(sender: type[Zone], instance: Zone, **kwargs: Any) -> None:
    """A zone's name stands on the cards of its activities."""
    for event in EventPage.objects.live().filter(zone=instance):
        follow(event)


@receiver(public_row_changed, sender=Organisation)
def organisation_changed(sender: type[Organisation], pk: int, **kwargs: Any) -> None:
    """An organisation's name stands on the cards of its activities."""
    for event in EventPage.objects.live().filter(organiser=pk):
        follow(event)


def extend_events(*, at: datetime) -> None:
    """Once a day: dates a day further, and search with the days of the coming weeks; what is over leaves it."""
    for event in EventPage.objects.live().iterator(chunk_size=200):
        follow(event, at=at)


@transaction.atomic
def follow(event: EventPage, *, at: datetime | None = None) -> None:
    """Compute the dates of an activity, and index it or take it out of the index."""
    refresh_occurrences(event=event, at=at or timezone.now())
    document = event_document(event)
    if document:
        index_documents(documents=[document])
    else:
        remove_documents(keys=[f"{KIND}:{event.pk}"])
