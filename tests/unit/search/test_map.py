"""The map without a database: parts of it in addresses, the sketch, its words, the size of its JSON."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import QueryDict
from environs import Env
from hypothesis import given
from hypothesis import strategies as st

from cms.env import read_environment
from search.choices import Step
from search.components import HelpCard, MapItem, MapMark, ResultsMap, Sketch, TipCard, map_data, placed_in_words, view_of
from search.components.map import box_in_address, marks_of
from search.engine.base import Box, MapCell, MapResult, Point
from search.engine.grid import MAX_CELLS, NAMED_HITS, NAMED_HITS_CLOSE_BY, box_of, named_hits, tile_of
from search.forms import MapPartError, parse_box, parse_parameters, parse_zoom
from sites.components import middle
from tests.engine.documents import document

LATITUDES, LONGITUDES = st.floats(-84, 84), st.floats(-179.9, 179.9)
CITY = [
    ("Linksboven", 52.30, 6.10, [(100, 100), (300, 100), (300, 300), (100, 300)]),
    ("Rechtsboven", 52.30, 6.20, [(500, 80), (900, 80), (900, 300), (500, 300)]),
    ("Linksonder", 52.20, 6.10, [(100, 450), (300, 450), (300, 650), (100, 650)]),
    ("Rechtsonder", 52.20, 6.20, [(600, 450), (800, 450), (800, 650), (600, 650)]),
    ("Midden", 52.26, 6.16, [(400, 320), (500, 320), (500, 420), (400, 420)]),
]


def sketch(zones: list[tuple[str, float, float, list[tuple[int, int]]]] = CITY) -> Sketch:
    """The sketch of a city of so many zones."""
    rows: list[Any] = [
        SimpleNamespace(name=name, number=number, kind="stad", latitude=latitude, longitude=longitude, outline=outline)
        for number, (name, latitude, longitude, outline) in enumerate(zones, start=1)
    ]
    return Sketch.from_zones(rows)


def found(*cells: MapCell, total: int = 0) -> MapResult:
    """The answer of an engine with these cells."""
    placed = sum(cell.count for cell in cells)
    return MapResult(total=total or placed, placed=placed, cells=cells, extent=None)


# Parts of the map in addresses


def test_a_part_of_the_map_is_read() -> None:
    assert parse_box("6.1,52.2,6.2,52.3") == Box(south=52.2, west=6.1, north=52.3, east=6.2)
    assert parse_box("-999,-95,999,95") == Box(south=-90, west=-180, north=90, east=180)
    assert parse_zoom("12") == 12


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "6.1,52.2,6.2",
        "6.1,52.2,6.2,52.3,1",
        "nan,nan,nan,nan",
        "6.1,52.2,1e309,52.3",
        "-1e309,52.2,6.1,52.3",
        "6.2,52.3,6.1,52.2",
        "179,52,-179,53",
        "200,52,210,53",
        "6.1,52.2,6.1,52.2",
        "a,b,c,d",
        "١,٢,٣,x",
        "6.1;52.2;6.2;52.3",
        "6," * 10_000,
    ],
)
def test_what_is_no_part_of_the_map_is_refused_in_words_and_left_out_of_a_page(typed: str) -> None:
    with pytest.raises(MapPartError, match="bestaat niet"):
        parse_box(typed)
    data = QueryDict(mutable=True)
    data["bbox"] = typed
    assert parse_parameters(data).box is None


@pytest.mark.parametrize("typed", ["", "-1", "23", "1.5", "nan", "²", "9" * 5000])
def test_what_is_no_zoom_is_refused_in_words(typed: str) -> None:
    with pytest.raises(MapPartError, match="van 0 tot en met 22"):
        parse_zoom(typed)


@given(st.text(max_size=60))
def test_any_text_is_a_part_of_the_map_or_refused(typed: str) -> None:
    try:
        box = parse_box(typed)
    except MapPartError:
        return
    assert -90 <= box.south < box.north <= 90
    assert -180 <= box.west < box.east <= 180


def test_the_map_stays_open_when_a_filter_changes_and_its_part_is_let_go() -> None:
    parameters = parse_parameters(QueryDict("q=koffie&kosten=gratis&weergave=kaart&bbox=6.1,52.2,6.2,52.3"))

    assert parameters.query_string() == "q=koffie&kosten=gratis&weergave=kaart"
    assert parameters.query_string(shows_map=False, without=("kosten", "gratis")) == "q=koffie"
    assert parse_parameters(QueryDict("q=koffie&weergave=foto")).shows_map is False


@given(LATITUDES, LONGITUDES, st.integers(0, 25))
def test_a_place_lies_in_the_box_of_its_tile(latitude: float, longitude: float, precision: int) -> None:
    point = Point(latitude=latitude, longitude=longitude)
    box = box_of(tile_of(point, precision), precision)

    assert box.south - 1e-9 <= latitude <= box.north + 1e-9
    assert box.west - 1e-9 <= longitude <= box.east + 1e-9


@given(LATITUDES, LONGITUDES, st.floats(0.0001, 0.09), st.floats(0.0001, 0.09))
def test_a_part_in_an_address_holds_at_least_what_it_was_made_of(south: float, west: float, height: float, width: float) -> None:
    box = Box(south=south, west=west, north=south + height, east=west + width)
    again = parse_box(box_in_address(box))

    assert again.south <= box.south
    assert again.west <= box.west
    assert again.north >= box.north
    assert again.east >= box.east


def test_opening_a_group_comes_so_near_that_an_address_is_named() -> None:
    overview = sketch().overview
    mark = marks_of(found(MapCell(point=Point(latitude=52.26, longitude=6.16), count=21)), view=overview, sketch=sketch(), base="?q=")[0]
    nearer = view_of(parse_box(mark.nearer_url.partition("bbox=")[2].partition("#")[0]))
    nearest = view_of(box_of(tile_of(Point(latitude=52.26, longitude=6.16), nearer.zoom + 3), nearer.zoom + 3))

    assert overview.zoom < nearer.zoom < nearest.zoom
    assert named_hits(overview.zoom) == NAMED_HITS
    assert named_hits(nearest.zoom) == NAMED_HITS_CLOSE_BY


# The sketch


def test_the_middle_of_a_zone_lies_in_the_middle_of_its_drawing() -> None:
    for name, latitude, longitude, outline in CITY:
        x, y = sketch().place(Point(latitude=latitude, longitude=longitude))

        assert (round(x), round(y)) == middle(outline), name
        assert sketch().nearest(Point(latitude=latitude + 0.001, longitude=longitude)) == name


def test_what_lies_near_a_zone_on_earth_lies_near_it_on_the_sketch() -> None:
    x, y = sketch().place(Point(latitude=52.262, longitude=6.162))

    assert 400 < x < 500
    assert 320 < y < 420


@pytest.mark.parametrize("zones", [[], CITY[:1], CITY[:3], [CITY[0]] * 5])
@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
def test_a_city_with_few_outlines_or_none_has_a_place_for_everything(zones: list[Any], latitude: float, longitude: float) -> None:
    x, y = sketch(zones).place(Point(latitude=latitude, longitude=longitude))

    assert abs(x) < 1e9
    assert abs(y) < 1e9
    assert 0 <= sketch(zones).overview.zoom <= 18


# Words


@pytest.mark.parametrize(
    ("total", "placed", "sentence"),
    [
        (31, 24, "24 van de 31 resultaten staan op de kaart. De andere 7 hebben geen adres"),
        (31, 1, "1 van de 31 resultaten staat op de kaart. De andere 30 hebben geen adres"),
        (2, 1, "1 van de 2 resultaten staat op de kaart. Het andere heeft geen adres"),
        (31, 31, "Alle 31 resultaten staan op de kaart."),
        (1, 1, "Het resultaat staat op de kaart."),
        (4, 0, "Deze resultaten hebben geen adres: dat zijn tips"),
        (1, 0, "Dit resultaat heeft geen adres: het is een tip"),
    ],
)
def test_how_many_are_on_the_map_is_said_in_words(total: int, placed: int, sentence: str) -> None:
    assert placed_in_words(total=total, placed=placed).startswith(sentence)


# JSON


def test_the_json_has_names_for_few_and_numbers_for_many() -> None:
    desk = document(1, "Spreekuur", card={"phone": "0570-000031"}, step=Step.NETWORK)
    one = MapCell(point=Point(latitude=52.2600001, longitude=6.16), count=1, documents=(desk,))
    many = MapCell(point=Point(latitude=52.30, longitude=6.20), count=12)
    data = map_data(found(many, one, total=20), view=sketch().overview, sketch=sketch())

    assert (data["total"], data["placed"], data["here"]) == (20, 13, "In dit deel van de kaart: 13 resultaten.")
    assert data["cells"] == [
        {"point": [52.3, 6.2], "count": 12, "words": "12 resultaten rond Rechtsboven", "items": []},
        {
            "point": [52.26, 6.16],
            "count": 1,
            "words": "Spreekuur",
            "items": [
                {
                    "title": "Spreekuur",
                    "url": "/sociale-kaart/hulp-1/",
                    "step": "NETWORK",
                    "phone": "0570\u00a000\u00a000\u00a031",
                    "tel": "tel:0570000031",
                }
            ],
        },
    ]


@pytest.mark.parametrize("named", [0, 1, NAMED_HITS, NAMED_HITS_CLOSE_BY])
def test_the_json_of_the_fullest_map_is_at_most_sixty_kilobytes(named: int) -> None:
    documents = tuple(document(number, "Ëén heel lange naam " * 6, url="/sociale-kaart/" + "lang-" * 20) for number in range(named))
    cells = [
        MapCell(point=Point(latitude=52.2 + number / 1000, longitude=6.1), count=max(named, 99_999 * (not named)), documents=documents)
        for number in range(MAX_CELLS)
    ]
    data = map_data(found(*cells), view=sketch().overview, sketch=sketch([("Rivierenwijk en Bergweide", *zone[1:]) for zone in CITY]))

    assert len(json.dumps(data, ensure_ascii=False).encode()) <= 60_000
    assert sum(cell["count"] for cell in data["cells"]) == sum(cell.count for cell in cells)


# Components


def test_what_was_looked_for_is_marked_and_nothing_else_is_markup() -> None:
    marks = (("<b>kof", False), ("fie</mark>", True), (" & thee", False))
    for card in (
        HelpCard(title="x", url="#", summary="s", marked_title=marks, marked_summary=marks),
        TipCard(title="x", url="#", summary="s", marked_title=marks, marked_summary=marks),
    ):
        html = card.render_html()
        assert html.count("&lt;b&gt;kof<mark>fie&lt;/mark&gt;</mark> &amp; thee") == 2


def test_without_marks_a_card_shows_the_plain_texts() -> None:
    assert "<mark>" not in HelpCard(title="Koffie", url="#", summary="Samen.").render_html()


def test_marks_of_the_sketch_lead_to_rows_and_stay_out_of_the_tab_order() -> None:
    item = MapItem(title="<i>Koffie</i>", url="/koffie/", step=Step.NETWORK, phone="0570-000031")
    marks = (MapMark(number=1, count=12, x=1, y=2, near="Noord", nearer_url="?bbox=1"), MapMark(number=2, count=1, x=3, y=4, items=(item,)))
    html = ResultsMap(place="Zandweerd", sentence="Zin.", marks=marks).render_html()

    assert html.count('href="#plek-') == html.count('tabindex="-1" transform=') == 2
    assert 'id="plek-1"' in html
    assert 'id="plek-2"' in html
    assert "12 resultaten rond Noord" in html
    assert "&lt;i&gt;Koffie&lt;/i&gt;" in html
    assert "tel:0570000031" in html
    assert "data-tegels" not in html


# Settings


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("", ""),
        ("https://service.pdok.nl/brt/{z}/{x}/{y}.png", "https://service.pdok.nl"),
        ("http://127.0.0.1:8462/{z}/{x}/{y}.png?a=1", "http://127.0.0.1:8462"),
    ],
)
def test_tiles_have_one_origin(monkeypatch: pytest.MonkeyPatch, address: str, origin: str) -> None:
    monkeypatch.setenv("MAP_TILE_URL", address)

    assert read_environment(Env()).map_tile_origin == origin


@pytest.mark.parametrize(
    "address",
    [
        "tegels",
        "https://tegels.example/1.png",
        "ftp://a/{z}/{x}/{y}",
        "https://{s}.example/{z}/{x}/{y}.png",
        "https://a; script-src */{z}/{x}/{y}",
    ],
)
def test_an_address_of_tiles_that_cannot_be_stops_the_start(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("MAP_TILE_URL", address)

    with pytest.raises(ImproperlyConfigured, match="MAP_TILE_URL"):
        read_environment(Env())
