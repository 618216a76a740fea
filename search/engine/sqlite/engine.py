"""The SQLite engine itself: the port's verbs, over the parts beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from django.db import transaction

from core.rules import distance_m
from search.choices import Tier
from search.engine.base import (
    STEPS,
    Document,
    Hit,
    Point,
    SearchRequest,
    SearchResult,
    StepResult,
    Suggestion,
    Understood,
    ZoneScope,
)
from search.engine.sqlite import expressions, reading, spelling, suggesting, writing
from search.engine.sqlite.ranking import Placed, Ranked, best, candidates, in_order, place, windows
from search.engine.sqlite.reading import TOLD_APART, Matches
from search.engine.sqlite.schema import ID_BITS, ID_MASK
from search.engine.sqlite.signatures import remembered
from search.understanding.thesaurus import COMPOUND

# With fewer matches than this, words are also taken as prefixes and as typing errors.
FEW = 3
# With fewer than this, typed compounds are also taken apart ("boodschappenhulp": hulp bij boodschappen).
A_SCREEN = 60


@dataclass(frozen=True, slots=True)
class _Found:
    """Matches, and the corrections that led to them."""

    matches: Matches
    corrections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class SqliteEngine:
    """Search in SQLite. Three statements for a search as a rule, a few more when little is found."""

    name = "sqlite"

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one request; see the port."""
        if request.query.is_empty:
            return self._listing(request)
        found = _found(request)
        if len(found.matches.rows) <= TOLD_APART:
            found = replace(found, matches=reading.ranked(found.matches))
        placed = _placed(found.matches, request)
        return _result(placed, _best(found.matches, placed, request), found, request)

    def suggest(self, prefix: str, *, zone: ZoneScope, limit: int) -> Sequence[Suggestion]:
        """Complete what is being typed; see the port."""
        return suggesting.suggest(prefix, zone=zone, limit=limit)

    def apply(self, *, upserts: Iterable[Document] = (), deletes: Iterable[str] = ()) -> None:
        """Store and remove documents; see the port. Removals come after the storing."""
        with transaction.atomic():
            writing.store(upserts)
            writing.remove(deletes)

    def clear(self) -> None:
        """Forget everything."""
        with transaction.atomic():
            writing.clear()

    def count(self) -> int:
        """Number of stored documents."""
        return reading.document_count()

    def versions(self) -> Iterator[tuple[str, int]]:
        """Key and version of every stored document."""
        return reading.versions()

    def _listing(self, request: SearchRequest) -> SearchResult:
        """Everything, by title within a tier, or by distance."""
        found = _Found(Matches(reading.all_rows()))
        placed = _placed(found.matches, request)
        if request.by_distance and request.origin:
            return _result(placed, _best(found.matches, placed, request), found, request)
        order = in_order(found.matches.rows, placed, {}, {})
        slots = dict(zip(found.matches.rows, order.slots, strict=True))
        return _result(placed, reading.by_title(windows(order, request), slots), found, request)


def _found(request: SearchRequest) -> _Found:
    """Matches of a query, read more and more freely while there are too few, or none in a step."""
    query = request.query
    own = expressions.arms(query, with_compounds=False)
    if expressions.is_sentence(query):
        own += expressions.anything(query, {})
    found = reading.matches(own)
    if len(found.rows) < A_SCREEN and any(alternative.source == COMPOUND for alternative in query.alternatives):
        own += [arm for arm in expressions.arms(query) if arm not in own]
        found = reading.matches(own)
    if len(found.rows) >= FEW:
        return _Found(_filled(found, query))
    guess = spelling.guess(query, mends=request.mends_spelling)
    if guess.stand_ins:
        own += expressions.arms(query, guess.stand_ins)
        found = reading.matches(own)
    if len(found.rows) < FEW and (looser := _looser(query, guess.stand_ins)):
        found = reading.matches([*own, *looser])
    return _Found(found, guess.corrections if found.rows else {})


def _looser(query: Understood, stand_ins: Mapping[int, tuple[str, ...]]) -> list[expressions.Arm]:
    """The expressions that ask for less than all words."""
    return [*expressions.relaxed(query, stand_ins), *expressions.anything(query, stand_ins)]


def _filled(found: Matches, query: Understood) -> Matches:
    """The matches with, in steps that have none, what has any of the words, unless very much has.

    Three statements more if there are such steps.
    """
    anything = expressions.anything(query, {})
    if len(found.rows) > A_SCREEN or not anything:
        return found
    taken = set(_steps_of(found.rows).values())
    if len(taken) == len(STEPS):
        return found
    if not reading.are_few(anything[0]):
        return found
    known, loose = reading.ranked(found), reading.matches(anything)
    steps = _steps_of(loose.rows)
    added = {row: score for row, score in loose.ranked.items() if steps[row] not in taken}
    levels = {row: loose.levels.get(row, 1) for row in added}
    return Matches([*known.rows, *added], ranked={**known.ranked, **added}, levels={**known.levels, **levels})


def _steps_of(rows: Sequence[int]) -> dict[int, int]:
    """The place in STEPS of each row."""
    known = remembered(row >> ID_BITS for row in rows)
    return {row: known.groups[known.group_of[row >> ID_BITS]].step for row in rows}


def _placed(matches: Matches, request: SearchRequest) -> Placed:
    signatures = [row >> ID_BITS for row in matches.rows]
    levels = [matches.levels.get(row, 0) for row in matches.rows] if matches.levels else []
    return place(signatures, remembered(signatures), request, levels)


def _best(matches: Matches, placed: Placed, request: SearchRequest) -> Mapping[int, Sequence[Ranked]]:
    """Rank everything, or of many matches only what can be shown; one statement, two with distances.

    Who sorts on distance wants the nearest first, however well it matches.
    """
    is_told_apart = bool(matches.levels) and not (request.by_distance and request.origin)
    order = in_order(matches.rows, placed, matches.ranked if is_told_apart else {}, matches.levels)
    asked = windows(order, request)
    buckets = candidates(matches.rows, placed, order, asked)
    rows = [row for row, _ in chain.from_iterable(buckets.values())]
    return best(buckets, asked, reading.scores(matches, rows), _distances(rows, request))


def _distances(rows: Sequence[int], request: SearchRequest) -> dict[int, int]:
    """Metres to each row that has a place, if results are sorted on them."""
    origin = request.origin
    if not (request.by_distance and origin):
        return {}
    points = reading.points([row & ID_MASK for row in rows])
    return {row: _metres(origin, points[row & ID_MASK]) for row in rows if row & ID_MASK in points}


def _metres(origin: Point, point: Point) -> int:
    return distance_m(origin.latitude, origin.longitude, point.latitude, point.longitude)


def _result(placed: Placed, shown: Mapping[int, Sequence[Ranked]], found: _Found, request: SearchRequest) -> SearchResult:
    documents = reading.documents([hit.row & ID_MASK for hits in shown.values() for hit in hits])
    steps = tuple(
        StepResult(
            step=step,
            total=placed.total(at),
            hits=tuple(_hits(shown.get(at, ()), documents, request)),
            totals_by_tier={tier: count for tier in Tier if (count := placed.total(at, tier))},
        )
        for at, step in enumerate(STEPS)
    )
    return SearchResult(engine=SqliteEngine.name, steps=steps, facets=placed.facets, corrections=found.corrections)


def _hits(shown: Sequence[Ranked], documents: Mapping[int, Document], request: SearchRequest) -> Iterable[Hit]:
    for hit in shown:
        document = documents.get(hit.row & ID_MASK)
        if document is not None:
            metres = _metres(request.origin, document.point) if request.origin and document.point else None
            yield Hit(document=document, tier=hit.tier, score=round(hit.score, 4), distance_m=metres, is_close=hit.is_close)
