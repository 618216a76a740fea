"""Comparing both stages of the index by fingerprint, and putting right what differs and nothing else.

Stage one: what may be found, against the index in the database. Stage two: that index, against the engine
outside the database. Everything is read in pieces and sorted on disk, so that memory does not grow.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from search.engine.base import Document
from search.engine.factory import remote_engine
from search.engine.payload import digest, to_json
from search.models import OutboxRow, SearchDocument
from search.services.index import Progress, everything, in_batches, index_documents, remove_documents
from search.services.outbox import note_changes

PIECE = 2_000

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDifference:
    """Keys of documents that should be in an index and are not, are there with other content, or should not be.

    `found` has the fingerprint of what was there instead.
    """

    missing: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    ghosts: tuple[str, ...] = ()
    found: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        """Whether the index is what it should be."""
        return not self.keys

    @property
    def keys(self) -> tuple[str, ...]:
        """All of them."""
        return (*self.missing, *self.stale, *self.ghosts)


def compare_index(*, progress: Progress | None = None) -> IndexDifference:
    """Compare the index in the database with all sources; costs what reading both costs."""
    with _Shelf((document.key, digest(to_json(document))) for document in everything(progress)) as wanted, _Shelf(_stored()) as stored:
        return _difference(wanted, stored)


def compare_remote(*, index: str = "") -> IndexDifference:
    """Compare the engine outside the database with the index in it; `index` is one that is being built.

    What changes meanwhile is no difference: it waits in the outbox. Raises EngineUnavailableError.
    """
    engine = remote_engine()
    if engine is None:
        return IndexDifference()
    with _Shelf(_stored()) as wanted:
        # In this order: a change that was read above and is not passed on yet is among these.
        waiting = _waiting()
        difference = _difference(wanted, engine.digests(of=index))
        expected = {key: wanted[key] for key in difference.keys}
    now = _digests_of(difference.keys)
    moving = {key for key in difference.keys if key in waiting or now.get(key) != expected[key]} | (_waiting() & set(difference.keys))
    return IndexDifference(
        missing=tuple(key for key in difference.missing if key not in moving),
        stale=tuple(key for key in difference.stale if key not in moving),
        ghosts=tuple(key for key in difference.ghosts if key not in moving),
        found={key: value for key, value in difference.found.items() if key not in moving},
    )


def repair_index(*, difference: IndexDifference, progress: Progress | None = None) -> int:
    """Put right what `compare_index` found, a piece at a time; returns how many documents were.

    What has changed since the comparison is right already and stays as it is.
    """
    wanted, done = {*difference.missing, *difference.stale}, 0
    if wanted:
        for batch in in_batches(document for document in everything(progress) if document.key in wanted):
            done += _put_right(batch, difference.found)
    for keys in in_batches(difference.ghosts):
        with transaction.atomic():
            same = [key for key, (found, _) in _locked(keys).items() if found == difference.found[key]]
            remove_documents(keys=same)
            done += len(same)
    return done


def repair_remote(*, difference: IndexDifference) -> int:
    """Note what `compare_remote` found as changed, so that the next drain puts it right; returns how many."""
    note_changes(keys=difference.keys)
    return len(difference.keys)


@transaction.atomic
def _put_right(documents: Iterable[Document], found: Mapping[str, str]) -> int:
    """Store these documents instead of what was found there, also where that has a higher version."""
    wanted = {document.key: document for document in documents}
    stored = _locked(wanted)
    same = [document for key, document in wanted.items() if stored.get(key, (None, 0))[0] == found.get(key)]
    remove_documents(keys=[document.key for document in same if document.key in stored and stored[document.key][1] > document.version])
    index_documents(documents=same)
    return len(same)


def _locked(keys: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Fingerprint and version of stored documents, held until the transaction ends."""
    rows = SearchDocument.objects.select_for_update().filter(key__in=list(keys)).order_by("key")
    return {key: (digest(payload), version) for key, payload, version in rows.values_list("key", "payload", "version")}


def _digests_of(keys: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for batch in in_batches(keys):
        found.update({key: digest(payload) for key, payload in SearchDocument.objects.filter(key__in=batch).values_list("key", "payload")})
    return found


def _waiting() -> set[str]:
    return set(OutboxRow.objects.alive().values_list("key", flat=True).iterator())


def _stored() -> Iterator[Pair]:
    """Key and fingerprint of every document of the index in the database, in the order of its ids."""
    last = -1
    while rows := list(SearchDocument.objects.filter(id__gt=last).order_by("id").values_list("id", "key", "payload")[:PIECE]):
        yield from ((key, digest(payload)) for _, key, payload in rows)
        last = rows[-1][0]


def _difference(wanted: Iterable[Pair], stored: Iterable[Pair]) -> IndexDifference:
    """Walk along two lists that are both sorted by key."""
    missing: list[str] = []
    stale: list[str] = []
    ghosts: list[str] = []
    found: dict[str, str] = {}
    expected, actual = _walk(wanted), _walk(stored)
    left, right = expected(), actual()
    while left or right:
        if right is None or (left is not None and left[0] < right[0]):
            missing.append(left[0] if left else "")
            left = expected()
        elif left is None or right[0] < left[0]:
            ghosts.append(right[0])
            found[right[0]] = right[1]
            right = actual()
        else:
            if left[1] != right[1]:
                stale.append(left[0])
                found[right[0]] = right[1]
            left, right = expected(), actual()
    return IndexDifference(missing=tuple(missing), stale=tuple(stale), ghosts=tuple(ghosts), found=found)


def _walk(pairs: Iterable[Pair]) -> Callable[[], Pair | None]:
    pending = iter(pairs)
    return lambda: next(pending, None)


class _Shelf:
    """Pairs in the order of their keys, kept on disk; the order is that of code points, as servers sort keywords."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._pairs = pairs
        self._disk = sqlite3.connect("")

    def __enter__(self) -> _Shelf:
        self._disk.execute("CREATE TABLE pair (key TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID")
        self._disk.executemany("INSERT OR REPLACE INTO pair VALUES (?, ?)", self._pairs)
        return self

    def __exit__(self, *args: object) -> None:
        self._disk.close()

    def __iter__(self) -> Iterator[Pair]:
        after = ""
        while rows := self._disk.execute("SELECT key, digest FROM pair WHERE key > ? ORDER BY key LIMIT ?", [after, PIECE]).fetchall():
            yield from rows
            after = rows[-1][0]

    def __getitem__(self, key: str) -> str | None:
        row = self._disk.execute("SELECT digest FROM pair WHERE key = ?", [key]).fetchone()
        return str(row[0]) if row else None
