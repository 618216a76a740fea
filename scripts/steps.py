"""What every script needs: progress lines, quiet commands, stamps, system packages.

Needs Python 3.11 and its standard library alone.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STAMPS = ROOT / "var" / "stamps"
LINES_OF_A_FAILURE = 60
# What keeps Debian from starting a server, and from making a PostgreSQL cluster, that nobody asked for.
SERVICES_OFF = (
    (Path("/usr/sbin/policy-rc.d"), 0o755, "#!/bin/sh\nexit 101\n"),
    (Path("/etc/postgresql-common/createcluster.d/no-cluster.conf"), 0o644, "create_main_cluster = false\n"),
)


class MissingError(Exception):
    """Something is missing that only a person can supply; the message says what and how."""


def say(text: str) -> None:
    """Print a progress line at once, also into a pipe."""
    print(text, flush=True)


@contextmanager
def step(title: str) -> Iterator[None]:
    """Print the title before and the seconds after a step that takes time."""
    say(f"→ {title} …")
    started = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - started:.1f} s")


def run_quietly(command: Sequence[str], *, env: Mapping[str, str] | None = None) -> str:
    """Run a command in the project's root and return its output.

    Raises MissingError with the end of the output when the command fails.
    """
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        errors="replace",
        check=False,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.splitlines()[-LINES_OF_A_FAILURE:])
        raise MissingError(f"{tail}\nThis command failed ({done.returncode}): {' '.join(command)}")
    return done.stdout


def digest(paths: Iterable[Path], *extra: str) -> str:
    """A digest of the names and contents of files, of all files below folders, and of texts."""
    found = hashlib.sha256("\0".join(extra).encode())
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            if file.exists() and "__pycache__" not in file.parts:
                found.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()


def is_stamped(stamp: Path, value: str) -> bool:
    """Whether the stamp says that this very thing was made before."""
    return stamp.is_file() and stamp.read_text() == value


def put_stamp(stamp: Path, value: str) -> None:
    """Note what was made; called only after all of it succeeded."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value)


def has_apt() -> bool:
    """Whether system packages can be installed here: root on Debian, Ubuntu or a relative."""
    return Path("/etc/debian_version").exists() and os.geteuid() == 0 and shutil.which("apt-get") is not None


def is_installable(package: str) -> bool:
    """Whether Debian's package lists of this machine have a package; brings the lists up to date first."""
    if not has_apt():
        return False
    run_quietly(["apt-get", "update", "-qq"])
    return bool(
        re.search(r"^ +Candidate: \d", run_quietly(["apt-cache", "policy", package], env={**os.environ, "LC_ALL": "C"}), re.MULTILINE)
    )


def install_system_packages(packages: Sequence[str], *, purpose: str, are_services_off: bool = False) -> None:
    """Install Debian packages as root; raises MissingError with the command where that cannot be done.

    With services off, the servers in the packages are not started, and no database cluster is made.
    """
    if not has_apt():
        command = f"apt-get install {' '.join(packages)}"
        raise MissingError(f"Missing for {purpose}: {', '.join(packages)}. On Debian or Ubuntu, as root: {command}")
    with step(f"System packages for {purpose}: {', '.join(packages)}"):
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run_quietly(["apt-get", "update", "-qq"], env=env)
        with ExitStack() as stack:
            for path, mode, text in SERVICES_OFF if are_services_off else ():
                stack.enter_context(_file_for_now(path, mode, text))
            run_quietly(["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages], env=env)


def program(name: str, *, package: str) -> str:
    """The path of an installed program; raises MissingError."""
    if found := shutil.which(name):
        return found
    raise MissingError(f"{name} is missing. On Debian or Ubuntu, as root: apt-get install {package}")


def answers(command: Sequence[str]) -> bool:
    """Whether a command is there and ends well within a minute."""
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@contextmanager
def _file_for_now(path: Path, mode: int, text: str) -> Iterator[None]:
    """A file that is there until the block ends; one that is there already is left as it is."""
    if path.exists():
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
