"""From an understood query to MATCH expressions.

Only analysed words in double quotes reach an expression, so nothing that is typed can be syntax.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import ceil

from search.engine.base import Understood
from search.engine.sqlite.analysis import phrase_stems
from search.understanding.thesaurus import COMPOUND, LAY, SYNONYM, SYNONYM_WEIGHT
from search.understanding.words import stem

NEAR_WORDS = 5
MAX_PHRASES_PER_ARM = 60
MAX_RELAXED_WORDS = 8
EXPANDED_WEIGHT = 0.45
SAYING_WEIGHT = 0.5
WORDS_OF_A_SAYING = 2
RELAXED_WEIGHT = 0.3
ANY_WEIGHT = 0.2
# A sentence of so many words is ranked on its rare words together; nothing has them all.
WORDS_OF_A_SENTENCE = 5
SENTENCE_WEIGHT = 0.45
SENTENCE_TAIL = 0.45
ANY_TAIL = 0.25
RELAXED_SHARE = 2 / 3


@dataclass(frozen=True, slots=True)
class Arm:
    """One MATCH expression and what a hit through it weighs, the query's own words being 1.

    What ranks below the share `tail` of the expression's best hit is left out.
    """

    expression: str
    weight: float
    tail: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a query in stems, and for some of them other stems that stand in (prefix, spelling)."""

    stems: tuple[str, ...]
    stand_ins: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def group(self, place: int) -> str:
        """What must be there for the word in one place."""
        return _any(_quoted(word) for word in (self.stems[place], *self.stand_ins.get(place, ())))


def arms(query: Understood, stand_ins: Mapping[int, tuple[str, ...]] | None = None, *, with_compounds: bool = True) -> list[Arm]:
    """The expressions of a query, heaviest first: its own words, then its alternatives by weight.

    With `stand_ins` (place of a word → stems) the first expression weighs less: it is a guess.
    """
    reading = Reading(tuple(map(stem, query.words)), stand_ins or {})
    every = range(len(reading.stems))
    own = _all(reading.group(place) for place in every)
    if query.optional:
        own = _all([own, _any([reading.group(0), *(_quoted(stem(word)) for word in query.optional)])])
    found = [Arm(own, EXPANDED_WEIGHT if stand_ins else _own_weight(query))]
    by_weight: dict[float, list[str]] = {}
    if not stand_ins and is_term(query):
        together = _phrase(" ".join(query.words))
        found.insert(0, Arm(f"{{title}} : {together}", 1.0))
        by_weight[SYNONYM_WEIGHT] = [together]
    for alternative in query.alternatives:
        if alternative.source == COMPOUND and not with_compounds:
            continue
        rest = [reading.group(place) for place in every if alternative.covers and place not in alternative.covers]
        phrases = _any(_phrase(phrase) for phrase in alternative.phrases[:MAX_PHRASES_PER_ARM])
        if phrases:
            by_weight.setdefault(alternative.weight, []).append(_all([*rest, phrases]))
    found += [Arm(_any(by_weight[weight]), weight) for weight in sorted(by_weight, reverse=True)]
    return found


def _own_weight(query: Understood) -> float:
    """A saying means more than its words: what they happen to stand in counts less than what the saying leads to."""
    is_saying = len(query.words) + len(query.optional) >= WORDS_OF_A_SAYING and any(
        alternative.source == LAY for alternative in query.alternatives
    )
    return SAYING_WEIGHT if is_saying or is_term(query) else 1.0


def is_term(query: Understood) -> bool:
    """Whether the words together are one thing: somewhere in a text, apart, they say less ("eten aan huis")."""
    every = tuple(range(len(query.words)))
    return len(every) > 1 and any(found.source == SYNONYM and found.covers == every for found in query.alternatives)


def relaxed(query: Understood, stand_ins: Mapping[int, tuple[str, ...]]) -> list[Arm]:
    """Two thirds of the words instead of all; none for a query of one or two words."""
    reading = Reading(tuple(map(stem, query.words)), stand_ins)
    places = _telling(query.words)
    needed = ceil(len(places) * RELAXED_SHARE)
    if needed == len(places):
        return []
    return [Arm(_any(_all(map(reading.group, chosen)) for chosen in combinations(places, needed)), RELAXED_WEIGHT)]


def anything(query: Understood, stand_ins: Mapping[int, tuple[str, ...]]) -> list[Arm]:
    """Any of the words, the more and the rarer the better; for when all of them find too little."""
    if len(query.words) == 1 or is_term(query):
        return []
    reading = Reading(tuple(map(stem, query.words)), stand_ins)
    weight, tail = (SENTENCE_WEIGHT, SENTENCE_TAIL) if is_sentence(query) else (ANY_WEIGHT, ANY_TAIL)
    return [Arm(_any(map(reading.group, _telling(query.words))), weight, tail)]


def is_sentence(query: Understood) -> bool:
    """Whether nothing is likely to have all the words."""
    return len(query.words) >= WORDS_OF_A_SENTENCE


def exists(word: str) -> str:
    """The expression that finds a stem anywhere."""
    return _quoted(word)


def in_title(words: Sequence[str], endings: Sequence[str]) -> str:
    """All of these stems and one of these in the title."""
    return f"{{title}} : {_all([*map(_quoted, words), _any(map(_quoted, endings))])}"


def together(words: Sequence[str]) -> str:
    """All of these stems."""
    return _all(map(_quoted, words))


def _telling(words: Sequence[str]) -> list[int]:
    """The places of the longest words, at most eight, in order: every combination of them is tried."""
    longest = sorted(range(len(words)), key=lambda place: (-len(words[place]), place))[:MAX_RELAXED_WORDS]
    return sorted(longest)


def _phrase(phrase: str) -> str:
    first, *others = map(_quoted, phrase_stems(phrase) or ("",))
    return f"NEAR({' '.join([first, *others])}, {NEAR_WORDS})" if others else first


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"' if word else ""


def _all(expressions: Iterable[str]) -> str:
    return _joined(expressions, " AND ")


def _any(expressions: Iterable[str]) -> str:
    return _joined(expressions, " OR ")


def _joined(expressions: Iterable[str], operator: str) -> str:
    given = list(dict.fromkeys(expression for expression in expressions if expression))
    return f"({operator.join(given)})" if len(given) > 1 else "".join(given)
