"""Guides to choose from, and the way to one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.urls import reverse

from core.components import Component, Example
from dossiers.models import DossierPage, GuidePage


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideCard:
    """One guide, in short."""

    title: str
    introduction: str
    url: str
    icon: str

    @classmethod
    def from_guide(cls, guide: GuidePage) -> GuideCard:
        """A guide with its theme."""
        theme = guide.live_theme
        return cls(
            title=guide.title,
            introduction=guide.introduction,
            url=guide.get_absolute_url(),
            icon=f"t-{theme.icon}" if theme else "wijzer",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideShelf(Component):
    """All guides, in the order of their themes."""

    template_name: ClassVar[str] = "components/guide_shelf.html"

    cards: tuple[GuideCard, ...]

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """One of them, and none yet."""
        money = GuideCard(
            title="Ik kan de rekeningen niet meer betalen",
            introduction="Een paar vragen, dan weet u waar u begint.",
            url="#geld",
            icon="t-geld",
        )
        yield cls.example("Een wegwijzer", cards=(money,))
        yield cls.example("Nog geen", cards=())


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideLink(Component):
    """The way to a guide, for who does not know where to begin. Without a title it leads to all of them."""

    template_name: ClassVar[str] = "components/guide_link.html"

    url: str
    title: str = ""

    @classmethod
    def of_dossier(cls, dossier: DossierPage) -> Self | None:
        """To the guide about the same theme, as `dossiers_at` found it; None if there is none."""
        found: Any = dossier
        slug = getattr(found, "guide_slug", None)
        return cls(url=reverse("guide", args=[slug]), title=found.guide_title) if slug else None

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """To one, and to all."""
        yield cls.example("Naar een wegwijzer", url="#geld", title="Ik kan de rekeningen niet meer betalen")
        yield cls.example("Naar alle", url="#alle")
