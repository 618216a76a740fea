"""What a search comes back with for people: the value shared by the views and the components.

It holds the engine's answer and everything that is said around it. Nothing here reads a database.
"""

from __future__ import annotations

from dataclasses import dataclass

from search.choices import Facet, Step
from search.engine.base import Box, MapResult, SearchResult, StepResult, Suggestion

# A step is shown up to this page; an address that asks for a later one gets this one.
MAX_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectHelpCard:
    """Help that cannot wait, pinned above all results. `chat_url` may be empty."""

    key: str
    title: str
    text: str
    phone: str
    chat_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A typed word that nothing contains, and the words that were searched instead."""

    typed: str
    used: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """One value to filter on. `count` is the number of results that would remain with it."""

    value: str
    label: str
    count: int
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetGroup:
    """The values of one facet, most results first; days and nearness in their own order.

    An active value is always there, also with no results.
    """

    facet: Facet
    label: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActiveFilter:
    """A filter that is on. `parameter` and `value` are its part of the address."""

    parameter: str
    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """Which part of a map is asked for, None for all of it, and its zoom as web maps count (0-22)."""

    box: Box | None = None
    zoom: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundHelp:
    """Everything a results page says.

    `text` is what was searched (cleaned and clipped; `was_clipped` says that it was longer),
    `result` always has three steps, each possibly empty. `chosen_step` is set when one step is
    shown page by page; `page` starts at 1 and `last_page` is at least 1. `also_searched` are the
    words that synonyms added ("U zocht X. Wij zochten ook op Y."). `zone_name` is empty on the hub.
    `notices` are sentences about what was typed (too long, not a postcode, a postcode of elsewhere).
    `map` is there when a map was asked for. `is_fallback` says that another engine than that of the
    installation answered.
    """

    text: str
    result: SearchResult
    direct_help: tuple[DirectHelpCard, ...] = ()
    corrections: tuple[Correction, ...] = ()
    also_searched: tuple[str, ...] = ()
    facet_groups: tuple[FacetGroup, ...] = ()
    active_filters: tuple[ActiveFilter, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    notices: tuple[str, ...] = ()
    zone_name: str = ""
    zone_slug: str = ""
    city: str = ""
    postcode: str = ""
    by_distance: bool = False
    chosen_step: Step | None = None
    page: int = 1
    last_page: int = 1
    was_clipped: bool = False
    map: MapResult | None = None
    is_fallback: bool = False

    @property
    def steps(self) -> tuple[StepResult, ...]:
        """The three steps in order."""
        return self.result.steps

    @property
    def total(self) -> int:
        """Results over all steps."""
        return self.result.total
