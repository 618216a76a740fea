"""From a save to an engine outside the database: nothing is lost, nothing is stale, whatever fails on the way."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from search.doorbell import Doorbell, doorbell
from search.engine.base import Document, Outcome, Write
from search.engine.breaker import searching, writing
from search.engine.factory import database_engine
from search.models import OutboxRow, RemoteIndex, SearchDocument
from search.services import drain_outbox, index_documents, remove_documents, replay_outbox, report_lag
from search.services.outbox import LEASE, MAX_REFUSALS
from sites.models import Zone
from tests.engine.documents import document
from tests.engine.recording import RecordingEngine
from tests.factories import EntryFactory, OrganisationFactory, TargetGroupFactory, ThemeFactory

pytestmark = pytest.mark.both_stacks

Commits = Callable[..., AbstractContextManager[list[Callable[[], Any]]]]


@pytest.fixture
def engine(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> RecordingEngine:
    """An installation with an engine outside the database."""
    recording = RecordingEngine.ready()
    OutboxRow.objects.all().delete()
    for module in ("services.index", "services.outbox", "services.checking", "services.rebuilding", "engine.answering"):
        monkeypatch.setattr(f"search.{module}.remote_engine", lambda: recording)
    searching.reset()
    writing.reset()
    return recording


@pytest.fixture
def bell() -> Iterator[Doorbell]:
    """The bell, which nobody answers after the test who did not before."""
    answered = doorbell._answer
    yield doorbell
    doorbell.answered_by(answered)


def waiting() -> list[str]:
    return sorted(OutboxRow.objects.values_list("key", flat=True))


def index(*documents: Document) -> None:
    index_documents(documents=documents)


# Noting


def test_an_engine_in_the_database_needs_no_outbox(db: None, settings: Any) -> None:
    settings.SEARCH_ENGINE = database_engine().name
    OutboxRow.objects.all().delete()
    EntryFactory().delete()

    assert waiting() == []


@pytest.mark.parametrize("kind", ["save", "publish", "unpublish", "delete", "zone", "organisation", "theme", "target group", "owner"])
def test_every_kind_of_change_is_noted_with_it(engine: RecordingEngine, zandweerd: Zone, kind: str) -> None:
    theme, group, helper = ThemeFactory(), TargetGroupFactory(), OrganisationFactory()
    entry = EntryFactory(owner=helper, organisation=helper, themes=[theme], target_groups=[group], zones=[zandweerd])
    key = f"entry:{entry.pk}"
    OutboxRow.objects.all().delete()

    match kind:
        case "save":
            entry.save()
        case "publish":
            entry.title = "Anders"
            entry.save_revision().publish()
        case "unpublish":
            entry.unpublish()
        case "delete":
            entry.delete()
        case _:
            thing: Any = {"zone": zandweerd, "organisation": helper, "owner": helper, "theme": theme, "target group": group}[kind]
            thing.name = "Andere naam"
            thing.save()

    assert key in waiting()


def test_a_draft_is_no_change(engine: RecordingEngine) -> None:
    entry = EntryFactory()
    OutboxRow.objects.all().delete()

    entry.title = "Nog niet"
    entry.save_revision()

    assert waiting() == []


def test_a_rollback_takes_the_note_along(engine: RecordingEngine) -> None:
    with transaction.atomic():
        index(document(1, "Koffie"))
        assert waiting() == ["entry:1"]
        transaction.set_rollback(True)

    assert waiting() == []


def test_many_changes_cost_few_statements(engine: RecordingEngine, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(40):
        OutboxRow.objects.note([f"entry:{number}" for number in range(4_000)], at=timezone.now())

    assert OutboxRow.objects.count() == 4_000


def test_a_newer_change_takes_the_place_of_the_one_that_waits(engine: RecordingEngine) -> None:
    first = timezone.now() - timedelta(minutes=3)
    OutboxRow.objects.note(["entry:1"], at=first)
    OutboxRow.objects.update(attempts=3, is_dead=True, last_error="refused")
    before = OutboxRow.objects.get()

    index(document(1, "Koffie"))

    after = OutboxRow.objects.get()
    assert (after.attempts, after.is_dead, after.last_error) == (0, False, "")
    assert (after.created_at, after.change == before.change) == (first, False)


def test_the_bell_rings_after_the_commit(engine: RecordingEngine, bell: Doorbell, django_capture_on_commit_callbacks: Commits) -> None:
    rung: list[int] = []
    bell.answered_by(lambda: rung.append(1))
    with django_capture_on_commit_callbacks(execute=True):
        index(document(1, "Koffie"))
        assert rung == []
    assert rung == [1]


def test_a_bell_that_fails_does_not_fail_the_save(
    engine: RecordingEngine, bell: Doorbell, django_capture_on_commit_callbacks: Commits, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> None:
        raise ConnectionError("away")

    bell.answered_by(away)
    with django_capture_on_commit_callbacks(execute=True):
        index(document(1, "Koffie"))
    assert waiting() == ["entry:1"]


# Draining


def test_what_is_stored_now_is_passed_on_and_not_what_was(engine: RecordingEngine) -> None:
    index(document(1, "Koffie", version=1), document(2, "Thee"))
    index(document(1, "Verse koffie", version=2))
    remove_documents(keys=["entry:2"])

    done = drain_outbox()

    assert (done.sent, waiting()) == (2, [])
    assert engine.live == {"entry:1": "Verse koffie"}


def test_a_change_during_the_sending_stays_and_is_sent_next(engine: RecordingEngine) -> None:
    def change(writes: Sequence[Write], into: str) -> None:
        engine.before_write = lambda writes, into: None
        index(document(1, "Nieuw", version=2))

    index(document(1, "Oud", version=1))
    engine.before_write = change

    drain_outbox()

    assert (engine.live, waiting()) == ({"entry:1": "Nieuw"}, [])
    assert [len(batch) for _, batch in engine.batches] == [1, 1]


def test_what_a_killed_drain_held_comes_back_when_its_lease_ends(engine: RecordingEngine) -> None:
    index(document(1, "Koffie"))
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        assert [row.key for row in OutboxRow.objects.claim(at=now, limit=10, lease=LEASE)] == ["entry:1"]
        assert drain_outbox().sent == 0

    with time_machine.travel(now + LEASE, tick=False):
        assert drain_outbox().sent == 1
    assert engine.live == {"entry:1": "Koffie"}


def test_each_item_has_its_own_fate(engine: RecordingEngine) -> None:
    index(*(document(number, f"Koffie {number}") for number in range(1, 5)))
    engine.outcomes = {"entry:2": Outcome.BUSY, "entry:3": Outcome.REFUSED, "entry:4": Outcome.SUPERSEDED}

    done = drain_outbox()

    assert (done.sent, done.late, done.dead) == (2, 2, 0)
    assert waiting() == ["entry:2", "entry:3"]
    assert all(row.available_at > timezone.now() and row.attempts == 1 for row in OutboxRow.objects.all())


def test_what_is_refused_again_and_again_is_given_up_and_can_be_tried_anew(engine: RecordingEngine) -> None:
    index(document(1, "Koffie"))
    engine.outcomes = {"entry:1": Outcome.REFUSED}
    for _attempt in range(MAX_REFUSALS):
        OutboxRow.objects.update(available_at=timezone.now())
        drain_outbox()
    assert [(row.is_dead, row.last_error) for row in OutboxRow.objects.all()] == [(True, "refused")]
    OutboxRow.objects.update(available_at=timezone.now())
    assert drain_outbox().sent == 0

    engine.outcomes = {}
    assert replay_outbox() == 1
    drain_outbox()

    assert (engine.live, waiting()) == ({"entry:1": "Koffie"}, [])


def test_what_the_server_has_no_room_for_is_never_given_up(engine: RecordingEngine) -> None:
    index(document(1, "Koffie"))
    engine.outcomes = {"entry:1": Outcome.BUSY}
    for _attempt in range(20):
        OutboxRow.objects.update(available_at=timezone.now())
        drain_outbox()
    assert not OutboxRow.objects.get().is_dead
    assert OutboxRow.objects.get().available_at < timezone.now() + timedelta(minutes=7)


def test_a_payload_of_another_release_is_refused_alone(engine: RecordingEngine) -> None:
    index(document(1, "Koffie"), document(2, "Thee"))
    SearchDocument.objects.filter(key="entry:1").update(payload='{"key": "entry:1"}')

    done = drain_outbox()

    assert (done.sent, done.late) == (1, 1)
    assert OutboxRow.objects.get().last_error == "unreadable"


def test_an_engine_that_is_away_costs_no_attempts_and_is_left_alone(engine: RecordingEngine) -> None:
    index(document(1, "Koffie"))
    engine.is_away = True
    start = timezone.now()

    with time_machine.travel(start, tick=False) as clock:
        assert drain_outbox().is_away
        assert (OutboxRow.objects.get().attempts, OutboxRow.objects.get().last_error) == (0, "unavailable")
        engine.is_away = False
        clock.shift(1)
        assert drain_outbox().is_away
        clock.shift(2)
        assert drain_outbox().sent == 1
    assert engine.live == {"entry:1": "Koffie"}


def test_without_an_index_changes_wait_and_no_index_is_made(engine: RecordingEngine) -> None:
    engine.alias, engine.indices = "", {}
    index(document(1, "Koffie"))

    assert drain_outbox().is_away
    assert (engine.indices, waiting()) == ({}, ["entry:1"])


def test_numbers_grow_also_when_the_clock_goes_back(db: None) -> None:
    numbers = []
    for year in (2030, 2026, 2031):
        with time_machine.travel(f"{year}-01-01T00:00:00Z", tick=False):
            numbers += [RemoteIndex.objects.next_number(), RemoteIndex.objects.next_number()]

    assert numbers == sorted(set(numbers))


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25, deadline=None)
@given(data=st.data())
def test_any_order_and_any_repetition_of_writes_ends_the_same(db: None, data: st.DataObject) -> None:
    """Reads happen in one order, their writes arrive in any other, some more than once, some after a crash."""
    engine = RecordingEngine.ready()
    sent: list[Write] = []
    state: dict[str, Document | None] = {}
    for number in range(data.draw(st.integers(1, 8))):
        key = f"entry:{data.draw(st.integers(1, 3))}"
        state[key] = document(int(key[6:]), f"Koffie {number}", version=number + 1) if data.draw(st.booleans()) else None
        sequence = RemoteIndex.objects.next_number()
        sent += [Write(key=key, sequence=sequence, document=found) for key, found in state.items()]
    arrivals = data.draw(st.permutations([*sent, *sent[: len(sent) // 2]]))

    for write in arrivals:
        engine.write([write])

    assert engine.live == {key: found.title for key, found in sorted(state.items()) if found}


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["save", "remove", "drain", "killed before", "killed after", "away"]), st.integers(1, 4)), max_size=25
    )
)
def test_any_history_ends_with_the_index_of_the_database(db: None, steps: list[tuple[str, int]]) -> None:
    """Changes and drains that die at any point; a last drain after the leases have ended makes it whole."""
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        engine = RecordingEngine.ready()
        for module in ("services.index", "services.outbox"):
            patch.setattr(f"search.{module}.remote_engine", lambda: engine)
        database_engine().clear()
        engine.depth = len(connection.savepoint_ids)
        _play(engine, steps)
        _forget_outages()
        OutboxRow.objects.update(available_at=timezone.now())
        drain_outbox()
        assert set(engine.live) == set(SearchDocument.objects.values_list("key", flat=True))
        assert engine.live == {found.key: found.sort_title for found in SearchDocument.objects.order_by("key")}
        assert waiting() == []
        transaction.set_rollback(True)


def _play(engine: RecordingEngine, steps: list[tuple[str, int]]) -> None:
    for version, (step, number) in enumerate(steps, start=1):
        _forget_outages()
        match step:
            case "save":
                index(document(number, f"koffie {version}", version=version))
            case "remove":
                remove_documents(keys=[f"entry:{number}"])
            case "drain":
                OutboxRow.objects.update(available_at=timezone.now())
                drain_outbox()
            case "killed before":
                OutboxRow.objects.claim(at=timezone.now(), limit=number, lease=LEASE)
            case "killed after":
                engine.before_write = _dies_after(engine)
                OutboxRow.objects.update(available_at=timezone.now())
                with pytest.raises(KeyboardInterrupt) if OutboxRow.objects.exists() else transaction.atomic():
                    drain_outbox()
                engine.before_write = lambda writes, into: None
            case "away":
                engine.is_away = True
                drain_outbox()
                engine.is_away = False


def _forget_outages() -> None:
    cache.clear()
    writing.reset()


def _dies_after(engine: RecordingEngine) -> Callable[[Sequence[Write], str], None]:
    def die(writes: Sequence[Write], into: str) -> None:
        for write in writes:
            engine._store(engine.indices[engine.alias], write)
        raise KeyboardInterrupt

    return die


# Commands, logs


def test_the_command_says_how_far_it_is(engine: RecordingEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.management.commands.drain_outbox.remote_engine", lambda: engine)
    index(document(1, "Koffie"))
    OutboxRow.objects.update(is_dead=True)
    said = StringIO()

    call_command("drain_outbox", "--replay", stdout=said)

    assert said.getvalue().split("\n")[:2] == ["opnieuw: 1", "doorgegeven: 1"]


def test_the_command_has_nothing_to_do_without_such_an_engine(db: None, settings: Any) -> None:
    settings.SEARCH_ENGINE = database_engine().name
    with pytest.raises(CommandError, match="database zelf"):
        call_command("drain_outbox")


def test_the_log_tells_of_lag_without_content(engine: RecordingEngine, caplog: pytest.LogCaptureFixture) -> None:
    index(document(1, "Geheim"))
    report_lag()
    assert caplog.messages == []

    OutboxRow.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    OutboxRow.objects.create(key="entry:2", is_dead=True, change=uuid.uuid4())
    report_lag()

    assert len(caplog.messages) == 1
    assert caplog.messages[0].startswith("search_outbox_lag seconds=30")
    assert caplog.messages[0].endswith("waiting=1 dead=1")
