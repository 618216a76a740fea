"""The words of the index in the memory of a process, read anew now and then."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from search.understanding.vocabulary import Vocabulary

# A word that is new to the index can be searched at once; it helps with beginnings and typing errors a minute later.
FRESH_FOR_S = 60.0


class RecentWords:
    """A vocabulary that is at most a minute old. One query a minute and process; others use the old one meanwhile."""

    def __init__(self, load: Callable[[], Vocabulary], *, fresh_for_s: float = FRESH_FOR_S) -> None:
        self._load = load
        self._fresh_for_s = fresh_for_s
        self._known: Vocabulary | None = None
        self._read_at = 0.0
        self._one_at_a_time = Lock()

    def __call__(self) -> Vocabulary:
        """The words; raises what loading raises."""
        known = self._known
        if known is not None and time.monotonic() - self._read_at < self._fresh_for_s:
            return known
        if not self._one_at_a_time.acquire(blocking=known is None):
            return known or Vocabulary([])
        try:
            self._known = known = self._load()
            self._read_at = time.monotonic()
        finally:
            self._one_at_a_time.release()
        return known
