"""Which activity of a calendar is which one that we have: by its UID, or else by what it is. Pure.

Some programs (Office 365 among them) give every activity a new UID each time. So one whose UID is unknown is compared
with those that have gone from the same calendar: the same title, times and place make it the same activity.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC

from agenda.rules.reading import ReadEvent

_NOT_A_WORD = re.compile(r"\W+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An activity that was imported before."""

    pk: int
    uid: str
    recurrence: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An activity that was read, and which one it is of those that we have; None is a new one."""

    event: ReadEvent
    known: Known | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """All that was read, each activity once, and what was there before and is not any more."""

    matches: tuple[Match, ...]
    vanished: tuple[Known, ...]


def fingerprint(event: ReadEvent) -> str:
    """What an activity is, whatever its UID: its title, its rule and time or its first moment, and its place."""
    when = f"{event.rule} {event.starts_at:%H:%M}" if event.rule else f"{event.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M}"
    text = "\n".join((_folded(event.title), when, _folded(event.place)))
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def match_events(read: Sequence[ReadEvent], known: Sequence[Known]) -> Matched:
    """Find for each activity which one it is; the order in which they were read makes no difference."""
    by_key = {(row.uid, row.recurrence): row for row in known}
    ordered = sorted(read, key=lambda event: (event.starts_at, event.title, event.uid, event.recurrence))
    matches = [Match(event=event, known=by_key.pop(key)) for event in ordered if (key := (event.uid, event.recurrence)) in by_key]
    taken = {(match.event.uid, match.event.recurrence) for match in matches}
    seen = {fingerprint(match.event) for match in matches}
    gone: defaultdict[str, list[Known]] = defaultdict(list)
    for row in sorted(by_key.values(), key=lambda row: -row.pk):
        gone[row.fingerprint].append(row)
    for event in ordered:
        mark = fingerprint(event)
        if (event.uid, event.recurrence) in taken or mark in seen:
            continue
        seen.add(mark)
        taken.add((event.uid, event.recurrence))
        matches.append(Match(event=event, known=gone[mark].pop() if gone.get(mark) else None))
    vanished = sorted((row for rows in gone.values() for row in rows), key=lambda row: row.pk)
    return Matched(matches=tuple(matches), vanished=tuple(vanished))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return _NOT_A_WORD.sub(" ", "".join(letter for letter in plain if not unicodedata.combining(letter))).strip()
