"""The map of search results: a sketch with numbered marks beside a numbered list; streets are loaded on request."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import ceil, floor
from typing import ClassVar, Self
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.components import Component, Example
from search.choices import Step
from search.components.filters import SEARCH_URL, results_url
from search.components.sketch import DEEPEST_ZOOM, SKETCH_HEIGHT, SKETCH_WIDTH, Sketch
from search.components.steps import STEP_ICONS
from search.engine.base import STEPS, Box, Document, MapCell, MapResult, Point
from search.engine.grid import box_of, precision_of, tile_of
from search.found import MapView
from sites.components import ZoneShape

MAP_ANCHOR = "#kaart"
MAP_DATA_URL = "/zoeken/kaart.json"
# Four decimals of a degree are some ten metres.
BOX_DECIMALS = 4
# No part of the sketch is shown larger than this many of its units wide.
SMALLEST_WIDTH = 240
MARK_MARGIN = 60
WHOLE_SKETCH = (0, 0, SKETCH_WIDTH, SKETCH_HEIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapItem:
    """One result at a mark; `phone` may be empty."""

    title: str
    url: str
    step: Step
    phone: str = ""

    @property
    def step_words(self) -> str:
        """Which of the three steps it is, short."""
        return step_in_words(self.step)

    @property
    def icon(self) -> str:
        """The drawing of its step."""
        return STEP_ICONS[self.step]

    @classmethod
    def from_document(cls, document: Document) -> Self:
        """The result of a document."""
        return cls(title=document.title, url=document.url, step=document.step, phone=str(document.card.get("phone") or ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class MapMark:
    """A mark and its row in the list: the results by name, or how many there are, where, and how to come nearer."""

    number: int
    count: int
    x: int
    y: int
    near: str = ""
    items: tuple[MapItem, ...] = ()
    nearer_url: str = ""

    @property
    def is_group(self) -> bool:
        """Whether it stands for more than one result."""
        return self.count > 1

    @property
    def words(self) -> str:
        """What the mark stands for: the name of one result, or "12 resultaten rond Zandweerd"."""
        return self.items[0].title if len(self.items) == 1 else results_near(self.count, self.near)


@dataclass(frozen=True, slots=True, kw_only=True)
class StreetMap:
    """Tiles of a real map: their address with {z}, {x} and {y}, who made them, and how deep they go."""

    tile_url: str
    attribution: str
    max_zoom: int

    @property
    def host(self) -> str:
        """The server that the tiles come from, as people are told."""
        return urlsplit(self.tile_url).hostname or _("deze website")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsMap(Component):
    """Where the results are. `view` is the shown part of the sketch: x, y, width and height in its units.

    `overview_url` leads from a part back to the whole city and is empty there; `data_url` gives the same
    as JSON, for `streets`, which are there only when tiles are configured.
    """

    template_name: ClassVar[str] = "components/results_map.html"

    place: str
    sentence: str
    marks: tuple[MapMark, ...]
    shapes: tuple[ZoneShape, ...] = ()
    current: int | None = None
    view: tuple[int, int, int, int] = WHOLE_SKETCH
    close_url: str = SEARCH_URL
    overview_url: str = ""
    data_url: str = ""
    streets: StreetMap | None = None
    extent: str = ""

    @classmethod
    def from_result(
        cls,
        result: MapResult,
        *,
        view: MapView,
        sketch: Sketch,
        address: Callable[..., str],
        place: str,
        current: int | None = None,
        streets: StreetMap | None = None,
    ) -> Self:
        """The map of a search; `address` is `SearchParameters.query_string`, `place` the name of the zone or the city."""
        base = f"{SEARCH_URL}?{address(shows_map=True)}"
        marks = marks_of(result, view=view, sketch=sketch, base=base)
        return cls(
            place=place,
            sentence=placed_in_words(total=result.total, placed=result.placed),
            marks=marks,
            shapes=sketch.shapes,
            current=current,
            view=_part_of_sketch(marks) if view.box else WHOLE_SKETCH,
            close_url=results_url(address(shows_map=False)),
            overview_url=f"{base}{MAP_ANCHOR}" if view.box else "",
            data_url=f"{MAP_DATA_URL}?{address(shows_map=False)}",
            streets=streets,
            extent=box_in_address(result.extent) if result.extent else "",
        )

    @property
    def steps(self) -> tuple[tuple[str, str, str], ...]:
        """Code, words and drawing of each step, for rows that a script writes."""
        return tuple((step.value, step_in_words(step), STEP_ICONS[step]) for step in STEPS)

    @property
    def scale(self) -> str:
        """How large marks and names are drawn, so that they look the same in every part of the sketch."""
        return f"{self.view[2] / SKETCH_WIDTH:.3f}"

    @property
    def here(self) -> str:
        """How many results the shown part holds, in words."""
        return here_in_words(self.marks)

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Some results, one large group, none with a place, and with streets to load."""
        coffee = MapItem(title="Koffie aan de lange tafel", url="#koffie", step=Step.NETWORK, phone="0570-000031")
        desk = MapItem(title="Spreekuur in St. Jurriën", url="#spreekuur", step=Step.ORGANISATION)
        shapes = tuple(_example_shapes())
        marks = (
            MapMark(number=1, count=12, x=300, y=520, near="Binnenstad", nearer_url="#dichterbij"),
            MapMark(number=2, count=2, x=330, y=400, near="Zandweerd", items=(coffee, desk)),
            MapMark(number=3, count=1, x=640, y=380, near="Colmschate-Noord", items=(coffee,)),
        )
        sentence = placed_in_words(total=21, placed=15)
        yield cls.example("Drie plekken", place="Deventer", sentence=sentence, marks=marks, shapes=shapes)
        yield cls.example("Een deel van de kaart", place="Deventer", sentence=sentence, marks=marks[1:2], shapes=shapes, current=3, view=(210, 310, 240, 181), overview_url="#overzicht")  # fmt: skip
        yield cls.example("Niets met een adres", place="Deventer", sentence=placed_in_words(total=4, placed=0), marks=())
        streets = StreetMap(tile_url="/tegels/{z}/{x}/{y}.png", attribution="Kaartgegevens van een voorbeeld", max_zoom=19)
        yield cls.example("Met straten", place="Deventer", sentence=sentence, marks=marks, shapes=shapes, streets=streets)


def placed_in_words(*, total: int, placed: int) -> str:
    """How many of the results are on the map, and where the others are."""
    if not placed:
        return ngettext(
            "Dit resultaat heeft geen adres: het is een tip, of hulp bij u thuis of aan de telefoon. U vindt het in de lijst.",
            "Deze resultaten hebben geen adres: dat zijn tips, en hulp bij u thuis of aan de telefoon. U vindt ze in de lijst.",
            total,
        )
    if placed == total:
        return ngettext("Het resultaat staat op de kaart.", "Alle %(total)d resultaten staan op de kaart.", total) % {"total": total}
    words = ngettext(
        "%(placed)d van de %(total)d resultaten staat op de kaart.", "%(placed)d van de %(total)d resultaten staan op de kaart.", placed
    )
    others = ngettext(
        "Het andere heeft geen adres: het is een tip, of hulp bij u thuis of aan de telefoon.",
        "De andere %(others)d hebben geen adres: dat zijn tips, en hulp bij u thuis of aan de telefoon.",
        total - placed,
    )
    return f"{words} {others}" % {"placed": placed, "total": total, "others": total - placed}


def here_in_words(marks: Iterable[MapMark]) -> str:
    """How many results marks stand for: "In dit deel van de kaart: 12 resultaten."."""
    total = sum(mark.count for mark in marks)
    if not total:
        return _("In dit deel van de kaart staan geen resultaten.")
    words = ngettext("In dit deel van de kaart: %(total)d resultaat.", "In dit deel van de kaart: %(total)d resultaten.", total)
    return words % {"total": total}


def marks_of(result: MapResult, *, view: MapView, sketch: Sketch, base: str = "") -> tuple[MapMark, ...]:
    """The marks of a map, numbered from 1, most results first; `base` is the address of the page, for a part of its map."""
    return tuple(_mark(number, cell, view=view, sketch=sketch, base=base) for number, cell in enumerate(result.cells, start=1))


def results_near(count: int, zone: str) -> str:
    """How many results lie together, and about where: "12 resultaten rond Zandweerd"."""
    words = ngettext("%(count)d resultaat", "%(count)d resultaten", count) % {"count": count}
    return _("%(results)s rond %(zone)s") % {"results": words, "zone": zone} if zone else words


def step_in_words(step: Step) -> str:
    """Which of the three steps a result is, short."""
    return {Step.SELF: _("zelf doen"), Step.NETWORK: _("in de buurt"), Step.ORGANISATION: _("organisatie")}[step]


def box_in_address(box: Box) -> str:
    """A part of the map as addresses have it, "west,south,east,north"; rounded outwards, so that nothing falls off."""
    unit = 10**BOX_DECIMALS
    outwards = (floor(box.west * unit), floor(box.south * unit), ceil(box.east * unit), ceil(box.north * unit))
    return ",".join(f"{edge / unit:.{BOX_DECIMALS}f}" for edge in outwards)


def _mark(number: int, cell: MapCell, *, view: MapView, sketch: Sketch, base: str) -> MapMark:
    x, y = sketch.place(cell.point)
    return MapMark(
        number=number,
        count=cell.count,
        x=round(x),
        y=round(y),
        near=sketch.nearest(cell.point),
        items=tuple(MapItem.from_document(document) for document in cell.documents),
        nearer_url="" if cell.documents or view.zoom >= DEEPEST_ZOOM else f"{base}&bbox={_nearer(cell.point, view.zoom)}{MAP_ANCHOR}",
    )


def _nearer(point: Point, zoom: int) -> str:
    """The cell of the map that a point is in, as a part of the map of its own."""
    precision = precision_of(zoom)
    return box_in_address(box_of(tile_of(point, precision), precision))


def _part_of_sketch(marks: tuple[MapMark, ...]) -> tuple[int, int, int, int]:
    """The part of the sketch that holds some marks, in the proportion of the whole; the whole if there are none."""
    if not marks:
        return WHOLE_SKETCH
    left, right = min(mark.x for mark in marks), max(mark.x for mark in marks)
    top, bottom = min(mark.y for mark in marks), max(mark.y for mark in marks)
    width = max(SMALLEST_WIDTH, right - left + 2 * MARK_MARGIN, (bottom - top + 2 * MARK_MARGIN) * SKETCH_WIDTH / SKETCH_HEIGHT)
    height = width * SKETCH_HEIGHT / SKETCH_WIDTH
    return round((left + right - width) / 2), round((top + bottom - height) / 2), round(width), round(height)


def _example_shapes() -> Iterable[ZoneShape]:
    outlines: list[tuple[int, str, tuple[tuple[int, int], ...], tuple[int, int]]] = [
        (1, "Binnenstad", ((226, 466), (384, 462), (398, 540), (360, 590), (268, 604), (240, 536)), (313, 546)),
        (3, "Zandweerd", ((208, 340), (300, 346), (398, 338), (384, 462), (226, 466)), (304, 421)),
        (8, "Colmschate-Noord", ((604, 300), (700, 246), (716, 430), (640, 448), (545, 436), (545, 352)), (636, 385)),
    ]
    for number, name, points, label in outlines:
        yield ZoneShape(name=name, number=number, url="", kind="stad", points=points, label=label, lines=(name,))
