"""Keeps dates and search in step with activities: every change is followed in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction

from accounts.choices import Right
from agenda.documents import KIND, event_document
from agenda.forms.editing import EventPageForm
from agenda.models import EventPage, Occurrence, event_changed
from agenda.services import follow_places, refresh_occurrences, tell_it_is_gone
from core.models import lock
from core.schedule import AMSTERDAM
from search.services import index_documents, remove_documents
from sites.models import Zone
from socialmap.models import Organisation, TargetGroup, Theme
from socialmap.models.editorial import public_row_changed
from socialmap.registry import LinkSource, link_sources

# Forms stand above models, so the page learns its form when all apps are there.
EventPage.base_form_class = EventPageForm


@receiver(event_changed, sender=EventPage)
def event_saved(sender: type[EventPage], event: EventPage, **kwargs: Any) -> None:
    """An activity changed, went live or went offline; read anew, as the instance may hold what is not public yet."""
    follow(event.pk, at=timezone.now())


@receiver(pre_delete, sender=EventPage)
def event_goes(sender: type[EventPage], instance: EventPage, **kwargs: Any) -> None:
    """An activity is about to be gone; who registered for it hears that while we know who they are."""
    tell_it_is_gone(event=instance, at=timezone.now())


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
        _follow_all(EventPage.objects.descendant_of(top, inclusive=True))


@receiver(post_save, sender=Zone)
def zone_saved(sender: type[Zone], instance: Zone, **kwargs: Any) -> None:
    """A zone's name stands on the cards of its activities."""
    _follow_all(EventPage.objects.filter(Q(zone=instance) | Q(also_in=instance)))


@receiver(public_row_changed, sender=Organisation)
def organisation_changed(sender: type[Organisation], pk: int, **kwargs: Any) -> None:
    """An organisation's name stands on the cards of its activities."""
    _follow_all(EventPage.objects.filter(organiser=pk))


@receiver(public_row_changed, sender=Theme)
def theme_changed(sender: type[Theme], pk: int, **kwargs: Any) -> None:
    """A theme's name is searched in its activities."""
    _follow_all(EventPage.objects.filter(themes=pk))


@receiver(post_save, sender=TargetGroup)
def target_group_saved(sender: type[TargetGroup], instance: TargetGroup, **kwargs: Any) -> None:
    """A target group's name stands on the cards of its activities."""
    _follow_all(EventPage.objects.filter(target_groups=instance))


def extend_events(*, at: datetime) -> None:
    """Once a day: dates a day further, and search with the days of the coming weeks; what is over leaves it.

    Each activity notes the day, so it may be called every minute, by many, and be broken off; one query when all is done.
    """
    today = at.astimezone(AMSTERDAM).date()
    for pk in EventPage.objects.live().exclude(followed_on=today).values_list("pk", flat=True):
        follow(pk, at=at)


def _follow_all(events: models.QuerySet[EventPage]) -> None:
    for pk in events.filter(live=True).distinct().values_list("pk", flat=True):
        follow(pk, at=timezone.now())


@transaction.atomic
def follow(pk: int, *, at: datetime) -> None:
    """Compute the dates of an activity, and index it or take it out of the index, as it is stored."""
    own = EventPage.objects.filter(pk=pk)
    # Somebody else who is saving it is waited for, and read after that.
    lock(own)
    event = own.first()
    if event is None:
        return
    refresh_occurrences(event=event, at=at)
    follow_places(event=event, at=at)
    own.update(followed_on=at.astimezone(AMSTERDAM).date())
    document = event_document(event)
    if document:
        index_documents(documents=[document])
    else:
        remove_documents(keys=[f"{KIND}:{event.pk}"])


def _coming() -> models.QuerySet[Any]:
    """Activities on the site that are not over."""
    coming = Occurrence.objects.filter(ends_at__gte=timezone.now()).values("event")
    found: models.QuerySet[Any] = EventPage.objects.filter(live=True, pk__in=coming)
    return found


link_sources.register(
    LinkSource(
        label=_("Activiteiten"),
        rows=_coming,
        field="website",
        zones="zone",
        edit_right=Right.EDIT_PAGES,
        edit_url=lambda event: reverse("wagtailadmin_pages:edit", args=[event.pk]),
    )
)
