"""A new index while changes go on, and finding what differs: nothing is missed, whatever dies on the way."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from search.engine.base import Document, EngineUnavailableError, Outcome, Write
from search.engine.breaker import writing
from search.engine.factory import database_engine
from search.models import OutboxRow, RemoteIndex, SearchDocument
from search.registry import Findable, FindableRegistry
from search.services import (
    RebuildFailedError,
    RebuildRefusedError,
    compare_index,
    compare_remote,
    drain_outbox,
    index_documents,
    rebuild_remote,
    rebuilding,
    remove_documents,
    repair_index,
    repair_remote,
)
from tests.engine.documents import document
from tests.engine.recording import RecordingEngine

pytestmark = pytest.mark.both_stacks


@pytest.fixture
def engine(db: None, monkeypatch: pytest.MonkeyPatch) -> RecordingEngine:
    """An installation with an engine outside the database, in both an empty index."""
    recording = RecordingEngine.ready()
    OutboxRow.objects.all().delete()
    for module in (
        "services.index",
        "services.outbox",
        "services.checking",
        "services.rebuilding",
        "management.commands.check_index",
        "management.commands.rebuild_index",
    ):
        monkeypatch.setattr(f"search.{module}.remote_engine", lambda: recording)
    monkeypatch.setattr(rebuilding, "PAUSES_S", (0.0, 0.0))
    writing.reset()
    database_engine().clear()
    return recording


@pytest.fixture
def sources(engine: RecordingEngine, monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    """The only things that can be found, in a list that a test may change."""
    things = [document(number, f"Koffie {number}") for number in range(1, 8)]
    own = FindableRegistry()
    own.register(Findable(kind="entry", source=lambda: iter(things), document_for=lambda instance: None))
    monkeypatch.setattr("search.services.index.findables", own)
    return things


def fill(count: int) -> None:
    index_documents(documents=[document(number, f"Koffie {number}") for number in range(1, count + 1)])


def titles() -> dict[str, str]:
    return {row.key: f"Koffie {row.sort_title.split()[-1]}" for row in SearchDocument.objects.order_by("key")}


# Rebuilding


def test_a_rebuild_makes_the_same_index_and_drops_the_old_one(engine: RecordingEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "PIECE", 3)
    fill(10)
    said: list[tuple[str, int]] = []

    assert rebuild_remote(progress=lambda kind, number: said.append((kind, number))) == 10

    assert (list(engine.indices), engine.live) == ([engine.alias], titles())
    assert said[:2] == [("documenten", 3), ("documenten", 6)]
    assert [len(batch) for into, batch in engine.batches] == [3, 3, 3, 1]
    assert compare_remote().is_clean


@pytest.mark.parametrize("moment", ["before", "after"])
def test_changes_meanwhile_are_in_the_new_index(engine: RecordingEngine, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """A change is drained while a piece that holds its old content is still on its way."""
    monkeypatch.setattr(rebuilding, "WRITERS", 1)
    fill(3)
    drain_outbox()
    pieces = rebuilding._pieces()
    piece = list(pieces)

    def stale_pieces() -> Any:
        if moment == "after":
            yield from piece
        index_documents(documents=[document(2, "Koffie 22", version=2)])
        remove_documents(keys=["entry:3"])
        drain_outbox()
        assert OutboxRow.objects.count() == 0
        if moment == "before":
            yield from piece

    monkeypatch.setattr(rebuilding, "_pieces", stale_pieces)
    monkeypatch.setattr(rebuilding, "_verify", lambda engine, lease: None)

    rebuild_remote()

    assert engine.live == {"entry:1": "Koffie 1", "entry:2": "Koffie 22"}


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=30, deadline=None)
@given(
    before=st.lists(st.tuples(st.integers(1, 5), st.booleans()), max_size=6),
    meanwhile=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5), st.sampled_from(["save", "remove", "drain"])), max_size=12),
)
def test_no_history_leaves_a_gap(engine: RecordingEngine, before: list[tuple[int, bool]], meanwhile: list[tuple[int, int, str]]) -> None:
    """Changes and drains at any moment of a rebuild, which is not verified here: the rule alone has to do it."""
    cache.clear()
    writing.reset()
    OutboxRow.objects.all().delete()
    database_engine().clear()
    version = 0
    for number, is_drained in before:
        version += 1
        index_documents(documents=[document(number, f"Koffie {version}", version=version)])
        if is_drained:
            drain_outbox()
    pieces = rebuilding._pieces

    def disturbed() -> Any:
        nonlocal version
        for at, piece in enumerate([None, *pieces()]):
            for moment, number, what in meanwhile:
                if moment == at:
                    version += 1
                    _do(what, number, version)
            if piece:
                yield piece

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rebuilding, "PIECE", 2)
        patch.setattr(rebuilding, "WRITERS", 1)
        patch.setattr(rebuilding, "_pieces", disturbed)
        patch.setattr(rebuilding, "_verify", lambda engine, lease: None)
        rebuild_remote()
    drain_outbox()

    assert engine.live == titles()


def _do(what: str, number: int, version: int) -> None:
    match what:
        case "save":
            index_documents(documents=[document(number, f"Koffie {version}", version=version)])
        case "remove":
            remove_documents(keys=[f"entry:{number}"])
        case "drain":
            drain_outbox()


def test_two_at_once_is_refused_and_a_dead_builder_is_not_waited_for(engine: RecordingEngine) -> None:
    fill(2)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        rebuilding._Lease.take()
        with pytest.raises(RebuildRefusedError, match="wordt al opnieuw gemaakt"):
            rebuild_remote()
        with pytest.raises(CommandError, match="wordt al opnieuw gemaakt"):
            call_command("rebuild_index", "--only-remote", stdout=StringIO())
    engine.indices["index-half"] = {}

    with time_machine.travel(now + rebuilding.LEASE, tick=False):
        rebuild_remote()

    assert list(engine.indices) == [engine.alias]
    assert RemoteIndex.objects.building(at=now) == ""


def test_a_builder_that_stood_still_too_long_does_not_show_its_index(engine: RecordingEngine) -> None:
    fill(2)
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:

        def stand_still(writes: Sequence[Write], into: str) -> None:
            clock.shift(rebuilding.LEASE)

        engine.before_write = stand_still
        with pytest.raises(RebuildFailedError, match="te lang stil"):
            rebuild_remote()

    assert engine.alias == "index-0"


def test_a_rebuild_that_dies_leaves_the_old_index_and_no_other(engine: RecordingEngine) -> None:
    fill(2)
    drain_outbox()

    def die(writes: Sequence[Write], into: str) -> None:
        raise KeyboardInterrupt

    engine.before_write = die
    with pytest.raises(KeyboardInterrupt):
        rebuild_remote()
    engine.before_write = lambda writes, into: None

    assert (list(engine.indices), engine.live) == (["index-0"], {"entry:1": "Koffie 1", "entry:2": "Koffie 2"})
    rebuild_remote()
    assert engine.alias == "index-2"


def test_a_builder_that_dies_after_showing_its_index_does_not_hold_up_changes(engine: RecordingEngine) -> None:
    fill(3)
    drain_outbox()
    now = timezone.now()
    token = uuid.uuid4()
    RemoteIndex.objects.take(token=token, at=now, until=now + rebuilding.LEASE)
    index = engine.begin_rebuild()
    RemoteIndex.objects.keep(token=token, at=now, until=now + rebuilding.LEASE, building=index)
    for number in range(1, 4):
        engine.write([Write(key=f"entry:{number}", sequence=1, document=document(number, "Oud"))], into=index)
    engine.finish_rebuild(index)
    fill(4)

    drained = drain_outbox()

    assert (drained.sent, drained.is_away, OutboxRow.objects.count()) == (4, False, 0)
    assert not compare_remote().keys


def test_what_the_server_has_no_time_for_is_tried_again(engine: RecordingEngine) -> None:
    fill(3)
    tries: list[int] = []

    def hiccup(writes: Sequence[Write], into: str) -> None:
        tries.append(len(writes))
        engine.outcomes = {"entry:2": Outcome.BUSY} if len(tries) == 2 else {}
        if len(tries) == 1:
            raise EngineUnavailableError("timeout")

    engine.before_write = hiccup
    rebuild_remote()

    assert (tries, len(engine.live)) == ([3, 3, 1], 3)


def test_what_is_refused_is_left_for_people_to_see(engine: RecordingEngine) -> None:
    fill(3)
    drain_outbox()
    engine.outcomes = {"entry:2": Outcome.REFUSED}

    rebuild_remote()

    assert sorted(engine.live) == ["entry:1", "entry:3"]
    assert [(row.key, row.is_dead) for row in OutboxRow.objects.all()] == [("entry:2", True)]


def test_an_index_that_is_not_right_is_never_shown(engine: RecordingEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(3)
    drain_outbox()
    store = engine._store

    def lose(index: Any, write: Write) -> Any:
        result = store(index, write)
        if write.key == "entry:2" and index is not engine.indices["index-0"]:
            index.pop("entry:2", None)
        return result

    monkeypatch.setattr(engine, "_store", lose)
    with pytest.raises(RebuildFailedError, match="klopt niet: 1"):
        rebuild_remote()
    assert (engine.alias, list(engine.indices)) == ("index-0", ["index-0"])


def test_an_installation_without_such_an_engine_says_so(db: None, settings: Any) -> None:
    settings.SEARCH_ENGINE = database_engine().name
    with pytest.raises(RebuildRefusedError, match="database zelf"):
        rebuild_remote()


# Checking


def test_every_difference_between_sources_and_database_is_found_and_no_other_is_touched(
    engine: RecordingEngine, sources: list[Document]
) -> None:
    index_documents(
        documents=[
            *sources[2:],
            document(1, "Oud"),
            document(6, "Te nieuw", version=9),
            document(98, "Weg"),
        ]
    )
    OutboxRow.objects.all().delete()

    difference = compare_index()
    assert (difference.missing, difference.stale, difference.ghosts) == (("entry:2",), ("entry:1", "entry:6"), ("entry:98",))
    with pytest.raises(CommandError):
        call_command("check_index", stdout=StringIO())
    assert not OutboxRow.objects.exists()

    assert repair_index(difference=difference) == 4
    assert compare_index().is_clean
    assert sorted(OutboxRow.objects.values_list("key", flat=True)) == ["entry:1", "entry:2", "entry:6", "entry:98"]


def test_a_repair_leaves_what_changed_since_the_comparison(engine: RecordingEngine, sources: list[Document]) -> None:
    index_documents(documents=[*sources, document(98, "Weg")])
    index_documents(documents=[document(1, "Oud", version=1)])
    difference = compare_index()

    index_documents(documents=[document(1, "Net bewaard", version=5), document(98, "Toch niet weg", version=5)])
    repair_index(difference=difference)

    assert SearchDocument.objects.get(key="entry:1").version == 5
    assert SearchDocument.objects.filter(key="entry:98").exists()


def test_every_difference_between_database_and_engine_is_found_and_only_those_are_sent(engine: RecordingEngine) -> None:
    fill(60)
    drain_outbox()
    index = engine.indices[engine.alias]
    del index["entry:7"]
    index["entry:9"] = (1, document(9, "Oud"))
    index["entry:999"] = (1, document(999, "Spook"))
    OutboxRow.objects.note(["entry:12"], at=timezone.now())
    index["entry:12"] = (1, document(12, "Wacht nog"))

    difference = compare_remote()
    assert (difference.missing, difference.stale, difference.ghosts) == (("entry:7",), ("entry:9",), ("entry:999",))
    assert repair_remote(difference=difference) == 3
    engine.batches.clear()
    drain_outbox()

    assert sorted(write.key for _, batch in engine.batches for write in batch) == ["entry:12", "entry:7", "entry:9", "entry:999"]
    assert compare_remote().is_clean
    assert engine.live == titles()


def test_the_check_says_what_differs_in_both_stages_and_repairs_it(engine: RecordingEngine, sources: list[Document]) -> None:
    index_documents(documents=sources[1:])
    drain_outbox()
    said = StringIO()

    with pytest.raises(CommandError, match="check_index --repair"):
        call_command("check_index", stdout=said)
    assert "database, ontbreekt: 1 entry:1" in said.getvalue()
    assert "zoekmachine, ontbreekt: 0" in said.getvalue()

    call_command("check_index", "--repair", stdout=said)
    drain_outbox()
    call_command("check_index", stdout=said)
    assert len(engine.live) == 7


def test_the_check_says_that_the_engine_is_away(engine: RecordingEngine, sources: list[Document]) -> None:
    index_documents(documents=sources)
    engine.is_away = True

    with pytest.raises(CommandError, match="antwoordt niet"):
        call_command("check_index", stdout=StringIO())
    with pytest.raises(CommandError, match="oude zoekindex blijft"):
        call_command("rebuild_index", stdout=StringIO())


def test_rebuilding_both_stages(engine: RecordingEngine, sources: list[Document]) -> None:
    index_documents(documents=[document(98, "Weg")])

    call_command("rebuild_index", stdout=StringIO())
    assert sorted(engine.live) == [f"entry:{number}" for number in range(1, 8)]

    call_command("rebuild_index", "--from-scratch", stdout=StringIO())
    drain_outbox()
    assert sorted(engine.live) == [f"entry:{number}" for number in range(1, 8)]


def test_a_lease_is_renewed_while_there_is_work(engine: RecordingEngine) -> None:
    lease = rebuilding._Lease.take()
    lease.keep(at_once=True)
    first = RemoteIndex.objects.get().building_until
    with time_machine.travel(timezone.now() + timedelta(seconds=30), tick=False):
        lease.keep(at_once=True)

    assert first is not None
    assert RemoteIndex.objects.get().building_until > first
