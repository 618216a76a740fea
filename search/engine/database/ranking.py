"""From matches to places: step and tier, filters, facet counts, and the best hits of each. Pure.

Written for many matches: what is done per match is done by the built-in functions of Python, and
our own code runs per group, per value and per candidate to be shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from itertools import chain, compress
from typing import NamedTuple

from search.choices import WHERE_TIERS, Facet, Tier
from search.engine.base import STEPS, SearchRequest, ZoneScope
from search.engine.database.layout import TELLING_LEVEL
from search.engine.database.signatures import HOURS_PREFIX, WITHOUT_HOURS, Group, Remembered, facet_value, is_open

# A place is step * 4 + tier; a slot has a band between the two: close matches, then the others.
TIERS = len(Tier)
PLACES = len(STEPS) * TIERS
NOWHERE = PLACES
BANDS = 2
SLOTS = PLACES * BANDS
# A match is close when it scores at least this share of the best one of its step.
CLOSE_SHARE = 0.75
# Only an about equally good match of a neighbour stands above help for the whole city.
CLOSE_SHARES = {Tier.NEIGHBOUR: 0.9}
# A match on any of the words, when all of them find nothing, is never close.
LOOSE_SCORE = 0.2
# Places of what has no hours; what is nowhere may pass as well.
ALWAYS = frozenset(at for at in range(PLACES) if STEPS[at // TIERS] in WITHOUT_HOURS)
OPEN_NOW = "nu"
FAR_AWAY_M = 1 << 40


class Ranked(NamedTuple):
    """A hit to show: its row, its score between 0 and 1, how near it is, whether it is a close match."""

    row: int
    score: float
    tier: Tier
    is_close: bool = True


@dataclass(frozen=True, slots=True)
class Placed:
    """Where matches belong: `places` has one for each match in order, NOWHERE for what is not shown."""

    places: Sequence[int]
    totals: Mapping[int, int]
    facets: Mapping[Facet, Mapping[str, int]]

    def total(self, step: int, tier: Tier | None = None) -> int:
        """Hits of one step (a place in STEPS), of one tier or of all."""
        tiers = Tier if tier is None else (tier,)
        return sum(self.totals.get(place_of(step, one), 0) for one in tiers)


@dataclass(frozen=True, slots=True)
class Order:
    """In which slot each match is shown (SLOTS for what is not), and how many there are in each."""

    slots: Sequence[int]
    totals: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class _Counts:
    """Matches per place and per value."""

    places: Mapping[int, int]
    values: Mapping[str, int]

    @property
    def always(self) -> int:
        """Matches that have no hours and that every filter on hours lets through."""
        return sum(self.places.get(at, 0) for at in ALWAYS)


def place_of(step: int, tier: Tier) -> int:
    """The number of a step and a tier together."""
    return step * TIERS + tier


def tier_of(group: Group, zone: ZoneScope) -> Tier:
    """How near the help of a group is to a visitor's zone."""
    if zone.zone_id is not None and zone.zone_id in group.zones:
        return Tier.OWN
    if not group.zones.isdisjoint(zone.neighbour_ids):
        return Tier.NEIGHBOUR
    return Tier.CITY if group.is_city_wide else Tier.ELSEWHERE


def place(signatures: Sequence[int], known: Remembered, request: SearchRequest, levels: Sequence[int] = ()) -> Placed:
    """Put matches, given by their signatures, in steps and tiers, filter them and count the facets.

    A facet that is filtered on is counted without its own filter, with those of the others. With
    `levels`, what matches in its labels alone is left out of a step where anything matches in more.
    """
    groups = list(map(known.group_of.get, signatures))
    visible = _visible(Counter(groups), known, request)
    found = [visible.get(group, NOWHERE) for group in groups]
    if levels:
        found = _without_touched_on(found, levels)
    refused = _refused(signatures, found, known, request)
    if not refused:
        counts = _counts(signatures, found, known)
        return Placed(found, counts.places, _facets(dict.fromkeys(Facet, counts), request.at))
    refusals = list(map(sum, zip(*refused.values(), strict=True)))
    passed = [NOWHERE if times else at for at, times in zip(found, refusals, strict=True)]
    counts = _counts(signatures, passed, known)
    by_facet = dict.fromkeys(Facet, counts)
    for facet, own in refused.items():
        others = [at if times == own_time else NOWHERE for at, times, own_time in zip(found, refusals, own, strict=True)]
        by_facet[facet] = _counts(signatures, others, known)
    return Placed(passed, counts.places, _facets(by_facet, request.at))


def _without_touched_on(places: Sequence[int], levels: Sequence[int]) -> list[int]:
    better = {at // TIERS for at, level in zip(places, levels, strict=True) if level and at != NOWHERE}
    return [NOWHERE if not level and at // TIERS in better else at for at, level in zip(places, levels, strict=True)]


def _counts(signatures: Sequence[int], places: Sequence[int], known: Remembered) -> _Counts:
    """Count what is somewhere."""
    shown = compress(signatures, map(NOWHERE.__ne__, places))
    totals = Counter(places)
    totals.pop(NOWHERE, None)
    return _Counts(totals, _tally(shown, known))


def _tally(signatures: Iterable[int], known: Remembered) -> Counter[str]:
    """How many matches have each facet value."""
    found: Counter[str] = Counter()
    for chosen, count in Counter(chain.from_iterable(map(known.sets_of.__getitem__, signatures))).items():
        for value in known.sets[chosen]:
            found[value] += count
    return found


def _visible(counts: Mapping[int | None, int], known: Remembered, request: SearchRequest) -> dict[int | None, int]:
    """Place of each group; elsewhere only counts in a step that has nothing nearer."""
    tiers = {number: tier_of(known.groups[number], request.zone) for number in counts if number is not None}
    if request.kinds:
        tiers = {number: tier for number, tier in tiers.items() if known.groups[number].kind in request.kinds}
    near = {known.groups[number].step for number, tier in tiers.items() if tier is not Tier.ELSEWHERE}
    hidden = near if request.zone.zone_id is not None else set()
    return {
        number: place_of(known.groups[number].step, tier)
        for number, tier in tiers.items()
        if tier is not Tier.ELSEWHERE or known.groups[number].step not in hidden
    }


def _refused(signatures: Sequence[int], places: Sequence[int], known: Remembered, request: SearchRequest) -> dict[Facet, list[bool]]:
    """For each facet that is filtered on: which matches its filter leaves out."""
    found: dict[Facet, list[bool]] = {}
    for facet, chosen in request.filters.items():
        if facet is Facet.WHERE and chosen:
            tiers = {tier for value, tier in WHERE_TIERS.items() if value in chosen}
            refused = frozenset(place_of(step, tier) for step in range(len(STEPS)) for tier in Tier if tier not in tiers)
            found[facet] = [at in refused for at in places]
        elif chosen:
            passing = _passing(facet, chosen, known, request.at)
            found[facet] = list(map(passing.isdisjoint, map(known.sets_of.__getitem__, signatures)))
            if facet in (Facet.DAY, Facet.OPEN):
                found[facet] = [refused and at not in ALWAYS for refused, at in zip(found[facet], places, strict=True)]
    return found


def _passing(facet: Facet, chosen: frozenset[str], known: Remembered, moment: datetime) -> frozenset[int]:
    """The sets of values that a filter lets through."""
    if facet is Facet.OPEN:
        return frozenset(number for number, values in enumerate(known.sets) if _is_open_set(values, moment))
    wanted = frozenset(facet_value(facet, value) for value in chosen)
    return frozenset(number for number, values in enumerate(known.sets) if not wanted.isdisjoint(values))


def _is_open_set(values: Sequence[str], moment: datetime) -> bool:
    return any(value.startswith(HOURS_PREFIX) and is_open(value[len(HOURS_PREFIX) :], moment) for value in values)


def _facets(counts: Mapping[Facet, _Counts], moment: datetime) -> dict[Facet, dict[str, int]]:
    """Counts per facet and value."""
    found: dict[Facet, dict[str, int]] = {}
    for facet in Facet:
        if facet is Facet.WHERE:
            tiers: Counter[int] = Counter()
            for at, count in counts[facet].places.items():
                tiers[at % TIERS] += count
            found[facet] = {value: tiers[tier] for value, tier in WHERE_TIERS.items() if tiers[tier]}
        elif facet is Facet.OPEN:
            hours = _of(HOURS_PREFIX, counts[facet].values)
            opened = sum(count for notation, count in hours.items() if is_open(notation, moment))
            found[facet] = {OPEN_NOW: opened + counts[facet].always} if opened else {}
        elif facet is Facet.DAY:
            days = _of(f"{facet.value}=", counts[facet].values)
            found[facet] = {day: count + counts[facet].always for day, count in days.items()}
        else:
            found[facet] = _of(f"{facet.value}=", counts[facet].values)
    return found


def _of(prefix: str, tally: Mapping[str, int]) -> dict[str, int]:
    return {key[len(prefix) :]: count for key, count in tally.items() if key.startswith(prefix)}


def in_order(rows: Sequence[int], placed: Placed, scores: Mapping[int, float], levels: Mapping[int, int]) -> Order:
    """Close matches by tier, then the others whatever their tier, per step; without scores all are close.

    A match in labels alone is never close, one in the body not in a step where something matches in more
    than that, one of a neighbour not where that is a better place (a title).
    """
    slots = [(at // TIERS * BANDS) * TIERS + at % TIERS for at in range(PLACES)]
    slots.append(SLOTS)
    found = [slots[at] for at in placed.places]
    if scores:
        values = [(scores.get(row, 0.0), levels.get(row, 0)) for row in rows]
        needed, level = _closeness(placed.places, values)
        found = [
            slot
            if at == NOWHERE or (score >= needed[at] and score > LOOSE_SCORE and own >= level[at])
            else (at // TIERS * BANDS + 1) * TIERS
            for slot, at, (score, own) in zip(found, placed.places, values, strict=True)
        ]
    totals = Counter(found)
    totals.pop(SLOTS, None)
    return Order(found, totals)


def _closeness(places: Sequence[int], values: Sequence[tuple[float, int]]) -> tuple[list[float], list[int]]:
    """The score and the level that a close match needs in each place."""
    highest = [0.0] * (len(STEPS) + 1)
    for at, (score, _) in zip(places, values, strict=True):
        highest[at // TIERS] = max(highest[at // TIERS], score)
    levels = [1] * (len(STEPS) + 1)
    for at, (score, own) in zip(places, values, strict=True):
        if score >= highest[at // TIERS] * CLOSE_SHARE:
            levels[at // TIERS] = max(levels[at // TIERS], own)
    needed = [highest[at // TIERS] * CLOSE_SHARES.get(Tier(at % TIERS), CLOSE_SHARE) for at in range(PLACES)]
    level = [levels[at // TIERS] if Tier(at % TIERS) in CLOSE_SHARES else min(TELLING_LEVEL, levels[at // TIERS]) for at in range(PLACES)]
    return needed, level


def windows(order: Order, request: SearchRequest) -> dict[int, tuple[int, int]]:
    """Which hits of each slot are asked for: from, up to (not included); only slots with any."""
    found: dict[int, tuple[int, int]] = {}
    for at, step in enumerate(STEPS):
        skip, room = request.offsets.get(step, 0), request.limits.get(step, 0)
        for slot in range(at * BANDS * TIERS, (at + 1) * BANDS * TIERS):
            total = order.totals.get(slot, 0)
            first = min(skip, total)
            taken = min(room, total - first)
            if taken > 0:
                found[slot] = (first, first + taken)
            skip, room = skip - first, room - taken
    return found


def candidates(rows: Sequence[int], placed: Placed, order: Order, asked: Mapping[int, tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    """Row and place of what is in each slot that is asked for."""
    buckets: dict[int, list[tuple[int, int]]] = {slot: [] for slot in asked}
    elsewhere: list[tuple[int, int]] = []
    append = [buckets.get(slot, elsewhere).append for slot in range(SLOTS + 1)]
    for slot, row, at in zip(order.slots, rows, placed.places, strict=True):
        append[slot]((row, at))
    return buckets


def best(
    buckets: Mapping[int, list[tuple[int, int]]],
    asked: Mapping[int, tuple[int, int]],
    scores: Mapping[int, float],
    metres: Mapping[int, int],
) -> dict[int, list[Ranked]]:
    """The hits to show per step: by slot, then by distance where it is given, then by score."""
    found: dict[int, list[Ranked]] = {step: [] for step in range(len(STEPS))}
    for slot in sorted(asked):
        first, last = asked[slot]
        keys = [(metres.get(row, FAR_AWAY_M) if metres else 0, -scores.get(row, 0.0), at, row) for row, at in buckets[slot]]
        is_close = slot // TIERS % BANDS == 0
        found[slot // (TIERS * BANDS)] += [
            Ranked(row, -score, Tier(at % TIERS), is_close=is_close) for _, score, at, row in nsmallest(last, keys)[first:]
        ]
    return found
