"""Writes of search: the index, and the words that editors maintain."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator

from django.db import transaction

from search.engine.base import Document
from search.engine.factory import get_engine
from search.models import DirectHelp, SearchState, Synonym
from search.registry import findables

PROGRESS_EVERY = 500

Progress = Callable[[str, int], None]


def index_documents(*, documents: Iterable[Document]) -> None:
    """Store documents in the index, in the caller's transaction; an older version changes nothing."""
    get_engine().apply(upserts=documents)


def remove_documents(*, keys: Iterable[str]) -> None:
    """Take documents out of the index, in the caller's transaction; unknown keys are fine."""
    get_engine().apply(deletes=keys)


@transaction.atomic
def rebuild_index(*, progress: Progress | None = None) -> int:
    """Fill the index anew from all registered sources, in one transaction; returns the number of documents.

    `progress` is told a kind and how many of it have been read, every 500 and at the end of each.
    """
    engine = get_engine()
    engine.clear()
    engine.apply(upserts=_everything(progress))
    return engine.count()


def _everything(progress: Progress | None) -> Iterator[Document]:
    for findable in findables:
        count = 0
        for count, document in enumerate(findable.source(), start=1):
            yield document
            if progress and count % PROGRESS_EVERY == 0:
                progress(findable.kind, count)
        if progress:
            progress(findable.kind, count)


@transaction.atomic
def save_synonym(*, kind: str, term: str, words: Iterable[str]) -> Synonym:
    """Make or replace the synonym of a term; raises ValidationError in words for what cannot be."""
    synonym = Synonym.objects.filter(term=term).first() or Synonym(term=term)
    synonym.kind, synonym.words = kind, ", ".join(words)
    synonym.full_clean()
    synonym.save()
    return synonym


@transaction.atomic
def save_direct_help(
    *,
    key: str,
    title: str,
    text: str,
    phone: str,
    words: Iterable[str],
    not_with: Iterable[str] = (),
    chat_url: str = "",
    order: int = 10,
) -> DirectHelp:
    """Make or replace a card of direct help; raises ValidationError in words for what cannot be."""
    card = DirectHelp.objects.filter(key=key).first() or DirectHelp(key=key)
    card.title, card.text, card.phone, card.chat_url, card.order = title, text, phone, chat_url, order
    card.words, card.not_with = ", ".join(words), ", ".join(not_with)
    card.full_clean()
    card.save()
    return card


def mark_dictionary_changed() -> None:
    """Tell every process, from its next search on, that synonyms or direct help have changed."""
    SearchState.objects.update_or_create(pk=SearchState.SINGLETON, defaults={"dictionary_token": uuid.uuid4()})
