"""The words of everything that can be found: how a beginning goes on, and which word a typing error stands for. Pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.understanding.sounds import sound_of
from search.understanding.words import read_words, stem

MIN_PREFIX_LENGTH = 3
MIN_FUZZY_LENGTH = 4
# In shorter words a second error makes another word of it.
LONG_WORD_LENGTH = 9
MAX_CORRECTIONS = 2
# A correction that stands in so many times more titles than the next one is what was meant.
CLEARLY_COMMONER = 3
# Good Dutch (and other) words that are not misspelt though no text has them, and words that hurt as a guess.
NEVER_CORRECTED = read_words("never_corrected.txt")
NEVER_SUGGESTED = read_words("never_suggested.txt")
CANDIDATES = 12
# What follows all words with a certain beginning: they hold no such character.
LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the vocabulary: folded, as written, its stem, and how many documents (titles) hold it."""

    word: str
    shown: str
    stem: str
    documents: int
    titles: int


class Vocabulary:
    """Words in memory; made once from rows and not changed after that, so that threads may share it."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._words = sorted(words, key=attrgetter("word"))
        self._names = [word.word for word in self._words]

    def beginning_with(self, beginning: str, *, limit: int) -> list[Word]:
        """Words that begin so, the word itself first, then those in most titles and documents."""
        first, last = bisect_left(self._names, beginning), bisect_left(self._names, beginning + LAST_CHARACTER)
        return sorted(self._words[first:last], key=lambda word: (word.word != beginning, *_commonest(word)))[:limit]

    def completions(self, beginning: str, *, limit: int) -> list[Word]:
        """Longer words that begin so, those in most titles and documents first; none for one or two letters."""
        if len(beginning) < MIN_PREFIX_LENGTH:
            return []
        return [word for word in self.beginning_with(beginning, limit=limit + 1) if word.word != beginning][:limit]

    def corrected(self, typed: str) -> list[Word]:
        """The nearest words, the commonest first: one error from four letters, two from nine, or the same sound."""
        if not may_be_misspelt(typed):
            return []
        cutoff = 2 if len(typed) >= LONG_WORD_LENGTH else 1
        found: list[tuple[int, Word]] = []
        for length in range(len(typed) - cutoff, len(typed) + cutoff + 1):
            names, words = self._alike.get((length, typed[0]), ((), ()))
            for _, errors, at in process.extract(typed, names, scorer=OSA.distance, score_cutoff=cutoff, limit=CANDIDATES):
                found.append((int(errors), words[at]))
        found += [(1, word) for word in self._by_sound.get(sound_of(typed), ())]
        fewest = min((errors for errors, _ in found), default=0)
        nearest = sorted({word for errors, word in found if errors == fewest}, key=_commonest)
        return [word for word in nearest if word.titles * CLEARLY_COMMONER > nearest[0].titles or word == nearest[0]][:MAX_CORRECTIONS]

    def documents_of(self, word: str) -> int:
        """How many documents hold a folded word; 0 for what is none of these."""
        at = bisect_left(self._names, word)
        return self._words[at].documents if at < len(self._names) and self._names[at] == word else 0

    def knows(self, word: str) -> bool:
        """Whether a form of this folded word occurs."""
        return stem(word) in self._stems

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(word.stem for word in self._words)

    @cached_property
    def _by_sound(self) -> dict[str, list[Word]]:
        """The words that may be a correction, by how they sound."""
        found: dict[str, list[Word]] = {}
        for word in self._words:
            if word.word not in NEVER_SUGGESTED:
                found.setdefault(sound_of(word.word), []).append(word)
        return found

    @cached_property
    def _alike(self) -> dict[tuple[int, str], tuple[Sequence[str], Sequence[Word]]]:
        """The words that may be a correction, by length and first letter."""
        found: dict[tuple[int, str], list[Word]] = {}
        for word in self._words:
            if word.word not in NEVER_SUGGESTED:
                found.setdefault((len(word.word), word.word[:1]), []).append(word)
        return {key: ([word.word for word in words], words) for key, words in found.items()}


def may_be_misspelt(typed: str) -> bool:
    """Whether a folded word is long enough to be taken for a typing error, and no good word that needs no correction."""
    return len(typed) >= MIN_FUZZY_LENGTH and typed.isalpha() and typed not in NEVER_CORRECTED


def _commonest(word: Word) -> tuple[int, int, str]:
    return -word.titles, -word.documents, word.word
