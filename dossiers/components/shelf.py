"""Dossiers to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from core.components import Component, Example
from dossiers.components.dossier import other_language_of
from dossiers.models import DossierPage


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCard:
    """One dossier, in short."""

    title: str
    introduction: str
    url: str
    theme: str
    icon: str
    language: str = ""

    @classmethod
    def from_dossier(cls, dossier: DossierPage) -> DossierCard:
        """A dossier with its theme."""
        theme, words = dossier.live_theme, dossier.words_page
        return cls(
            title=words.title,
            introduction=words.introduction,
            language=other_language_of(dossier),
            url=dossier.get_absolute_url(),
            theme=theme.words_in()["name"] if theme else "",
            icon=f"t-{theme.icon}" if theme else "lamp",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierShelf(Component):
    """All dossiers, in the order of their themes."""

    template_name: ClassVar[str] = "components/dossier_shelf.html"

    cards: tuple[DossierCard, ...]

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Two of them."""
        yield cls.example("Twee dossiers", cards=_CARDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierLinks(Component):
    """What there is to read about a theme, above the help of that theme."""

    template_name: ClassVar[str] = "components/dossier_links.html"

    cards: tuple[DossierCard, ...]

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """One dossier."""
        yield cls.example("Een dossier", cards=_CARDS[:1])


_CARDS = (
    DossierCard(
        title="Langer thuis wonen", introduction="U wilt in uw eigen huis blijven. Vaak kan dat.", url="#thuis", theme="Wonen en aanpassen", icon="t-wonen"
    ),
    DossierCard(
        title="Minder alleen", introduction="Iedereen is weleens alleen. U kunt er iets aan doen.", url="#minder-alleen", theme="Contact", icon="t-contact"
    ),
)  # fmt: skip
