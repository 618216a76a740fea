"""axe-core on every screen of ours in the admin, found from the addresses there are: a new one is looked at without being named here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.urls import Resolver404, URLPattern, get_resolver, resolve
from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.e2e.conftest import AXE, DESK, PHONE, Site
from tests.e2e.people import log_in

pytestmark = pytest.mark.e2e
ADMIN = "beheer/"
OWN_APPS = frozenset(name.split(".")[0] for name in settings.INSTALLED_APPS if not name.startswith(("wagtail", "django")))
SNIPPETS = re.compile(rf"wagtailsnippets_({'|'.join(OWN_APPS)})_\w+:(list|add|edit)$")
PAGE_LISTS = frozenset({"dossier-list", "guide-list"})
PAGE_FORMS = frozenset({"wagtailadmin_pages:add", "wagtailadmin_pages:edit"})
# Pieces of a screen, files, and what needs a code of somebody who has none.
NO_SCREEN = re.compile(r"results|export|preview|made-home|check$|home$|second-factor|log-in")
# Wagtail's own: the bar above a screen, its menus, the sentence that counts results, the editor of texts, and the parts of a list,
# which have a number and no label.
NOT_OURS = [".w-slim-header", ".w-dropdown", "h2[role=alert]", ".Draftail-Editor", "[data-streamfield-child] input"]
WIDTH = "document.documentElement.scrollWidth"
# What has to be among them, whatever the demo city holds.
EXPECTED = {
    "accounts-log",
    "accounts-person",
    "agenda-sources",
    "consulting-hour",
    "dossier-usage",
    "moderation-show",
    "search-report",
    "socialmap-import",
    "socialmap-merge",
    "socialmap-overdue-print",
    "wagtailsnippets_dossiers_zoneaddition:edit",
    "wagtailadmin_pages:edit from dossier-list",
    "wagtailadmin_pages:edit from guide-list",
    "wagtailsnippets_sites_zone:edit",
    "zone-wizard",
}


def _patterns(within: Any, path: str = "", names: tuple[str, ...] = ()) -> Iterator[tuple[str, str, Any]]:
    """Every address below a resolver: its path, its name and its view."""
    for one in within.url_patterns:
        if isinstance(one, URLPattern):
            yield path + str(one.pattern), ":".join([*names, one.name or ""]), one.callback
        else:
            yield from _patterns(one, path + str(one.pattern), (*names, one.namespace) if one.namespace else names)


def _is_ours(name: str, view: Any) -> bool:
    """Whether a screen is made here, or is a list or form of Wagtail's with fields of ours."""
    module = getattr(view, "view_class", view).__module__.split(".")[0]
    return bool(SNIPPETS.match(name) or (module in OWN_APPS and not name.startswith("wagtail") and not NO_SCREEN.search(name)))


def _linked(page: Page, site: Site, *, source: str) -> Iterator[tuple[str, str]]:
    """The screens of ours that a screen leads to, name and address; forms of pages too, which are Wagtail's with fields of ours."""
    for link in page.eval_on_selector_all("main a[href]", "links => links.map(link => link.href)"):
        parts = urlsplit(link)
        if parts.path.startswith(f"/{ADMIN}") and link.startswith(site.url("/")):
            try:
                found = resolve(parts.path)
            except Resolver404:
                continue
            if found.view_name in PAGE_FORMS and source in PAGE_LISTS:
                yield f"{found.view_name} from {source}", parts.path
            elif _is_ours(found.view_name, found.func):
                yield found.view_name, f"{parts.path}?{parts.query}"


def _opens(page: Page, url: str) -> bool:
    """Go there; False for what only takes what is sent, or leads on: that is no screen."""
    try:
        answer = page.goto(url)
    except Error:
        return False
    return answer is not None and answer.status == HTTPStatus.OK and urlsplit(page.url).path == urlsplit(url).path


def _faults(page: Page) -> list[tuple[str, list[str]]]:
    """What is wrong with the screen that is open on a desk: its width there, and all on a phone, which it is on afterwards."""
    found = []
    widths = {DESK["width"]: page.evaluate(WIDTH)}
    page.set_viewport_size(PHONE)
    widths[PHONE["width"]] = page.evaluate(WIDTH)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    # Once: what is wrong on a desk is nearly always wrong on a phone too, and this takes seconds.
    outcome = page.evaluate(
        "left => axe.run({include: ['main'], exclude: left}, {resultTypes: ['violations'], iframes: false})", [[one] for one in NOT_OURS]
    )
    found += [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in outcome["violations"]]
    found += [("sideways", [f"{wide} px at {width}"]) for width, wide in widths.items() if wide > width]
    return found


def _look_at(profile: BrowserContext, site: Site, name: str, address: str) -> tuple[dict[str, str], list[tuple[str, list[str]]]] | None:
    """Where a screen leads, and what is wrong with it; None for what is no screen. In a window of its own, as one that failed lingers."""
    page = profile.new_page()
    try:
        return (dict(_linked(page, site, source=name)), _faults(page)) if _opens(page, site.url(address)) else None
    finally:
        page.close()


def test_no_screen_of_editors_has_violations_or_scrolls_sideways(site: Site, browser: Browser) -> None:
    profile = browser.new_context(viewport=DESK, locale="nl-NL", reduced_motion="reduce")
    log_in(site, profile.new_page())
    waiting = {
        name: f"/{path}"
        for path, name, view in _patterns(get_resolver())
        if path.startswith(ADMIN) and "<" not in path and "(?P" not in path and _is_ours(name, view)
    }
    asked, seen, faults = set(waiting), set(), {}
    while waiting:
        name, address = waiting.popitem()
        if found := _look_at(profile, site, name, address):
            seen.add(name)
            links, wrong = found
            waiting |= {other: link for other, link in links.items() if other not in asked}
            asked |= links.keys()
            if wrong:
                faults[address] = wrong
    profile.close()

    assert faults == {}
    assert seen >= EXPECTED
