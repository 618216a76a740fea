"""The embedded engine: the contract, and what is its own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from search.engine.payload import from_json, to_json
from search.engine.sqlite import SqliteEngine
from search.engine.sqlite.schema import MATCHES, RANKS, ROW_IDS
from tests.engine.database import DatabaseContract
from tests.engine.documents import document

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(db: None) -> SqliteEngine:
    """The engine on an empty index."""
    found = SqliteEngine()
    found.clear()
    return found


class TestSqliteEngine(DatabaseContract):
    """The contract."""


@pytest.mark.parametrize(
    ("statement", "parameters"), [(ROW_IDS, ['"koffie"']), (MATCHES, [0, '"koffie"']), (RANKS, ['"koffie"', "[1, 2]"])]
)
def test_matches_are_read_once_and_from_the_fulltext_table_alone(engine: SqliteEngine, statement: str, parameters: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
        plan = [row[3] for row in cursor.fetchall() if "json_each" not in row[3]]

    # A match with "=" in its index would look up single rows; a search reads the matches in one go.
    assert [step.partition(":")[0] for step in plan if "search_" in step] == ["SCAN search_fulltext VIRTUAL TABLE INDEX 0"]
    assert not any("=" in step for step in plan if "search_" in step)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


@given(title=texts, body=texts, zones=st.lists(st.integers(1, 99), max_size=4), card=st.dictionaries(texts, texts, max_size=3))
def test_a_document_survives_json(title: str, body: str, zones: list[int], card: dict[str, str]) -> None:
    before = document(1, title, body=body, zone_ids=tuple(zones), card=card)

    assert from_json(to_json(before)) == before
    assert json.loads(to_json(before))["title"] == title
