"""Searches that wait to be written: a visitor's request only leaves them here, a thread of the process writes them.

So no search waits for a table, and none fails because of one. Nothing is on disk before the words
that may not be kept are gone; a process that is killed takes at most the last half minute with it.
"""

from __future__ import annotations

import atexit
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection

logger = logging.getLogger(__name__)

MAX_WAITING = 2_000
BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedSearch:
    """One search as it waits in memory; `text` is what was typed, empty when it tells of danger.

    `hits` are the totals of the three steps, `place` is the slug of the zone, empty on the hub.
    """

    text: str
    is_danger: bool
    day: date
    zone_id: int | None
    place: str
    hits: tuple[int, int, int]
    device: str
    engine: str


class Journal:
    """Holds searches until they are written; when too many wait, the oldest give way."""

    def __init__(self, write: Callable[[Sequence[NotedSearch]], None]) -> None:
        self._write = write
        self._waiting: deque[NotedSearch] = deque(maxlen=MAX_WAITING)
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None
        self._is_flushed_at_exit = False

    def note(self, search: NotedSearch) -> None:
        """Leave a search; costs no query and never fails."""
        with self._lock:
            self._waiting.append(search)
            is_written_later = settings.SEARCH_LOG_SECONDS > 0 and not (self._writer and self._writer.is_alive())
            if is_written_later:
                self._start()

    def flush(self) -> None:
        """Write what waits, a hundred at a time; what the database cannot take now waits on, what it refuses is forgotten."""
        while batch := self._take():
            try:
                self._write(batch)
            except (OperationalError, InterfaceError) as error:
                # Only the kind of the error: its text may hold what was typed.
                logger.warning("search_log_postponed searches=%d error=%s", len(batch), type(error).__name__)
                with self._lock:
                    self._waiting.extendleft(reversed(batch))
                return
            except DatabaseError as error:
                logger.warning("search_log_refused searches=%d error=%s", len(batch), type(error).__name__)

    def _take(self) -> list[NotedSearch]:
        with self._lock:
            return [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]

    def clear(self) -> None:
        """Forget what waits."""
        with self._lock:
            self._waiting.clear()

    def _start(self) -> None:
        """Start the thread that writes; it ends when nothing waits any more, and the next search starts another."""
        if not self._is_flushed_at_exit:
            atexit.register(self.flush)
            self._is_flushed_at_exit = True
        self._writer = threading.Thread(target=self._run, name="search-log", daemon=True)
        try:
            self._writer.start()
        except RuntimeError:
            logger.warning("search_log_no_thread")

    def _run(self) -> None:
        is_needed = True
        while is_needed:
            time.sleep(settings.SEARCH_LOG_SECONDS)
            try:
                self.flush()
            finally:
                connection.close()
            with self._lock:
                is_needed = bool(self._waiting)
                if not is_needed:
                    # Told under the lock, so that a search that comes now starts the next thread.
                    self._writer = None
