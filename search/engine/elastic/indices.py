"""The life of an index: made new under a name of its own, filled, shown through the alias, dropped when nobody needs it."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from elasticsearch import Elasticsearch

from search.engine.base import EngineUnavailableError
from search.engine.elastic.client import INDEX_S, ask
from search.engine.elastic.schema import index_body

# On one node there are no copies, on more there is one: the same settings everywhere.
WHEN_SHOWN = {"index": {"refresh_interval": "1s", "auto_expand_replicas": "0-1"}}
PAGE_OF_KEYS = 5_000
MISSING = "status 404"


def alias_of_new(name: str) -> str:
    """The alias that an index is filled through: a write through an alias never makes an index that is not there (any more)."""
    return f"{name}-new"


class Indices:
    """The indices behind one alias of one server."""

    def __init__(self, client: Elasticsearch, alias: str) -> None:
        self._client = client
        self.alias = alias
        self._own = re.compile(rf"^{re.escape(alias)}-\d{{14}}-[0-9a-f]{{6}}$")

    def create(self) -> str:
        """A new, empty index that no alias points to."""
        name = f"{self.alias}-{datetime.now(UTC):%Y%m%d%H%M%S}-{secrets.token_hex(3)}"
        ask(self._client, "PUT", f"/{name}", index_body() | {"aliases": {alias_of_new(name): {}}}, limit_s=INDEX_S)
        return name

    def show(self, name: str, *, grace_s: float = 0.0) -> None:
        """Make an index the one that is searched, in one atomic step, and drop those that were after some grace.

        The grace is for requests that are under way: they have found the old index already.
        """
        ask(self._client, "PUT", f"/{name}/_settings", WHEN_SHOWN, limit_s=INDEX_S)
        self.refresh(name)
        before = self.shown()
        actions: list[dict[str, Any]] = [{"remove": {"index": old, "alias": self.alias}} for old in before if old != name]
        if not before and self._is_index(self.alias):
            # Something wrote before there was an alias and made an index of that name.
            actions.append({"remove_index": {"index": self.alias}})
        actions.append({"add": {"index": name, "alias": self.alias, "is_write_index": True}})
        actions.append({"remove": {"index": name, "alias": alias_of_new(name), "must_exist": False}})
        ask(self._client, "POST", "/_aliases", {"actions": actions}, limit_s=INDEX_S)
        outdated = [old for old in before if old != name]
        if outdated:
            time.sleep(grace_s)
        for old in outdated:
            self.drop(old)

    def shown(self) -> tuple[str, ...]:
        """The indices that the alias points to: one, or none."""
        try:
            return tuple(sorted(ask(self._client, "GET", f"/_alias/{self.alias}")))
        except EngineUnavailableError as error:
            if str(error).startswith(MISSING):
                return ()
            raise

    def leftovers(self) -> tuple[str, ...]:
        """Indices of ours that the alias does not point to."""
        names = ask(self._client, "GET", f"/{self.alias}-*/_alias", limit_s=INDEX_S)
        return tuple(sorted(name for name, found in names.items() if self._own.match(name) and self.alias not in found["aliases"]))

    def drop(self, name: str) -> None:
        """Drop an index; one that is not there is fine."""
        try:
            ask(self._client, "DELETE", f"/{name}", limit_s=INDEX_S)
        except EngineUnavailableError as error:
            if not str(error).startswith(MISSING):
                raise

    def refresh(self, name: str) -> None:
        """Make everything written searchable."""
        ask(self._client, "POST", f"/{name}/_refresh", limit_s=INDEX_S)

    def count(self, name: str) -> int:
        """Number of searchable documents."""
        return int(ask(self._client, "GET", f"/{name}/_count", limit_s=INDEX_S)["count"])

    def values(self, name: str, fields: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Key and stored values of every document, ordered by key, read in pieces."""
        after: list[Any] = []
        while True:
            body: dict[str, Any] = {
                "size": PAGE_OF_KEYS,
                "sort": [{"key": "asc"}],
                "_source": False,
                "docvalue_fields": ["key", *fields],
                "track_total_hits": False,
            }
            if after:
                body["search_after"] = after
            hits = ask(self._client, "POST", f"/{name}/_search", body, limit_s=INDEX_S)["hits"]["hits"]
            for hit in hits:
                yield tuple(hit["fields"][field][0] for field in ("key", *fields))
            if len(hits) < PAGE_OF_KEYS:
                return
            after = hits[-1]["sort"]

    def _is_index(self, name: str) -> bool:
        try:
            ask(self._client, "GET", f"/{name}/_settings")
        except EngineUnavailableError as error:
            if str(error).startswith(MISSING):
                return False
            raise
        return True
