"""Runs the tests twice: on the embedded stack, then on that of production.

    .venv/bin/python scripts/run_tests.py [ARGUMENTS OF PYTEST ...]

Both runs get the same arguments; each takes the tests that belong to its stack. The last line
sums both, in the form of pytest's own closing line. Several processes share the tests of the embedded stack
out, one for each processor, unless the arguments say how many (`-n 1`) or want to see one at work (`-s`).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence

from environment import PYTHON
from steps import ROOT, say

STACKS = ("embedded", "production")
SHARED_OUT = STACKS[0]
MOST_PROCESSES = 4
# With these there is one process: it is looked at or stopped in, or nothing is run.
ALONE = re.compile(
    r"-n|--numprocesses|--dist|-s$|--capture|--pdb|--trace|--co$|--collect-only|--fixtures|--setup-|-h$|--help|-V|--version|.*::"
)
ALL_PASSED, NOTHING_TO_RUN = 0, 5
WIDTH = 80
COUNTED = re.compile(r"(\d+) (passed|failed|errors?|skipped|deselected|xfailed|xpassed|warnings?)")
CLOSING = re.compile(rf"^(?:=+ )?(?:no tests ran|{COUNTED.pattern}.*) in [\d.]+s")
COLOURS = re.compile(r"\x1b\[[\d;]*m")


def main(arguments: Sequence[str]) -> int:
    """Run both; returns 0 when at least one ran tests and none failed."""
    started = time.monotonic()
    codes, counts = [], Counter[str]()
    for stack in STACKS:
        say(f"→ Tests on the {stack} stack")
        code, counted = run(stack, arguments)
        codes.append(code)
        counts.update(counted)
        if code not in {ALL_PASSED, NOTHING_TO_RUN} and {"-x", "--exitfirst"} & set(arguments):
            break
    say(closing_line(counts, time.monotonic() - started))
    return next((code for code in codes if code not in {ALL_PASSED, NOTHING_TO_RUN}), min(codes))


def run(stack: str, arguments: Sequence[str]) -> tuple[int, Counter[str]]:
    """Run pytest on a stack, showing what it says; returns its exit code and what its closing line counts."""
    env = {**os.environ, "WIJKWINKEL_TEST_STACK": stack, "PYTHONUNBUFFERED": "1"}
    colour = ["--color=yes"] if sys.stdout.isatty() else []
    command = [str(PYTHON), "-m", "pytest", *colour, *processes(stack, arguments), *arguments]
    closing = ""
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, errors="replace") as process:
        # Piece by piece: a line of dots is shown while it grows.
        line = ""
        while piece := process.stdout.read(1) if process.stdout else "":
            sys.stdout.write(piece)
            sys.stdout.flush()
            line += piece
            if piece == "\n":
                plain = COLOURS.sub("", line)
                closing, line = plain if CLOSING.match(plain) else closing, ""
    counted = Counter({_singular(name): int(number) for number, name in COUNTED.findall(closing)})
    return process.returncode, counted


def processes(stack: str, arguments: Sequence[str]) -> list[str]:
    """The options that have several processes share the tests out; none where that helps nobody.

    Tests of the production stack kill servers and wait for others to notice: two sets of servers at once are more than a
    small machine can do in the time that these tests give it.
    """
    number = min(os.cpu_count() or 1, MOST_PROCESSES)
    if number == 1 or stack != SHARED_OUT or any(ALONE.match(argument) for argument in arguments):
        return []
    return ["-n", str(number)]


def closing_line(counts: Counter[str], seconds: float) -> str:
    """The sum of both runs as pytest would say it."""
    order = ("failed", "passed", "skipped", "deselected", "xfailed", "xpassed", "warning", "error")
    # What one run leaves to the other is no test left out.
    parts = [f"{counts[name]} {_plural(name, counts[name])}" for name in order if counts[name] and name != "deselected"]
    return f" {', '.join(parts) or 'no tests ran'} in {seconds:.2f}s ".center(WIDTH, "=")


def _singular(name: str) -> str:
    return name.rstrip("s") if name in {"errors", "warnings"} else name


def _plural(name: str, number: int) -> str:
    return f"{name}s" if name in {"error", "warning"} and number != 1 else name


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(2)
