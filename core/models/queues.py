"""Work that waits in a table until it is done: at least once, by whoever comes first, also after a crash."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self, TypeVar

from django.db import models, transaction
from django.utils import timezone

from core.rules import seconds_until_retry

T = TypeVar("T", bound="Waiting")
# What a second note changes of a row that waits already.
NOTED_AGAIN = ["change", "available_at", "attempts", "last_error", "is_dead"]


class WaitingQuerySet(models.QuerySet[T]):
    """Work that waits, and taking it."""

    def alive(self) -> Self:
        """What is still tried."""
        return self.filter(is_dead=False)

    def dead(self) -> Self:
        """What was given up; somebody has to look at it."""
        return self.filter(is_dead=True)

    def first_noted(self) -> datetime | None:
        """When the oldest of them was noted first."""
        first: datetime | None = self.aggregate(first=models.Min("created_at"))["first"]
        return first

    def due(self, *, at: datetime) -> Self:
        """What can be done now."""
        return self.alive().filter(available_at__lte=at)

    def claim(self, *, at: datetime, limit: int, lease: timedelta) -> list[T]:
        """Take at most `limit` pieces of due work, longest waiting first, and keep others off them for the lease.

        Whoever dies with a claim loses it when the lease ends. Rows that a transaction is writing are passed
        over. One short transaction of two statements. An attempt counts from its start, so that what kills
        whoever does it is given up too.
        """
        with transaction.atomic():
            claimed = list(self.due(at=at).order_by("available_at", "pk").select_for_update(skip_locked=True)[:limit])
            rows = self.model._default_manager.filter(pk__in=[row.pk for row in claimed])
            rows.update(available_at=at + lease, attempts=models.F("attempts") + 1)
        for row in claimed:
            row.attempts += 1
        return claimed

    def settle(self, changes: Iterable[uuid.UUID]) -> int:
        """Take away what is done; a row that was noted again meanwhile has another token and stays."""
        return self.filter(change__in=list(changes)).delete()[0]

    def put_off(self, row: T) -> None:
        """Store what `Waiting.failed` said, unless the row was noted again meanwhile."""
        self.filter(change=row.change).update(is_dead=row.is_dead, last_error=row.last_error, available_at=row.available_at)

    def replay(self, *, at: datetime) -> int:
        """Try what was given up once more; returns how many."""
        return self.dead().update(is_dead=False, attempts=0, available_at=at)


class Waiting(models.Model):
    """A piece of work in a queue, one row for one thing to do however often it was asked.

    `change` is a new token each time it is asked; `created_at` is when it was first. `last_error` is a short
    code, never content of what it is about.
    `available_at` is the first moment at which it may be taken: now, after a failure later, and for as long
    as somebody is at it the end of their lease.
    """

    change = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    available_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.CharField(max_length=80, blank=True)
    is_dead = models.BooleanField(default=False)

    class Meta:
        abstract = True

    def failed(self, *, at: datetime, error: str, max_attempts: int) -> None:
        """This attempt failed: later again, or given up after so many. Not saved."""
        self.last_error = error[:80]
        self.is_dead = self.attempts >= max_attempts
        self.available_at = at + timedelta(seconds=seconds_until_retry(self.attempts))


class JobQuerySet(WaitingQuerySet["Job"]):
    """Jobs that a process still owes."""

    def note(self, path: str, arguments: dict[str, Any], *, at: datetime) -> str:
        """Owe this call; one that waits already with the same arguments is done once. Gives its key."""
        text = json.dumps([path, arguments], sort_keys=True, ensure_ascii=False)
        key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        job = Job(key=key, path=path, arguments=arguments, created_at=at, available_at=at)
        self.bulk_create([job], update_conflicts=True, unique_fields=["key"], update_fields=NOTED_AGAIN)
        return key


class Job(Waiting):
    """A call of a function: its dotted path, and arguments that JSON can hold."""

    key = models.CharField(primary_key=True, max_length=32)
    path = models.CharField(max_length=200)
    arguments = models.JSONField(default=dict)

    objects: ClassVar[models.Manager[Job]] = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "taak"
        verbose_name_plural = "taken"
        indexes = [models.Index(fields=["is_dead", "available_at"], name="core_job_due")]

    def __str__(self) -> str:
        return self.path
