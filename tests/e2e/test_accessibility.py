"""axe-core with every rule on, on every kind of page and every component, narrow and wide."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from core.components import all_components
from tests.e2e.conftest import DESK, NARROW, Site, axe_violations
from tests.e2e.pages import PAGES

WIDTHS = {"320 px": NARROW, "1280 px": DESK}
EXAMPLES = [
    (component.__name__, number, example.name) for component in all_components() for number, example in enumerate(component.examples())
]


@pytest.fixture(scope="module", params=WIDTHS, ids=str)
def wide_page(request: pytest.FixtureRequest, browser: Browser):
    """One page of one width for the whole module; axe only reads."""
    profile = browser.new_context(viewport=WIDTHS[request.param], locale="nl-NL", reduced_motion="reduce")
    yield profile.new_page()
    profile.close()


@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_violations(site: Site, wide_page, name: str) -> None:
    zone, path, sentence = PAGES[name]

    wide_page.goto(site.url(path, zone=zone))

    assert sentence in wide_page.locator("body").inner_text()
    assert axe_violations(wide_page) == []


@pytest.mark.parametrize(("component", "number", "example"), EXAMPLES, ids=[f"{name}-{number}" for name, number, _ in EXAMPLES])
def test_component_has_no_violations(site: Site, wide_page, component: str, number: int, example: str) -> None:
    wide_page.goto(site.url(f"/onderdelen/?onderdeel={component}&voorbeeld={number}"))

    assert example in wide_page.locator("h1").first.inner_text()
    assert axe_violations(wide_page) == []


@pytest.mark.parametrize("choice", ["letter=grootst", "contrast=hoog"])
@pytest.mark.parametrize("name", ["zone home", "results", "entry"])
def test_page_with_reading_aids_has_no_violations(site: Site, browser: Browser, name: str, choice: str) -> None:
    zone, path, _sentence = PAGES[name]
    with browser.new_context(viewport=NARROW, locale="nl-NL") as profile:
        page = profile.new_page()
        separator = "&" if "?" in path else "?"

        page.goto(site.url(f"{path}{separator}{choice}", zone=zone))

        assert choice.split("=")[1] in (
            page.locator("html").get_attribute("data-letter"),
            page.locator("html").get_attribute("data-contrast"),
        )
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("name", PAGES)
def test_page_does_not_scroll_sideways_on_a_narrow_phone(site: Site, page, name: str) -> None:
    zone, path, _sentence = PAGES[name]
    page.set_viewport_size(NARROW)

    page.goto(site.url(path, zone=zone))

    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("name", PAGES)
def test_large_letters_do_not_scroll_sideways_when_the_font_stays_away(site: Site, page: Page, name: str) -> None:
    zone, path, _sentence = PAGES[name]
    page.set_viewport_size(NARROW)
    page.route("**/*.woff2", lambda route: route.abort())

    page.goto(site.url(f"{path}{'&' if '?' in path else '?'}letter=grootst", zone=zone))

    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_page_for_our_own_errors_has_no_violations(site: Site, wide_page) -> None:
    wide_page.goto(site.url("/"))

    wide_page.set_content(render_to_string("500.html", {"phone": "0570-000010"}))

    assert "0570" in wide_page.locator("main").inner_text()
    assert axe_violations(wide_page) == []


def test_page_for_refused_visitors_has_no_violations(site: Site, wide_page) -> None:
    wide_page.goto(site.url("/", zone="zandweerd"))
    refused = wide_page.request.post(site.url("/beheer/login/"), form={"username": "a"})

    wide_page.set_content(refused.text())

    assert refused.status == 403
    assert "Hier kunt u niet bij" in wide_page.locator("main").inner_text()
    assert axe_violations(wide_page) == []


@pytest.mark.parametrize("length", [7_000, 100_000])
def test_question_that_is_far_too_long_is_answered_in_words(site: Site, page, length: int) -> None:
    answer = page.request.get(site.url(f"/zoeken/?q={'a' * length}"))

    assert answer.status == 400
    assert "Uw zoekvraag is te lang" in answer.text()
