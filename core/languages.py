"""The languages of the site: Dutch at the plain address, each other one below its own code (`/en/zoeken/`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation

SOURCE = settings.LANGUAGE_CODE
OTHERS = tuple(code for code, _name in settings.LANGUAGES if code != SOURCE)
# Addresses that stand once, whatever the language of the page that leads there.
UNPREFIXED = ("/beheer/", "/static/", "/media/", "/documenten/", "/thema/", "/healthz/", "/sitemap.xml", "/robots.txt", "//")
# For programs, which read them in Dutch.
FEEDS = (".ics", ".atom", "/agenda.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLink:
    """The same page in one of the languages: its code, its name in that language, its address, whether it is being read."""

    code: str
    name: str
    url: str
    is_current: bool = False

    @property
    def direction(self) -> str:
        """`rtl` where one reads from the right."""
        return "rtl" if self.code in settings.LANGUAGES_BIDI else "ltr"


def active_language() -> str:
    """The language of what is being made now; Dutch outside a request."""
    code = translation.get_language() or SOURCE
    return code if code in OTHERS else SOURCE


def language_of_path(path: str) -> str:
    """The language that an address asks for; Dutch for one without a code."""
    first = path[1:].partition("/")[0]
    return first if first in OTHERS else SOURCE


def without_language(path: str) -> str:
    """An address of ours in Dutch."""
    code = language_of_path(path)
    return path if code == SOURCE else "/" + path[len(code) + 1 :].lstrip("/")


def in_language(path: str, code: str | None = None) -> str:
    """An address on this site in a language, by default the one that is being read.

    Takes what begins with a slash, with query and fragment; leaves alone the addresses of other sites, and those that have one
    address for all languages.
    """
    if not path.startswith("/") or path.startswith(UNPREFIXED) or path.partition("?")[0].endswith(FEEDS):
        return path
    code = active_language() if code is None else code
    plain = without_language(path)
    return plain if code == SOURCE else f"/{code}{plain}"


def languages_of(codes: Iterable[str], path: str, *, active: str) -> tuple[LanguageLink, ...]:
    """The links from one page to itself in Dutch and in these languages, in the order of the settings."""
    offered = {SOURCE, *codes}
    return tuple(
        LanguageLink(code=code, name=str(name), url=in_language(path, code), is_current=code == active)
        for code, name in settings.LANGUAGES
        if code in offered
    )


def in_every_language(words: Callable[[], dict[str, str]]) -> dict[str, dict[str, str]]:
    """What `words` says in each language but Dutch, by code, as far as it says something there."""
    found = {}
    for code in OTHERS:
        with translation.override(code):
            if said := words():
                found[code] = said
    return found


@contextmanager
def in_dutch() -> Iterator[None]:
    """Make what is kept or sent in Dutch, whoever's language is active: what is searched, mails, logs."""
    with translation.override(SOURCE):
        yield
