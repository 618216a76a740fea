"""What a search costs in production: one request to the engine, and at most two queries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from search.engine import factory
from search.engine.base import EngineUnavailableError
from search.engine.database import load_vocabulary
from search.engine.elastic import ElasticEngine
from search.engine.elastic import client as elastic_client
from search.engine.elastic import engine as elastic_engine
from search.services import index_documents
from sites.models import Zone
from tests.engine.documents import document

pytestmark = [pytest.mark.production]


@pytest.fixture
def elastic(db: None, zandweerd: Zone, monkeypatch: pytest.MonkeyPatch) -> Iterator[ElasticEngine]:
    """The engine of the installation, filled; one that a busy test machine gets time to answer."""
    found = ElasticEngine(urls=settings.ELASTICSEARCH_URLS, alias="costs", vocabulary=lambda: vocabulary, limit_s=20.0)
    monkeypatch.setattr(factory, "_remote_engine", lambda name: found)
    things = [document(number, f"Koffie drinken {number}", zone_ids=(zandweerd.pk,)) for number in range(1, 40)]
    index_documents(documents=things)
    vocabulary = load_vocabulary()
    found.clear()
    found.apply(upserts=things)
    yield found
    for name in found._indices.shown():
        found._indices.drop(name)


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The address of every request to the server."""
    seen: list[str] = []

    def ask(client: Any, method: str, path: str, body: Any = None, **options: Any) -> Any:
        seen.append(path)
        return elastic_client.ask(client, method, path, body, **options)

    monkeypatch.setattr(elastic_engine, "ask", ask)
    return seen


@pytest.mark.parametrize(
    "parameters",
    [
        {"q": "koffie"},
        {"q": "kofie"},
        {"q": "ik wil samen koffie drinken op dinsdag", "kosten": "gratis", "dag": "di", "open": "nu"},
        {"q": "koffie", "stap": "organisatie", "pagina": "2"},
        {"q": "koffie", "postcode": "7415 AB", "sorteer": "afstand"},
        {"q": ""},
    ],
)
def test_a_search_is_one_request_and_at_most_two_queries(
    elastic: ElasticEngine, requests: list[str], on_zone: Client, parameters: dict[str, str]
) -> None:
    on_zone.get("/zoeken/", {**parameters, "format": "json"})
    requests.clear()

    with CaptureQueriesContext(connection) as captured:
        response = on_zone.get("/zoeken/", {**parameters, "format": "json"})

    assert response.headers["X-Search-Engine"] == "elastic"
    assert len(requests) == 1
    assert len(captured) <= 2


def test_suggestions_are_one_request_and_at_most_two_queries(elastic: ElasticEngine, requests: list[str], on_zone: Client) -> None:
    on_zone.get("/zoeken/suggesties/", {"q": "kof"})
    requests.clear()

    with CaptureQueriesContext(connection) as captured:
        found = on_zone.get("/zoeken/suggesties/", {"q": "kof"}).json()

    assert found
    assert len(requests) == 1
    assert len(captured) <= 2


@pytest.mark.parametrize("answer", [{}, {"aggregations": {"steps": "?"}}, [], "down for maintenance"])
def test_an_answer_that_is_not_the_servers_is_an_outage(
    elastic: ElasticEngine, on_zone: Client, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    monkeypatch.setattr(elastic_engine, "ask", lambda *arguments, **options: answer)

    response = on_zone.get("/zoeken/", {"q": "koffie"})

    assert response.status_code == 200
    assert response.headers["X-Search-Engine"] == "postgres"
    assert "Zoeken gaat nu even eenvoudiger" in response.text


@pytest.mark.parametrize("answer", [{"timed_out": True, "aggregations": {}}, {"_shards": {"failed": 1, "total": 2}}])
def test_an_answer_of_a_part_of_the_index_is_none(answer: dict[str, Any]) -> None:
    with pytest.raises(EngineUnavailableError, match="incomplete"):
        elastic_client._checked(answer)
