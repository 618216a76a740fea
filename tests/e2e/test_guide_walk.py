"""A guide from its dossier to paper: on a small telephone, without scripts. And an editor who makes a circle of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import AXE, DESK, PHONE, Site, axe_violations
from tests.e2e.people import log_in

TITLE = "Ik kan de rekeningen niet meer betalen"
PATH = "/wegwijzer/rekeningen-betalen/"
WAY = (
    ("Is er vandaag iets dat niet kan wachten?", "Vraag 1 van hooguit 4", "Nee, het kan nog even wachten", "a=4"),
    ("Ligt er post die u niet open durft te maken?", "Vraag 2 van hooguit 4", "Ja, er liggen dichte brieven", "a=4.1"),
    ("Hoe wilt u de post openmaken?", "Laatste vraag", "Liever samen met iemand", "a=4.1.2"),
)
STEPS = ("Stap 1: Wat kunt u zelf doen?", "Stap 2: Wie in uw omgeving kan helpen?", "Stap 3: Welke organisaties kunnen helpen?")


def walk(page: Page, site: Site) -> None:
    """From the dossier to the outcome."""
    page.goto(site.url("/themas/rondkomen/", zone="zandweerd"))
    page.get_by_role("link", name=TITLE).click()
    for question, stand, answer, query in WAY:
        group = page.get_by_role("group", name=re.compile(re.escape(question)))
        expect(group).to_contain_text(stand)
        group.get_by_label(answer, exact=True).check()
        page.get_by_role("button", name="Verder").click()
        expect(page).to_have_url(site.url(f"{PATH}?{query}", zone="zandweerd"))


def test_a_resident_comes_to_help_in_three_steps_without_scripts(site: Site, browser: Browser) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False, locale="nl-NL") as profile:
        page = profile.new_page()
        walk(page, site)

        expect(page.get_by_role("heading", level=1)).to_have_text("Maak de post samen met iemand open")
        headings = [" ".join(text.split()) for text in page.locator("section.ww-stap h2").all_inner_texts()]
        assert tuple(headings) == STEPS
        # Of the zone first.
        cards = page.locator(".ww-stap--2 .ww-kaart h3").all_inner_texts()
        assert cards[:2] == ["Koffie en uw brief", "Thuisadministratie met een vrijwilliger"]
        assert page.locator("main a[href^='tel:']").count() >= 4
        assert profile.cookies() == []

        page.go_back()
        expect(page.get_by_role("group", name=re.compile(WAY[2][0]))).to_be_visible()
        page.go_forward()
        page.get_by_role("link", name=re.compile(f"wijzig.*{re.escape(WAY[1][0])}")).click()
        expect(page.get_by_label(WAY[1][2], exact=True)).to_be_checked()
        page.get_by_label("Nee, ik weet wat er in mijn post staat").check()
        page.get_by_role("button", name="Verder").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Wat past het beste bij u?")
        page.get_by_role("button", name="Verder").click()
        expect(page.get_by_role("alert")).to_have_text("Kies eerst een antwoord. Klik daarna op Verder.")
        page.get_by_role("link", name="Vorige vraag").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(WAY[1][0])
        page.get_by_role("link", name="Opnieuw beginnen").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_the_keyboard_is_enough(site: Site, page: Page) -> None:
    page.goto(site.url(PATH, zone="zandweerd"))
    page.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    page.keyboard.press("Enter")

    expect(page).to_have_url(site.url(f"{PATH}?a=2", zone="zandweerd"))


@pytest.mark.parametrize("query", ["", "?verder=ja", "?a=4", "?a=4&was=1", "?a=4.1", "?a=4.1.2", "?a=0"])
def test_every_screen_fits_a_telephone_and_has_no_violations(site: Site, page: Page, query: str) -> None:
    page.goto(site.url(f"{PATH}{query}", zone="zandweerd"))

    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.evaluate("Math.min(...[...document.querySelectorAll('.ww-wegwijzer label, .ww-wegwijzer button:not([hidden] *)')].map(one => one.getBoundingClientRect().height))") >= 44  # fmt: skip


def test_an_outcome_is_printed_without_what_is_for_the_screen(site: Site, page: Page) -> None:
    page.goto(site.url(f"{PATH}?a=4.1.2", zone="zandweerd"))
    page.emulate_media(media="print")

    for shown in (
        page.get_by_text(re.compile(r"Afgedrukt op \d+ \w+ \d{4} van zandweerd")),
        page.get_by_text(re.compile(r"Deze uitkomst staat op: zandweerd\.localhost:\d+/wegwijzer/rekeningen-betalen/\?a=4\.1\.2")),
        page.get_by_text("Dit hebt u geantwoord"),
        page.locator(".ww-hulp").get_by_text("Jurriënhof 1"),
        page.locator(".ww-hulp a[href^='tel:']"),
    ):
        expect(shown).to_be_visible()
    for hidden in (".ww-nav", ".ww-kruimel", ".ww-sprong", ".ww-zoekvak"):
        expect(page.locator(hidden).first).to_be_hidden()
    for hidden in page.get_by_text(re.compile("^(wijzig|Opnieuw beginnen|Lees hier meer over|Print deze uitkomst)")).all():
        expect(hidden).to_be_hidden()
    sheets = re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True))
    assert 1 <= len(sheets) <= 3


def test_an_editor_is_told_where_somebody_would_get_lost(site: Site, browser: Browser) -> None:
    with browser.new_context(viewport=DESK, locale="nl-NL") as profile:
        page = profile.new_page()
        log_in(site, page)
        page.goto(site.url("/beheer/dossiers/wegwijzers/"))
        page.evaluate(AXE.read_text(encoding="utf-8"))
        outcome = page.evaluate("axe.run('main', {resultTypes: ['violations']})")
        assert [found["id"] for found in outcome["violations"]] == []

        page.locator("main").get_by_role("link", name=TITLE, exact=True).click()
        target = page.locator("[name='questions-1-value-answers-0-value-leads_to']")
        expect(target).to_have_value("alleen of samen")
        target.fill("haast")
        page.get_by_role("button", name="Bewaar concept").click()

        sentence = page.get_by_text("Vraag 'post' leidt terug naar vraag 'haast'.")
        expect(sentence).to_have_count(2)
        expect(sentence.last).to_be_visible()
        expect(target).to_have_value("haast")
        page.goto(site.url(f"{PATH}?a=4.1", zone="zandweerd"))
        expect(page.get_by_role("heading", level=1)).to_have_text(WAY[2][0])
