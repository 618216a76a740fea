"""The map of search results as JSON: what a script draws when somebody moves a map of streets."""

from __future__ import annotations

import json
from typing import Any

from core.languages import in_language
from core.rules import phone_href, spoken_phone
from search.components.map import MapItem, MapMark, here_in_words, marks_of, placed_in_words, results_near
from search.components.sketch import Sketch
from search.engine.base import MapResult
from search.found import MapView

# An answer is at most 60 kB; names are left out once this much is filled with them, and numbers stay.
NAMES_BYTES = 36_000
POINT_DECIMALS = 5


def map_data(result: MapResult, *, view: MapView, sketch: Sketch) -> dict[str, Any]:
    """Totals, sentences and cells of a map; every cell has its number of results, and their names if they are few."""
    marks = marks_of(result, view=view, sketch=sketch)
    extent = result.extent
    return {
        "total": result.total,
        "placed": result.placed,
        "sentence": placed_in_words(total=result.total, placed=result.placed),
        "here": here_in_words(marks),
        "extent": [extent.west, extent.south, extent.east, extent.north] if extent else None,
        "cells": _cells(result, marks),
    }


def _cells(result: MapResult, marks: tuple[MapMark, ...]) -> list[dict[str, Any]]:
    cells, left = [], NAMES_BYTES
    for cell, mark in zip(result.cells, marks, strict=True):
        named = {"words": mark.words, "items": [_item(item) for item in mark.items]}
        left -= len(json.dumps(named, ensure_ascii=False).encode()) if mark.items else 0
        cells.append(
            {
                "point": [round(cell.point.latitude, POINT_DECIMALS), round(cell.point.longitude, POINT_DECIMALS)],
                "count": cell.count,
                **(named if left >= 0 else {"words": results_near(mark.count, mark.near), "items": []}),
            }
        )
    return cells


def _item(item: MapItem) -> dict[str, str]:
    told = {"title": item.title, "url": in_language(item.url), "step": item.step.value}
    return told | {"phone": spoken_phone(item.phone), "tel": phone_href(item.phone)} if item.phone else told
