"""Elasticsearch, PostgreSQL, Redis and a worker, for tests, benchmarks and development without containers.

    scripts/python scripts/services.py run elasticsearch postgresql redis

starts what it names, prints the variables that point the application there, and stops all of it at
Ctrl-C. From Python each is a context manager:

    with elasticsearch() as node, postgresql() as database, redis() as broker:
        ...  node.url, database.url, broker.url

All of them listen on the loopback address alone, in a folder of their own that is removed at the end.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from environment import PYTHON
from service import LOOPBACK, UNPRIVILEGED, Service, free_port, give, run_once
from service_programs import ensure_home, is_open_to_others, postgresql_binaries, redis_server
from steps import ROOT, MissingError, say

DATABASE = "wijkwinkel"
NODE_SETTINGS = {
    "network.host": LOOPBACK,
    # On loopback alone; the server of production has passwords.
    "xpack.security.enabled": "false",
    # A full disk is a developer's own affair, not a reason to refuse writes.
    "cluster.routing.allocation.disk.threshold_enabled": "false",
}
# The stock options touch the whole heap at the start and keep gigabytes of the collector's log.
JVM_OPTIONS = ("-XX:-AlwaysPreTouch",)
# Half the processor time of a start; what the second compiler makes faster pays after minutes alone.
QUICK_START = ("-XX:TieredStopAtLevel=1",)
# A commit is handed to the system before it is answered, so a killed server loses nothing.
WITHOUT_WAITING_FOR_THE_DISK = {"fsync": "off", "full_page_writes": "off"}


def elasticsearch(
    *,
    data_dir: Path | None = None,
    heap: str = "512m",
    node_name: str = "node-1",
    port: int = 0,
    transport_port: int = 0,
    is_measured: bool = False,
    settings: Mapping[str, str] | None = None,
) -> Service:
    """A node with our plugin; raises MissingError where it cannot be made. Settings are those of elasticsearch.yml.

    One that is measured runs as in production; the others start twice as fast and answer more slowly.
    """
    home = ensure_home()
    folder = _folder("elasticsearch", data_dir)
    port = free_port(port)
    options = [f"-Xms{heap}", f"-Xmx{heap}", *JVM_OPTIONS, *(() if is_measured else QUICK_START)]
    lines = {
        "cluster.name": DATABASE,
        "node.name": node_name,
        "path.data": str(folder / "data"),
        "path.logs": str(folder / "logs"),
        "http.port": str(port),
        "transport.port": str(transport_port or free_port()),
        "discovery.type": "single-node",
        **NODE_SETTINGS,
        **(settings or {}),
    }
    _configure(folder, home, options=options, lines=lines)
    return Service(
        name=f"Elasticsearch {node_name}",
        url=f"http://{LOOPBACK}:{port}",
        command=[str(home / "bin" / "elasticsearch")],
        env={**_plain(folder), "ES_PATH_CONF": str(folder / "config"), "ES_TMPDIR": str(folder / "tmp")},
        folder=folder,
        is_ready=lambda: _has_master(port),
        ready_within_s=120,
        is_folder_kept=data_dir is not None,
    )


@contextmanager
def elasticsearch_cluster(
    *, size: int = 3, heap: str = "256m", is_measured: bool = False, settings: Mapping[str, str] | None = None
) -> Iterator[list[Service]]:
    """Some nodes that are one cluster, started at once."""
    names = [f"node-{number}" for number in range(1, size + 1)]
    ports = [free_port() for _ in names]
    members = {
        "discovery.type": "multi-node",
        "discovery.seed_hosts": ",".join(f"{LOOPBACK}:{port}" for port in ports),
        "cluster.initial_master_nodes": ",".join(names),
        **(settings or {}),
    }
    with ExitStack() as stack:
        nodes = [
            elasticsearch(heap=heap, node_name=name, transport_port=port, is_measured=is_measured, settings=members)
            for name, port in zip(names, ports, strict=True)
        ]
        for node in nodes:
            stack.callback(node.close)
            node.start()
        for node in nodes:
            node.wait_until_ready()
        yield nodes


def postgresql(
    *, data_dir: Path | None = None, port: int = 0, is_durable: bool = False, settings: Mapping[str, str] | None = None
) -> Service:
    """A cluster of its own with an empty database; nothing of the system's own cluster is touched.

    Not durable by default: a commit does not wait for the disk. A killed server keeps what it
    committed all the same, a machine that loses power may not.
    """
    binaries = postgresql_binaries()
    folder = _folder("postgresql", data_dir)
    data, secret = folder / "data", folder / "password"
    port = free_port(port)
    env = {**_plain(folder), "LC_ALL": "C.UTF-8"}
    if not (data / "PG_VERSION").exists():
        secret.write_text(secrets.token_urlsafe(24))
        secret.chmod(0o600)
        give(folder)
        init = [str(binaries / "initdb"), "--pgdata", str(data), "--username", DATABASE, "--pwfile", str(secret), "--no-sync"]
        run_once([*init, "--auth-local", "trust", "--auth-host", "scram-sha-256", "--encoding", "UTF8"], env=env, cwd=folder)
    give(folder)
    options = {
        "listen_addresses": LOOPBACK,
        "port": str(port),
        "unix_socket_directories": str(folder),
        **({} if is_durable else WITHOUT_WAITING_FOR_THE_DISK),
        **(settings or {}),
    }
    switches = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    return Service(
        name="PostgreSQL",
        url=f"postgres://{DATABASE}:{secret.read_text()}@{LOOPBACK}:{port}/{DATABASE}",
        command=[str(binaries / "postgres"), "-D", str(data), *switches],
        env=env,
        folder=folder,
        is_ready=lambda: _has_database(binaries, folder, port, env),
        # "Fast": without waiting until the last client has gone.
        stop_signal=signal.SIGINT,
        is_folder_kept=data_dir is not None,
    )


def redis(*, data_dir: Path | None = None, port: int = 0, is_durable: bool = False) -> Service:
    """A Redis; durable means that it writes each change to its file before it answers."""
    folder = _folder("redis", data_dir)
    port = free_port(port)
    give(folder)
    saving = ["--appendonly", "yes", "--appendfsync", "always"] if is_durable else ["--appendonly", "no"]
    command = [redis_server(), "--bind", LOOPBACK, "--port", str(port), "--dir", str(folder)]
    return Service(
        name="Redis",
        url=f"redis://{LOOPBACK}:{port}/0",
        command=[*command, "--save", "", *saving],
        env=_plain(folder),
        folder=folder,
        is_ready=lambda: _answers_ping(port),
        is_folder_kept=data_dir is not None,
    )


def worker(*, env: Mapping[str, str], options: Sequence[str] = ("--concurrency", "1")) -> Service:
    """The project's own worker, with the variables given, as the user that starts it."""
    folder = _folder("worker", None)
    return Service(
        name="Worker",
        url=env.get("BROKER_URL", ""),
        command=[str(PYTHON), "-m", "celery", "--workdir", str(ROOT), "-A", "cms.celery", "worker", "--loglevel", "INFO", *options],
        env={**os.environ, **env},
        folder=folder,
        is_ready=lambda: " ready." in (folder / "output.log").read_text(errors="replace"),
        is_dropping_rights=False,
    )


def get(port: int, path: str) -> tuple[int, bytes]:
    """The status and the body of a GET on this machine."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=5)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def _has_master(port: int) -> bool:
    try:
        status, body = get(port, "/_cluster/health")
    except http.client.HTTPException:
        return False
    return status == 200 and json.loads(body)["status"] != "red"


def _has_database(binaries: Path, folder: Path, port: int, env: Mapping[str, str]) -> bool:
    """Whether it takes connections; makes the database at the first one."""
    if not (folder / f".s.PGSQL.{port}").exists():
        return False
    address = ["--host", str(folder), "--port", str(port), "--username", DATABASE]
    try:
        run_once([str(binaries / "psql"), *address, "--dbname", DATABASE, "--command", "SELECT 1"], env=env, cwd=folder)
    except MissingError as refused:
        if f'database "{DATABASE}" does not exist' not in str(refused):
            return False
        run_once([str(binaries / "createdb"), *address, DATABASE], env=env, cwd=folder)
    return True


def _answers_ping(port: int) -> bool:
    with socket.create_connection((LOOPBACK, port), timeout=5) as connection:
        connection.sendall(b"PING\r\n")
        return connection.recv(16) == b"+PONG\r\n"


def _configure(folder: Path, home: Path, *, options: Sequence[str], lines: Mapping[str, str]) -> None:
    """Write a node's configuration: the stock one with these options of the JVM and these settings."""
    config = folder / "config"
    for path in (config / "jvm.options.d", folder / "tmp"):
        path.mkdir(parents=True, exist_ok=True)
    shutil.copy(home / "config" / "log4j2.properties", config)
    stock = (home / "config" / "jvm.options").read_text().splitlines()
    (config / "jvm.options").write_text("".join(f"{line}\n" for line in stock if "gc.log" not in line))
    (config / "jvm.options.d" / "own.options").write_text("".join(f"{option}\n" for option in options))
    (config / "elasticsearch.yml").write_text("".join(f"{name}: {json.dumps(value)}\n" for name, value in lines.items()))
    give(folder)


def _plain(folder: Path) -> dict[str, str]:
    """An environment without the variables of the command that starts the server."""
    return {"HOME": str(folder), "PATH": os.environ.get("PATH", os.defpath)}


def _folder(name: str, given: Path | None) -> Path:
    if given is None:
        return Path(tempfile.mkdtemp(prefix=f"wijkwinkel-{name}-"))
    folder = given.resolve()
    there = next(path for path in folder.parents if path.is_dir())
    if os.geteuid() == 0 and not is_open_to_others(there):
        raise MissingError(f"{folder} is closed to the user {UNPRIVILEGED}, as which servers run here: choose another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


# What makes a service, and the port that compose.yaml gives it.
SERVICES: Mapping[str, tuple[Callable[..., Service], int]] = {
    "elasticsearch": (elasticsearch, 9200),
    "postgresql": (postgresql, 5432),
    "redis": (redis, 6379),
}


def variables(name: str, service: Service) -> dict[str, str]:
    """The variables that point the application at a service; the broker has a database apart from the cache."""
    return {
        "elasticsearch": {"SEARCH_ENGINE": "elastic", "ELASTICSEARCH_URL": service.url},
        "postgresql": {"DATABASE_URL": service.url},
        "redis": {"CACHE_URL": service.url, "BROKER_URL": f"{service.url.removesuffix('/0')}/1"},
    }[name]


def main(arguments: Sequence[str]) -> int:
    """Read the command line and do what it asks; returns the exit code."""
    parser = argparse.ArgumentParser(description="Runs services for the application on this machine, until Ctrl-C.")
    parser.add_argument("command", choices=["run"])
    parser.add_argument("names", nargs="+", choices=list(SERVICES), metavar="|".join(SERVICES))
    parser.add_argument("--data", type=Path, help="keep what the services hold in this folder; without it nothing is kept")
    options = parser.parse_args(arguments)
    _stop_on_signals()
    try:
        run(list(dict.fromkeys(options.names)), data_dir=options.data)
    except MissingError as missing:
        print(missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
    return 0


def run(names: Sequence[str], *, data_dir: Path | None) -> None:
    """Run services, show how the application finds them, and wait until one of them ends."""
    with ExitStack() as stack:
        running: list[Service] = []
        for name in names:
            make, port = SERVICES[name]
            service = make(port=port, data_dir=data_dir / name if data_dir else None)
            stack.callback(service.close)
            service.start()
            running.append(service)
        for service in running:
            service.wait_until_ready()
        for name, service in zip(names, running, strict=True):
            for variable, url in variables(name, service).items():
                say(f"{variable}={url}")
        say("# Ready; Ctrl-C stops them.")
        while all(service.is_alive() for service in running):
            time.sleep(1)
        raise MissingError("\n".join(f"{one.last_lines()}\n{one.name} ended." for one in running if not one.is_alive()))


def _stop_on_signals() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
