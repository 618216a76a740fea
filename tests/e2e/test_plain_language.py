"""An editor writes, and the side panel says at once what could be easier."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import AXE, Site
from tests.e2e.people import log_in

pytestmark = pytest.mark.e2e
DESK = {"width": 1280, "height": 900}
HARD = "De voorziening wordt verstrekt na indicatie. Klik hier."


def test_panel_follows_what_an_editor_types_and_stops_nobody(site: Site, browser: Browser) -> None:
    with browser.new_context(viewport=DESK, locale="nl-NL") as profile:
        page = profile.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        log_in(site, page)
        page.goto(site.url("/beheer/snippets/socialmap/entry/?q=Maatje met geduld"))
        page.get_by_role("link", name="Maatje met geduld").first.click()

        # By keyboard: the button of the checks opens the panel. Keys work when the page is complete.
        toggle = page.locator("[data-side-panel-toggle='checks']")
        expect(toggle).to_be_visible()
        page.wait_for_load_state()
        toggle.press("Enter")
        expect(toggle).to_have_attribute("aria-expanded", "true")
        panel = page.get_by_role("region", name="Makkelijke taal")
        state = panel.get_by_role("status")
        expect(state).to_contain_text("Taal: ")

        page.locator("[name=sentence]").fill(HARD)
        expect(panel.get_by_role("listitem").filter(has_text="Wie doet het?")).to_contain_text("wordt verstrekt")
        advice = panel.get_by_role("listitem").filter(has_text="Schrijf liever: besluit dat u recht hebt op zorg")
        expect(advice).to_contain_text("indicatie")
        expect(state).to_contain_text(re.compile(r"\d+ plekken kunnen makkelijker"))

        page.evaluate(AXE.read_text(encoding="utf-8"))
        outcome = page.evaluate("axe.run('[data-taal]', {resultTypes: ['violations']})")
        assert [found["id"] for found in outcome["violations"]] == []
        assert [text for text in said if "Content Security Policy" in text or "taal" in text] == []
