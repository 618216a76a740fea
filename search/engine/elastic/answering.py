"""From the server's answer to a search result. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any

from core.rules import distance_m
from search.choices import WHERE_TIERS, Facet, Step, Tier
from search.engine.base import STEPS, Document, Hit, Point, SearchRequest, SearchResult, StepResult, ZoneScope
from search.engine.elastic.asking import hits_of, is_by_distance, is_close
from search.engine.elastic.choosing import SLOT, Reading, Shown, Side, shown
from search.engine.elastic.documents import WITHOUT_HOURS
from search.engine.elastic.queries import Readings
from search.engine.payload import from_json
from search.understanding.marking import looked_for, marks

OPEN_NOW = "nu"
# A key of a tally; the others are tiers, facets, and pairs of a facet and a value.
PASSED = "passed"

Tally = Counter[Any]
Buckets = Mapping[Side, Mapping[Reading, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Counted:
    """What a search found of each step, in numbers: the buckets of each reading on each side, and what is shown."""

    request: SearchRequest
    buckets: Mapping[Step, Buckets]
    shown: Mapping[Step, Shown]

    @classmethod
    def from_answer(cls, steps: Mapping[str, Any], request: SearchRequest) -> Counted:
        """From the aggregation `steps`."""
        buckets: dict[Step, Buckets] = {step: {} for step in STEPS}
        for bucket in steps["buckets"]:
            sides = bucket["sides"]["buckets"]
            buckets[Step(bucket["key"])] = {side: _by_reading(sides[side.name]) for side in Side if side.name in sides}
        return cls(request, buckets, {step: shown(_matched(sides)) for step, sides in buckets.items()})

    def tally(self, step: Step) -> Tally:
        """The numbers of what is shown of a step; the rest of the answer is not even read."""
        chosen, found = self.shown[step], Counter[Any]()
        for reading in chosen.readings:
            found.update(_tally(self.buckets[step][chosen.side][reading], self.request))
        return found


def _matched(sides: Buckets) -> dict[Side, dict[Reading, int]]:
    return {side: {reading: bucket["doc_count"] for reading, bucket in found.items()} for side, found in sides.items()}


def result_of(answer: Mapping[str, Any], request: SearchRequest, readings: Readings | None, *, engine: str) -> SearchResult:
    """The result that a search request asked for with `asking.search_body`."""
    aggregations = answer["aggregations"]
    counted = Counted.from_answer(aggregations["steps"], request)
    tallies = {step: counted.tally(step) for step in STEPS}
    is_listed = readings is None or is_by_distance(request)
    stems = looked_for(request.query, readings.stand_ins) if readings else frozenset()
    steps = tuple(
        StepResult(
            step=step,
            total=tallies[step][PASSED],
            hits=tuple(
                _hit(hit, request, stems, is_listed=is_listed)
                for hit in _top(aggregations, step, counted.shown[step])[: max(0, tallies[step][PASSED] - request.offsets.get(step, 0))]
            ),
            totals_by_tier={tier: count for tier in Tier if (count := tallies[step][tier])},
        )
        for step in STEPS
    )
    is_guessed = any(reading in (Reading.GUESSED, Reading.ANY_WORD) for chosen in counted.shown.values() for reading in chosen.readings)
    corrections = readings.corrections if readings and is_guessed else {}
    return SearchResult(engine=engine, steps=steps, facets=_facets(tallies, request), corrections=corrections)


def _by_reading(side: Mapping[str, Any]) -> dict[Reading, Mapping[str, Any]]:
    buckets = side["readings"]["buckets"]
    return {reading: buckets[reading.name] for reading in Reading if reading.name in buckets}


def _tally(bucket: Mapping[str, Any], request: SearchRequest) -> Tally:
    passed = bucket.get("passed", bucket)
    found: Tally = Counter({PASSED: passed["doc_count"]})
    for name, tier in passed["tiers"]["buckets"].items():
        found[Tier[name]] = tier["doc_count"]
    for facet in Facet:
        own = bucket.get(f"for {facet.value}")
        found[facet] = (own or passed)["doc_count"]
        counted = (own or passed).get(facet.value if own or facet is not Facet.WHERE else "tiers")
        for value, count in _values(facet, counted):
            found[facet, value] = count
    return found


def _values(facet: Facet, counted: Mapping[str, Any]) -> Iterable[tuple[str, int]]:
    if facet is Facet.OPEN:
        return [(OPEN_NOW, counted["doc_count"])]
    if facet is Facet.WHERE:
        buckets = counted["buckets"]
        return [(value, buckets[tier.name]["doc_count"]) for value, tier in WHERE_TIERS.items() if tier.name in buckets]
    return [(bucket["key"], bucket["doc_count"]) for bucket in counted["buckets"]]


def _facets(tallies: Mapping[Step, Tally], request: SearchRequest) -> dict[Facet, dict[str, int]]:
    """Counts of what is shown of all steps; what has no hours is open at any hour and on any day."""
    every: Tally = Counter()
    for tally in tallies.values():
        every.update(tally)
    found: dict[Facet, dict[str, int]] = {}
    for facet in Facet:
        always = sum(tallies[step][facet] for step in WITHOUT_HOURS) if facet in (Facet.DAY, Facet.OPEN) else 0
        values = {key[1]: count for key, count in every.items() if isinstance(key, tuple) and key[0] is facet and count}
        found[facet] = {value: count + always for value, count in values.items()}
    return found


def _top(aggregations: Mapping[str, Any], step: Step, chosen: Shown) -> Sequence[Mapping[str, Any]]:
    asked = aggregations.get(hits_of(step))
    hits: Sequence[Mapping[str, Any]] = asked["sides"]["buckets"][chosen.side.name]["top"]["hits"]["hits"] if asked else ()
    return hits


def _hit(found: Mapping[str, Any], request: SearchRequest, stems: frozenset[str], *, is_listed: bool) -> Hit:
    document, score = from_json(found["_source"]["payload"]), float(found["sort"][0])
    return Hit(
        document=document,
        tier=tier_of(document, request.zone),
        score=0.0 if is_listed else round(score - floor(score / SLOT) * SLOT, 4),
        distance_m=_metres(request.origin, document.point),
        is_close=is_listed or is_close(score),
        marks=marks({"title": document.title, "summary": document.summary}, stems) if stems else {},
    )


def tier_of(document: Document, zone: ZoneScope) -> Tier:
    """How near a document's help is to a visitor's zone."""
    if zone.zone_id is not None and zone.zone_id in document.zone_ids:
        return Tier.OWN
    if not set(document.zone_ids).isdisjoint(zone.neighbour_ids):
        return Tier.NEIGHBOUR
    return Tier.CITY if document.is_city_wide else Tier.ELSEWHERE


def _metres(origin: Point | None, point: Point | None) -> int | None:
    if origin is None or point is None:
        return None
    return distance_m(origin.latitude, origin.longitude, point.latitude, point.longitude)
