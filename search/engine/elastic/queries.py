"""From an understood query to the queries of the server. Pure.

A query is read in four ways, each freer than the one before (`Readings`). All are asked at once; which of
them count is decided from the numbers that come back (`choosing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from search.engine.base import Understood
from search.engine.elastic.schema import LABEL_FIELDS, NAMING_FIELDS, TITLE_FIELDS, WORD_FIELDS, boosted
from search.understanding.shapes import WORDS_OF_A_SAYING, is_saying, is_sentence, is_term, telling_places
from search.understanding.thesaurus import LAY, SPELLINGS
from search.understanding.vocabulary import Vocabulary
from search.understanding.words import phrase_stems, stem, unique

Query = dict[str, Any]

NOTHING: Query = {"match_none": {}}
EVERYTHING: Query = {"match_all": {}}
NEAR_WORDS = 5
MAX_PHRASES = 60
MAX_COMPLETIONS = 8
# Of the fields that hold a word the best one counts, the others for so much.
TIE_BREAKER = 0.2
SAYING_WEIGHT = 0.7
OPTIONAL_WEIGHT = 0.15
WISH_WEIGHT = 1.5
EVERY_WORD_WEIGHT = 0.3
GUESS_WEIGHT = 0.45
ANY_WEIGHT = 0.3
# So many words of a sentence have to be there.
NEEDED_OF_A_SENTENCE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """A query read in four ways, and what makes a match a close one.

    `strict`: all words, or a synonym of them. `labels`: the same with the names of themes and target groups
    counting. `guessed`: with beginnings and typing errors made good, None if there is nothing to guess.
    `any_word`: some of the words, None for one word. `ranking` adds to the score of what is found already.
    `naming` and `title` match strictly in what names a thing, and in its title alone. `corrections` are
    typed words and those that `guessed` takes instead; `stand_ins` are the stems of all that it takes.
    """

    strict: Query
    labels: Query
    guessed: Query | None
    any_word: Query | None
    naming: Query
    title: Query
    ranking: tuple[Query, ...] = ()
    corrections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stand_ins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Guess:
    """Stems that may stand in for a word of the query, by its place; `corrections` are those that mend an error."""

    stand_ins: Mapping[int, tuple[str, ...]]
    corrections: Mapping[str, tuple[str, ...]]


def readings(query: Understood, vocabulary: Vocabulary, *, mends: bool) -> Readings:
    """All ways to read a query that has words; without `mends` no word is taken for a typing error."""
    guess = _guess(query, vocabulary, mends=mends)
    words = _stems(query.words)
    # What a saying leads to is an idea of ours, so it is never as close as what has the words.
    said_otherwise = replace(query, alternatives=tuple(found for found in query.alternatives if found.source != LAY))
    return Readings(
        strict=best_of([_own(query, WORD_FIELDS), *_together(query), *_alternatives(query, _IN_ANYTHING)]),
        labels=all_words(words, LABEL_FIELDS, boost=0.1),
        guessed=_with_stand_ins(query, guess) if guess.stand_ins else None,
        any_word=_any_word(query, guess),
        naming=best_of([all_words(words, NAMING_FIELDS), *_alternatives(said_otherwise, _IN_NAMES)]),
        title=best_of([all_words(words, TITLE_FIELDS), *_alternatives(said_otherwise, _IN_TITLES)]),
        ranking=tuple(_ranking(query)),
        corrections=guess.corrections,
        stand_ins=tuple(chain.from_iterable(guess.stand_ins.values())),
    )


def _ranking(query: Understood) -> Iterator[Query]:
    """What adds to a score: the optional words, places and times most; and every word that a saying does not cover."""
    for word in query.optional:
        if word in query.wishes:
            yield {"constant_score": {"filter": any_of_words(stem(word), LABEL_FIELDS), "boost": WISH_WEIGHT}}
        else:
            yield any_of_words(stem(word), WORD_FIELDS, boost=OPTIONAL_WEIGHT)
    if len(query.words) > 1:
        yield any_of_words(_stems(query.words), WORD_FIELDS, boost=EVERY_WORD_WEIGHT)


def all_words(words: str, fields: dict[str, float], *, boost: float = 1.0) -> Query:
    """All of these stems, each in any of the fields."""
    return _across(words, fields, "and", boost)


def any_of_words(words: str, fields: dict[str, float], *, boost: float = 1.0) -> Query:
    """At least one of these stems."""
    return _across(words, fields, "or", boost)


def best_of(queries: Iterable[Query]) -> Query:
    """What matches any of some queries; the best match counts."""
    found = list(queries)
    return found[0] if len(found) == 1 else {"dis_max": {"queries": found, "tie_breaker": 0.0}}


def any_of(queries: Iterable[Query]) -> Query:
    """What matches any of some queries, as a filter."""
    found = list(queries)
    return found[0] if len(found) == 1 else {"bool": {"should": found, "minimum_should_match": 1}}


def _across(words: str, fields: dict[str, float], operator: str, boost: float) -> Query:
    return {
        "multi_match": {
            "query": words,
            "type": "cross_fields",
            "fields": boosted(fields),
            "operator": operator,
            "tie_breaker": TIE_BREAKER,
            "boost": boost,
        }
    }


def _own(query: Understood, fields: dict[str, float]) -> Query:
    """The words themselves. A saying means more than its words, so those count less then."""
    return all_words(_stems(query.words), fields, boost=SAYING_WEIGHT if is_saying(query) else 1.0)


def _together(query: Understood) -> list[Query]:
    """The words as one phrase, where they are one thing ("eten aan huis")."""
    if not is_term(query):
        return []
    count = len(query.words)
    return [_phrase(" ".join(query.words), place, weight * count) for place, weight in _IN_ANYTHING.items()]


# Where a phrase is looked for, and what it weighs there.
_IN_ANYTHING = {"title": 0.5, "naming": 0.4, "telling": 0.3, "everything": 0.12}
_IN_NAMES = {"naming": 1.0}
_IN_TITLES = {"title": 1.0}


def _alternatives(query: Understood, places: dict[str, float]) -> list[Query]:
    """What else the query could mean: the phrases of each alternative, with the words that it does not replace."""
    found: list[Query] = []
    for alternative in query.alternatives:
        replaced = len(alternative.covers) or min(len(query.words), WORDS_OF_A_SAYING)
        chosen = [
            _phrase(phrase, place, weight * alternative.weight * replaced)
            for phrase in alternative.phrases[:MAX_PHRASES]
            for place, weight in places.items()
        ]
        rest = [word for at, word in enumerate(query.words) if alternative.covers and at not in alternative.covers]
        if rest and chosen:
            found.append({"bool": {"must": [best_of(chosen), all_words(_stems(rest), WORD_FIELDS, boost=alternative.weight)]}})
        else:
            found += chosen
    return found


def _phrase(phrase: str, place: str, weight: float) -> Query:
    """A phrase, that weighs as much as one word of that weight: every word of it adds to the score."""
    words = phrase_stems(phrase)
    return {"match_phrase": {place: {"query": " ".join(words), "slop": NEAR_WORDS, "boost": round(weight / max(1, len(words)), 4)}}}


def _any_word(query: Understood, guess: _Guess) -> Query | None:
    """Some of the words anywhere, of a sentence two; the more and the rarer the better."""
    if len(query.words) == 1:
        return None
    if is_term(query):
        return _own(query, WORD_FIELDS)
    return _some_words(query, guess.stand_ins, NEEDED_OF_A_SENTENCE if is_sentence(query) else 1)


def _some_words(query: Understood, stand_ins: Mapping[int, tuple[str, ...]], needed: int) -> Query:
    """At least so many of the words that tell most."""
    chosen = [_group(query, place, stand_ins, ANY_WEIGHT) for place in telling_places(query.words)]
    return {"bool": {"should": chosen, "minimum_should_match": needed}}


def _with_stand_ins(query: Understood, guess: _Guess) -> Query:
    return {"bool": {"must": [_group(query, place, guess.stand_ins, GUESS_WEIGHT) for place in range(len(query.words))]}}


def _group(query: Understood, place: int, stand_ins: Mapping[int, tuple[str, ...]], weight: float) -> Query:
    """The word in one place, or one that stands in for it."""
    return best_of(any_of_words(word, WORD_FIELDS, boost=weight) for word in (stem(query.words[place]), *stand_ins.get(place, ())))


def _guess(query: Understood, vocabulary: Vocabulary, *, mends: bool) -> _Guess:
    """A last word that no text has is completed, as it may not be finished; another one that has no synonym is mended."""
    explained = {place for alternative in query.alternatives if alternative.source not in SPELLINGS for place in alternative.covers}
    stand_ins: dict[int, tuple[str, ...]] = {}
    corrections: dict[str, tuple[str, ...]] = {}
    last = len(query.words) - 1
    for place, word in enumerate(query.words):
        if place == last and not vocabulary.documents_of(word) and (longer := vocabulary.completions(word, limit=MAX_COMPLETIONS)):
            stand_ins[place] = unique(found.stem for found in longer)
        elif mends and not vocabulary.knows(word) and place not in explained and (close := vocabulary.corrected(word)):
            stand_ins[place] = unique(found.stem for found in close)
            corrections[word] = unique(found.shown for found in close)
    return _Guess(stand_ins, corrections)


def _stems(words: Iterable[str]) -> str:
    return " ".join(map(stem, words))
