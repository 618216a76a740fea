"""The engine of PostgreSQL: the contract, the plans of its statements, and several transactions that write at once."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Barrier, Event

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from search.choices import Facet, Step
from search.engine.base import Document
from search.engine.database.analysis import analyse
from search.engine.database.layout import row_id
from search.engine.database.vocabulary import load_vocabulary
from search.engine.payload import from_json
from search.engine.postgres import PostgresEngine
from search.models import OutboxRow, SearchDocument, SearchWord
from search.services import rebuild_index
from tests.engine.database import DatabaseContract
from tests.engine.documents import SCOPE, document, request, titles

pytestmark = pytest.mark.production

SECONDS = 30
WRITERS = 6
ROUNDS = 25
ROWS = 20_000
MANY_ROWS = f"""
    INSERT INTO search_fulltext (id, lexemes, weights)
    SELECT (signature_id << 26) | (1000000 + n),
        ('koffie:1 =koffie:1 thee:' || n % 9 + 1 || ' zeldzaam' || n % 5000 || ':30')::tsvector, '{{"koffie": 4003, "thee": 2001}}'
    FROM generate_series(1, {ROWS}) AS n, (SELECT signature_id FROM search_searchdocument LIMIT 1) AS given;
    INSERT INTO search_searchdocument (id, key, kind, version, signature_id, sort_title, latitude, longitude, payload)
    SELECT 1000000 + n, 'many:' || n, kind, 1, signature_id, 'koffie ' || n, 52 + n / 1e5, 6 + n % 7 / 1e2,
        regexp_replace(payload, '"key":"[^"]*"', '"key":"many:' || n || '"')
    FROM generate_series(1, {ROWS}) AS n, (SELECT * FROM search_searchdocument LIMIT 1) AS given;
"""


@pytest.fixture
def engine(db: None) -> PostgresEngine:
    """The engine on an empty index, in a transaction that is rolled back."""
    found = PostgresEngine()
    found.clear()
    return found


class TestPostgresEngine(DatabaseContract):
    """The contract. How rare words are is asked apart, and signatures are never known from another test."""

    most_statements = 13


@pytest.fixture
def large(engine: PostgresEngine) -> PostgresEngine:
    """The engine with twenty thousand documents, with statistics as autovacuum makes them."""
    engine.apply(upserts=[document(number, "Koffie en thee", hours="di 9:00-12:00") for number in range(1, 30)])
    with connection.cursor() as cursor:
        cursor.execute(MANY_ROWS)
        cursor.execute("ANALYZE search_fulltext, search_searchdocument, search_searchword, search_searchsignature")
    return engine


@pytest.mark.parametrize(
    "ask",
    [
        lambda engine: engine.search(request("koffie")),
        lambda engine: engine.search(request("zeldzaam7")),
        lambda engine: engine.search(request("koffie thee")),
        lambda engine: engine.search(request("koffie niets")),
        lambda engine: engine.search(request("een lange vraag met koffie thee taart en nog meer woorden")),
        lambda engine: engine.suggest("koffie th", zone=SCOPE, limit=6),
        lambda engine: engine.locate(request("zeldzaam7"), box=None, zoom=12),
        lambda engine: engine.locate(request("koffie"), box=None, zoom=12),
        lambda engine: engine.apply(upserts=[document(1, "Taart", version=2), document(77, "Taart")]),
        lambda engine: engine.apply(deletes=["entry:2"]),
    ],
    ids=["common", "rare", "two", "none", "sentence", "suggest", "few on a map", "many on a map", "write", "remove"],
)
def test_no_statement_reads_a_whole_table(large: PostgresEngine, ask: Callable[[PostgresEngine], object]) -> None:
    with CaptureQueriesContext(connection) as captured:
        ask(large)

    statements = [query["sql"] for query in captured if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", query["sql"])]
    plans = {statement: _plan(statement) for statement in statements}
    assert [statement for statement, plan in plans.items() if re.search(r"Seq Scan on search_(fulltext|searchdocument)\b", plan)] == []
    assert any("Bitmap Index Scan on search_fulltext_lexemes" in plan for plan in plans.values()) or not any(
        "@@" in statement for statement in statements
    )


def test_pages_of_very_many_hits_have_no_doubles_and_begin_with_titles(large: PostgresEngine) -> None:
    large.apply(upserts=[document(number, "Thee", keywords="koffie") for number in range(100, 105)])
    limits = {Step.ORGANISATION: 20}

    pages = [large.search(request("koffie", limits=limits, offsets={Step.ORGANISATION: start})) for start in (0, 20, 40)]
    hits = [hit for page in pages for hit in page.steps[-1].hits]

    assert pages[0].total == ROWS + 34
    assert len({hit.document.key for hit in hits}) == len(hits) == 60
    assert {hit.document.title for hit in hits} == {"Koffie en thee"}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def _plan(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}")
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[PostgresEngine]:
    """The engine on an empty index that several connections see; that of the small city again afterwards."""
    with django_db_blocker.unblock():
        engine = PostgresEngine()
        engine.clear()
        yield engine
        rebuild_index()
        OutboxRow.objects.all().delete()


def _in_threads(*works: Callable[[], None]) -> list[Future[None]]:
    """Start each in a thread with a connection of its own, that gives up what it waits for rather than hang."""

    def run(work: Callable[[], None]) -> None:
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = '{SECONDS}s'")
            work()
        finally:
            connections.close_all()

    pool = ThreadPoolExecutor(len(works))
    started = [pool.submit(run, work) for work in works]
    pool.shutdown(wait=False)
    return started


def _assert_in_step(engine: PostgresEngine) -> None:
    """Vocabulary, texts and documents say the same."""
    rows = list(SearchDocument.objects.all())
    words: Counter[str] = Counter(word for row in rows for word in analyse(from_json(row.payload)).words)
    vocabulary = load_vocabulary()
    assert {word: vocabulary.documents_of(word) for word in words} == dict(words)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(documents) FROM search_vocabulary")
        assert cursor.fetchone()[0] == (words.total() or None)
        cursor.execute("SELECT id FROM search_fulltext")
        assert sorted(number for (number,) in cursor.fetchall()) == sorted(row_id(row.signature_id, row.pk) for row in rows)
    assert len({row.pk for row in rows}) == len(rows) == engine.count()


def _writes(seed: int, writer: int) -> list[tuple[Document, Document]]:
    """What one of several writers writes: two documents in each transaction, with words and facets of others."""
    source = random.Random(seed * 100 + writer)

    def some(number: int, turn: int) -> Document:
        facets = {Facet.THEME: (f"thema-{source.randrange(turn + 1)}",)}
        return document(number, f"Koffie woord{source.randrange(60)}", version=turn * WRITERS + writer, facets=facets)

    # In the order of the keys, as two that change the same things in another order wait for each other for ever.
    pairs = [sorted(source.sample(range(10, 50), 2)) for _ in range(ROUNDS)]
    return [(some(low, turn), some(high, turn)) for turn, (low, high) in enumerate(pairs)]


@pytest.mark.parametrize("seed", range(3))
def test_many_writers_at_once_lose_nothing(committed: PostgresEngine, seed: int) -> None:
    begin = Barrier(WRITERS)

    def write(writer: int) -> None:
        begin.wait()
        for pair in _writes(seed, writer):
            with transaction.atomic():
                for one in pair:
                    committed.apply(upserts=[one])

    for done in _in_threads(*(partial(write, writer) for writer in range(WRITERS))):
        done.result()

    newest: Counter[str] = Counter()
    for one in (one for writer in range(WRITERS) for pair in _writes(seed, writer) for one in pair):
        newest[one.key] = max(newest[one.key], one.version)
    assert dict(committed.versions()) == dict(newest)
    _assert_in_step(committed)
    committed.apply(deletes=list(newest))
    assert committed.count() == 0
    assert not SearchWord.objects.exists()


@pytest.mark.parametrize("is_kept", [True, False])
def test_nobody_waits_for_a_long_transaction_that_writes_other_documents(committed: PostgresEngine, is_kept: bool) -> None:
    written, other_done = Event(), Event()
    facets = {Facet.THEME: ("nieuw",)}

    def long() -> None:
        with transaction.atomic():
            committed.apply(upserts=[document(1, "Koffie nieuwwoord", facets=facets)])
            written.set()
            assert other_done.wait(SECONDS)
            # What the other one made is seen, and both have the same words and signature.
            committed.apply(upserts=[document(3, "Koffie nieuwwoord", facets=facets)])
            transaction.set_rollback(not is_kept)

    def other() -> None:
        assert written.wait(SECONDS)
        try:
            committed.apply(upserts=[document(2, "Koffie nieuwwoord", facets=facets)])
            assert titles(committed.search(request("nieuwwoord"))) == ["Koffie nieuwwoord"]
            assert [found.text for found in committed.suggest("nieuww", zone=SCOPE, limit=1)] == ["nieuwwoord"]
            assert committed.search(request("niewwoord")).corrections == {"niewwoord": ("nieuwwoord",)}
        finally:
            other_done.set()

    for done in _in_threads(long, other):
        done.result()

    assert sorted(dict(committed.versions())) == (["entry:1", "entry:2", "entry:3"] if is_kept else ["entry:2"])
    _assert_in_step(committed)
    result = committed.search(request("nieuwwoord"))
    assert dict(result.facets[Facet.THEME]) == {"nieuw": result.total}


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 1), (1, 1)])
def test_the_newest_of_two_that_store_one_key_at_once_stays(committed: PostgresEngine, first: int, second: int) -> None:
    written, begun = Event(), Event()

    def early() -> None:
        with transaction.atomic():
            committed.apply(upserts=[document(1, f"Koffie versie{first}", version=first)])
            written.set()
            assert begun.wait(SECONDS)

    def late() -> None:
        assert written.wait(SECONDS)
        begun.set()
        committed.apply(upserts=[document(1, f"Koffie versie{second}", version=second)])

    for done in _in_threads(early, late):
        done.result()

    assert titles(committed.search(request("koffie"))) == [f"Koffie versie{max(first, second)}"]
    _assert_in_step(committed)


def test_readers_go_on_while_everything_is_written_anew(committed: PostgresEngine) -> None:
    committed.apply(upserts=[document(1, "Koffie")])
    emptied, searched = Event(), Event()

    def rebuild() -> None:
        with transaction.atomic():
            committed.clear()
            committed.apply(upserts=[document(1, "Koffie", version=2), document(2, "Koffie")])
            emptied.set()
            assert searched.wait(SECONDS)

    def search() -> None:
        assert emptied.wait(SECONDS)
        try:
            assert titles(committed.search(request("koffie"))) == ["Koffie"]
        finally:
            searched.set()

    for done in _in_threads(rebuild, search):
        done.result()

    assert dict(committed.versions()) == {"entry:1": 2, "entry:2": 1}
    _assert_in_step(committed)


def test_numbers_come_round_again(committed: PostgresEngine) -> None:
    committed.apply(upserts=[document(number, "Koffie") for number in range(1, 4)])
    first = min(SearchDocument.objects.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('search_number', %s, false)", [first])

    committed.apply(upserts=[document(number, "Thee") for number in range(4, 7)])

    assert len(set(SearchDocument.objects.values_list("pk", flat=True))) == 6
    _assert_in_step(committed)
