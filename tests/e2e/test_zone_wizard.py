"""A central editor makes a zone, looks at it, opens it, and undoes another: with the keyboard's own controls, and axe on each screen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import AXE, Site
from tests.e2e.people import log_in

pytestmark = pytest.mark.e2e
DESK = {"width": 1280, "height": 900}


def _axe(page: Page) -> None:
    """Our part of the screen; the frame around it is Wagtail's, and so are its messages, which fade in."""
    page.wait_for_load_state()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    outcome = page.evaluate("axe.run({include: ['main'], exclude: ['.messages']}, {resultTypes: ['violations'], iframes: false})")
    assert [(found["id"], [node["html"][:120] for node in found["nodes"]]) for found in outcome["violations"]] == [], page.url


def _describe(page: Page, name: str, postcode: str) -> None:
    """The four steps, each looked at with axe."""
    _axe(page)
    page.get_by_label("Naam", exact=False).first.fill(name)
    page.get_by_role("button", name="Bewaar en ga verder").click()
    _axe(page)
    page.get_by_label("Postcodes").fill("geen postcode")
    page.get_by_role("button", name="Bewaar en ga verder").click()
    expect(page.get_by_role("alert").first).to_contain_text("Wat u typte is bewaard")
    _axe(page)
    page.get_by_label("Postcodes").fill(postcode)
    page.get_by_label("Zandweerd").check()
    page.get_by_role("button", name="Bewaar en ga verder").click()
    _axe(page)
    page.get_by_label("Mos", exact=True).check()
    page.get_by_label("Brug", exact=True).check()
    page.get_by_role("button", name="Bewaar en ga verder").click()
    _axe(page)
    page.get_by_label("Nee, de buurtcoach komt bij mensen thuis").check()
    page.get_by_label("Telefoon").fill("0570-000012")
    page.get_by_role("button", name="Bewaar en ga verder").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_zone_is_made_seen_and_opened_or_undone(site: Site, browser: Browser, scripts: bool) -> None:
    name, slug, postcode = ("De Nieuwe Hoven", "de-nieuwe-hoven", "9901") if scripts else ("De Oude Hoven", "de-oude-hoven", "9902")
    with browser.new_context(viewport=DESK, locale="nl-NL", reduced_motion="reduce", java_script_enabled=True) as profile:
        log_in(site, profile.new_page())
        state = profile.storage_state()
    with browser.new_context(
        viewport=DESK, locale="nl-NL", reduced_motion="reduce", java_script_enabled=scripts, storage_state=state
    ) as profile:
        page = profile.new_page()
        page.goto(site.url("/beheer/nieuwe-wijk/"))
        if not scripts:
            _without_scripts(site, page, name, postcode, slug)
            return
        _axe(page)
        page.get_by_role("button", name="Begin een nieuwe wijk").click()
        _describe(page, name, postcode)
        expect(page.get_by_role("heading", name="Stap 5 van 5: klopt het zo?")).to_be_visible()
        _axe(page)
        expect(page.frame_locator("iframe").locator("h1")).to_contain_text(f"in {name}")
        assert page.goto(site.url("/", zone=slug)).status == 200
        expect(page.locator("body")).not_to_contain_text(name)
        page.goto(site.url("/beheer/nieuwe-wijk/"))
        page.get_by_role("link", name=name).click()
        page.get_by_role("button", name="Bewaar en ga verder").click()
        page.get_by_role("button", name="Maak de wijk").click()
        expect(page.get_by_role("heading", name=f"{name} is gemaakt, en nog niet openbaar")).to_be_visible()
        _axe(page)
        assert page.goto(site.url("/", zone=slug)).status == 404
        expect(page.locator("h1")).to_have_text("Deze wijk is er nog niet")
        page.goto(site.url("/beheer/nieuwe-wijk/"))
        page.get_by_role("link", name=name).click()
        page.get_by_role("button", name="Openbaar maken").click()
        page.goto(site.url("/", zone=slug))
        expect(page.locator("h1")).to_contain_text(f"in {name}")


def _without_scripts(site: Site, page: Page, name: str, postcode: str, slug: str) -> None:
    """The same way with plain forms, and back again."""
    page.locator("main form button", has_text="Begin een nieuwe wijk").click()
    page.locator("[name=name]").fill(name)
    page.locator("main button[type=submit]").first.click()
    page.locator("[name=postcodes]").fill(postcode)
    page.locator("main button[type=submit]").first.click()
    page.locator("main button[type=submit]").first.click()
    page.locator("[name=desk][value=geen]").check()
    page.locator("[name=phone]").fill("0570-000013")
    page.locator("main button[type=submit]").first.click()
    page.locator("button", has_text="Maak de wijk").click()
    assert page.goto(site.url("/", zone=slug)).status == 404
    page.goto(site.url("/beheer/nieuwe-wijk/"))
    page.locator("a", has_text=name).click()
    page.locator("button", has_text="Ongedaan maken").click()
    assert page.goto(site.url("/", zone=slug)).status == 200
    assert name not in page.locator("body").inner_text()
