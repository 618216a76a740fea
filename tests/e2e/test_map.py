"""The map of results in a real browser: a sketch without scripts, and streets on request, with the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESK, NARROW, PHONE, Site, Tiles, axe_violations

PLACE = {"latitude": 52.264123456, "longitude": 6.150987654}
RESULTS = "/zoeken/?q=koffie"
MAP = f"{RESULTS}&weergave=kaart"


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """A page on a wide screen."""
    with browser.new_context(viewport=DESK, locale="nl-NL", reduced_motion="reduce") as profile:
        yield profile.new_page()


def open_streets(page: Page, site: Site, address: str = MAP) -> None:
    """Ask for the streets and wait for the first answer with results."""
    page.goto(site.url(address, zone="zandweerd"))
    with page.expect_response(re.compile("kaart.json")):
        page.get_by_role("button", name="Laat de straten zien").press("Enter")
    expect(page.locator("ww-kaart")).to_have_attribute("data-klaar", "")


def after_move(page: Page, key: str) -> dict[str, list[str]]:
    """Press a key, wait until the answer is drawn, and give the parameters of the question that the map asked."""
    streets = page.locator("ww-kaart")
    streets.evaluate("streets => delete streets.dataset.klaar")
    with page.expect_response(re.compile("kaart.json")) as response:
        page.keyboard.press(key)
    expect(streets).to_have_attribute("data-klaar", "")
    return parse_qs(urlsplit(response.value.url).query)


def test_the_map_is_asked_for_without_scripts(site: Site, browser: Browser) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False, locale="nl-NL") as profile:
        page = profile.new_page()
        page.goto(site.url(RESULTS, zone="zandweerd"))
        cards = page.locator(".ww-resultaten h4").all_inner_texts()

        page.get_by_role("link", name="Bekijk op de kaart").click()

        expect(page.locator("#kaart")).to_contain_text(re.compile(r"\d+ van de \d+ resultaten staan op de kaart"))
        assert page.locator(".ww-resultaten h4").all_inner_texts() == cards
        marks, rows = page.locator(".ww-s-merk"), page.locator(".ww-plekken__lijst > li")
        assert marks.count() == rows.count() > 3
        marks.last.click()
        expect(page.locator(":target .ww-merk-nr")).to_have_text("1")

        page.get_by_role("link", name="Kijk dichterbij").first.click()
        expect(page.get_by_role("link", name="Terug naar heel de kaart")).to_be_visible()
        page.get_by_role("link", name="Kaart sluiten").click()
        expect(page.locator("#kaart")).to_have_count(0)


def test_without_tiles_there_are_no_streets(site: Site, page: Page) -> None:
    page.goto(site.url(MAP, zone="zandweerd"))

    expect(page.locator(".ww-schets")).to_be_visible()
    expect(page.get_by_role("button", name="Laat de straten zien")).to_have_count(0)


def test_nothing_of_the_streets_is_loaded_before_somebody_asks(site_with_streets: Site, tiles: Tiles, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    before = len(tiles.asked)
    response = page.goto(site_with_streets.url(MAP, zone="zandweerd"))

    expect(page.get_by_role("button", name="Laat de straten zien")).to_be_visible()
    assert [url for url in asked if "kaart." in urlsplit(url).path] == []
    assert len(tiles.asked) == before
    assert response is not None
    origin = tiles.url.partition("/{z}")[0]
    assert f"img-src 'self' data: {origin}" in response.headers["content-security-policy"]


def test_the_map_of_streets_works_with_the_keyboard_alone(site_with_streets: Site, tiles: Tiles, desk: Page) -> None:
    open_streets(desk, site_with_streets)

    container = desk.get_by_role("region", name=re.compile("Straten van Zandweerd"))
    expect(container).to_be_focused()
    assert tiles.asked != []
    first, moved = after_move(desk, "+"), after_move(desk, "ArrowLeft")
    assert int(first["zoom"][0]) == int(moved["zoom"][0])
    assert float(moved["bbox"][0].split(",")[0]) < float(first["bbox"][0].split(",")[0])
    assert int(after_move(desk, "-")["zoom"][0]) == int(first["zoom"][0]) - 1

    # Marks are no stops: after the map comes the list, row by row, and Escape leads back.
    desk.keyboard.press("Tab")
    assert desk.evaluate("Boolean(document.activeElement.closest('.ww-plekken'))")
    expect(desk.locator(".leaflet-marker-icon.ww-merk-nr--aan")).to_have_count(1)
    desk.keyboard.press("Escape")
    expect(container).to_be_focused()


def test_the_numbers_of_the_streets_are_those_of_the_list_beside_them(site_with_streets: Site, desk: Page) -> None:
    open_streets(desk, site_with_streets)

    marks, rows = desk.locator(".leaflet-marker-icon"), desk.locator(".ww-plekken__lijst > li")
    assert sorted(map(int, marks.all_inner_texts())) == list(range(1, rows.count() + 1))
    told = re.search(r"(\d+) van de (\d+) resultaten", desk.locator("#kaart").inner_text())
    assert told is not None
    expect(desk.locator(".ww-plekken__kop")).to_have_text(f"In dit deel van de kaart: {told[1]} resultaten.")

    marks.filter(has_text=re.compile(r"^2$")).dispatch_event("click")
    expect(rows.nth(1)).to_be_focused()
    with desk.expect_response(re.compile("kaart.json")):
        rows.get_by_role("button", name="Kijk dichterbij").first.click()
    expect(desk.locator("[data-kaart]")).to_be_focused()


@pytest.mark.parametrize("size", [NARROW, DESK], ids=["320 px", "1280 px"])
def test_the_streets_have_no_violations(site_with_streets: Site, browser: Browser, size: dict[str, int]) -> None:
    with browser.new_context(viewport=size, locale="nl-NL", reduced_motion="reduce") as profile:
        page = profile.new_page()
        open_streets(page, site_with_streets)

        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
        for name in ("Dichterbij", "Verder weg", "Naar links", "Omhoog", "Omlaag", "Naar rechts"):
            box = page.get_by_role("button", name=name, exact=True).bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 44


def test_the_place_of_a_visitor_is_used_roughly_and_only_when_asked(site_with_streets: Site, browser: Browser) -> None:
    with browser.new_context(viewport=PHONE, locale="nl-NL", geolocation=PLACE, permissions=["geolocation"]) as profile:
        page = profile.new_page()
        sent: list[str] = []
        page.on("request", lambda request: sent.append(request.url))
        open_streets(page, site_with_streets)

        with page.expect_response(re.compile("kaart.json.*zoom=15")) as response:
            page.get_by_role("button", name="Gebruik mijn plek").click()

        west, south, east, north = map(float, parse_qs(urlsplit(response.value.url).query)["bbox"][0].split(","))
        assert west < PLACE["longitude"] < east
        assert south < PLACE["latitude"] < north
        expect(page.locator("[data-melding]")).to_have_text("De kaart staat nu bij uw plek.")
        assert [url for url in sent if re.search(r"\d\.\d{4,}", url)] == []


def test_who_gives_no_place_is_led_to_the_postcode(site_with_streets: Site, browser: Browser) -> None:
    with browser.new_context(viewport=PHONE, locale="nl-NL", permissions=[]) as profile:
        page = profile.new_page()
        open_streets(page, site_with_streets)

        page.get_by_role("button", name="Gebruik mijn plek").click()

        expect(page.locator("[data-melding]")).to_contain_text("vul uw postcode in")
        page.get_by_role("link", name="Vul uw postcode in").click()
        expect(page.get_by_label("Uw postcode")).to_be_focused()


def test_a_map_without_answers_leaves_the_list(site_with_streets: Site, page: Page) -> None:
    page.route(re.compile("kaart.json"), lambda route: route.abort())
    page.goto(site_with_streets.url(MAP, zone="zandweerd"))
    rows = page.locator(".ww-plekken__lijst > li").count()

    page.get_by_role("button", name="Laat de straten zien").click()

    expect(page.locator("[data-melding]")).to_contain_text("De lijst met resultaten werkt wel")
    assert page.locator(".ww-plekken__lijst > li").count() == rows


def test_high_contrast_keeps_the_sketch(site_with_streets: Site, page: Page) -> None:
    page.goto(site_with_streets.url(f"{MAP}&contrast=hoog", zone="zandweerd"))

    expect(page.locator(".ww-schets")).to_be_visible()
    expect(page.get_by_role("button", name="Laat de straten zien")).to_be_hidden()


def test_paper_shows_the_list_and_no_map(site_with_streets: Site, page: Page) -> None:
    open_streets(page, site_with_streets)
    page.emulate_media(media="print")

    expect(page.locator("#kaart")).to_be_hidden()
    expect(page.locator(".ww-resultaten .ww-kaart").first).to_be_visible()
    assert page.locator(".ww-kaart mark").first.evaluate("mark => getComputedStyle(mark).backgroundImage") == "none"
