"""Keeps search in step: every change of a row changes its document in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver

from search.registry import findables
from search.services import index_documents, remove_documents
from sites.models import Zone
from socialmap.models import Entry, Organisation, TargetGroup, Theme


def refresh(kind: str, instance: models.Model) -> None:
    """Index one instance, or take it out of the index if it may not be found."""
    document = findables[kind].document_for(instance)
    if document is None:
        remove_documents(keys=[f"{kind}:{instance.pk}"])
    else:
        index_documents(documents=[document])


@receiver(post_save, sender=Entry)
def entry_saved(sender: type[Entry], instance: Entry, **kwargs: Any) -> None:
    """An entry changed, went live or went offline."""
    refresh("entry", instance)


@receiver(post_save, sender=Organisation)
def organisation_saved(sender: type[Organisation], instance: Organisation, **kwargs: Any) -> None:
    """An organisation changed; its name stands on the cards of its entries."""
    refresh("organisation", instance)
    _refresh_entries(Entry.objects.filter(models.Q(organisation=instance) | models.Q(owner=instance)))


@receiver(post_delete, sender=Entry)
@receiver(post_delete, sender=Organisation)
def deleted(sender: type[Entry | Organisation], instance: Entry | Organisation, **kwargs: Any) -> None:
    """A row is gone."""
    kind = "entry" if isinstance(instance, Entry) else "organisation"
    remove_documents(keys=[f"{kind}:{instance.pk}"])


@receiver(post_save, sender=Theme)
def theme_saved(sender: type[Theme], instance: Theme, created: bool, **kwargs: Any) -> None:
    """A theme's name is searched in its entries."""
    if not created:
        _refresh_entries(Entry.objects.filter(themes=instance))


@receiver(post_save, sender=TargetGroup)
def target_group_saved(sender: type[TargetGroup], instance: TargetGroup, created: bool, **kwargs: Any) -> None:
    """A target group's name stands on the cards of its entries."""
    if not created:
        _refresh_entries(Entry.objects.filter(target_groups=instance))


@receiver(post_save, sender=Zone)
def zone_saved(sender: type[Zone], instance: Zone, created: bool, **kwargs: Any) -> None:
    """A zone's name is searched in its entries."""
    if not created:
        _refresh_entries(Entry.objects.filter(zones=instance))


@receiver(pre_delete, sender=Zone)
@receiver(pre_delete, sender=Theme)
@receiver(pre_delete, sender=TargetGroup)
def relation_going(sender: type[models.Model], instance: Zone | Theme | TargetGroup, **kwargs: Any) -> None:
    """Remember which entries lose a zone, theme or target group; afterwards nobody knows any more."""
    instance._entry_pks = list(instance.entries.values_list("pk", flat=True))  # type: ignore[union-attr] # read by `relation_gone`


@receiver(post_delete, sender=Zone)
@receiver(post_delete, sender=Theme)
@receiver(post_delete, sender=TargetGroup)
def relation_gone(sender: type[models.Model], instance: Zone | Theme | TargetGroup, **kwargs: Any) -> None:
    """A zone, theme or target group is gone."""
    _refresh_entries(Entry.objects.filter(pk__in=instance._entry_pks))  # type: ignore[union-attr] # set by `relation_going`


def _refresh_entries(entries: models.QuerySet[Entry]) -> None:
    documents = [findables["entry"].document_for(entry) for entry in entries.with_everything()]  # type: ignore[attr-defined] # EntryQuerySet
    index_documents(documents=[document for document in documents if document is not None])
