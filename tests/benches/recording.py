"""What a search asks Elasticsearch: the request on the wire, and what is made of its answer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import orjson
from django.utils import timezone

from search.choices import Facet
from search.engine.base import SearchRequest
from search.engine.breaker import searching
from search.engine.elastic import answering, asking
from search.engine.elastic import engine as elastic
from search.engine.elastic.queries import Readings
from search.selectors import find_help, suggest_help
from sites.models import Zone
from tests.benches.load import Ask, UnequalAnswersError

PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The one request of a search, ready to be sent again."""

    ask: Ask
    request: SearchRequest
    readings: Readings | None

    def ids(self, answer: bytes) -> list[int]:
        """The hits in an answer to it, in order."""
        result = answering.result_of(orjson.loads(answer), self.request, self.readings, engine="elastic")
        return [hit.document.object_id for step in result.steps for hit in step.hits]


def record_search(text: str, zone: Zone | None, *, filters: dict[Facet, frozenset[str]] | None = None) -> Recorded:
    """Search once in this process; raises UnequalAnswersError unless that is exactly one request to the server."""
    made: list[tuple[SearchRequest, Readings | None]] = []
    body_of = asking.search_body

    def noted(request: SearchRequest, readings: Readings | None) -> dict[str, Any]:
        made.append((request, readings))
        return body_of(request, readings)

    with patch.object(asking, "search_body", noted):
        asks = _asked(lambda: find_help(text=text, zone=zone, at=timezone.now(), filters=filters))
    return Recorded(ask=_only(asks, text), request=made[0][0], readings=made[0][1])


def record_suggestions(text: str) -> Ask:
    """The one request of completing what is typed."""
    return _only(_asked(lambda: suggest_help(text=text, zone=None)), text)


def _only(asks: list[Ask], text: str) -> Ask:
    if len(asks) != 1:
        raise UnequalAnswersError(f"{len(asks)} requests to the server for {text!r} instead of one")
    return asks[0]


def _asked(search: Callable[[], object]) -> list[Ask]:
    """What the engine asked the server meanwhile; a server that is cold gets the time that it needs."""
    found: list[Ask] = []
    really = elastic.ask

    def noted(client: Any, method: str, path: str, body: Any = None, **limits: Any) -> Any:
        found.append(Ask(path=path, body=orjson.dumps(body)))
        return really(client, method, path, {**body, "timeout": f"{PATIENCE_S:.0f}s"}, limit_s=PATIENCE_S)

    with ExitStack() as stack:
        stack.enter_context(patch.object(elastic, "ask", noted))
        searching.succeeded()
        search()
    return found
