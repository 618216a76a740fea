"""The states of a submission and the steps between them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from moderation.choices import Action, SubmissionState


class ModerationError(Exception):
    """A step that cannot be taken; the message can be shown."""


class AlreadyDecidedError(ModerationError):
    """Somebody else was first."""


class ChangedMeanwhileError(ModerationError):
    """What was looked at is not what there is now."""


class NotAllowedError(ModerationError):
    """Not by this person."""


# What each step leads to, from where it may be taken. What is not here cannot be done.
TRANSITIONS: Mapping[tuple[SubmissionState, Action], SubmissionState] = {
    (SubmissionState.RECEIVED, Action.TAKE): SubmissionState.REVIEWED,
    (SubmissionState.REVIEWED, Action.TAKE): SubmissionState.REVIEWED,
    **{
        (state, action): to
        for state in (SubmissionState.RECEIVED, SubmissionState.REVIEWED, SubmissionState.QUESTION)
        for action, to in (
            (Action.ASK, SubmissionState.QUESTION),
            (Action.ANSWER, SubmissionState.RECEIVED),
            (Action.REVISE, SubmissionState.RECEIVED),
            (Action.PUBLISH, SubmissionState.PUBLISHED),
            (Action.REFUSE, SubmissionState.REFUSED),
            (Action.WITHDRAW, SubmissionState.WITHDRAWN),
        )
    },
    (SubmissionState.PUBLISHED, Action.CHECK): SubmissionState.PUBLISHED,
}


def next_state(state: SubmissionState, action: Action) -> SubmissionState | None:
    """Where a step leads; None if it cannot be taken from here."""
    return TRANSITIONS.get((state, action))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text: as it was, taken out, or put in."""

    text: str
    is_gone: bool = False
    is_new: bool = False


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """What changed from one text to another, word by word."""
    old, new = _words(before), _words(after)
    pieces: list[Piece] = []
    for what, first, last, begin, end in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece(text="".join(old[first:last])))
            continue
        if last > first:
            pieces.append(Piece(text="".join(old[first:last]), is_gone=True))
        if end > begin:
            pieces.append(Piece(text="".join(new[begin:end]), is_new=True))
    return tuple(pieces)


def _words(text: str) -> list[str]:
    return re.findall(r"\s+|\S+", text)
