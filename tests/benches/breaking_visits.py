"""Page views while Elasticsearch hangs, is gone, and comes back."""

from __future__ import annotations

import argparse
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import count
from math import inf

from tests.benches.filling import City, fill, say
from tests.benches.load import CLIENTS, Ask
from tests.benches.pacing import Seen, Visitor
from tests.benches.report import Measure
from tests.benches.search_db import make_queries
from tests.benches.started import STARTED
from tests.benches.web import OURS, web_server

MAX_AFFECTED_MS, MAX_RECOVERY_S = 1_000.0, 15.0
REMOTE = "elastic"
PATIENCE_S = 60.0


def measure(city: City, options: argparse.Namespace) -> list[Measure]:
    """Views without a pause in five parts of equal size: all is well, hanging, back, gone, back."""
    fill(city, options.rows)
    asks = [Ask(path=f"/zoeken/?q={query.text.replace(' ', '+')}", host="localhost") for query in make_queries(city.corpus)]
    server, part = STARTED["elasticsearch"], options.views // 5
    with web_server(OURS) as url, _Viewers(url, asks) as viewers:
        viewers.view(part)
        outages, recoveries = [], []
        for begin, end in ((server.pause, server.resume), (server.kill, _restart)):
            outages.append(viewers.during(begin, part))
            recoveries.append(viewers.until_back(end, part))
    affected = [seen for found in outages for seen in found]
    return [_statuses(viewers.seen), _slowest(affected), _fallback(affected), _recovery(recoveries)]


def _restart() -> None:
    STARTED["elasticsearch"].start()
    STARTED["elasticsearch"].wait_until_ready()


class _Viewers:
    """Four who look at one page after another, until the block ends."""

    def __init__(self, url: str, asks: Sequence[Ask]) -> None:
        self.seen: list[Seen] = []
        self._stop = threading.Event()
        self._asks = asks
        self._numbers = count()
        self._threads = [threading.Thread(target=self._look, args=[url]) for _ in range(CLIENTS)]

    def __enter__(self) -> _Viewers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def view(self, views: int) -> list[Seen]:
        """Wait for so many more views; gives them."""
        before = len(self.seen)
        self._wait(lambda: len(self.seen) >= before + views)
        return self.seen[before:]

    def during(self, begin: Callable[[], None], views: int) -> list[Seen]:
        """The views from the beginning of an outage on, those under way too."""
        started = time.monotonic()
        begin()
        self.view(views)
        return [seen for seen in self.seen if seen.at >= started]

    def until_back(self, end: Callable[[], None], views: int) -> float:
        """Seconds from the end of an outage until the first page of the engine itself; then the rest of the views."""
        before = len(self.seen)
        end()
        back = time.monotonic()
        self._wait(lambda: any(seen.engine == REMOTE and seen.at >= back for seen in self.seen[before:]))
        seconds = min((seen.at for seen in self.seen[before:] if seen.engine == REMOTE and seen.at >= back), default=inf) - back
        say(f"  back after {seconds:.1f} s")
        self.view(max(0, views - (len(self.seen) - before)))
        return seconds

    def _look(self, url: str) -> None:
        visitor = Visitor(url)
        while not self._stop.is_set():
            self.seen.append(visitor.look(self._asks[next(self._numbers) % len(self._asks)]))
        visitor.close()

    def _wait(self, holds: Callable[[], bool]) -> None:
        ends = time.monotonic() + PATIENCE_S * 5
        while not holds() and time.monotonic() < ends:
            time.sleep(0.02)


def _statuses(seen: Sequence[Seen]) -> Measure:
    statuses = Counter(one.status for one in seen)
    errors = sum(one.is_error for one in seen)
    return Measure(
        name=f"{len(seen):,} page views before, during and after two outages",
        ours=", ".join(f"{status}: {number:,}" for status, number in sorted(statuses.items())),
        other="0 of 5xx or without an answer",
        ratios=(float(errors),),
        unit="errors",
        target="0",
        holds=not errors,
    )


def _slowest(affected: Sequence[Seen]) -> Measure:
    slowest = max(seen.ms for seen in affected)
    return Measure(
        name="slowest page view of the outages, the first ones included",
        ours=f"{slowest:.0f} ms",
        other=f"{MAX_AFFECTED_MS:.0f} ms",
        ratios=(slowest / MAX_AFFECTED_MS,),
        unit="times the limit",
        target="≤ 1 s",
        holds=slowest <= MAX_AFFECTED_MS,
    )


def _fallback(affected: Sequence[Seen]) -> Measure:
    engines = Counter(seen.engine for seen in affected)
    return Measure(
        name="who answered meanwhile, by X-Search-Engine",
        ours=", ".join(f"{engine or 'none'}: {number:,}" for engine, number in engines.most_common()),
        other=f"{len(affected):,} views",
        ratios=((len(affected) - engines[REMOTE] - engines[""]) / max(1, len(affected)),),
        unit="of all",
        target="reported",
        holds=True,
    )


def _recovery(recoveries: Sequence[float]) -> Measure:
    return Measure(
        name="seconds after recovery until Elasticsearch answers visitors again, after hanging and after its end",
        ours=", ".join(f"{seconds:.1f} s" for seconds in recoveries),
        other=f"{MAX_RECOVERY_S:.0f} s",
        ratios=tuple(seconds / MAX_RECOVERY_S for seconds in recoveries),
        unit="times the limit",
        target="≤ 15 s",
        holds=max(recoveries) <= MAX_RECOVERY_S,
    )
