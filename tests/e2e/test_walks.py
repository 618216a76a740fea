"""The site as its users use it: a resident on a phone, with and without scripts, and an editor."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESK, PHONE, Site
from tests.e2e.pages import PAGES

STEPS = ["Wat kunt u zelf doen?", "Wie in uw omgeving kan helpen?", "Welke organisaties kunnen helpen?"]


def test_resident_walks_from_postcode_to_a_telephone_number(site: Site, page: Page) -> None:
    page.goto(site.url("/"))
    page.get_by_label("Wat is uw postcode?").fill("7415")
    page.get_by_role("button", name="Zoek mijn wijk").click()
    expect(page).to_have_url(re.compile(re.escape(site.url("/", zone="zandweerd"))))

    page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first.fill("boodschappen")
    page.get_by_role("button", name="Zoek", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hulp bij: boodschappen")
    headings = [" ".join(text.split()) for text in page.locator("section.ww-stap h2").all_inner_texts()]
    assert headings == [f"Stap {number}: {question}" for number, question in enumerate(STEPS, start=1)]

    page.locator(".ww-resultaten .ww-kaart--breed h4").get_by_role("link", name=re.compile("Boodschappen", re.IGNORECASE)).first.click()
    expect(page).to_have_url(re.compile("/sociale-kaart/"))
    expect(page.locator("main a[href^='tel:']").first).to_have_attribute("href", re.compile(r"^tel:0\d{9}$"))
    page.get_by_role("link", name="Terug naar zoeken: boodschappen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hulp bij: boodschappen")


def test_telephone_number_is_in_sight_on_an_entry(site: Site, page: Page) -> None:
    page.goto(site.url("/sociale-kaart/koffie-aan-de-lange-tafel/", zone="zandweerd"))

    button = page.locator("main").get_by_role("link", name=re.compile(r"Bel.*0570"))
    expect(button).to_have_attribute("href", re.compile(r"^tel:0570\d{6}$"))
    box = button.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= PHONE["height"]


@pytest.mark.parametrize("name", PAGES)
def test_page_is_complete_without_scripts(site: Site, browser: Browser, name: str) -> None:
    zone, path, sentence = PAGES[name]
    with browser.new_context(viewport=PHONE, java_script_enabled=False, locale="nl-NL") as profile:
        page = profile.new_page()

        page.goto(site.url(path, zone=zone))

        expect(page.locator("body")).to_contain_text(sentence)
        assert page.locator("a[href^='tel:']").count() >= 1
        assert page.locator("a.nl-skip-link[href='#inhoud']").count() == 1


def test_search_works_without_scripts(site: Site, browser: Browser) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False, locale="nl-NL") as profile:
        page = profile.new_page()
        page.goto(site.url("/", zone="zandweerd"))

        page.locator("input[name=q]").first.fill("maaltijd")
        page.get_by_role("button", name="Zoek", exact=True).click()

        assert "q=maaltijd" in page.url
        assert page.locator(".ww-resultaten a[href^='/sociale-kaart/']").count() > 3


def test_pages_ask_no_other_server(site: Site, page: Page) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.split("/")[2].rpartition(":")[0]))

    for zone, path, _sentence in PAGES.values():
        page.goto(site.url(path, zone=zone))

    assert {host for host in asked if host != "localhost" and not host.endswith(".localhost")} == set()


def test_suggestions_are_chosen_with_the_keyboard(site: Site, page: Page) -> None:
    page.goto(site.url("/", zone="zandweerd"))
    field = page.locator("input[name=q]").first
    field.press_sequentially("boods", delay=40)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    text = options.first.inner_text()

    field.press("ArrowDown")
    field.press("Enter")

    assert text.strip()
    expect(page).to_have_url(re.compile("/zoeken/|/sociale-kaart/|/themas/|/organisaties/"))


def test_escape_closes_the_suggestions_and_keeps_the_words(site: Site, page: Page) -> None:
    page.goto(site.url("/", zone="zandweerd"))
    field = page.locator("input[name=q]").first
    field.press_sequentially("boods", delay=40)
    expect(page.get_by_role("option").first).to_be_visible()

    field.press("Escape")

    expect(page.get_by_role("option")).to_have_count(0)
    expect(field).to_have_value("boods")


def test_direct_help_is_called_from_the_first_screen(site: Site, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site.url("/zoeken/?q=mijn+man+slaat+mij", zone="zandweerd"))

    numbers = page.locator(".ww-nood a[href^='tel:']")
    expect(numbers).to_have_count(2)
    for box in (number.bounding_box() for number in numbers.all()):
        assert box is not None
        assert box["y"] + box["height"] <= 740


def test_filters_lead_to_the_line_that_counts(site: Site, page: Page) -> None:
    page.goto(site.url("/zoeken/?q=eten", zone="zandweerd"))
    page.locator("summary", has_text="Kies wat bij u past").click()
    page.get_by_role("button", name="Laat zien").click()

    expect(page.locator("#resultaten")).to_be_focused()


def test_reading_aids_are_remembered_without_scripts(site: Site, browser: Browser) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False, locale="nl-NL") as profile:
        page = profile.new_page()
        page.goto(site.url("/zoeken/?q=koffie&letter=groot", zone="zandweerd"))

        assert page.url == site.url("/zoeken/?q=koffie", zone="zandweerd")
        page.goto(site.url("/", zone="zandweerd"))
        assert page.locator("html").get_attribute("data-letter") == "groot"


def test_printed_page_keeps_what_matters(site: Site, page: Page) -> None:
    page.goto(site.url("/sociale-kaart/koffie-aan-de-lange-tafel/", zone="zandweerd"))
    page.emulate_media(media="print")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main a[href^='tel:']").first).to_be_visible()
    expect(page.locator("form.ww-zoekvak").first).to_be_hidden()
    expect(page.get_by_role("navigation", name="Hoofdmenu")).to_be_hidden()
    for text in ("Nu open", "Nu dicht", "niemand aan de lijn"):
        assert page.locator(f"body :text('{text}'):visible").count() == 0


def test_editor_changes_an_entry_and_finds_it_by_a_new_synonym(site: Site, browser: Browser) -> None:
    with browser.new_context(viewport=DESK, locale="nl-NL") as profile:
        page = profile.new_page()
        page.goto(site.url("/beheer/"))
        page.locator("input[name=username]").fill(site.email)
        page.locator("input[name=password]").fill(site.password)
        page.get_by_role("button", name=re.compile("Inloggen|Aanmelden|Log")).click()
        expect(page).to_have_url(site.url("/beheer/"))

        page.goto(site.url("/beheer/snippets/socialmap/entry/?q=Koffie aan de lange tafel"))
        page.get_by_role("link", name="Koffie aan de lange tafel").first.click()
        sentence = page.locator("[name=sentence]")
        sentence.fill("Elke dinsdagochtend drinken buren samen koffie met iets lekkers.")
        page.locator("footer").get_by_role("button", name=re.compile("Meer|Actions|acties", re.IGNORECASE)).first.click()
        page.locator("button[name=action-publish]").click()
        # Publishing reads the words of the text anew, which takes a busy machine more than a moment.
        expect(page.locator(".messages")).to_contain_text("Koffie aan de lange tafel")

        page.goto(site.url("/beheer/snippets/search/synonym/add/"))
        page.locator("[name=kind]").select_option("gewoon")
        page.locator("[name=term]").fill("zwammenbakkie")
        page.locator("[name=words]").fill("lange tafel")
        page.locator("footer button[type=submit], button.action-save").first.click()
        expect(page.locator(".messages")).to_contain_text("zwammenbakkie")

        page.goto(site.url("/zoeken/?q=zwammenbakkie", zone="zandweerd"))
        expect(page.locator(".ww-resultaten")).to_contain_text("Koffie aan de lange tafel")
        page.goto(site.url("/sociale-kaart/koffie-aan-de-lange-tafel/", zone="zandweerd"))
        expect(page.locator("main")).to_contain_text("met iets lekkers")
