"""Words that nothing contains: beginnings of words, and typing errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from search.engine.base import Understood
from search.engine.database import reading
from search.engine.database.dialect import Dialect
from search.engine.database.expressions import Word as AnyWhere
from search.engine.database.vocabulary import current_vocabulary, words_beginning_with
from search.understanding.thesaurus import SPELLINGS
from search.understanding.vocabulary import MIN_PREFIX_LENGTH, Word, may_be_misspelt
from search.understanding.words import stem, unique

MAX_COMPLETIONS = 8


@dataclass(frozen=True, slots=True)
class Guess:
    """Stems that may stand in for a word of the query, by its place; `corrections` are those that mend an error."""

    stand_ins: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    corrections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def guess(dialect: Dialect, query: Understood, *, mends: bool = True) -> Guess:
    """What could be meant; two statements, a third in the first search of a process after a change.

    A word that the index knows is never corrected. The last word is completed, as it may not be
    finished. A word for which the query has a synonym is not corrected either. Without `mends`
    nothing is.
    """
    explained = {place for alternative in query.alternatives if alternative.source not in SPELLINGS for place in alternative.covers}
    known = reading.existing(dialect, {word: AnyWhere(stem(word)) for word in query.words})
    stand_ins: dict[int, tuple[str, ...]] = {}
    corrections: dict[str, tuple[str, ...]] = {}
    last = len(query.words) - 1
    for place, word in enumerate(query.words):
        if place == last and (longer := _completions(dialect, word)):
            stand_ins[place] = unique(found.stem for found in longer)
        elif mends and word not in known and place not in explained and (close := corrected(word)):
            stand_ins[place] = unique(found.stem for found in close)
            corrections[word] = unique(found.shown for found in close)
    return Guess(stand_ins, corrections)


def corrected(typed: str) -> list[Word]:
    """The nearest words that begin alike, the commonest first."""
    return current_vocabulary().corrected(typed) if may_be_misspelt(typed) else []


def _completions(dialect: Dialect, beginning: str) -> list[Word]:
    if len(beginning) < MIN_PREFIX_LENGTH:
        return []
    return words_beginning_with(dialect, beginning).completions(beginning, limit=MAX_COMPLETIONS)
