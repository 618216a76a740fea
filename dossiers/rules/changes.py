"""What changed in a text, sentence by sentence: pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

# A sentence ends at a mark with a space and a capital after it, or with its line.
_BREAK = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý0-9'\u2018\u201c\"])|\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextChange:
    """One part of a text in which sentences came, went or were said otherwise."""

    part: str
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a text, without what is empty."""
    return tuple(" ".join(piece.split()) for piece in _BREAK.split(text) if piece.strip())


def changes_between(before: Mapping[str, str], after: Mapping[str, str], *, parts: Sequence[str]) -> tuple[TextChange, ...]:
    """What is different between two texts of the same parts, in the order of `parts` and of the text.

    Sentences that only moved within a part count as gone and new.
    """
    return tuple(change for part in parts for change in _of_part(part, before.get(part, ""), after.get(part, "")))


def _of_part(part: str, before: str, after: str) -> Iterator[TextChange]:
    old, new = sentences_of(before), sentences_of(after)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield TextChange(part=part, gone=old[a:b], new=new[c:d])
