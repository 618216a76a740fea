"""What of each app can be found and read, and how its filters are called: filled by higher apps when they start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models

from search.choices import Facet
from search.engine.base import Document

LabelSource = Callable[[], Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """One kind of findable thing.

    `source` yields all documents that may be found, for a rebuild and a check; `document_for`
    gives the document of one instance, or None if it may not be found (a draft, say). The key of
    every document starts with the kind: "entry:12".
    """

    kind: str
    source: Callable[[], Iterable[Document]]
    document_for: Callable[[Any], Document | None]


class FindableRegistry:
    """All kinds of findable things, and the words for the values of facets."""

    def __init__(self) -> None:
        self._findables: dict[str, Findable] = {}
        self._labels: dict[Facet, LabelSource] = {}

    def register(self, findable: Findable) -> None:
        """Add a kind; raises ImproperlyConfigured for a second one of the same name."""
        if findable.kind in self._findables:
            raise ImproperlyConfigured(f"Search already knows a kind '{findable.kind}'.")
        self._findables[findable.kind] = findable

    def register_labels(self, facet: Facet, source: LabelSource) -> None:
        """Say where the words for a facet's values come from; read again when the index changes.

        Raises ImproperlyConfigured for a second source of one facet.
        """
        if facet in self._labels:
            raise ImproperlyConfigured(f"The facet '{facet.value}' already has its words.")
        self._labels[facet] = source

    def labels(self) -> dict[Facet, Mapping[str, str]]:
        """The words of every facet that has a source; costs what the sources cost."""
        return {facet: source() for facet, source in self._labels.items()}

    def __getitem__(self, kind: str) -> Findable:
        return self._findables[kind]

    def __iter__(self) -> Iterator[Findable]:
        return iter(self._findables[kind] for kind in sorted(self._findables))

    def __len__(self) -> int:
        return len(self._findables)


findables = FindableRegistry()


def _nothing(instance: Any) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Readable:
    """One kind of thing with a text of which editors see how easy it is to read.

    `fields` are those that the text is made of: a save without them leaves it as it was. `text`, `links` (their words)
    and `missing` (sentences on what a reader will look for in vain) take an instance as it stands in a form or a row.
    """

    model: type[models.Model]
    fields: frozenset[str]
    text: Callable[[Any], str]
    links: Callable[[Any], Sequence[str]] = _nothing
    missing: Callable[[Any], Sequence[str]] = _nothing

    @property
    def kind(self) -> str:
        """The name of the kind in the table of figures: "socialmap.entry"."""
        return self.model._meta.label_lower


class ReadableRegistry:
    """All kinds of things to read, by model."""

    def __init__(self) -> None:
        self._readables: dict[type[models.Model], Readable] = {}

    def register(self, readable: Readable) -> None:
        """Add a kind; raises ImproperlyConfigured for a second one of the same model."""
        if readable.model in self._readables:
            raise ImproperlyConfigured(f"{readable.model.__name__} is read already.")
        self._readables[readable.model] = readable

    def of(self, model: type[models.Model]) -> Readable | None:
        """The kind of a model; None if nobody reads it."""
        return self._readables.get(model)

    def __iter__(self) -> Iterator[Readable]:
        return iter(sorted(self._readables.values(), key=lambda readable: readable.kind))


readables = ReadableRegistry()
