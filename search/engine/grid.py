"""Tiles of web maps (spherical Mercator, as OpenStreetMap numbers them): by which hits are grouped on a map. Pure."""

from __future__ import annotations

from math import asinh, atan, degrees, floor, pi, radians, sinh, tan

from search.engine.base import Box, Point

# A map shows tiles of 256 pixels at its zoom; cells are so many levels finer, that is 32 pixels wide.
CELL_LEVELS = 3
MAX_ZOOM = 22
MAX_CELLS = 200
# So many hits or fewer are shown by name; of more only their number.
NAMED_HITS = 3
# Much can be at one address, and nobody can come nearer than near: there more are named.
CLOSE_ZOOM = 15
NAMED_HITS_CLOSE_BY = 25
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


def named_hits(zoom: int) -> int:
    """How many hits of one cell are named at a zoom of the map; of more only their number is told."""
    return NAMED_HITS_CLOSE_BY if zoom >= CLOSE_ZOOM else NAMED_HITS


def box_of(tile: tuple[int, int], precision: int) -> Box:
    """The part of the earth that a tile covers."""
    tiles = 1 << precision
    column, row = tile
    north, south = (degrees(atan(sinh(pi * (1 - 2 * edge / tiles)))) for edge in (row, row + 1))
    return Box(south=south, west=column / tiles * 360 - 180, north=north, east=(column + 1) / tiles * 360 - 180)
