"""What visitors, editors and those who watch notice when something the site depends on is away: little, and quickly."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from cms import cache as forgiving
from cms.cache import ForgivingRedisCache
from cms.posting import CAPACITY, Poster
from search.engine import breaker as breakers
from search.engine.breaker import FIRST_PAUSE_S, PAUSE_S, Breaker, searching, writing
from search.engine.factory import database_engine
from search.models import OutboxRow
from search.selectors import SIMPLER_SEARCH
from search.services import index_documents
from tests.engine.documents import document
from tests.engine.recording import RecordingEngine
from tests.factories import UserFactory

pytestmark = pytest.mark.both_stacks


@pytest.fixture
def engine(db: None, monkeypatch: pytest.MonkeyPatch) -> RecordingEngine:
    """An installation with an engine outside the database."""
    recording = RecordingEngine.ready()
    OutboxRow.objects.all().delete()
    for module in ("search.services.index", "search.services.outbox", "search.engine.answering", "cms.probes"):
        monkeypatch.setattr(f"{module}.remote_engine", lambda: recording)
    monkeypatch.setattr("search.selectors.get_engine", lambda: recording)
    searching.reset()
    writing.reset()
    return recording


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def dead_port() -> int:
    """A port behind which nothing is."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


# The breaker


def test_a_failure_opens_it_and_one_at_a_time_tries_again() -> None:
    ours, theirs = Breaker("test"), Breaker("test")
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False) as clock:
        assert ours.allows()
        ours.failed()
        clock.shift(breakers.REMEMBERED_S)
        assert (ours.allows(), theirs.allows()) == (False, False)

        clock.shift(FIRST_PAUSE_S - breakers.REMEMBERED_S)
        assert (ours.allows(), theirs.allows()) == (True, False)
        ours.failed()
        clock.shift(PAUSE_S - 0.1)
        assert not ours.allows()
        clock.shift(0.1)
        assert (theirs.allows(), ours.allows()) == (True, False)
        theirs.succeeded()
        clock.shift(breakers.REMEMBERED_S)
        assert (ours.allows(), theirs.allows(), ours.is_open) == (True, True, False)


def test_who_tries_and_never_comes_back_does_not_keep_it_open(monkeypatch: pytest.MonkeyPatch) -> None:
    # A cache whose clock is the one that stands still here.
    monkeypatch.setattr(breakers, "cache", LocMemCache("breaker", {}))
    breaker = Breaker("test")
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False) as clock:
        breaker.failed()
        clock.shift(FIRST_PAUSE_S)
        assert breaker.allows()
        assert not breaker.allows()
        clock.shift(breakers.TRY_S)
        assert breaker.allows()


def test_without_a_shared_cache_each_process_learns_for_itself(monkeypatch: pytest.MonkeyPatch, dead_port: int) -> None:
    monkeypatch.setattr(breakers, "cache", ForgivingRedisCache(f"redis://127.0.0.1:{dead_port}/0", {}))
    ours, theirs = Breaker("test"), Breaker("test")
    with time_machine.travel("2026-11-24T10:00:00Z", tick=False) as clock:
        ours.failed()
        clock.shift(breakers.REMEMBERED_S)
        assert (ours.allows(), theirs.allows()) == (False, True)
        clock.shift(FIRST_PAUSE_S)
        assert ours.allows()
        ours.succeeded()
        assert not ours.is_open


def test_it_costs_nothing_while_all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    breaker = Breaker("test")
    breaker.allows()
    monkeypatch.setattr(breakers, "cache", type("Counting", (), {"get": lambda self, key: looked.append(key)})())

    for _question in range(50):
        assert breaker.allows()
        breaker.succeeded()

    assert len(looked) <= 1


# Visitors


def test_the_database_answers_while_the_engine_is_away_and_the_page_says_so(engine: RecordingEngine, on_zone: Client) -> None:
    index_documents(documents=[document(1, "Koffieochtend", is_city_wide=True)])
    healthy = on_zone.get("/zoeken/", {"q": "koffieochtend"})
    assert healthy.headers["X-Search-Engine"] == "recording"
    assert str(SIMPLER_SEARCH) not in healthy.text

    engine.is_away = True
    for _visit in range(3):
        answer = on_zone.get("/zoeken/", {"q": "koffieochtend"})
        assert (answer.status_code, answer.headers["X-Search-Engine"]) == (200, database_engine().name)
        assert str(SIMPLER_SEARCH) in answer.text
        assert "Koffieochtend" in answer.text
    assert engine.searches == 2
    assert on_zone.get("/zoeken/suggesties/", {"q": "koff"}).json()[0]["text"].casefold() == "koffieochtend"


def test_the_engine_answers_again_soon_after_it_is_back(engine: RecordingEngine, on_zone: Client) -> None:
    engine.is_away = True
    with time_machine.travel(timezone.now(), tick=False) as clock:
        on_zone.get("/zoeken/", {"q": "koffie"})
        for _probe in range(3):
            clock.shift(PAUSE_S)
            assert on_zone.get("/zoeken/", {"q": "koffie"}).headers["X-Search-Engine"] == database_engine().name
        engine.is_away = False
        waited = 0
        while on_zone.get("/zoeken/", {"q": "koffie"}).headers["X-Search-Engine"] == database_engine().name:
            clock.shift(1)
            waited += 1
    assert waited <= 10


def test_an_engine_without_an_index_is_away_too(engine: RecordingEngine, on_zone: Client) -> None:
    engine.alias = ""

    assert on_zone.get("/zoeken/", {"q": "koffie"}).headers["X-Search-Engine"] == database_engine().name


# The cache


@pytest.fixture(params=["dead", "silent"])
def away_cache(request: pytest.FixtureRequest, dead_port: int, silent_port: int) -> ForgivingRedisCache:
    """A cache whose server is not there, or does not answer."""
    port = dead_port if request.param == "dead" else silent_port
    options = {"socket_connect_timeout": 0.1, "socket_timeout": 0.25}
    return ForgivingRedisCache(f"redis://127.0.0.1:{port}/0", {"OPTIONS": options})


def test_a_cache_that_is_away_is_an_empty_one(away_cache: ForgivingRedisCache) -> None:
    started = time.monotonic()

    away_cache.set("a", 1)
    assert away_cache.get("a", "otherwise") == "otherwise"
    assert away_cache.add("a", 1)
    assert away_cache.get_many(["a"]) == {}
    assert away_cache.set_many({"a": 1}) == []
    assert away_cache.get_or_set("b", lambda: 2) == 2
    assert (away_cache.has_key("a"), away_cache.delete("a"), away_cache.touch("a"), away_cache.clear()) == (False,) * 4
    with pytest.raises(ValueError, match="a"):
        away_cache.incr("a")

    assert time.monotonic() - started < 1


def test_a_cache_that_is_away_is_asked_once_by_all_threads(silent_port: int) -> None:
    address = f"redis://127.0.0.1:{silent_port}/0"
    caches = [ForgivingRedisCache(address, {"OPTIONS": {"socket_timeout": 0.2}}) for _thread in range(5)]
    started = time.monotonic()
    for away in caches:
        away.get("a")

    assert time.monotonic() - started < 0.6
    assert address in forgiving._asked_again_at


# The broker


def test_posting_never_waits_and_forgets_what_cannot_be_sent(caplog: pytest.LogCaptureFixture) -> None:
    tried: list[str] = []

    def hang(name: str, args: tuple[str, ...]) -> None:
        tried.append(name)
        time.sleep(0.2)
        raise ConnectionError("away")

    poster = Poster(hang, pause_s=60)
    started = time.monotonic()
    for _save in range(500):
        assert poster.post("drain")
    assert time.monotonic() - started < 0.2
    assert len(poster._box) <= 1

    for number in range(CAPACITY):
        poster.post("job", str(number))
    assert not poster.post("job", "one too many")
    assert set(tried) <= {"drain"}


def test_a_message_reaches_the_broker() -> None:
    sent: list[tuple[str, tuple[str, ...]]] = []
    poster = Poster(lambda name, args: sent.append((name, args)))

    poster.post("job", "a")
    ends = time.monotonic() + 5
    while not sent and time.monotonic() < ends:
        time.sleep(0.01)

    assert sent == [("job", ("a",))]


# Health and figures


def test_ready_says_what_is_slower_or_simpler_and_stays_ready(
    engine: RecordingEngine, on_hub: Client, settings: Any, dead_port: int
) -> None:
    settings.CACHE_URL = settings.BROKER_URL = ""
    assert on_hub.get("/healthz/ready").json() == {"status": "ok", "database": "ok", "search": "ok"}

    engine.is_away = True
    settings.CACHE_URL = settings.BROKER_URL = f"redis://127.0.0.1:{dead_port}/0"
    answer = on_hub.get("/healthz/ready")

    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "database": "ok", "search": "down", "cache": "down", "broker": "down"}


def test_ready_never_hangs(db: None, on_hub: Client, settings: Any, silent_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CACHE_URL = settings.BROKER_URL = f"redis://127.0.0.1:{silent_port}/0"
    monkeypatch.setattr("cms.health._ask_database", lambda: time.sleep(2) or True)
    for _question in range(2):
        started = time.monotonic()
        answer = on_hub.get("/healthz/ready")

        assert time.monotonic() - started < 1
        assert (answer.status_code, answer.json()["database"], answer.json()["broker"]) == (503, "down", "down")


def test_figures_are_for_who_has_the_token(engine: RecordingEngine, on_hub: Client, settings: Any) -> None:
    assert on_hub.get("/healthz/metrics").status_code == 404
    settings.METRICS_TOKEN = "geheim"
    assert on_hub.get("/healthz/metrics", headers={"Authorization": "Bearer anders"}).status_code == 404
    index_documents(documents=[document(1, "Geheime titel"), document(2, "Thee")])
    OutboxRow.objects.filter(key="entry:2").update(is_dead=True)
    OutboxRow.objects.update(created_at=timezone.now() - timedelta(seconds=90))
    searching.failed()

    text = on_hub.get("/healthz/metrics", headers={"Authorization": "Bearer geheim"}).text

    figures = dict(line.split() for line in text.splitlines() if not line.startswith("#"))
    assert (figures["wijkwinkel_outbox_dead"], figures["wijkwinkel_search_breaker_open"]) == ("1", "1")
    assert 90 <= float(figures["wijkwinkel_outbox_lag_seconds"]) < 120
    assert "Geheime" not in text


# What was given up, in the admin


def test_administrators_see_what_was_given_up_and_try_it_again(engine: RecordingEngine, admin_client: Client) -> None:
    index_documents(documents=[document(1, "Koffieochtend"), document(2, "Theeuur"), document(3, "Wacht nog")])
    OutboxRow.objects.filter(key__in=["entry:1", "entry:2"]).update(is_dead=True, last_error="unreadable")
    row = OutboxRow.objects.get(key="entry:1")

    page = admin_client.get("/beheer/zoekindex/").text
    assert "Koffieochtend" in page
    assert "een andere versie van Wijkwinkel" in page
    assert "Wacht nog" not in page

    admin_client.post(f"/beheer/zoekindex/opnieuw/{row.change}/")
    assert list(OutboxRow.objects.filter(is_dead=True).values_list("key", flat=True)) == ["entry:2"]
    admin_client.post("/beheer/zoekindex/opnieuw/")
    assert not OutboxRow.objects.filter(is_dead=True).exists()
    assert "Alles is bijgewerkt." in admin_client.get("/beheer/zoekindex/").text


def test_nobody_else_sees_it(engine: RecordingEngine, on_hub: Client) -> None:
    editor: User = UserFactory()
    on_hub.force_login(editor)

    assert on_hub.get("/beheer/zoekindex/").status_code in (302, 403)
    assert on_hub.post("/beheer/zoekindex/opnieuw/").status_code in (302, 403)
    assert cache.get("breaker:search") is None
