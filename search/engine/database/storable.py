"""Text that a database takes: without NUL and without halves of characters, which some cannot hold. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from search.engine.base import Document
from search.engine.payload import to_json

_REFUSED = re.compile("[\x00\ud800-\udfff]")
# How JSON writes a NUL; the other refused characters stand in it as they are.
_ESCAPED_NUL = "\\u0000"


def storable(document: Document) -> tuple[Document, str]:
    """The document as it can be stored, and its JSON."""
    payload = to_json(document)
    if _ESCAPED_NUL not in payload and not _REFUSED.search(payload):
        return document, payload
    cleaned = replace(document, **{name: _cleaned(getattr(document, name)) for name in Document.__slots__})
    return cleaned, to_json(cleaned)


def _cleaned(value: Any) -> Any:
    """The value with a space for every character that is refused."""
    match value:
        case str():
            return type(value)(value) if not _REFUSED.search(value) else _REFUSED.sub(" ", value)
        case dict():
            return {_cleaned(key): _cleaned(held) for key, held in value.items()}
        case tuple() | list():
            return type(value)(_cleaned(held) for held in value)
        case _:
            return value
