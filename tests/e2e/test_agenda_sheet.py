"""The agenda outside its own page, in a real browser: on paper, in the frame of another site, as data under our policy."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from agenda.choices import EventState
from agenda.components import week_sheet
from agenda.selectors import AgendaDay
from core.schedule import AMSTERDAM
from socialmap.choices import CostKind
from tests.e2e.conftest import Site, axe_violations

FIRST = date(2026, 12, 1)


def pages_of(page: Page) -> int:
    """How many sheets of paper the page takes."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True)))


def crowded_week(times_a_day: int) -> list[AgendaDay]:
    """Seven days with more than fits, of titles and places as long as people write them."""
    days = []
    for number in range(7):
        day = FIRST + timedelta(days=number)
        rows = []
        for hour in range(times_a_day):
            starts_at = datetime(day.year, day.month, day.day, 8 + hour, tzinfo=AMSTERDAM)
            event = SimpleNamespace(
                title="Samen koken en eten met buren" if hour % 2 else "Koffie",
                place_name="Wijkgebouw Het Gilde, de grote zaal" if hour % 3 else "De Bron",
                cost="2,50 euro, koffie erbij",
                cost_kind=CostKind.PAID,
                is_all_day=False,
                zone=None,
                zone_id=None,
            )
            row = SimpleNamespace(
                pk=number * 100 + hour, event=event, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), is_moved=False, places_left=None,
                state=EventState.CANCELLED if hour == 3 else EventState.SCHEDULED, note="De zaal is dan bezet." if hour == 3 else "",
            )  # fmt: skip
            rows.append(row)
        days.append(AgendaDay(day=day, occurrences=tuple(rows)))
    return days


@pytest.mark.parametrize("zone", ["zandweerd", "binnenstad", "okkenbroek", ""])
def test_a_week_is_one_sheet_of_paper(site: Site, page: Page, zone: str) -> None:
    page.goto(site.url("/agenda/weekblad/", zone=zone))

    assert pages_of(page) == 1
    assert page.locator("svg path").count() >= 1


@pytest.mark.parametrize("times_a_day", [1, 3, 5, 12])
def test_a_crowded_week_is_one_sheet_and_says_what_is_left_out(site: Site, page: Page, times_a_day: int) -> None:
    sheet = week_sheet(
        crowded_week(times_a_day), first=FIRST, zone=None, place="Deventer", phone="0570-000010", url=site.url("/agenda/")
    )  # fmt: skip
    page.goto(site.url("/agenda/weekblad/"))

    page.evaluate(
        "html => { document.querySelector('main').innerHTML = html }", render_to_string(sheet.template_name, {"component": sheet})
    )

    assert pages_of(page) == 1
    shown = page.locator("li").count()
    assert shown + sheet.left_out == 7 * times_a_day
    # Not so careful that half of the paper stays white.
    assert shown >= min(7 * times_a_day, 18)
    if sheet.left_out:
        assert f"Er zijn nog {sheet.left_out} activiteiten" in page.locator("footer").inner_text()


def test_large_letters_leave_nothing_out(site: Site, page: Page) -> None:
    page.goto(site.url("/agenda/weekblad/?letters=groot", zone="zandweerd"))

    assert pages_of(page) >= 2
    assert "Er zijn nog" not in page.locator("footer").inner_text()
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.ww-weekblad')).fontSize)") >= 24


@dataclass(slots=True)
class PartnerSite:
    """The site of somebody else, whose one page holds this code."""

    url: str
    code: str = ""


@pytest.fixture
def partner() -> Iterator[PartnerSite]:
    """A server of its own on this machine: a browser lets no page from outside frame what is inside."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"<!DOCTYPE html><title>Kerk</title><style>body{{margin:0}}iframe{{border:0}}</style>{shown.code}".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        shown = PartnerSite(f"http://127.0.0.1:{server.server_port}/")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield shown
        server.shutdown()
        thread.join()


@pytest.fixture
def narrow_page(browser: Browser) -> Iterator[Page]:
    """A page as narrow as the column beside somebody's news."""
    with browser.new_context(viewport={"width": 280, "height": 600}) as profile:
        yield profile.new_page()


def test_another_site_frames_the_agenda_without_scripts_or_cookies(site: Site, partner: PartnerSite, narrow_page: Page) -> None:
    page, scripts = narrow_page, []
    page.goto(site.url("/agenda/op-uw-site/", zone="zandweerd"))
    partner.code = page.locator("#code").input_value()
    page.on("request", lambda request: scripts.append(request.url) if request.resource_type == "script" else None)

    page.goto(partner.url)
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", name="Te doen in Zandweerd").wait_for()

    assert "Koffie op dinsdag" in frame.locator("body").inner_text()
    assert scripts == []
    assert page.context.cookies() == []
    assert page.frames[1].evaluate("document.scrollingElement.scrollWidth") <= 280
    with page.context.expect_page() as opened:
        frame.get_by_role("link", name="Koffie op dinsdag").first.click()
    opened.value.wait_for_url("**/agenda/koffie-op-dinsdag/")


def test_no_other_page_of_ours_can_be_framed(site: Site, partner: PartnerSite, narrow_page: Page) -> None:
    refused: list[str] = []
    narrow_page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)

    partner.code = f'<iframe src="{site.url("/agenda/", zone="zandweerd")}"></iframe>'
    narrow_page.goto(partner.url, wait_until="networkidle")

    assert "Wat is er te doen" not in narrow_page.frame_locator("iframe").locator("body").inner_text()
    assert any("frame-ancestors" in text for text in refused)


def test_data_for_search_engines_is_allowed_by_our_policy(site: Site, page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    page.goto(site.url("/agenda/koffie-op-dinsdag/", zone="zandweerd"))

    assert (
        page.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent).name") == "Koffie op dinsdag"
    )
    assert complaints == []


@pytest.mark.parametrize("path", ["/agenda/insluiten/", "/agenda/weekblad/", "/agenda/weekblad/?letters=groot"])
def test_pages_outside_the_frame_of_the_site_have_no_violations(site: Site, page: Page, path: str) -> None:
    for width in (280, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        page.goto(site.url(path, zone="zandweerd"))

        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
