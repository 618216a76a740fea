"""Pure rules: the columns of files, when to look again, and what may be one and the same."""

from socialmap.rules.columns import (
    ENTRY_COLUMNS,
    ORGANISATION_COLUMNS,
    REMINDED_AFTER_DAYS,
    REVIEW_AFTER,
    WHOLE_CITY,
    CellError,
    Column,
    first_review_on,
    read_text,
    refuse_formula,
    reminder_on,
)
from socialmap.rules.likeness import Described, Match, Traits, compare, find_like, find_pairs, names_alike, shared_by_many, traits_of

__all__ = [
    "ENTRY_COLUMNS",
    "ORGANISATION_COLUMNS",
    "REMINDED_AFTER_DAYS",
    "REVIEW_AFTER",
    "WHOLE_CITY",
    "CellError",
    "Column",
    "Described",
    "Match",
    "Traits",
    "compare",
    "find_like",
    "find_pairs",
    "first_review_on",
    "names_alike",
    "read_text",
    "refuse_formula",
    "reminder_on",
    "shared_by_many",
    "traits_of",
]
