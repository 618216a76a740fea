"""Keeps the remembered dictionary right: a synonym or card that is saved works in the next search."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from search.models import DirectHelp, Synonym
from search.services import mark_dictionary_changed


@receiver([post_save, post_delete], sender=Synonym)
@receiver([post_save, post_delete], sender=DirectHelp)
def dictionary_changed(sender: type[Synonym | DirectHelp], **kwargs: Any) -> None:
    """A synonym or a card was saved or deleted."""
    mark_dictionary_changed()
