"""From an understood query to expressions over stems; an engine writes them in the syntax of its full-text table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from math import ceil

from search.engine.base import Understood
from search.understanding.shapes import is_saying, is_sentence, is_term, telling_places
from search.understanding.thesaurus import COMPOUND, SYNONYM_WEIGHT
from search.understanding.words import phrase_stems, stem

NEAR_WORDS = 5
MAX_PHRASES_PER_ARM = 60
EXPANDED_WEIGHT = 0.45
SAYING_WEIGHT = 0.5
RELAXED_WEIGHT = 0.3
ANY_WEIGHT = 0.2
SENTENCE_WEIGHT = 0.45
SENTENCE_TAIL = 0.45
ANY_TAIL = 0.25
RELAXED_SHARE = 2 / 3


@dataclass(frozen=True, slots=True)
class Word:
    """A stem, anywhere."""

    stem: str


@dataclass(frozen=True, slots=True)
class Near:
    """Two or more stems with at most NEAR_WORDS others in between, in any order."""

    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InTitle:
    """What it holds, in the title itself."""

    part: Expression


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of two or more expressions."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Any of two or more expressions."""

    parts: tuple[Expression, ...]


Expression = Word | Near | InTitle | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Arm:
    """One expression and what a hit through it weighs, the query's own words being 1.

    What ranks below the share `tail` of the expression's best hit is left out.
    """

    expression: Expression
    weight: float
    tail: float = 0.0


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a query in stems, and for some of them other stems that stand in (prefix, spelling)."""

    stems: tuple[str, ...]
    stand_ins: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def group(self, place: int) -> Expression:
        """What must be there for the word in one place."""
        return any_of(map(Word, (self.stems[place], *self.stand_ins.get(place, ()))))


def arms(query: Understood, stand_ins: Mapping[int, tuple[str, ...]] | None = None, *, with_compounds: bool = True) -> list[Arm]:
    """The expressions of a query, heaviest first: its own words, then its alternatives by weight.

    With `stand_ins` (place of a word → stems) the first expression weighs less: it is a guess.
    """
    reading = Reading(tuple(map(stem, query.words)), stand_ins or {})
    every = range(len(reading.stems))
    own = all_of(reading.group(place) for place in every)
    if query.optional:
        own = all_of([own, any_of([reading.group(0), *(Word(stem(word)) for word in query.optional)])])
    found = [Arm(own, EXPANDED_WEIGHT if stand_ins else SAYING_WEIGHT if is_saying(query) else 1.0)]
    by_weight: dict[float, list[Expression]] = {}
    together = phrase(" ".join(query.words))
    if together and not stand_ins and is_term(query):
        found.insert(0, Arm(InTitle(together), 1.0))
        by_weight[SYNONYM_WEIGHT] = [together]
    for alternative in query.alternatives:
        if alternative.source == COMPOUND and not with_compounds:
            continue
        rest = [reading.group(place) for place in every if alternative.covers and place not in alternative.covers]
        phrases = [read for text in alternative.phrases[:MAX_PHRASES_PER_ARM] if (read := phrase(text))]
        if phrases:
            by_weight.setdefault(alternative.weight, []).append(all_of([*rest, any_of(phrases)]))
    found += [Arm(any_of(by_weight[weight]), weight) for weight in sorted(by_weight, reverse=True)]
    return found


def relaxed(query: Understood, stand_ins: Mapping[int, tuple[str, ...]]) -> list[Arm]:
    """Two thirds of the words instead of all; none for a query of one or two words."""
    reading = Reading(tuple(map(stem, query.words)), stand_ins)
    places = telling_places(query.words)
    needed = ceil(len(places) * RELAXED_SHARE)
    if needed == len(places):
        return []
    return [Arm(any_of(all_of(map(reading.group, chosen)) for chosen in combinations(places, needed)), RELAXED_WEIGHT)]


def anything(query: Understood, stand_ins: Mapping[int, tuple[str, ...]]) -> list[Arm]:
    """Any of the words, the more and the rarer the better; for when all of them find too little."""
    if len(query.words) == 1 or is_term(query):
        return []
    reading = Reading(tuple(map(stem, query.words)), stand_ins)
    weight, tail = (SENTENCE_WEIGHT, SENTENCE_TAIL) if is_sentence(query) else (ANY_WEIGHT, ANY_TAIL)
    return [Arm(any_of(map(reading.group, telling_places(query.words))), weight, tail)]


def in_title(words: Iterable[str], endings: Iterable[str]) -> Expression:
    """All of these stems and one of these in the title."""
    return InTitle(all_of([*map(Word, words), any_of(map(Word, endings))]))


def phrase(text: str) -> Expression | None:
    """The words of a phrase near each other; None for a phrase without words."""
    found = phrase_stems(text)
    if not found:
        return None
    return Near(found) if len(found) > 1 else Word(found[0])


def all_of(parts: Iterable[Expression]) -> Expression:
    """All of one or more expressions, each once."""
    given = tuple(dict.fromkeys(parts))
    return AllOf(given) if len(given) > 1 else given[0]


def any_of(parts: Iterable[Expression]) -> Expression:
    """Any of one or more expressions, each once."""
    given = tuple(dict.fromkeys(parts))
    return AnyOf(given) if len(given) > 1 else given[0]


def stems_of(expression: Expression) -> frozenset[str]:
    """All stems in an expression."""
    match expression:
        case Word(stem=found):
            return frozenset({found})
        case Near(stems=several):
            return frozenset(several)
        case InTitle(part=part):
            return stems_of(part)
        case AllOf(parts=parts) | AnyOf(parts=parts):
            return frozenset().union(*map(stems_of, parts))
