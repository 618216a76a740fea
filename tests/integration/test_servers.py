"""The servers that tests and developers run: they start, say what our index needs of them, and leave nothing behind."""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
import yaml
from django.core.cache import cache
from django.db import connection
from elasticsearch import Elasticsearch
from modelsearch.backends.elasticsearch9 import Elasticsearch9SearchBackend
from redis import Redis
from redis.exceptions import TimeoutError as RedisTimeoutError
from service import Service, descendants, is_running
from services import elasticsearch_cluster, postgresql, redis, worker

from sites.models import Zone
from tests.architecture.tree import ROOT

pytestmark = [pytest.mark.production]

SCRIPTS = ROOT / "scripts"

Analyse = Callable[..., list[str]]


@pytest.fixture
def client(elasticsearch_server: Service) -> Iterator[Elasticsearch]:
    """The official client, which refuses a server that does not name itself as one."""
    with Elasticsearch(elasticsearch_server.url, request_timeout=60) as found:
        yield found


@pytest.fixture
def analyse(client: Elasticsearch) -> Analyse:
    """The words that a text becomes in an analyzer."""

    def tokens(text: str, **analysis: Any) -> list[str]:
        return [token["token"] for token in client.indices.analyze(text=text, **analysis)["tokens"]]

    return tokens


def test_node_greets_the_official_client_with_the_version_of_compose(client: Elasticsearch) -> None:
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))

    assert client.ping()
    assert compose["services"]["elasticsearch"]["image"] == f"elasticsearch:{client.info()['version']['number']}"


def test_dutch_analyzer_leaves_out_small_words_and_endings(analyse: Analyse) -> None:
    assert analyse("De fietsen van de kinderen", analyzer="dutch") == ["fiets", "kinder"]


@pytest.mark.parametrize(
    ("tokenizer", "tokens"),
    [
        ("keyword", ["Hulp bij geld"]),
        ("whitespace", ["Hulp", "bij", "geld"]),
        ({"type": "edge_ngram", "min_gram": 2, "max_gram": 4}, ["Hu", "Hul", "Hulp"]),
        ({"type": "ngram", "min_gram": 12, "max_gram": 13}, ["Hulp bij gel", "Hulp bij geld", "ulp bij geld"]),
    ],
)
def test_tokenizers(analyse: Analyse, tokenizer: str | dict[str, Any], tokens: list[str]) -> None:
    assert analyse("Hulp bij geld", tokenizer=tokenizer) == tokens


@pytest.mark.parametrize(
    ("char_filter", "text"),
    [
        ({"type": "mapping", "mappings": ["ij => y", "& => en"]}, "bytyd en yver"),
        ({"type": "pattern_replace", "pattern": "[&-]", "replacement": "+"}, "bijtijd + ijver"),
    ],
)
def test_character_filters(analyse: Analyse, char_filter: dict[str, Any], text: str) -> None:
    assert analyse("bijtijd & ijver", tokenizer="keyword", char_filter=[char_filter]) == [text]


@pytest.mark.parametrize(
    ("filters", "text", "tokens"),
    [
        (["lowercase"], "WMO Loket", ["wmo", "loket"]),
        (["asciifolding"], "café", ["cafe"]),
        ([{"type": "asciifolding", "preserve_original": True}], "café", ["cafe", "café"]),
        ([{"type": "length", "min": 2, "max": 3}], "a wmo loket", ["wmo"]),
        ([{"type": "edge_ngram", "min_gram": 2, "max_gram": 3}], "loket", ["lo", "lok"]),
        ([{"type": "ngram", "min_gram": 4, "max_gram": 5}], "loket", ["loke", "loket", "oket"]),
        ([{"type": "stemmer", "language": "dutch"}], "wandelingen", ["wandel"]),
        (
            [{"type": "stemmer_override", "rules": ["wandelingen => wandeling"]}, {"type": "stemmer", "language": "dutch"}],
            "wandelingen",
            ["wandeling"],
        ),
        (
            [{"type": "keyword_marker", "keywords": ["wandelingen"]}, {"type": "stemmer", "language": "dutch"}],
            "wandelingen",
            ["wandelingen"],
        ),
        (["keyword_repeat", {"type": "stemmer", "language": "dutch"}, "remove_duplicates"], "honden hond", ["honden", "hond", "hond"]),
        (["unique"], "hulp bij hulp", ["hulp", "bij"]),
        (
            [{"type": "dictionary_decompounder", "word_list": ["maal", "tijd", "voorziening"]}],
            "maaltijdvoorziening",
            ["maaltijdvoorziening", "maal", "tijd", "voorziening"],
        ),
        (["lowercase", {"type": "synonym", "synonyms": ["rijwiel => fiets"]}], "Rijwiel", ["fiets"]),
        ([{"type": "synonym_graph", "lenient": True, "synonyms": ["fiets, rijwiel", "=> =>"]}], "fiets", ["rijwiel", "fiets"]),
    ],
)
def test_token_filters(analyse: Analyse, filters: list[Any], text: str, tokens: list[str]) -> None:
    assert analyse(text, tokenizer="whitespace", filter=filters) == tokens


def test_normalizers_may_fold_words(client: Elasticsearch) -> None:
    settings = {"analysis": {"normalizer": {"folded": {"type": "custom", "filter": ["lowercase", "asciifolding"]}}}}
    mappings = {"properties": {"name": {"type": "keyword", "normalizer": "folded"}}}
    client.indices.create(index="folding", settings=settings, mappings=mappings)
    try:
        client.index(index="folding", document={"name": "Café Één"}, refresh=True)

        assert client.count(index="folding", query={"term": {"name": "CAFE een"}})["count"] == 1
    finally:
        client.indices.delete(index="folding")


def test_stock_index_of_wagtail_can_be_made(client: Elasticsearch) -> None:
    stock = Elasticsearch9SearchBackend.settings["settings"]
    mappings = {"properties": {"title": {"type": "text", "analyzer": "edgengram_analyzer", "search_analyzer": "standard"}}}
    client.indices.create(index="stock", settings=stock, mappings=mappings)
    try:
        client.index(index="stock", document={"title": "Café Zandweerd"}, refresh=True)

        assert client.count(index="stock", query={"match": {"title": "zandw"}})["count"] == 1
        assert client.count(index="stock", query={"match": {"title": "weerd"}})["count"] == 0
    finally:
        client.indices.delete(index="stock")


@pytest.mark.django_db
def test_application_runs_on_the_servers_of_this_stack() -> None:
    cache.set("stack", "production")

    assert connection.vendor == "postgresql"
    assert Zone.objects.filter(slug="zandweerd").exists()
    assert cache.get("stack") == "production"
    assert type(cache).__module__ != "django.core.cache.backends.locmem"


def test_postgresql_keeps_its_data_through_a_kill_and_leaves_nothing_behind() -> None:
    with postgresql() as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(server.url)
        server.start()
        server.wait_until_ready()
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT number FROM kept").fetchone() == (7,)
        members = [server.pid, *descendants(server.pid)]

    assert len(members) > 1
    assert not any(map(is_running, members))
    assert not server.folder.exists()


def test_paused_redis_does_not_answer_until_it_goes_on() -> None:
    with redis() as server, Redis.from_url(server.url, socket_timeout=0.2, retry=None) as client:
        client.set("number", 7)
        server.pause()
        with pytest.raises(RedisTimeoutError):
            client.get("number")
        assert server.is_alive()
        server.resume()

        assert client.get("number") == b"7"
        server.stop()
        assert not server.is_alive()


def test_server_ends_with_the_command_that_started_it() -> None:
    start = "from services import redis; server = redis(); server.__enter__(); print(server.pid, server.folder, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", start], cwd=SCRIPTS, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as command:
        assert command.stdout
        pid, folder = command.stdout.readline().split()
        server = os.pidfd_open(int(pid))
        command.kill()
    try:
        gone, _, _ = select.select([server], [], [], 30)

        assert gone
    finally:
        os.close(server)
        shutil.rmtree(folder)


def test_worker_is_ready_and_leaves_nothing_behind() -> None:
    with worker(env={}) as server:
        members = [server.pid, *descendants(server.pid)]

    assert len(members) > 1
    assert not any(map(is_running, members))


@pytest.mark.nightly
def test_three_nodes_go_on_without_one_and_leave_nothing_behind() -> None:
    with elasticsearch_cluster() as nodes, Elasticsearch([node.url for node in nodes], request_timeout=60, max_retries=5) as client:
        client.indices.create(index="spread", settings={"number_of_replicas": 2}, wait_for_active_shards=3)
        client.index(index="spread", id="1", document={"name": "loket"}, refresh=True)
        members = [pid for node in nodes for pid in (node.pid, *descendants(node.pid))]
        nodes[0].kill()
        health = client.cluster.health(wait_for_nodes="2", timeout="60s")

        assert (health["timed_out"], health["number_of_nodes"]) == (False, 2)
        assert client.get(index="spread", id="1")["_source"] == {"name": "loket"}

    assert len(members) == 6
    assert not any(map(is_running, members))
