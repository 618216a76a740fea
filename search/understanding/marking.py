"""Which words of a shown text are what was looked for. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain

from search.understanding.folding import tokens
from search.understanding.understood import Understood
from search.understanding.words import CACHE_SIZE, part_stems, phrase_stems, stem

# A word as it is written: with its accents (also loose ones), soft hyphens and apostrophes, or letters with full stops.
_LETTERS = r"[\w\u0300-\u036f\u00ad\u200b-\u200d]+"
_WRITTEN = re.compile(rf"(?:[^\W\d_]\.){{2,}}|{_LETTERS}(?:['\u2019\u2018`\u00b4]{_LETTERS})*")


def looked_for(query: Understood, stand_ins: Iterable[str] = ()) -> frozenset[str]:
    """The stems that a query looks for: of its words, of what stands in for them, and of its alternatives."""
    phrases = chain.from_iterable(alternative.phrases for alternative in query.alternatives)
    words = map(stem, (*query.words, *query.optional))
    return frozenset(chain(words, stand_ins, chain.from_iterable(map(phrase_stems, phrases))))


def marked(text: str, stems: frozenset[str]) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, whole words apart that have one of these stems themselves or in a part; empty if no word has."""
    pieces: list[tuple[str, bool]] = []
    last = 0
    for found in _WRITTEN.finditer(text):
        if stems.isdisjoint(_stems_of(found.group())):
            continue
        if found.start() > last:
            pieces.append((text[last : found.start()], False))
        pieces.append((found.group(), True))
        last = found.end()
    if pieces and last < len(text):
        pieces.append((text[last:], False))
    return tuple(pieces)


def marks(texts: Mapping[str, str], stems: frozenset[str]) -> dict[str, tuple[tuple[str, bool], ...]]:
    """The texts in pieces, by their name, of those in which something is marked."""
    return {name: pieces for name, text in texts.items() if (pieces := marked(text, stems))}


@lru_cache(maxsize=CACHE_SIZE)
def _stems_of(written: str) -> frozenset[str]:
    """The stems of a word as it is written, and those of its parts."""
    return frozenset(found for word in tokens(written) for found in (stem(word), *part_stems(word)))
