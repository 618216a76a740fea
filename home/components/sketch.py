"""Where places are, on the sketch of the city; a picture without scripts, that prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from core.components import Component, Example
from search.components import Sketch
from search.engine.base import Point
from sites.components import ZoneMap, ZoneShape
from sites.models import Location, Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMark:
    """A place on the sketch, in its own units; `number` is that of the list beside it, 0 without a list."""

    x: float
    y: float
    name: str
    number: int = 0
    is_open: bool = False

    @property
    def label(self) -> str:
        """What stands in the mark."""
        return str(self.number) if self.number else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMap(Component):
    """A sketch with places; `current` is the number of the zone that the visitor is in."""

    template_name: ClassVar[str] = "components/place_map.html"

    place: str
    shapes: tuple[ZoneShape, ...]
    marks: tuple[PlaceMark, ...]
    current: int | None = None

    @classmethod
    def from_places(
        cls, places: Sequence[tuple[Location, int, bool]], *, zones: Iterable[Zone], place: str, current: int | None
    ) -> Self | None:
        """The map of (place, number, is open); None if nothing is known to draw."""
        sketch = Sketch.from_zones(zones)
        marks = tuple(_mark(sketch, location, number, is_open) for location, number, is_open in places if location.latitude is not None)
        return cls(place=place, shapes=sketch.shapes, marks=marks, current=current) if sketch.shapes and marks else None

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Two places in a list."""
        shapes = next(iter(ZoneMap.examples())).component.shapes
        marks = (
            PlaceMark(x=300, y=400, name="St. Jurriën", number=1, is_open=True),
            PlaceMark(x=310, y=540, name="Bibliotheek Binnenstad", number=2),
        )
        yield cls.example("Twee plekken", place="Deventer", shapes=shapes, marks=marks, current=3)
        yield cls.example("Een plek", place="Zandweerd", shapes=shapes, marks=(replace(marks[0], number=0),), current=3)


def _mark(sketch: Sketch, location: Location, number: int, is_open: bool) -> PlaceMark:
    x, y = sketch.place(Point(latitude=location.latitude or 0.0, longitude=location.longitude or 0.0))
    return PlaceMark(x=round(x, 1), y=round(y, 1), name=location.name, number=number, is_open=is_open)
