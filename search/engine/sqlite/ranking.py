"""From matches to places: step and tier, filters, facet counts, and the best hits of each. Pure.

Written for many matches: what is done per match is done by the built-in functions of Python, and
our own code runs per group, per value and per hit shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from heapq import nsmallest
from itertools import chain, compress
from operator import itemgetter
from typing import Any

from search.choices import Facet, Tier
from search.engine.base import STEPS, SearchRequest, ZoneScope
from search.engine.sqlite.signatures import HOURS_PREFIX, Group, Remembered, facet_value, is_open

# A match is (row id, sort key, …): the lower the key, the better. A place is step * 4 + tier.
Match = tuple[Any, ...]
Check = Callable[[int, int], bool]
TIERS = len(Tier)
PLACES = len(STEPS) * TIERS
NOWHERE = PLACES
OPEN_NOW = "nu"
WHERE_VALUES: dict[Tier, str] = {Tier.OWN: "wijk", Tier.NEIGHBOUR: "buurt", Tier.CITY: "stad"}


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


def place(signatures: Sequence[int], known: Remembered, request: SearchRequest) -> Placed:
    """Put matches, given by their signatures, in steps and tiers, filter them and count the facets."""
    groups = list(map(known.group_of.get, signatures))
    visible = _visible(Counter(groups), known, request)
    candidates = [visible.get(group, NOWHERE) for group in groups]
    checks = _checks(request, known)
    if not checks:
        shown = [at != NOWHERE for at in candidates]
        tally = Counter(chain.from_iterable(map(known.values_of.__getitem__, compress(signatures, shown))))
        totals = _without_nowhere(Counter(candidates))
        return Placed(candidates, totals, _facets(dict.fromkeys(Facet, tally), dict.fromkeys(Facet, totals), request.at))
    failed = _failed(set(zip(signatures, candidates, strict=True)), checks)
    passed = [NOWHERE if failed.get(pair) else pair[1] for pair in zip(signatures, candidates, strict=True)]
    tallies, totals_by_facet = _disjunctive(signatures, candidates, failed, known)
    return Placed(passed, _without_nowhere(Counter(passed)), _facets(tallies, totals_by_facet, request.at))


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


def _checks(request: SearchRequest, known: Remembered) -> dict[Facet, Check]:
    """One question per facet that is filtered on, about a signature and its place."""
    found: dict[Facet, Check] = {}
    for facet, chosen in request.filters.items():
        if not chosen:
            continue
        if facet is Facet.WHERE:
            found[facet] = partial(_is_in, frozenset(tier for tier, value in WHERE_VALUES.items() if value in chosen))
        elif facet is Facet.OPEN:
            found[facet] = partial(_is_open, request.at, known.values_of)
        else:
            found[facet] = partial(_has_any, frozenset(facet_value(facet, value) for value in chosen), known.values_of)
    return found


def _is_in(tiers: frozenset[int], _signature: int, at: int) -> bool:
    return at % TIERS in tiers


def _is_open(moment: datetime, values_of: Mapping[int, tuple[str, ...]], signature: int, _at: int) -> bool:
    values = values_of[signature]
    return bool(values) and values[-1].startswith(HOURS_PREFIX) and is_open(values[-1][len(HOURS_PREFIX) :], moment)


def _has_any(wanted: frozenset[str], values_of: Mapping[int, tuple[str, ...]], signature: int, _at: int) -> bool:
    return not wanted.isdisjoint(values_of[signature])


def _failed(pairs: Iterable[tuple[int, int]], checks: Mapping[Facet, Check]) -> dict[tuple[int, int], tuple[Facet, ...]]:
    """The facets whose filter leaves out a signature in its place."""
    return {
        (signature, at): tuple(facet for facet, passes in checks.items() if not passes(signature, at))
        for signature, at in pairs
        if at != NOWHERE
    }


def _disjunctive(
    signatures: Sequence[int], candidates: Sequence[int], failed: Mapping[tuple[int, int], tuple[Facet, ...]], known: Remembered
) -> tuple[dict[Facet, Counter[str]], dict[Facet, Counter[int]]]:
    """Values and places counted per facet: a facet that is filtered on also counts what only its own filter leaves out."""
    counts = Counter(pair for pair in zip(signatures, candidates, strict=True) if pair[1] != NOWHERE)
    values, places = Counter[str](), Counter[int]()
    extra_values: dict[Facet, Counter[str]] = {facet: Counter() for facet in Facet}
    extra_places: dict[Facet, Counter[int]] = {facet: Counter() for facet in Facet}
    for (signature, at), number in counts.items():
        missed = failed[signature, at]
        if len(missed) > 1:
            continue
        tally, totals = (extra_values[missed[0]], extra_places[missed[0]]) if missed else (values, places)
        totals[at] += number
        for value in known.values_of[signature]:
            tally[value] += number
    return {facet: values + extra_values[facet] for facet in Facet}, {facet: places + extra_places[facet] for facet in Facet}


def _facets(
    tallies: Mapping[Facet, Mapping[str, int]], totals: Mapping[Facet, Mapping[int, int]], moment: datetime
) -> dict[Facet, dict[str, int]]:
    """Counts per facet and value."""
    found: dict[Facet, dict[str, int]] = {}
    for facet in Facet:
        if facet is Facet.WHERE:
            tiers: Counter[int] = Counter()
            for at, count in totals[facet].items():
                tiers[at % TIERS] += count
            found[facet] = {value: tiers[tier] for tier, value in WHERE_VALUES.items() if tiers[tier]}
        elif facet is Facet.OPEN:
            hours = _of(HOURS_PREFIX, tallies[facet])
            opened = sum(count for notation, count in hours.items() if is_open(notation, moment))
            found[facet] = {OPEN_NOW: opened} if opened else {}
        else:
            found[facet] = _of(f"{facet.value}=", tallies[facet])
    return found


def _of(prefix: str, tally: Mapping[str, int]) -> dict[str, int]:
    return {key[len(prefix) :]: count for key, count in tally.items() if key.startswith(prefix)}


def _without_nowhere(totals: Counter[int]) -> Counter[int]:
    totals.pop(NOWHERE, None)
    return totals


def best(matches: Sequence[Match], placed: Placed, request: SearchRequest) -> dict[int, list[tuple[Match, Tier]]]:
    """The hits to show per step: by tier, then by sort key."""
    buckets: list[list[Match]] = [[] for _ in range(PLACES + 1)]
    append = [bucket.append for bucket in buckets]
    for at, match in zip(placed.places, matches, strict=True):
        append[at](match)
    return {step: _window(step, buckets, request) for step in range(len(STEPS))}


def _window(step: int, buckets: Sequence[list[Match]], request: SearchRequest) -> list[tuple[Match, Tier]]:
    room, skip = request.limits.get(STEPS[step], 0), request.offsets.get(STEPS[step], 0)
    found: list[tuple[Match, Tier]] = []
    for tier in Tier:
        bucket = buckets[place_of(step, tier)]
        wanted = min(len(bucket), skip + room - len(found))
        if wanted > skip:
            found += [(match, tier) for match in nsmallest(wanted, bucket, key=itemgetter(1, 0))[skip:]]
        skip = max(0, skip - len(bucket))
    return found
