"""Tiles of web maps (spherical Mercator, as OpenStreetMap numbers them): by which hits are grouped on a map. Pure."""

from __future__ import annotations

from math import asinh, floor, pi, radians, tan

from search.engine.base import Point

# A map shows tiles of 256 pixels at its zoom; cells are so many levels finer, that is 32 pixels wide.
CELL_LEVELS = 3
MAX_ZOOM = 22
MAX_CELLS = 200
# So many hits or fewer are shown by name; of more only their number.
NAMED_HITS = 3
MAX_LATITUDE = 85.05112878


def precision_of(zoom: int) -> int:
    """The tile level at which hits are grouped at a zoom of the map."""
    return max(0, min(MAX_ZOOM, zoom)) + CELL_LEVELS


def tile_of(point: Point, precision: int) -> tuple[int, int]:
    """The column and row of the tile that a point lies in."""
    tiles = 1 << precision
    latitude = radians(max(-MAX_LATITUDE, min(MAX_LATITUDE, point.latitude)))
    column = floor((point.longitude + 180) / 360 * tiles)
    row = floor((1 - asinh(tan(latitude)) / pi) / 2 * tiles)
    return max(0, min(tiles - 1, column)), max(0, min(tiles - 1, row))
