"""Writes of the index: in the database with the content, and a note for the engine outside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import transaction

from search.engine.base import Document
from search.engine.factory import database_engine, remote_engine
from search.models import SearchDocument
from search.registry import findables
from search.services.outbox import note_changes

PROGRESS_EVERY = 500
BATCH_SIZE = 1_000

Progress = Callable[[str, int], None]
T = TypeVar("T")


def index_documents(*, documents: Iterable[Document]) -> None:
    """Store documents in the index, in the caller's transaction; an older version changes nothing."""
    if remote_engine() is None:
        database_engine().apply(upserts=documents)
        return
    with transaction.atomic():
        for batch in in_batches(documents):
            database_engine().apply(upserts=batch)
            note_changes(keys=[document.key for document in batch])


def remove_documents(*, keys: Iterable[str]) -> None:
    """Take documents out of the index, in the caller's transaction; unknown keys are fine."""
    if remote_engine() is None:
        database_engine().apply(deletes=keys)
        return
    with transaction.atomic():
        for batch in in_batches(keys):
            database_engine().apply(deletes=batch)
            note_changes(keys=batch)


@transaction.atomic
def rebuild_index(*, progress: Progress | None = None) -> int:
    """Fill the index in the database anew from all sources, in one transaction; returns the number of documents.

    `progress` is told a kind and how many of it have been read, every 500 and at the end of each. An engine
    outside the database is told of every document, also of those that are gone.
    """
    engine = database_engine()
    if remote_engine() is not None:
        note_changes(keys=SearchDocument.objects.values_list("key", flat=True).iterator())
    engine.clear()
    engine.apply(upserts=everything(progress))
    if remote_engine() is not None:
        note_changes(keys=SearchDocument.objects.values_list("key", flat=True).iterator())
    return engine.count()


def everything(progress: Progress | None = None) -> Iterator[Document]:
    """All documents that may be found, kind by kind."""
    for findable in findables:
        count = 0
        for count, document in enumerate(findable.source(), start=1):
            yield document
            if progress and count % PROGRESS_EVERY == 0:
                progress(findable.kind, count)
        if progress:
            progress(findable.kind, count)


def in_batches(things: Iterable[T]) -> Iterator[list[T]]:
    """Things in lists of a thousand."""
    pending = iter(things)
    while batch := list(islice(pending, BATCH_SIZE)):
        yield batch
