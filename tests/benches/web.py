"""Django under gunicorn, as in production but with one process, on a free port of this machine."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service import LOOPBACK, Service, free_port
from services import get

from tests.benches.filling import say

ROOT = Path(__file__).resolve().parents[2]
OURS = "tests.benches.settings"
RIVALS = "tests.benches.rival_settings"
# As the container runs it: threads, so that connections stay open.
OPTIONS = ("--worker-class", "gthread", "--threads", "4", "--workers", "1", "--no-control-socket", "--log-level", "warning")


@contextmanager
def web_server(settings_module: str) -> Iterator[str]:
    """The address of a web server with these settings and the environment of this process; after an error its last words are said."""
    with _service(settings_module) as service:
        try:
            yield service.url
        except BaseException:
            say(service.last_lines())
            raise


def _service(settings_module: str) -> Service:
    port = free_port()
    return Service(
        name=f"gunicorn {settings_module}",
        url=f"http://{LOOPBACK}:{port}",
        command=[
            *(sys.executable, "-m", "gunicorn", "cms.wsgi:application", "--chdir", str(ROOT)),
            *("--bind", f"{LOOPBACK}:{port}", *OPTIONS),
        ],
        # Searches are counted as in production; tests have no thread for that.
        env={**os.environ, "DJANGO_SETTINGS_MODULE": settings_module, "SEARCH_LOG_SECONDS": "30"},
        folder=Path(tempfile.mkdtemp(prefix="wijkwinkel-web-")),
        is_ready=lambda: bool(get(port, "/healthz/live")),
        is_dropping_rights=False,
    )
