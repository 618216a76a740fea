"""Wagtail's background jobs: each is done after its commit, none after a rollback, and what fails is tried again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from wagtail.models import ReferenceIndex

from cms.tasks_bridge import LEASE, MAX_ATTEMPTS, announcer, run_due_jobs, run_job
from core.models import Job
from socialmap.models import Entry
from tests.factories import EntryFactory, OrganisationFactory

pytestmark = pytest.mark.both_stacks

Commits = Callable[..., AbstractContextManager[list[Callable[[], Any]]]]
done: list[str] = []


@task()
def remember(what: str) -> None:
    done.append(what)


@task()
def break_down(what: str) -> None:
    done.append(what)
    raise RuntimeError(f"geheim: {what}")


@task()
def look_up(pk: int) -> None:
    done.append(str(Entry.objects.get(pk=pk)))


@pytest.fixture(autouse=True)
def _nothing_done(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No job remembered yet, and no broker: this process does its jobs itself."""
    Job.objects.all().delete()
    monkeypatch.setattr(announcer, "announce", run_job)
    done.clear()
    yield
    done.clear()


def test_a_job_is_done_after_the_commit(db: None, django_capture_on_commit_callbacks: Commits) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        remember.enqueue("a")
        assert (done, Job.objects.count()) == ([], 1)

    assert (done, Job.objects.count()) == (["a"], 0)


def test_a_rollback_takes_the_job_along(db: None, django_capture_on_commit_callbacks: Commits) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        remember.enqueue("a")
        transaction.set_rollback(True)

    assert (done, Job.objects.count()) == ([], 0)


def test_the_same_call_twice_in_a_transaction_is_done_once(db: None, django_capture_on_commit_callbacks: Commits) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        for what in ("a", "b", "a"):
            remember.enqueue(what)

    assert sorted(done) == ["a", "b"]


def test_the_references_of_an_entry_are_known_after_its_save(db: None, django_capture_on_commit_callbacks: Commits) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        helper = OrganisationFactory()
        EntryFactory(owner=helper, organisation=helper)

    assert ReferenceIndex.get_references_to(helper).exists()
    assert not Job.objects.exists()


def test_what_fails_breaks_nothing_and_is_tried_again_until_it_is_given_up(
    db: None, django_capture_on_commit_callbacks: Commits, caplog: pytest.LogCaptureFixture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        break_down.enqueue("a")
    assert [(job.attempts, job.last_error, job.is_dead) for job in Job.objects.all()] == [(1, "RuntimeError", False)]
    assert run_due_jobs() == 0

    for _attempt in range(MAX_ATTEMPTS + 2):
        Job.objects.update(available_at=timezone.now())
        run_due_jobs()

    assert Job.objects.get().is_dead
    assert done == ["a"] * MAX_ATTEMPTS
    assert "geheim" not in caplog.text


def test_a_job_about_something_that_is_gone_is_done(db: None, django_capture_on_commit_callbacks: Commits) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        look_up.enqueue(0)

    assert not Job.objects.exists()


def test_what_nobody_was_told_of_is_done_by_the_clock(db: None) -> None:
    remember.enqueue("a")

    call_command("tick")

    assert (done, Job.objects.count()) == (["a"], 0)


def test_a_job_that_is_being_done_is_left_alone_until_its_lease_ends(db: None) -> None:
    remember.enqueue("a")
    key = Job.objects.get().key
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        Job.objects.all().claim(at=now, limit=1, lease=LEASE)
        run_job(key)
        assert done == []
    with time_machine.travel(now + LEASE, tick=False):
        run_job(key)
    assert done == ["a"]


def test_a_job_asked_again_while_it_is_done_is_done_again(db: None) -> None:
    remember.enqueue("a")
    claimed = Job.objects.all().claim(at=timezone.now(), limit=1, lease=LEASE)
    remember.enqueue("a")

    assert Job.objects.all().settle([claimed[0].change]) == 0
    run_due_jobs()
    assert done == ["a"]


def test_a_job_that_kills_whoever_does_it_is_given_up(db: None) -> None:
    remember.enqueue("a")
    for _death in range(MAX_ATTEMPTS):
        Job.objects.update(available_at=timezone.now())
        Job.objects.all().claim(at=timezone.now(), limit=1, lease=LEASE)
    Job.objects.update(available_at=timezone.now())

    run_due_jobs()

    assert [(job.is_dead, job.last_error) for job in Job.objects.all()] == [(True, "never came back")]
    assert done == []


def test_only_what_is_a_task_is_ever_called(db: None) -> None:
    Job.objects.all().note("os.getcwd", {"args": [], "kwargs": {}}, at=timezone.now())

    run_due_jobs()

    assert Job.objects.get().last_error == "TypeError"


def test_a_broker_that_is_away_keeps_the_job(
    db: None, django_capture_on_commit_callbacks: Commits, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(announcer, "announce", lambda key: False)
    with django_capture_on_commit_callbacks(execute=True):
        remember.enqueue("a")
    assert (done, Job.objects.count()) == ([], 1)

    run_due_jobs()
    assert done == ["a"]
