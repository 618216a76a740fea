"""Texts of others as plain text: no markup, no control characters, no more than fits. Pure."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MARKUP = re.compile(r"<[a-zA-Z/!]")
_BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Control characters, halves of characters, and what turns the direction of writing or cannot be seen.
_UNWANTED = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f\ud800-\udfff\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffd]")
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n\s*\n\s*")
_BLOCKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"}
_SILENT = re.compile(r"<!--|<(script|style|head|title|template|svg|iframe|object)(?![a-z])")
_TAG = re.compile(r"</?([a-zA-Z]*)[^<>]*>")
_OPEN = re.compile(r"<(?=[a-zA-Z/!])")


def unescaped(value: str) -> str:
    """The text that an iCalendar value stands for."""
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def plain_text(value: str, *, longest: int) -> str:
    """Clean text of at most so many characters, with its paragraphs; markup leaves its words."""
    if value.isascii() and value.isprintable() and "<" not in value and "  " not in value:
        # Most titles and places are as they should be.
        return clipped(value.strip(), longest)
    text = _BREAKS.sub("\n", value[: longest * 4])
    if _MARKUP.search(text):
        text = _without_markup(text)
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", text))
    text = _EMPTY_LINES.sub("\n\n", _SPACES.sub(" ", text)).strip()
    return clipped(text, longest)


def one_line(value: str, *, longest: int) -> str:
    """The same on a single line."""
    return clipped(" ".join(plain_text(value, longest=longest * 2).split()), longest)


def clipped(text: str, longest: int) -> str:
    """No more than so many characters, ended at a word."""
    if len(text) <= longest:
        return text
    head = text[: longest - 1]
    whole = head.rsplit(None, 1)[0] if len(head.split()) > 1 else head
    return f"{whole.rstrip(' ,.;:-')}…"


def _without_markup(text: str) -> str:
    """The words of markup, in time that grows with its length alone. What is left of broken tags goes too."""
    words = unescape(_without_tags(_without_silent(text)))
    return _without_tags(_without_silent(words)) if _MARKUP.search(words) else words


def _without_silent(text: str) -> str:
    """Without comments, and without elements that hold no words for people; one that is not closed goes on to the end."""
    pieces, at = [], 0
    lower = text.lower()
    while match := _SILENT.search(lower, at):
        pieces.append(text[at : match.start()])
        closing = "-->" if match.group() == "<!--" else f"</{match[1]}"
        end = lower.find(closing, match.end())
        if end < 0:
            return "".join(pieces)
        at = end + (len(closing) if closing == "-->" else 0)
    return "".join([*pieces, text[at:]])


def _without_tags(text: str) -> str:
    return _OPEN.sub("", _TAG.sub(lambda tag: "\n" if tag[1].lower() in _BLOCKS else "", text))
