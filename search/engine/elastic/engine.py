"""The Elasticsearch engine itself: the port's verbs, over the parts beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from search.engine.base import (
    Box,
    Document,
    EngineUnavailableError,
    MapResult,
    Outcome,
    SearchRequest,
    SearchResult,
    Suggestion,
    Write,
    WriteResult,
    ZoneScope,
)
from search.engine.elastic import answering, asking, indices, locating, suggesting, writing
from search.engine.elastic.client import READ_S, ask, connect
from search.engine.elastic.queries import Readings, readings
from search.understanding.vocabulary import Vocabulary

Item = TypeVar("Item")
BATCH_SIZE = 1_000
# The server stops looking so much before we stop waiting.
HEAD_START_S = 0.1
# After a rebuild the old index stays so long, as visitors' requests may be on their way to it.
GRACE_S = 2.0


class ElasticEngine:
    """Search in Elasticsearch: one request for a search, one for suggestions, two for a map.

    `alias` is the name that the index is searched by. `vocabulary` gives the words of everything that can
    be found, for beginnings of words and typing errors. A visitor waits at most `limit_s` seconds for an answer.
    """

    name = "elastic"

    def __init__(self, *, urls: Sequence[str], alias: str, vocabulary: Callable[[], Vocabulary], limit_s: float = READ_S) -> None:
        self._client = connect(tuple(urls))
        self._limit_s = limit_s
        self._indices = indices.Indices(self._client, alias)
        self._vocabulary = vocabulary

    @property
    def alias(self) -> str:
        """The name that the index is searched by."""
        return self._indices.alias

    def search(self, request: SearchRequest) -> SearchResult:
        """Answer one request in one round trip; see the port. Raises EngineUnavailableError."""
        ways = self._readings(request)
        with _readable():
            return answering.result_of(self._search(asking.search_body(request, ways)), request, ways, engine=self.name)

    def suggest(self, prefix: str, *, zone: ZoneScope, limit: int) -> Sequence[Suggestion]:
        """Complete what is being typed; see the port. Raises EngineUnavailableError."""
        typed = suggesting.read(prefix, self._vocabulary())
        if typed is None:
            return []
        with _readable():
            return suggesting.suggestions(self._search(suggesting.body(typed, zone)), typed, limit=limit)

    def locate(self, request: SearchRequest, *, box: Box | None, zoom: int) -> MapResult:
        """The hits of the same search on a map; see the port. Two round trips. Raises EngineUnavailableError."""
        ways = self._readings(request)
        with _readable():
            steps = self._search(asking.count_body(request, ways))["aggregations"]["steps"]
            counted = answering.Counted.from_answer(steps, request)
            total = sum(counted.tally(step)[answering.PASSED] for step in counted.shown)
            answer = self._search(locating.body(request, ways, counted, box=box, zoom=zoom))
            return locating.result(answer, total=total, zoom=zoom)

    def apply(self, *, upserts: Iterable[Document] = (), deletes: Iterable[str] = ()) -> None:
        """Store and remove documents at once, the version of a document as its sequence; makes the index if there is none."""
        if not self.has_index():
            self._indices.show(self._indices.create())
        for batch in _pieces(upserts):
            self._refuse_failures(writing.write(self._client, self.alias, _newest(batch), refresh=True))
        versions = dict(self.versions()) if deletes else {}
        gone = [Write(key=key, sequence=versions[key], document=None) for key in deletes if key in versions]
        for part in _pieces(gone):
            self._refuse_failures(writing.write(self._client, self.alias, part, refresh=True))

    def clear(self) -> None:
        """Forget everything."""
        self._indices.show(self._indices.create())

    def count(self) -> int:
        """Number of documents that can be found."""
        return self._indices.count(self.alias)

    def versions(self) -> Iterator[tuple[str, int]]:
        """Key and version of every document, ordered by key."""
        return ((key, version) for key, version in self._indices.values(self.alias, ["version"]))

    def digests(self, *, of: str = "") -> Iterator[tuple[str, str]]:
        """Key and digest of every document written, ordered by key; see the port."""
        self._indices.refresh(of or self.alias)
        return ((key, digest) for key, digest in self._indices.values(of or self.alias, ["digest"]))

    def write(self, writes: Sequence[Write], *, into: str = "") -> Sequence[WriteResult]:
        """Store in one bulk request; see the port."""
        return writing.write(self._client, indices.alias_of_new(into) if into else self.alias, writes)

    def has_index(self) -> bool:
        """Whether there is an index to search in."""
        return bool(self._indices.shown())

    def begin_rebuild(self) -> str:
        """Make a new, empty index that nobody searches yet, and give its name."""
        return self._indices.create()

    def finish_rebuild(self, name: str) -> None:
        """Show an index in one atomic step and drop the one before; see the port."""
        self._indices.show(name, grace_s=GRACE_S)

    def refresh(self, name: str = "") -> None:
        """Make everything written searchable."""
        self._indices.refresh(name or self.alias)

    def drop_leftovers(self, *, keeping: str = "") -> Sequence[str]:
        """Drop the indices that no alias points to, but for one; see the port."""
        dropped = [name for name in self._indices.leftovers() if name != keeping]
        for name in dropped:
            self._indices.drop(name)
        return dropped

    def _readings(self, request: SearchRequest) -> Readings | None:
        if request.query.is_empty:
            return None
        return readings(request.query, self._vocabulary(), mends=request.mends_spelling)

    def _search(self, body: dict[str, Any]) -> Any:
        limit = f"{round((self._limit_s - HEAD_START_S) * 1000)}ms"
        return ask(self._client, "POST", f"/{self.alias}/_search", body | {"timeout": limit}, limit_s=self._limit_s)

    @staticmethod
    def _refuse_failures(results: Iterable[WriteResult]) -> None:
        failed = [result for result in results if result.outcome in (Outcome.BUSY, Outcome.REFUSED)]
        if failed:
            raise EngineUnavailableError(f"{len(failed)} writes failed: {failed[0].reason}")


@contextmanager
def _readable() -> Iterator[None]:
    """An answer that is not what was asked for (of a proxy, of another version) is none."""
    try:
        yield
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise EngineUnavailableError("unreadable") from error


def _pieces(items: Iterable[Item]) -> Iterator[list[Item]]:
    pending = iter(items)
    while piece := list(islice(pending, BATCH_SIZE)):
        yield piece


def _newest(batch: Iterable[Document]) -> list[Write]:
    """Each key once, with its highest version."""
    found: dict[str, Document] = {}
    for document in batch:
        if document.key not in found or found[document.key].version <= document.version:
            found[document.key] = document
    return [Write(key=key, sequence=document.version, document=document) for key, document in found.items()]
