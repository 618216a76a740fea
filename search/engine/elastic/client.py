"""The connection to the server: short limits, one kind of error, and nothing of what was asked in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
import urllib3
from elastic_transport import ConnectionError as ServerConnectionError
from elastic_transport import ConnectionTimeout, TransportError, Urllib3HttpNode
from elasticsearch import ApiError, Elasticsearch
from elasticsearch.serializer import OrjsonSerializer

from search.engine.base import EngineUnavailableError

# A visitor waits so long for a connection, and for an answer.
CONNECT_S = 0.25
READ_S = 0.5
# Writes happen where nobody waits, but a server that hangs must not hold every worker for long.
WRITE_S = 10.0
# What is done to a whole index takes its time.
INDEX_S = 60.0
NDJSON = {"accept": "application/json", "content-type": "application/x-ndjson"}
JSON = {"accept": "application/json", "content-type": "application/json"}


class ShortConnectNode(Urllib3HttpNode):
    """A node that gives up a connection that does not come about long before one that is slow to answer."""

    def perform_request(self, *args: Any, **kwargs: Any) -> Any:
        """As the client's own, with two limits instead of one."""
        wanted = kwargs.get("request_timeout")
        if isinstance(wanted, int | float):
            kwargs["request_timeout"] = urllib3.Timeout(connect=CONNECT_S, read=float(wanted))
        return super().perform_request(*args, **kwargs)


@lru_cache(maxsize=8)
def connect(urls: tuple[str, ...]) -> Elasticsearch:
    """The client of these nodes, one for the process: it keeps its connections and may be used by all threads."""
    return Elasticsearch(
        list(urls),
        node_class=ShortConnectNode,
        request_timeout=READ_S,
        # Another node is tried when one refuses; never the same one again, and never after waiting in vain.
        max_retries=len(urls) - 1,
        retry_on_timeout=False,
        serializers={OrjsonSerializer.mimetype: OrjsonSerializer()},
        http_compress=False,
        sniff_on_start=False,
    )


def ask(client: Elasticsearch, method: str, path: str, body: Any = None, *, limit_s: float = READ_S) -> Any:
    """One request as JSON, answered in time and completely.

    Raises EngineUnavailableError for no answer, a server's refusal, and an answer from a part of the index.
    """
    encoded = None if body is None else orjson.dumps(body)
    return _checked(_send(_limited(client, limit_s), method, path, encoded, JSON))


def ask_in_bulk(client: Elasticsearch, path: str, lines: Iterable[Any], *, limit_s: float = WRITE_S) -> Sequence[Mapping[str, Any]]:
    """Many operations in one request; the outcome of each, in order. Raises EngineUnavailableError as `ask`."""
    encoded = b"\n".join(line if isinstance(line, bytes) else orjson.dumps(line) for line in lines) + b"\n"
    answer = _send(_limited(client, limit_s), "POST", path, encoded, NDJSON)
    return [next(iter(item.values())) for item in answer["items"]]


@lru_cache(maxsize=32)
def _limited(client: Elasticsearch, limit_s: float) -> Elasticsearch:
    """The client with a limit; making one takes as long as reading an answer."""
    return client.options(request_timeout=limit_s)


def _send(client: Elasticsearch, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Any:
    try:
        return client.perform_request(method, path, headers=headers, body=body).body
    except ConnectionTimeout as error:
        raise EngineUnavailableError("timeout") from error
    except (ServerConnectionError, TransportError) as error:
        raise EngineUnavailableError("no connection") from error
    except ApiError as error:
        raise EngineUnavailableError(f"status {error.status_code}: {_kind_of(error)}") from error


def _kind_of(error: ApiError) -> str:
    """The server's word for what is wrong, without what it says of the content."""
    body = error.body
    found = body.get("error") if isinstance(body, dict) else None
    return str(found.get("type", "")) if isinstance(found, dict) else ""


def _checked(answer: Any) -> Any:
    """The answer, if all of the index gave it."""
    shards = answer.get("_shards") if isinstance(answer, dict) else None
    if isinstance(answer, dict) and (answer.get("timed_out") or (shards and shards.get("failed"))):
        raise EngineUnavailableError("incomplete")
    return answer
