"""One management command in a process of its own: how long it works, and how much memory it takes at most.

python -m tests.benches.alone tests.benches.settings rebuild_index --only-remote
"""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Effort:
    """What a command took. The seconds are without the start of the process, the memory is with it."""

    seconds: float
    memory_mb: float


def run_alone(settings_module: str, *command: str) -> Effort:
    """Run a command; raises CalledProcessError with what it said on its standard error."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benches.alone", settings_module, *command], check=True, stdout=subprocess.PIPE, env=dict(os.environ)
    )
    return Effort(**json.loads(done.stdout.splitlines()[-1]))


def main(settings_module: str, name: str, *options: str) -> None:
    """Run it here."""
    os.environ["DJANGO_SETTINGS_MODULE"] = settings_module
    import_module("django").setup()
    call_command = import_module("django.core.management").call_command
    started = time.perf_counter()
    call_command(name, *options, stdout=io.StringIO())
    seconds = time.perf_counter() - started
    # What its children took at most comes on top of its own.
    kilobytes = _own_peak_kb() + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    sys.stdout.write(json.dumps({"seconds": seconds, "memory_mb": kilobytes / 1024}) + "\n")


def _own_peak_kb() -> int:
    """The most that this program took. `getrusage` would give what the process that started it had, if that was more."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
