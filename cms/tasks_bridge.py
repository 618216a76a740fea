"""Wagtail's background jobs, kept in a table until they are done: none is lost, and none delays or breaks a save.

A job is noted in the transaction that asks for it, so a rollback takes it along. After the commit the broker's
worker is told, or without a broker the job runs here and now. What fails, and what nobody was told of, is
picked up by the clock (`run_due_jobs`). So a job runs at least once, and it must not matter if it runs twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id

from core.models import Job

logger = logging.getLogger(__name__)

# Longer than a worker may be busy with one job (`cms.celery`).
LEASE = timedelta(seconds=120)
MAX_ATTEMPTS = 6
BATCH_SIZE = 50


class TableBackend(BaseTaskBackend):
    """The backend of the setting TASKS."""

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Note a job in the caller's transaction."""
        self.validate_task(task)
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        key = Job.objects.note(task.module_path, {"args": result.args, "kwargs": result.kwargs}, at=timezone.now())
        transaction.on_commit(partial(announcer.announce, key), robust=True)
        return result


def run_job(key: str) -> None:
    """Do one job, if it is still to be done and nobody is at it."""
    _run(Job.objects.filter(key=key).claim(at=timezone.now(), limit=1, lease=LEASE))


class _Announcer:
    """Who is told of a job after the commit: the worker through the broker, else this process itself."""

    def __init__(self) -> None:
        self.announce: Callable[[str], object] = run_job


announcer = _Announcer()


def run_due_jobs(*, max_batches: int = 20) -> int:
    """Do the jobs that wait, those that failed before too; returns how many were tried."""
    tried = 0
    for _ in range(max_batches):
        claimed = Job.objects.all().claim(at=timezone.now(), limit=BATCH_SIZE, lease=LEASE)
        tried += len(claimed)
        _run(claimed)
        if len(claimed) < BATCH_SIZE:
            break
    return tried


def _run(jobs: list[Job]) -> None:
    for job in jobs:
        attempt = _Attempt()
        if job.attempts <= MAX_ATTEMPTS:
            with attempt:
                _call(job.path, job.arguments)
        if attempt.is_done:
            Job.objects.all().settle([job.change])
            continue
        job.failed(at=timezone.now(), error=attempt.error, max_attempts=MAX_ATTEMPTS)
        Job.objects.all().put_off(job)
        logger.error("job_failed %s attempt=%d dead=%s %s", job.path, job.attempts, job.is_dead, job.last_error)


class _Attempt:
    """Takes what a job raises; its kind is all that is kept, because a message may hold content."""

    def __init__(self) -> None:
        self.is_done = False
        self.error = "never came back"

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        # What a job was about may be gone by the time it runs; then there is nothing left to do.
        self.is_done = kind is None or issubclass(kind, ObjectDoesNotExist)
        self.error = "" if kind is None else kind.__name__
        return kind is None or issubclass(kind, Exception)


def _call(path: str, arguments: Mapping[str, Any]) -> None:
    """Call a task by its path; only what was declared a task is ever called."""
    task = import_string(path)
    if not isinstance(task, Task):
        raise TypeError(path)
    task.call(*arguments["args"], **arguments["kwargs"])
