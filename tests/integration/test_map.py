"""The map of search results: numbers that equal the list, what it costs, and what it does with nonsense."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core.schedule import AMSTERDAM
from search.choices import Facet, Step
from search.components import view_of
from search.engine.base import Document, Point
from search.forms import parse_box
from search.found import MapView
from search.selectors import locate_help
from search.services import index_documents
from sites.models import Zone
from tests.engine.documents import TUESDAY_MORNING, document

MAX_PAYLOAD_BYTES = 60_000
# The map beside the list asks the engine twice: once for each.
MAX_QUERIES, MAX_QUERIES_WITH_LIST = 8, 12
CITY_BOX = "6.0,52.2,6.4,52.4"
FILTERS = [
    "",
    "&kosten=gratis",
    "&hoe=locatie&hoe=thuis",
    "&kosten=gratis&hoe=thuis",
    "&waar=wijk",
    "&waar=wijk&waar=buurt",
    "&kosten=bestaatniet",
]


def coffee(number: int, zone: Zone, name: str = "", **fields: object) -> Document:
    """Coffee of some kind, every third at home and without a place."""
    is_at_home = number % 3 == 0
    values: dict[str, object] = {
        "step": (Step.NETWORK, Step.ORGANISATION)[number % 2],
        "zone_ids": (zone.pk,),
        "is_city_wide": True,
        "facets": {Facet.COST: ("gratis",) if number % 2 else ("betaald",), Facet.HOW: ("thuis",) if is_at_home else ("locatie",)},
        "point": None if is_at_home else Point(latitude=zone.latitude + number / 1000, longitude=zone.longitude + number / 2000),
        "card": {"phone": "0570-000031"},
    }
    return document(number, f"Koffie {number}{name}", **(values | fields))


@pytest.fixture
def town(zandweerd: Zone, voorstad: Zone, bathmen: Zone) -> None:
    """Thirty kinds of coffee in three zones, and tea."""
    zones = (zandweerd, voorstad, bathmen)
    tip = document(90, "Koffie zetten", step=Step.SELF, zone_ids=(), is_city_wide=True)
    tea = document(91, "Theekrans", point=Point(latitude=52.26, longitude=6.16))
    index_documents(documents=[*(coffee(number, zones[number % 3]) for number in range(1, 31)), tip, tea])


def listed(client: Client, query: str) -> int:
    """How many results the list has."""
    answer = client.get(f"/zoeken/?{query}&format=json").json()
    return sum(step["total"] for step in answer["steps"])


# Numbers


@pytest.mark.parametrize("filters", FILTERS)
@pytest.mark.parametrize("client_name", ["on_zone", "on_hub"])
def test_the_map_counts_what_the_list_counts(town: None, request: pytest.FixtureRequest, client_name: str, filters: str) -> None:
    client = request.getfixturevalue(client_name)
    query = f"q=koffie{filters}"
    data = client.get(f"/zoeken/kaart.json?{query}&bbox={CITY_BOX}&zoom=12").json()

    assert data["total"] == listed(client, query)
    assert data["placed"] == sum(cell["count"] for cell in data["cells"])


def test_the_numbers_of_the_whole_town(town: None, on_zone: Client) -> None:
    data = on_zone.get("/zoeken/kaart.json?q=koffie").json()

    assert (data["total"], data["placed"]) == (31, 20)
    assert data["sentence"].startswith("20 van de 31 resultaten staan op de kaart.")
    west, south, east, north = data["extent"]
    for latitude, longitude in (cell["point"] for cell in data["cells"]):
        assert south <= latitude <= north
        assert west <= longitude <= east


def test_a_part_of_the_map_holds_what_lies_in_it_and_the_totals_stay(town: None, on_zone: Client, bathmen: Zone) -> None:
    box = f"{bathmen.longitude - 0.001},{bathmen.latitude},{bathmen.longitude + 0.02},{bathmen.latitude + 0.04}"
    data = on_zone.get(f"/zoeken/kaart.json?q=koffie&bbox={box}&zoom=14").json()

    items = [item for cell in data["cells"] for item in cell["items"]]
    assert (data["total"], data["placed"]) == (31, 20)
    assert sorted(item["title"] for item in items) == sorted(f"Koffie {number}" for number in range(1, 31) if number % 3 == 2)
    assert all(item["url"].startswith("/sociale-kaart/") and item["tel"] == "tel:0570000031" for item in items)
    assert data["here"] == "In dit deel van de kaart: 10 resultaten."


def test_many_at_one_address_are_named_from_close_by(on_zone: Client, zandweerd: Zone) -> None:
    desk = Point(latitude=zandweerd.latitude, longitude=zandweerd.longitude)
    index_documents(documents=[coffee(number, zandweerd, point=desk) for number in range(1, 22)])

    far, near = (on_zone.get(f"/zoeken/kaart.json?q=koffie&zoom={zoom}").json()["cells"] for zoom in (11, 17))

    assert [(cell["count"], len(cell["items"])) for cell in far] == [(21, 0)]
    assert [(cell["count"], len(cell["items"])) for cell in near] == [(21, 21)]


# The page


def test_the_list_comes_first_and_offers_the_map(town: None, on_zone: Client) -> None:
    page = on_zone.get("/zoeken/?q=koffie&kosten=gratis")

    assert page.context["results"].map is None
    assert 'href="/zoeken/?q=koffie&amp;kosten=gratis&amp;weergave=kaart#kaart"' in page.text
    assert "<ww-kaart" not in page.text


def test_the_page_shows_the_map_beside_the_same_list(town: None, on_zone: Client) -> None:
    plain, shown = on_zone.get("/zoeken/?q=koffie"), on_zone.get("/zoeken/?q=koffie&weergave=kaart")

    assert "20 van de 31 resultaten staan op de kaart. De andere 11 hebben geen adres" in shown.text
    marks = shown.context["results"].map.marks
    assert sum(mark.count for mark in marks) == 20
    assert set(re.findall(r'href="#(plek-\d+)"', shown.text)) == set(re.findall(r'id="(plek-\d+)"', shown.text))
    cards = re.compile(r'<h4 class="nl-heading nl-heading--level-4"><a class="nl-link" href="([^"]+)"')
    assert cards.findall(shown.text) == cards.findall(plain.text) != []
    assert '<input type="hidden" name="weergave" value="kaart">' in shown.text


def test_a_group_opens_a_part_of_the_map(on_zone: Client, zandweerd: Zone) -> None:
    desk = Point(latitude=zandweerd.latitude, longitude=zandweerd.longitude)
    index_documents(documents=[coffee(number, zandweerd, point=desk) for number in range(1, 9)])
    page = on_zone.get("/zoeken/?q=koffie&weergave=kaart")
    address = page.context["results"].map.marks[0].nearer_url

    nearer = on_zone.get(address.partition("#")[0])

    assert "Terug naar heel de kaart" in nearer.text
    assert all(f"Koffie {number}" in nearer.text.partition("ww-plekken__lijst")[2] for number in range(1, 9))


def test_nothing_found_has_no_map(town: None, on_zone: Client) -> None:
    page = on_zone.get("/zoeken/?q=xyzzyqwrt&weergave=kaart")

    assert page.status_code == 200
    assert 'id="kaart"' not in page.text
    assert "Bekijk op de kaart" not in page.text


def test_what_has_no_place_is_said_and_not_drawn(on_zone: Client, zandweerd: Zone) -> None:
    index_documents(documents=[coffee(3, zandweerd)])
    page = on_zone.get("/zoeken/?q=koffie&weergave=kaart")

    assert "Dit resultaat heeft geen adres" in page.text
    assert "<ww-kaart" not in page.text


# Nonsense


@pytest.mark.parametrize(
    "typed",
    [
        "6.2,52.3,6.1,52.2",
        "nan,nan,nan,nan",
        "1e309,52.2,6.2,52.3",
        "179,52,-179,53",
        "200,95,210,99",
        "1,2,3",
        "'; --",
        "\u202e",
        "\x00",
        "1" * 4000,
    ],
)
def test_a_part_that_cannot_be_is_refused_in_words(town: None, on_zone: Client, typed: str) -> None:
    answer = on_zone.get(f"/zoeken/kaart.json?q=koffie&bbox={quote(typed)}")

    assert answer.status_code == 400
    assert "\x00" in typed or "bestaat niet" in answer.json()["error"]
    page = on_zone.get(f"/zoeken/?q=koffie&weergave=kaart&bbox={quote(typed)}")
    assert page.status_code == (400 if "\x00" in typed else 200)


@pytest.mark.parametrize("zoom", ["-1", "23", "abc", "1e3", "9" * 3000])
def test_a_zoom_that_cannot_be_is_refused_in_words(town: None, on_zone: Client, zoom: str) -> None:
    answer = on_zone.get(f"/zoeken/kaart.json?q=koffie&bbox={CITY_BOX}&zoom={zoom}")

    assert answer.status_code == 400
    assert "getal van 0 tot en met 22" in answer.json()["error"]


@pytest.mark.parametrize(
    "rest", ["", "&bbox=", "&bbox=-1e9,-1e9,1e9,1e9&zoom=22", "&bbox=-180,-90,180,90&zoom=0", "&bbox=6.15,52.26,6.1500001,52.2600001"]
)
def test_every_part_of_the_earth_has_an_answer(town: None, on_zone: Client, rest: str) -> None:
    data = on_zone.get(f"/zoeken/kaart.json?q=koffie{rest}").json()

    assert (data["total"], data["placed"]) == (31, 20)


def test_the_map_is_only_read(town: None, on_zone: Client) -> None:
    assert on_zone.post("/zoeken/kaart.json?q=koffie").status_code == 405


# Costs


def test_an_answer_is_at_most_sixty_kilobytes_at_any_zoom(on_zone: Client, zandweerd: Zone) -> None:
    index_documents(
        documents=[
            coffee(
                number,
                zandweerd,
                " op een adres met een heel lange naam, elke dinsdag en donderdag",
                point=Point(latitude=52.2 + (number % 40) / 400, longitude=6.1 + (number // 40) / 300),
            )
            for number in range(1, 601)
        ]
    )

    answers = [on_zone.get(f"/zoeken/kaart.json?q=koffie&bbox={CITY_BOX}&zoom={zoom}") for zoom in range(23)]

    assert max(len(answer.content) for answer in answers) <= MAX_PAYLOAD_BYTES
    assert {answer.json()["placed"] for answer in answers} == {600}


def test_a_map_costs_one_query_beside_those_of_the_engine(town: None, zandweerd: Zone) -> None:
    at = TUESDAY_MORNING.astimezone(AMSTERDAM)
    view = view_of(parse_box(CITY_BOX))
    locate_help(text="koffie", zone=zandweerd, at=at, view=view)

    with CaptureQueriesContext(connection) as captured:
        locate_help(text="koffie", zone=zandweerd, at=at, view=MapView(box=view.box, zoom=14))

    around = [query["sql"] for query in captured if "search_searchstate" in query["sql"] or "sites_zone" in query["sql"]]
    assert len(around) == 1


def test_a_map_costs_as_many_queries_for_many_results_as_for_few(on_zone: Client, zandweerd: Zone) -> None:
    costs = []
    for amount in (5, 100):
        index_documents(documents=[coffee(number, zandweerd) for number in range(1, amount)])
        for address in (f"/zoeken/kaart.json?q=koffie&bbox={CITY_BOX}&zoom=13", "/zoeken/?q=koffie&weergave=kaart"):
            on_zone.get(address)
            with CaptureQueriesContext(connection) as captured:
                on_zone.get(address)
            costs.append(len(captured))

    assert costs[:2] == costs[2:]
    assert costs[0] <= MAX_QUERIES
    assert costs[1] <= MAX_QUERIES_WITH_LIST


# Policy


def test_without_tiles_no_page_may_load_pictures_from_elsewhere(town: None, on_zone: Client) -> None:
    page = on_zone.get("/zoeken/?q=koffie&weergave=kaart")

    policy = page.headers["Content-Security-Policy"]
    assert "img-src 'self' data:;" in f"{policy};"
    assert "data-vraag" not in page.text


def test_with_tiles_the_page_offers_streets_and_asks_for_none_yet(town: None, on_zone: Client, settings: object) -> None:
    settings.MAP_TILE_URL = "https://tegels.example/{z}/{x}/{y}.png"
    settings.MAP_ATTRIBUTION = "Kaart © <b>iemand</b>"
    page = on_zone.get("/zoeken/?q=koffie&weergave=kaart")

    assert "Laat de straten zien" in page.text
    assert "andere server: tegels.example." in page.text
    assert "Kaart © &lt;b&gt;iemand&lt;/b&gt;" in page.text
    assert re.findall(r"""(?:src|href)=["']https?://tegels""", page.text) == []
    assert re.findall(r"<script[^>]+kaart\.js", page.text) == []
