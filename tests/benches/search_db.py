"""Embedded search beside stock Wagtail's database backend and beside bare FTS5, on the same rows."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles

from django.core.management import call_command
from django.db import connection, transaction
from wagtail.search.backends import get_search_backend

from core.schedule import AMSTERDAM
from search.choices import Facet, Step
from search.engine.base import SearchRequest, SearchResult, ZoneScope
from search.engine.factory import get_engine
from search.selectors import current_dictionary
from search.understanding.queries import understand
from tests.benches.corpus import FLATNESS, SEED, Corpus, make_corpus
from tests.benches.models import StockEntry
from tests.benches.report import Measure, Section

AT = datetime(2026, 11, 24, 10, 30, tzinfo=AMSTERDAM)
LIMITS = dict.fromkeys(Step, 7)
SHOWN = 20
LARGE = 50_000
MAX_MEDIAN_MS = 8.0
MAX_P95_MS = 40.0
MAX_TIMES_RAW = 20.0
MIN_TIMES_STOCK = 200.0
MAX_GROWTH = 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is asked of all sides. A prefix is an unfinished word; stock Wagtail completes it by autocomplete."""

    kind: str
    text: str
    zone: int | None = None
    with_facets: bool = False


@dataclass(slots=True)
class Times:
    """Milliseconds per side, the same place in each list being the same query."""

    ours: list[float]
    raw: list[float]
    stock: list[float]
    stock_analyzed: list[float]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Sizes, rounds, and whether the stock side runs in every size (it takes seconds a query)."""
    parser.add_argument("--rows", default="1000,50000", help="sizes, separated by commas")
    parser.add_argument("--rounds", type=int, default=5, help="alternations of ours and bare FTS5 per query")
    parser.add_argument("--flatness", type=int, default=FLATNESS, help="how even the vocabulary is; 30 is steep")
    parser.add_argument("--no-stock", action="store_true", help="leave stock Wagtail out")


def run(options: argparse.Namespace) -> Section:
    """Build each size in turn and measure; returns the section for the report."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    corpus = make_corpus(flatness=options.flatness)
    queries = make_queries(corpus)
    sizes = [int(size) for size in options.rows.split(",")]
    times = {}
    for rows in sizes:
        _say(f"{rows} rows: building")
        build(corpus, rows, with_stock=not options.no_stock)
        _say(f"{rows} rows: measuring")
        times[rows] = measure(queries, rounds=options.rounds, with_stock=not options.no_stock)
    measures = [line for rows in sizes for line in _measures_of_size(rows, times[rows])]
    if len(sizes) > 1:
        measures.append(_growth(sizes[0], sizes[-1], times))
    return Section(name="search-db", title="Embedded search (SQLite)", method=_method(queries, options), measures=measures)


def make_queries(corpus: Corpus) -> list[Query]:
    """Thirty queries: rare, common, two words, beginnings, in a zone, with facet counts."""
    words, source = corpus.words, random.Random(SEED)
    rare, middle, common = words[-600:], words[300:1500], words[10:120]
    queries = [Query(kind="rare", text=word) for word in source.sample(rare, 6)]
    queries += [Query(kind="common", text=word) for word in source.sample(common, 5)]
    queries += [Query(kind="two words", text=f"{source.choice(common)} {source.choice(middle)}") for _ in range(6)]
    queries += [Query(kind="prefix", text=word[:-3]) for word in source.sample([word for word in middle if len(word) > 9], 4)]
    queries += [Query(kind="zone", text=word, zone=source.randint(1, 15)) for word in source.sample(middle, 5)]
    queries += [Query(kind="facets", text=word, with_facets=True) for word in source.sample(middle, 4)]
    return queries


def build(corpus: Corpus, rows: int, *, with_stock: bool) -> None:
    """The same rows on all sides."""
    engine = get_engine()
    engine.clear()
    started = time.perf_counter()
    engine.apply(upserts=corpus.documents(rows))
    _say(f"  ours: {rows / (time.perf_counter() - started):,.0f} documents a second")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_raw")
        cursor.execute("CREATE VIRTUAL TABLE bench_raw USING fts5(title, body)")
        texts = [(document.object_id, document.title, f"{document.summary} {document.body}") for document in corpus.documents(rows)]
        cursor.executemany("INSERT INTO bench_raw (rowid, title, body) VALUES (%s, %s, %s)", texts)
        cursor.execute("INSERT INTO bench_raw (bench_raw) VALUES ('optimize')")
    if with_stock:
        build_stock(corpus, rows)


def build_stock(corpus: Corpus, rows: int) -> None:
    """The same rows as stock Wagtail keeps and indexes them."""
    backend = get_search_backend()
    StockEntry.objects.all().delete()
    with transaction.atomic():
        entries = [
            StockEntry(
                id=document.object_id,
                title=document.title,
                body=f"{document.summary} {document.body}",
                zone=min(document.zone_ids, default=0),
            )
            for document in corpus.documents(rows)
        ]
        StockEntry.objects.bulk_create(entries, batch_size=1000)
        for start in range(0, rows, 1000):
            backend.add_bulk(StockEntry, entries[start : start + 1000])


def measure(queries: Sequence[Query], *, rounds: int, with_stock: bool) -> Times:
    """Alternate the sides query by query; the stock side once, between the others."""
    for query in queries:
        ours(query)
        raw(query)
    times = Times([], [], [], [])
    for query in queries:
        own, bare = [timed(ours, query)], [timed(raw, query)]
        if with_stock:
            times.stock.append(timed(stock, query))
        for _ in range(rounds - 1):
            own.append(timed(ours, query))
            bare.append(timed(raw, query))
        times.ours.append(median(own))
        times.raw.append(median(bare))
    if with_stock:
        times.stock_analyzed = _after_analyze(queries)
    return times


def _after_analyze(queries: Sequence[Query]) -> list[float]:
    """Stock Wagtail once more with statistics for the planner, which no stock project has; taken away again."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    times = [timed(stock, query) for query in queries]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE sqlite_stat1")
        cursor.execute("DROP TABLE IF EXISTS sqlite_stat4")
    connection.close()
    return times


def ours(query: Query) -> SearchResult:
    """Understanding and engine, three steps with totals, facet counts and documents."""
    scope = ZoneScope(zone_id=query.zone, neighbour_ids=(query.zone % 15 + 1,)) if query.zone else ZoneScope()
    request = SearchRequest(
        query=understand(query.text, current_dictionary().thesaurus),
        zone=scope,
        at=AT,
        limits=LIMITS,
        filters={Facet.COST: frozenset({"gratis"})} if query.with_facets else {},
    )
    return get_engine().search(request)


def raw(query: Query) -> list[tuple[int]]:
    """Bare FTS5: the ids of the twenty best rows and nothing else."""
    words = " AND ".join(f'"{word}"' for word in query.text.split())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowid FROM bench_raw WHERE bench_raw MATCH %s ORDER BY rank LIMIT %s",
            [f"{words}*" if query.kind == "prefix" else words, SHOWN],
        )
        return list(cursor.fetchall())


def stock(query: Query) -> list[StockEntry]:
    """Stock Wagtail: the twenty best objects, and one facet where ours counts nine."""
    backend = get_search_backend()
    entries = StockEntry.objects.filter(zone=query.zone) if query.zone else StockEntry.objects.all()
    if query.kind == "prefix":
        return list(backend.autocomplete(query.text, entries)[:SHOWN])
    results = backend.search(query.text, entries)
    if query.with_facets:
        results.facet("zone")
    return list(results[:SHOWN])


def timed(side: Callable[[Query], object], query: Query) -> float:
    """Milliseconds that one side takes for one query."""
    started = time.perf_counter()
    side(query)
    return (time.perf_counter() - started) * 1000


def _measures_of_size(rows: int, times: Times) -> list[Measure]:
    own, bare = median(times.ours), median(times.raw)
    p95 = quantiles(times.ours, n=20)[-1]
    to_raw = tuple(ours / raw for ours, raw in zip(times.ours, times.raw, strict=True))
    found = [
        Measure(
            name=f"{rows:,} rows, against bare FTS5",
            ours=f"{own:.2f} ms",
            other=f"{bare:.2f} ms",
            ratios=to_raw,
            unit="times as long",
            target=f"median ≤ {MAX_TIMES_RAW:.0f} times, or ≤ {MAX_MEDIAN_MS:.0f} ms",
            holds=median(to_raw) <= MAX_TIMES_RAW or own <= MAX_MEDIAN_MS,
        ),
        Measure(
            name=f"{rows:,} rows, slowest queries (p95)",
            ours=f"{p95:.2f} ms",
            other=f"{quantiles(times.raw, n=20)[-1]:.2f} ms (bare FTS5)",
            ratios=to_raw,
            unit="times as long",
            target=f"p95 ≤ {MAX_P95_MS:.0f} ms",
            holds=p95 <= MAX_P95_MS,
        ),
    ]
    if times.stock:
        found.append(_against_stock(f"{rows:,} rows, against stock Wagtail", times.ours, times.stock, has_target=rows >= LARGE))
        name = f"{rows:,} rows, against stock Wagtail after ANALYZE by hand"
        found.append(_against_stock(name, times.ours, times.stock_analyzed, has_target=False))
    return found


def _against_stock(name: str, own: Sequence[float], other: Sequence[float], *, has_target: bool) -> Measure:
    ratios = tuple(stock / ours for ours, stock in zip(own, other, strict=True))
    return Measure(
        name=name,
        ours=f"{median(own):.2f} ms",
        other=f"{median(other):.1f} ms",
        ratios=ratios,
        unit="times faster",
        target=f"median ≥ {MIN_TIMES_STOCK:.0f} times" if has_target else "reported",
        holds=not has_target or median(ratios) >= MIN_TIMES_STOCK,
    )


def _growth(small: int, large: int, times: dict[int, Times]) -> Measure:
    ratios = tuple(after / before for before, after in zip(times[small].ours, times[large].ours, strict=True))
    stock = ""
    if times[large].stock:
        stock = f"stock: {median(times[large].stock) / median(times[small].stock):.0f} times"
    return Measure(
        name=f"growth from {small:,} to {large:,} rows",
        ours=f"{median(times[small].ours):.2f} → {median(times[large].ours):.2f} ms",
        other=stock or "-",
        ratios=ratios,
        unit="times as long",
        target=f"≤ {MAX_GROWTH:.0f} times",
        holds=median(times[large].ours) <= MAX_GROWTH * median(times[small].ours),
    )


def _method(queries: Sequence[Query], options: argparse.Namespace) -> str:
    kinds = ", ".join(dict.fromkeys(query.kind for query in queries))
    return (
        f"`make bench ARGS='search-db --rows {options.rows}'`. {len(queries)} queries ({kinds}); vocabulary of 3,000 words, title and 65 words a row\n"
        f"(the n-th word has weight 1 / (n + {options.flatness})).\n"
        "Ours is the whole answer: understanding, three steps with totals, tiers, counts of nine facets and 21 documents. Bare FTS5 gives\n"
        f"20 ids; stock Wagtail 20 objects. Sides alternate per query ({options.rounds} rounds; stock once); ratios are per query."
    )


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)  # noqa: T201 - progress of the command
