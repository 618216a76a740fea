"""From any text to plain lower-case words: the first step of everything that search does.

The same folding runs over documents and queries, so that two spellings of one word meet.
"""

from __future__ import annotations

import re
import unicodedata

# What a fold by decomposition does not reach: ligatures, stroked letters, one-character ij.
_LETTERS = str.maketrans(
    {
        "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ß": "ss", "ẞ": "ss", "đ": "d", "Đ": "d",
        "ð": "d", "Ð": "d", "ł": "l", "Ł": "l", "þ": "th", "Þ": "th", "\u0131": "i", "\u0130": "i", "ĳ": "ij", "Ĳ": "ij",
    }
)  # fmt: skip
# An apostrophe or a full stop inside a word belongs to it: "foto's", "zo'n", "w.m.o.".
_INNER_APOSTROPHE = re.compile(r"(?<=\w)['\u2019\u2018`\u00b4](?=\w)")
_ABBREVIATION = re.compile(r"\b(?:[a-z]\.){2,}")
_WORD = re.compile(r"[^\W_]+")
MAX_WORD_LENGTH = 60


def clean(text: str, *, limit: int) -> str:
    """The text without control and invisible characters, white space collapsed, cut at `limit` characters."""
    kept = "".join(character if _is_readable(character) else _stand_in(character) for character in text[: limit * 2])
    return " ".join(kept.split())[:limit].strip()


def fold(text: str) -> str:
    """Lower case without diacritics, ligatures, stroked letters and invisible characters."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    kept = (character for character in decomposed if not unicodedata.category(character).startswith(("M", "Cf", "Cs")))
    return "".join(kept).lower()


def tokens(text: str) -> list[str]:
    """The words of a text, folded, in order; words of more than 60 characters are cut."""
    folded = fold(text)
    # Most texts have neither, and looking for a character costs far less than looking for a pattern.
    if "'" in folded or not folded.isascii() or "`" in folded:
        folded = _INNER_APOSTROPHE.sub("", folded)
    if "." in folded:
        folded = _ABBREVIATION.sub(lambda match: match.group().replace(".", "") + " ", folded)
    return [word[:MAX_WORD_LENGTH] for word in _WORD.findall(folded)]


def shown_tokens(text: str) -> list[tuple[str, str]]:
    """The words of a text as (folded, as people write it in lower case), in order; both cut at 60 characters."""
    folded = tokens(text)
    found = _WORD.findall(_INNER_APOSTROPHE.sub("", unicodedata.normalize("NFC", text).lower()))
    written = [word[:MAX_WORD_LENGTH] for word in found]
    return list(zip(folded, written if len(written) == len(folded) else folded, strict=True))


def _is_readable(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def _stand_in(character: str) -> str:
    """Nothing for what is invisible within a word, a space for what parts words."""
    return "" if unicodedata.category(character) == "Cf" else " "
