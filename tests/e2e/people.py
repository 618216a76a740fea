"""What people do in more than one walk: log in, decide, and follow the link of a mail."""

from __future__ import annotations

import email
import email.policy
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site

# Who is in stays in: an account may log in ten times in a quarter of an hour, and there are more walks than that.
_sessions: dict[Site, Any] = {}


def log_in(site: Site, page: Page) -> None:
    """Into the admin, as the editor of the demo city; with the form the first time."""
    page.context.add_cookies(_sessions.get(site, []))
    page.goto(site.url("/beheer/"))
    if site not in _sessions:
        page.get_by_label("E-mailadres").fill(site.email)
        page.get_by_label("Wachtwoord").fill(site.password)
        page.get_by_role("button", name=re.compile("Inloggen|Aanmelden")).click()
    expect(page.locator("body")).to_contain_text("op u")
    _sessions[site] = page.context.cookies()


def decide(site: Site, page: Page, title: str) -> None:
    """Publish what waits under a title."""
    page.goto(site.url("/beheer/nakijken/"))
    open_submission(page, title)
    page.get_by_role("button", name=re.compile("^Plaatsen")).click()
    expect(page.locator("body")).to_contain_text(f"'{title}' is geplaatst")


def open_submission(page: Page, title: str) -> None:
    """One of the queue; its keys work when the page is complete."""
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("button", name=re.compile("^Plaatsen"))).to_be_visible()
    page.wait_for_load_state()


def follow_link(page: Page, mailbox: Path, to: str, subject: str) -> None:
    """Open the one link of the newest mail with this subject, and press the button that logs in."""
    found = [mail for mail in mails(mailbox) if mail["Subject"] == subject and mail["To"] == to]
    (link,) = re.findall(r"http\S+/inloggen/\S+", found[-1].get_content())
    page.goto(link)
    page.locator("main").get_by_role("button").first.click()


def mails(mailbox: Path) -> list[email.message.EmailMessage]:
    """All mails that were sent, the oldest first."""
    texts = [part for file in sorted(mailbox.iterdir()) for part in file.read_text(encoding="utf-8").split("-" * 79)]
    return [email.message_from_string(text.strip(), policy=email.policy.default) for text in texts if text.strip()]  # type: ignore[misc]
