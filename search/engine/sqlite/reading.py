"""The statements that read the embedded index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Any

from django.db import connection

from search.choices import Tier
from search.engine.base import STEPS, Document, Point
from search.engine.payload import from_json
from search.engine.sqlite.expressions import Arm
from search.engine.sqlite.ranking import BANDS, SLOTS, TIERS, Ranked
from search.engine.sqlite.schema import ALL_RANKS, EXISTS, ID_BITS, MATCHES, RANKS, ROW_IDS, SOME_ROW_IDS

# The weakest match through an arm still gets this share of the arm's weight.
FLOOR = 0.4
# Ranking this share of the matches costs as much as ranking all.
MOST = 0.6
# Up to so many matches it is told what they match in, and close ones are shown before the others; with more
# there are close ones enough in every tier.
TOLD_APART = 2_000


@dataclass(frozen=True, slots=True)
class Matches:
    """Row ids of everything that matches, in no order; not yet ranked if they came through one expression (`arm`).

    `levels` says in what a row matches (see the schema); it is empty for many rows.
    """

    rows: Sequence[int]
    arm: Arm | None = None
    ranked: Mapping[int, float] = field(default_factory=dict)
    levels: Mapping[int, int] = field(default_factory=dict)


def matches(arms: Sequence[Arm]) -> Matches:
    """Everything that matches; one statement for all expressions.

    Within one of several expressions the best match scores its weight. A row that comes through
    more of them keeps its best score, so a match on the query's own words beats an equally good one
    on a synonym.
    """
    if len(arms) == 1 and not arms[0].tail:
        return Matches([row for (row,) in fetch(ROW_IDS, [arms[0].expression])], arms[0])
    return _ranked_through(arms)


def ranked(found: Matches) -> Matches:
    """The same matches with scores and levels; one statement if they do not have them."""
    return _ranked_through([found.arm]) if found.arm and found.rows else found


def are_few(arm: Arm) -> bool:
    """Whether so few rows match that they can be told apart; one statement that stops when there are more."""
    return len(fetch(SOME_ROW_IDS, [arm.expression, TOLD_APART + 1])) <= TOLD_APART


def _ranked_through(arms: Sequence[Arm]) -> Matches:
    """All matches of some expressions with their scores, and with their levels unless there are many."""
    parameters = [value for at, arm in enumerate(arms) for value in (at, arm.expression)]
    by_arm: list[list[tuple[int, float, int]]] = [[] for _ in arms]
    for row, rank, level, at in fetch(" UNION ALL ".join([MATCHES] * len(arms)), parameters):
        by_arm[at].append((row, rank, level))
    found: dict[int, float] = {}
    for arm, chosen in zip(arms, by_arm, strict=True):
        for row, score in _scored(chosen, arm).items():
            if score > found.get(row, 0.0):
                found[row] = score
    levels: dict[int, int] = {}
    for row, _, level in chain.from_iterable(by_arm) if len(found) <= TOLD_APART else ():
        levels[row] = max(level, levels.get(row, 0))
    return Matches(list(found), ranked=found, levels=levels)


def scores(found: Matches, rows: Sequence[int]) -> Mapping[int, float]:
    """Scores between 0 and 1 of at least these rows, higher is better; one statement if they are not yet ranked."""
    if found.arm is None or not rows:
        return found.ranked
    if len(rows) > len(found.rows) * MOST:
        return _scored(fetch(ALL_RANKS, [found.arm.expression]), found.arm)
    return _scored(fetch(RANKS, [found.arm.expression, json.dumps(rows)]), found.arm)


def _scored(rows: Sequence[tuple[Any, ...]], arm: Arm) -> dict[int, float]:
    """Ranks of FTS5, of which the lowest is best, as scores up to the weight; without the arm's tail."""
    lowest = min(map(itemgetter(1), rows), default=0.0)
    factor, base = (arm.weight * (1 - FLOOR) / lowest, arm.weight * FLOOR) if lowest < 0 else (0.0, arm.weight)
    cut = lowest * arm.tail
    return {row: base + factor * rank for row, rank, *_ in rows if rank <= cut}


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


def by_title(asked: Mapping[int, tuple[int, int]], slots: Mapping[int, int]) -> dict[int, list[Ranked]]:
    """The hits to show when everything is listed, by tier and title; walks the titles only as far as needed.

    `asked` says which hits of each slot, `slots` has the slot of each row.
    """
    seen = dict.fromkeys(asked, 0)
    found: dict[int, list[Ranked]] = {at: [] for at in asked}
    missing = sum(last - first for first, last in asked.values())
    for number, signature in _titles() if missing else ():
        row = signature << ID_BITS | number
        at = slots.get(row, SLOTS)
        if at not in asked:
            continue
        first, last = asked[at]
        if first <= seen[at] < last:
            found[at].append(Ranked(row, 0.0, Tier(at % TIERS)))
            missing -= 1
            if not missing:
                break
        seen[at] += 1
    return {step: [hit for at in sorted(found) if at // (TIERS * BANDS) == step for hit in found[at]] for step in range(len(STEPS))}


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
