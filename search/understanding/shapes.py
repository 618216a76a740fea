"""What kind of query it is: one thing, a saying, a sentence. Pure; the same for every engine."""

from __future__ import annotations

from collections.abc import Sequence

from search.understanding.thesaurus import LAY, SYNONYM
from search.understanding.understood import Understood

WORDS_OF_A_SAYING = 2
# Nothing is likely to have all words of a sentence, so it is ranked on its rare words together.
WORDS_OF_A_SENTENCE = 5
MAX_TELLING_WORDS = 8


def is_term(query: Understood) -> bool:
    """Whether the words together are one thing: somewhere in a text, apart, they say less ("eten aan huis")."""
    every = tuple(range(len(query.words)))
    return len(every) > 1 and any(found.source == SYNONYM and found.covers == every for found in query.alternatives)


def is_saying(query: Understood) -> bool:
    """Whether the words mean more together, so that what they happen to stand in counts less than what they lead to."""
    leads_somewhere = any(alternative.source == LAY for alternative in query.alternatives)
    return is_term(query) or (leads_somewhere and len(query.words) + len(query.optional) >= WORDS_OF_A_SAYING)


def is_sentence(query: Understood) -> bool:
    """Whether it has so many words that nothing is likely to have them all."""
    return len(query.words) >= WORDS_OF_A_SENTENCE


def telling_places(words: Sequence[str]) -> list[int]:
    """The places of the longest words, at most eight, in order: these are the rarest as a rule."""
    longest = sorted(range(len(words)), key=lambda place: (-len(words[place]), place))[:MAX_TELLING_WORDS]
    return sorted(longest)
