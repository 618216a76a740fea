"""Keeps the remembered dictionary right: a synonym, hard word or card that is saved works in the next search."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from search.models import DirectHelp, HardWord, Synonym
from search.services import mark_dictionary_changed
from sites.models import PostcodeRange, Zone


@receiver([post_save, post_delete], sender=Synonym)
@receiver([post_save, post_delete], sender=HardWord)
@receiver([post_save, post_delete], sender=DirectHelp)
@receiver([post_save, post_delete], sender=Zone)
@receiver([post_save, post_delete], sender=PostcodeRange)
@receiver(m2m_changed, sender=Zone.neighbours.through)
def dictionary_changed(sender: type[Model], **kwargs: Any) -> None:
    """A synonym, a hard word or a card changed, or a zone: its name is a word of place, its neighbours and postcodes are remembered."""
    mark_dictionary_changed()
