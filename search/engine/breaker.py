"""A circuit breaker: who does not answer is left alone for a moment, by every process that shares the cache.

Closed: everybody asks. Open: nobody does, until a pause has passed. Then one at a time tries, and closes it or
opens it again. Without a shared cache each process learns for itself.
"""

from __future__ import annotations

import logging
import time

from django.core.cache import cache

logger = logging.getLogger(__name__)

# The first pause is short: it may have been no more than a hiccup.
FIRST_PAUSE_S = 2.0
PAUSE_S = 5.0
# What the others know is looked up so often, and not at every question.
REMEMBERED_S = 1.0
# Who tries and never comes back keeps the others from trying for so long.
TRY_S = 3
KEPT_S = 3600
CLOSED = 0.0


class Breaker:
    """Whether to ask somebody; told of every answer and of every failure. Asking costs at most one look a second."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._open_until = CLOSED
        self._looked_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the last that is known is a failure."""
        return self._state() != CLOSED

    def allows(self) -> bool:
        """Whether to ask now; True to one at a time when the pause is over."""
        open_until = self._state()
        if open_until == CLOSED:
            return True
        return time.time() >= open_until and cache.add(f"{self._key}:try", 1, TRY_S)

    def failed(self) -> None:
        """Nobody answered: leave it alone for a while."""
        was_open = self._state() != CLOSED
        self._set(time.time() + (PAUSE_S if was_open else FIRST_PAUSE_S))
        cache.delete(f"{self._key}:try")
        if not was_open:
            logger.warning("breaker_open %s", self.name)

    def succeeded(self) -> None:
        """There was an answer; costs nothing while it is closed."""
        if self._open_until == CLOSED:
            return
        self._set(CLOSED)
        cache.delete(f"{self._key}:try")
        logger.warning("breaker_closed %s", self.name)

    def reset(self) -> None:
        """Forget what this process knows, as a new process would."""
        self._open_until, self._looked_at = CLOSED, 0.0

    @property
    def _key(self) -> str:
        return f"breaker:{self.name}"

    def _set(self, open_until: float) -> None:
        self._open_until, self._looked_at = open_until, time.time()
        cache.set(self._key, open_until, KEPT_S)

    def _state(self) -> float:
        """When the pause ends, or CLOSED; of all processes, or of this one if the cache knows nothing."""
        now = time.time()
        if abs(now - self._looked_at) >= REMEMBERED_S:
            self._looked_at = now
            shared = cache.get(self._key)
            self._open_until = self._open_until if shared is None else shared
        return self._open_until


# Searching and writing fail apart: a server may still answer visitors while it takes nothing more.
searching = Breaker("search")
writing = Breaker("write")
