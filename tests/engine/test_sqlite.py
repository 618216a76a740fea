"""The embedded engine: the contract, and what is its own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from search.engine.base import Document
from search.engine.payload import from_json, to_json
from search.engine.sqlite import SqliteEngine, writing
from search.engine.sqlite.schema import MATCHES, RANKS, ROW_IDS
from search.models import SearchSignature, SearchWord
from tests.engine.contract import EngineContract
from tests.engine.documents import FAR, SCOPE, document, request, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine(db: None) -> SqliteEngine:
    """The engine on an empty index."""
    found = SqliteEngine()
    found.clear()
    return found


class TestSqliteEngine(EngineContract):
    """The contract."""


def test_a_search_costs_three_statements(engine: SqliteEngine, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    engine.apply(upserts=[document(number, f"Koffie {number}", zone_ids=(number % 3 + 1,)) for number in range(200)])
    engine.search(request("koffie"))

    with django_assert_num_queries(3):
        engine.search(request("koffie"))


def test_the_same_statements_for_many_documents(engine: SqliteEngine, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    engine.apply(upserts=[document(number, "Thee drinken") for number in range(500)])
    engine.search(request("onbekendwoord"))

    with django_assert_max_num_queries(8):
        engine.search(request("onbekendwoord thee drinkn"))
    with django_assert_max_num_queries(5):
        engine.suggest("drinken th", zone=SCOPE, limit=6)


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


def test_a_write_that_is_rolled_back_leaves_nothing(engine: SqliteEngine) -> None:
    with transaction.atomic():
        engine.apply(upserts=[document(1, "Koffie")])
        assert titles(engine.search(request("koffie"))) == ["Koffie"]
        transaction.set_rollback(True)

    assert engine.search(request("koffie")).total == 0
    assert engine.search(request("koffei")).total == 0
    assert engine.count() == 0


def test_the_vocabulary_follows_the_documents(engine: SqliteEngine) -> None:
    engine.apply(upserts=[document(1, "Koffie en thee"), document(2, "Koffie")])
    engine.apply(upserts=[document(1, "Koffie met taart", version=2)])

    assert dict(SearchWord.objects.values_list("word", "documents")) == {"koffie": 2, "taart": 1}
    assert engine.search(request("koffei")).corrections == {"koffei": ("koffie",)}


def test_two_signatures_that_ask_for_one_id_both_get_one(engine: SqliteEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "id_of", lambda content: 7_000)

    engine.apply(upserts=[document(1, "Koffie", hours="ma 9:00-9:30")])
    engine.apply(upserts=[document(2, "Koffie", hours="di 9:00-9:30"), document(3, "Koffie", zone_ids=(FAR,), hours="wo 9:00-9:30")])

    assert sorted(SearchSignature.objects.filter(content__contains="9:30").values_list("pk", flat=True)) == [7_000, 7_001, 7_002]


def test_hours_that_cannot_be_read_are_no_hours(engine: SqliteEngine) -> None:
    engine.apply(upserts=[document(1, "Koffie", hours="elke dag behalve zondag")])

    assert titles(engine.search(request("koffie"))) == ["Koffie"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(text=st.text(max_size=300))
def test_no_text_makes_a_search_fail(engine: SqliteEngine, text: str) -> None:
    engine.apply(upserts=[document(1, "Koffie drinken")])

    assert len(engine.search(request(text)).steps) == 3
    assert len(engine.suggest(text, zone=SCOPE, limit=6)) <= 6


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


@given(title=texts, body=texts, zones=st.lists(st.integers(1, 99), max_size=4), card=st.dictionaries(texts, texts, max_size=3))
def test_a_document_survives_json(title: str, body: str, zones: list[int], card: dict[str, str]) -> None:
    before = document(1, title, body=body, zone_ids=tuple(zones), card=card)

    assert from_json(to_json(before)) == before
    assert json.loads(to_json(before))["title"] == title


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
@given(
    history=st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 5), st.sampled_from(["koffie", "thee", "taart"]), st.booleans()), max_size=12
    )
)
def test_the_index_is_what_the_writes_say(engine: SqliteEngine, history: list[tuple[int, int, str, bool]]) -> None:
    engine.clear()
    wanted: dict[str, Document] = {}
    for number, version, title, is_removal in history:
        item = document(number, title, version=version)
        if is_removal:
            engine.apply(deletes=[item.key])
            wanted.pop(item.key, None)
        else:
            engine.apply(upserts=[item])
            if item.key not in wanted or wanted[item.key].version <= version:
                wanted[item.key] = item

    assert dict(engine.versions()) == {key: item.version for key, item in wanted.items()}
    for word in ("koffie", "thee", "taart"):
        assert sorted(titles(engine.search(request(word)))) == sorted(item.title for item in wanted.values() if item.title == word)
