"""The benches of the search server compare what is the same, measure all they promise, and leave nothing behind.

Their sizes here are such that their times say nothing.
"""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.test import Client
from elasticsearch import Elasticsearch
from service import Service

from search.engine.base import Document
from search.engine.factory import remote_engine
from tests.benches.corpus import make_corpus
from tests.benches.load import Answer, Ask, Caller, Side, UnequalAnswersError, in_turn, per_second, warm_up
from tests.benches.recording import record_search
from tests.leftovers import drop_indices

ROOT = Path(__file__).resolve().parents[2]
TINY = {
    "search-elastic": ("--rows", "60,200", "--queries", "6", "--rounds", "1", "--repeats", "1", "--seconds", "0.1", "--warm-up", "0"),
    "rebuild": ("--rows", "200", "--memory-rows", "50,200", "--rounds", "1", "--changes", "50", "--single", "5"),
}
SAID = {
    "search-elastic": ("bare request", "Open Inwoner", "stock Wagtail", "suggestions", "map", "in a zone"),
    "rebuild": ("parallel_bulk", "update_index", "one by one", "memory"),
}

pytestmark = pytest.mark.production


@pytest.fixture
def own_database(postgresql_server: Service) -> Iterator[str]:
    """The address of an empty database, so that what a bench commits touches no test."""
    name = f"bench_{secrets.token_hex(4)}"
    with psycopg.connect(postgresql_server.url.replace("postgres://", "postgresql://"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        yield f"{postgresql_server.url.rpartition('/')[0]}/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def found_documents(db: None, elasticsearch_server: Service) -> Iterator[list[Document]]:
    """A few documents in the stack's own index, for this test alone."""
    engine, documents = remote_engine(), list(make_corpus().documents(40))
    assert engine is not None
    engine.clear()
    engine.apply(upserts=documents)
    yield documents
    drop_indices()


def test_the_recorded_request_is_the_only_one_and_finds_what_the_search_shows(
    found_documents: list[Document], elasticsearch_server: Service, on_hub: Client
) -> None:
    word = found_documents[0].title.split()[0]

    recorded = record_search(word, None)
    shown = on_hub.get("/zoeken/", {"q": word, "format": "json"})

    with Caller(elasticsearch_server.url) as caller:
        ids = recorded.ids(caller.ask(recorded.ask).body)
    assert shown.headers["X-Search-Engine"] == "elastic"
    assert ids == [hit["id"] for step in shown.json()["steps"] for hit in step["results"]] != []


def test_sides_are_asked_in_turn_and_without_a_pause(elasticsearch_server: Service) -> None:
    health, root = Ask(path="/_cluster/health"), Ask(path="/_cat/indices?format=json")
    sides = [Side(elasticsearch_server.url, [health, health]), Side(elasticsearch_server.url, [root, root])]
    answers: list[Answer] = []

    times = in_turn(sides, rounds=2, repeats=3, watch=answers.append)

    assert [[len(side) for side in each] for each in times] == [[6, 6], [6, 6]]
    assert [b"cluster_name" in answer.body for answer in answers[:4]] == [True, False, True, False]
    assert per_second(sides[0], seconds=0.2, clients=2) > 0


def test_an_error_of_a_server_is_no_answer(elasticsearch_server: Service) -> None:
    missing = Side(elasticsearch_server.url, [Ask(path="/not-there/_search")])

    with pytest.raises(UnequalAnswersError, match="404"):
        warm_up([missing], seconds=0)
    with pytest.raises(UnequalAnswersError, match="404"):
        per_second(missing, seconds=0.1, clients=1)


@pytest.mark.nightly
def test_the_benches_measure_everything_they_promise(own_database: str, elasticsearch_server: Service) -> None:
    address = ("--dry", "--database", own_database, "--server", elasticsearch_server.url)

    for bench, options in TINY.items():
        done = subprocess.run(
            [sys.executable, "-m", "tests.benches", *address, bench, *options], check=False, cwd=ROOT, capture_output=True, text=True
        )

        assert done.returncode == 0, done.stderr[-3000:]
        assert [words for words in SAID[bench] if words not in done.stdout] == []
        assert [line for line in done.stdout.splitlines() if line.count("|") != 5] == []
    assert list(Elasticsearch(elasticsearch_server.url).indices.get(index="bench-*", allow_no_indices=True)) == []
