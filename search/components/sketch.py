"""Where places on earth lie on the sketch of the city, which is drawn by hand and true to no scale.

The middles of the zones are known on both. A flat projection fitted to them carries a place over,
and what each middle is then off by pulls at the places around it, so that a place in a zone lies
in the drawing of that zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, log2, radians
from typing import TYPE_CHECKING, Self

from search.engine.base import Box, Point
from search.found import MapView
from sites.components import ZoneShape, middle

if TYPE_CHECKING:
    from sites.models import Zone

SKETCH_WIDTH, SKETCH_HEIGHT = 1010, 762
MARGIN = 60
# Hits are grouped as on a map of this many pixels; so many tiles wide is what one cell of it becomes when opened.
MAP_PIXELS = 512
TILE_PIXELS = 256
DEEPEST_ZOOM = 18
MIN_ANCHORS = 4
SMALLEST_SPAN = 0.002
Row = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class Sketch:
    """The outlines of the zones, and the places that are known on earth and on the sketch: (point, x, y)."""

    shapes: tuple[ZoneShape, ...]
    anchors: tuple[tuple[Point, float, float], ...]
    names: tuple[tuple[str, Point], ...]

    @classmethod
    def from_zones(cls, zones: Iterable[Zone]) -> Self:
        """The sketch of a city. With too few outlines to know where things lie, a plain rectangle without any."""
        known = list(zones)
        names = tuple((zone.name, Point(latitude=zone.latitude, longitude=zone.longitude)) for zone in known)
        drawn = [zone for zone in known if len(zone.outline) > 2]
        if len(drawn) < MIN_ANCHORS:
            return cls(shapes=(), anchors=_corners([point for _name, point in names]), names=names)
        anchors = []
        for zone in drawn:
            x, y = middle([(round(x), round(y)) for x, y in zone.outline])
            anchors.append((Point(latitude=zone.latitude, longitude=zone.longitude), float(x), float(y)))
        return cls(shapes=tuple(ZoneShape.from_zone(zone, url="") for zone in drawn), anchors=tuple(anchors), names=names)

    @property
    def overview(self) -> MapView:
        """The whole city, everything around it included."""
        return MapView(box=None, zoom=view_of(_box_around([point for _name, point in self.names])).zoom)

    def nearest(self, point: Point) -> str:
        """The zone whose middle is nearest; empty in a city without zones."""
        return min(self.names, key=lambda named: _squared_distance(named[1], point), default=("", point))[0]

    def place(self, point: Point) -> tuple[float, float]:
        """Where a place lies on the sketch, in its own units."""
        x, y = self._flat(point)
        pulls = [
            (1 / max(_squared_distance(anchor, point), 1e-12), off) for (anchor, *_place), off in zip(self.anchors, self._off, strict=True)
        ]
        total = sum(weight for weight, _off in pulls)
        return x - sum(weight * off[0] for weight, off in pulls) / total, y - sum(weight * off[1] for weight, off in pulls) / total

    def _flat(self, point: Point) -> tuple[float, float]:
        row = self._row(point)
        x, y = (sum(factor * part for factor, part in zip(factors, row, strict=True)) for factors in self._factors)
        return x, y

    def _row(self, point: Point) -> Row:
        first = self.anchors[0][0]
        return 1.0, point.longitude - first.longitude, point.latitude - first.latitude

    @cached_property
    def _factors(self) -> tuple[Row, Row]:
        rows = [self._row(point) for point, _x, _y in self.anchors]
        return _fitted(rows, [x for _point, x, _y in self.anchors]), _fitted(rows, [y for _point, _x, y in self.anchors])

    @cached_property
    def _off(self) -> tuple[tuple[float, float], ...]:
        flat = [self._flat(point) for point, _x, _y in self.anchors]
        return tuple((flat_x - x, flat_y - y) for (flat_x, flat_y), (_point, x, y) in zip(flat, self.anchors, strict=True))


def view_of(box: Box) -> MapView:
    """A part of the map at the deepest zoom at which it fits."""
    width = max(box.east - box.west, SMALLEST_SPAN / 10)
    height = max(box.north - box.south, SMALLEST_SPAN / 10) / max(cos(radians((box.north + box.south) / 2)), 0.01)
    zoom = log2(MAP_PIXELS / TILE_PIXELS * 360 / max(width, height))
    return MapView(box=box, zoom=max(0, min(DEEPEST_ZOOM, int(zoom))))


def _fitted(rows: Sequence[Row], wanted: Sequence[float]) -> Row:
    """The three factors that bring the rows nearest to what is wanted (least squares; the normal equations by Cramer's rule)."""
    matrix = [[sum(row[i] * row[j] for row in rows) for j in range(3)] for i in range(3)]
    vector = [sum(row[i] * value for row, value in zip(rows, wanted, strict=True)) for i in range(3)]
    whole = _determinant(matrix)
    if abs(whole) < 1e-18:
        return sum(wanted) / len(wanted), 0.0, 0.0
    replaced = ([[vector[i] if j == column else matrix[i][j] for j in range(3)] for i in range(3)] for column in range(3))
    first, second, third = (_determinant(one) / whole for one in replaced)
    return first, second, third


def _determinant(m: Sequence[Sequence[float]]) -> float:
    return (
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    )


def _corners(points: Sequence[Point]) -> tuple[tuple[Point, float, float], ...]:
    """The corners of a box around points, with their places on the sketch."""
    box = _box_around(points)
    return tuple(
        (Point(latitude=latitude, longitude=longitude), float(x), float(y))
        for longitude, x in ((box.west, MARGIN), (box.east, SKETCH_WIDTH - MARGIN))
        for latitude, y in ((box.north, MARGIN), (box.south, SKETCH_HEIGHT - MARGIN))
    )


def _box_around(points: Sequence[Point]) -> Box:
    """The box that holds points, with a little around them; somewhere in the country when there are none."""
    latitudes = [point.latitude for point in points] or [52.1]
    longitudes = [point.longitude for point in points] or [5.3]
    edge = max(SMALLEST_SPAN, (max(longitudes) - min(longitudes)) / 10)
    return Box(south=min(latitudes) - edge, west=min(longitudes) - edge, north=max(latitudes) + edge, east=max(longitudes) + edge)


def _squared_distance(one: Point, other: Point) -> float:
    east = (one.longitude - other.longitude) * cos(radians(one.latitude))
    return float((one.latitude - other.latitude) ** 2 + east**2)
