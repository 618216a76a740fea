"""The hits of a search on a map: those of the list, grouped by tile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean

from search.engine.base import Box, Document, MapCell, MapResult, Point
from search.engine.database import reading
from search.engine.database.dialect import Dialect
from search.engine.database.layout import ID_MASK
from search.engine.grid import MAX_CELLS, named_hits, precision_of, tile_of


def located(dialect: Dialect, rows: Sequence[int], *, box: Box | None, zoom: int) -> MapResult:
    """What a map shows of the rows of all hits; one statement for their places, one for those named."""
    points = reading.points(dialect, [row & ID_MASK for row in rows])
    cells = _grouped({number: point for number, point in points.items() if box is None or _is_in(point, box)}, zoom)
    few = {number for numbers in cells if len(numbers) <= named_hits(zoom) for number in numbers}
    documents = reading.documents(dialect, sorted(few))
    return MapResult(
        total=len(rows),
        placed=len(points),
        cells=tuple(_cell(numbers, points, documents) for numbers in cells),
        extent=_extent(points.values()) if points else None,
    )


def _grouped(points: Mapping[int, Point], zoom: int) -> list[list[int]]:
    """The numbers of what lies together, most hits first; the same ones for the same points."""
    precision = precision_of(zoom)
    tiles: dict[tuple[int, int], list[int]] = {}
    for number, point in points.items():
        tiles.setdefault(tile_of(point, precision), []).append(number)
    return [tiles[tile] for tile in sorted(tiles, key=lambda tile: (-len(tiles[tile]), tile))[:MAX_CELLS]]


def _cell(numbers: Sequence[int], points: Mapping[int, Point], documents: Mapping[int, Document]) -> MapCell:
    found = [documents[number] for number in numbers if number in documents]
    return MapCell(
        point=Point(
            latitude=fmean(points[number].latitude for number in numbers), longitude=fmean(points[number].longitude for number in numbers)
        ),
        count=len(numbers),
        documents=tuple(sorted(found, key=lambda document: (document.title, document.key))) if len(found) == len(numbers) else (),
    )


def _is_in(point: Point, box: Box) -> bool:
    return box.south <= point.latitude <= box.north and box.west <= point.longitude <= box.east


def _extent(points: Iterable[Point]) -> Box:
    latitudes, longitudes = zip(*((point.latitude, point.longitude) for point in points), strict=True)
    return Box(south=min(latitudes), west=min(longitudes), north=max(latitudes), east=max(longitudes))
