"""The bell that says, after a commit, that the outbox has something: who answers it is decided elsewhere.

Nobody has to: what waits in the outbox is found by the clock too. Whoever answers must not wait for anything.
"""

from __future__ import annotations

from collections.abc import Callable


class Doorbell:
    """One bell, and at most one who answers it."""

    def __init__(self) -> None:
        self._answer: Callable[[], None] | None = None

    def answered_by(self, answer: Callable[[], None] | None) -> None:
        """Say what happens when the bell rings; None for nothing."""
        self._answer = answer

    def ring(self) -> None:
        """Ring, once for everything that waits."""
        if self._answer is not None:
            self._answer()


doorbell = Doorbell()
