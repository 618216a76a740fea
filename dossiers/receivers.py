"""Keeps search in step with dossiers and guides: every change of what is public is followed in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail.signals import page_published

from accounts.choices import Right
from core.languages import SOURCE
from core.models import DRAFT_FIELDS, hold, lock
from dossiers.documents import DOSSIER, GUIDE, dossier_document, guide_document
from dossiers.forms import CopySharedPageForm
from dossiers.models import DossierPage, GuidePage
from dossiers.models.base import SharedPage
from dossiers.services import store_dossier
from dossiers.tasks import tell_zones
from search.engine.base import Document
from search.services import index_documents, remove_documents
from socialmap.models import Theme
from socialmap.models.editorial import public_row_changed
from socialmap.registry import Asked, Kept, kept_kinds

# The kind in search, and what makes the document, of each kind of page.
FOLLOWED: dict[type[SharedPage], tuple[str, Callable[[Any], Document | None]]] = {
    DossierPage: (DOSSIER, dossier_document),
    GuidePage: (GUIDE, guide_document),
}

# Forms stand above models, so the pages learn theirs when all apps are there.
SharedPage.copy_form_class = CopySharedPageForm


@receiver(pre_save, sender=DossierPage)
@receiver(pre_save, sender=GuidePage)
def page_saving(sender: type[SharedPage], instance: SharedPage, update_fields: Collection[str] | None = None, **kwargs: Any) -> None:
    """A page is found by the name of its theme: whoever renames that waits until the page is there."""
    if update_fields is None or not DRAFT_FIELDS.issuperset(update_fields):
        with transaction.atomic():
            hold([Theme.objects.filter(pk__in=filter(None, [instance.theme_id]))])


@receiver(post_save, sender=DossierPage)
@receiver(post_save, sender=GuidePage)
def page_saved(sender: type[SharedPage], instance: SharedPage, update_fields: Collection[str] | None = None, **kwargs: Any) -> None:
    """A page changed, went live or went offline; read anew, as the instance may hold what is not public yet."""
    if update_fields is None or not DRAFT_FIELDS.issuperset(update_fields):
        _follow(sender, pk=instance.pk)


@receiver(post_save, sender=Page)
def page_moved(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    """Wagtail saves as a plain page what has another place, and what goes online or offline with those above it."""
    for model in FOLLOWED:
        _follow(model, pk=instance.pk)


@receiver(post_delete, sender=DossierPage)
@receiver(post_delete, sender=GuidePage)
def page_deleted(sender: type[SharedPage], instance: SharedPage, **kwargs: Any) -> None:
    """A page is gone, or its words in a language."""
    remove_documents(keys=[f"{FOLLOWED[sender][0]}:{instance.pk}"])
    _follow(sender, translation_key=instance.translation_key)


@receiver(public_row_changed, sender=Theme)
def theme_changed(sender: type[Theme], pk: int, **kwargs: Any) -> None:
    """A theme's name is searched in its pages."""
    for model in FOLLOWED:
        _follow(model, theme=pk)


@receiver(page_published, sender=DossierPage)
def dossier_published(sender: type[DossierPage], instance: DossierPage, **kwargs: Any) -> None:
    """Zones that added something are told that there is another text beside it, in the background: there may be hundreds."""
    if instance.locale.language_code == SOURCE:
        tell_zones.enqueue(instance.pk)


def _questions_about(page: DossierPage) -> tuple[Asked, ...]:
    """What may have grown old in a dossier: its short version."""
    return tuple(Asked(label=str(number), text=point) for number, point in enumerate(page.points, start=1))


kept_kinds.register(
    Kept(
        key="dossier",
        label=_("Dossiers"),
        model=DossierPage,
        public=lambda: DossierPage.objects.originals().live(),
        shown=lambda rows: rows.select_related("keeper"),
        zones="",
        zones_of=lambda _page: (),
        phone_of=lambda page: page.keeper.phone if page.keeper else "",
        questions_of=_questions_about,
        edit_right=Right.EDIT_PAGES,
        edit_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk]),
        store=store_dossier,
        owner="keeper",
        order=40,
    )
)


@transaction.atomic
def _follow(model: Any, **which: Any) -> None:
    """Index pages of a kind as they are stored, or take them out of the index."""
    kind, document_for = FOLLOWED[model]
    # One that somebody else is saving is waited for, and read after that. Words in another language are found with the Dutch ones.
    pages = model.objects.originals().filter(translation_key__in=model.objects.filter(**which).values("translation_key"))
    lock(pages.order_by("pk"))
    found = {page.pk: document_for(page) for page in pages.select_related("theme")}
    index_documents(documents=[document for document in found.values() if document is not None])
    remove_documents(keys=[f"{kind}:{pk}" for pk, document in found.items() if document is None])
