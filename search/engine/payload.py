"""Documents as JSON text and back, for engines that store them whole."""

from __future__ import annotations

import json
from datetime import date
from hashlib import blake2b
from typing import Any

import orjson

from search.choices import Facet, Step
from search.engine.base import Document, Point


def to_json(document: Document) -> str:
    """The document as compact JSON, the same text for the same document."""
    values: dict[str, Any] = {name: getattr(document, name) for name in Document.__slots__}
    values["step"] = document.step.value
    values["facets"] = {facet.value: list(chosen) for facet, chosen in sorted(document.facets.items()) if chosen}
    values["point"] = [document.point.latitude, document.point.longitude] if document.point else None
    values["verified_on"] = document.verified_on.isoformat() if document.verified_on else None
    values["card"] = dict(document.card)
    try:
        return orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:
        # Halves of characters, which only the slower one writes (and `storable` takes out).
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def from_json(text: str) -> Document:
    """The document that `to_json` wrote."""
    values: dict[str, Any] = _loads(text)
    values["step"] = Step(values["step"])
    values["zone_ids"] = tuple(values["zone_ids"])
    values["facets"] = {Facet(facet): tuple(chosen) for facet, chosen in values["facets"].items()}
    values["point"] = Point(latitude=values["point"][0], longitude=values["point"][1]) if values["point"] else None
    values["verified_on"] = date.fromisoformat(values["verified_on"]) if values["verified_on"] else None
    return Document(**values)


def _loads(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def digest(payload: str) -> str:
    """A short fingerprint of what `to_json` wrote: two documents with the same one are the same."""
    return blake2b(payload.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
