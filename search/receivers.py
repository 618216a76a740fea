"""Keeps what is remembered right: a synonym, hard word or card works in the next search, and lists know how a text reads."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
from django.dispatch import receiver

from core.languages import SOURCE
from search.models import DirectHelp, HardWord, Synonym
from search.registry import readables
from search.services import forget_reading, mark_dictionary_changed, note_reading
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


def is_dutch(instance: Model) -> bool:
    """Whether a text is in the language that we know the rules of."""
    locale = getattr(instance, "locale", None)
    return locale is None or locale.language_code == SOURCE


@receiver(post_save)
def text_changed(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Something to read was saved; a draft saves no field of the text."""
    readable, fields = readables.of(sender), kwargs.get("update_fields")
    if readable and is_dutch(instance) and not kwargs.get("raw") and (fields is None or not readable.fields.isdisjoint(fields)):
        note_reading(instance=instance, readable=readable)


@receiver(post_delete)
def text_gone(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    """Something to read was deleted."""
    if readable := readables.of(sender):
        forget_reading(instance=instance, readable=readable)
