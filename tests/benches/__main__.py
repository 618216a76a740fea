"""Runs a bench by name: `python -m tests.benches search-db --rows 1000,50000`."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from types import FrameType
from typing import Any

from service import Service
from services import elasticsearch, postgresql, redis, variables
from steps import MissingError

from tests.benches.report import print_section, write_section
from tests.benches.started import STARTED
from tests.environment import DATA_DIR

MAKERS = {"postgresql": postgresql, "redis": redis, "elasticsearch": partial(elasticsearch, heap="1g", is_measured=True)}
# What of each server's variables says where it is.
ADDRESSES = {"postgresql": "DATABASE_URL", "redis": "CACHE_URL", "elasticsearch": "ELASTICSEARCH_URL"}


@dataclass(frozen=True, slots=True)
class Bench:
    """A module with `add_arguments(parser)` and `run(options)` that gives a Section, and the servers that it measures.

    One that is on request runs by its name alone: it kills servers and takes long.
    """

    module: str
    servers: tuple[str, ...] = ()
    is_on_request: bool = False


BENCHES = {
    "admin": Bench("tests.benches.admin"),
    "admin-postgres": Bench("tests.benches.admin", ("postgresql",)),
    "agenda": Bench("tests.benches.agenda"),
    "search-db": Bench("tests.benches.search_db"),
    "search-postgres": Bench("tests.benches.search_postgres", ("postgresql",)),
    "search-elastic": Bench("tests.benches.search_elastic", ("postgresql", "elasticsearch")),
    "rebuild": Bench("tests.benches.rebuild", ("postgresql", "elasticsearch")),
    "outages": Bench("tests.benches.outages", ("postgresql", "redis", "elasticsearch"), is_on_request=True),
}


def main() -> int:
    """Run one bench, or each in a process of its own; clean up whatever happens."""
    signal.signal(signal.SIGTERM, _stop)
    parser = argparse.ArgumentParser(prog="python -m tests.benches")
    parser.add_argument("--dry", action="store_true", help="write nothing in docs/benchmarks.md")
    parser.add_argument("--database", default="", help="address of a PostgreSQL to use; without it one is started")
    parser.add_argument("--server", default="", help="address of an Elasticsearch to use; without it one is started")
    parser.add_argument("bench", nargs="?", choices=[*BENCHES], help="without a name all run that are not on request, with their defaults")
    parser.add_argument("options", nargs=argparse.REMAINDER, help="those of the bench: `search-db --help`")
    chosen = parser.parse_args()
    try:
        if not chosen.bench:
            return max(_run_apart(name, sys.argv[1:]) for name, bench in BENCHES.items() if not bench.is_on_request)
        _run(chosen)
    except MissingError as missing:
        print(missing, file=sys.stderr)  # noqa: T201 - the output of the command
        return 1
    finally:
        shutil.rmtree(DATA_DIR, ignore_errors=True)
    return 0


def _run(chosen: argparse.Namespace) -> None:
    """Point Django at a database and a server of the bench's own, run, print and write."""
    bench = BENCHES[chosen.bench]
    with _servers(bench.servers, {"postgresql": chosen.database, "elasticsearch": chosen.server}) as found:
        os.environ.update(found)
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benches.settings"
        import_module("django").setup()
        module: Any = import_module(bench.module)
        parser = argparse.ArgumentParser(prog=f"python -m tests.benches {chosen.bench}")
        module.add_arguments(parser)
        section = module.run(parser.parse_args(chosen.options))
        print_section(section)
        if not chosen.dry:
            write_section(section)


def _run_apart(name: str, options: Sequence[str]) -> int:
    """One bench in a process of its own, because each wants other settings."""
    return subprocess.run([sys.executable, "-m", "tests.benches", *options, name], check=False).returncode


@contextmanager
def _servers(names: Sequence[str], given: dict[str, str]) -> Iterator[dict[str, str]]:
    """The variables that point the application at the servers of these names, those that are given or new ones."""
    with ExitStack() as stack:
        found: dict[str, str] = {}
        started: list[Service] = []
        for name in names:
            if given.get(name):
                found[ADDRESSES[name]] = given[name]
                continue
            service = MAKERS[name]()
            stack.callback(service.close)
            service.start()
            started.append(service)
            STARTED[name] = service
            found |= variables(name, service)
        for service in started:
            service.wait_until_ready()
        if "elasticsearch" in names:
            found |= {"SEARCH_ENGINE": "elastic", "ELASTICSEARCH_INDEX": f"bench-{secrets.token_hex(4)}"}
        yield found


def _stop(number: int, frame: FrameType | None) -> None:
    raise SystemExit(f"Stopped by signal {number}: nothing was measured to its end, nothing was written.")


if __name__ == "__main__":
    sys.exit(main())
