"""Which words of a shown text are what was looked for. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import chain

from search.understanding.folding import tokens
from search.understanding.understood import Understood
from search.understanding.words import part_stems, phrase_stems, stem

# A word as it is written: with its accents (also loose ones), soft hyphens and apostrophes, or letters with full stops.
_WRITTEN = re.compile(
    r"(?:[^\W\d_]\.){2,}|(?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d])+(?:['\u2019\u2018`\u00b4](?:[^\W_]|[\u0300-\u036f])+)*"
)


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
        if not any(_is_meant(word, stems) for word in tokens(found.group())):
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


def _is_meant(word: str, stems: frozenset[str]) -> bool:
    return stem(word) in stems or not stems.isdisjoint(part_stems(word))
