"""From the database to Elasticsearch: a full rebuild and the outbox, beside the client's own fastest way and stock Wagtail."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from statistics import median
from typing import Any

from django.conf import settings
from django.db import transaction
from elasticsearch import Elasticsearch
from elasticsearch.helpers import parallel_bulk
from elasticsearch.serializer import OrjsonSerializer

from search.engine.base import Document
from search.engine.elastic.documents import body_of
from search.engine.elastic.schema import index_body
from search.engine.payload import to_json
from search.models import OutboxRow, SearchDocument, SearchSignature
from search.services import drain_outbox, rebuild_remote
from search.services.outbox import note_changes
from tests.benches.alone import Effort, run_alone
from tests.benches.corpus import make_corpus
from tests.benches.filling import City, drop_indices, fill_stock, make_city, say
from tests.benches.report import Measure, Section, is_noisy
from tests.benches.web import OURS, RIVALS

THREADS, CHUNK = 4, 1_000
BATCH = 2_000
MIN_OF_BULK, MIN_TIMES_STOCK, MIN_TIMES_SINGLE = 0.5, 4.0, 10.0
MAX_MORE_MB = 60.0
DRAIN_S = 600.0
Body = dict[str, Any]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Sizes and rounds."""
    parser.add_argument("--part", choices=["speed", "memory"], help="one part; without it both")
    parser.add_argument("--rows", type=int, default=100_000, help="documents of a rebuild whose speed is measured")
    parser.add_argument("--memory-rows", default="10000,300000", help="two sizes whose memory is compared")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, in each of which every side has its turn")
    parser.add_argument("--changes", type=int, default=5_000, help="changes in the outbox that are passed on in a round")
    parser.add_argument("--single", type=int, default=300, help="documents that are written one by one in a round")


def run(options: argparse.Namespace) -> Section:
    """Fill the database, rebuild, compare; returns the section for the report."""
    corpus = make_corpus()
    city = make_city(corpus)
    measures: list[Measure] = []
    try:
        if options.part in (None, "speed"):
            _store(city, options.rows)
            fill_stock(city, options.rows)
            measures += [*_rebuilds(city, options), _outbox(city, options)]
        if options.part in (None, "memory"):
            measures.append(_memory(city, options))
    finally:
        drop_indices()
    part = f"-{options.part}" if options.part else ""
    title = f"From the database to Elasticsearch{': ' + options.part if options.part else ''}"
    return Section(name=f"rebuild{part}", title=title, method=_method(options), measures=measures)


def _store(city: City, rows: int) -> None:
    """Rows of the database's index with what a rebuild reads of them; its full-text table is not needed."""
    say(f"{rows:,} rows into the database")
    with transaction.atomic():
        OutboxRow.objects.all().delete()
        SearchDocument.objects.all().delete()
        signature, _ = SearchSignature.objects.get_or_create(id=1, defaults={"digest": 1, "content": "{}"})
        for batch in _batches(city.documents(rows)):
            SearchDocument.objects.bulk_create(
                SearchDocument(
                    id=document.object_id,
                    key=document.key,
                    kind=document.kind,
                    version=document.version,
                    signature=signature,
                    sort_title=document.slug,
                    payload=to_json(document),
                )
                for document in batch
            )


def _batches(documents: Iterator[Document]) -> Iterator[list[Document]]:
    while batch := list(islice(documents, BATCH)):
        yield batch


def _rebuilds(city: City, options: argparse.Namespace) -> list[Measure]:
    """Documents a second of the three, taking turns."""
    rows = options.rows
    bodies = [body_of(document) for document in city.documents(rows)]
    _bulk(bodies[: 2 * CHUNK])
    ours, bulk, stock = [], [], []
    for _ in range(options.rounds):
        bulk.append(rows / _bulk(bodies))
        ours.append(rows / run_alone(OURS, "rebuild_index", "--only-remote").seconds)
        stock.append(rows / run_alone(RIVALS, "update_index").seconds)
        say(f"  a second: ours {ours[-1]:,.0f}, parallel_bulk {bulk[-1]:,.0f}, stock Wagtail {stock[-1]:,.0f}")
    return [
        _faster(f"{rows:,} documents, parallel_bulk of ready documents", ours, bulk, least=MIN_OF_BULK),
        _faster(f"{rows:,} documents, stock Wagtail's update_index", ours, stock, least=MIN_TIMES_STOCK),
    ]


def _bulk(bodies: Iterable[Body]) -> float:
    """The seconds of the client's own way with threads, into an index like ours, until all of it can be found."""
    client, name = _client(), f"{settings.ELASTICSEARCH_INDEX}-ready"
    client.options(ignore_status=404).indices.delete(index=name)
    client.perform_request("PUT", f"/{name}", headers={"content-type": "application/json", "accept": "application/json"}, body=index_body())
    started = time.perf_counter()
    actions = ({"_index": name, "_id": body["key"], "_source": body} for body in bodies)
    for succeeded, item in parallel_bulk(client, actions, thread_count=THREADS, chunk_size=CHUNK):
        if not succeeded:
            raise RuntimeError(str(item)[:500])
    client.indices.refresh(index=name)
    return time.perf_counter() - started


def _outbox(city: City, options: argparse.Namespace) -> Measure:
    """Changes a second through the outbox, and documents a second that are written one by one."""
    rebuild_remote()
    some = list(city.documents(min(options.rows, options.changes)))
    single = [body_of(document) for document in some[: options.single]]
    client = _client()
    drained, written = [], []
    for _ in range(options.rounds):
        with transaction.atomic():
            note_changes(keys=[document.key for document in some])
        started = time.perf_counter()
        done = drain_outbox(max_seconds=DRAIN_S)
        drained.append(len(some) / (time.perf_counter() - started))
        if done.sent != len(some):
            raise RuntimeError(f"{done} instead of {len(some)}")
        started = time.perf_counter()
        for body in single:
            client.index(index=f"{settings.ELASTICSEARCH_INDEX}-ready", id=body["key"], document=body)
        written.append(len(single) / (time.perf_counter() - started))
    return _faster("changes through the outbox, documents written one by one", drained, written, least=MIN_TIMES_SINGLE)


def _memory(city: City, options: argparse.Namespace) -> Measure:
    """The memory of a rebuild at most, at both sizes."""
    found: list[Effort] = []
    for rows in map(int, options.memory_rows.split(",")):
        _store(city, rows)
        found.append(run_alone(OURS, "rebuild_index", "--only-remote"))
        say(f"  {rows:,} documents: {found[-1]}")
    small, large = (effort.memory_mb for effort in found)
    first, last = (int(rows) for rows in options.memory_rows.split(","))
    return Measure(
        name=f"memory of a rebuild, {first:,} and {last:,} documents",
        ours=f"{large:.0f} MB",
        other=f"{small:.0f} MB",
        ratios=(large / small,),
        unit="times as much",
        target=f"≤ {MAX_MORE_MB:.0f} MB more",
        holds=large - small <= MAX_MORE_MB,
    )


def _faster(name: str, own: list[float], other: list[float], *, least: float) -> Measure:
    ratios = tuple(mine / theirs for mine, theirs in zip(own, other, strict=True))
    return Measure(
        name=name,
        ours=f"{median(own):,.0f} a second",
        other=f"{median(other):,.0f} a second",
        ratios=ratios,
        unit="times as fast",
        target=f"≥ {least:g} times",
        holds=median(ratios) >= least,
        is_noisy=is_noisy(other),
    )


def _client() -> Elasticsearch:
    return Elasticsearch(settings.ELASTICSEARCH_URLS, request_timeout=120, serializers={OrjsonSerializer.mimetype: OrjsonSerializer()})


def _method(options: argparse.Namespace) -> str:
    return (
        f"`make bench ARGS='rebuild --rows {options.rows}'`, a part with `--part speed|memory`. PostgreSQL and Elasticsearch (heap 1 GB) of the bench's own; {os.cpu_count()} processors for all.\n"
        f"Ours is `rebuild_index --only-remote`: read, made into what the index stores, written, every document compared, shown. `parallel_bulk`\n"
        f"({THREADS} threads, {CHUNK} a request) has the finished documents in memory and compares nothing. Stock Wagtail has two searched fields and a\n"
        f"filter. Seconds are those of the command without the start of its process; {options.rounds} rounds, in which the sides take turns.\n"
        f"Memory is the most that the process of the command took (VmHWM)."
    )
