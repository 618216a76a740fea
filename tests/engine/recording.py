"""An engine outside the database that lives in memory and fails when told to: for what goes on around an engine.

Its index keeps the rules of the real one: the highest sequence of a key wins, and a delete is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from django.db import connection

from search.engine.base import (
    Box,
    Document,
    EngineUnavailableError,
    IndexMissingError,
    MapResult,
    Outcome,
    SearchRequest,
    SearchResult,
    Suggestion,
    Write,
    WriteResult,
    ZoneScope,
)
from search.engine.factory import database_engine
from search.engine.payload import digest, to_json

Index = dict[str, tuple[int, Document | None]]


@dataclass
class RecordingEngine:
    """See the module. `before_write` may raise or do something else first; `depth` is the transaction it may be called in."""

    name = "recording"

    indices: dict[str, Index] = field(default_factory=dict)
    alias: str = ""
    is_away: bool = False
    outcomes: dict[str, Outcome] = field(default_factory=dict)
    before_write: Callable[[Sequence[Write], str], None] = lambda writes, into: None
    batches: list[tuple[str, list[Write]]] = field(default_factory=list)
    searches: int = 0
    depth: int = 0
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @classmethod
    def ready(cls) -> RecordingEngine:
        """One with an empty index, called in the transaction of the test and in none within it."""
        return cls(indices={"index-0": {}}, alias="index-0", depth=len(connection.savepoint_ids))

    @property
    def live(self) -> dict[str, str]:
        """Key and title of what can be found."""
        return {key: found.title for key, (_, found) in sorted(self.indices[self.alias].items()) if found}

    def write(self, writes: Sequence[Write], *, into: str = "") -> Sequence[WriteResult]:
        index = self._asked(into)
        if into and into == self.alias:
            raise IndexMissingError("shown already")
        self.before_write(writes, into)
        self.batches.append((into, list(writes)))
        return [self._store(index, write) for write in writes]

    def _store(self, index: Index, write: Write) -> WriteResult:
        outcome = self.outcomes.get(write.key, Outcome.STORED)
        if outcome is Outcome.STORED:
            if index.get(write.key, (0, None))[0] > write.sequence:
                outcome = Outcome.SUPERSEDED
            else:
                index[write.key] = (write.sequence, write.document)
        return WriteResult(key=write.key, sequence=write.sequence, outcome=outcome)

    def has_index(self) -> bool:
        self._present()
        return bool(self.alias)

    def digests(self, *, of: str = "") -> Iterator[tuple[str, str]]:
        for key, (_, found) in sorted(self._asked(of).items()):
            if found:
                yield key, digest(to_json(found))

    def begin_rebuild(self) -> str:
        self._present()
        name = f"index-{next(self._numbers)}"
        self.indices[name] = {}
        return name

    def finish_rebuild(self, name: str) -> None:
        self._asked(name)
        old, self.alias = self.alias, name
        self.indices.pop(old, None)

    def drop_leftovers(self, *, keeping: str = "") -> Sequence[str]:
        self._present()
        dropped = [name for name in self.indices if name not in (self.alias, keeping)]
        for name in dropped:
            del self.indices[name]
        return dropped

    def search(self, request: SearchRequest) -> SearchResult:
        self.searches += 1
        self._asked("")
        return replace(database_engine().search(request), engine=self.name)

    def suggest(self, prefix: str, *, zone: ZoneScope, limit: int) -> Sequence[Suggestion]:
        self._asked("")
        return [Suggestion(text="van de zoekmachine", kind="woord")]

    def locate(self, request: SearchRequest, *, box: Box | None, zoom: int) -> MapResult:
        self._asked("")
        return database_engine().locate(request, box=box, zoom=zoom)

    def apply(self, **changes: Any) -> None:
        raise AssertionError("an engine outside the database is never written in a transaction")

    def clear(self) -> None:
        raise AssertionError("an engine outside the database is never emptied under its visitors")

    def count(self) -> int:
        return len(self.live)

    def versions(self) -> Iterator[tuple[str, int]]:
        return iter([(key, found.version) for key, (_, found) in self._asked("").items() if found])

    def _present(self) -> None:
        if self.is_away:
            raise EngineUnavailableError("away")

    def _asked(self, name: str) -> Index:
        """The index that a call is about; nothing may be open in the database meanwhile."""
        assert len(connection.savepoint_ids) <= self.depth
        self._present()
        if (name or self.alias) not in self.indices:
            raise IndexMissingError("no index")
        return self.indices[name or self.alias]
