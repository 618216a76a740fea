"""Keeps what the frame of every page tells in step with the places, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from sites.models import Location, LocationChange
from sites.services import refresh_desks


@receiver(post_save, sender=Location)
@receiver(post_save, sender=LocationChange)
@receiver(post_delete, sender=Location)
@receiver(post_delete, sender=LocationChange)
def place_changed(sender: type[Location | LocationChange], **kwargs: Any) -> None:
    """A place, its hours, or where it went."""
    refresh_desks()
