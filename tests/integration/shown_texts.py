"""What can be read on a page of the admin, and which words of it belong to no list of translations of its language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.fields.files import FieldFile
from django.utils.translation import get_language_info
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField

from cms.catalogues import DOMAINS, Entry, read, said_by_packages
from cms.wagtail_texts import LANGUAGE_OF_PACKAGES, TEXTS
from core.languages import OTHERS, SOURCE

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "use", "path", "circle", "rect"]
)
READ_ALOUD = ("title", "aria-label", "aria-description", "placeholder", "alt", "label", "value")
# Names of things that are the same in every language: languages in their own words, kinds of files.
OWN_NAMES = (
    *(name for code, own in settings.LANGUAGES for name in (own, get_language_info(code)["name_local"])),
    *settings.WAGTAILIMAGES_EXTENSIONS,
    *settings.WAGTAILDOCS_EXTENSIONS,
    "TSV",
)
FILLED_IN = re.compile(r"%\(\w+\)(?:0\d)?[sd]|%[sd]|\{\w*\}|<[^>]+>|&\w+;")
TAG = re.compile(r"<[^>]+>")
WORD = re.compile(r"[^\W\d_]{2,}")
# How much is filled in where a list says which of its things it shows: "1-20 van 45 pagina's".
FILLED_IN_OF_A_COUNT = 4
# Attributes that hold orders for scripts.
ORDERS = ("data-action", "data-controller", "data-contentpath")
# Names for programs in what a page hands to its scripts: classes, icons, addresses, fields, orders, panels.
FOR_PROGRAMS = re.compile(
    r"[\w.:/#?=&,%+*\[\]{}()$^|\\~@!-]*|(?:[a-z0-9_]+-[\w-]+|w-\S+|icon)(?:\s+\S+)*|[MmLlHhVvCcSsZz0-9 .,-]+|.*(?:\[data-|->|w-\w+#).*",
    re.ASCII | re.DOTALL,
)
# One word of those that people read: "Kies", and not "FieldPanel".
ONE_WORD = re.compile(r"[^\W\d_a-z][^\W\d_A-Z]+")
# Texts that are the same for everybody: keys to press, addresses.
SAME_FOR_ALL = re.compile(r"(?:Ctrl|⌘|Alt|Shift|Esc)(?: \+ \S+)*|https?://\S+|[\w-]+\.(?:[a-z]{3,4}|[a-z]+page)")
# What the database has that nobody typed: names of the framework, copies of what is elsewhere.
NOT_TYPED = (
    "contenttypes",
    "sessions",
    "auth.permission",
    "wagtailcore.referenceindex",
    "search.search",
    "search.readingfigure",
    "migrations",
)


class _Reader(HTMLParser):
    """Texts, attributes that are read aloud, and texts in the JSON of scripts; without parts that say they are Dutch."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool, str]] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_dutch = given["lang"] == "nl" if "lang" in given else bool(self.open) and self.open[-1][1]
        if tag not in VOID:
            self.open.append((tag, is_dutch or tag == "style", given.get("type", "")))
        if is_dutch:
            return
        is_button = tag == "input" and given.get("type") in ("submit", "button", "reset")
        self.texts += [given[name] for name in READ_ALOUD if given.get(name) and (name != "value" or is_button)]
        for name, value in given.items():
            if name.startswith("data-") and value and name not in ORDERS:
                self.texts += _of_json(value)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, is_left_out, kind = self.open[-1] if self.open else ("", False, "")
        if is_left_out or not data.strip():
            return
        if tag != "script":
            self.texts.append(" ".join(data.split()))
        elif "json" in kind:
            self.texts += _of_json(data)


@cache
def texts_of(body: str) -> tuple[str, ...]:
    """What can be read in a page, or in a piece of one."""
    reader = _Reader()
    reader.feed(body)
    reader.close()
    return tuple(dict.fromkeys(reader.texts))


def _of_json(value: str) -> list[str]:
    try:
        found = list(_strings(json.loads(value)))
    except ValueError:
        found = [value]
    texts: list[str] = []
    for text in found:
        if text.startswith("{"):
            continue  # what somebody typed in an editor with buttons
        if "<" in text and ">" in text:
            texts += texts_of(text)
        elif not FOR_PROGRAMS.fullmatch(text) or ONE_WORD.fullmatch(text):
            texts.append(" ".join(text.split()))
    return texts


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def texts_in(content_type: str, body: str) -> tuple[str, ...]:
    """What can be read in an answer: a page, or the JSON of a window that opens above one."""
    return tuple(_of_json(body)) if "json" in content_type else texts_of(body)


def words_of(text: str) -> set[str]:
    """The words of a text, in small letters."""
    return {word.casefold() for word in WORD.findall(text)}


class Vocabulary:
    """What a language may show: the words of all its lists of translations, and content.

    Dutch or English of a package is strange in another language as ours is: what it has not translated stands in lists of ours.
    """

    def __init__(self, code: str, typed: frozenset[str]) -> None:
        ours = tuple(read(code))
        theirs = [*_of_packages(code), *(entry for domain in DOMAINS for entry in read(code, domain, of_packages=True))]
        self.translated = {entry.msgid for entry in ours if entry.msgstr and entry.msgstr != entry.msgid}
        self.said = {text for entry in (*ours, *theirs) for text in (entry.msgstr, *entry.msgstr_plural.values())}
        if code == SOURCE:
            self.said |= {text for entry in read(OTHERS[0]) for text in (entry.msgid, entry.msgid_plural)}
        elif code == LANGUAGE_OF_PACKAGES:
            self.said |= TEXTS | {text for entry in theirs for text in (entry.msgid, entry.msgid_plural)}
        self.words = words_of(" ".join(FILLED_IN.sub(" ", text) for text in (*self.said, *OWN_NAMES)))
        self.patterns = _glued(self.said)
        self.typed = typed
        self.longest_first = sorted(typed, key=len, reverse=True)
        self.answers: dict[str, frozenset[str]] = {}

    def strange_in(self, text: str) -> frozenset[str]:
        """The words that are of no list of this language and were not typed; a text of ours that stayed Dutch as a whole."""
        if text not in self.answers:
            self.answers[text] = self._strange_in(text)
        return self.answers[text]

    def _strange_in(self, text: str) -> frozenset[str]:
        if text in self.typed or text in OWN_NAMES or SAME_FOR_ALL.fullmatch(text):
            return frozenset()
        is_as_in_the_code = text in self.translated and text not in self.said
        if not is_as_in_the_code and not words_of(FILLED_IN.sub(" ", text)) - self.words:
            return frozenset()
        if any(pattern.fullmatch(text) for pattern in self.patterns):
            return frozenset()
        if is_as_in_the_code:
            return frozenset([text])
        rest = FILLED_IN.sub(" ", text)
        for typed in self.longest_first:
            if typed in rest:
                rest = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", " ", rest)
        return frozenset(words_of(rest) - self.words)


def _glued(said: set[str]) -> list[re.Pattern[str]]:
    """Translations in which a word touches what is filled in, so that both are one word on the page."""
    return [_pattern(" ".join(text.split())) for text in said if re.search(r"\w%\(|%\(\w+\)s\w", text)]


def _pattern(text: str) -> re.Pattern[str]:
    """A text with anything where something is filled in, a number before it, the title of a page after it."""
    return re.compile(rf"[\d.]* ?{'.*'.join(map(re.escape, FILLED_IN.split(text)))}(?:.* - Wijkwinkel)?", re.IGNORECASE)


@cache
def _of_packages(code: str) -> tuple[Entry, ...]:
    """The lists of Django, Wagtail and other packages; the English ones hold every text, the others what is translated."""
    kind = "po" if code == LANGUAGE_OF_PACKAGES else "mo"
    return tuple(entry for domain in DOMAINS for _package, entry in said_by_packages(code, domain, kind))


def typed_texts() -> frozenset[str]:
    """Every text that the database holds, also inside JSON. A query a model.

    Inside JSON a single word in small letters that texts of ours use too counts for nothing: it is more often the value of a
    choice, which must not reach a page.
    """
    dutch = words_of(" ".join(entry.msgid for entry in read(OTHERS[0])))
    found: set[str] = set()
    for model in apps.get_models():
        if not model._meta.label_lower.startswith(NOT_TYPED):
            names = [field.attname for field in model._meta.concrete_fields if _holds_text(field)]
            for row in model._base_manager.values_list(*names) if names else ():
                for value in row:
                    found.update([value.strip()] if isinstance(value, str) else [])
                    found.update(text.strip() for text in _inside(value) if text not in dutch)
    return frozenset(text for text in found if len(text) > 1 and WORD.search(text))


def _holds_text(field: models.Field[Any, Any]) -> bool:
    of_text = (models.CharField, models.TextField, models.JSONField, models.FileField, StreamField)
    return isinstance(field, of_text) and not isinstance(field, models.SlugField) and not field.choices


def _inside(value: Any) -> Iterator[str]:
    if isinstance(value, StreamValue):
        value = list(value.raw_data)
    elif isinstance(value, FieldFile) and value.name:
        yield from (value.name, Path(value.name).name)
    if isinstance(value, str) and value[:1] in ("{", "[", "<"):
        yield from (part for text in _of_json(value) for part in (text, *text.split("\n")))
    elif not isinstance(value, str):
        yield from _strings(value)
