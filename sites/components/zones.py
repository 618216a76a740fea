"""Components about zones: the map, the picker, and the ways through a site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from core.components import Component, Example
from sites.choices import ZoneKind, ZoneState

if TYPE_CHECKING:
    from sites.models import Zone

MAP_NAME_MAX_LETTERS = 10
LABEL_BELOW_CENTRE = 20
Place = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crumb:
    """A page above this one."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Breadcrumb(Component):
    """The way back up: pages above this one, and the page itself as plain text."""

    template_name: ClassVar[str] = "components/breadcrumb.html"

    crumbs: tuple[Crumb, ...]
    current: str

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """A theme."""
        yield cls.example(
            "Een thema",
            crumbs=(Crumb(label="Begin", url="/"), Crumb(label="Thema's", url="/themas/")),
            current="Eten en boodschappen",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination(Component):
    """Previous and next, with where one is in words; an empty address leaves a link out."""

    template_name: ClassVar[str] = "components/pagination.html"

    previous_url: str = ""
    next_url: str = ""
    position: str = ""

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """In the middle, and on the first page."""
        yield cls.example("In het midden", previous_url="?bladzijde=1", next_url="?bladzijde=3", position="Bladzijde 2 van 5")
        yield cls.example("Eerste bladzijde", next_url="?bladzijde=2", position="Bladzijde 1 van 5")


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneShape:
    """One zone on the sketch map; `points` and `label` are in the map's own 1010 by 762 units."""

    name: str
    number: int
    url: str
    kind: str
    points: tuple[Place, ...]
    label: Place
    lines: tuple[str, ...]

    @classmethod
    def from_zone(cls, zone: Zone, *, url: str) -> Self:
        """The shape of a zone that has an outline; the name is placed in its middle."""
        points = tuple((round(x), round(y)) for x, y in zone.outline)
        x, y = middle(points)
        return cls(
            name=zone.name,
            number=zone.number,
            url=url,
            kind=zone.kind,
            points=points,
            label=(x, y + LABEL_BELOW_CENTRE),
            lines=name_in_lines(zone.name),
        )

    @property
    def path(self) -> str:
        """The outline as SVG path data."""
        return "M" + "L".join(f"{x} {y}" for x, y in self.points) + "z"

    @property
    def house(self) -> str:
        """The little front with the number, above the name, as SVG path data."""
        x, y = self.label
        return f"M{x - 19} {y - 26}v-27l19-17 19 17v27z"

    @property
    def number_place(self) -> Place:
        """Where the number is written."""
        return self.label[0], self.label[1] - 33


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneMap(Component):
    """A sketch of the city in which every zone is a link; `current` is the number of the zone one is in."""

    template_name: ClassVar[str] = "components/zone_map.html"

    city: str
    shapes: tuple[ZoneShape, ...]
    current: int | None = None

    @classmethod
    def from_zones(cls, zones: Iterable[tuple[Zone, str]], *, city: str, current: int | None = None) -> Self:
        """The map of (zone, address) pairs; zones without an outline are left to the list."""
        shapes = tuple(ZoneShape.from_zone(zone, url=url) for zone, url in zones if len(zone.outline) > 2)
        return cls(city=city, shapes=shapes, current=current)

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Three zones, with and without one of them being here."""
        yield cls.example("Drie wijken", city="Deventer", shapes=_example_shapes())
        yield cls.example("In Zandweerd", city="Deventer", shapes=_example_shapes(), current=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneRow:
    """One zone in the list: its number on the map and what there is now."""

    name: str
    number: int
    url: str
    status: str = ""

    @classmethod
    def from_zone(cls, zone: Zone, *, url: str, state: ZoneState | None = None) -> Self:
        """The row of a zone, with its state in words; without a state it says nothing of that."""
        return cls(name=zone.name, number=zone.number, url=url, status=str(state.label) if state else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonePicker(Component):
    """Three ways to one's own zone, each sufficient alone: postcode, map, list.

    `matches` are the zones of a postcode that lies in more than one; `error` says why a typed
    postcode did not lead anywhere.
    """

    template_name: ClassVar[str] = "components/zone_picker.html"

    rows: tuple[ZoneRow, ...]
    map: ZoneMap | None = None
    action: str = "/"
    postcode: str = ""
    error: str = ""
    matches: tuple[ZoneRow, ...] = ()

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Untouched, a postcode that is none, and one that lies in two zones."""
        rows = _example_rows()
        sketch = ZoneMap(city="Deventer", shapes=_example_shapes())
        yield cls.example("Leeg", rows=rows, map=sketch)
        yield cls.example(
            "Fout in de postcode",
            rows=rows,
            map=sketch,
            postcode="74",
            error="Dat is geen postcode. Typ vier cijfers, of vier cijfers en twee letters. Bijvoorbeeld 7415 of 7415 AB.",
        )
        yield cls.example("Postcode in twee wijken", rows=rows, postcode="7415", matches=rows[:2])


def middle(points: Sequence[Place]) -> Place:
    """The centre of gravity of a polygon."""
    doubled_area = x_sum = y_sum = 0.0
    for (x, y), (next_x, next_y) in zip(points, [*points[1:], points[0]], strict=True):
        cross = x * next_y - next_x * y
        doubled_area += cross
        x_sum += (x + next_x) * cross
        y_sum += (y + next_y) * cross
    if not doubled_area:
        return points[0]
    return round(x_sum / (3 * doubled_area)), round(y_sum / (3 * doubled_area))


def name_in_lines(name: str) -> tuple[str, ...]:
    """A name in one line, or in two if it is long: "Colmschate-", "Noord"."""
    if len(name) <= MAP_NAME_MAX_LETTERS:
        return (name,)
    breaks = [place + 1 for place, letter in enumerate(name) if letter in " -"]
    if not breaks:
        return (name,)
    best = min(breaks, key=lambda place: max(place, len(name) - place))
    return name[:best].rstrip(), name[best:]


def _example_shapes() -> tuple[ZoneShape, ...]:
    outlines: list[tuple[int, str, tuple[Place, ...]]] = [
        (1, "Binnenstad", ((226, 466), (384, 462), (398, 540), (360, 590), (268, 604), (240, 536))),
        (3, "Zandweerd", ((208, 340), (300, 346), (398, 338), (384, 462), (226, 466))),
        (8, "Colmschate-Noord", ((604, 300), (700, 246), (716, 430), (640, 448), (545, 436), (545, 352))),
    ]
    shapes = []
    for number, name, points in outlines:
        x, y = middle(points)
        shapes.append(
            ZoneShape(
                name=name, number=number, url=f"#wijk-{number}", kind=ZoneKind.TOWN, points=points,
                label=(x, y + LABEL_BELOW_CENTRE), lines=name_in_lines(name),
            )
        )  # fmt: skip
    return tuple(shapes)


def _example_rows() -> tuple[ZoneRow, ...]:
    return (
        ZoneRow(name="Binnenstad", number=1, url="#wijk-1", status="Wijkwinkel"),
        ZoneRow(name="Zandweerd", number=3, url="#wijk-3", status="Wijkwinkel"),
        ZoneRow(name="Voorstad", number=4, url="#wijk-4", status="Geen Wijkwinkel, buurtcoaches komen bij u"),
        ZoneRow(name="Colmschate-Noord", number=8, url="#wijk-8", status="Wijkwinkel komt eraan"),
    )
