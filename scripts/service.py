"""A server as a process of ours: started, asked whether it is ready, paused, killed, stopped by its process id.

A server ends with the command that started it, however that ends: the kernel sends it its stop
signal when the thread that started it is gone (setpriv --pdeathsig). So start servers from a
thread that stays, as the main thread does. Linux alone has this.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from steps import LINES_OF_A_FAILURE, MissingError, program

LOOPBACK = "127.0.0.1"
POLL_EVERY_S = 0.05
STOP_WITHIN_S = 30.0
# Servers that refuse root run as this user, which may do nothing else.
UNPRIVILEGED = "nobody"


@dataclass(kw_only=True, slots=True)
class Service:
    """A server with a folder of its own. A context manager starts it, and at the end ends it and clears up."""

    name: str
    url: str
    command: Sequence[str]
    env: Mapping[str, str]
    folder: Path
    is_ready: Callable[[], bool]
    stop_signal: signal.Signals = signal.SIGTERM
    ready_within_s: float = 60.0
    is_dropping_rights: bool = True
    is_folder_kept: bool = False
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __enter__(self) -> Self:
        try:
            self.start()
            self.wait_until_ready()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """The process id; raises RuntimeError when the server was not started."""
        if self._process is None:
            raise RuntimeError(f"{self.name} was not started")
        return self._process.pid

    @property
    def log(self) -> Path:
        """What the server said."""
        return self.folder / "output.log"

    def start(self) -> None:
        """Start the process, also after a stop or a kill, on the same address and data; does not wait until it is ready."""
        if self.is_alive():
            raise RuntimeError(f"{self.name} is running already")
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*_launcher(self.stop_signal, is_dropping_rights=self.is_dropping_rights), *self.command],
                cwd=self.folder if self.is_dropping_rights else None,
                env=dict(self.env),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        """Wait until the server answers; raises MissingError with its last lines when it does not."""
        give_up_at = time.monotonic() + self.ready_within_s
        while time.monotonic() < give_up_at:
            if not self.is_alive():
                raise MissingError(f"{self.last_lines()}\n{self.name} ended while it started.")
            with suppress(OSError):
                if self.is_ready():
                    return
            time.sleep(POLL_EVERY_S)
        raise MissingError(f"{self.last_lines()}\n{self.name} was not ready within {self.ready_within_s:.0f} s.")

    def is_alive(self) -> bool:
        """Whether the process runs, paused or not."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ask the server to stop, wait for it, and kill what is left of it."""
        if self._process is None:
            return
        self.resume()
        members = self._members()
        if self.is_alive():
            self._process.send_signal(self.stop_signal)
            give_up_at = time.monotonic() + STOP_WITHIN_S
            # The children too: Elasticsearch's launcher leaves before the server.
            while (self.is_alive() or any(map(is_running, members))) and time.monotonic() < give_up_at:
                time.sleep(POLL_EVERY_S)
        self._end(members)

    def kill(self) -> None:
        """End the server and its children at once, as a loss of power would."""
        # A frozen server has no more children while its children are counted.
        self.pause()
        self._end(self._members())

    def pause(self) -> None:
        """Freeze the server and its children: connections stay open and nothing answers."""
        seen: set[int] = set()
        # A child that was born meanwhile is found in the next round.
        while new := [pid for pid in self._members() if pid not in seen]:
            _send(new, signal.SIGSTOP)
            seen.update(new)

    def resume(self) -> None:
        """Let a paused server go on."""
        _send(self._members(), signal.SIGCONT)

    def close(self) -> None:
        """Stop the server; where its folder is not kept, nothing is lost by ending it at once."""
        if self.is_folder_kept:
            self.stop()
        else:
            self.kill()
            shutil.rmtree(self.folder, ignore_errors=True)

    def last_lines(self) -> str:
        """The end of what the server said."""
        lines = self.log.read_text(errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-LINES_OF_A_FAILURE:])

    def memory_bytes(self) -> int:
        """The memory in use by the server and its children; what they share counts once for each."""
        pages = 0
        for pid in self._members():
            with suppress(OSError, IndexError):
                pages += int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")

    def _members(self) -> list[int]:
        return [self.pid, *descendants(self.pid)] if self.is_alive() else []

    def _end(self, members: Sequence[int]) -> None:
        """Kill what is left of the members; wait until none is there."""
        _send(members, signal.SIGKILL)
        if self._process is not None:
            self._process.wait()
        give_up_at = time.monotonic() + STOP_WITHIN_S
        while left := [pid for pid in members if is_running(pid)]:
            if time.monotonic() > give_up_at:
                raise RuntimeError(f"{self.name} left processes behind: {left}")
            time.sleep(POLL_EVERY_S)


def descendants(pid: int) -> Iterator[int]:
    """The process ids of the children of a process, and of theirs."""
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield int(child)
                yield from descendants(int(child))


def is_running(pid: int) -> bool:
    """Whether a process exists and is no mere entry that nobody has collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def free_port(preferred: int = 0) -> int:
    """A port of this machine that nothing listens on: the preferred one where that is free."""
    for wanted in {preferred: None, 0: None}:
        with suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((LOOPBACK, wanted))
            port: int = probe.getsockname()[1]
            return port
    raise MissingError("No port of this machine is free.")


def give(folder: Path) -> None:
    """Make a folder the private one of the user that the servers run as."""
    if os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    folder.chmod(0o700)


def run_once(command: Sequence[str], *, env: Mapping[str, str], cwd: Path) -> None:
    """Run a command as the user that the servers run as; raises MissingError with its output."""
    launcher = _launcher(signal.SIGTERM, is_dropping_rights=True)
    done = subprocess.run(
        [*launcher, *command], env=dict(env), cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise MissingError(f"{done.stdout}{done.stderr}\nThis command failed ({done.returncode}): {' '.join(command)}")


def _launcher(parent_gone: signal.Signals, *, is_dropping_rights: bool) -> list[str]:
    options = [program("setpriv", package="util-linux"), "--pdeathsig", parent_gone.name.removeprefix("SIG")]
    if is_dropping_rights and os.geteuid() == 0:
        user = pwd.getpwnam(UNPRIVILEGED)
        options += ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
    return [*options, "--"]


def _send(pids: Sequence[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
