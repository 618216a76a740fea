"""Searches and writes by the clock: during a full rebuild, and while each of three nodes is killed in turn."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from django.db import connection
from django.test import override_settings
from elasticsearch import Elasticsearch
from service import Service
from services import elasticsearch_cluster

from search.engine.base import Document
from search.engine.factory import _remote_engine
from search.models import OutboxRow
from search.services import compare_remote, drain_outbox, index_documents
from tests.benches.alone import run_alone
from tests.benches.filling import FEW, RARE_WORDS, City, drop_indices, fill, say, timed
from tests.benches.load import Ask, percentile
from tests.benches.pacing import Crowd, Seen, crowd
from tests.benches.report import Measure
from tests.benches.web import OURS, ROOT, web_server

REMOTE = "elastic"
PATIENCE_S = 60.0
NODES = 3


def measure_rebuild(city: City, options: argparse.Namespace) -> list[Measure]:
    """Rebuilds one after another for as long as the load lasts."""
    fill(city, options.rows)
    with _load(city, options) as found:
        time.sleep(1)
        ends, rebuilds = time.monotonic() + options.seconds, 0
        while not rebuilds or time.monotonic() < ends:
            timed("rebuild under load", lambda: run_alone(OURS, "rebuild_index", "--only-remote"))
            rebuilds += 1
        time.sleep(1)
    return _judged(f"during {rebuilds} rebuilds of {options.rows:,}", found)


def measure_cluster(city: City, options: argparse.Namespace) -> list[Measure]:
    """Three nodes of which each is killed, is away for a while, and comes back."""
    with elasticsearch_cluster(size=NODES, heap="384m", is_measured=True) as nodes, _pointed_at(nodes):
        fill(city, options.rows)
        _wait_for_green(nodes)
        with _load(city, options) as found:
            time.sleep(options.seconds / 2)
            for node in nodes:
                say(f"  {node.name} is killed")
                node.kill()
                time.sleep(options.seconds)
                node.start()
                node.wait_until_ready()
                timed("all copies are back", lambda: _wait_for_green(nodes))
        measures = _judged(f"while each of {NODES} nodes was killed in turn", found)
        drop_indices()
    return measures


@contextmanager
def _pointed_at(nodes: Sequence[Service]) -> Iterator[None]:
    """This process and those that it starts use these nodes: the same settings, with more addresses."""
    before = os.environ["ELASTICSEARCH_URL"]
    urls = [node.url for node in nodes]
    os.environ["ELASTICSEARCH_URL"] = ",".join(urls)
    _remote_engine.cache_clear()
    try:
        with override_settings(ELASTICSEARCH_URLS=urls):
            yield
    finally:
        os.environ["ELASTICSEARCH_URL"] = before
        _remote_engine.cache_clear()


@contextmanager
def _load(city: City, options: argparse.Namespace) -> Iterator[Crowd]:
    """Visitors, writers, a web server and a drain, until the end of the block; then what waits is passed on."""
    marked = [document for document in city.documents(options.rows) if RARE_WORDS[0] in document.body.split()]
    ask = Ask(path=f"/zoeken/?q={RARE_WORDS[0]}&format=json", host="localhost")
    with (
        web_server(OURS) as url,
        _drain(),
        crowd(url, [ask], searches=options.searches, write=_writer(marked), writes=options.writes, leave=connection.close) as found,
    ):
        yield found
    ends = time.monotonic() + PATIENCE_S
    while OutboxRow.objects.exists() and time.monotonic() < ends:
        drain_outbox()
        time.sleep(0.2)


def _writer(marked: Sequence[Document]) -> Callable[[int], None]:
    """Another summary for one of the documents that are searched, as a save does it: index and outbox in one transaction."""

    def write(number: int) -> None:
        document = marked[number % len(marked)]
        index_documents(documents=[replace(document, summary=f"Keer {number}", version=2 + number)])

    return write


@contextmanager
def _drain() -> Iterator[None]:
    """What passes changes on without a broker, in a process of its own."""
    service = Service(
        name="drain",
        url="",
        command=[sys.executable, "-m", "django", "drain_outbox", "--watch"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": OURS, "PYTHONPATH": str(ROOT)},
        folder=Path(tempfile.mkdtemp(prefix="wijkwinkel-drain-")),
        is_ready=lambda: True,
        is_dropping_rights=False,
    )
    with service:
        yield


def _wait_for_green(nodes: Sequence[Service]) -> None:
    """Until every piece of the index has its copy again."""
    # What is not green within the time it is given is answered with status 408.
    client = Elasticsearch([node.url for node in nodes], request_timeout=30).options(ignore_status=408)
    ends = time.monotonic() + PATIENCE_S
    while time.monotonic() < ends:
        health = client.cluster.health(wait_for_status="green", wait_for_nodes=str(NODES), timeout="5s").body
        if health["status"] == "green" and health["number_of_nodes"] == NODES:
            return
    say(f"  not green after {PATIENCE_S:.0f} s")


def _judged(name: str, found: Crowd) -> list[Measure]:
    difference = compare_remote()
    waiting = OutboxRow.objects.count()
    wrong_counts = Counter(seen.total for seen in found.seen if not seen.is_error and seen.total != FEW)
    twice = sum(len(set(seen.ids)) != len(seen.ids) for seen in found.seen)
    engines = Counter(seen.engine for seen in found.seen)
    say(f"  {name}: {dict(engines)}, other totals {dict(wrong_counts)}, writes {len(found.writes_ms)} {dict(found.write_errors)}")
    errors = Counter(seen.status for seen in found.seen if seen.is_error)
    return [
        _none(f"{name}: visitors' errors", sum(errors.values()), f"{len(found.seen):,} searches"),
        _none(f"{name}: another number of results", sum(wrong_counts.values()), f"{FEW} results each"),
        _none(f"{name}: a result twice", twice, f"{len(found.seen):,} searches"),
        _none(f"{name}: writers' errors", sum(found.write_errors.values()), f"{len(found.writes_ms):,} writes"),
        _none(f"{name}: lost, stale or ghostly, or still waiting at the end", len(difference.keys) + waiting, "compare_remote"),
        _fallback(name, found.seen, engines),
        _pace(name, found),
    ]


def _none(name: str, number: int, of: str) -> Measure:
    return Measure(name=name, ours=str(number), other=of, ratios=(float(number),), unit="in all", target="0", holds=not number)


def _fallback(name: str, seen: Sequence[Seen], engines: Counter[str]) -> Measure:
    others = len(seen) - engines[REMOTE]
    return Measure(
        name=f"{name}: answers of the database instead",
        ours=str(others),
        other=f"{len(seen):,} searches",
        ratios=(others / max(1, len(seen)),),
        unit="of all",
        target="reported",
        holds=True,
    )


def _pace(name: str, found: Crowd) -> Measure:
    """How long searches took from when they were due, beside writes."""
    searches, writes = [seen.ms for seen in found.seen], found.writes_ms
    return Measure(
        name=f"{name}: milliseconds since due, p50 and p99",
        ours=f"searches {percentile(searches, 50):.0f} and {percentile(searches, 99):.0f}",
        other=f"writes {percentile(writes, 50):.0f} and {percentile(writes, 99):.0f}",
        ratios=(percentile(searches, 99) / max(1.0, percentile(searches, 50)),),
        unit="times (p99 of p50)",
        target="reported",
        holds=True,
    )
