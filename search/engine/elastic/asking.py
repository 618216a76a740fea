"""The one request of a search: what is matched, how it is ordered, what is counted, what is fetched. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from search.choices import WHERE_TIERS, Facet, Step, Tier
from search.engine.base import STEPS, Point, SearchRequest, ZoneScope
from search.engine.elastic.choosing import FIRST_CLOSE_SLOT, SLOT, Reading, Side
from search.engine.elastic.documents import WITHOUT_HOURS, pieces_of
from search.engine.elastic.queries import EVERYTHING, Query, Readings, any_of

# Of a facet at most so many values are counted; the city has fewer themes and target groups.
MAX_VALUES = 200
# What was looked at lately, and what is near a typed postcode, scores a little more: at most so much.
FRESHNESS = 0.35
FRESH_FOR = timedelta(days=365)
NEARNESS = 1.0
NEAR_M = 1_500
# Of what is not close the own zone still goes a little before.
OWN_ZONE = 3.0
NEXT_DOOR = 1.5
BY_TITLE = [{"_score": "desc"}, {"sort_title": "asc"}, {"key": "asc"}]
# How many slots a close match goes up, by its tier.
ORDER_OF_TIERS = {Tier.OWN: 3, Tier.NEIGHBOUR: 2, Tier.CITY: 1, Tier.ELSEWHERE: 0}


def search_body(request: SearchRequest, readings: Readings | None) -> dict[str, Any]:
    """The request; without readings everything is listed by title."""
    aggregations = {"steps": _counts(request, readings)}
    for step in STEPS:
        if request.limits.get(step, 0) > 0:
            aggregations[hits_of(step)] = _hits(request, step)
    return {
        "size": 0,
        "track_total_hits": False,
        "query": scored(request, readings),
        "aggs": aggregations,
    }


def count_body(request: SearchRequest, readings: Readings | None) -> dict[str, Any]:
    """The request for the numbers alone."""
    return {
        "size": 0,
        "track_total_hits": False,
        "query": scored(request, readings),
        "aggs": {"steps": _counts(request, readings)},
    }


def scored(request: SearchRequest, readings: Readings | None) -> Query:
    """Everything that matches in any reading; the score tells the slot, and within it how well the words match."""
    is_ranked = readings is not None and not is_by_distance(request)
    matching = any_of(_ways(readings)) if readings else EVERYTHING
    bonuses = [*_slots(request, readings), *(_bonuses(request, readings) if readings and is_ranked else ())]
    filters = [{"terms": {"kind": list(request.kinds)}}] if request.kinds else []
    if readings is None or not is_ranked:
        return {"bool": {"filter": [*filters, matching], "should": bonuses}}
    return {"bool": {"must": [{"dis_max": {"queries": _ways(readings)}}], "filter": filters, "should": bonuses}}


def is_by_distance(request: SearchRequest) -> bool:
    """Whether results are sorted on distance."""
    return request.by_distance and request.origin is not None


def rungs(readings: Readings | None) -> dict[Reading, Query]:
    """The matches up to and with each reading that there is, strictest first; each holds those before it."""
    if readings is None:
        return {Reading.STRICT: EVERYTHING}
    found: dict[Reading, Query] = {Reading.STRICT: readings.strict}
    if readings.guessed:
        found[Reading.GUESSED] = any_of([readings.strict, readings.guessed])
    if readings.any_word:
        found[Reading.ANY_WORD] = any_of([way for way in (readings.strict, readings.guessed, readings.any_word) if way])
    found[Reading.LABELS] = EVERYTHING
    return found


def apart(readings: Readings | None) -> dict[str, Query]:
    """The matches of each reading that no stricter one has, by its name."""
    found: dict[str, Query] = {}
    stricter: Query | None = None
    for reading, query in rungs(readings).items():
        found[reading.name] = _but([query], [stricter]) if stricter else query
        stricter = query
    return found


def tier_filters(zone: ZoneScope) -> dict[Tier, Query]:
    """What belongs to each tier; every document belongs to exactly one."""
    own: Query = {"term": {"zones": zone.zone_id}}
    neighbour: Query = {"terms": {"zones": list(zone.neighbour_ids)}}
    city: Query = {"term": {"is_city_wide": True}}
    if zone.zone_id is None:
        return {Tier.CITY: city, Tier.ELSEWHERE: _but([], [city])}
    return {
        Tier.OWN: own,
        Tier.NEIGHBOUR: _but([neighbour], [own]),
        Tier.CITY: _but([city], [own, neighbour]),
        Tier.ELSEWHERE: _but([], [own, neighbour, city]),
    }


def is_near(zone: ZoneScope) -> Query:
    """What is not elsewhere; on the hub nothing is."""
    if zone.zone_id is None:
        return EVERYTHING
    return any_of([{"terms": {"zones": [zone.zone_id, *zone.neighbour_ids]}}, {"term": {"is_city_wide": True}}])


def filters_of(request: SearchRequest, *, without: Facet | None = None) -> list[Query]:
    """The filters that are on, but for one facet's."""
    return [_filter(request, facet, chosen) for facet, chosen in request.filters.items() if chosen and facet is not without]


def _but(wanted: list[Query], unwanted: list[Query]) -> Query:
    return {"bool": {"filter": wanted, "must_not": unwanted}}


def _all_of(filters: list[Query]) -> Query:
    return {"bool": {"filter": filters}} if filters else EVERYTHING


def _ways(readings: Readings) -> list[Query]:
    return [way for way in (readings.strict, readings.labels, readings.guessed, readings.any_word) if way]


def _slots(request: SearchRequest, readings: Readings | None) -> Iterable[Query]:
    """The parts that a slot's number is the sum of: how strictly it matches, and for close ones the tier."""
    found = sorted(rungs(readings).items())
    for place, (reading, query) in enumerate(found):
        # A reading that there is not is as far down as the one before it.
        below = found[place + 1][0] if place + 1 < len(found) else Reading.LABELS
        if slots := min(below, Reading.LABELS) - reading:
            yield _worth(query, slots)
    for tier, tier_filter in tier_filters(request.zone).items():
        close = [tier_filter]
        if readings is not None and not is_by_distance(request):
            close.append(readings.title if tier is Tier.NEIGHBOUR else readings.naming)
        yield _worth(_all_of(close), 1 + ORDER_OF_TIERS[tier])


def _worth(query: Query, slots: int) -> Query:
    return {"constant_score": {"filter": query, "boost": slots * SLOT}}


def _bonuses(request: SearchRequest, readings: Readings) -> Iterable[Query]:
    """What makes one match a little better than another that has the words as well."""
    yield from readings.ranking
    yield {
        "distance_feature": {
            "field": "verified_on",
            "origin": request.at.date().isoformat(),
            "pivot": f"{FRESH_FOR.days}d",
            "boost": FRESHNESS,
        }
    }
    if request.origin:
        yield {"distance_feature": {"field": "point", "origin": place(request.origin), "pivot": f"{NEAR_M}m", "boost": NEARNESS}}
    if request.zone.zone_id is not None:
        filters = tier_filters(request.zone)
        yield {"constant_score": {"filter": filters[Tier.OWN], "boost": OWN_ZONE}}
        yield {"constant_score": {"filter": filters[Tier.NEIGHBOUR], "boost": NEXT_DOOR}}


def place(point: Point) -> dict[str, float]:
    """A point as the server takes it."""
    return {"lat": point.latitude, "lon": point.longitude}


def _counts(request: SearchRequest, readings: Readings | None) -> dict[str, Any]:
    """Numbers per step, near or elsewhere, per reading: matches, those that pass the filters, their tiers and facets."""
    by_reading = {"filters": {"filters": apart(readings)}, "aggs": _tallies(request)}
    return {"terms": {"field": "step", "size": len(STEPS)}, "aggs": {"sides": _by_side(request, {"readings": by_reading})}}


def _by_side(request: SearchRequest, aggregations: dict[str, Any]) -> dict[str, Any]:
    """Near and elsewhere apart; on the hub everything is near."""
    sides = {Side.NEAR.name: is_near(request.zone)}
    if request.zone.zone_id is not None:
        sides[Side.ELSEWHERE.name] = _but([], [is_near(request.zone)])
    return {"filters": {"filters": sides}, "aggs": aggregations}


def _tallies(request: SearchRequest) -> dict[str, Any]:
    """What is counted of each segment. A facet that is filtered on is counted without its own filter."""
    filtered = {facet for facet, chosen in request.filters.items() if chosen}
    passed: dict[str, Any] = {"tiers": _tiers(request)}
    found: dict[str, Any] = {}
    for facet in Facet:
        if facet in filtered:
            found[f"for {facet.value}"] = {
                "filter": _all_of(filters_of(request, without=facet)),
                "aggs": {facet.value: _values(request, facet)},
            }
        elif facet is not Facet.WHERE:
            passed[facet.value] = _values(request, facet)
    if not filtered:
        return passed
    return {"passed": {"filter": _all_of(filters_of(request)), "aggs": passed}, **found}


def _tiers(request: SearchRequest) -> dict[str, Any]:
    return {"filters": {"filters": {tier.name: query for tier, query in tier_filters(request.zone).items()}}}


def _values(request: SearchRequest, facet: Facet) -> dict[str, Any]:
    if facet is Facet.WHERE:
        return _tiers(request)
    if facet is Facet.OPEN:
        return {"filter": _open(request)}
    return {"terms": {"field": "days" if facet is Facet.DAY else f"facets.{facet.value}", "size": MAX_VALUES}}


def _filter(request: SearchRequest, facet: Facet, chosen: Iterable[str]) -> Query:
    if facet is Facet.WHERE:
        filters = tier_filters(request.zone)
        return any_of([filters[tier] for value, tier in WHERE_TIERS.items() if value in chosen and tier in filters] or [{"match_none": {}}])
    if facet is Facet.OPEN:
        return any_of([_open(request), _has_no_hours()])
    if facet is Facet.DAY:
        return any_of([{"terms": {"days": sorted(chosen)}}, _has_no_hours()])
    return {"terms": {f"facets.{facet.value}": sorted(chosen)}}


def _open(request: SearchRequest) -> Query:
    return {"terms": {"open_during": pieces_of(request.at)}}


def _has_no_hours() -> Query:
    return {"terms": {"step": [step.value for step in WITHOUT_HOURS]}}


def _hits(request: SearchRequest, step: Step) -> dict[str, Any]:
    """The hits of a step that can be shown, of each side."""
    order: list[Any] = list(BY_TITLE)
    if is_by_distance(request) and request.origin:
        order.insert(1, {"_geo_distance": {"point": place(request.origin), "order": "asc", "unit": "m"}})
    top = {
        "from": request.offsets.get(step, 0),
        "size": request.limits[step],
        "sort": order,
        "_source": ["payload"],
    }
    filters = [{"term": {"step": step.value}}, *filters_of(request)]
    return {"filter": _all_of(filters), "aggs": {"sides": _by_side(request, {"top": {"top_hits": top}})}}


def hits_of(step: Step) -> str:
    """The name of the aggregation that has a step's hits."""
    return f"hits {step.value}"


def is_close(score: float) -> bool:
    """Whether a hit of this score is a close match."""
    return score >= FIRST_CLOSE_SLOT * SLOT
