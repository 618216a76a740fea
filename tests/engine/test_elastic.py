"""The Elasticsearch engine: the contract on a real server, and what is its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from socket import socket
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from core.schedule import AMSTERDAM, DAY_CODES, parse_schedule
from search.choices import Facet, Step
from search.engine.base import Document, EngineUnavailableError, IndexMissingError, Outcome, Write
from search.engine.database import load_vocabulary
from search.engine.elastic import ElasticEngine, documents
from search.engine.elastic import client as elastic_client
from search.engine.elastic import engine as elastic_engine
from search.engine.elastic.choosing import A_SCREEN, Reading, Side, shown
from search.engine.elastic.words import RecentWords
from search.engine.factory import database_engine
from search.engine.payload import digest, to_json
from search.understanding.vocabulary import Vocabulary
from tests.engine.contract import EngineContract
from tests.engine.documents import FAR, SCOPE, document, request, titles

pytestmark = [pytest.mark.django_db, pytest.mark.production]
# A server that has just started is slow to answer; what a visitor waits for is no matter here.
PATIENCE_S = 20.0


class Mirrored(ElasticEngine):
    """The engine with its words where they are in production: in the index of the database, which is written first."""

    def apply(self, *, upserts: Iterable[Document] = (), deletes: Iterable[str] = ()) -> None:
        upserts, deletes = list(upserts), list(deletes)
        database_engine().apply(upserts=upserts, deletes=deletes)
        super().apply(upserts=upserts, deletes=deletes)

    def clear(self) -> None:
        database_engine().clear()
        super().clear()


@pytest.fixture(scope="module")
def server() -> Iterator[Mirrored]:
    """The engine on an index of its own, which is gone afterwards."""
    found = Mirrored(urls=settings.ELASTICSEARCH_URLS, alias="contract", vocabulary=load_vocabulary, limit_s=PATIENCE_S)
    yield found
    for name in found._indices.shown():
        found._indices.drop(name)
    found.drop_leftovers()


@pytest.fixture
def engine(server: Mirrored, db: None) -> Mirrored:
    """The engine on an empty index."""
    server.clear()
    return server


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Every request that goes to the server, as path and body."""
    seen: list[tuple[str, Any]] = []

    def ask(client: Any, method: str, path: str, body: Any = None, **options: Any) -> Any:
        seen.append((path, body))
        return elastic_client.ask(client, method, path, body, **options)

    monkeypatch.setattr(elastic_engine, "ask", ask)
    return seen


class TestElasticEngine(EngineContract):
    """The contract."""


# One round trip


@pytest.mark.parametrize("typed", ["koffie", "koffie thee drinken", "kofie", "ik wil graag samen met anderen koffie drinken", ""])
def test_a_search_is_one_request_whatever_is_asked(engine: Mirrored, requests: list[tuple[str, Any]], typed: str) -> None:
    engine.apply(upserts=[document(number, f"Koffie drinken {number}", zone_ids=(number % 3 + 1,)) for number in range(1, 60)])
    requests.clear()

    result = engine.search(
        request(typed, filters={Facet.COST: frozenset({"gratis"}), Facet.DAY: frozenset({"di"})}, limits=dict.fromkeys(Step, 5))
    )

    assert len(requests) == 1
    assert len(result.steps) == 3


def test_suggestions_are_one_request_and_a_map_is_two(engine: Mirrored, requests: list[tuple[str, Any]]) -> None:
    engine.apply(upserts=[document(1, "Koffie drinken")])
    requests.clear()

    engine.suggest("koffie dr", zone=SCOPE, limit=6)
    assert len(requests) == 1
    engine.locate(request("koffie"), box=None, zoom=12)
    assert len(requests) == 3


def test_a_page_asks_for_a_page(engine: Mirrored, requests: list[tuple[str, Any]]) -> None:
    engine.apply(upserts=[document(number, "Koffie") for number in range(1, 100)])
    requests.clear()

    engine.search(request("koffie", limits={Step.ORGANISATION: 20}, offsets={Step.ORGANISATION: 60}))

    asked = {
        name: tree["aggs"]["sides"]["aggs"]["top"]["top_hits"] for name, tree in requests[0][1]["aggs"].items() if name.startswith("hits")
    }
    assert {name: (top["from"], top["size"]) for name, top in asked.items()} == {"hits ORGANISATION": (60, 20)}


def test_the_last_page_there_can_be_is_within_reach(engine: Mirrored) -> None:
    engine.apply(upserts=[document(number, f"Koffie {number}") for number in range(1, 1_001)])

    hits = engine.search(request("koffie", limits={Step.ORGANISATION: 20}, offsets={Step.ORGANISATION: 980})).steps[2].hits

    assert len(hits) == 20


# Names


def test_a_name_that_is_there_is_not_blurred(engine: Mirrored) -> None:
    engine.apply(upserts=[document(1, "De Bron"), document(2, "De Brug"), document(3, "De Brom"), document(4, "Bronzen beelden")])

    assert titles(engine.search(request("De Bron"))) == ["De Bron"]
    assert titles(engine.search(request("brug"))) == ["De Brug"]


def test_what_no_text_has_is_guessed_and_said(engine: Mirrored) -> None:
    engine.apply(upserts=[document(1, "Boodschappen doen"), document(2, "Zwemmen")])

    result = engine.search(request("boodschapen"))
    kept = engine.search(request("boodschapen", mends_spelling=False))

    assert titles(result) == ["Boodschappen doen"]
    assert kept.corrections == {}


# Outages


def test_a_server_that_is_not_there_is_said_at_once(db: None) -> None:
    with socket() as closed:
        closed.bind(("127.0.0.1", 0))
        gone = ElasticEngine(urls=[f"http://127.0.0.1:{closed.getsockname()[1]}"], alias="contract", vocabulary=load_vocabulary)

    with pytest.raises(EngineUnavailableError):
        gone.search(request("koffie"))
    with pytest.raises(EngineUnavailableError):
        gone.write([Write(key="entry:1", sequence=1, document=None)])


def test_a_server_that_never_answers_is_given_up(db: None) -> None:
    with socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        hanging = ElasticEngine(
            urls=[f"http://127.0.0.1:{silent.getsockname()[1]}"], alias="contract", vocabulary=load_vocabulary, limit_s=0.2
        )
        with pytest.raises(EngineUnavailableError, match="timeout"):
            hanging.search(request("koffie"))


def test_no_index_is_an_outage_and_writing_makes_none(server: Mirrored, db: None) -> None:
    empty = ElasticEngine(urls=settings.ELASTICSEARCH_URLS, alias="never-made", vocabulary=load_vocabulary, limit_s=PATIENCE_S)

    assert not empty.has_index()
    with pytest.raises(EngineUnavailableError):
        empty.search(request("koffie"))
    with pytest.raises(EngineUnavailableError):
        empty.write([Write(key="entry:1", sequence=1, document=document(1, "Koffie"))])
    assert not empty.has_index()


# Writes


def test_late_and_repeated_writes_do_no_harm(engine: Mirrored) -> None:
    new, old = document(1, "Nieuw"), document(1, "Oud")
    outcomes = [
        engine.write([Write(key="entry:1", sequence=sequence, document=content)])[0].outcome
        for sequence, content in [(20, new), (10, old), (20, new), (30, None), (20, new), (10, old), (30, None)]
    ]
    engine.refresh()

    assert outcomes == [
        Outcome.STORED,
        Outcome.SUPERSEDED,
        Outcome.STORED,
        Outcome.STORED,
        Outcome.SUPERSEDED,
        Outcome.SUPERSEDED,
        Outcome.STORED,
    ]
    assert engine.count() == 0


def test_one_document_that_cannot_be_stored_does_not_keep_the_others(engine: Mirrored) -> None:
    too_far = document(2, "Koffie", zone_ids=(2**40,))

    results = engine.write(
        [Write(key=item.key, sequence=1, document=item) for item in (document(1, "Koffie"), too_far, document(3, "Koffie"))]
    )

    assert [result.outcome for result in results] == [Outcome.STORED, Outcome.REFUSED, Outcome.STORED]
    assert results[1].reason
    assert "Koffie" not in results[1].reason


# The life of an index


def test_a_new_index_is_shown_in_one_step_and_the_old_one_goes(engine: Mirrored) -> None:
    engine.apply(upserts=[document(1, "Oud")])
    before = engine._indices.shown()

    name = engine.begin_rebuild()
    engine.write([Write(key="entry:2", sequence=1, document=document(2, "Nieuw"))], into=name)
    assert titles(engine.search(request(""))) == ["Oud"]
    engine.finish_rebuild(name)

    assert titles(engine.search(request(""))) == ["Nieuw"]
    assert engine._indices.shown() == (name,) != before
    assert engine._indices.leftovers() == ()
    with pytest.raises(IndexMissingError):
        engine.write([Write(key="entry:3", sequence=2, document=document(3, "Te laat"))], into=name)


def test_what_a_dead_rebuild_left_is_dropped_and_nothing_else(engine: Mirrored) -> None:
    other = ElasticEngine(urls=settings.ELASTICSEARCH_URLS, alias="contract-of-others", vocabulary=load_vocabulary, limit_s=PATIENCE_S)
    foreign, left, kept = other.begin_rebuild(), engine.begin_rebuild(), engine.begin_rebuild()

    assert engine.drop_leftovers(keeping=kept) == [left]
    assert engine._indices.leftovers() == (kept,)
    assert other.drop_leftovers() == [foreign]
    assert engine.drop_leftovers() == [kept]


def test_digests_tell_what_is_stored_in_order_of_keys(engine: Mirrored) -> None:
    stored = [document(number, f"Koffie {number}") for number in (3, 1, 12)]
    engine.apply(upserts=stored)

    expected = sorted((item.key, digest(to_json(item))) for item in stored)
    assert list(engine.digests()) == expected
    assert dict(engine.versions()) == {item.key: 1 for item in stored}


def test_the_mapping_takes_nothing_that_it_does_not_know(engine: Mirrored, monkeypatch: pytest.MonkeyPatch) -> None:
    body_of = documents.body_of
    monkeypatch.setattr("search.engine.elastic.writing.body_of", lambda item: body_of(item) | {"surprise": 1})

    results = engine.write([Write(key="entry:1", sequence=1, document=document(1, "Koffie"))])

    assert (results[0].outcome, results[0].reason) == (Outcome.REFUSED, "strict_dynamic_mapping_exception")


# Parts without a server


@given(
    notation=st.sampled_from(
        [
            "di 10:00-12:00",
            "ma-zo 22:00-2:00",
            "laatste di 10:00-12:00",
            "1e ma 9:00-17:00; wo 13:00-14:30",
            "4e zo 23:30-0:30; laatste zo 8:00-9:00",
        ]
    ),
    minutes=st.integers(0, 400 * 24 * 60),
)
def test_open_minutes_agree_with_the_schedule(notation: str, minutes: int) -> None:
    # Noon of a day and whole minutes: the two nights in which clocks change have hours of their own.
    at = datetime(2026, 1, 1, tzinfo=AMSTERDAM) + timedelta(minutes=minutes)
    stored = documents.body_of(document(1, "Koffie", hours=notation))["open_during"]

    is_open = not set(stored).isdisjoint(documents.pieces_of(at))

    assert is_open == (parse_schedule(notation).opening_at(at) is not None)


def test_days_are_those_of_the_hours() -> None:
    assert documents.body_of(document(1, "Koffie", hours="wo 10:00-12:00; ma 10:00-12:00"))["days"] == ["ma", "wo"]
    assert documents.body_of(document(1, "Koffie", hours="ma 10:00-12:00", step=Step.SELF))["days"] == []
    assert documents.body_of(document(1, "Koffie", hours="altijd"))["days"] == []
    assert set(DAY_CODES) >= set(documents.body_of(document(1, "Koffie", hours="ma-zo 10:00-12:00"))["days"])


counts = st.fixed_dictionaries(dict.fromkeys(Side, st.dictionaries(st.sampled_from(Reading), st.integers(0, 8))))


@given(found=counts)
def test_what_is_shown_is_one_side_without_gaps_and_never_nothing(found: dict[Side, dict[Reading, int]]) -> None:
    chosen = shown(found)
    there = [reading for reading in Reading if found[chosen.side].get(reading)]

    # The hits of a page are the first of their side, so nothing before them may be left out.
    assert list(chosen.readings) == there[: len(chosen.readings)]
    assert bool(chosen.readings) == any(any(side.values()) for side in found.values())


@given(found=counts)
def test_elsewhere_is_shown_only_for_what_it_has_and_near_has_not(found: dict[Side, dict[Reading, int]]) -> None:
    if shown(found).side is Side.ELSEWHERE:
        assert not found[Side.NEAR].get(Reading.STRICT)
    if found[Side.NEAR].get(Reading.STRICT):
        assert shown(found).readings[0] is Reading.STRICT


@pytest.mark.parametrize(("exact", "loose"), [(A_SCREEN, False), (A_SCREEN - 1, True), (0, True)])
def test_looser_matches_fill_a_step_that_has_room(exact: int, loose: bool) -> None:
    found = {Side.NEAR: {Reading.STRICT: exact, Reading.GUESSED: 1, Reading.ANY_WORD: 9, Reading.LABELS: 3}}

    assert ({Reading.GUESSED, Reading.ANY_WORD} <= set(shown(found).readings)) is loose
    assert Reading.LABELS not in shown(found).readings


def test_words_are_read_again_after_a_while() -> None:
    read: list[Vocabulary] = []

    def load() -> Vocabulary:
        read.append(Vocabulary([]))
        return read[-1]

    kept, fresh = RecentWords(load, fresh_for_s=60), RecentWords(load, fresh_for_s=0)

    assert kept() is kept()
    assert fresh() is not fresh()
    assert len(read) == 3


def test_elsewhere_is_counted_only_where_nothing_is_nearer(engine: Mirrored) -> None:
    engine.apply(
        upserts=[
            document(1, "Koffie", zone_ids=(FAR,), facets={Facet.COST: ("betaald",)}),
            document(2, "Koffie", facets={Facet.COST: ("gratis",)}),
            document(3, "Koffie", zone_ids=(FAR,), step=Step.NETWORK, facets={Facet.COST: ("gratis",)}),
        ]
    )

    result = engine.search(request("koffie"))

    assert [step.total for step in result.steps] == [0, 1, 1]
    assert dict(result.facets[Facet.COST]) == {"gratis": 2}
