"""The index: its settings, its strict mapping, and what a match in each field weighs."""

from __future__ import annotations

from typing import Any

from search.choices import Facet

ANALYZER = "stems"
# Facets that a document states; DAY, OPEN and WHERE are derived.
STATED_FACETS = tuple(facet for facet in Facet if facet not in (Facet.DAY, Facet.OPEN, Facet.WHERE))
TITLE_FIELDS = {"title": 1.0, "title_parts": 0.6}
# What names a thing: whoever has the words there is about them.
NAMING_FIELDS = {**TITLE_FIELDS, "keywords": 0.6, "organisation": 0.5}
# The boosts stay low so that no sum of scores reaches the height of a slot (`choosing.SLOT`).
# What tells at a glance what it is about.
TELLING_FIELDS = {**NAMING_FIELDS, "summary": 0.4}
WORD_FIELDS = {**TELLING_FIELDS, "body": 0.15, "parts": 0.05}
LABEL_FIELDS = {**WORD_FIELDS, "labels": 0.04}
# A page of one step is read from there by its place, so the deepest page decides.
DEEPEST_HIT = 1_100


def boosted(fields: dict[str, float]) -> list[str]:
    """Fields as queries want them: "title^1.0"."""
    return [f"{name}^{boost}" for name, boost in fields.items()]


def index_body(*, shards: int = 1) -> dict[str, Any]:
    """Settings and mapping of a new index. Refreshing and copies are off while it is filled (`indices`)."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": 0,
            "refresh_interval": "-1",
            # A delete is remembered so long that no late write of an older version can undo it.
            "gc_deletes": "24h",
            "max_inner_result_window": DEEPEST_HIT,
            # Texts come as stems (`search.engine.database.analysis`), the same for every engine; a server of any
            # distribution only has to split them.
            "analysis": {"analyzer": {ANALYZER: {"type": "custom", "tokenizer": "standard"}}},
        },
        "mappings": {
            "dynamic": "strict",
            # Only what a card shows comes back; everything else can be made from it again.
            "_source": {"includes": ["payload"]},
            "properties": _properties(),
        },
    }


def _properties() -> dict[str, Any]:
    text = {"type": "text", "analyzer": ANALYZER}
    keyword = {"type": "keyword"}
    return {
        "payload": {"type": "keyword", "index": False, "doc_values": False},
        "key": keyword,
        "digest": {"type": "keyword", "index": False},
        "version": {"type": "long", "index": False},
        "kind": keyword,
        "step": keyword,
        "sort_title": keyword,
        "title": text | {"copy_to": ["naming", "telling", "everything"]},
        "title_parts": text,
        "organisation": text | {"copy_to": ["naming", "telling", "everything"]},
        "keywords": text | {"copy_to": ["naming", "telling", "everything"]},
        "summary": text | {"copy_to": ["telling", "everything"]},
        "body": text | {"copy_to": "everything"},
        "parts": text,
        "labels": text,
        "naming": text,
        "telling": text,
        "everything": text,
        "zones": {"type": "integer"},
        "is_city_wide": {"type": "boolean"},
        "facets": {"properties": {facet.value: keyword for facet in STATED_FACETS}},
        "days": keyword,
        "open_during": keyword,
        "point": {"type": "geo_point"},
        "verified_on": {"type": "date", "format": "strict_date"},
    }
