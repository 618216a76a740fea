"""A process that has the application loaded and forks others, which work, say what they do, and may be killed.

It reads orders as lines of JSON, and its forks write events as lines of JSON:

    python -m tests.crash.forks
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

Tell = Callable[..., None]
Work = Callable[[Tell, Mapping[str, Any]], None]


def main() -> None:
    """Load, then fork for every order until the one who gives them is gone."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    import_module("django").setup()
    works: Mapping[str, Work] = import_module("tests.crash.work").WORKS
    # Nobody waits for a fork: what it had to say is in its events.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    forks: list[int] = []
    _write(id=0, event="ready")
    for line in sys.stdin:
        order = json.loads(line)
        if pid := os.fork():
            forks.append(pid)
        else:
            _serve(works[order["do"]], order)
    for pid in forks:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def _serve(work: Work, order: Mapping[str, Any]) -> None:
    """Do one order, and end this process whatever happens."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)

    def tell(**event: Any) -> None:
        _write(id=order["id"], **event)

    tell(event="born", pid=os.getpid())
    try:
        work(tell, order)
        tell(event="ended")
    except BaseException as error:  # noqa: BLE001 - this process ends here, and who waits for it has to know why
        tell(event="broken", what=f"{type(error).__name__}: {str(error)[:300]}")
    finally:
        os._exit(0)


def _write(**event: Any) -> None:
    """One line in one piece, so that those of others do not run through it."""
    os.write(1, (json.dumps(event) + "\n").encode())


if __name__ == "__main__":
    main()
