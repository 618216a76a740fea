"""A consulting hour from a partner's proposal to the page of the place, and a move that an editor tells of."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from core.schedule import AMSTERDAM
from tests.e2e.conftest import DESK, PHONE, Site, axe_violations
from tests.e2e.people import decide, follow_link, log_in

PARTNER = "partner@example.nl"
TITLE = "Vragen over uw huis"


def test_a_partner_proposes_an_editor_decides_and_residents_read_it(site: Site, browser: Browser, mailbox: Path) -> None:
    with browser.new_context(viewport=DESK, locale="nl-NL") as desk, browser.new_context(viewport=PHONE, locale="nl-NL") as phone:
        partner, editor = phone.new_page(), desk.new_page()
        _enter_portal(site, partner, mailbox)
        _propose(site, partner)
        log_in(site, editor)
        decide(site, editor, TITLE)

        resident = phone.new_page()
        resident.goto(site.url("/zoeken/?q=vragen+over+uw+huis", zone="keizerslanden"))
        resident.get_by_role("link", name=TITLE).first.click()
        expect(resident.get_by_role("heading", level=1)).to_contain_text("Wijkcentrum Keizershof")
        row = resident.get_by_role("row").filter(has_text=TITLE)
        expect(row).to_contain_text("13.00 tot 14.30 uur")
        expect(row).to_contain_text("Zonder afspraak")

        _call_off(site, partner)
        resident.reload()
        expect(resident.get_by_role("row").filter(has_text=TITLE)).to_contain_text("Vakantie")


def test_an_editor_tells_of_a_move_and_it_is_on_the_front_door(site: Site, browser: Browser) -> None:
    with browser.new_context(viewport=DESK, locale="nl-NL") as context:
        page = context.new_page()
        log_in(site, page)
        page.goto(site.url("/beheer/snippets/sites/locationchange/add/"))
        page.locator("[name=location]").select_option(label="Dorpshuis Diepenveen (Diepenveen)")
        page.locator("[name=kind]").select_option("dicht")
        yesterday = datetime.now(AMSTERDAM) - timedelta(days=1)
        page.locator("[name=starts_at]").fill(f"{yesterday:%Y-%m-%d %H:%M}")
        page.locator("[name=reason]").fill("De vloer wordt gemaakt.")
        # By keyboard: the calendar of the date field hangs over the button.
        page.locator("[name=reason]").press("Enter")
        expect(page.locator("body")).to_contain_text("Bewaard. Bewoners lezen")

        page.goto(site.url("/", zone="diepenveen"))
        expect(page.locator("main")).to_contain_text("De vloer wordt gemaakt. Wijkwinkel Dorpshuis Diepenveen is nu dicht.")
        assert axe_violations(page) == []


def _enter_portal(site: Site, page: Page, mailbox: Path) -> None:
    page.goto(site.url("/inloggen/?next=/partner/"))
    page.get_by_label("E-mailadres").fill(PARTNER)
    button = page.locator("main form").get_by_role("button")
    button.click()
    # Whoever is faster than people type is asked to press once more.
    if page.get_by_label("E-mailadres").count():
        page.wait_for_timeout(2_100)
        page.locator("main form").get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kijk in uw mail")
    follow_link(page, mailbox, PARTNER, "Inloggen bij de Wijkwinkel")


def _propose(site: Site, page: Page) -> None:
    page.goto(site.url("/partner/spreekuren/nieuw/"))
    assert axe_violations(page) == []
    today = datetime.now(AMSTERDAM).date()
    page.get_by_label("Naam van het spreekuur").fill(TITLE)
    page.locator("[name=summary]").fill("Wij denken met u mee over uw huis.")
    page.locator("[name=place]").select_option(label="Wijkcentrum Keizershof: Kamer B")
    page.locator("[name=rhythm][value=week]").check()
    page.locator("[name=weekday]").select_option("0")
    page.locator("[name=starts]").fill("13:00")
    page.locator("[name=ends]").fill("14:30")
    page.locator("[name=first_day]").fill(today.isoformat())
    page.get_by_role("button", name="Verder: bekijk de dagen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Klopt dit?")
    assert axe_violations(page) == []
    page.get_by_role("button", name="Verstuur naar de redactie").click()
    expect(page.get_by_role("status")).to_contain_text("Verstuurd")


def _call_off(site: Site, page: Page) -> None:
    page.goto(site.url("/partner/spreekuren/"))
    page.get_by_role("link", name=TITLE).first.click()
    assert axe_violations(page) == []
    page.get_by_text(re.compile("^Valt uit")).first.click()
    page.get_by_label(re.compile("^Waarom")).first.fill("Vakantie")
    page.get_by_role("button", name=re.compile("^Zeg deze keer af")).first.click()
    expect(page.get_by_role("status")).to_contain_text("Afgezegd")
