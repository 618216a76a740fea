"""Registering for an activity in a real browser, with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PHONE, Site, axe_violations

EVENT = "/agenda/samen-eten-in-st-jurrien/"


def fill_in(page: Page, site: Site, email: str) -> None:
    page.goto(site.url(EVENT, zone="zandweerd"))
    page.locator("#aanmelden").get_by_role("link", name=re.compile("Meld u aan")).first.click()
    page.get_by_label("Uw naam").fill("Aaltje")
    page.get_by_label("Uw e-mailadres").fill(email)
    page.get_by_label(re.compile("Met hoeveel mensen")).select_option("2")


def test_the_puzzle_is_solved_while_somebody_types(site: Site, page: Page) -> None:
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.on("console", lambda message: failures.append(message.text) if message.type == "error" else None)
    fill_in(page, site, "met-script@example.nl")
    page.wait_for_function("document.querySelector('[name=proof]').value.split(',').length === 16")
    # The trap of time is two seconds wide.
    page.wait_for_timeout(2100)
    page.get_by_role("button", name="Meld mij aan").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in uw e-mail")
    assert failures == []


def test_a_form_sent_before_the_puzzle_is_solved_waits_for_it(site: Site, page: Page) -> None:
    fill_in(page, site, "te-vlug@example.nl")
    page.wait_for_timeout(2100)
    page.evaluate("document.querySelector('[name=proof]').value = ''")
    page.get_by_role("button", name="Meld mij aan").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Kijk in uw e-mail|Bijna klaar"))


def test_without_scripts_one_waits_and_comes_through(site: Site, browser: Browser) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False, locale="nl-NL") as profile:
        page = profile.new_page()
        fill_in(page, site, "zonder-script@example.nl")
        page.wait_for_timeout(2100)
        page.get_by_role("button", name="Meld mij aan").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Bijna klaar")
        expect(page.locator("main")).to_contain_text("zonder-script@example.nl")

        page.wait_for_timeout(8100)
        page.get_by_role("button", name="Verstuur").click()

        expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in uw e-mail")


@pytest.mark.parametrize("width", [320, 1280])
def test_mistakes_are_named_at_their_field(site: Site, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    fill_in(page, site, "aaltje@example.nl")
    page.wait_for_timeout(2100)
    page.evaluate("document.querySelector('[name=email]').type = 'text'")
    page.get_by_label("Uw e-mailadres").fill("aaltje")
    page.get_by_role("button", name="Meld mij aan").click()

    expect(page.get_by_role("alert")).to_contain_text("Er is nog niets verstuurd.")
    expect(page.get_by_label("Uw naam")).to_have_value("Aaltje")
    expect(page.get_by_label("Uw e-mailadres")).to_have_attribute("aria-invalid", "true")
    assert axe_violations(page) == []
