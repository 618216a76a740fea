"""Words that nothing contains: beginnings of words, and typing errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.engine.base import Understood
from search.engine.sqlite import expressions, reading
from search.understanding.thesaurus import COMPOUND
from search.understanding.words import read_words, stem, unique

MIN_PREFIX_LENGTH = 3
MIN_FUZZY_LENGTH = 4
# In shorter words a second error makes another word of it.
LONG_WORD_LENGTH = 9
MAX_COMPLETIONS = 8
MAX_CORRECTIONS = 2
# A correction that stands in so many times more titles than the next one is what was meant.
CLEARLY_COMMONER = 3
# Good Dutch (and other) words that are not misspelt though no text has them, and words that hurt as a guess.
NEVER_CORRECTED = read_words("never_corrected.txt")
NEVER_SUGGESTED = read_words("never_suggested.txt")
CANDIDATES = 12
LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Guess:
    """Stems that may stand in for a word of the query, by its place; `corrections` are those that mend an error."""

    stand_ins: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    corrections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the vocabulary: folded, as written, its stem, and how many documents (titles) hold it."""

    word: str
    shown: str
    stem: str
    documents: int
    titles: int


def guess(query: Understood, *, mends: bool = True) -> Guess:
    """What could be meant; two statements, a third in the first search of a process after a change.

    A word that the index knows is never corrected. The last word is completed, as it may not be
    finished. A word for which the query has a synonym is not corrected either. Without `mends`
    nothing is.
    """
    explained = {place for alternative in query.alternatives if alternative.source != COMPOUND for place in alternative.covers}
    known = reading.exist({word: expressions.exists(stem(word)) for word in query.words})
    stand_ins: dict[int, tuple[str, ...]] = {}
    corrections: dict[str, tuple[str, ...]] = {}
    last = len(query.words) - 1
    for place, word in enumerate(query.words):
        if place == last and (longer := completions(word, limit=MAX_COMPLETIONS)):
            stand_ins[place] = unique(found.stem for found in longer)
        elif mends and word not in known and place not in explained and (close := corrected(word)):
            stand_ins[place] = unique(found.stem for found in close)
            corrections[word] = unique(found.shown for found in close)
    return Guess(stand_ins, corrections)


def completions(beginning: str, *, limit: int) -> list[Word]:
    """Longer words that begin so, those in most titles and documents first; one statement."""
    if len(beginning) < MIN_PREFIX_LENGTH:
        return []
    return [word for word in vocabulary(beginning, limit=limit + 1) if word.word != beginning][:limit]


def vocabulary(beginning: str, *, limit: int) -> list[Word]:
    """Words that begin so, the word itself first, then those in most titles and documents; one statement."""
    rows = reading.fetch(
        "SELECT word, shown, stem, documents, titles FROM search_searchword WHERE word >= %s AND word < %s"
        " ORDER BY word = %s DESC, titles DESC, documents DESC, word LIMIT %s",
        [beginning, beginning + LAST_CHARACTER, beginning, limit],
    )
    return [Word(*row) for row in rows]


def corrected(typed: str) -> list[Word]:
    """The nearest words that begin alike, the commonest first: one error from four letters, two from nine."""
    if len(typed) < MIN_FUZZY_LENGTH or not typed.isalpha() or typed in NEVER_CORRECTED:
        return []
    cutoff = 2 if len(typed) >= LONG_WORD_LENGTH else 1
    words = _all_words(str(reading.fetch("SELECT index_token FROM search_searchstate", [])))
    found: list[tuple[int, Word]] = []
    for length in range(len(typed) - cutoff, len(typed) + cutoff + 1):
        beginning = words.get((length, typed[0]), ((), ()))
        for _, errors, at in process.extract(typed, beginning[0], scorer=OSA.distance, score_cutoff=cutoff, limit=CANDIDATES):
            found.append((int(errors), beginning[1][at]))
    fewest = min((errors for errors, _ in found), default=0)
    nearest = sorted((word for errors, word in found if errors == fewest), key=lambda word: (-word.titles, -word.documents, word.word))
    return [word for word in nearest if word.titles * CLEARLY_COMMONER > nearest[0].titles or word == nearest[0]][:MAX_CORRECTIONS]


@lru_cache(maxsize=2)
def _all_words(_token: str) -> dict[tuple[int, str], tuple[Sequence[str], Sequence[Word]]]:
    """The vocabulary by length and first letter, remembered until the index changes."""
    found: dict[tuple[int, str], list[Word]] = {}
    for row in reading.fetch("SELECT word, shown, stem, documents, titles FROM search_searchword", []):
        if row[0] not in NEVER_SUGGESTED:
            found.setdefault((len(row[0]), row[0][0]), []).append(Word(*row))
    return {key: ([word.word for word in words], words) for key, words in found.items()}
