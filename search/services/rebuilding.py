"""A new index for the engine outside the database, filled while the old one answers and changes go on.

While the builder holds its lease, every drain writes to the new index as well as to the live one. Each piece is
read after its number was drawn, and after the new index was made known. So a change that a drain passed on
without knowing of the new index was there before the builder read its first piece; every other one is written
to the new index under its own number. Which arrives first does not matter.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from search.engine.base import EngineUnavailableError, Outcome, RemoteEngine, Write
from search.engine.factory import remote_engine
from search.models import OutboxRow, RemoteIndex, SearchDocument
from search.services.checking import compare_remote, repair_remote
from search.services.index import Progress
from search.services.outbox import UNREADABLE, readable, write_current

logger = logging.getLogger(__name__)

PIECE = 1_000
WRITERS = 2
LEASE = timedelta(seconds=120)
RENEWED_AFTER_S = 5.0
# How long a writer waits before it tries again what the server had no room or no time for.
PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0)


class RebuildRefusedError(Exception):
    """There can be no rebuild now; the message can be shown."""


class RebuildFailedError(Exception):
    """The new index is not right and was thrown away; the old one still answers. The message can be shown."""


@dataclass(slots=True)
class _Lease:
    """The right to build, held by one builder at a time."""

    token: uuid.UUID
    index: str = ""
    renewed_at: float = 0.0

    @classmethod
    def take(cls) -> _Lease:
        """Take it. Raises RebuildRefusedError."""
        token, now = uuid.uuid4(), timezone.now()
        if not RemoteIndex.objects.take(token=token, at=now, until=now + LEASE):
            raise RebuildRefusedError(
                _(
                    "De zoekindex wordt al opnieuw gemaakt. Wacht tot dat klaar is. Is het afgebroken? Probeer het over twee minuten opnieuw."
                )
            )
        return cls(token)

    def keep(self, *, at_once: bool = False) -> None:
        """Renew it now and then. Raises RebuildFailedError if it was lost: changes may have passed the new index by."""
        if not at_once and time.monotonic() - self.renewed_at < RENEWED_AFTER_S:
            return
        now = timezone.now()
        if not RemoteIndex.objects.keep(token=self.token, at=now, until=now + LEASE, building=self.index):
            raise RebuildFailedError(_("Het maken van de zoekindex stond te lang stil. Begin opnieuw."))
        self.renewed_at = time.monotonic()


def rebuild_remote(*, progress: Progress | None = None) -> int:
    """Build a new index from the one in the database, verify it, and let it answer; returns the number of documents.

    Raises RebuildRefusedError, RebuildFailedError, EngineUnavailableError. `progress` is told how far it is.
    """
    engine = remote_engine()
    if engine is None:
        raise RebuildRefusedError(_("Deze installatie zoekt in de database zelf. Er is geen andere zoekindex."))
    lease = _Lease.take()
    try:
        count = _build(engine, lease, progress)
    except BaseException:
        _abandon(engine, lease)
        raise
    if not RemoteIndex.objects.release(token=lease.token):
        # The lease ran out while the alias was moved, and drains may have written to the old index alone.
        repair_remote(difference=compare_remote())
    return count


def _abandon(engine: RemoteEngine, lease: _Lease) -> None:
    """Throw the half index away, unless another builder is at work by now, whose index it would take along."""
    with suppress(EngineUnavailableError, RebuildFailedError):
        lease.keep(at_once=True)
        engine.drop_leftovers()
    RemoteIndex.objects.release(token=lease.token)


def _build(engine: RemoteEngine, lease: _Lease, progress: Progress | None) -> int:
    engine.drop_leftovers()
    lease.index = engine.begin_rebuild()
    lease.keep(at_once=True)
    count = _fill(engine, lease, progress)
    if progress:
        progress(_("nakijken"), count)
    _verify(engine, lease)
    lease.keep(at_once=True)
    engine.finish_rebuild(lease.index)
    return count


def _fill(engine: RemoteEngine, lease: _Lease, progress: Progress | None) -> int:
    """Read in this thread and write in others, so that the server is never waited for while there is work."""
    count, pending = 0, deque[Future[list[str]]]()
    with ThreadPoolExecutor(WRITERS, thread_name_prefix="rebuild") as pool:
        for number, payloads in _pieces():
            lease.keep()
            pending.append(pool.submit(_write_piece, engine, lease.index, number, payloads))
            count += len(payloads)
            if len(pending) > WRITERS:
                _give_up(pending.popleft().result())
            if progress:
                progress(_("documenten"), count)
        while pending:
            _give_up(pending.popleft().result())
    return count


def _pieces() -> Iterator[tuple[int, dict[str, str]]]:
    """The number and the payloads of one piece after another, by id."""
    last = -1
    while True:
        number = RemoteIndex.objects.next_number()
        rows = list(SearchDocument.objects.filter(id__gt=last).order_by("id").values_list("id", "key", "payload")[:PIECE])
        if not rows:
            return
        yield number, {key: payload for _, key, payload in rows}
        last = rows[-1][0]


def _write_piece(engine: RemoteEngine, index: str, number: int, payloads: dict[str, str]) -> list[str]:
    """Write a piece, what the server had no room for again and again; gives the keys of what it refused. No database."""
    documents, refused = readable(payloads)
    writes = [Write(key=key, sequence=number, document=document) for key, document in documents.items()]
    for pause in (*PAUSES_S, None):
        try:
            writes = _written(engine, index, writes, refused)
        except EngineUnavailableError:
            if pause is None:
                raise
        if not writes:
            return refused
        if pause is not None:
            time.sleep(pause)
    raise EngineUnavailableError("busy")


def _written(engine: RemoteEngine, index: str, writes: Sequence[Write], refused: list[str]) -> list[Write]:
    """One try; adds what was refused and gives what has to be tried again."""
    results = engine.write(writes, into=index)
    refused += [result.key for result in results if result.outcome is Outcome.REFUSED]
    return [write for write, result in zip(writes, results, strict=True) if result.outcome is Outcome.BUSY]


def _give_up(refused: Sequence[str]) -> None:
    """What the engine does not take is left in the outbox for people to see."""
    if refused:
        now = timezone.now()
        OutboxRow.objects.note(refused, at=now)
        OutboxRow.objects.filter(key__in=refused).update(is_dead=True, last_error=UNREADABLE)
        logger.error("search_rebuild_refused documents=%d", len(refused))


def _verify(engine: RemoteEngine, lease: _Lease) -> None:
    """Compare all documents; what differs is written once more, and may not differ after that."""
    difference = _serious(lease)
    if difference:
        lease.keep(at_once=True)
        write_current(engine, difference, into=(lease.index,))
        difference = _serious(lease)
    if difference:
        raise RebuildFailedError(_("De nieuwe zoekindex klopt niet: %(count)d verschillen. De oude blijft.") % {"count": len(difference)})


def _serious(lease: _Lease) -> list[str]:
    """Keys that differ, but for those that were given up before."""
    keys = compare_remote(index=lease.index).keys
    return sorted(set(keys) - set(OutboxRow.objects.dead().filter(key__in=keys).values_list("key", flat=True)))
