"""Dutch words: stop words, stems, and the parts of compounds.

The word lists are data files beside the code (`search/data`); lines that start with # are remarks.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from threading import Lock

import snowballstemmer

from search.understanding.folding import fold, tokens

DATA = Path(__file__).resolve().parent.parent / "data"
LINKS = ("", "s", "e", "en", "n")
MIN_COMPOUND_LENGTH = 6
MIN_PART_LENGTH = 2
MAX_PARTS = 5
CACHE_SIZE = 65_536

# The stemmer keeps the word in work on itself: threads that share it would spoil each other's stems.
_STEMMER = snowballstemmer.stemmer("dutch")
_ONE_AT_A_TIME = Lock()


def read_words(name: str) -> frozenset[str]:
    """The folded words of a data file, one a line; an absent file is an empty list."""
    path = DATA / name
    if not path.is_file():
        return frozenset()
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(fold(line) for line in lines if line and not line.startswith("#"))


STOP_WORDS = read_words("stopwords.txt")
# Whom it is about, and words that say little: no condition for what is found unless there is nothing else.
FAMILY_WORDS = read_words("family_words.txt")
OPTIONAL_WORDS = FAMILY_WORDS | read_words("optional_words.txt")
# When it should be: the same.
TIME_WORDS = read_words("time_words.txt")
COMPOUND_PARTS = frozenset(word for word in read_words("compound_parts.txt") if len(word) >= MIN_PART_LENGTH)
COMPOUND_EXCEPTIONS = read_words("compound_exceptions.txt")
STEM_EXCEPTIONS = dict(line.split(maxsplit=1) for line in read_words("stem_exceptions.txt") if not line.startswith("-"))
# Ending → ending of the stem, the longest first.
STEM_ENDINGS = sorted(
    (tuple(line.replace("-", "").split(maxsplit=1)) for line in read_words("stem_exceptions.txt") if line.startswith("-")),
    key=lambda pair: -len(pair[0]),
)
_LONGEST_PART = max(map(len, COMPOUND_PARTS), default=0)


@lru_cache(maxsize=CACHE_SIZE)
def stem(word: str) -> str:
    """The Dutch stem of a folded word; words with digits stay as they are."""
    if not word.isalpha():
        return word
    if word in STEM_EXCEPTIONS:
        return STEM_EXCEPTIONS[word]
    for ending, kept in STEM_ENDINGS:
        if word.endswith(ending):
            return word.removesuffix(ending) + kept
    with _ONE_AT_A_TIME:
        found = str(_STEMMER.stemWord(word))
    # The stemmer may give back an empty text for a word that is all ending.
    return found or word


def stems(text: str) -> tuple[str, ...]:
    """The stems of all words of a text, stop words left out, in order."""
    return tuple(stem(word) for word in tokens(text) if word not in STOP_WORDS)


@lru_cache(maxsize=CACHE_SIZE)
def phrase_stems(phrase: str) -> tuple[str, ...]:
    """The stems that a phrase is looked for with; stop words only count if there is nothing else."""
    return stems(phrase) or tuple(map(stem, tokens(phrase)))


@lru_cache(maxsize=CACHE_SIZE)
def compound_parts(word: str) -> tuple[str, ...]:
    """The parts that a folded compound is made of, in order; empty if it is none.

    Two or more known parts must cover the whole word, with a linking s, e, en or n between them;
    the split with the fewest parts wins, then the one with the longest first part.
    """
    if len(word) < MIN_COMPOUND_LENGTH or word in COMPOUND_EXCEPTIONS or not word.isalpha():
        return ()
    parts = _shortest_cover(word)
    return parts if len(parts) > 1 else ()


def _shortest_cover(word: str) -> tuple[str, ...]:
    """Dynamic programming from the end: the best cover of every tail of the word."""
    best: list[tuple[str, ...] | None] = [None] * len(word) + [()]
    for start in range(len(word) - 1, -1, -1):
        for end in range(min(len(word), start + _LONGEST_PART), start + MIN_PART_LENGTH - 1, -1):
            part = word[start:end]
            if part not in COMPOUND_PARTS or (start == 0 and end == len(word)):
                continue
            tail = _best_tail(word, end, best)
            if tail is not None and len(tail) < MAX_PARTS and _is_better((part, *tail), best[start]):
                best[start] = (part, *tail)
    return best[0] or ()


def _best_tail(word: str, end: int, best: list[tuple[str, ...] | None]) -> tuple[str, ...] | None:
    """The best cover of what follows a part, with or without a link in between."""
    found: tuple[str, ...] | None = None
    for link in LINKS:
        after = end + len(link)
        # A link joins two parts, so it never ends the word.
        if link and (not word.startswith(link, end) or after >= len(word)):
            continue
        tail = best[after]
        if tail is not None and _is_better(tail, found):
            found = tail
    return found


def _is_better(candidate: tuple[str, ...], current: tuple[str, ...] | None) -> bool:
    return current is None or len(candidate) < len(current)


@lru_cache(maxsize=CACHE_SIZE)
def part_words(word: str) -> tuple[str, ...]:
    """The parts of a folded compound, and the parts of those, each once, without stop words."""
    parts = compound_parts(word)
    smaller = (piece for part in parts for piece in compound_parts(part))
    return unique(part for part in (*parts, *smaller) if part not in STOP_WORDS)


@lru_cache(maxsize=CACHE_SIZE)
def part_stems(word: str) -> tuple[str, ...]:
    """The stems of the parts of a folded compound, each once."""
    return unique(map(stem, part_words(word)))


def unique(words: Iterable[str]) -> tuple[str, ...]:
    """Each word once, in order of first appearance."""
    return tuple(dict.fromkeys(words))
