"""Signatures: what filters, facets and tiers need to know of a document, shared by all documents alike.

A row never changes, so a process may remember it. It is found by a digest of its content, and its id is made
from that. Where several transactions write at once, the last bits are random: two that meet a new content do not
wait for each other. Then each has a signature of its own, and counting does not mind.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from secrets import randbits
from sys import intern
from threading import Lock
from typing import TypeVar

from core.schedule import DAY_CODES, ScheduleError, parse_schedule
from search.choices import Facet, Step
from search.engine.base import STEPS, Document
from search.engine.database.dialect import Dialect
from search.engine.database.layout import SIGNATURE_BITS
from search.engine.database.statements import execute_many, fetch_among

HOURS_PREFIX = "uren="
# Facets with many combinations are counted apart; the others together, as they have few.
CLUSTERS = {Facet.AUDIENCE.value: 1, Facet.THEME.value: 2, Facet.DAY.value: 3, "uren": 3}
# What one can do oneself can be done at any hour: filters on hours let it through.
WITHOUT_HOURS = (Step.SELF,)
DIGEST_BITS = 64
_ALL_BITS = (1 << DIGEST_BITS) - 1
Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Group:
    """What decides where a document belongs; few documents have a group of their own. `step` is a place in STEPS."""

    step: int
    kind: str
    zones: frozenset[int]
    is_city_wide: bool


class Remembered:
    """The signatures this process has met, laid out for counting.

    `group_of` maps a signature to a place in `groups`. `sets_of` maps it to a few places in `sets`,
    which together hold its facet values as "facet=value", the days of its hours and the hours
    themselves among them: values often come in the same sets, and counting a set is one step.
    """

    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.sets: list[tuple[str, ...]] = []
        self.group_of: dict[int, int] = {}
        self.sets_of: dict[int, tuple[int, ...]] = {}
        self._group_places: dict[Group, int] = {}
        self._set_places: dict[tuple[str, ...], int] = {}

    def add(self, number: int, content: str) -> None:
        """Remember one signature."""
        step, kind, zones, is_city_wide, values, hours = json.loads(content)
        group = Group(STEPS.index(Step(step)), kind, frozenset(zones), is_city_wide)
        hours = "" if STEPS[group.step] in WITHOUT_HOURS else hours
        days = [f"{Facet.DAY.value}={DAY_CODES[day]}" for day in sorted(_weekdays(hours))]
        own_hours = [HOURS_PREFIX + hours] if hours else []
        chosen = tuple(intern(value) for value in (*values, *days, *own_hours))
        clusters: dict[int, list[str]] = {}
        for value in chosen:
            clusters.setdefault(CLUSTERS.get(value.partition("=")[0], 0), []).append(value)
        self.sets_of[number] = tuple(_place(tuple(cluster), self.sets, self._set_places) for cluster in clusters.values())
        # Last, as this is what other threads look at to see whether the signature is known.
        self.group_of[number] = _place(group, self.groups, self._group_places)


def _place(item: Item, items: list[Item], places: dict[Item, int]) -> int:
    """The place of an item in a list, at the end of which it is put if it is new."""
    if item not in places:
        places[item] = len(items)
        items.append(item)
    return places[item]


_REMEMBERED = Remembered()
_ONE_AT_A_TIME = Lock()


def facet_value(facet: Facet, value: str) -> str:
    """How a signature writes a facet's value."""
    return intern(f"{facet.value}={value}")


def content_of(document: Document) -> str:
    """A document's signature as text, the same for all documents that share it."""
    values = sorted(facet_value(facet, value) for facet, chosen in document.facets.items() for value in chosen)
    zones = sorted(set(document.zone_ids))
    return json.dumps(
        [document.step.value, document.kind, zones, document.is_city_wide, values, document.hours],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def ids_of(dialect: Dialect, contents: Iterable[str]) -> dict[str, int]:
    """The ids of contents, made where they are new; one statement, four if any is.

    An id that somebody else takes in the meantime is theirs, and another one is tried.
    """
    digests = {content: _digest(content) for content in sorted(set(contents))}
    known = _known(dialect, digests.values())
    while fresh := [content for content in digests if content not in known]:
        free = _free(dialect, [id_of(content, dialect.random_bits) for content in fresh])
        rows = [[number, digests[content], content] for number, content in zip(free, fresh, strict=True)]
        execute_many("INSERT INTO search_searchsignature (id, digest, content) VALUES (%s, %s, %s) ON CONFLICT (id) DO NOTHING", rows)
        known |= _known(dialect, [digests[content] for content in fresh])
    return known


def _known(dialect: Dialect, digests: Iterable[int]) -> dict[str, int]:
    return dict(fetch_among(dialect, "SELECT content, id FROM search_searchsignature WHERE digest AMONG %s", list(digests)))


def id_of(content: str, random_bits: int) -> int:
    """The id that a content asks for, its last bits being random; another one may have it, however unlikely."""
    first = (_digest(content) & _ALL_BITS) >> (DIGEST_BITS - SIGNATURE_BITS + random_bits)
    return first << random_bits | randbits(random_bits)


def _free(dialect: Dialect, asked: Sequence[int]) -> list[int]:
    """For each id that is asked for one that no signature has; an id that is taken moves on by one."""
    found: list[int] = []
    taken = _taken(dialect, asked)
    for number in asked:
        free = number
        while free in taken or (free != number and _taken(dialect, [free])):
            free = (free + 1) % (1 << SIGNATURE_BITS)
        taken.add(free)
        found.append(free)
    return found


def _taken(dialect: Dialect, asked: Sequence[int]) -> set[int]:
    return {number for (number,) in fetch_among(dialect, "SELECT id FROM search_searchsignature WHERE id AMONG %s", asked)}


def _digest(content: str) -> int:
    return int.from_bytes(blake2b(content.encode(), digest_size=DIGEST_BITS // 8).digest(), "big", signed=True)


def remembered(dialect: Dialect, numbers: Iterable[int]) -> Remembered:
    """What is known of signatures, these among it; one query if this process has not met them all."""
    missing = set(numbers).difference(_REMEMBERED.group_of)
    if not missing:
        return _REMEMBERED
    rows = fetch_among(dialect, "SELECT id, content FROM search_searchsignature WHERE id AMONG %s", missing)
    with _ONE_AT_A_TIME:
        for number, content in rows:
            _REMEMBERED.add(number, content)
    return _REMEMBERED


def _weekdays(hours: str) -> frozenset[int]:
    try:
        return parse_schedule(hours).weekdays
    except ScheduleError:
        return frozenset()


def is_open(hours: str, at: datetime) -> bool:
    """Whether hours in the notation of `core.schedule` are open at an aware moment; unreadable ones are not."""
    return bool(hours) and _is_open_in_minute(hours, at.replace(second=0, microsecond=0))


@lru_cache(maxsize=16_384)
def _is_open_in_minute(hours: str, minute: datetime) -> bool:
    try:
        return parse_schedule(hours).opening_at(minute) is not None
    except ScheduleError:
        return False
