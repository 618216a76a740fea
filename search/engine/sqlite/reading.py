"""The statements that read the embedded index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db import connection

from search.choices import Tier
from search.engine.base import STEPS, Document, Point, SearchRequest
from search.engine.payload import from_json
from search.engine.sqlite.expressions import Arm
from search.engine.sqlite.ranking import NOWHERE, TIERS, Match, Placed, place_of
from search.engine.sqlite.schema import EXISTS, ID_BITS, MATCHES

# The weakest match through an arm still gets this share of the arm's weight.
FLOOR = 0.4


@dataclass(frozen=True, slots=True)
class Matches:
    """Matches in no order, each (row id, sort key, …), the lowest key the best; and how a key becomes a score."""

    rows: Sequence[Match]
    factor: float = -1.0
    base: float = 0.0

    def score(self, match: Match) -> float:
        """Between 0 and 1, higher is better."""
        return self.base + self.factor * float(match[1])


def matches(arms: Sequence[Arm]) -> Matches:
    """Everything that matches; one statement for all arms.

    Within an arm the best match scores the arm's weight. A row that comes through several arms
    keeps its best score, so a match on the query's own words beats an equally good one on a synonym.
    """
    parameters = [value for at, arm in enumerate(arms) for value in (at, arm.expression)]
    rows = fetch(" UNION ALL ".join([MATCHES] * len(arms)), parameters)
    if len(arms) == 1:
        return Matches(rows, *_scale(rows, arms[0].weight))
    found: dict[int, float] = {}
    for at, arm in enumerate(arms):
        chosen = [row for row in rows if row[2] == at]
        factor, base = _scale(chosen, arm.weight)
        scored = {number: -(base + factor * key) for number, key, _ in chosen}
        found |= {number: min(scored[number], found[number]) for number in scored.keys() & found.keys()} if found else {}
        found = scored | found
    return Matches(list(found.items()))


def _scale(rows: Sequence[Match], weight: float) -> tuple[float, float]:
    """Factor and base that turn ranks of FTS5, of which the lowest is best, into scores up to the weight."""
    lowest = min(map(itemgetter(1), rows), default=0.0)
    return (weight * (1 - FLOOR) / lowest, weight * FLOOR) if lowest < 0 else (0.0, weight)


def documents(ids: Sequence[int]) -> dict[int, Document]:
    """Documents by their number; one statement, none without ids."""
    if not ids:
        return {}
    rows = fetch("SELECT id, payload FROM search_searchdocument WHERE id IN (SELECT value FROM json_each(%s))", [json.dumps(ids)])
    return {number: from_json(payload) for number, payload in rows}


def points(ids: Sequence[int]) -> dict[int, Point]:
    """Places of the documents that have one, by their number; one statement."""
    rows = fetch(
        "SELECT id, latitude, longitude FROM search_searchdocument WHERE latitude IS NOT NULL AND longitude IS NOT NULL"
        " AND id IN (SELECT value FROM json_each(%s))",
        [json.dumps(ids)],
    )
    return {number: Point(latitude=latitude, longitude=longitude) for number, latitude, longitude in rows}


def all_rows() -> list[int]:
    """The row ids of everything; one statement over an index."""
    return [signature << ID_BITS | number for number, signature in fetch("SELECT id, signature_id FROM search_searchdocument", [])]


def document_count() -> int:
    """Number of stored documents."""
    return int(fetch("SELECT COUNT(*) FROM search_searchdocument", [])[0][0])


def versions() -> Iterator[tuple[str, int]]:
    """Key and version of every document, read in pieces."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, version FROM search_searchdocument")
        yield from cursor


def by_title(placed: Placed, request: SearchRequest, places: Mapping[int, int]) -> dict[int, list[tuple[Match, Tier]]]:
    """The hits to show when everything is listed, by tier and title; walks the titles only as far as needed.

    `places` has the place of each row.
    """
    wanted = _wanted(placed, request)
    seen = dict.fromkeys(wanted, 0)
    found: dict[int, list[tuple[Match, Tier]]] = {at: [] for at in wanted}
    missing = sum(last - first for first, last in wanted.values())
    for number, signature in _titles() if missing else ():
        row = signature << ID_BITS | number
        at = places.get(row, NOWHERE)
        if at not in wanted:
            continue
        first, last = wanted[at]
        if first <= seen[at] < last:
            found[at].append(((row, 0.0), Tier(at % TIERS)))
            missing -= 1
            if not missing:
                break
        seen[at] += 1
    return {step: [hit for tier in Tier for hit in found.get(place_of(step, tier), ())] for step in range(len(STEPS))}


def _wanted(placed: Placed, request: SearchRequest) -> dict[int, tuple[int, int]]:
    """Which hits of each place are on the page: from, up to (not included)."""
    wanted: dict[int, tuple[int, int]] = {}
    for at, step in enumerate(STEPS):
        skip, room = request.offsets.get(step, 0), request.limits.get(step, 0)
        for tier in Tier:
            total = placed.total(at, tier)
            first = min(skip, total)
            taken = min(room, total - first)
            if taken > 0:
                wanted[place_of(at, tier)] = (first, first + taken)
            skip, room = skip - first, room - taken
    return wanted


def _titles() -> Iterator[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, signature_id FROM search_searchdocument ORDER BY sort_title, signature_id, id")
        yield from cursor


def fetch(statement: str, parameters: Sequence[Any]) -> list[Any]:
    """All rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows


def exist(expressions: Mapping[str, str]) -> set[str]:
    """The keys whose expression matches something; one statement."""
    if not expressions:
        return set()
    names = list(expressions)
    statement = " UNION ALL ".join(f"SELECT {at} WHERE {EXISTS}" for at in range(len(names)))
    return {names[at] for (at,) in fetch(statement, [expressions[name] for name in names])}
