"""From the outbox to the engine outside the database: at least once, in any order, by several at a time.

A drain claims rows, draws a number, and only then reads what the documents are now. So a write with a higher
number never has older content, and the engine keeps the highest. A row goes when it is still the change that
was claimed. Whatever dies on the way leaves the row, and doing it twice does no harm. The engine is never
called inside a transaction.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from search.doorbell import doorbell
from search.engine.base import Document, EngineUnavailableError, IndexMissingError, Outcome, RemoteEngine, Write, WriteResult
from search.engine.breaker import writing
from search.engine.factory import remote_engine
from search.engine.payload import from_json
from search.models import OutboxRow, RemoteIndex, SearchDocument

logger = logging.getLogger(__name__)

BATCH_SIZE = 500
# Short, because what a killed drain had claimed waits for it; a drain that is slower only does work twice.
LEASE = timedelta(seconds=5)
# An engine that is away is no fault of the change: it is tried again at once when the engine is back.
AWAY = timedelta(seconds=1)
MAX_SECONDS = 30.0
MAX_REFUSALS = 3
NEVER_GIVEN_UP = 1_000_000
HIGH_LAG_S = 60
UNAVAILABLE = "unavailable"
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drained:
    """What a drain did: changes passed on, put off, given up; `is_away` if the engine did not answer."""

    sent: int = 0
    late: int = 0
    dead: int = 0
    is_away: bool = False


def note_changes(*, keys: Iterable[str]) -> None:
    """Note in the caller's transaction that documents changed, and ring the bell after its commit."""
    OutboxRow.objects.note(keys, at=timezone.now())
    transaction.on_commit(doorbell.ring, robust=True)


def drain_outbox(*, progress: Callable[[int], None] | None = None, max_seconds: float = MAX_SECONDS) -> Drained:
    """Pass on all that is due, a batch at a time, until nothing is, time is up, or the engine does not answer.

    Does nothing in an installation without an engine outside the database, or while that is left alone.
    `progress` is told how many have been passed on.
    """
    engine = remote_engine()
    done = Drained()
    if engine is None or not OutboxRow.objects.due(at=timezone.now()).exists():
        return done
    if not writing.allows():
        return Drained(is_away=True)
    ends = time.monotonic() + max_seconds
    while not done.is_away and time.monotonic() < ends:
        claimed = OutboxRow.objects.claim(at=timezone.now(), limit=BATCH_SIZE, lease=LEASE)
        if not claimed:
            break
        done = _added(done, _pass_on(engine, claimed))
        if progress:
            progress(done.sent)
    return done


def replay_outbox(*, keys: Iterable[str] | None = None) -> int:
    """Try once more what was given up, all of it or these keys; returns how many."""
    rows = OutboxRow.objects.all() if keys is None else OutboxRow.objects.filter(key__in=list(keys))
    count = rows.replay(at=timezone.now())
    if count:
        transaction.on_commit(doorbell.ring, robust=True)
    return count


def report_lag() -> None:
    """Write a line in the log if changes wait long or were given up: numbers, no content."""
    oldest = OutboxRow.objects.alive().first_noted()
    seconds = (timezone.now() - oldest).total_seconds() if oldest else 0
    dead = OutboxRow.objects.dead().count()
    if seconds > HIGH_LAG_S or dead:
        logger.warning("search_outbox_lag seconds=%d waiting=%d dead=%d", seconds, OutboxRow.objects.alive().count(), dead)


def write_current(engine: RemoteEngine, keys: Sequence[str], *, into: Sequence[str]) -> Mapping[str, WriteResult]:
    """Write what these documents are now, each to all of these indices ("" is the live one); the worst outcome of each key.

    Raises EngineUnavailableError.
    """
    number = RemoteIndex.objects.next_number()
    payloads = dict(SearchDocument.objects.filter(key__in=keys).values_list("key", "payload"))
    documents, worst = readable(payloads)
    results = {key: WriteResult(key=key, sequence=number, outcome=Outcome.REFUSED, reason=UNREADABLE) for key in worst}
    writes = [Write(key=key, sequence=number, document=documents.get(key)) for key in keys if key not in results]
    for index in into:
        for result in engine.write(writes, into=index) if writes else ():
            known = results.get(result.key)
            if known is None or _BADNESS[result.outcome] > _BADNESS[known.outcome]:
                results[result.key] = result
    return results


def readable(payloads: Mapping[str, str]) -> tuple[dict[str, Document], list[str]]:
    """Documents of stored payloads, and the keys of those that this release cannot read."""
    documents, unreadable = {}, []
    for key, payload in payloads.items():
        try:
            documents[key] = from_json(payload)
        except (KeyError, TypeError, ValueError):
            unreadable.append(key)
    return documents, unreadable


_BADNESS = {Outcome.STORED: 0, Outcome.SUPERSEDED: 0, Outcome.BUSY: 1, Outcome.REFUSED: 2}


def _pass_on(engine: RemoteEngine, rows: Sequence[OutboxRow]) -> Drained:
    """Send one batch, to the index that is being built too; each row goes, comes back later, or is given up."""
    try:
        results = _write_everywhere(engine, [row.key for row in rows])
    except EngineUnavailableError:
        writing.failed()
        OutboxRow.objects.filter(change__in=[row.change for row in rows]).update(
            available_at=timezone.now() + AWAY, last_error=UNAVAILABLE, attempts=F("attempts") - 1
        )
        return Drained(late=len(rows), is_away=True)
    writing.succeeded()
    failed = [row for row in rows if _BADNESS[results[row.key].outcome]]
    OutboxRow.objects.settle(row.change for row in rows if not _BADNESS[results[row.key].outcome])
    for row in failed:
        _put_off(row, results[row.key])
    dead = sum(row.is_dead for row in failed)
    return Drained(sent=len(rows) - len(failed), late=len(failed) - dead, dead=dead)


def _write_everywhere(engine: RemoteEngine, keys: Sequence[str]) -> Mapping[str, WriteResult]:
    """Write to the live index and to the one that is being built."""
    building = RemoteIndex.objects.building(at=timezone.now())
    if building:
        with suppress(IndexMissingError):
            return write_current(engine, keys, into=("", building))
        # It was shown or thrown away since, by a builder that may have died before it could say so. The live index may be
        # another one than a moment ago, so that is written once more.
    return write_current(engine, keys, into=("",))


def _put_off(row: OutboxRow, result: WriteResult) -> None:
    """Later again, or given up."""
    is_refused = result.outcome is Outcome.REFUSED
    row.failed(at=timezone.now(), error=result.reason or result.outcome.value, max_attempts=MAX_REFUSALS if is_refused else NEVER_GIVEN_UP)
    OutboxRow.objects.put_off(row)
    if row.is_dead:
        logger.error("search_outbox_dead attempts=%d reason=%s", row.attempts, row.last_error)


def _added(first: Drained, second: Drained) -> Drained:
    return Drained(sent=first.sent + second.sent, late=first.late + second.late, dead=first.dead + second.dead, is_away=second.is_away)
