"""Every check that needs no test run: format, lint, types, contracts, migrations, templates.

    python3 scripts/check.py [NAME ...]

Runs all of them (or the ones named), shows the output of those that fail, and ends with one line.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence

import environment
from environment import PYTHON
from steps import ROOT, say


def checks() -> dict[str, tuple[Sequence[str], Mapping[str, str]]]:
    """The command and environment of each check, by its name."""
    python, none = str(PYTHON), dict(os.environ)
    contracts = "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"
    scripts = [str(file.relative_to(ROOT)) for file in sorted((ROOT / "scripts").rglob("*.py"))]
    npm, node_env = environment.node_environment()
    return {
        "format": ([python, "-m", "ruff", "format", "--check", "."], none),
        "lint": ([python, "-m", "ruff", "check", "."], none),
        "types": ([python, "-m", "mypy"], production()),
        "types of the scripts": ([python, "-m", "mypy", "--config-file=", "--strict", *scripts], {**none, "MYPYPATH": "scripts"}),
        "contracts": ([python, "-c", contracts], production()),
        "migrations": ([python, "manage.py", "makemigrations", "--check", "--dry-run"], production()),
        "deployment": ([python, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], production()),
        "templates": ([python, "-m", "djhtml", "--check", "templates"], none),
        "front end": ([*npm, "run", "lint"], node_env),
    }


def production() -> dict[str, str]:
    """The environment of an installation in production, with a key and a data folder for this run alone."""
    return {
        **os.environ,
        "DEBUG": "0",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "HUB_HOST": "wijkwinkel.example",
        "HTTPS": "1",
        "COMPONENT_CATALOGUE": "0",
        "DATA_DIR": tempfile.gettempdir(),
        "DATABASE_URL": "sqlite://:memory:",
    }


def main(names: Sequence[str]) -> int:
    """Run the checks; returns 1 when one of them fails."""
    known = checks()
    unknown = [name for name in names if name not in known]
    if unknown:
        say(f"Unknown: {', '.join(unknown)}. Known: {', '.join(known)}")
        return 2
    chosen = names or list(known)
    failed = [name for name in chosen if not _holds(name, *known[name])]
    say(f"check: {len(chosen) - len(failed)} of {len(chosen)} hold" + (f"; not: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


def _holds(name: str, command: Sequence[str], env: Mapping[str, str]) -> bool:
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, errors="replace", check=False)
    verdict = "FAILED" if done.returncode else "holds"
    say(f"{name}: {verdict} ({time.monotonic() - started:.1f} s)")
    if done.returncode:
        say(done.stdout + done.stderr)
    return not done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
