"""Components of the front doors: the three steps explained, neighbours, and searching for somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from core.components import Component, Example


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsExplained(Component):
    """The three steps of the tilted social map in plain words."""

    template_name: ClassVar[str] = "components/steps_explained.html"

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """As on the hub."""
        yield cls.example("De drie stappen")


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighbourLink:
    """A zone next door."""

    name: str
    url: str
    pictogram: str = "boom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours(Component):
    """The zones next door, and the way to all zones."""

    template_name: ClassVar[str] = "components/neighbours.html"

    links: tuple[NeighbourLink, ...]
    all_url: str

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Around Zandweerd."""
        yield cls.example(
            "Rond Zandweerd",
            links=(
                NeighbourLink(name="Binnenstad", url="#binnenstad", pictogram="toren"),
                NeighbourLink(name="Voorstad", url="#voorstad", pictogram="molen"),
                NeighbourLink(name="Borgele en Platvoet", url="#borgele", pictogram="flat"),
            ),
            all_url="#wijken",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ForSomebodyElse(Component):
    """A first-class way in for helpers: relatives, neighbours, professionals."""

    template_name: ClassVar[str] = "components/for_somebody_else.html"

    phone: str
    theme_url: str = ""

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """With a theme to read."""
        yield cls.example("Met thema", phone="0570-000010", theme_url="/themas/zorgen-voor-een-ander/")
