"""How a document is laid out in an index: its columns, what a match in each weighs and says, and the id of its row."""

from __future__ import annotations

# The columns of the full-text table in order, and what a match in each weighs: words that stand there
# themselves weigh more than parts of compounds.
WEIGHTS = {
    "title": 10.0,
    "organisation": 5.0,
    "keywords": 6.0,
    "summary": 3.0,
    "body": 1.0,
    "labels": 0.4,
    "title_parts": 4.0,
    "parts": 0.5,
}
COLUMNS = tuple(WEIGHTS)
# What a match says: 3 for a word in the title, 2 in organisation, keywords or summary, 1 in the body, 0 in labels alone.
LEVELS = {
    "title": 3,
    "organisation": 2,
    "keywords": 2,
    "summary": 2,
    "body": 1,
    "labels": 0,
    "title_parts": 3,
    "parts": 1,
}
TITLE_LEVEL = 3
TELLING_LEVEL = 2
# Up to so many matches it is told what they match in, and close ones are shown before the others; with more
# there are close ones enough in every tier.
TOLD_APART = 2_000

# A row's id is its document's signature followed by the document's own number.
ID_BITS = 26
SIGNATURE_BITS = 63 - ID_BITS
ID_MASK = (1 << ID_BITS) - 1


def row_id(signature: int, number: int) -> int:
    """The id of the full-text row of a document."""
    return signature << ID_BITS | number
