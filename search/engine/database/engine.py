"""An engine of the database: the port's verbs, over the parts beside it and a dialect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from django.db import transaction

from core.rules import distance_m
from search.choices import Tier
from search.engine.base import (
    STEPS,
    Box,
    Document,
    Hit,
    MapResult,
    Point,
    SearchRequest,
    SearchResult,
    StepResult,
    Suggestion,
    Understood,
    ZoneScope,
)
from search.engine.database import expressions, locating, reading, spelling, suggesting, writing
from search.engine.database.dialect import Dialect
from search.engine.database.layout import ID_BITS, ID_MASK, TOLD_APART
from search.engine.database.ranking import NOWHERE, Placed, Ranked, best, candidates, in_order, place, windows
from search.engine.database.reading import Matches
from search.engine.database.signatures import remembered
from search.understanding.marking import looked_for, marks
from search.understanding.shapes import is_sentence
from search.understanding.thesaurus import COMPOUND

# With fewer matches than this, words are also taken as prefixes and as typing errors.
FEW = 3
# With fewer than this, typed compounds are also taken apart ("boodschappenhulp": hulp bij boodschappen).
A_SCREEN = 60


@dataclass(frozen=True, slots=True)
class _Found:
    """Matches, the corrections that led to them, and the stems that were looked for."""

    matches: Matches
    corrections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stems: frozenset[str] = frozenset()


class DatabaseEngine:
    """Search in a database. Three statements for a search as a rule, a few more when little is found."""

    def __init__(self, dialect: Dialect) -> None:
        self.name = dialect.name
        self._dialect = dialect

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one request; see the port."""
        if request.query.is_empty:
            return self._listing(request)
        found = self._told_apart(request)
        placed = self._placed(found.matches, request)
        return self._result(placed, self._best(found.matches, placed, request), found, request)

    def suggest(self, prefix: str, *, zone: ZoneScope, limit: int) -> Sequence[Suggestion]:
        """Complete what is being typed; see the port."""
        return suggesting.suggest(self._dialect, prefix, zone=zone, limit=limit)

    def locate(self, request: SearchRequest, *, box: Box | None, zoom: int) -> MapResult:
        """The hits of the same search on a map; see the port."""
        matches = Matches(reading.all_rows(self._dialect)) if request.query.is_empty else self._told_apart(request).matches
        placed = self._placed(matches, request)
        rows = [row for row, at in zip(matches.rows, placed.places, strict=True) if at != NOWHERE]
        return locating.located(self._dialect, rows, box=box, zoom=zoom)

    def apply(self, *, upserts: Iterable[Document] = (), deletes: Iterable[str] = ()) -> None:
        """Store and remove documents; see the port. Removals come after the storing."""
        with transaction.atomic():
            writing.store(self._dialect, upserts)
            writing.remove(self._dialect, deletes)

    def clear(self) -> None:
        """Forget everything."""
        with transaction.atomic():
            writing.clear(self._dialect)

    def count(self) -> int:
        """Number of stored documents."""
        return reading.document_count()

    def versions(self) -> Iterator[tuple[str, int]]:
        """Key and version of every stored document."""
        return reading.versions()

    def _listing(self, request: SearchRequest) -> SearchResult:
        """Everything, by title within a tier, or by distance."""
        found = _Found(Matches(reading.all_rows(self._dialect)))
        placed = self._placed(found.matches, request)
        if request.by_distance and request.origin:
            return self._result(placed, self._best(found.matches, placed, request), found, request)
        order = in_order(found.matches.rows, placed, {}, {})
        slots = dict(zip(found.matches.rows, order.slots, strict=True))
        return self._result(placed, reading.by_title(windows(order, request), slots), found, request)

    def _told_apart(self, request: SearchRequest) -> _Found:
        """The matches of a query, with scores and levels unless there are many."""
        found = self._found(request)
        if len(found.matches.rows) <= TOLD_APART:
            return replace(found, matches=reading.ranked(self._dialect, found.matches))
        return found

    def _found(self, request: SearchRequest) -> _Found:
        """Matches of a query, read more and more freely while there are too few, or none in a step."""
        query = request.query
        own = expressions.arms(query, with_compounds=False)
        if is_sentence(query):
            own += expressions.anything(query, {})
        found = reading.matches(self._dialect, own)
        if len(found.rows) < A_SCREEN and any(alternative.source == COMPOUND for alternative in query.alternatives):
            own += [arm for arm in expressions.arms(query) if arm not in own]
            found = reading.matches(self._dialect, own)
        if len(found.rows) >= FEW:
            return _Found(self._filled(found, query), stems=looked_for(query))
        guess = spelling.guess(self._dialect, query, mends=request.mends_spelling)
        if guess.stand_ins:
            own += expressions.arms(query, guess.stand_ins)
            found = reading.matches(self._dialect, own)
        if len(found.rows) < FEW and (looser := _looser(query, guess.stand_ins)):
            found = reading.matches(self._dialect, [*own, *looser])
        return _Found(found, guess.corrections if found.rows else {}, looked_for(query, chain.from_iterable(guess.stand_ins.values())))

    def _filled(self, found: Matches, query: Understood) -> Matches:
        """The matches with, in steps that have none, what has any of the words, unless very much has.

        Three statements more if there are such steps.
        """
        anything = expressions.anything(query, {})
        if len(found.rows) > A_SCREEN or not anything:
            return found
        taken = set(self._steps_of(found.rows).values())
        if len(taken) == len(STEPS):
            return found
        if not reading.are_few(self._dialect, anything[0]):
            return found
        known, loose = reading.ranked(self._dialect, found), reading.matches(self._dialect, anything)
        steps = self._steps_of(loose.rows)
        added = {row: score for row, score in loose.ranked.items() if steps[row] not in taken}
        levels = {row: loose.levels.get(row, 1) for row in added}
        return Matches([*known.rows, *added], ranked={**known.ranked, **added}, levels={**known.levels, **levels})

    def _steps_of(self, rows: Sequence[int]) -> dict[int, int]:
        """The place in STEPS of each row."""
        known = remembered(self._dialect, (row >> ID_BITS for row in rows))
        return {row: known.groups[known.group_of[row >> ID_BITS]].step for row in rows}

    def _placed(self, matches: Matches, request: SearchRequest) -> Placed:
        signatures = [row >> ID_BITS for row in matches.rows]
        levels = [matches.levels.get(row, 0) for row in matches.rows] if matches.levels else []
        return place(signatures, remembered(self._dialect, signatures), request, levels)

    def _best(self, matches: Matches, placed: Placed, request: SearchRequest) -> Mapping[int, Sequence[Ranked]]:
        """Rank everything, or of many matches only what can be shown; one statement, two with distances.

        Who sorts on distance wants the nearest first, however well it matches.
        """
        is_told_apart = bool(matches.levels) and not (request.by_distance and request.origin)
        order = in_order(matches.rows, placed, matches.ranked if is_told_apart else {}, matches.levels)
        asked = windows(order, request)
        buckets = candidates(matches.rows, placed, order, asked)
        rows = [row for row, _ in chain.from_iterable(buckets.values())]
        return best(buckets, asked, reading.scores(self._dialect, matches, rows), self._distances(rows, request))

    def _distances(self, rows: Sequence[int], request: SearchRequest) -> dict[int, int]:
        """Metres to each row that has a place, if results are sorted on them."""
        origin = request.origin
        if not (request.by_distance and origin):
            return {}
        points = reading.points(self._dialect, [row & ID_MASK for row in rows])
        return {row: _metres(origin, points[row & ID_MASK]) for row in rows if row & ID_MASK in points}

    def _result(self, placed: Placed, shown: Mapping[int, Sequence[Ranked]], found: _Found, request: SearchRequest) -> SearchResult:
        documents = reading.documents(self._dialect, [hit.row & ID_MASK for hits in shown.values() for hit in hits])
        steps = tuple(
            StepResult(
                step=step,
                total=placed.total(at),
                hits=tuple(_hits(shown.get(at, ()), documents, found.stems, request)),
                totals_by_tier={tier: count for tier in Tier if (count := placed.total(at, tier))},
            )
            for at, step in enumerate(STEPS)
        )
        return SearchResult(engine=self.name, steps=steps, facets=placed.facets, corrections=found.corrections)


def _looser(query: Understood, stand_ins: Mapping[int, tuple[str, ...]]) -> list[expressions.Arm]:
    """The expressions that ask for less than all words."""
    return [*expressions.relaxed(query, stand_ins), *expressions.anything(query, stand_ins)]


def _metres(origin: Point, point: Point) -> int:
    return distance_m(origin.latitude, origin.longitude, point.latitude, point.longitude)


def _hits(shown: Sequence[Ranked], documents: Mapping[int, Document], stems: frozenset[str], request: SearchRequest) -> Iterable[Hit]:
    for hit in shown:
        document = documents.get(hit.row & ID_MASK)
        if document is not None:
            metres = _metres(request.origin, document.point) if request.origin and document.point else None
            yield Hit(
                document=document,
                tier=hit.tier,
                score=round(hit.score, 4),
                distance_m=metres,
                is_close=hit.is_close,
                marks=marks({"title": document.title, "summary": document.summary}, stems) if stems else {},
            )
