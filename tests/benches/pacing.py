"""Visitors and writers who come by the clock: they do not wait for whoever came before them (an open loop)."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tests.benches.load import LIMIT_S, Ask

ENGINE_HEADER = "X-Search-Engine"
VISITORS = 16
NO_ANSWER = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one visitor saw, when they came, and how long it took them since; `total` and `ids` are those of an answer in JSON."""

    at: float
    ms: float
    status: int
    engine: str = ""
    total: int = 0
    ids: tuple[int, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether this is no answer, or one that says that something is wrong."""
        return self.status == NO_ANSWER or self.status >= 500


class Visitor:
    """One connection, made again after an error."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=LIMIT_S)

    def look(self, ask: Ask, *, due: float | None = None) -> Seen:
        """Ask, whatever comes of it; the time counts from when it was due."""
        at = time.monotonic() if due is None else due
        try:
            self._connection.request("GET", ask.path, headers=dict(ask.headers))
            response = self._connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return Seen(at=at, ms=(time.monotonic() - at) * 1000, status=NO_ANSWER)
        ms = (time.monotonic() - at) * 1000
        is_json = response.status == http.client.OK and (response.getheader("Content-Type") or "").startswith("application/json")
        steps = json.loads(body)["steps"] if is_json else []
        return Seen(
            at=at,
            ms=ms,
            status=response.status,
            engine=response.getheader(ENGINE_HEADER) or "",
            total=sum(step["total"] for step in steps),
            ids=tuple(hit["id"] for step in steps for hit in step["results"]),
        )

    def close(self) -> None:
        """Leave."""
        self._connection.close()


@dataclass(slots=True)
class Crowd:
    """What visitors saw and writers met so far."""

    seen: list[Seen] = field(default_factory=list)
    writes_ms: list[float] = field(default_factory=list)
    write_errors: Counter[str] = field(default_factory=Counter)


@contextmanager
def crowd(
    url: str, asks: Sequence[Ask], *, searches: float, write: Callable[[int], None], writes: float, leave: Callable[[], None]
) -> Iterator[Crowd]:
    """So many searches and writes a second until the end of the block; `leave` is called in the writer's thread at its end."""
    found, stop = Crowd(), threading.Event()
    threads = [
        threading.Thread(target=_search, args=[found, stop, url, asks, searches]),
        threading.Thread(target=_write, args=[found, stop, write, writes, leave]),
    ]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _search(found: Crowd, stop: threading.Event, url: str, asks: Sequence[Ask], rate: float) -> None:
    here = threading.local()

    def look(ask: Ask, due: float) -> None:
        if not hasattr(here, "visitor"):
            here.visitor = Visitor(url)
        found.seen.append(here.visitor.look(ask, due=due))

    with ThreadPoolExecutor(VISITORS) as pool:
        for number, due in _by_the_clock(stop, rate):
            pool.submit(look, asks[number % len(asks)], due)


def _write(found: Crowd, stop: threading.Event, write: Callable[[int], None], rate: float, leave: Callable[[], None]) -> None:
    for number, due in _by_the_clock(stop, rate):
        try:
            write(number)
        except Exception as error:  # noqa: BLE001 - what a writer is told is what is measured
            found.write_errors[type(error).__name__] += 1
        found.writes_ms.append((time.monotonic() - due) * 1000)
    leave()


def _by_the_clock(stop: threading.Event, rate: float) -> Iterator[tuple[int, float]]:
    """Numbers and the moments at which they are due, each when it is."""
    started, number = time.monotonic(), 0
    while not stop.wait(max(0.0, started + number / rate - time.monotonic())):
        yield number, started + number / rate
        number += 1
