"""A real browser on a real server: gunicorn on a database of its own, filled with the demo city."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import migrated

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "/snap/bin/chromium")
BROWSER_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY_WITHIN_S = 60
# A form with blocks is made by scripts and takes seconds on two processors with another browser beside it.
SHOWN_WITHIN_MS = 30_000
PHONE = {"width": 360, "height": 640}
NARROW = {"width": 320, "height": 640}
DESK = {"width": 1280, "height": 900}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A running demo city; `password` is that of the demo editor."""

    port: int
    password: str
    email: str = "redactie@example.nl"

    def url(self, path: str = "/", *, zone: str = "") -> str:
        """An address on the hub or on a zone's own host."""
        host = f"{zone}.localhost" if zone else "localhost"
        return f"http://{host}:{self.port}{path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiles:
    """A server of tiles: their address, and the paths that were asked for."""

    url: str
    asked: list[str]


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str]:
    """The demo city in a database of its own: the environment of a server on it, and the editor's password."""
    data = tmp_path_factory.mktemp("demo")
    port = _free_port()
    env = os.environ | {
        "DEBUG": "0",
        "SECRET_KEY": "only-for-this-run-of-the-browser-tests",
        "HUB_HOST": "localhost",
        "ALLOWED_HOSTS": "localhost,.localhost,127.0.0.1",
        "HTTPS": "0",
        "PUBLIC_PORT": str(port),
        "DATA_DIR": str(data),
        "DATABASE_URL": f"sqlite:///{data}/demo.sqlite3",
        "COMPONENT_CATALOGUE": "1",
        "EMAIL_URL": f"file:///{data}/mail",
    }
    migrated.copy_to(data / "demo.sqlite3")
    _manage(env, "migrate", "-v0")
    output = _manage(env, "load_demo_city", "--port", str(port))
    _manage(env, "collectstatic", "--noinput", "-v0")
    password = re.search(r"schrijf het op\): (\S+)", output)
    assert password is not None
    return env, password[1]


@pytest.fixture(scope="package")
def mailbox(demo: tuple[dict[str, str], str]) -> Path:
    """Where the mails of that city lie, a file for each time that some were sent."""
    env, _password = demo
    return Path(env["DATA_DIR"]) / "mail"


@pytest.fixture(scope="package")
def site(demo: tuple[dict[str, str], str]) -> Iterator[Site]:
    """Serve the demo city as `make demo` does."""
    env, password = demo
    with _serving(env):
        yield Site(port=int(env["PUBLIC_PORT"]), password=password)


@pytest.fixture(scope="package")
def site_with_streets(demo: tuple[dict[str, str], str], tiles: Tiles) -> Iterator[Site]:
    """The same city on a second server, with tiles of a map."""
    env, password = demo
    port = _free_port()
    with _serving(env | {"PUBLIC_PORT": str(port), "MAP_TILE_URL": tiles.url, "MAP_ATTRIBUTION": "Kaartgegevens van een test"}):
        yield Site(port=port, password=password)


@pytest.fixture(scope="package")
def tiles() -> Iterator[Tiles]:
    """A server of tiles, on this machine."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/svg+xml")
            self.end_headers()
            self.wfile.write(
                b'<svg xmlns="http://www.w3.org/2000/svg" width="256" height="256"><path fill="#dde" d="M0 0h255v255H0z"/></svg>'
            )

        def log_message(self, *arguments: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Tiles(url=f"http://localhost:{server.server_port}/{{z}}/{{x}}/{{y}}.png", asked=asked)
        server.shutdown()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The system's Chromium; without it the tests are skipped, which CI does not accept.

    It goes with the last test in a browser: its driver keeps an event loop, beside which Django refuses the database.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("Chromium is missing; `make test` installs it as root on Debian or Ubuntu")
    with sync_playwright() as playwright:
        expect.set_options(timeout=SHOWN_WITHIN_MS)
        chromium = playwright.chromium.launch(executable_path=found, args=BROWSER_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile on a phone."""
    profile = browser.new_context(viewport=PHONE, locale="nl-NL", reduced_motion="reduce")
    yield profile
    profile.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page on a phone."""
    return context.new_page()


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds, with every rule on, as "rule: target" lines."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    outcome: dict[str, Any] = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{found['id']}: {node['target']} {node['failureSummary']}" for found in outcome["violations"] for node in found["nodes"]]


@contextmanager
def _serving(env: dict[str, str]) -> Iterator[None]:
    """A server with this environment, stopped by its process id."""
    port = int(env["PUBLIC_PORT"])
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "cms.wsgi:application",
        "--bind",
        f"127.0.0.1:{port}",
        "--threads",
        "8",
        "--limit-request-line",
        "0",
        "--log-level",
        "warning",
    ]
    with subprocess.Popen(command, cwd=ROOT, env=env) as server:
        try:
            _wait_until_ready(server, port)
            yield
        finally:
            server.terminate()


def _manage(env: dict[str, str], *arguments: str) -> str:
    result = subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr[-3000:]
    return result.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(server: subprocess.Popen[bytes], port: int) -> None:
    give_up_at = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < give_up_at:
        assert server.poll() is None, "the server stopped"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/ready", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server was not ready in time")
