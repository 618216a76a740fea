"""Saving while Elasticsearch or the broker is away, beside saving while all is well."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from statistics import median
from typing import NamedTuple

from service import Service

from search.services import rebuild_remote
from socialmap.models import Entry
from tests.benches.filling import City, say
from tests.benches.load import percentile
from tests.benches.report import Measure, is_noisy
from tests.benches.started import STARTED
from tests.benches.web import RIVALS
from tests.factories import EntryFactory

MAX_SLOWER = 1.1
STOCK_LIMIT_S = 60.0


class Trouble(NamedTuple):
    """A server in trouble: how it gets there, and back."""

    name: str
    server: str
    begin: Callable[[Service], None]
    end: Callable[[Service], None]


def _start(service: Service) -> None:
    service.start()
    service.wait_until_ready()


TROUBLES = (
    Trouble("Elasticsearch hangs", "elasticsearch", Service.pause, Service.resume),
    Trouble("the broker hangs", "redis", Service.pause, Service.resume),
    Trouble("the broker is gone", "redis", Service.kill, _start),
)


def measure(city: City, options: argparse.Namespace) -> list[Measure]:
    """Publications in each trouble and right before it, round by round; then a stock project in the first one."""
    rebuild_remote()
    entry = EntryFactory(zones=[city.zones[0]])
    _publish(entry, options.saves)
    found: list[Measure] = []
    for trouble in TROUBLES:
        server = STARTED[trouble.server]
        rounds: list[tuple[list[float], list[float]]] = []
        for _ in range(options.rounds):
            well = _publish(entry, options.saves)
            trouble.begin(server)
            try:
                # The first one may be where it is noticed; it counts.
                ill = _publish(entry, options.saves)
            finally:
                trouble.end(server)
            rounds.append((ill, well))
            say(f"  {trouble.name}: {median(ill):.1f} ms, all is well: {median(well):.1f} ms")
        found += [_slower(trouble.name, percent, rounds) for percent in (50, 99)]
    Entry.objects.filter(pk=entry.pk).delete()
    return [*found, _stock(options)]


def _publish(entry: Entry, count: int) -> list[float]:
    """Milliseconds of so many publications."""
    times = []
    for number in range(count):
        entry.title = f"Koffie {number}"
        started = time.perf_counter()
        entry.save_revision().publish()
        times.append((time.perf_counter() - started) * 1000)
    return times


def _slower(name: str, percent: int, rounds: Sequence[tuple[list[float], list[float]]]) -> Measure:
    ill, well = ([percentile(sides[place], percent) for sides in rounds] for place in (0, 1))
    ratios = tuple(one / other for one, other in zip(ill, well, strict=True))
    return Measure(
        name=f"publishing an entry while {name}, p{percent}",
        ours=f"{median(ill):.1f} ms",
        other=f"{median(well):.1f} ms (all is well)",
        ratios=ratios,
        unit="times as long",
        target=f"≤ {MAX_SLOWER:g} times",
        holds=median(ratios) <= MAX_SLOWER,
        is_noisy=is_noisy(well),
    )


def _stock(options: argparse.Namespace) -> Measure:
    """Saves of a stock project with Wagtail's own backend, first healthy and then while the server hangs."""
    well = _stock_saves(options.stock_saves)
    server = STARTED["elasticsearch"]
    server.pause()
    try:
        ill = _stock_saves(options.stock_saves)
    finally:
        server.resume()
    ratios = tuple(one / other for one, other in zip(ill, well, strict=True))
    return Measure(
        name="stock Wagtail, saving a row while Elasticsearch hangs",
        ours=f"{median(ill):,.0f} ms",
        other=f"{median(well):.0f} ms (all is well)",
        ratios=ratios,
        unit="times as long",
        target="reported",
        holds=True,
    )


def _stock_saves(count: int) -> list[float]:
    """Milliseconds, in a process of its own with the stock settings; a save that takes too long counts for the limit."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.benches.stock_saves", str(count)],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": RIVALS, "BROKER_URL": ""},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            said, _ = process.communicate(timeout=STOCK_LIMIT_S * count)
        except subprocess.TimeoutExpired:
            process.kill()
            return [STOCK_LIMIT_S * 1000] * count
    with suppress(IndexError, json.JSONDecodeError):
        times: list[float] = json.loads(said.splitlines()[-1])
        say(f"  stock saves: {times}")
        return times
    raise RuntimeError(said)
