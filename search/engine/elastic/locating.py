"""The hits of a search on a map: grouped by the server, the same hits as in the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from search.choices import Step
from search.engine.base import Box, Document, MapCell, MapResult, Point, SearchRequest
from search.engine.elastic.answering import Counted
from search.engine.elastic.asking import filters_of, is_near, rungs
from search.engine.elastic.choosing import Reading, Shown, Side
from search.engine.elastic.queries import Query, Readings, any_of
from search.engine.grid import MAX_CELLS, named_hits, precision_of
from search.engine.payload import from_json


def body(request: SearchRequest, readings: Readings | None, counted: Counted, *, box: Box | None, zoom: int) -> dict[str, Any]:
    """The request for the hits that `counted` says are shown."""
    shown = [_of_step(request, readings, step, chosen) for step, chosen in counted.shown.items() if chosen.readings]
    placed: Query = {"exists": {"field": "point"}}
    cells = {
        "geotile_grid": {"field": "point", "precision": precision_of(zoom), "size": MAX_CELLS},
        "aggs": {
            "middle": {"geo_centroid": {"field": "point"}},
            "some": {"top_hits": {"size": named_hits(zoom), "_source": ["payload"], "sort": [{"sort_title": "asc"}, {"key": "asc"}]}},
        },
    }
    return {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"filter": [any_of(shown), placed, *filters_of(request)]}} if shown else {"match_none": {}},
        "aggs": {
            "placed": {"value_count": {"field": "key"}},
            "extent": {"geo_bounds": {"field": "point"}},
            "seen": {"filter": _within(box), "aggs": {"cells": cells}},
        },
    }


def result(answer: Mapping[str, Any], *, total: int, zoom: int) -> MapResult:
    """What the map shows."""
    found = answer["aggregations"]
    return MapResult(
        total=total,
        placed=int(found["placed"]["value"]),
        cells=tuple(_cells(found["seen"]["cells"]["buckets"], named_hits(zoom))),
        extent=_extent(found["extent"].get("bounds")),
    )


def _of_step(request: SearchRequest, readings: Readings | None, step: Step, chosen: Shown) -> Query:
    """What is shown of a step: readings come one after another without gaps, so the last of them holds them all."""
    ladder = rungs(readings)
    wanted = [{"term": {"step": step.value}}, ladder[chosen.readings[-1]]]
    unwanted: list[Query] = []
    if chosen.readings == (Reading.LABELS,):
        unwanted += [query for reading, query in ladder.items() if reading < Reading.LABELS][-1:]
    near = is_near(request.zone)
    (unwanted if chosen.side is Side.ELSEWHERE else wanted).append(near)
    return {"bool": {"filter": wanted, "must_not": unwanted}}


def _within(box: Box | None) -> Query:
    if box is None:
        return {"match_all": {}}
    corners = {"top_left": {"lat": box.north, "lon": box.west}, "bottom_right": {"lat": box.south, "lon": box.east}}
    return {"geo_bounding_box": {"point": corners}}


def _cells(buckets: Iterable[Mapping[str, Any]], most_named: int) -> Iterable[MapCell]:
    for bucket in buckets:
        middle, count = bucket["middle"]["location"], bucket["doc_count"]
        named: tuple[Document, ...] = ()
        if count <= most_named:
            named = tuple(from_json(hit["_source"]["payload"]) for hit in bucket["some"]["hits"]["hits"])
        yield MapCell(point=Point(latitude=middle["lat"], longitude=middle["lon"]), count=count, documents=named)


def _extent(bounds: Mapping[str, Any] | None) -> Box | None:
    if not bounds:
        return None
    first, last = bounds["top_left"], bounds["bottom_right"]
    return Box(south=last["lat"], west=first["lon"], north=first["lat"], east=last["lon"])
