"""From what somebody typed to an `Understood` query. Never fails, whatever was typed."""

from __future__ import annotations

from itertools import pairwise

from search.understanding.folding import clean, tokens
from search.understanding.thesaurus import COMPOUND, JOINED, Thesaurus
from search.understanding.understood import Alternative, Understood
from search.understanding.words import FAMILY_WORDS, OPTIONAL_WORDS, STOP_WORDS, TIME_WORDS, compound_parts, unique

MAX_TEXT_LENGTH = 200
MAX_WORDS = 24
COMPOUND_WEIGHT = 0.5
# People who spell by ear write compounds apart.
JOINED_WEIGHT = 0.9
JOINTS = ("", "s", "en")
MIN_JOINED_LENGTH = 3
MAX_JOINED = 6


def understand(text: str, thesaurus: Thesaurus) -> Understood:
    """Read a query: its words, and what else they could mean.

    The text is cut at 200 characters and its words at 24, before anything else is done with it.
    """
    cleaned = clean(text, limit=MAX_TEXT_LENGTH)
    typed = unique(tokens(cleaned))
    content = tuple(word for word in typed if word not in STOP_WORDS)[:MAX_WORDS] or typed[:MAX_WORDS]
    wished = {word: wishes for word in content if (wishes := _wishes(word, thesaurus))}
    words = tuple(word for word in content if word not in OPTIONAL_WORDS and word not in wished) or content
    wishes = unique(wish for word, found in wished.items() if word not in words for wish in found)
    family = tuple(word for word in content if word in FAMILY_WORDS and word not in words)
    return Understood(
        text=cleaned,
        words=words,
        optional=(*family, *wishes),
        wishes=wishes,
        alternatives=(*thesaurus.alternatives(words, typed), *_taken_apart(words), *_put_together(words)),
    )


def _wishes(word: str, thesaurus: Thesaurus) -> tuple[str, ...]:
    """What a word says of where or when: itself, or the parts of a compound ("dinsdagochtend"); else nothing."""
    if word in TIME_WORDS or word in thesaurus.places:
        return (word,)
    halves = ((word[:at], word[at:]) for at in range(1, len(word)))
    return next((pair for pair in halves if TIME_WORDS.issuperset(pair)), ())


def _taken_apart(words: tuple[str, ...]) -> tuple[Alternative, ...]:
    """Typed compounds as their parts: "boodschappenhulp" also looks for "boodschappen" with "hulp"."""
    return tuple(
        Alternative(phrases=(" ".join(parts),), covers=(place,), weight=COMPOUND_WEIGHT, source=COMPOUND)
        for place, word in enumerate(words)
        if (parts := compound_parts(word))
    )


def _put_together(words: tuple[str, ...]) -> tuple[Alternative, ...]:
    """Two words that are one in Dutch: "rol stoel" also looks for "rolstoel", "huis arts" for "huisarts"."""
    return tuple(
        Alternative(
            phrases=tuple(first + link + second for link in JOINTS),
            covers=(place, place + 1),
            weight=JOINED_WEIGHT,
            source=JOINED,
        )
        for place, (first, second) in enumerate(pairwise(words[:MAX_JOINED]))
        if first.isalpha() and second.isalpha() and min(len(first), len(second)) >= MIN_JOINED_LENGTH
    )
