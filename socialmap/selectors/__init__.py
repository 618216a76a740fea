"""Composed reads of the social map."""

from socialmap.selectors.keeping import (
    addresses_of,
    count_overdue_for,
    organisations_to_ask,
    overdue_for,
    rows_to_ask,
    to_review,
    waiting_of,
)
from socialmap.selectors.likeness import alike, describe, in_words, others_of, pairs_about, reasons_in_words
from socialmap.selectors.links import LinkPlace, broken_for, places_of
from socialmap.selectors.pages import (
    RELATED_SHOWN,
    entries_of_organisation,
    entry_for_page,
    hard_words_in,
    live_themes,
    merged_page,
    related_entries,
    target_groups,
    tile_themes,
)
from socialmap.selectors.upcoming import ending_items, planned_items, to_review_items

__all__ = [
    "RELATED_SHOWN",
    "LinkPlace",
    "addresses_of",
    "alike",
    "broken_for",
    "count_overdue_for",
    "describe",
    "ending_items",
    "entries_of_organisation",
    "entry_for_page",
    "hard_words_in",
    "in_words",
    "live_themes",
    "merged_page",
    "organisations_to_ask",
    "others_of",
    "overdue_for",
    "pairs_about",
    "places_of",
    "planned_items",
    "reasons_in_words",
    "related_entries",
    "rows_to_ask",
    "target_groups",
    "tile_themes",
    "to_review",
    "to_review_items",
    "waiting_of",
]
