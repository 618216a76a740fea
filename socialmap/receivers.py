"""Keeps search and addresses in step, in the transaction of every change of a public row; and says how help is kept right."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models.deletion import ProtectedError
from django.db.models.signals import post_delete, post_save, pre_delete
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.contrib.redirects.models import Redirect

from accounts.choices import Right
from core.models import lock
from search.components import hours_in_words
from search.models import DirectHelp
from search.registry import findables
from search.services import index_documents, mark_dictionary_changed, remove_documents
from sites.models import Zone
from socialmap.documents import cost_in_words
from socialmap.models import Entry, LikePair, Organisation, TargetGroup, Theme
from socialmap.models.editorial import Editorial, public_row_changed
from socialmap.registry import Asked, Kept, LinkSource, kept_kinds, link_sources
from socialmap.services import store_entry

KINDS: dict[type[Editorial], str] = {Entry: "entry", Organisation: "organisation", Theme: "theme"}


@receiver(public_row_changed, sender=Entry)
def entry_changed(sender: type[Entry], pk: int, **kwargs: Any) -> None:
    """An entry changed, went live or went offline."""
    _refresh_entries(Entry.objects.filter(pk=pk))


@receiver(public_row_changed, sender=Organisation)
def organisation_changed(sender: type[Organisation], pk: int, **kwargs: Any) -> None:
    """An organisation changed; its name stands on the cards of its entries."""
    _refresh_organisations(Organisation.objects.filter(pk=pk))
    _refresh_entries(Entry.objects.filter(models.Q(organisation=pk) | models.Q(owner=pk)))


@receiver(public_row_changed, sender=Theme)
def theme_changed(sender: type[Theme], pk: int, before: Theme | None, **kwargs: Any) -> None:
    """A theme's name is searched in its entries, and it is found itself."""
    mark_dictionary_changed()
    _refresh("theme", Theme.objects.filter(pk=pk))
    _refresh_entries(Entry.objects.filter(themes=pk))


@receiver(public_row_changed)
def address_changed(sender: type[Editorial], pk: int, before: Editorial | None, **kwargs: Any) -> None:
    """An address that was public keeps leading to its page."""
    if before is None or not before.live:
        return
    now = sender._default_manager.get(pk=pk)
    if now.get_absolute_url() != before.get_absolute_url():
        Redirect.objects.filter(old_path=Redirect.normalise_path(now.get_absolute_url()), site=None).delete()
        Redirect.add_redirect(before.get_absolute_url(), now.get_absolute_url())


@receiver(post_delete, sender=Entry)
@receiver(post_delete, sender=Organisation)
@receiver(post_delete, sender=Theme)
def deleted(sender: type[Editorial], instance: Editorial, **kwargs: Any) -> None:
    """A row is gone."""
    remove_documents(keys=[f"{KINDS[sender]}:{instance.pk}"])
    LikePair.objects.all().about(sender._meta.label_lower, instance.pk).delete()


@receiver(post_save, sender=TargetGroup)
def target_group_saved(sender: type[TargetGroup], instance: TargetGroup, **kwargs: Any) -> None:
    """A target group's name stands on the cards of its entries, and in the filters."""
    mark_dictionary_changed()
    _refresh_entries(Entry.objects.filter(target_groups=instance))


@receiver(post_save, sender=Zone)
def zone_saved(sender: type[Zone], instance: Zone, **kwargs: Any) -> None:
    """A zone's name is searched in its entries and organisations."""
    _refresh_organisations(Organisation.objects.filter(zones=instance))
    _refresh_entries(Entry.objects.filter(zones=instance))


@receiver(pre_delete, sender=Zone)
def zone_in_use_stays(sender: type[Zone], instance: Zone, **kwargs: Any) -> None:
    """Help that would be left without a zone keeps its zone from being deleted."""
    entries = list(Entry.objects.filter(zones=instance)[:1])
    if entries:
        raise ProtectedError(_("%(zone)s staat nog bij hulp op de sociale kaart.") % {"zone": instance}, set(entries))


@receiver(pre_delete, sender=Theme)
@receiver(pre_delete, sender=TargetGroup)
def relation_going(sender: type[models.Model], instance: Theme | TargetGroup, **kwargs: Any) -> None:
    """Remember which entries lose a theme or target group; afterwards nobody knows any more."""
    instance._entry_pks = list(instance.entries.values_list("pk", flat=True))  # type: ignore[union-attr] # read by `relation_gone`


@receiver(post_delete, sender=Theme)
@receiver(post_delete, sender=TargetGroup)
def relation_gone(sender: type[models.Model], instance: Theme | TargetGroup, **kwargs: Any) -> None:
    """A theme or target group is gone."""
    mark_dictionary_changed()
    _refresh_entries(Entry.objects.filter(pk__in=instance._entry_pks))  # type: ignore[union-attr] # set by `relation_going`


def _refresh_entries(entries: models.QuerySet[Entry]) -> None:
    _refresh("entry", entries.with_everything())  # type: ignore[attr-defined] # EntryQuerySet


def _refresh_organisations(organisations: models.QuerySet[Organisation]) -> None:
    _refresh("organisation", organisations.prefetch_related("zones"))


@transaction.atomic
def _refresh(kind: str, rows: models.QuerySet[Any]) -> None:
    """Index rows as they are stored, or take them out of the index if they may not be found."""
    # A row that somebody else is saving is waited for, and read after that.
    lock(rows)
    found = {row.pk: findables[kind].document_for(row) for row in rows}
    index_documents(documents=[document for document in found.values() if document is not None])
    remove_documents(keys=[f"{kind}:{pk}" for pk, document in found.items() if document is None])


def _questions_about(entry: Entry) -> tuple[Asked, ...]:
    """What may have changed in help, as the site says it now."""
    return (
        Asked(label=_("Telefoon"), text=entry.phone),
        Asked(label=_("E-mail"), text=entry.email),
        Asked(label=_("Website"), text=entry.website),
        Asked(label=_("Tijden"), text=hours_in_words(entry.hours, at=timezone.now())[0]),
        Asked(label=_("Waar"), text=", ".join(filter(None, (entry.place_name, entry.address)))),
        Asked(label=_("Kosten"), text=cost_in_words(entry)),
    )


kept_kinds.register(
    Kept(
        key="hulp",
        label=gettext_lazy("Hulp en tips"),
        model=Entry,
        public=Entry.objects.findable,
        shown=lambda rows: rows.select_related("owner", "organisation").prefetch_related("zones"),
        zones="zones",
        zones_of=lambda entry: tuple(entry.zones.all()),
        phone_of=lambda entry: entry.phone or (entry.owner.phone if entry.owner else ""),
        questions_of=_questions_about,
        edit_right=Right.EDIT_SOCIAL_MAP,
        edit_url=lambda entry: reverse("wagtailsnippets_socialmap_entry:edit", args=[entry.pk]),
        store=store_entry,
        owner="owner",
        order=10,
    )
)


link_sources.register(
    LinkSource(
        label=gettext_lazy("Hulp en tips"),
        rows=Entry.objects.findable,
        field="website",
        zones="zones",
        edit_right=Right.EDIT_SOCIAL_MAP,
        edit_url=lambda entry: reverse("wagtailsnippets_socialmap_entry:edit", args=[entry.pk]),
    )
)
link_sources.register(
    LinkSource(
        label=gettext_lazy("Organisaties"),
        rows=lambda: Organisation.objects.filter(live=True),
        field="website",
        zones="zones",
        edit_right=Right.EDIT_SOCIAL_MAP,
        edit_url=lambda organisation: reverse("wagtailsnippets_socialmap_organisation:edit", args=[organisation.pk]),
    )
)
link_sources.register(
    LinkSource(
        label=gettext_lazy("Directe hulp"),
        rows=DirectHelp.objects.all,
        field="chat_url",
        zones="",
        edit_right=Right.EDIT_WORDS,
        edit_url=lambda card: reverse("wagtailsnippets_search_directhelp:edit", args=[card.pk]),
    )
)
