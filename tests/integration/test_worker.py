"""The whole way on real servers: a save, the broker, a worker, Elasticsearch; and each of them away for a while."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker
from service import Service
from services import worker
from wagtail.models import ReferenceIndex

from cms.celery import app
from core.models import Job
from search.engine.base import RemoteEngine
from search.engine.breaker import searching, writing
from search.engine.elastic import ElasticEngine
from search.engine.factory import database_engine, remote_engine
from search.models import OutboxRow, RemoteIndex, SearchDocument
from search.services import compare_remote, drain_outbox, index_documents, rebuild_remote, remove_documents
from search.services.outbox import LEASE
from socialmap.models import Entry, Organisation
from tests.engine.documents import document
from tests.factories import EntryFactory
from tests.leftovers import drop_indices
from tests.stack import SERVERS

pytestmark = pytest.mark.production

PATIENCE_S = 30.0


def eventually(holds: Callable[[], bool], *, within: float = PATIENCE_S) -> float:
    """Wait until something holds; the seconds it took."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < within, "it never came true"
        time.sleep(0.05)
    return time.monotonic() - started


def passed_on() -> bool:
    return not OutboxRow.objects.exists()


@pytest.fixture
def engine(django_db_setup: None, django_db_blocker: DjangoDbBlocker, elasticsearch_server: Service) -> Iterator[RemoteEngine]:
    """Real commits, which others see, on an index of this test; what was made is taken away."""
    found = remote_engine()
    assert isinstance(found, ElasticEngine)
    with django_db_blocker.unblock():
        searching.reset()
        writing.reset()
        rebuild_remote()
        drain_outbox()
        Job.objects.all().delete()
        before = set(SearchDocument.objects.values_list("key", flat=True))
        yield found
        Entry.objects.all().delete()
        Organisation.objects.all().delete()
        RemoteIndex.objects.all().delete()
        remove_documents(keys=set(SearchDocument.objects.values_list("key", flat=True)) - before)
        OutboxRow.objects.all().delete()
        Job.objects.all().delete()
        connection.close()
    SERVERS.heal("elasticsearch")
    drop_indices()


@pytest.fixture
def hands(engine: RemoteEngine, redis_server: Service, tmp_path: Path) -> Iterator[Service]:
    """A worker with a clock of its own, on the database of the tests."""
    address = settings.DATABASES["default"]
    url = f"postgres://{address['USER']}:{address['PASSWORD']}@{address['HOST']}:{address['PORT']}/{connection.settings_dict['NAME']}"
    with worker(env={"DATABASE_URL": url}, options=("--concurrency", "1", "--beat", "--schedule", str(tmp_path / "beat"))) as found:
        yield found


def titles(engine: RemoteEngine) -> set[str]:
    assert isinstance(engine, ElasticEngine)
    return {key for key, _ in engine.digests()}


def test_the_worker_knows_every_task_of_the_clock_and_its_messages_grow_old(db: None) -> None:
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["options"]["expires"]
    for name in ("search.tasks.drain", "cms.tasks.run_due_jobs", "cms.tasks.tick"):
        assert app.tasks[name].apply().successful()


def test_a_save_reaches_the_engine_and_the_references_through_the_worker(hands: Service, engine: RemoteEngine) -> None:
    entry = EntryFactory(title="Koffieochtend")
    eventually(passed_on)
    eventually(lambda: not Job.objects.exists())

    assert f"entry:{entry.pk}" in titles(engine)
    assert ReferenceIndex.get_references_to(entry.owner).exists()

    key = f"entry:{entry.pk}"
    entry.delete()
    eventually(passed_on)
    assert key not in titles(engine)
    assert compare_remote().is_clean


def test_a_rollback_tells_nobody(hands: Service, engine: RemoteEngine) -> None:
    with transaction.atomic():
        EntryFactory(title="Toch niet")
        transaction.set_rollback(True)

    assert passed_on()
    assert not Job.objects.exists()


def test_what_a_killed_worker_held_is_done_by_the_next(hands: Service, engine: RemoteEngine) -> None:
    hands.kill()
    keys = {f"entry:{EntryFactory().pk}" for _ in range(5)}
    OutboxRow.objects.claim(at=timezone.now(), limit=3, lease=LEASE)

    hands.start()
    hands.wait_until_ready()

    eventually(passed_on)
    assert keys <= titles(engine)
    eventually(lambda: not Job.objects.exists())


@pytest.mark.parametrize("how", ["paused", "killed"])
def test_a_save_does_not_wait_for_the_broker_and_is_not_lost(hands: Service, engine: RemoteEngine, redis_server: Service, how: str) -> None:
    healthy = min(_seconds_of_a_save() for _ in range(5))
    redis_server.pause() if how == "paused" else redis_server.kill()
    away = min(_seconds_of_a_save() for _ in range(5))
    assert away < healthy * 3 + 0.05
    redis_server.resume() if how == "paused" else redis_server.start()

    eventually(passed_on, within=60)
    assert compare_remote().is_clean


def test_a_save_does_not_wait_for_the_engine_and_is_there_soon_after_it_is_back(
    hands: Service, engine: RemoteEngine, elasticsearch_server: Service
) -> None:
    elasticsearch_server.pause()
    _seconds_of_a_save()
    assert min(_seconds_of_a_save() for _ in range(5)) < 1
    elasticsearch_server.resume()

    eventually(passed_on)
    assert compare_remote().is_clean


def test_a_rebuild_while_changes_go_on_misses_nothing(engine: RemoteEngine) -> None:
    index_documents(documents=[document(number, f"Koffie {number}") for number in range(100_000, 104_000)])
    drain_outbox(max_seconds=60)
    stop = threading.Event()
    writer = threading.Thread(target=_change_until, args=[stop])
    writer.start()
    try:
        rebuild_remote()
    finally:
        stop.set()
        writer.join()
    eventually(lambda: not drain_outbox().is_away and passed_on())

    assert compare_remote().is_clean
    assert len(titles(engine)) == database_engine().count()


def _change_until(stop: threading.Event) -> None:
    """Changes, removals and drains, some in the place where the builder is and some elsewhere."""
    version = 2
    while not stop.is_set():
        number = 100_000 + version * 37 % 4_000
        index_documents(documents=[document(number, f"Thee {version}", version=version)])
        remove_documents(keys=[f"entry:{100_000 + version * 53 % 4_000}"])
        drain_outbox(max_seconds=5)
        version += 1
    connection.close()


def _seconds_of_a_save() -> float:
    started = time.monotonic()
    EntryFactory()
    return time.monotonic() - started
