"""What of a typed text may be remembered: words that everybody uses, and nothing that looks like a person.

Pure: the caller says which words are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from search.understanding.folding import clean, tokens
from search.understanding.queries import MAX_TEXT_LENGTH, MAX_WORDS

# Stands where words were left out.
GAP = "…"
MIN_COUNTED_LENGTH = 4
MAX_COUNTED_LENGTH = 30
_ADDRESS = r"\S*@\S*|(?:https?://|www\.)\S+"
_POSTCODE = r"\b[1-9]\d{3}\s?[a-z]{2}\b"
_NEVER_KEPT = re.compile(rf"{_ADDRESS}|{_POSTCODE}|\S*\d\S*", re.IGNORECASE)
# In a text that editors read numbers may stand, up to what could be of one person: "80 jaar", "2 kinderen".
_CONTACT = re.compile(rf"{_ADDRESS}|{_POSTCODE}|\+?\(?\d(?:[\s().\-/]*\d){{5,}}", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedWord:
    """A folded word as it was typed; an empty `word` stands for something that is never kept.

    `is_capitalised` words may be names.
    """

    word: str = ""
    is_capitalised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a query: its known words, and the unknown ones that may be counted without being read."""

    text: str
    unknown: tuple[str, ...]


def typed_words(text: str) -> tuple[TypedWord, ...]:
    """The words of a query, at most 24; numbers and addresses leave an empty one behind."""
    chunks = _NEVER_KEPT.sub(f" {GAP} ", clean(text, limit=MAX_TEXT_LENGTH)).split()
    return tuple(word for chunk in chunks for word in _words_of(chunk))[:MAX_WORDS]


def kept_of(words: Sequence[TypedWord], known: Mapping[str, str]) -> Kept:
    """Leave out what is not known; `known` gives the form in which a known word is written down."""
    forms = [known.get(typed.word, "") for typed in words]
    private = [not form and (typed.is_capitalised or not typed.word) for typed, form in zip(words, forms, strict=True)]
    unknown = [
        typed.word
        for at, typed in enumerate(words)
        # Beside a number or a name stands a street, a surname, a first name.
        if not forms[at] and not any(private[max(0, at - 1) : at + 2]) and MIN_COUNTED_LENGTH <= len(typed.word) <= MAX_COUNTED_LENGTH
    ]
    return Kept(text=_joined(forms), unknown=tuple(dict.fromkeys(unknown)))


def without_contact_details(text: str, *, limit: int) -> str:
    """A text that somebody wrote to us, without telephone numbers, postcodes, long numbers and addresses on the internet."""
    return clean(_CONTACT.sub(GAP, clean(text, limit=limit)), limit=limit)


def _words_of(chunk: str) -> list[TypedWord]:
    if chunk == GAP:
        return [TypedWord()]
    is_capitalised = any(character.isupper() for character in chunk)
    # What folds to digits ("②") is as little a word as digits are.
    return [TypedWord(word=word, is_capitalised=is_capitalised) if word.isalpha() else TypedWord() for word in tokens(chunk)]


def _joined(forms: Iterable[str]) -> str:
    """The words with one mark wherever some are missing, within the length that is stored; empty if all are."""
    kept: list[str] = []
    length = 0
    for form in forms:
        if length + len(form) > MAX_TEXT_LENGTH - 2 * len(GAP):
            break
        if form or not kept or kept[-1] != GAP:
            kept.append(form or GAP)
            length += len(kept[-1]) + 1
    return "" if set(kept) <= {GAP} else " ".join(kept)
