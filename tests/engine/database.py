"""What both engines of the database do beyond the contract: they are in step with the transaction, and cost what they cost."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from search.engine.base import Document
from search.engine.database import load_vocabulary, signatures
from search.engine.database.engine import DatabaseEngine
from search.models import SearchSignature, SearchWord
from tests.engine.contract import EngineContract
from tests.engine.documents import FAR, SCOPE, document, request, titles

SHARED = [HealthCheck.function_scoped_fixture, HealthCheck.differing_executors, HealthCheck.too_slow]


class DatabaseContract(EngineContract):
    """The contract of every engine, and that of those in the database."""

    # What a search costs of which nothing is found as it was typed.
    most_statements = 8

    def test_a_search_costs_three_statements(self, engine: DatabaseEngine, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        engine.apply(upserts=[document(number, f"Koffie {number}", zone_ids=(number % 3 + 1,)) for number in range(200)])
        engine.search(request("koffie"))

        with django_assert_num_queries(3):
            engine.search(request("koffie"))

    def test_the_same_statements_for_many_documents(
        self, engine: DatabaseEngine, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        engine.apply(upserts=[document(number, "Thee drinken") for number in range(500)])
        engine.search(request("onbekendwoord"))

        with django_assert_max_num_queries(self.most_statements):
            engine.search(request("onbekendwoord thee drinkn"))
        with django_assert_max_num_queries(5):
            engine.suggest("drinken th", zone=SCOPE, limit=6)

    def test_a_map_costs_two_statements_more_at_the_most(
        self, engine: DatabaseEngine, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        engine.apply(upserts=[document(number, f"Koffie {number}") for number in range(200)])
        engine.search(request("koffie"))

        with django_assert_max_num_queries(4):
            engine.locate(request("koffie"), box=None, zoom=12)

    def test_a_write_that_is_rolled_back_leaves_nothing(self, engine: DatabaseEngine) -> None:
        with transaction.atomic():
            engine.apply(upserts=[document(1, "Koffie")])
            assert titles(engine.search(request("koffie"))) == ["Koffie"]
            transaction.set_rollback(True)

        assert engine.search(request("koffie")).total == 0
        assert engine.search(request("koffei")).total == 0
        assert engine.count() == 0

    def test_the_vocabulary_follows_the_documents(self, engine: DatabaseEngine) -> None:
        engine.apply(upserts=[document(1, "Koffie en thee"), document(2, "Koffie")])
        engine.apply(upserts=[document(1, "Koffie met taart", version=2)])

        assert dict(SearchWord.objects.exclude(word="").values_list("word", "documents")) == {"koffie": 2, "taart": 1}
        assert (load_vocabulary().documents_of("koffie"), load_vocabulary().documents_of("thee")) == (2, 0)
        assert engine.search(request("koffei")).corrections == {"koffei": ("koffie",)}

    def test_two_signatures_that_ask_for_one_id_both_get_one(self, engine: DatabaseEngine, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(signatures, "id_of", lambda content, random_bits: 7_000)

        engine.apply(upserts=[document(1, "Koffie", hours="ma 9:00-9:30")])
        engine.apply(upserts=[document(2, "Koffie", hours="di 9:00-9:30"), document(3, "Koffie", zone_ids=(FAR,), hours="wo 9:00-9:30")])

        assert sorted(SearchSignature.objects.filter(content__contains="9:00-9:30").values_list("pk", flat=True)) == [7_000, 7_001, 7_002]

    def test_hours_that_cannot_be_read_are_no_hours(self, engine: DatabaseEngine) -> None:
        engine.apply(upserts=[document(1, "Koffie", hours="elke dag behalve zondag")])

        assert titles(engine.search(request("koffie"))) == ["Koffie"]

    def test_a_long_list_of_titles_is_walked_in_pieces(self, engine: DatabaseEngine, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("search.engine.database.reading.PIECE", 7)
        engine.apply(upserts=[document(number, f"Koffie {number % 5}") for number in range(40)])

        found = [hit.document for hit in engine.search(request("", limits={document(1, "x").step: 40})).steps[-1].hits]

        assert len({item.key for item in found}) == len(dict(engine.versions())) == 40
        assert [item.title for item in found] == sorted(item.title for item in found)

    @settings(suppress_health_check=SHARED, deadline=None)
    @given(text=st.text(max_size=300))
    def test_no_text_makes_a_search_fail(self, engine: DatabaseEngine, text: str) -> None:
        engine.apply(upserts=[document(1, "Koffie drinken")])

        assert len(engine.search(request(text)).steps) == 3
        assert len(engine.suggest(text, zone=SCOPE, limit=6)) <= 6

    @settings(suppress_health_check=SHARED, deadline=None)
    @given(
        history=st.lists(
            st.tuples(st.integers(1, 4), st.integers(1, 5), st.sampled_from(["koffie", "thee", "taart"]), st.booleans()), max_size=12
        )
    )
    def test_the_index_is_what_the_writes_say(self, engine: DatabaseEngine, history: list[tuple[int, int, str, bool]]) -> None:
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
