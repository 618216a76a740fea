"""Keeps what the frame of every page tells in step with the places, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished

from core.languages import SOURCE
from sites.models import Location, LocationChange
from sites.services import FRONT_DOOR_DEPTH, refresh_desks, refresh_languages


@receiver(post_save, sender=Location)
@receiver(post_save, sender=LocationChange)
@receiver(post_delete, sender=Location)
@receiver(post_delete, sender=LocationChange)
def place_changed(sender: type[Location | LocationChange], **kwargs: Any) -> None:
    """A place, its hours, or where it went."""
    refresh_desks()


@receiver(page_published)
@receiver(page_unpublished)
@receiver(post_delete)
def front_page_changed(sender: type[Any], instance: Any, **kwargs: Any) -> None:
    """A front page came, or went: a language may come or go with it."""
    if isinstance(instance, Page) and instance.depth == FRONT_DOOR_DEPTH and instance.locale.language_code != SOURCE:
        refresh_languages()
