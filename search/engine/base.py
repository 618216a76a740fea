"""The search port: the values that travel to and from an engine, and what an engine must do.

Every engine passes one contract suite (`tests/engine`). Nothing here knows HTTP, HTML or the ORM.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from search.choices import Facet, Step, Tier
from search.understanding.understood import Alternative, Understood

__all__ = [
    "STEPS",
    "Alternative",
    "Box",
    "Document",
    "EngineUnavailableError",
    "Hit",
    "MapCell",
    "MapResult",
    "MarkedText",
    "Outcome",
    "Point",
    "RemoteEngine",
    "SearchEngine",
    "SearchRequest",
    "SearchResult",
    "StepResult",
    "Suggestion",
    "Understood",
    "Write",
    "WriteResult",
    "ZoneScope",
]

STEPS: tuple[Step, ...] = (Step.SELF, Step.NETWORK, Step.ORGANISATION)
# The kind of a suggestion that is mere words and no document.
WORD_KIND = "woord"
# A text in pieces, in order: (piece, whether it is what was looked for). Joined they are the whole text.
MarkedText = tuple[tuple[str, bool], ...]


class EngineUnavailableError(Exception):
    """The engine does not answer, or not completely, or not in time; another one has to."""


class IndexMissingError(EngineUnavailableError):
    """The engine answers, but an index that was asked for by name is not there, or not to be filled any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A place on earth, WGS84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Everything that search knows of one findable thing, including what its card shows.

    `key` is unique over all kinds ("entry:12"). `version` grows with every change of the row, so
    that an engine can refuse an older write. `facets` maps a facet to the values that hold;
    DAY, OPEN and WHERE are never in it: the engine derives them from `hours` and the zones.
    `labels` are names of what it belongs to (themes, target groups): searched, but weighing least.
    `hours` is the notation of `core.schedule`. `card` is what `search.components.HelpCard` shows,
    all words ready for people and all optional: audience, cost, where, when, phone, email, website, owner,
    icon, review_on (ISO date), zones (names); `in`, the same words with title and summary in other languages, by code; and `place`, of which `sites.models.write_desks` wrote where it is held, for what
    changes by the clock. It is JSON-serialisable and not searched.
    """

    key: str
    kind: str
    object_id: int
    version: int
    step: Step
    slug: str
    url: str
    title: str
    summary: str
    organisation: str = ""
    keywords: str = ""
    labels: str = ""
    body: str = ""
    zone_ids: tuple[int, ...] = ()
    is_city_wide: bool = False
    facets: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    hours: str = ""
    point: Point | None = None
    verified_on: date | None = None
    card: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneScope:
    """Where the visitor is: the own zone and its neighbours; `zone_id` None is the whole city."""

    zone_id: int | None = None
    neighbour_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What an engine is asked. `at` is aware, Europe/Amsterdam; `limits` are hits per step.

    Filters: values of one facet are alternatives (or), facets restrict each other (and).
    WHERE takes "wijk", "buurt", "stad"; DAY takes "ma".."zo"; OPEN takes "nu".
    With `origin`, hits carry a distance; with `by_distance` they are sorted on it within a tier.
    Without `mends_spelling` no word is taken for a typing error of another: guesses hurt in danger.
    """

    query: Understood
    zone: ZoneScope
    at: datetime
    filters: Mapping[Facet, frozenset[str]] = field(default_factory=dict)
    origin: Point | None = None
    by_distance: bool = False
    limits: Mapping[Step, int] = field(default_factory=dict)
    offsets: Mapping[Step, int] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    mends_spelling: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One result: the stored document, how near it is, its score (higher is better), metres.

    `is_close` says that it matches about as well as the best of its step; the others come after
    all that do, best first. `marks` has "title" and "summary" in pieces where something in them was
    looked for.
    """

    document: Document
    tier: Tier
    score: float
    distance_m: int | None = None
    is_close: bool = True
    marks: Mapping[str, MarkedText] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """The hits of one step, close matches first and of those the nearest, and how many there are in all (and per tier)."""

    step: Step
    total: int
    hits: tuple[Hit, ...]
    totals_by_tier: Mapping[Tier, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """An engine's answer: always three steps in order, facet counts, and spelling corrections.

    `facets` maps facet → value → number of hits that would remain with that value chosen and the
    filters of the *other* facets kept. `corrections` maps a typed word to the words used instead.
    """

    engine: str
    steps: tuple[StepResult, ...]
    facets: Mapping[Facet, Mapping[str, int]]
    corrections: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Hits over all steps."""
        return sum(step.total for step in self.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A completion: the text to put in the search box, and the address if it is one thing.

    `kind` is that of the document, or WORD_KIND for mere words.
    """

    text: str
    kind: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A part of the map, WGS84 degrees; never over the date line, south below north, west left of east."""

    south: float
    west: float
    north: float
    east: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MapCell:
    """Hits that lie together on a map: how many, the middle of them, and what they are if they are few (else empty)."""

    point: Point
    count: int
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MapResult:
    """What a map shows of a search. `total` counts all hits of the list with the same filters, `placed` those with a point.

    `cells` are those within the box asked for, most hits first; `extent` holds all that have a point, None if nothing has.
    """

    total: int
    placed: int
    cells: tuple[MapCell, ...]
    extent: Box | None


class SearchEngine(Protocol):
    """What every engine does. Writes are idempotent and refuse an older `version`."""

    name: str

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one request in one round trip."""

    def suggest(self, prefix: str, *, zone: ZoneScope, limit: int) -> Sequence[Suggestion]:
        """Complete what is being typed, at least two letters, with things that a search finds."""

    def locate(self, request: SearchRequest, *, box: Box | None, zoom: int) -> MapResult:
        """The hits of the same search on a map: those of the three steps together, grouped by tile (`search.engine.grid`).

        `zoom` is that of web maps (0-22); limits, offsets and order of the request do not matter.
        """

    def apply(self, *, upserts: Iterable[Document] = (), deletes: Iterable[str] = ()) -> None:
        """Store and remove documents, in the caller's transaction where the engine has one."""

    def clear(self) -> None:
        """Forget everything."""

    def count(self) -> int:
        """Number of stored documents."""

    def versions(self) -> Iterator[tuple[str, int]]:
        """Key and version of every stored document, in no order; for checking against the tables."""


class Outcome(StrEnum):
    """What became of one write to an engine outside the database."""

    STORED = "stored"
    SUPERSEDED = "superseded"  # something newer was there; as good as stored
    BUSY = "busy"  # try again later
    REFUSED = "refused"  # this very document cannot be stored; trying again does not help


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """One change to an engine outside the database: the document of a key, or None to take it away.

    `sequence` orders all writes of one key: a write with a lower one than what is stored does nothing.
    """

    key: str
    sequence: int
    document: Document | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteResult:
    """What became of one write, and why if it failed (no content of documents in it)."""

    key: str
    sequence: int
    outcome: Outcome
    reason: str = ""


class RemoteEngine(SearchEngine, Protocol):
    """An engine outside the database, behind an alias: written late, in any order, more than once.

    Everything raises EngineUnavailableError when the server does not answer in time.
    """

    def write(self, writes: Sequence[Write], *, into: str = "") -> Sequence[WriteResult]:
        """Store in one bulk request; one result per write, in order. `into` is an index that is being built."""

    def has_index(self) -> bool:
        """Whether there is an index to search in."""

    def digests(self, *, of: str = "") -> Iterator[tuple[str, str]]:
        """Key and digest (`search.engine.payload.digest`) of every document, ordered by key, read in pieces."""

    def begin_rebuild(self) -> str:
        """Make a new, empty index that nobody searches yet, and give its name."""

    def finish_rebuild(self, name: str) -> None:
        """Make everything written to it searchable, let the alias point to it in one atomic step, and drop the old one."""

    def drop_leftovers(self, *, keeping: str = "") -> Sequence[str]:
        """Drop the indices that no alias points to (of a rebuild that died), but for one; gives their names."""
