"""The two stacks that tests run on, and the servers of a stack as fixtures.

*embedded*: SQLite and the search engine in it, all in this process. *production*: PostgreSQL, Redis
and Elasticsearch, started for this run alone. WIJKWINKEL_TEST_STACK chooses; `make test` runs both,
one after the other. A test without a marker runs on the embedded stack, one with the marker
`production` on the other, one with `both_stacks` on both. Where several processes share the tests
out, each has servers of its own: what a test breaks, no other one needs.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from service import Service
from services import SERVICES, variables
from steps import MissingError

IS_PRODUCTION = os.environ.get("WIJKWINKEL_TEST_STACK", "embedded") == "production"


class Servers:
    """The servers of this run, by name; each is made when it is asked for the first time, and closed at the end."""

    def __init__(self) -> None:
        self.missing = ""
        self._made: dict[str, Service] = {}
        self._stack = ExitStack()

    def start(self, name: str) -> Service:
        """The server of that name, on its way if not there yet; raises MissingError."""
        if name not in self._made:
            server = SERVICES[name][0]()
            self._stack.callback(server.close)
            server.start()
            self._made[name] = server
        return self._made[name]

    def start_all(self) -> dict[str, str]:
        """Start all servers, without waiting for them; returns the variables that point the application at them.

        Where one cannot be had, none is started, and `missing` says why.
        """
        try:
            return {key: value for name in SERVICES for key, value in variables(name, self.start(name)).items()}
        except MissingError as missing:
            self.missing = str(missing)
            self.close()
            return {}

    def wait(self) -> None:
        """Wait until all servers that were started answer."""
        for server in self._made.values():
            server.wait_until_ready()

    def heal(self, name: str) -> Service:
        """The server of that name, running and answering whatever a test did to it."""
        server = self.start(name)
        server.resume()
        if not server.is_alive():
            server.start()
        server.wait_until_ready()
        return server

    def close(self) -> None:
        """Stop all servers that were started, and remove what they held."""
        self._stack.close()
        self._made.clear()


SERVERS = Servers()
# For a run that ends before pytest is set up.
atexit.register(SERVERS.close)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Start the servers before Django reads where they are; a process that only shares the tests out needs none."""
    if IS_PRODUCTION and not is_sharing_out(early_config):
        os.environ.update(SERVERS.start_all())


def is_sharing_out(config: pytest.Config) -> bool:
    """Whether other processes run the tests of this one (pytest-xdist)."""
    return "PYTEST_XDIST_WORKER" not in os.environ and bool(getattr(config.known_args_namespace, "numprocesses", None))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of this stack. Where its servers cannot be had, they are skipped and named."""
    kept = [item for item in items if _belongs(item)]
    if dropped := [item for item in items if not _belongs(item)]:
        config.hook.pytest_deselected(items=dropped)
        items[:] = kept
    if SERVERS.missing:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=SERVERS.missing.splitlines()[-1]))


def pytest_collection_finish(session: pytest.Session) -> None:
    """The servers came up while the tests were collected; wait for what is left, if any test is."""
    if session.items and not session.config.option.collectonly:
        SERVERS.wait()


def pytest_unconfigure() -> None:
    """Stop the servers."""
    SERVERS.close()


@pytest.fixture
def elasticsearch_server() -> Iterator[Service]:
    """A running Elasticsearch, the stack's own on the production stack; a test may pause, kill and start it."""
    yield from _server("elasticsearch")


@pytest.fixture
def postgresql_server() -> Iterator[Service]:
    """A running PostgreSQL, likewise."""
    yield from _server("postgresql")


@pytest.fixture
def redis_server() -> Iterator[Service]:
    """A running Redis, likewise."""
    yield from _server("redis")


def _server(name: str) -> Iterator[Service]:
    try:
        server = SERVERS.heal(name)
    except MissingError as missing:
        pytest.skip(str(missing))
    yield server
    SERVERS.heal(name)


def _belongs(item: pytest.Item) -> bool:
    if item.get_closest_marker("both_stacks"):
        return True
    is_for_production = item.get_closest_marker("production") is not None
    return is_for_production == IS_PRODUCTION
