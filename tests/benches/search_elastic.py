"""Search on Elasticsearch beside the bare request that it sends, Open Inwoner's design and a stock Wagtail project."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median
from urllib.parse import urlencode

from django.conf import settings
from elasticsearch import Elasticsearch

from search.choices import Facet
from search.engine.breaker import FIRST_PAUSE_S
from search.engine.elastic.client import READ_S
from sites.models import Zone
from tests.benches.alone import run_alone
from tests.benches.corpus import make_corpus
from tests.benches.filling import (
    COMMON_WORDS,
    EAST,
    FEW,
    MANY,
    NORTH,
    RARE_WORDS,
    SOUTH,
    WEST,
    City,
    drop_indices,
    fill,
    fill_stock,
    make_city,
    say,
    timed,
)
from tests.benches.load import CLIENTS, Answer, Ask, Caller, Side, UnequalAnswersError, in_turn, per_second, percentile, warm_up
from tests.benches.recording import Recorded, record_search
from tests.benches.report import Measure, Section, is_noisy
from tests.benches.rivals import fill_open_inwoner
from tests.benches.search_db import Query, make_queries
from tests.benches.web import OURS, RIVALS, web_server

MAX_P50, MAX_P99 = 1.6, 2.0
MIN_TIMES_OPEN_INWONER, MIN_TIMES_STOCK = 5.0, 3.0
MAX_GROWTH_OF_MATCHES, MAX_GROWTH_OF_ROWS = 1.15, 4.0
MAX_SUGGESTIONS, MAX_MAP = 0.6, 1.8
ENGINE_HEADER = "X-Search-Engine"
COST = frozenset({"gratis"})
HUB = "localhost"
# A quarter of the city, at the zoom at which that fills a screen.
BOX, ZOOM = (WEST, SOUTH, (WEST + EAST) / 2, (SOUTH + NORTH) / 2), 13
TYPED_LETTERS = 4
TRIES = 20


@dataclass(slots=True)
class Bench:
    """What all measures share: the servers, how long they take, and who answered."""

    options: argparse.Namespace
    city: City
    queries: Sequence[Query]
    elastic_url: str
    ours: str = ""
    rivals: str = ""
    answered: Counter[str] = field(default_factory=Counter)

    def watch(self, answer: Answer) -> None:
        """Count who answered a search."""
        if engine := answer.headers.get(ENGINE_HEADER):
            self.answered[engine] += 1

    def zone(self, query: Query) -> Zone | None:
        """The zone that a query is asked in."""
        return self.city.zones[query.zone - 1] if query.zone else None

    def ask(self, query: Query, path: str = "/zoeken/", **parameters: str) -> Ask:
        """A query as our web server is asked it."""
        zone = self.zone(query)
        found = {"q": query.text, **({"kosten": "gratis"} if query.with_facets else {}), **parameters}
        return Ask(path=f"{path}?{urlencode(found)}", host=f"{zone.slug}.{HUB}" if zone else HUB)

    def json_side(self, queries: Sequence[Query]) -> Side:
        """Our search as JSON."""
        return Side(self.ours, [self.ask(query, format="json") for query in queries])

    def in_turn(self, *sides: Side) -> list[list[list[float]]]:
        """Milliseconds per round and side."""
        return in_turn(sides, rounds=self.options.rounds, repeats=self.options.repeats, watch=self.watch)

    def per_second(self, *sides: Side) -> list[tuple[float, ...]]:
        """Requests per second of the sides, round by round."""
        return [
            tuple(per_second(side, seconds=self.options.seconds, watch=self.watch) for side in sides) for _ in range(self.options.rounds)
        ]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Sizes and durations."""
    parser.add_argument("--rows", default="1000,100000", help="sizes, separated by commas; the last one is compared with others")
    parser.add_argument("--queries", type=int, default=30, help="how many of the 30 queries, of every kind")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, in each of which every side has its turn")
    parser.add_argument("--repeats", type=int, default=4, help="how often a query is asked in a round")
    parser.add_argument("--seconds", type=float, default=3.0, help="how long a side is asked without a pause in a round")
    parser.add_argument("--warm-up", type=float, default=30.0, help="seconds before anything is measured")


def run(options: argparse.Namespace) -> Section:
    """Fill, ask, compare; returns the section for the report."""
    corpus = make_corpus()
    queries = make_queries(corpus)
    chosen = queries[:: max(1, len(queries) // options.queries)]
    bench = Bench(options, make_city(corpus), chosen, settings.ELASTICSEARCH_URLS[0])
    sizes = [int(size) for size in options.rows.split(",")]
    zoned: dict[int, list[float]] = {}
    measures: list[Measure] = []
    try:
        for rows in sizes:
            say(f"{rows:,} rows: filling")
            fill(bench.city, rows)
            is_last = rows == sizes[-1]
            if is_last:
                _fill_rivals(bench, rows)
            with ExitStack() as stack:
                bench.ours = stack.enter_context(web_server(OURS))
                bench.rivals = stack.enter_context(web_server(RIVALS)) if is_last else ""
                _set_cache(is_on=False)
                zoned[rows] = _in_zones(bench)
                if is_last:
                    measures = _compare(bench, rows)
        if len(sizes) > 1:
            measures.append(_growth(sizes[0], rows, zoned))
    finally:
        drop_indices()
    return Section(name="search-elastic", title="Search on Elasticsearch", method=_method(bench), measures=measures)


def _fill_rivals(bench: Bench, rows: int) -> None:
    timed("Open Inwoner's index", lambda: fill_open_inwoner(bench.city.documents(rows)))
    fill_stock(bench.city, rows)
    timed("stock Wagtail's index", lambda: run_alone(RIVALS, "update_index"))


def _compare(bench: Bench, rows: int) -> list[Measure]:
    """Everything at one size."""
    recorded = [
        record_search(query.text, bench.zone(query), filters={Facet.COST: COST} if query.with_facets else {}) for query in bench.queries
    ]
    _same_answers(bench, recorded)
    found = [_round_trips(bench)]
    for is_on in (False, True):
        _set_cache(is_on=is_on)
        found += _against_raw(bench, recorded, rows, is_cached=is_on)
        found += _against_stock(bench, is_cached=is_on)
    _set_cache(is_on=False)
    found += _against_open_inwoner(bench)
    found += [_suggestions(bench), _map(bench)]
    return found


def _same_answers(bench: Bench, recorded: Sequence[Recorded]) -> None:
    """Ours and the bare request find the same, in the same order; raises UnequalAnswersError."""
    for query, request in zip(bench.queries, recorded, strict=True):
        # A server that is cold may need more than the limit of a search the first times.
        pairs = (_both(bench, query, request) for _ in range(TRIES))
        if not any(shown == expected for shown, expected in pairs):
            raise UnequalAnswersError(f"not the same answers for {query}")


def _both(bench: Bench, query: Query, request: Recorded) -> tuple[list[int] | None, list[int]]:
    """The hits of ours, None if another engine gave them, and those of the bare request."""
    with Caller(bench.ours) as ours, Caller(bench.elastic_url) as raw:
        answer = ours.ask(bench.ask(query, format="json"))
        expected = request.ids(raw.ask(request.ask).body)
    if answer.headers.get(ENGINE_HEADER) != "elastic":
        time.sleep(FIRST_PAUSE_S)
        return None, expected
    return [hit["id"] for step in json.loads(answer.body)["steps"] for hit in step["results"]], expected


def _round_trips(bench: Bench) -> Measure:
    """What the server counts while our endpoint is asked: one search each, of an index in one piece."""
    side = bench.json_side(bench.queries)
    each = min(_searches_during(side) for _ in range(3))
    if each != 1:
        raise UnequalAnswersError(f"{each} searches of the server for one of ours")
    return Measure(
        name="searches of the server for one of ours",
        ours="1",
        other="1 (counted by the server)",
        ratios=(each,),
        unit="times",
        target="1",
        holds=True,
    )


def _against_raw(bench: Bench, recorded: Sequence[Recorded], rows: int, *, is_cached: bool) -> list[Measure]:
    """Our endpoint beside the request that it sends, with the server's cache of answers off and on."""
    ours, raw = bench.json_side(bench.queries), Side(bench.elastic_url, [request.ask for request in recorded])
    warm_up([ours, raw], seconds=bench.options.warm_up)
    rounds = bench.in_turn(ours, raw)
    name = f"{rows:,} rows, JSON against the bare request, server's cache {'on' if is_cached else 'off'}"
    found = []
    for percent, limit in ((50, MAX_P50), (99, MAX_P99)):
        own, bare = ([percentile(times[side], percent) for times in rounds] for side in (0, 1))
        found.append(
            _slower(f"{name}, p{percent}", own, bare, limit=None if is_cached else limit, noise=[median(times[1]) for times in rounds])
        )
    return found


def _against_open_inwoner(bench: Bench) -> list[Measure]:
    """Requests a second of the same queries, without zones, which its design does not have; and growth with the number of matches."""
    queries = [query for query in bench.queries if not query.zone and not query.with_facets]
    ours, theirs = bench.json_side(queries), Side(bench.rivals, [_inwoner(query.text) for query in queries])
    warm_up([ours, theirs], seconds=bench.options.warm_up / 3)
    found = [_more("requests a second, Open Inwoner's design", bench.per_second(ours, theirs), least=MIN_TIMES_OPEN_INWONER)]
    marked = [[Query(kind="marked", text=word) for word in words] for words in (RARE_WORDS, COMMON_WORDS)]
    sides = [bench.json_side(queries) for queries in marked]
    rivals = [Side(bench.rivals, [_inwoner(query.text) for query in queries]) for queries in marked]
    bare = [Side(bench.elastic_url, [record_search(query.text, None).ask for query in queries]) for queries in marked]
    warm_up([*sides, *rivals, *bare], seconds=1)
    rounds = bench.in_turn(*sides, *rivals, *bare)
    few, many, few_there, many_there, few_bare, many_bare = ([median(times[side]) for times in rounds] for side in range(6))
    name = f"{FEW} to {MANY:,} matches"
    return [
        *found,
        _slower(f"{name}, ours", many, few, limit=MAX_GROWTH_OF_MATCHES, noise=few),
        _slower(f"{name}, the bare request alone", many_bare, few_bare, limit=None, noise=few_bare),
        _slower(f"{name}, Open Inwoner's design", many_there, few_there, limit=None, noise=few_there),
    ]


def _against_stock(bench: Bench, *, is_cached: bool) -> list[Measure]:
    """Requests a second of a page of results, and of JSON, beside a stock project's page, whose answers the server never keeps."""
    theirs = Side(bench.rivals, [_stock(query, bench.zone(query)) for query in bench.queries])
    page, data = Side(bench.ours, [bench.ask(query) for query in bench.queries]), bench.json_side(bench.queries)
    warm_up([page, data, theirs], seconds=bench.options.warm_up / 3)
    rounds = bench.per_second(page, data, theirs)
    name = f"requests a second, stock Wagtail, server's cache {'on' if is_cached else 'off'}"
    least = None if is_cached else MIN_TIMES_STOCK
    return [
        _more(f"{name}, our page", [(page, stock) for page, _, stock in rounds], least=least),
        _more(f"{name}, our JSON", [(data, stock) for _, data, stock in rounds], least=least),
    ]


def _suggestions(bench: Bench) -> Measure:
    """Completing the beginnings of the queries beside searching for them."""
    queries = [query for query in bench.queries if not query.zone]
    typed = [Query(kind="typed", text=query.text[:TYPED_LETTERS]) for query in queries]
    completing, searching = Side(bench.ours, [bench.ask(query, "/zoeken/suggesties/") for query in typed]), bench.json_side(queries)
    warm_up([completing, searching], seconds=1)
    rounds = bench.in_turn(completing, searching)
    own, full = ([percentile(times[side], 95) for times in rounds] for side in (0, 1))
    return _slower("suggestions against a search, p95", own, full, limit=MAX_SUGGESTIONS, noise=full)


def _map(bench: Bench) -> Measure:
    """A quarter of the city with its groups of hits beside the list of the same search."""
    box = ",".join(map(str, BOX))
    drawn = Side(bench.ours, [bench.ask(query, "/zoeken/kaart.json", bbox=box, zoom=str(ZOOM)) for query in bench.queries])
    listed = bench.json_side(bench.queries)
    warm_up([drawn, listed], seconds=1)
    rounds = bench.in_turn(drawn, listed)
    own, other = ([median(times[side]) for times in rounds] for side in (0, 1))
    return _slower("map with box and groups against the list, p50", own, other, limit=MAX_MAP, noise=other)


def _in_zones(bench: Bench) -> list[float]:
    """Milliseconds of searches in a zone, at one size: the p95 of each round."""
    places = range(len(bench.city.zones))
    words = [query.text for query in bench.queries if query.kind in ("rare", "common", "zone")]
    side = bench.json_side([Query(kind="zone", text=word, zone=places[place % len(places)] + 1) for place, word in enumerate(words)])
    warm_up([side], seconds=bench.options.warm_up)
    return [percentile(times[0], 95) for times in bench.in_turn(side)]


def _growth(small: int, large: int, zoned: dict[int, list[float]]) -> Measure:
    name = f"p95 in a zone, from {small:,} to {large:,} rows"
    return _slower(name, zoned[large], zoned[small], limit=MAX_GROWTH_OF_ROWS, noise=zoned[small])


def _slower(name: str, own: Sequence[float], other: Sequence[float], *, limit: float | None, noise: Sequence[float]) -> Measure:
    """How many times as long one takes as the other, round by round."""
    ratios = tuple(mine / theirs for mine, theirs in zip(own, other, strict=True))
    return Measure(
        name=name,
        ours=f"{median(own):.1f} ms",
        other=f"{median(other):.1f} ms",
        ratios=ratios,
        unit="times as long",
        target=f"≤ {limit:g} times" if limit else "reported",
        holds=limit is None or median(ratios) <= limit,
        is_noisy=is_noisy(noise),
    )


def _more(name: str, rounds: Sequence[tuple[float, ...]], *, least: float | None) -> Measure:
    """How many times as many requests a second, round by round."""
    ratios = tuple(ours / theirs for ours, theirs in rounds)
    return Measure(
        name=name,
        ours=f"{median(ours for ours, _ in rounds):.1f} a second",
        other=f"{median(theirs for _, theirs in rounds):.1f} a second",
        ratios=ratios,
        unit="times as many",
        target=f"≥ {least:g} times" if least else "reported",
        holds=least is None or median(ratios) >= least,
        is_noisy=is_noisy([theirs for _, theirs in rounds]),
    )


def _inwoner(text: str) -> Ask:
    return Ask(path=f"/inwoner/?{urlencode({'q': text})}", host=HUB)


def _stock(query: Query, zone: Zone | None) -> Ask:
    return Ask(path=f"/stock/?{urlencode({'query': query.text, **({'zone': zone.pk} if zone else {})})}", host=HUB)


def _client() -> Elasticsearch:
    return Elasticsearch(settings.ELASTICSEARCH_URLS, request_timeout=120)


def _searches_during(side: Side) -> float:
    """Searches that the server counts for each that we are asked; one that took too long counts and is asked elsewhere too."""
    before = _searches()
    warm_up([side], seconds=0)
    return (_searches() - before) / len(side.asks)


def _searches() -> int:
    """The searches of our index that the server has counted."""
    return int(_client().indices.stats(index=settings.ELASTICSEARCH_INDEX)["_all"]["total"]["search"]["query_total"])


def _set_cache(*, is_on: bool) -> None:
    """Whether the server remembers answers; it does so by default, for requests that want no hits of their own, as ours."""
    _client().indices.put_settings(index=settings.ELASTICSEARCH_INDEX, settings={"index.requests.cache.enable": is_on})


def _method(bench: Bench) -> str:
    options, searches = bench.options, sum(bench.answered.values())
    others = searches - bench.answered["elastic"]
    return (
        f"`make bench ARGS='search-elastic --rows {options.rows}'`. PostgreSQL and Elasticsearch (heap 1 GB) of the bench's own; gunicorn with one\n"
        f"process of four threads for each side; all of them and the asking share {os.cpu_count()} processors. {len(bench.queries)} queries\n"
        f"(rare, common, two words, prefix, zone, facets) over entries of a title and 65 words, each with a place. Ours gives three steps with\n"
        f"totals, counts of nine facets and 15 documents. {options.warm_up:g} s of warming up; {options.rounds} rounds, in which the sides alternate per query\n"
        f"({options.repeats} times; {options.seconds:g} s of {CLIENTS} clients for requests a second). What the bare request finds is what ours shows, or there are no times.\n"
        f"The server's cache of answers is off, but where the line says on. Open Inwoner's design: its own index and mapping, 10,000 hits a request,\n"
        f"three facets, pages of 20 cut in Python, as JSON. Stock Wagtail: two searched fields, search, count, ten rows from the database, rendered.\n"
        f"Of {searches:,} answers of ours {others} came from the database because Elasticsearch took over {READ_S} s."
    )
