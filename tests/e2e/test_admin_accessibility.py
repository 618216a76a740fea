"""axe-core on the editors' own screens, on a phone and on a desk; none of them scrolls sideways as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from sites.choices import Accent, Pictogram
from tests.e2e.conftest import AXE, DESK, PHONE, Site
from tests.e2e.people import log_in

pytestmark = pytest.mark.e2e
WIDTHS = {"360 px": PHONE, "1280 px": DESK}
SCREENS = {
    "today": ("/beheer/", "Vandaag te doen"),
    "today, one zone": ("/beheer/?wijk=1", "Vandaag te doen"),
    "pairs": ("/beheer/mogelijk-dubbel/", "Administratiemaatje in Bathmen"),
    "pairs, certain ones": ("/beheer/mogelijk-dubbel/?certainty=hoog", "Klusploeg De Hoven"),
    "without telephone": ("/beheer/zonder-telefoon/", "sportfonds@example.nl"),
    "without telephone, organisations": ("/beheer/zonder-telefoon/organisaties/", "Meedoenfonds Deventer"),
    "calendar": ("/beheer/redactiekalender/", "Week van"),
    "calendar, one kind": ("/beheer/redactiekalender/?soort=feestdag", "Week van"),
    "guides": ("/beheer/dossiers/wegwijzers/", "Ik kan de rekeningen niet meer betalen"),
}


@pytest.fixture(scope="module", params=WIDTHS, ids=str)
def editor(request: pytest.FixtureRequest, site: Site, browser: Browser) -> Iterator[Page]:
    """The central editor, logged in, on one width for the whole module."""
    profile = browser.new_context(viewport=WIDTHS[request.param], locale="nl-NL", reduced_motion="reduce")
    page = profile.new_page()
    log_in(site, page)
    yield page
    profile.close()


def _look(page: Page) -> None:
    """Our part of the screen, as wide as the screen is; the bar above it and the sentence that counts results are Wagtail's."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    outcome = page.evaluate(
        "axe.run({include: ['main'], exclude: ['.w-slim-header', '.w-dropdown', 'h2[role=alert]']}, {resultTypes: ['violations'], iframes: false})"
    )
    found = [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in outcome["violations"]]
    assert (page.url, found) == (page.url, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= (page.viewport_size or DESK)["width"]


@pytest.mark.parametrize("name", SCREENS)
def test_screen_has_no_violations(site: Site, editor: Page, name: str) -> None:
    path, sentence = SCREENS[name]

    editor.goto(site.url(path))

    expect(editor.locator("main")).to_contain_text(sentence)
    _look(editor)


def test_two_that_may_be_one_are_compared_and_kept_apart(site: Site, editor: Page) -> None:
    editor.goto(site.url("/beheer/mogelijk-dubbel/?certainty=midden"))
    pairs = editor.get_by_role("link", name=re.compile("^Vergelijk en voeg samen"))
    before = pairs.count()
    pairs.first.click()
    expect(editor.get_by_role("heading", name="Dit gebeurt er")).to_be_visible()
    expect(editor.locator("main tr.ww-samen__anders").first).to_contain_text("(verschil)")
    _look(editor)
    editor.get_by_role("button", name="Voeg samen").click()
    expect(editor.get_by_role("heading", name="Dit gebeurt er")).to_be_visible()
    _look(editor)

    editor.goto(site.url("/beheer/mogelijk-dubbel/?certainty=midden"))
    editor.get_by_role("button", name=re.compile("^Geen dubbel")).first.click()
    expect(editor.locator(".messages")).to_contain_text("Onthouden: dit is niet dubbel.")
    _look(editor)
    editor.goto(site.url("/beheer/mogelijk-dubbel/?certainty=midden"))
    expect(pairs).to_have_count(before - 1)


def test_form_of_an_entry_with_its_translations_has_no_violations(site: Site, editor: Page) -> None:
    editor.goto(site.url("/beheer/snippets/socialmap/entry/?q=Koffie aan de lange tafel"))
    editor.get_by_role("link", name="Koffie aan de lange tafel").first.click()
    expect(editor.get_by_role("tab", name="Tekst")).to_be_visible()
    _look(editor)

    editor.get_by_role("tab", name="Vertalingen").click()
    for language in ("English", "العربية"):
        heading = editor.get_by_role("heading", name=language, exact=True)
        editor.locator(".w-panel", has=heading).last.locator("> .w-panel__header [data-panel-toggle]").click()
    arabic = editor.get_by_role("textbox").filter(visible=True).and_(editor.locator("[dir='rtl']"))
    expect(arabic.first).to_have_value("قهوة على الطاولة الطويلة")
    _look(editor)


def test_colours_and_drawings_of_a_new_zone_can_be_seen(site: Site, editor: Page) -> None:
    editor.goto(site.url("/beheer/nieuwe-wijk/"))
    editor.get_by_role("button", name="Begin een nieuwe wijk").click()
    editor.get_by_role("link", name="Kleur en tekening").click()

    choices = len(Accent) + len(Pictogram)
    expect(editor.locator("main").get_by_role("radio")).to_have_count(choices)
    expect(editor.locator(".ww-kiesbeeld svg:visible")).to_have_count(choices)
    assert editor.locator(".ww-kiesbeeld rect").first.get_attribute("fill") == "#1d5c45"
    _look(editor)
