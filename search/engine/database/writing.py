"""Writing the index, always in the caller's transaction, while others may write as well.

What two transactions could both want to change is either theirs for the time being (a document, by its key) or
never changed in place: signatures, counts of words and tokens are added to, so nobody waits for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from search.engine.base import Document
from search.engine.database import tokens
from search.engine.database.analysis import Analysis, analyse, sort_title
from search.engine.database.dialect import Dialect, DocumentRow, WordChange
from search.engine.database.layout import row_id
from search.engine.database.signatures import content_of, ids_of
from search.engine.database.statements import execute, execute_among, fetch_among
from search.engine.database.storable import storable
from search.engine.payload import from_json
from search.understanding.words import stem

BATCH_SIZE = 2_000
# Writing so many documents at once leaves the full-text table in many pieces; then it is tidied.
MANY = 5_000
_STORED = "SELECT key, id, version, signature_id, payload FROM search_searchdocument WHERE key AMONG %s ORDER BY key"
Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class _Stored:
    """A document's row as it was before this write."""

    number: int
    version: int
    signature: int
    payload: str


@dataclass(frozen=True, slots=True)
class _Change:
    """A document to write, in the place of an old one or as a new one."""

    row: DocumentRow
    analysis: Analysis
    old: _Stored | None


@dataclass(slots=True)
class _WordCounts:
    """By how much the vocabulary changes: word → (as written, documents, titles), and all documents together."""

    changes: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    documents: int = 0

    def add(self, analysis: Analysis, sign: int) -> None:
        """Count the words of one document, or take them off again."""
        self.documents += sign
        for word, (shown, in_title) in analysis.words.items():
            before = self.changes.get(word, (shown, 0, 0))
            self.changes[word] = (before[0], before[1] + sign, before[2] + (sign if in_title else 0))

    def write(self, dialect: Dialect) -> None:
        """Write what has changed."""
        found = [
            WordChange(word, shown, stem(word), documents, titles)
            for word, (shown, documents, titles) in sorted(self.changes.items())
            if documents or titles
        ]
        if found or self.documents:
            dialect.count_words(found, self.documents)


def store(dialect: Dialect, documents: Iterable[Document]) -> None:
    """Store documents; an older version than what is there is left out, the same one changes nothing."""
    written = sum(_store_batch(dialect, _newest(batch)) for batch in _batches(documents))
    if written >= MANY:
        dialect.tidy_texts()
    if written:
        tokens.renew(tokens.INDEX)


def remove(dialect: Dialect, keys: Iterable[str]) -> None:
    """Remove documents by key; unknown keys are fine."""
    removed = 0
    for batch in _batches(keys):
        stored = _stored(dialect, batch)
        counts = _WordCounts()
        for row in stored.values():
            counts.add(analyse(from_json(row.payload)), -1)
        dialect.delete_texts([row_id(row.signature, row.number) for row in stored.values()])
        numbers = [row.number for row in stored.values()]
        execute_among(dialect, "DELETE FROM search_searchdocument WHERE id AMONG %s", numbers)
        counts.write(dialect)
        removed += len(stored)
    if removed:
        tokens.renew(tokens.INDEX)


def clear(dialect: Dialect) -> None:
    """Forget everything but the signatures, which are true whatever is stored."""
    dialect.begin_clear()
    dialect.clear_texts()
    execute("DELETE FROM search_searchdocument")
    dialect.clear_words()
    tokens.renew(tokens.INDEX)


def _batches(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    pending = iter(things)
    while batch := list(islice(pending, BATCH_SIZE)):
        yield batch


def _newest(batch: Sequence[Document]) -> dict[str, Document]:
    """Each key once, with its highest version."""
    found: dict[str, Document] = {}
    for document in batch:
        if document.key not in found or found[document.key].version <= document.version:
            found[document.key] = document
    return found


def _store_batch(dialect: Dialect, batch: Mapping[str, Document]) -> int:
    """Write one batch; returns how many documents changed.

    A key that somebody else stores at the same time is known as soon as they are done, and then tried again.
    """
    written = 0
    left = batch
    while left:
        changes = _changes(dialect, left)
        inserted = dialect.insert_documents([change.row for change in changes if not change.old])
        done = [change for change in changes if change.old or change.row.key in inserted]
        dialect.update_documents([change.row for change in done if change.old])
        dialect.delete_texts([row_id(change.old.signature, change.old.number) for change in done if change.old])
        # In order of row id: a full-text table writes a segment for every step back.
        texts = sorted(((row_id(change.row.signature, change.row.number), change.analysis) for change in done), key=lambda text: text[0])
        dialect.insert_texts(texts)
        _counted(done).write(dialect)
        written += len(done)
        left = {change.row.key: batch[change.row.key] for change in changes if not change.old and change.row.key not in inserted}
    return written


def _changes(dialect: Dialect, batch: Mapping[str, Document]) -> list[_Change]:
    """What has to be written of a batch, by key: so that two of them wait for each other in one order."""
    stored = _stored(dialect, batch)
    cleaned = {key: storable(document) for key, document in sorted(batch.items())}
    newer = {key: (document, payload) for key, (document, payload) in cleaned.items() if _is_news(document, payload, stored.get(key))}
    contents = {key: content_of(document) for key, (document, _) in newer.items()}
    signatures = ids_of(dialect, contents.values()) if newer else {}
    fresh = iter(dialect.fresh_numbers(len(newer.keys() - stored.keys())))
    changes = []
    for key, (document, payload) in newer.items():
        old = stored.get(key)
        row = _row(document, old.number if old else next(fresh), signatures[contents[key]], payload)
        changes.append(_Change(row, analyse(document), old))
    return changes


def _is_news(document: Document, payload: str, old: _Stored | None) -> bool:
    return old is None or old.version < document.version or (old.version == document.version and old.payload != payload)


def _counted(changes: Iterable[_Change]) -> _WordCounts:
    counts = _WordCounts()
    for change in changes:
        if change.old:
            counts.add(analyse(from_json(change.old.payload)), -1)
        counts.add(change.analysis, 1)
    return counts


def _row(document: Document, number: int, signature: int, payload: str) -> DocumentRow:
    return DocumentRow(
        number=number,
        key=document.key,
        kind=document.kind,
        version=document.version,
        signature=signature,
        sort_title=sort_title(document.title),
        latitude=document.point.latitude if document.point else None,
        longitude=document.point.longitude if document.point else None,
        payload=payload,
    )


def _stored(dialect: Dialect, keys: Iterable[str]) -> dict[str, _Stored]:
    """What is stored under these keys, held until the end of the transaction."""
    rows = fetch_among(dialect, f"{_STORED} {dialect.locking}", list(keys))
    return {key: _Stored(*rest) for key, *rest in rows}
