"""Composed reads of the social map."""

from socialmap.selectors.keeping import addresses_of, count_overdue_for, organisations_to_ask, overdue_for, rows_to_ask, waiting_of
from socialmap.selectors.links import LinkPlace, broken_for, places_of
from socialmap.selectors.pages import (
    RELATED_SHOWN,
    entries_of_organisation,
    entry_for_page,
    live_themes,
    related_entries,
    target_groups,
    tile_themes,
)

__all__ = [
    "RELATED_SHOWN",
    "LinkPlace",
    "addresses_of",
    "broken_for",
    "count_overdue_for",
    "entries_of_organisation",
    "entry_for_page",
    "live_themes",
    "organisations_to_ask",
    "overdue_for",
    "places_of",
    "related_entries",
    "rows_to_ask",
    "target_groups",
    "tile_themes",
    "waiting_of",
]
