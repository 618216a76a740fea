"""Keeps search in step with the pages: every change of what is public is followed in the same transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Page, PageViewRestriction, Site

from accounts.choices import Right
from core.languages import SOURCE
from core.models import DRAFT_FIELDS, hold, lock
from home.documents import KIND, page_document, pages_in
from home.models import ContactPage, StandardPage
from home.receivers.places import follow_places
from search.engine.base import Document
from search.services import index_documents, remove_documents
from sites.models import Zone
from socialmap.registry import Asked, Kept, kept_kinds
from socialmap.services import write_in_drafts


@receiver(pre_save, sender=StandardPage)
@receiver(pre_save, sender=ContactPage)
def page_saving(sender: type[Page], update_fields: Collection[str] | None = None, **kwargs: Any) -> None:
    """A page is shown with the name of its zone: whoever renames that waits until the page is there."""
    if update_fields is None or not DRAFT_FIELDS.issuperset(update_fields):
        with transaction.atomic():
            hold([Zone.objects.all()])


@receiver(post_save, sender=StandardPage)
@receiver(post_save, sender=ContactPage)
def page_saved(
    sender: type[Page], instance: StandardPage | ContactPage, update_fields: Collection[str] | None = None, **kwargs: Any
) -> None:
    """A page changed, went live or went offline; read anew, as the instance may hold what is not public yet.

    With all below it: its slug may be another, and Wagtail's own signal of that comes after the commit.
    """
    if update_fields is None or not DRAFT_FIELDS.issuperset(update_fields):
        _refresh_below(instance)


@receiver(post_delete, sender=StandardPage)
@receiver(post_delete, sender=ContactPage)
def page_deleted(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page is gone."""
    remove_documents(keys=[f"{KIND}:{instance.pk}"])


@receiver(post_save, sender=Page)
def page_moved(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """A page has another place: Wagtail saves it as a plain one, in the transaction of the move (its own signal comes after that)."""
    for page in StandardPage.objects.descendant_of(Page.objects.get(pk=instance.pk), inclusive=True):
        if page.zone_id != getattr(zone := page.zone_of_tree(), "pk", None):
            StandardPage.objects.filter(pk=page.pk).update(zone=zone)
    _refresh_below(instance)


@receiver([post_save, post_delete], sender=PageViewRestriction)
def restriction_changed(sender: type[PageViewRestriction], instance: PageViewRestriction, **kwargs: Any) -> None:
    """Not everybody may read a part of the tree, or everybody may again."""
    if page := Page.objects.filter(pk=instance.page_id).first():
        _refresh_below(page)


@receiver(post_save, sender=Site)
def site_saved(sender: type[Site], instance: Site, **kwargs: Any) -> None:
    """Pages have another host."""
    _refresh_below(instance.root_page)


@receiver(post_save, sender=Zone)
def zone_saved(sender: type[Zone], instance: Zone, **kwargs: Any) -> None:
    """Pages and places stand under the name of their zone."""
    _refresh_below(instance.site.root_page)
    follow_places(pks=instance.locations.values_list("pk", flat=True), at=timezone.now())


def _refresh_below(page: Page) -> None:
    """Index a page and all below it, with the addresses that they have now: those of a move are stored after the page itself."""
    top = Page.objects.get(pk=page.pk)
    addresses: dict[str, str] = {}
    for path, slug in Page.objects.descendant_of(top, inclusive=True).order_by("path").values_list("path", "slug"):
        above = addresses.get(path[: -Page.steplen])
        addresses[path] = f"{above}{slug}/" if above else top.url_path
    _refresh(Page.objects.descendant_of(top, inclusive=True), addresses)


@transaction.atomic
def store_page(page: StandardPage, values: Mapping[str, Any]) -> None:
    """Write these fields of a page without a revision, of a draft that waits too, so that publishing it does not bring the old ones back."""
    own = {name: value for name, value in values.items() if hasattr(page, name)}
    for name, value in own.items():
        setattr(page, name, value)
    page.save(update_fields=list(own), clean=False)
    write_in_drafts(page, own)


kept_kinds.register(
    Kept(
        key="pagina",
        label=gettext_lazy("Pagina's"),
        model=StandardPage,
        public=lambda: StandardPage.objects.live().filter(locale__language_code=SOURCE),
        shown=lambda rows: rows.select_related("keeper", "zone"),
        zones="zone",
        zones_of=lambda page: (page.zone,) if page.zone else (),
        phone_of=lambda page: page.keeper.phone if page.keeper else "",
        questions_of=lambda page: (Asked(label=_("Inleiding"), text=page.introduction),),
        edit_right=Right.EDIT_PAGES,
        edit_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk]),
        store=store_page,
        owner="keeper",
        order=50,
    )
)


@transaction.atomic
def _refresh(pages: models.QuerySet[Page], addresses: Mapping[str, str]) -> None:
    """Index pages as they are stored, or take them out of the index if they may not be found."""
    hold([Zone.objects.all()])
    # A page that somebody else is saving is waited for, and read after that.
    lock(pages)
    found: dict[int, Document | None] = {}
    for page in pages_in(pages):
        page.url_path = addresses.get(page.path, page.url_path)
        found[page.pk] = page_document(page)
    index_documents(documents=[document for document in found.values() if document is not None])
    remove_documents(keys=[f"{KIND}:{pk}" for pk, document in found.items() if document is None])
