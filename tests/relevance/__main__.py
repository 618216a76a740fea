"""Measures how well search answers the judged queries, beside what it is compared with: `make relevance`.

python -m tests.relevance                      # the queries for tuning, all engines
python -m tests.relevance --held-out           # the third that is held out from tuning
python -m tests.relevance --engine sqlite      # of our engines only this one
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

from tests.benches.report import print_section, write_section
from tests.relevance.judged import Split
from tests.relevance.report import Measured, section_of, worst_queries
from tests.relevance.runs import ELASTIC, OTHERS, OURS, POSTGRES, SQLITE, STOCK, Run, queries_of, read_outcome

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Addresses of what could be started (empty otherwise), and why the rest could not."""

    elasticsearch: str
    postgresql: str
    missing: dict[str, str] = field(default_factory=dict)


def main() -> None:
    """Start the servers, ask every side, print and write."""
    options = arguments(sys.argv[1:])
    chosen = options.engine or list(OURS)
    with servers(chosen) as started:
        measured = measure(options.split, chosen, started)
    section = section_of(measured)
    sys.stdout.write(f"{section.method}\n\n")
    print_section(section)
    sys.stdout.writelines(f"{line}\n" for line in worst_queries(measured))
    if not options.dry:
        write_section(section)


def arguments(given: Sequence[str]) -> argparse.Namespace:
    """What is asked for; the queries that are held out only by name."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance")
    parser.add_argument(
        "--held-out", dest="split", action="store_const", const=Split.HELD_OUT, default=Split.TUNE, help="the queries held out"
    )
    parser.add_argument("--engine", choices=OURS, action="append", help="of our engines only these")
    parser.add_argument("--dry", action="store_true", help="print, and leave the benchmarks as they are")
    return parser.parse_args(given)


def measure(split: Split, chosen: Sequence[str], started: Servers) -> Measured:
    """Ask every side in a process of its own; the embedded engine's also asks what we are compared with."""
    runs: dict[str, Run] = {}
    step_of: dict[str, str] = {}
    not_measured = dict(started.missing)
    with tempfile.TemporaryDirectory(prefix="wijkwinkel-relevance-") as folder:
        for engine in [SQLITE, *(name for name in chosen if name != SQLITE)]:
            path = Path(folder) / f"{engine}.json"
            reason = not_measured.get(engine) or _ask(engine, path, split, started)
            if reason:
                not_measured[engine] = reason
                continue
            outcome = read_outcome(path)
            runs |= {run.side: run for run in outcome.runs if run.side in {*chosen, *OTHERS}}
            step_of |= outcome.step_of
    return Measured(split=split, queries=queries_of(split), runs=runs, step_of=step_of, not_measured=not_measured)


def _ask(engine: str, path: Path, split: Split, started: Servers) -> str:
    """Run the process of one engine; gives why it could not, or nothing."""
    command = [sys.executable, "-m", "tests.relevance.side", engine, str(path), "--split", split, "--server", started.elasticsearch]
    if engine == POSTGRES:
        command += ["--database", started.postgresql]
    if engine == SQLITE:
        command.append("--baselines")
    done = subprocess.run(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.stderr.write(done.stderr)
        return done.stderr.strip().rpartition("\n")[2] or f"ended with {done.returncode}"
    return ""


@contextmanager
def servers(chosen: Sequence[str]) -> Iterator[Servers]:
    """What the chosen engines and the others need; what cannot be had is said, never passed over."""
    sys.path.insert(0, str(ROOT / "scripts"))
    services, steps = import_module("services"), import_module("steps")
    addresses, missing = dict.fromkeys(("elasticsearch", "postgresql"), ""), {}
    with ExitStack() as stack:
        for name in ["elasticsearch", *(["postgresql"] if POSTGRES in chosen else [])]:
            try:
                addresses[name] = stack.enter_context(getattr(services, name)()).url
            except steps.MissingError as error:
                missing[name] = str(error).strip().rpartition("\n")[2]
        yield Servers(**addresses, missing=_by_side(missing))


def _by_side(missing: dict[str, str]) -> dict[str, str]:
    """Which sides cannot be asked for want of a server."""
    sides = {}
    if "elasticsearch" in missing:
        sides = dict.fromkeys((ELASTIC, *(side for side in OTHERS if side != STOCK)), missing["elasticsearch"])
    if "postgresql" in missing:
        sides[POSTGRES] = missing["postgresql"]
    return sides


if __name__ == "__main__":
    main()
