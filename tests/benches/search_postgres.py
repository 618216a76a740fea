"""The engine of PostgreSQL beside stock Wagtail's backend for PostgreSQL, on the same rows of the same server."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

from django.core.management import call_command
from django.db import connection

from search.choices import Step
from search.engine.base import SearchRequest, ZoneScope
from search.engine.factory import get_engine
from search.selectors import current_dictionary
from search.understanding.queries import understand
from tests.benches.corpus import FLATNESS, Corpus, make_corpus
from tests.benches.report import Measure, Section
from tests.benches.search_db import AT, Query, build_stock, make_queries, ours, stock, timed

LARGE = 200_000
MIN_TIMES_STOCK = 5.0
# Kinds of which both sides should find the same: one whole word, in the whole city. Of several words stock asks for any.
ALIKE = ("rare", "common", "facets")


@dataclass(slots=True)
class Times:
    """Milliseconds per side, the same place in each list being the same query, and how much of stock's first twenty is ours."""

    ours: list[float] = field(default_factory=list)
    stock: list[float] = field(default_factory=list)
    shared: list[float] = field(default_factory=list)
    written: float = 0.0
    written_by_stock: float = 0.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Sizes, rounds, and whether the rows are there already."""
    parser.add_argument("--rows", default="10000,200000", help="sizes, separated by commas")
    parser.add_argument("--rounds", type=int, default=5, help="alternations of both sides per query")
    parser.add_argument("--built", action="store_true", help="measure on what an earlier run left in the database of `--database`")
    parser.add_argument("--flatness", type=int, default=FLATNESS, help="how even the vocabulary is; 30 is steep")


def run(options: argparse.Namespace) -> Section:
    """Build each size in turn and measure; returns the section for the report."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    corpus = make_corpus(flatness=options.flatness)
    queries = make_queries(corpus)
    sizes = [int(size) for size in options.rows.split(",")]
    times: dict[int, Times] = {}
    for rows in sizes:
        _say(f"{rows} rows: building")
        times[rows] = Times() if options.built else _build(corpus, rows)
        _say(f"{rows} rows: measuring")
        _measure(queries, times[rows], rounds=options.rounds)
    measures = [line for rows in sizes for line in _measures(rows, queries, times[rows])]
    return Section(name="search-postgres", title="Search in PostgreSQL", method=_method(queries, options), measures=measures)


def _build(corpus: Corpus, rows: int) -> Times:
    """The same rows on both sides, with statistics for the planner as autovacuum keeps them."""
    engine, times = get_engine(), Times()
    engine.clear()
    started = time.perf_counter()
    engine.apply(upserts=corpus.documents(rows))
    times.written = rows / (time.perf_counter() - started)
    started = time.perf_counter()
    build_stock(corpus, rows)
    times.written_by_stock = rows / (time.perf_counter() - started)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return times


def _measure(queries: Sequence[Query], times: Times, *, rounds: int) -> None:
    """Alternate the sides query by query, after a first time that is not counted."""
    for query in queries:
        ours(query)
        found = [entry.pk for entry in stock(query)]
        if query.kind in ALIKE and found:
            own = _everything(query)
            times.shared.append(sum(number in own for number in found) / len(found))
        pairs = [(timed(ours, query), timed(stock, query)) for _ in range(rounds)]
        times.ours.append(median(own for own, _ in pairs))
        times.stock.append(median(other for _, other in pairs))


def _everything(query: Query) -> set[int]:
    """The ids of all that ours finds."""
    everything = SearchRequest(
        query=understand(query.text, current_dictionary().thesaurus), zone=ZoneScope(), at=AT, limits=dict.fromkeys(Step, LARGE)
    )
    return {hit.document.object_id for step in get_engine().search(everything).steps for hit in step.hits}


def _measures(rows: int, queries: Sequence[Query], times: Times) -> list[Measure]:
    has_target = rows >= LARGE
    with_facets = [at for at, query in enumerate(queries) if query.with_facets]
    kinds = dict.fromkeys(query.kind for query in queries)
    found = [_against_stock(f"{rows:,} rows, all queries (p50)", times, range(len(queries)), has_target=has_target)]
    found.append(_against_stock(f"{rows:,} rows, with facets (p50)", times, with_facets, has_target=has_target))
    for kind in kinds:
        chosen = [at for at, query in enumerate(queries) if query.kind == kind]
        found.append(_against_stock(f"{rows:,} rows, {kind}", times, chosen, has_target=False))
    found.append(_slowest(rows, times))
    if times.written:
        found.append(_writing(rows, times))
    found.append(
        Measure(
            name=f"{rows:,} rows, of stock's first twenty also found by ours",
            ours=f"{100 * min(times.shared):.0f} % at the least",
            other="-",
            ratios=tuple(times.shared),
            unit="of one",
            target="reported",
            holds=True,
        )
    )
    return found


def _writing(rows: int, times: Times) -> Measure:
    return Measure(
        name=f"{rows:,} rows, writing",
        ours=f"{times.written:,.0f} documents/s",
        other=f"{times.written_by_stock:,.0f} rows/s",
        ratios=(times.written / times.written_by_stock,),
        unit="times as fast",
        target="reported",
        holds=True,
    )


def _against_stock(name: str, times: Times, chosen: Sequence[int], *, has_target: bool) -> Measure:
    ratios = tuple(times.stock[at] / times.ours[at] for at in chosen)
    return Measure(
        name=name,
        ours=f"{median(times.ours[at] for at in chosen):.1f} ms",
        other=f"{median(times.stock[at] for at in chosen):.1f} ms",
        ratios=ratios,
        unit="times faster",
        target=f"median ≥ {MIN_TIMES_STOCK:.0f} times" if has_target else "reported",
        holds=not has_target or median(ratios) >= MIN_TIMES_STOCK,
    )


def _slowest(rows: int, times: Times) -> Measure:
    own, other = quantiles(times.ours, n=20)[-1], quantiles(times.stock, n=20)[-1]
    return Measure(
        name=f"{rows:,} rows, slowest queries (p95)",
        ours=f"{own:.1f} ms",
        other=f"{other:.1f} ms",
        ratios=(other / own,),
        unit="times faster",
        target="reported",
        holds=True,
    )


def _method(queries: Sequence[Query], options: argparse.Namespace) -> str:
    kinds = ", ".join(dict.fromkeys(query.kind for query in queries))
    return (
        f"`make bench ARGS='search-postgres --rows {options.rows}'`. The same {len(queries)} queries ({kinds}) and rows as for SQLite, on one\n"
        "PostgreSQL with the settings of its makers, after VACUUM ANALYZE. Ours is the whole answer, as there; stock Wagtail gives 20 objects,\n"
        "for a beginning by autocomplete, and counts one facet where ours counts nine.\n"
        f"Sides alternate per query ({options.rounds} rounds); ratios are per query."
    )


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
