"""Starts the demo city: environment, front end, database, content, server.

    python3 scripts/demo.py                 start it and keep it running until Ctrl-C
    python3 scripts/demo.py --check         start it, ask for its pages, stop it
    python3 scripts/demo.py --manage ...    run a command of manage.py on the demo's data

Needs Python 3.11 and its standard library alone. Everything it makes is in `var/demo`.
"""

from __future__ import annotations

import argparse
import errno
import http.client
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from types import FrameType
from urllib.parse import quote

import environment
import steps
from environment import PYTHON
from steps import ROOT, MissingError, say

DATA = ROOT / "var" / "demo"
DATABASE = DATA / "wijkwinkel.sqlite3"
ZONE = "zandweerd"
READY_WITHIN_S = 60
STOP_WITHIN_S = 15
HIGHEST_PORT = 65535
GUNICORN_OPTIONS = (
    "--workers",
    "2",
    "--worker-class",
    "gthread",
    "--threads",
    "4",
    "--preload",
    "--no-control-socket",
    # No limit on loopback: over-long questions get our own answer, in words.
    "--limit-request-line",
    "0",
    "--log-level",
    "warning",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server answered to one request."""

    status: int
    body: bytes
    milliseconds: float


def main(arguments: Sequence[str]) -> int:
    """Read the command line and do what it asks; returns the exit code."""
    parser = argparse.ArgumentParser(description="Starts the demo city.")
    parser.add_argument("--port", type=_port, default=8000)
    parser.add_argument("--check", action="store_true", help="start, ask for pages, stop")
    parser.add_argument("--manage", nargs=argparse.REMAINDER, help="run a command of manage.py on the demo's data")
    options = parser.parse_args(arguments)
    # The demo's database holds password hashes and sessions: for its own user alone.
    os.umask(0o077)
    _stop_on_signals()
    try:
        if options.manage is not None:
            return manage(options.port, *options.manage)
        start(options.port, is_check=options.check)
    except MissingError as missing:
        print(missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
    return 0


def start(port: int, *, is_check: bool) -> None:
    """Prepare what is not there yet, serve, and either check the pages or wait for Ctrl-C."""
    started = time.monotonic()
    addresses = free_addresses(port)
    prepare(port)
    with serving(addresses, port) as process:
        say(f"\nReady in {time.monotonic() - started:.1f} s: http://localhost:{port}/ (Ctrl-C stops it)")
        if is_check:
            check(addresses, port)
            return
        if process.wait():
            raise MissingError(f"The server stopped with exit code {process.returncode}.")


def prepare(port: int) -> None:
    """Environment, front end, database, content and static files, as far as they are not there yet."""
    environment.ensure_project(environment.LOCKS["run"])
    environment.ensure_frontend()
    ensure_made("database", _migrations(), "Database", port, "migrate", "--no-input", "--verbosity", "0")
    say("→ Demo city …")
    if manage(port, "load_demo_city", "--port", str(port)):
        raise MissingError("The demo city could not be loaded; the lines above say why.")
    static = [ROOT / "static", ROOT / environment.LOCKS["run"]]
    ensure_made("static", static, "Static files", port, "collectstatic", "--no-input", "--verbosity", "0")


def ensure_made(name: str, sources: Sequence[Path], title: str, port: int, *command: str) -> None:
    """Run a command of manage.py unless it was run on the same sources and the database is there."""
    value = steps.digest(sources)
    stamp = DATA / "stamps" / name
    if steps.is_stamped(stamp, value) and DATABASE.exists():
        return
    with steps.step(title):
        steps.run_quietly([str(PYTHON), "manage.py", *command], env=demo_environment(port))
    steps.put_stamp(stamp, value)


def manage(port: int, *command: str) -> int:
    """Run a command of manage.py on the demo's data, in this terminal; returns its exit code."""
    return subprocess.run([str(PYTHON), "manage.py", *command], cwd=ROOT, env=demo_environment(port), check=False).returncode


def demo_environment(port: int) -> dict[str, str]:
    """The environment of the demo; it names every variable, so that no `.env` reaches into it."""
    return {
        **os.environ,
        "DEBUG": "0",
        "SECRET_KEY": secret_key(),
        "HUB_HOST": "localhost",
        "ALLOWED_HOSTS": "localhost,.localhost,127.0.0.1,[::1]",
        "PUBLIC_PORT": str(port),
        "HTTPS": "0",
        "DATA_DIR": str(DATA),
        "STATIC_ROOT": str(DATA / "static"),
        "DATABASE_URL": f"sqlite:///{quote(str(DATABASE))}",
        "CACHE_URL": "",
        "SEARCH_ENGINE": "sqlite",
        "COMPONENT_CATALOGUE": "1",
        "SERVE_MEDIA": "1",
        # The sites of invented organisations are not there.
        "CHECK_LINKS": "0",
        "FALLBACK_PHONE": "0570-000010",
        # Invented data on the own machine: nobody needs a telephone to look around.
        "STAFF_SECOND_FACTOR": "0",
        "EMAIL_URL": "console://",
        "EMAIL_FROM": "wijkwinkel@localhost",
        "LOG_LEVEL": "WARNING",
    }


def secret_key() -> str:
    """The demo's own secret key, made once and readable for its user alone."""
    file = DATA / "secret_key"
    if not file.exists() or not file.read_text():
        DATA.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(64))
    return file.read_text()


def free_addresses(port: int) -> list[str]:
    """The loopback addresses to listen on: IPv4, and IPv6 where this machine has it.

    Raises MissingError when another program has the port.
    """
    found = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                other = port + 1 if port < HIGHEST_PORT else 8000
                raise MissingError(f"Port {port} is in use. Stop what uses it, or: make demo PORT={other}") from error
            if family == socket.AF_INET:
                raise MissingError(f"Port {port} cannot be used: {error.strerror}. Try: make demo PORT=8000") from error
        else:
            found.append(host)
    return found


@contextmanager
def serving(addresses: Sequence[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the web server, and the clock beside it, until the block ends; yields the server once it answers."""
    binds = [part for host in addresses for part in ("--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}")]
    command = [str(PYTHON), "-m", "gunicorn", "cms.wsgi:application", *GUNICORN_OPTIONS, *binds]
    process = subprocess.Popen(command, cwd=ROOT, env=demo_environment(port), start_new_session=True)
    clock = subprocess.Popen(
        [str(PYTHON), "manage.py", "tick", "--every", "60"], cwd=ROOT, env=demo_environment(port), start_new_session=True
    )
    try:
        wait_until_ready(process, addresses[0], port)
        yield process
    finally:
        for one in (clock, process):
            _stop(one)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until_ready(process: subprocess.Popen[bytes], address: str, port: int) -> None:
    """Wait until the server says that it can serve; raises MissingError when it does not come up."""
    give_up_at = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < give_up_at:
        if process.poll() is not None:
            raise MissingError(f"The server did not start (exit code {process.returncode}); the lines above say why.")
        try:
            if ask(address, port, "localhost", "/healthz/ready").status == HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):
            pass
        time.sleep(0.1)
    raise MissingError(f"The server was not ready within {READY_WITHIN_S} s.")


def ask(address: str, port: int, host: str, path: str) -> Answer:
    """One GET request to an address of this machine, under the host name given."""
    started = time.perf_counter()
    connection = http.client.HTTPConnection(address, port, timeout=30)
    try:
        connection.request("GET", path, headers={"Host": f"{host}:{port}", "Connection": "close"})
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    return Answer(status=response.status, body=body, milliseconds=(time.perf_counter() - started) * 1000)


def check(addresses: Sequence[str], port: int) -> None:
    """Ask for the hub, a zone home and a search on every address; raises MissingError at a wrong answer."""
    zone = f"{ZONE}.localhost"
    search = "/zoeken/?q=boodschappen&format=json"
    asked = [
        (address, host, path)
        for address in addresses
        for host, path in (
            ("localhost", "/"),
            (zone, "/"),
            (zone, search),
        )
    ]
    wrong = []
    for address, host, path in asked:
        answer = ask(address, port, host, path)
        fault = _fault(answer, is_search=path == search)
        say(f"{fault or 'ok'}: {host}{path} on {address}, {len(answer.body)} bytes, {answer.milliseconds:.0f} ms")
        wrong += [fault] if fault else []
    if wrong:
        raise MissingError(f"{len(wrong)} of {len(asked)} requests went wrong.")
    say(f"demo: {len(asked)} requests, all good")


def _fault(answer: Answer, *, is_search: bool) -> str:
    if answer.status != HTTPStatus.OK:
        return f"status {answer.status}"
    if not is_search:
        return "" if b"</html>" in answer.body else "not a page"
    result: Mapping[str, list[dict[str, object]]] = json.loads(answer.body)
    has_results = [bool(step["results"]) for step in result["steps"]]
    return "" if has_results == [True] * 3 else f"steps with results: {has_results}"


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: use a number from 1 to 65535")
    return int(text)


def _migrations() -> list[Path]:
    return [*sorted(ROOT.glob("*/migrations")), ROOT / environment.LOCKS["run"]]


def _stop_on_signals() -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
