"""From what somebody typed to an `Understood` query. Never fails, whatever was typed."""

from __future__ import annotations

from search.understanding.folding import clean, tokens
from search.understanding.thesaurus import COMPOUND, Thesaurus
from search.understanding.understood import Alternative, Understood
from search.understanding.words import FAMILY_WORDS, OPTIONAL_WORDS, STOP_WORDS, compound_parts, unique

MAX_TEXT_LENGTH = 200
MAX_WORDS = 24
COMPOUND_WEIGHT = 0.5


def understand(text: str, thesaurus: Thesaurus) -> Understood:
    """Read a query: its words, and what else they could mean.

    The text is cut at 200 characters and its words at 24, before anything else is done with it.
    """
    cleaned = clean(text, limit=MAX_TEXT_LENGTH)
    typed = unique(tokens(cleaned))
    content = tuple(word for word in typed if word not in STOP_WORDS)[:MAX_WORDS] or typed[:MAX_WORDS]
    words = tuple(word for word in content if word not in OPTIONAL_WORDS) or content
    return Understood(
        text=cleaned,
        words=words,
        optional=tuple(word for word in content if word in FAMILY_WORDS and word not in words),
        alternatives=(*thesaurus.alternatives(words, typed), *_taken_apart(words)),
    )


def _taken_apart(words: tuple[str, ...]) -> tuple[Alternative, ...]:
    """Typed compounds as their parts: "boodschappenhulp" also looks for "boodschappen" with "hulp"."""
    return tuple(
        Alternative(phrases=(" ".join(parts),), covers=(place,), weight=COMPOUND_WEIGHT, source=COMPOUND)
        for place, word in enumerate(words)
        if (parts := compound_parts(word))
    )
