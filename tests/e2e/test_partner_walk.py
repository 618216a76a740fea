"""The whole way of an activity: a partner applies, sends it in, is asked something and answers; a resident finds it and keeps it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import icalendar
from playwright.sync_api import Browser, Page, expect

from core.schedule import AMSTERDAM
from tests.e2e.conftest import DESK, PHONE, Site, axe_violations
from tests.e2e.people import decide, follow_link, log_in, open_submission

PARTNER = "koffieclub@example.org"
TITLE = "Koffie in de serre"


def test_from_applying_to_the_calendar_of_a_resident(site: Site, browser: Browser, mailbox: Path) -> None:
    with browser.new_context(viewport=DESK, locale="nl-NL") as desk, browser.new_context(viewport=PHONE, locale="nl-NL") as phone:
        partner, editor = phone.new_page(), desk.new_page()
        _apply(site, partner)
        log_in(site, editor)
        decide(site, editor, "Koffieclub De Kan")

        follow_link(partner, mailbox, PARTNER, "Welkom bij de Wijkwinkel")
        expect(partner.get_by_role("heading", level=1)).to_contain_text("Koffieclub De Kan")
        assert axe_violations(partner) == []
        _write(partner)
        assert axe_violations(partner) == []

        editor.goto(site.url("/beheer/nakijken/"))
        open_submission(editor, TITLE)
        editor.keyboard.press("v")
        editor.get_by_label("Uw vraag").fill("Moeten mensen zich aanmelden?")
        editor.get_by_role("button", name="Stuur de vraag").click()
        expect(editor.locator("body")).to_contain_text("Uw vraag is verstuurd")

        follow_link(partner, mailbox, PARTNER, f"Een vraag over: {TITLE}")
        expect(partner.locator("main")).to_contain_text("Moeten mensen zich aanmelden?")
        partner.get_by_label("Uw bericht").fill("Nee, u kunt zo binnenlopen.")
        partner.get_by_role("button", name="Verstuur bericht").click()
        expect(partner.get_by_role("status")).to_contain_text("Uw bericht is verstuurd")

        editor.goto(site.url("/beheer/nakijken/"))
        open_submission(editor, TITLE)
        expect(editor.locator("main")).to_contain_text("Nee, u kunt zo binnenlopen.")
        editor.keyboard.press("p")
        expect(editor.locator("body")).to_contain_text("is geplaatst")

    with browser.new_context(viewport=PHONE, locale="nl-NL") as profile:
        _find(site, profile.new_page())


def _apply(site: Site, page: Page) -> None:
    page.goto(site.url("/partner/aanmelden/"))
    page.get_by_label("Naam van uw organisatie").fill("Koffieclub De Kan")
    page.get_by_label("Wat doet u voor bewoners?").fill("Wij schenken koffie voor wie binnenloopt.")
    page.get_by_label("Zandweerd").check()
    page.get_by_label(re.compile("Telefoonnummer voor bewoners")).fill("0570-000026")
    page.get_by_label("Uw naam").fill("Het bestuur")
    page.get_by_label("Uw e-mailadres").fill(PARTNER)
    page.get_by_role("button", name="Meld ons aan").click()
    # Whoever is faster than people type is asked to press once more.
    if page.get_by_role("button", name="Meld ons aan").count():
        page.wait_for_timeout(2_100)
        page.get_by_role("button", name="Meld ons aan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bedankt voor uw aanmelding")


def _write(page: Page) -> None:
    today = datetime.now(AMSTERDAM).date()
    tuesday = today + timedelta(days=(1 - today.weekday()) % 7 + 7)
    page.get_by_role("link", name="Activiteit doorgeven").click()
    page.get_by_role("button", name="Begin").click()
    page.get_by_label("Naam van de activiteit").fill(TITLE)
    page.get_by_label("In een of twee zinnen").fill("U drinkt koffie tussen de planten.")
    _onwards(page)
    page.get_by_label("Dag (de eerste keer)").fill(tuesday.isoformat())
    page.get_by_label(re.compile("^Begint om")).fill("10:00")
    page.get_by_label(re.compile("^Klaar om")).fill("11:30")
    page.get_by_label("Elke week").check()
    _onwards(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Gaat het op al deze dagen door?")
    page.get_by_role("checkbox").nth(1).check()
    _onwards(page)
    page.get_by_label("In welke wijk?").select_option(label="Zandweerd")
    page.get_by_label("Naam van de plek").fill("De serre")
    _onwards(page)
    _onwards(page)
    page.get_by_label(re.compile("^Telefoon voor vragen")).fill("0570-000026")
    _onwards(page)
    expect(page.locator("main")).to_contain_text("Elke dinsdag van 10.00 tot 11.30 uur")
    assert axe_violations(page) == []
    page.get_by_role("button", name="Verstuur naar de redactie").click()
    expect(page.get_by_role("status")).to_contain_text("Verstuurd")


def _onwards(page: Page) -> None:
    """To the next step; nothing of this one is out of reach for anybody."""
    assert axe_violations(page) == []
    page.get_by_role("button", name="Bewaar en ga verder").click()


def _find(site: Site, page: Page) -> None:
    page.goto(site.url("/zoeken/?q=koffie+dinsdag", zone="zandweerd"))
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    with page.expect_download() as download:
        page.get_by_role("link", name="Zet in uw agenda").click()
    calendar = icalendar.Calendar.from_ical(Path(download.value.path()).read_bytes())
    (event,) = [part for part in calendar.walk("VEVENT") if "RECURRENCE-ID" not in part]
    assert (str(event["SUMMARY"]), event["RRULE"]["FREQ"]) == (TITLE, ["WEEKLY"])
    assert "EXDATE" in event or any("RECURRENCE-ID" in part for part in calendar.walk("VEVENT"))
