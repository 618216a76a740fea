"""What an engine outside the database still has to be told, and how far its index is."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from django.db import models, transaction
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from core.models import NOTED_AGAIN, Waiting, WaitingQuerySet

BATCH_SIZE = 1_000
MICROSECONDS = 1_000_000


class OutboxQuerySet(WaitingQuerySet["OutboxRow"]):
    """Changes that wait, and noting them."""

    def note(self, keys: Iterable[str], *, at: datetime) -> None:
        """Note that documents changed, one row a key: a newer change takes the place of the one that waits, also of a dead one.

        In the caller's transaction, a statement per thousand keys. The order of the keys is that of the locks.
        """
        rows = [OutboxRow(key=key, change=uuid.uuid4(), created_at=at, available_at=at) for key in sorted(set(keys))]
        self.bulk_create(
            rows,
            batch_size=BATCH_SIZE,
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=NOTED_AGAIN,
        )


class OutboxRow(Waiting):
    """The document of a key has changed and the engine outside the database does not know it yet.

    It says only that something changed: what the document is now is read when it is sent.
    """

    key = models.CharField(primary_key=True, max_length=80)

    objects: ClassVar[models.Manager[OutboxRow]] = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("wijziging voor de zoekindex")
        verbose_name_plural = _("wijzigingen voor de zoekindex")
        indexes = [models.Index(fields=["is_dead", "available_at"], name="search_outbox_due")]

    def __str__(self) -> str:
        return self.key


class RemoteIndexQuerySet(models.QuerySet["RemoteIndex"]):
    """The one row."""

    def next_number(self) -> int:
        """A number higher than all before it. To be drawn before reading what is written under it, never in between.

        So of two writes of one key that with the higher number was read later: whichever arrives last, the
        newer content wins. It follows the clock, so that a database put back from yesterday does not fall behind.
        """
        with transaction.atomic():
            changed = self.filter(pk=RemoteIndex.SINGLETON).update(number=Greatest(models.F("number") + 1, int(time.time() * MICROSECONDS)))
            if not changed:
                self._ensure()
                return self.next_number()
            return self.values_list("number", flat=True).get(pk=RemoteIndex.SINGLETON)

    def building(self, *, at: datetime) -> str:
        """The index that is being filled now, or empty."""
        return self.filter(building_until__gt=at).values_list("building", flat=True).first() or ""

    def take(self, *, token: uuid.UUID, at: datetime, until: datetime) -> bool:
        """Take the right to build a new index, unless somebody has it and is alive."""
        self._ensure()
        free = self.filter(models.Q(building_until=None) | models.Q(building_until__lte=at))
        return bool(free.update(building_token=token, building="", building_until=until))

    def keep(self, *, token: uuid.UUID, at: datetime, until: datetime, building: str) -> bool:
        """Keep that right for longer, and say which index it is; False if it was lost meanwhile."""
        own = self.filter(building_token=token, building_until__gt=at)
        return bool(own.update(building=building, building_until=until))

    def release(self, *, token: uuid.UUID) -> bool:
        """Give the right back."""
        return bool(self.filter(building_token=token).update(building_token=None, building="", building_until=None))

    def _ensure(self) -> None:
        self.get_or_create(pk=RemoteIndex.SINGLETON)


class RemoteIndex(models.Model):
    """One row: the number of the last write to the engine outside the database, and the index that is being built.

    The builder holds a lease, `building_until`, and renews it while it works; a builder that died loses it.
    """

    SINGLETON = 1

    number = models.BigIntegerField(default=0)
    building = models.CharField(max_length=120, blank=True)
    building_token = models.UUIDField(null=True)
    building_until = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[RemoteIndex]] = RemoteIndexQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="search_remoteindex_single_row")]

    def __str__(self) -> str:
        return f"{self.number} {self.building}".strip()
