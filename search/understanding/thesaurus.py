"""Synonyms, lay phrases and danger words, matched on stems against the words of a query.

A `Thesaurus` is made once from what editors typed and serves until they change it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from search.understanding.folding import tokens
from search.understanding.understood import Alternative
from search.understanding.words import FAMILY_WORDS, STOP_WORDS, stem

SYNONYM = "synonym"
LAY = "lay"
COMPOUND = "compound"
JOINED = "joined"
# Other ways to write the words themselves, which say nothing new.
SPELLINGS = frozenset({COMPOUND, JOINED})
SYNONYM_WEIGHT = 0.8
LAY_WEIGHT = 0.7
MAX_GAP = 2
MIN_FUZZY_LENGTH = 8
MAX_ALTERNATIVES = 24
# Shorter ones are points of the compass.
MIN_PLACE_LENGTH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymRule:
    """What an editor typed: a term and its words; two-way all mean the same, one-way the term leads to the words."""

    term: str
    words: tuple[str, ...]
    is_two_way: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerRule:
    """Phrases that call for direct help, and phrases beside which they do not."""

    key: str
    phrases: tuple[str, ...]
    not_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """One phrase to look for in a query, and what it leads to."""

    stems: frozenset[str]
    phrases: tuple[str, ...]
    is_two_way: bool


@dataclass(frozen=True, slots=True)
class _Danger:
    """A danger rule in stems; phrases keep their stop words ("slaat mij")."""

    key: str
    phrases: tuple[tuple[str, ...], ...]
    not_with: tuple[tuple[str, ...], ...]
    long_words: tuple[str, ...]
    # Without one of these no phrase can occur, which settles nearly every search at once.
    beginnings: frozenset[str]


class Thesaurus:
    """Answers which other words a query could mean, and whether it calls for direct help.

    `places` are the folded words that name a part of the city: "borgele", "platvoet".
    """

    def __init__(self, synonyms: Iterable[SynonymRule] = (), dangers: Iterable[DangerRule] = (), places: Iterable[str] = ()) -> None:
        self.places = frozenset(word for name in places for word in _place_words(name))
        self._entries: dict[str, list[_Entry]] = {}
        for rule in synonyms:
            for entry in _entries_of(rule):
                # Filed under one stem; the longest is the rarest as a rule.
                self._entries.setdefault(max(entry.stems, key=lambda word: (len(word), word)), []).append(entry)
        self._dangers = tuple(_compiled(rule) for rule in dangers)

    def alternatives(self, words: Sequence[str], typed: Sequence[str] = ()) -> tuple[Alternative, ...]:
        """What else the folded words of a query could mean, at most 24, in order of the rules' first stem.

        `typed` are all words with the stop words, on which phrases of little content are matched.
        """
        query = [stem(word) for word in words]
        present = frozenset(query) | frozenset(map(stem, typed))
        found: list[Alternative] = []
        for word in dict.fromkeys([*query, *map(stem, typed)]):
            for entry in self._entries.get(word, ()):
                if entry.stems <= present:
                    found += [_alternative(entry, query)]
        return tuple(dict.fromkeys(found))[:MAX_ALTERNATIVES]

    def dangers(self, text: str) -> tuple[str, ...]:
        """Keys of the rules whose phrases occur in a typed text, in the order of the rules."""
        typed = tokens(text)
        query = [stem(word) for word in typed]
        return tuple(danger.key for danger in self._dangers if _calls(danger, query, typed))


def _place_words(name: str) -> tuple[str, ...]:
    """The words by which people know a part of the city; what it has in common with others ("noord") does not tell."""
    return tuple(word for word in tokens(name) if len(word) >= MIN_PLACE_LENGTH and word not in STOP_WORDS)


def _entries_of(rule: SynonymRule) -> Iterator[_Entry]:
    """The phrases of a rule that lead somewhere."""
    members = (rule.term, *rule.words)
    for place, member in enumerate(members if rule.is_two_way else members[:1]):
        found = _telling_stems(member)
        others = tuple(other for at, other in enumerate(members) if at != place)
        if found and others:
            yield _Entry(found, others, rule.is_two_way)


def _telling_stems(phrase: str) -> frozenset[str]:
    """The stems that a query must have for a phrase, whoever it is about; all of them if only one of several tells."""
    typed = tokens(phrase)
    content = frozenset(stem(word) for word in typed if word not in STOP_WORDS and word not in FAMILY_WORDS)
    return content if len(content) > 1 or len(typed) == 1 else frozenset(map(stem, typed))


def _alternative(entry: _Entry, query: Sequence[str]) -> Alternative:
    """A two-way synonym replaces the words it covers; a lay phrase stands beside the whole query."""
    covers = tuple(place for place, word in enumerate(query) if word in entry.stems) if entry.is_two_way else ()
    weight, source = (SYNONYM_WEIGHT, SYNONYM) if entry.is_two_way else (LAY_WEIGHT, LAY)
    return Alternative(phrases=entry.phrases, covers=covers, weight=weight, source=source)


def _compiled(rule: DangerRule) -> _Danger:
    typed = [phrase for phrase in map(tokens, rule.phrases) if phrase]
    phrases = tuple(tuple(map(stem, phrase)) for phrase in typed)
    return _Danger(
        key=rule.key,
        phrases=phrases,
        not_with=tuple(tuple(map(stem, phrase)) for phrase in map(tokens, rule.not_with) if phrase),
        long_words=tuple(phrase[0] for phrase in typed if len(phrase) == 1 and len(phrase[0]) >= MIN_FUZZY_LENGTH),
        beginnings=frozenset(phrase[0] for phrase in phrases),
    )


def _calls(danger: _Danger, query: Sequence[str], typed: Sequence[str]) -> bool:
    """Whether a phrase of a rule occurs in what its exceptions leave; an exception takes only its own words away."""
    if danger.beginnings.isdisjoint(query) and not _is_nearly(danger.long_words, typed):
        return False
    excepted = {at for phrase in danger.not_with for at in _harmless(phrase, query)}
    kept = ["" if at in excepted else word for at, word in enumerate(query)]
    if any(_places(phrase, kept) for phrase in danger.phrases):
        return True
    return _is_nearly(danger.long_words, [word for at, word in enumerate(typed) if at not in excepted])


def _harmless(phrase: tuple[str, ...], query: Sequence[str]) -> set[int]:
    """The places of all words that belong to an exception."""
    found: set[int] = set()
    left = list(query)
    while places := _places(phrase, left):
        found.update(places)
        for at in places:
            left[at] = ""
    return found


def _places(phrase: tuple[str, ...], query: Sequence[str]) -> tuple[int, ...]:
    """Where the words of a phrase follow each other in a query, at most two others in between; the last such place."""
    for start in range(len(query) - 1, -1, -1):
        if query[start] == phrase[0] and (places := _following(phrase, query, start)):
            return places
    return ()


def _following(phrase: tuple[str, ...], query: Sequence[str], start: int) -> tuple[int, ...]:
    window = iter(range(start, min(len(query), start + len(phrase) + MAX_GAP)))
    found = [next((at for at in window if query[at] == word), -1) for word in phrase]
    return () if -1 in found else tuple(found)


def _is_nearly(long_words: tuple[str, ...], typed: Sequence[str]) -> bool:
    """Whether a long word was typed with one error in it; in danger nobody spells with care."""
    return any(
        OSA.distance(word, danger, score_cutoff=1) <= 1
        for word in typed
        if len(word) >= MIN_FUZZY_LENGTH and word not in STOP_WORDS
        for danger in long_words
    )
