"""Stands between the application and a server, and lets through, holds up, refuses or cuts off what passes."""

from __future__ import annotations

import enum
import socket
import struct
import threading
from contextlib import suppress
from types import TracebackType
from typing import Self

LOOPBACK = "127.0.0.1"
PIECE = 65_536
# Closing with this sends a reset instead of a polite end.
RESET = struct.pack("ii", 1, 0)


class Way(enum.Enum):
    """What happens to what passes."""

    OPEN = "open"
    # Connections come about and stay, and nothing moves until the way is open again.
    HELD = "held"
    # Connections are reset at once, those that were there too.
    REFUSED = "refused"
    # The server gets the request and does what it asks; its answer never arrives.
    DEAF = "deaf"


class Proxy:
    """A port of this machine that leads to another one."""

    def __init__(self, port: int) -> None:
        self._target = (LOOPBACK, port)
        self._listener = socket.create_server((LOOPBACK, 0), backlog=128)
        self._way = Way.OPEN
        self._changed = threading.Condition()
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._listener.close()
        self.set(Way.REFUSED)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{LOOPBACK}:{self._listener.getsockname()[1]}"

    def set(self, way: Way) -> None:
        """Choose what happens from now on, to connections that are there as well."""
        with self._changed:
            self._way = way
            self._changed.notify_all()
            pairs = list(self._pairs)
        if way is Way.REFUSED:
            for pair in pairs:
                self._end(pair)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._lead, args=[client], daemon=True).start()

    def _lead(self, client: socket.socket) -> None:
        """Bring one connection about, and move what comes back over it."""
        with suppress(OSError):
            if self._state() is Way.REFUSED:
                _reset(client)
                return
            server = socket.create_connection(self._target)
            pair = (client, server)
            with self._changed:
                self._pairs.add(pair)
            threading.Thread(target=self._move, args=[pair, client, server], daemon=True).start()
            self._move(pair, server, client)
            return
        _reset(client)

    def _move(self, pair: tuple[socket.socket, socket.socket], source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while piece := source.recv(PIECE):
                way = self._state()
                if way is Way.REFUSED or (way is Way.DEAF and source is pair[1]):
                    break
                target.sendall(piece)
        self._end(pair)

    def _state(self) -> Way:
        """What to do now; waits while everything is held up."""
        with self._changed:
            self._changed.wait_for(lambda: self._way is not Way.HELD)
            return self._way

    def _end(self, pair: tuple[socket.socket, socket.socket]) -> None:
        with self._changed:
            self._pairs.discard(pair)
        for end in pair:
            _reset(end)


def _reset(end: socket.socket) -> None:
    """Close at once; a thread that waits at the other side of it wakes up."""
    with suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        end.shutdown(socket.SHUT_RDWR)
    end.close()
