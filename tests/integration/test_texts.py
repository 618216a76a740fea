"""The texts of the interface: every one is translated, keeps its placeholders, and no page shows Dutch under another name."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import polib
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.translation import gettext, override
from wagtail.models import Page

from cms.catalogues import DOMAINS, read, untranslated_by_packages
from cms.management.commands.messages import collect
from cms.wagtail_texts import LANGUAGE_OF_PACKAGES
from core.languages import OTHERS, SOURCE
from search.services import rebuild_index
from sites.models import Zone
from socialmap.models import Entry
from tests.integration.test_budgets import ADDRESSES, filled
from tests.integration.test_languages import speak

__all__ = ["filled"]

PLACEHOLDER = re.compile(r"%\(\w+\)(?:0\d)?[sd]|\{\w*\}|%%")
# Words that stand in nearly every Dutch sentence of ours, and in no other of our languages.
DUTCH = frozenset(
    [
        "het",
        "een",
        "voor",
        "niet",
        "deze",
        "naar",
        "uur",
        "bij",
        "wijk",
        "wij",
        "uw",
        "staat",
        "kunt",
        "hulp",
        "zelf",
        "meer",
        "ook",
        "vandaag",
        "morgen",
        "maandag",
    ]
)
VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "use", "path", "circle", "rect"]
)


LISTS_OF_PACKAGES = [(code, domain) for code, _name in settings.LANGUAGES if code != LANGUAGE_OF_PACKAGES for domain in DOMAINS]


@pytest.fixture(scope="module")
def catalogues() -> dict[str, polib.POFile]:
    ours = {code: read(code) for code in OTHERS}
    return ours | {f"{code}, {domain} of packages": read(code, domain, of_packages=True) for code, domain in LISTS_OF_PACKAGES}


def test_every_text_of_the_interface_is_in_every_list_and_translated(catalogues: dict[str, polib.POFile]) -> None:
    texts = set(collect(Path(settings.BASE_DIR)))
    for code in OTHERS:
        listed = {(entry.msgctxt, entry.msgid) for entry in catalogues[code]}
        # `manage.py messages` brings the lists in step.
        assert (texts - listed, listed - texts) == (set(), set()), code


def test_every_text_of_a_package_is_translated_by_the_package_or_in_a_list_of_ours() -> None:
    for code, domain in LISTS_OF_PACKAGES:
        listed = {(entry.msgctxt, entry.msgid) for entry in read(code, domain, of_packages=True)}
        assert listed == untranslated_by_packages(code, domain).keys(), (code, domain)


def test_no_list_has_a_text_without_a_translation(catalogues: dict[str, polib.POFile]) -> None:
    for name, catalogue in catalogues.items():
        assert [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy] == [], name


@pytest.mark.parametrize(("code", "shown"), [("nl", "label"), ("tr", "API belirteci"), ("ar", "رمز API"), ("pl", "Token API")])
def test_a_list_of_ours_fills_up_what_a_package_has_not(code: str, shown: str) -> None:
    with override(code):
        assert shown == gettext("tag" if code == SOURCE else "API token")


def test_command_fails_on_lists_that_are_not_complete_and_writes_nothing(settings: Any, tmp_path: Path) -> None:
    call_command("messages", check=True, stdout=StringIO())
    settings.LOCALE_PATHS = [tmp_path, tmp_path / "packages"]

    with pytest.raises(CommandError, match=r"Er zijn nog \d{4,} vertalingen te schrijven"):
        call_command("messages", check=True, stdout=StringIO())
    assert list(tmp_path.iterdir()) == []


def test_translations_keep_what_is_filled_in(catalogues: dict[str, polib.POFile]) -> None:
    wrong = []
    for code, catalogue in catalogues.items():
        for entry in catalogue:
            known = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
            for said in [entry.msgstr, *entry.msgstr_plural.values()]:
                found = set(PLACEHOLDER.findall(said))
                if found - known or (entry.msgstr and known - found):
                    wrong.append((code, entry.msgid, said))

    assert wrong == []


class _Words(HTMLParser):
    """The words that are read on a page, but those in parts that say they are Dutch, and its title, which is of the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_left_out = (
            tag in {"script", "style", "title"}
            or given.get("lang") == "nl"
            or (bool(self.open) and self.open[-1][1] and "lang" not in given)
        )
        if tag not in VOID:
            self.open.append((tag, is_left_out))
        if not is_left_out:
            for name in ("alt", "aria-label", "placeholder", "title"):
                self.words += (given.get(name) or "").split()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1][1]):
            self.words += data.split()


def dutch_words(page: str) -> set[str]:
    """The Dutch words on a page that does not say that they are."""
    reader = _Words()
    reader.feed(page)
    return DUTCH & {word.strip(".,:;!?()'\"“”„").lower() for word in reader.words}


def test_the_reader_of_pages_tells_dutch_that_says_so_from_dutch_that_does_not() -> None:
    assert dutch_words('<p lang="nl">Wij zijn <b>er niet</b></p><p>You</p>') == set()
    assert dutch_words('<div lang="nl">Wij</div><p>You <i>niet</i><input placeholder="naar"></p>') == {"niet", "naar"}


@pytest.mark.django_db
@pytest.mark.parametrize("code", OTHERS)
def test_no_page_for_residents_shows_dutch_under_another_name(code: str, filled: Entry, zandweerd: Zone, on_zone: Client) -> None:
    speak(Page.objects.get(sites_rooted_here__is_default_site=True), code, title="Title", introduction="")
    front = zandweerd.site.root_page
    speak(front, code, title="Title", introduction="")
    speak(front.get_children().get(slug="contact"), code, title="Title", introduction="")
    rebuild_index()
    found = {}
    for name, address in ADDRESSES.items():
        if name != "suggestions":
            answer = on_zone.get(f"/{code}{address}")
            assert answer.status_code in (200, 404), address
            found[name] = dutch_words(answer.content.decode())

    assert {name: words for name, words in found.items() if words} == {}
