"""Asks web servers and Elasticsearch the same way: over connections that stay open, and by the clock of one process."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from statistics import quantiles
from typing import Self
from urllib.parse import urlsplit

CLIENTS = 4
LIMIT_S = 60.0


class UnequalAnswersError(Exception):
    """What is compared does not give the same answer, or none: its times say nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request. `host` is the name that the web server is asked by; `body` is JSON."""

    path: str
    host: str = ""
    body: bytes = b""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers that go with it."""
        own = {"Content-Type": "application/json"} if self.body else {}
        return {**own, "Host": self.host} if self.host else own


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class Caller:
    """One connection to one server."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=LIMIT_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *args: object) -> None:
        self._connection.close()

    def ask(self, ask: Ask) -> Answer:
        """Ask and read the whole answer; raises UnequalAnswersError for an error of the server."""
        self._connection.request("POST" if ask.body else "GET", ask.path, ask.body or None, dict(ask.headers))
        response = self._connection.getresponse()
        answer = Answer(status=response.status, body=response.read(), headers=dict(response.headers))
        if answer.status != 200:
            raise UnequalAnswersError(f"{answer.status} for {ask.path}: {answer.body[:500]!r}")
        return answer


@dataclass(frozen=True, slots=True)
class Side:
    """A server, and what it is asked."""

    url: str
    asks: Sequence[Ask]


def warm_up(sides: Sequence[Side], *, seconds: float) -> None:
    """Ask everything in turn for so long, and at least once."""
    ends = time.monotonic() + seconds
    while True:
        for side in sides:
            with Caller(side.url) as caller:
                for ask in side.asks:
                    caller.ask(ask)
        if time.monotonic() >= ends:
            return


def in_turn(sides: Sequence[Side], *, rounds: int, repeats: int, watch: Callable[[Answer], None] | None = None) -> list[list[list[float]]]:
    """Milliseconds per round, per side, one after another: ask by ask all sides, so that what disturbs one disturbs all."""
    callers = [Caller(side.url) for side in sides]
    found = []
    for _ in range(rounds):
        times: list[list[float]] = [[] for _ in sides]
        for _ in range(repeats):
            for asks in zip(*(side.asks for side in sides), strict=True):
                for place, ask in enumerate(asks):
                    started = time.perf_counter()
                    answer = callers[place].ask(ask)
                    times[place].append((time.perf_counter() - started) * 1000)
                    if watch:
                        watch(answer)
        found.append(times)
    for caller in callers:
        caller.__exit__()
    return found


def per_second(side: Side, *, seconds: float, clients: int = CLIENTS, watch: Callable[[Answer], None] | None = None) -> float:
    """How many requests a second a server answers to some clients that ask without a pause."""
    numbers, ends = count(), time.monotonic() + seconds
    finished: list[float] = []
    failures: list[Exception] = []

    def go_on() -> None:
        try:
            with Caller(side.url) as caller:
                while time.monotonic() < ends:
                    answer = caller.ask(side.asks[next(numbers) % len(side.asks)])
                    if watch:
                        watch(answer)
                    finished.append(time.monotonic())
        except (OSError, http.client.HTTPException, UnequalAnswersError) as failure:
            failures.append(failure)

    started = time.monotonic()
    threads = [threading.Thread(target=go_on) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return len(finished) / (max(finished) - started)


def percentile(times: Sequence[float], percent: int) -> float:
    """The time that so many percent stay under."""
    return quantiles(times, n=100, method="inclusive")[percent - 1]
