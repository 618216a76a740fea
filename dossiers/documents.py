"""What search knows of dossiers: something to read, so they stand in the first step. And what there is to read in what zones add."""

from __future__ import annotations

from collections.abc import Iterator

from core.blocks import lines_of, link_texts_of
from core.languages import in_dutch
from dossiers.models import PARTS, DossierPage, ZoneAddition
from search.choices import Facet, Step
from search.engine.base import Document
from search.registry import Findable, Readable, findables, readables

KIND = "dossier"
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
    theme = page.theme if page.theme and page.theme.live else None
    return Document(
        key=f"{KIND}:{page.pk}",
        kind=KIND,
        object_id=page.pk,
        version=page.version,
        step=Step.SELF,
        slug=page.slug,
        url=page.get_absolute_url(),
        title=page.title,
        summary=page.introduction,
        labels=theme.name if theme else "",
        keywords=" ".join(words.title for words in translations),
        body="\n".join(text for words in (page, *translations) for name, text in words.texts() if name not in SHORT_PARTS),
        is_city_wide=True,
        facets={Facet.THEME: (theme.slug,)} if theme else {},
        card={
            "icon": "boek",
            "in": {words.locale.language_code: {"title": words.title, "summary": words.introduction} for words in translations},
        },
    )


def _every_dossier() -> Iterator[Document]:
    for page in DossierPage.objects.originals().live().select_related("theme").order_by("pk").iterator(200):
        if document := dossier_document(page):
            yield document


findables.register(Findable(kind=KIND, source=_every_dossier, document_for=dossier_document))
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
        fields=frozenset({"title", "text"}),
        text=lambda addition: "\n".join(lines_of(addition.text)),
        links=lambda addition: tuple(link_texts_of(addition.text)),
    )
)
