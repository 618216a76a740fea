"""What search knows of dossiers and guides: something to read or do, so they stand in the first step. And what there is to read in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from core.blocks import lines_of, link_texts_of
from core.languages import in_dutch
from dossiers.models import PARTS, DossierPage, GuidePage, ZoneAddition
from dossiers.models.base import SharedPage
from search.choices import Facet, Step
from search.engine.base import Document
from search.registry import Findable, Readable, findables, readables

DOSSIER, GUIDE = "dossier", "guide"
# The parts whose words are searched as running text.
SHORT_PARTS = frozenset({"title", "introduction"})


@in_dutch()
def dossier_document(page: DossierPage) -> Document | None:
    """The document of a dossier with its theme; None for a draft. One query: its words in other languages."""
    if not page.live:
        return None
    translations = list(
        DossierPage.objects.live().filter(translation_key=page.translation_key).exclude(pk=page.pk).select_related("locale").order_by("pk")
    )
    found = _document(
        page,
        kind=DOSSIER,
        body="\n".join(text for words in (page, *translations) for name, text in words.texts() if name not in SHORT_PARTS),
        icon="boek",
    )
    spoken = {words.locale.language_code: {"title": words.title, "summary": words.introduction} for words in translations}
    return found and replace(found, keywords=" ".join(words.title for words in translations), card={**found.card, "in": spoken})


@in_dutch()
def guide_document(page: GuidePage) -> Document | None:
    """The document of a guide with its theme; None for a draft. No query."""
    return _document(page, kind=GUIDE, body="\n".join(filter(None, page.lines())) if page.live else "", icon="wijzer")


def _document(page: SharedPage, *, kind: str, body: str, icon: str) -> Document | None:
    if not page.live:
        return None
    theme = page.live_theme
    return Document(
        key=f"{kind}:{page.pk}",
        kind=kind,
        object_id=page.pk,
        version=page.version,
        step=Step.SELF,
        slug=page.slug,
        url=page.get_absolute_url(),
        title=page.title,
        summary=page.introduction,
        labels=theme.name if theme else "",
        body=body,
        is_city_wide=True,
        facets={Facet.THEME: (theme.slug,)} if theme else {},
        card={"icon": icon},
    )


def _every(model: Any, document_for: Callable[[Any], Document | None]) -> Iterator[Document]:
    for page in model.objects.originals().live().select_related("theme").order_by("pk").iterator(200):
        if document := document_for(page):
            yield document


findables.register(Findable(kind=DOSSIER, source=lambda: _every(DossierPage, dossier_document), document_for=dossier_document))
findables.register(Findable(kind=GUIDE, source=lambda: _every(GuidePage, guide_document), document_for=guide_document))
readables.register(
    Readable(
        model=DossierPage,
        fields=frozenset({*PARTS, "live"}),
        text=lambda page: str(page.reading_text),
        links=lambda page: tuple(page.link_texts),
    )
)
readables.register(
    Readable(
        model=ZoneAddition,
        fields=frozenset({"title", "text", "live"}),
        text=lambda addition: "\n".join(lines_of(addition.text)),
        links=lambda addition: tuple(link_texts_of(addition.text)),
    )
)
readables.register(
    Readable(
        model=GuidePage,
        fields=frozenset({"introduction", "questions", "outcomes", "live"}),
        text=lambda page: str(page.reading_text),
    )
)
