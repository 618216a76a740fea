"""The values that a query becomes after understanding; part of the port of every engine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """One way to say (part of) the query: phrases that may stand in for it, and what they weigh.

    `covers` are the positions of the query's words that the phrases replace; an empty `covers`
    means that the phrases stand beside the whole query. `weight` is between 0 and 1, the query's
    own words being 1.
    """

    phrases: tuple[str, ...]
    covers: tuple[int, ...]
    weight: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A query after understanding, the same for every engine.

    `text` is what was typed, clipped and cleaned of control characters; `words` its words, folded
    to lower case without diacritics, stop words left out (all words if nothing else would be left).
    `optional` are words that were typed too and that no result needs to have: they only help to rank.
    `wishes` are those of them that say where or when, and rank higher than the others.
    """

    text: str
    words: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    alternatives: tuple[Alternative, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to match on, so that everything matches."""
        return not self.words
