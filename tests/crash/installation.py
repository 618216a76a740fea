"""An installation that may be broken: a database and an index of its own, a worker, and forks that act as its web processes."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from elasticsearch import Elasticsearch
from service import Service, is_running
from services import worker

from tests.crash.proxy import Proxy

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 120.0
BROKER, CACHE = 11, 12
Event = Mapping[str, Any]


@dataclass(slots=True)
class Fork:
    """One process that works: what it said, and its end."""

    pid: int
    events: list[Event]

    @property
    def is_alive(self) -> bool:
        """Whether it still works, paused or not."""
        return not any(event["event"] in ("ended", "broken") for event in self.events) and is_running(self.pid)

    def send(self, number: signal.Signals) -> None:
        """Kill it, pause it, let it go on."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def wait(self, *, within: float = PATIENCE_S) -> list[Event]:
        """Wait for its end; what it said."""
        ends = time.monotonic() + within
        while self.is_alive:
            if time.monotonic() > ends:
                raise TimeoutError(self.events[-3:])
            time.sleep(0.01)
        return self.events


class Forks:
    """The process that makes forks, and the reader of what they say."""

    def __init__(self, env: Mapping[str, str], log: Path) -> None:
        self._events: dict[int, list[Event]] = {0: []}
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.crash.forks"],
                cwd=ROOT,
                env={**os.environ, **env},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self._first(0)

    def order(self, do: str, **details: Any) -> Fork:
        """Let a new process do something."""
        number = len(self._events)
        events = self._events[number] = []
        if self._process.stdin is None:
            raise RuntimeError("closed")
        self._process.stdin.write(json.dumps({"id": number, "do": do, **details}) + "\n")
        self._process.stdin.flush()
        return Fork(self._first(number)["pid"], events)

    def close(self) -> None:
        """End it and all its forks."""
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait()
        self._reader.join()

    def _first(self, number: int) -> Any:
        ends = time.monotonic() + PATIENCE_S
        while not self._events[number]:
            if time.monotonic() > ends or self._process.poll() is not None:
                raise TimeoutError("the application did not start")
            time.sleep(0.005)
        return self._events[number][0]

    def _read(self) -> None:
        if self._process.stdout:
            with self._process.stdout as lines:
                for line in lines:
                    event = json.loads(line)
                    self._events[event["id"]].append(event)


@dataclass(slots=True, kw_only=True)
class Installation:
    """The parts that a history breaks."""

    forks: Forks
    worker: Service
    elasticsearch: Service
    proxy: Proxy

    def restart_worker(self) -> None:
        """Kill the worker with its children and start another; not waited for."""
        self.worker.kill()
        # What is ready is read from what it says.
        self.worker.log.write_text("")
        self.worker.start()


@contextmanager
def installation(*, template: str, postgresql: Service, redis: Service, elasticsearch: Service, folder: Path) -> Iterator[Installation]:
    """An installation on a copy of a database, on servers that are there; all of it is taken away at the end."""
    name = f"crash_{secrets.token_hex(4)}"
    with _database(postgresql, name, template) as database, Proxy(urlsplit(elasticsearch.url).port or 0) as proxy:
        env = {
            "DATABASE_URL": database,
            "BROKER_URL": f"{redis.url.rpartition('/')[0]}/{BROKER}",
            "CACHE_URL": f"{redis.url.rpartition('/')[0]}/{CACHE}",
            "ELASTICSEARCH_URL": proxy.url,
            "ELASTICSEARCH_INDEX": name.replace("_", "-"),
            "SEARCH_ENGINE": "elastic",
        }
        forks = Forks(env, folder / "forks.log")
        try:
            forks.order("repair").wait()
            with worker(env=env, options=("--concurrency", "1", "--beat", "--schedule", str(folder / "beat"))) as hands:
                yield Installation(forks=forks, worker=hands, elasticsearch=elasticsearch, proxy=proxy)
        finally:
            forks.close()
            _drop_indices(elasticsearch, env["ELASTICSEARCH_INDEX"])


@contextmanager
def _database(server: Service, name: str, template: str) -> Iterator[str]:
    """The address of a copy of a database."""
    with psycopg.connect(server.url.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield f"{server.url.rpartition('/')[0]}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _drop_indices(server: Service, alias: str) -> None:
    client = Elasticsearch(server.url, request_timeout=60)
    names = list(client.indices.get(index=f"{alias}*", allow_no_indices=True))
    if names:
        client.indices.delete(index=",".join(names))


def wait_until(holds: Callable[[], bool], *, within: float = PATIENCE_S) -> None:
    """Wait for something."""
    ends = time.monotonic() + within
    while not holds():
        if time.monotonic() > ends:
            raise TimeoutError
        time.sleep(0.02)
