"""The search port: the values that travel to and from an engine, and what an engine must do.

Every engine passes one contract suite (`tests/engine`). Nothing here knows HTTP, HTML or the ORM.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from search.choices import Facet, Step, Tier
from search.understanding.understood import Alternative, Understood

__all__ = [
    "STEPS",
    "Alternative",
    "Document",
    "Hit",
    "Point",
    "SearchEngine",
    "SearchRequest",
    "SearchResult",
    "StepResult",
    "Suggestion",
    "Understood",
    "ZoneScope",
]

STEPS: tuple[Step, ...] = (Step.SELF, Step.NETWORK, Step.ORGANISATION)
# The kind of a suggestion that is mere words and no document.
WORD_KIND = "woord"


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
    all words ready for people and all optional: audience, cost, where, phone, email, website, owner,
    icon, review_on (ISO date), zones (names). It is JSON-serialisable and not searched.
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
    all that do, best first.
    """

    document: Document
    tier: Tier
    score: float
    distance_m: int | None = None
    is_close: bool = True


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


class SearchEngine(Protocol):
    """What every engine does. Writes are idempotent and refuse an older `version`."""

    name: str

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one request in one round trip."""

    def suggest(self, prefix: str, *, zone: ZoneScope, limit: int) -> Sequence[Suggestion]:
        """Complete what is being typed, at least two letters, with things that a search finds."""

    def apply(self, *, upserts: Iterable[Document] = (), deletes: Iterable[str] = ()) -> None:
        """Store and remove documents, in the caller's transaction where the engine has one."""

    def clear(self) -> None:
        """Forget everything."""

    def count(self) -> int:
        """Number of stored documents."""

    def versions(self) -> Iterator[tuple[str, int]]:
        """Key and version of every stored document, in no order; for checking against the tables."""
