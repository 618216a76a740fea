"""Bulk requests: versioned writes, and what became of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from search.engine.base import IndexMissingError, Outcome, Write, WriteResult
from search.engine.elastic.client import ask_in_bulk
from search.engine.elastic.documents import body_of

# A write of an older version than what is there is refused; the same one again changes nothing.
VERSIONED = "external_gte"
_OUTCOMES = {
    200: Outcome.STORED,
    201: Outcome.STORED,
    404: Outcome.STORED,  # a document to delete that was not there
    409: Outcome.SUPERSEDED,
    400: Outcome.REFUSED,
    413: Outcome.REFUSED,
}
NO_INDEX = "index_not_found_exception"


def write(client: Elasticsearch, alias: str, writes: Sequence[Write], *, refresh: bool = False) -> list[WriteResult]:
    """Send writes in one request, through an alias; raises EngineUnavailableError if the server is not there, IndexMissingError if the index is not."""
    if not writes:
        return []
    path = f"/{alias}/_bulk?require_alias=true&refresh={str(refresh).lower()}"
    items = ask_in_bulk(client, path, _lines(writes))
    return [_result(item, asked) for item, asked in zip(items, writes, strict=True)]


def _lines(writes: Sequence[Write]) -> Iterator[Any]:
    for asked in writes:
        action = "index" if asked.document else "delete"
        yield {action: {"_id": asked.key, "version": asked.sequence, "version_type": VERSIONED}}
        if asked.document:
            yield body_of(asked.document)


def _result(item: Mapping[str, Any], asked: Write) -> WriteResult:
    reason = str(item.get("error", {}).get("type", ""))
    if reason == NO_INDEX:
        raise IndexMissingError("no index")
    outcome = _OUTCOMES.get(int(item["status"]), Outcome.BUSY)
    return WriteResult(key=asked.key, sequence=asked.sequence, outcome=outcome, reason=reason)
