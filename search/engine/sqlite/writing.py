"""The statements that write the embedded index, always in the caller's transaction."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice

from django.db import connection

from search.engine.base import Document
from search.engine.payload import from_json, to_json
from search.engine.sqlite import reading
from search.engine.sqlite.analysis import Analysis, analyse, sort_title
from search.engine.sqlite.schema import CREATE, DELETE, DROP, ID_BITS, ID_MASK, INSERT, OPTIMIZE
from search.engine.sqlite.signatures import content_of, id_of
from search.understanding.words import stem

Value = str | int | float | None
BATCH_SIZE = 2_000
# Writing so many documents at once leaves the full-text table in many pieces; then it is tidied.
MANY = 5_000

_STORE = """
    INSERT INTO search_searchdocument (id, key, kind, version, signature_id, sort_title, latitude, longitude, payload)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
    ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, version = excluded.version, signature_id = excluded.signature_id,
        sort_title = excluded.sort_title, latitude = excluded.latitude, longitude = excluded.longitude, payload = excluded.payload
"""
_COUNT_WORD = """
    INSERT INTO search_searchword (word, shown, stem, documents, titles) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (word) DO UPDATE SET documents = documents + excluded.documents, titles = titles + excluded.titles
"""
_STATE = """
    INSERT INTO search_searchstate (id, dictionary_token, index_token) VALUES (1, %s, %s)
    ON CONFLICT (id) DO UPDATE SET index_token = excluded.index_token
"""


@dataclass(frozen=True, slots=True)
class _Stored:
    """A document's row as it was before this write."""

    number: int
    version: int
    signature: int
    payload: str


@dataclass(slots=True)
class _WordCounts:
    """By how much the vocabulary changes: word → [as written, documents, titles]."""

    changes: dict[str, tuple[str, int, int]] = field(default_factory=dict)

    def add(self, analysis: Analysis, sign: int) -> None:
        """Count the words of one document, or take them off again."""
        for word, (shown, in_title) in analysis.words.items():
            before = self.changes.get(word, (shown, 0, 0))
            self.changes[word] = (before[0], before[1] + sign, before[2] + (sign if in_title else 0))


def store(documents: Iterable[Document]) -> None:
    """Store documents; an older version than what is there is left out, the same one changes nothing."""
    pending, written = iter(documents), 0
    while batch := list(islice(pending, BATCH_SIZE)):
        written += _store_batch(_newest(batch))
    if written >= MANY:
        _execute(OPTIMIZE)
    if written:
        _mark_change()


def remove(keys: Iterable[str]) -> None:
    """Remove documents by key; unknown keys are fine."""
    pending, removed = iter(keys), 0
    while batch := list(islice(pending, BATCH_SIZE)):
        stored = _stored(batch)
        counts = _WordCounts()
        for row in stored.values():
            counts.add(analyse(from_json(row.payload)), -1)
        _execute_many(DELETE, [[_row_id(row.signature, row.number)] for row in stored.values()])
        _execute_many("DELETE FROM search_searchdocument WHERE id = %s", [[row.number] for row in stored.values()])
        _write_words(counts)
        removed += len(stored)
    if removed:
        _mark_change()


def clear() -> None:
    """Forget everything but the signatures, which are true whatever is stored."""
    # Dropping the table is far quicker than deleting from it, and as safe within a transaction.
    _execute(DROP)
    _execute(CREATE)
    _execute("DELETE FROM search_searchdocument")
    _execute("DELETE FROM search_searchword")
    _mark_change()


def _newest(batch: Sequence[Document]) -> dict[str, Document]:
    """Each key once, with its highest version."""
    found: dict[str, Document] = {}
    for document in batch:
        if document.key not in found or found[document.key].version <= document.version:
            found[document.key] = document
    return found


def _store_batch(batch: dict[str, Document]) -> int:
    """Write one batch; returns how many documents changed."""
    stored = _stored(batch)
    contents = {key: content_of(document) for key, document in batch.items()}
    numbers = _intern(set(contents.values()))
    fresh = _next_number()
    counts = _WordCounts()
    removals: list[list[int]] = []
    texts: list[tuple[int, tuple[str, ...]]] = []
    rows: list[list[Value]] = []
    for key, document in batch.items():
        old, payload, signature = stored.get(key), to_json(document), numbers[contents[key]]
        if old and (old.version > document.version or (old.version == document.version and old.payload == payload)):
            continue
        if old:
            counts.add(analyse(from_json(old.payload)), -1)
            removals.append([_row_id(old.signature, old.number)])
        number = old.number if old else fresh
        fresh += 0 if old else 1
        analysis = analyse(document)
        counts.add(analysis, 1)
        texts.append((_row_id(signature, number), analysis.columns))
        rows.append(_row(document, number, signature, payload))
    _execute_many(DELETE, removals)
    _execute_many(_STORE, rows)
    # In order of row id: FTS5 writes a segment for every step back.
    _execute_many(INSERT, [[row, *columns] for row, columns in sorted(texts)])
    _write_words(counts)
    return len(rows)


def _row(document: Document, number: int, signature: int, payload: str) -> list[Value]:
    point = document.point
    place: list[Value] = [point.latitude, point.longitude] if point else [None, None]
    return [number, document.key, document.kind, document.version, signature, sort_title(document.title), *place, payload]


def _row_id(signature: int, number: int) -> int:
    return signature << ID_BITS | number


def _next_number() -> int:
    highest = reading.fetch("SELECT COALESCE(MAX(id), 0) FROM search_searchdocument", [])[0][0]
    if highest >= ID_MASK - BATCH_SIZE:
        raise OverflowError("The embedded index is full; rebuild it.")
    return int(highest) + 1


def _stored(keys: Iterable[str]) -> dict[str, _Stored]:
    rows = reading.fetch(
        "SELECT key, id, version, signature_id, payload FROM search_searchdocument WHERE key IN (SELECT value FROM json_each(%s))",
        [json.dumps(list(keys))],
    )
    return {key: _Stored(*rest) for key, *rest in rows}


def _intern(contents: set[str]) -> dict[str, int]:
    """The ids of signatures, made where they are new. An id taken by another content moves on by one."""
    known = dict(
        reading.fetch(
            "SELECT content, id FROM search_searchsignature WHERE content IN (SELECT value FROM json_each(%s))",
            [json.dumps(list(contents), ensure_ascii=False)],
        )
    )
    wanted = {content: id_of(content) for content in sorted(contents - known.keys())}
    taken = {
        number
        for (number,) in reading.fetch(
            "SELECT id FROM search_searchsignature WHERE id IN (SELECT value FROM json_each(%s))", [json.dumps(list(wanted.values()))]
        )
    }
    for content, asked in wanted.items():
        number = asked
        while number in taken or (number != asked and _is_signature(number)):
            number += 1
        taken.add(number)
        known[content] = number
    _execute_many("INSERT INTO search_searchsignature (id, content) VALUES (%s, %s)", [[known[content], content] for content in wanted])
    return known


def _is_signature(number: int) -> bool:
    return bool(reading.fetch("SELECT 1 FROM search_searchsignature WHERE id = %s", [number]))


def _write_words(counts: _WordCounts) -> None:
    changes = {word: change for word, change in counts.changes.items() if change[1] or change[2]}
    _execute_many(_COUNT_WORD, [[word, shown, stem(word), *numbers] for word, (shown, *numbers) in changes.items()])
    if any(documents < 0 for _, documents, _ in changes.values()):
        _execute("DELETE FROM search_searchword WHERE documents <= 0")


def _mark_change() -> None:
    _execute(_STATE, [uuid.uuid4().hex, uuid.uuid4().hex])


def _execute(statement: str, parameters: Sequence[Value] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _execute_many(statement: str, rows: Sequence[Sequence[Value]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)
