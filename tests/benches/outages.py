"""What visitors and editors notice of an outage, of a rebuild, and of the end of one of three nodes."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence

from tests.benches import breaking_load, breaking_saves, breaking_visits
from tests.benches.corpus import make_corpus
from tests.benches.filling import City, drop_indices, make_city
from tests.benches.report import Measure, Section

Part = Callable[[City, argparse.Namespace], Sequence[Measure]]
PARTS: dict[str, Part] = {
    "save": breaking_saves.measure,
    "visits": breaking_visits.measure,
    "rebuild": breaking_load.measure_rebuild,
    "cluster": breaking_load.measure_cluster,
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Parts and sizes."""
    parser.add_argument("--part", choices=[*PARTS], help="one part; without it all of them")
    parser.add_argument("--saves", type=int, default=40, help="saves in a round of each side")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, in each of which every side has its turn")
    parser.add_argument("--stock-saves", type=int, default=2, help="saves of a stock project while Elasticsearch hangs")
    parser.add_argument("--views", type=int, default=2_000, help="page views, spread over the outage")
    parser.add_argument("--rows", type=int, default=20_000, help="documents in the index")
    parser.add_argument("--searches", type=float, default=50.0, help="searches a second")
    parser.add_argument("--writes", type=float, default=20.0, help="writes a second")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long a load lasts at each stage")


def run(options: argparse.Namespace) -> Section:
    """Break, watch, heal; returns the section for the report, with the parts that were asked for."""
    city = make_city(make_corpus())
    try:
        measures = [measure for name, part in PARTS.items() if options.part in (None, name) for measure in part(city, options)]
    finally:
        drop_indices()
    return Section(name=_name(options), title=_title(options), method=_method(options), measures=measures)


def _name(options: argparse.Namespace) -> str:
    return f"outages-{options.part}" if options.part else "outages"


def _title(options: argparse.Namespace) -> str:
    return f"Outages: {options.part}" if options.part else "Outages"


def _method(options: argparse.Namespace) -> str:
    return (
        f"`make bench ARGS='outages'`, a part with `--part save|visits|rebuild|cluster`. Servers of the bench's own; they, gunicorn (one process of\n"
        f"four threads) and the asking share {os.cpu_count()} processors. Hanging is SIGSTOP, gone is SIGKILL. Saves: {options.rounds} rounds of {options.saves} publications of an\n"
        f"entry on each side, without a worker. Views: pages of results over four connections. Load: {options.searches:g} searches and {options.writes:g} writes a second by\n"
        f"the clock, times counted from when they were due, over {options.rows:,} documents; each write changes a document that the searches find, so\n"
        f"that another number of results, or a result twice, is a mistake. Lost, stale and ghostly documents are those of `compare_remote` at the end."
    )
