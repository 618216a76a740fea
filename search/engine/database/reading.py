"""Reading the index: matches with their scores, documents, places, titles in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Any

from search.choices import Tier
from search.engine.base import STEPS, Document, Point
from search.engine.database.dialect import Dialect
from search.engine.database.expressions import Arm, Expression
from search.engine.database.layout import TOLD_APART, row_id
from search.engine.database.ranking import BANDS, SLOTS, TIERS, Ranked
from search.engine.database.statements import fetch, fetch_among
from search.engine.payload import from_json

# The weakest match through an arm still gets this share of the arm's weight.
FLOOR = 0.4
# Ranking this share of the matches costs as much as ranking all.
MOST = 0.6
# Rows that are read one after the other are read in pieces of this size.
PIECE = 1_000
_PLACES = """
    SELECT id, latitude, longitude FROM search_searchdocument
    WHERE latitude IS NOT NULL AND longitude IS NOT NULL AND id AMONG %s
"""


@dataclass(frozen=True, slots=True)
class Matches:
    """Row ids of everything that matches, in no order; not yet ranked if they came through one expression (`arm`).

    `levels` says in what a row matches (see the layout); it is empty for many rows.
    """

    rows: Sequence[int]
    arm: Arm | None = None
    ranked: Mapping[int, float] = field(default_factory=dict)
    levels: Mapping[int, int] = field(default_factory=dict)


def matches(dialect: Dialect, arms: Sequence[Arm]) -> Matches:
    """Everything that matches; one statement for all expressions.

    Within one of several expressions the best match scores its weight. A row that comes through
    more of them keeps its best score, so a match on the query's own words beats an equally good one
    on a synonym.
    """
    if len(arms) == 1 and not arms[0].tail:
        return Matches([row for (row,) in fetch(dialect.row_ids, [dialect.written(arms[0].expression)])], arms[0])
    return _ranked_through(dialect, arms)


def ranked(dialect: Dialect, found: Matches) -> Matches:
    """The same matches with scores and levels; one statement if they do not have them."""
    return _ranked_through(dialect, [found.arm], are_few=True) if found.arm and found.rows else found


def existing(dialect: Dialect, expressions: Mapping[str, Expression]) -> set[str]:
    """The keys whose expression matches something; one statement, none without expressions."""
    if not expressions:
        return set()
    names = list(expressions)
    statement = " UNION ALL ".join(f"SELECT {at} WHERE {dialect.exists}" for at in range(len(names)))
    return {names[at] for (at,) in fetch(statement, [dialect.written(expressions[name]) for name in names])}


def are_few(dialect: Dialect, arm: Arm) -> bool:
    """Whether so few rows match that they can be told apart."""
    return not dialect.is_more_than(arm.expression, TOLD_APART)


def _ranked_through(dialect: Dialect, arms: Sequence[Arm], *, are_few: bool = False) -> Matches:
    """All matches of some expressions with their scores, and with their levels unless there are many."""
    by_arm: list[list[tuple[int, float, int]]] = [[] for _ in arms]
    for row, rank, level, at in dialect.ranked([arm.expression for arm in arms], are_few=are_few):
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


def scores(dialect: Dialect, found: Matches, rows: Sequence[int]) -> Mapping[int, float]:
    """Scores between 0 and 1 of at least these rows, higher is better; one statement if they are not yet ranked."""
    if found.arm is None or not rows:
        return found.ranked
    is_most = len(rows) > len(found.rows) * MOST
    return _scored(dialect.ranks(found.arm.expression, None if is_most else rows), found.arm)


def _scored(rows: Sequence[tuple[Any, ...]], arm: Arm) -> dict[int, float]:
    """Ranks, of which the lowest is best, as scores up to the weight; without the arm's tail."""
    lowest = min(map(itemgetter(1), rows), default=0.0)
    factor, base = (arm.weight * (1 - FLOOR) / lowest, arm.weight * FLOOR) if lowest < 0 else (0.0, arm.weight)
    cut = lowest * arm.tail
    return {row: base + factor * rank for row, rank, *_ in rows if rank <= cut}


def documents(dialect: Dialect, ids: Sequence[int]) -> dict[int, Document]:
    """Documents by their number; one statement, none without ids."""
    rows = fetch_among(dialect, "SELECT id, payload FROM search_searchdocument WHERE id AMONG %s", ids)
    return {number: from_json(payload) for number, payload in rows}


def points(dialect: Dialect, ids: Sequence[int]) -> dict[int, Point]:
    """Places of the documents that have one, by their number; one statement, none without ids."""
    rows = fetch_among(dialect, _PLACES, ids)
    return {number: Point(latitude=latitude, longitude=longitude) for number, latitude, longitude in rows}


def all_rows(dialect: Dialect) -> list[int]:
    """The row ids of everything; one statement, over an index or a narrow table."""
    return [row for (row,) in fetch(dialect.all_row_ids)]


def document_count() -> int:
    """Number of stored documents."""
    return int(fetch("SELECT COUNT(*) FROM search_searchdocument")[0][0])


def versions() -> Iterator[tuple[str, int]]:
    """Key and version of every document, read in pieces."""
    last = ""
    while rows := fetch("SELECT key, version FROM search_searchdocument WHERE key > %s ORDER BY key LIMIT %s", [last, PIECE]):
        yield from rows
        last = rows[-1][0]


def by_title(asked: Mapping[int, tuple[int, int]], slots: Mapping[int, int]) -> dict[int, list[Ranked]]:
    """The hits to show when everything is listed, by tier and title; walks the titles only as far as needed.

    `asked` says which hits of each slot, `slots` has the slot of each row.
    """
    seen = dict.fromkeys(asked, 0)
    found: dict[int, list[Ranked]] = {at: [] for at in asked}
    missing = sum(last - first for first, last in asked.values())
    for row in _rows_by_title() if missing else ():
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


def _rows_by_title() -> Iterator[int]:
    """The row ids of everything by title; one statement for every thousand of them."""
    place = "SELECT sort_title, signature_id, id FROM search_searchdocument"
    following = "WHERE (sort_title, signature_id, id) > (%s, %s, %s)"
    order = "ORDER BY sort_title, signature_id, id LIMIT %s"
    rows = fetch(f"{place} {order}", [PIECE])
    while rows:
        yield from (row_id(signature, number) for _, signature, number in rows)
        rows = fetch(f"{place} {following} {order}", [*rows[-1], PIECE]) if len(rows) == PIECE else []
