"""The benches of the search server work, at a size at which their times say nothing, and leave nothing behind."""

from __future__ import annotations

import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from elasticsearch import Elasticsearch
from service import Service

ROOT = Path(__file__).resolve().parents[2]
TINY = {
    "search-elastic": ("--rows", "60,200", "--rounds", "1", "--repeats", "1", "--seconds", "0.1", "--warm-up", "0"),
    "rebuild": ("--rows", "200", "--memory-rows", "50,200", "--rounds", "1", "--changes", "50", "--single", "5"),
}
SAID = {
    "search-elastic": ("bare request", "Open Inwoner", "stock Wagtail", "suggestions", "map", "in a zone"),
    "rebuild": ("parallel_bulk", "update_index", "one by one", "memory"),
}

pytestmark = pytest.mark.production


@pytest.fixture
def own_database(django_db_setup: None, postgresql_server: Service) -> Iterator[str]:
    """The address of a copy of the tests' database, so that what a bench commits touches no other test."""
    name = f"bench_{secrets.token_hex(4)}"
    template = connections["default"].settings_dict["NAME"]
    connections.close_all()
    with psycopg.connect(postgresql_server.url.replace("postgres://", "postgresql://"), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield f"{postgresql_server.url.rpartition('/')[0]}/{name}"
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.parametrize("bench", TINY)
def test_a_bench_measures_everything_it_promises(bench: str, own_database: str, elasticsearch_server: Service) -> None:
    address = ("--dry", "--database", own_database, "--server", elasticsearch_server.url)

    done = subprocess.run(
        [sys.executable, "-m", "tests.benches", *address, bench, *TINY[bench]], check=False, cwd=ROOT, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr[-3000:]
    assert [words for words in SAID[bench] if words not in done.stdout] == []
    assert [line for line in done.stdout.splitlines() if line.count("|") != 5] == []
    assert list(Elasticsearch(elasticsearch_server.url).indices.get(index="bench-*", allow_no_indices=True)) == []
