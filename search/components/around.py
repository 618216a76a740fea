"""What stands around the results: direct help above them, and what the search did with the words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self

from core.components import Component, Example
from search.engine.base import WORD_KIND, Suggestion
from search.found import Correction, DirectHelpCard, FoundHelp

EMERGENCY_NUMBER = "112"
QUICK_EXIT_URL = "https://www.knmi.nl/"


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectHelp(Component):
    """Numbers pinned above everything when the words of a query tell of danger, and a quick way out."""

    template_name: ClassVar[str] = "components/direct_help.html"

    cards: tuple[DirectHelpCard, ...]
    exit_url: str = QUICK_EXIT_URL

    @property
    def lines(self) -> tuple[DirectHelpCard, ...]:
        """The numbers; the one for danger to life always stands first, also where it was not asked for."""
        if any(card.phone == EMERGENCY_NUMBER for card in self.cards):
            return tuple(sorted(self.cards, key=lambda card: card.phone != EMERGENCY_NUMBER))
        return (EMERGENCY, *self.cards)

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Violence, and suicide."""
        safe_home = DirectHelpCard(
            key="veilig-thuis",
            title="Bel Veilig Thuis als het thuis niet veilig is",
            text="Gratis, dag en nacht. U hoeft uw naam niet te zeggen.",
            phone="0800-2000",
            chat_url="https://veiligthuis.nl",
        )
        suicide = DirectHelpCard(
            key="113",
            title="Praat met 113 als u aan zelfmoord denkt",
            text="Wilt u niet meer leven? Of maakt u zich zorgen om een ander? Bel gratis, dag en nacht.",
            phone="113",
            chat_url="https://www.113.nl",
        )
        yield cls.example("Geweld", cards=(safe_home,))
        yield cls.example("Zelfmoord", cards=(suicide, EMERGENCY))


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchNotice(Component):
    """What the search did besides looking up the words: corrected, widened, clipped; and what else to try.

    `sentences` are said as they are.
    """

    template_name: ClassVar[str] = "components/search_notice.html"

    query: str
    corrections: tuple[Correction, ...] = ()
    also_searched: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()

    @classmethod
    def from_found(cls, found: FoundHelp) -> Self | None:
        """The notice of a search, or None if there is nothing to say."""
        suggestions = found.suggestions if not found.total else ()
        if not (found.corrections or found.also_searched or found.notices or suggestions):
            return None
        return cls(
            query=found.text,
            corrections=found.corrections,
            also_searched=found.also_searched,
            sentences=found.notices,
            suggestions=suggestions,
        )

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """A correction, other words, a clipped question, and nothing found."""
        yield cls.example("Spelling", query="bootschappen", corrections=(Correction(typed="bootschappen", used=("boodschappen",)),))
        yield cls.example("Andere woorden", query="scootmobiel", also_searched=("vervoer", "hulpmiddel"))
        yield cls.example("Te lange vraag", query="ik zoek hulp", sentences=("Uw zoekvraag is lang. Wij zochten op het begin ervan.",))
        yield cls.example(
            "Bedoelde u",
            query="scootmibiel",
            suggestions=(Suggestion(text="scootmobiel", kind=WORD_KIND), Suggestion(text="Regiotaxi", kind="entry", url="#regiotaxi")),
        )


EMERGENCY = DirectHelpCard(key="112", title="Is er nu gevaar?", text="Politie, ambulance of brandweer.", phone=EMERGENCY_NUMBER)
