"""The SQLite engine itself: the port's verbs, over the parts beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress

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
from search.engine.sqlite.ranking import NOWHERE, Match, Placed, best, place
from search.engine.sqlite.reading import Matches
from search.engine.sqlite.schema import ID_BITS, ID_MASK
from search.engine.sqlite.signatures import remembered

# With fewer matches than this, words are also taken as prefixes and as typing errors.
FEW = 3
FAR_AWAY_M = 1 << 40


@dataclass(frozen=True, slots=True)
class _Found:
    """Matches, and the corrections that led to them."""

    matches: Matches
    corrections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class SqliteEngine:
    """Search in SQLite. Two statements for a search as a rule, a few more when little is found."""

    name = "sqlite"

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one request; see the port."""
        if request.query.is_empty:
            return self._listing(request)
        found = _found(request.query)
        placed = _placed(found.matches.rows, request)
        rows = _by_distance(found.matches, placed, request)
        return _result(placed, best(rows, placed, request), found, request)

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
        """Everything, by title within a tier."""
        found = _Found(Matches([(row, 0.0) for row in reading.all_rows()]))
        placed = _placed(found.matches.rows, request)
        if request.by_distance and request.origin:
            windows = best(_by_distance(found.matches, placed, request), placed, request)
        else:
            places = dict(zip((row for row, _ in found.matches.rows), placed.places, strict=True))
            windows = reading.by_title(placed, request, places)
        return _result(placed, windows, found, request)


def _found(query: Understood) -> _Found:
    """Matches of a query, read more and more freely while there are too few."""
    own = expressions.arms(query)
    found = reading.matches(own)
    if len(found.rows) >= FEW:
        return _Found(found)
    guess = spelling.guess(query)
    if guess.stand_ins:
        own += expressions.arms(query, guess.stand_ins)
        found = reading.matches(own)
    if len(found.rows) < FEW and (looser := expressions.relaxed(query, guess.stand_ins)):
        own += looser
        found = reading.matches(own)
    if not found.rows and (loosest := expressions.anything(query, guess.stand_ins)):
        found = reading.matches(loosest)
    return _Found(found, guess.corrections if found.rows else {})


def _placed(rows: Sequence[Match], request: SearchRequest) -> Placed:
    signatures = [row[0] >> ID_BITS for row in rows]
    return place(signatures, remembered(signatures), request)


def _by_distance(matches: Matches, placed: Placed, request: SearchRequest) -> Sequence[Match]:
    """The matches with their distance as sort key, if that is asked; one query. What has no place comes last."""
    if not (request.by_distance and request.origin):
        return matches.rows
    shown = compress(matches.rows, [at != NOWHERE for at in placed.places])
    points = reading.points([row[0] & ID_MASK for row in shown])
    origin = request.origin
    metres = {number: _metres(origin, point) for number, point in points.items()}
    return [(row[0], (metres.get(row[0] & ID_MASK, FAR_AWAY_M), row[1]), row[1]) for row in matches.rows]


def _metres(origin: Point, point: Point) -> int:
    return distance_m(origin.latitude, origin.longitude, point.latitude, point.longitude)


def _result(placed: Placed, windows: Mapping[int, Sequence[tuple[Match, Tier]]], found: _Found, request: SearchRequest) -> SearchResult:
    documents = reading.documents([match[0] & ID_MASK for window in windows.values() for match, _ in window])
    steps = tuple(
        StepResult(
            step=step,
            total=placed.total(at),
            hits=tuple(_hits(windows.get(at, ()), documents, found.matches, request)),
            totals_by_tier={tier: count for tier in Tier if (count := placed.total(at, tier))},
        )
        for at, step in enumerate(STEPS)
    )
    return SearchResult(engine=SqliteEngine.name, steps=steps, facets=placed.facets, corrections=found.corrections)


def _hits(
    window: Sequence[tuple[Match, Tier]], documents: Mapping[int, Document], matches: Matches, request: SearchRequest
) -> Iterable[Hit]:
    for match, tier in window:
        document = documents.get(match[0] & ID_MASK)
        if document is not None:
            metres = _metres(request.origin, document.point) if request.origin and document.point else None
            # Sorted on distance, the rank has moved to the last place.
            ranked = (match[0], match[-1]) if request.by_distance and request.origin else match
            yield Hit(document=document, tier=tier, score=round(matches.score(ranked), 4), distance_m=metres)
