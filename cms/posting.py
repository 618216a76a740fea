"""Messages to the broker, sent by a thread of their own: whoever posts one goes on at once, whatever the broker does.

A message that cannot be sent is thrown away. What it was about is in a table, and is found by the clock.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

logger = logging.getLogger(__name__)

Letter = tuple[str, tuple[str, ...]]
CAPACITY = 1_000
PAUSE_S = 5.0


class Poster:
    """A letter box with one postman. A letter that lies in it already is not taken twice."""

    def __init__(self, send: Callable[[str, tuple[str, ...]], None], *, pause_s: float = PAUSE_S) -> None:
        self._send = send
        self._pause_s = pause_s
        self._box: dict[Letter, None] = {}
        self._changed = threading.Condition()
        self._postman: threading.Thread | None = None

    def post(self, name: str, *args: str) -> bool:
        """Hand a letter over; False if the box is full. Never waits for the broker."""
        with self._changed:
            if len(self._box) >= CAPACITY:
                return False
            self._box[name, args] = None
            self._changed.notify()
            # A process that was forked has no postman yet.
            if self._postman is None or not self._postman.is_alive():
                self._postman = threading.Thread(target=self._walk, name="poster", daemon=True)
                self._postman.start()
        return True

    def _walk(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._box)
                letter = next(iter(self._box))
                del self._box[letter]
            if not self._deliver(letter):
                time.sleep(self._pause_s)

    def _deliver(self, letter: Letter) -> bool:
        """Whether the broker took it. Everything that can go wrong out there has this one consequence."""
        delivery = _Delivery()
        with delivery:
            self._send(*letter)
        if delivery.error:
            logger.warning("broker_away %s", delivery.error)
        return not delivery.error


class _Delivery:
    """Takes what sending raises, of which only the kind is kept."""

    def __init__(self) -> None:
        self.error = ""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> bool:
        self.error = "" if kind is None else kind.__name__
        return kind is None or issubclass(kind, Exception)
