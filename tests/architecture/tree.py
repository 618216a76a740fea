"""Reading the project's own source: files, syntax trees, templates."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# Highest first: an app may only know those of the layers after its own.
LAYERS = (
    ("cms",), ("home",), ("agenda", "dossiers", "partners"), ("moderation",), ("socialmap",), ("search",), ("accounts",), ("sites",), ("core",),
)  # fmt: skip
APPS = tuple(app for layer in LAYERS for app in layer)


@cache
def tracked_files() -> tuple[Path, ...]:
    """Every file of the project that git knows or would know."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return tuple(sorted(path for name in listing.stdout.split("\0") if name and (path := ROOT / name).is_file()))


def python_files(*, of_apps: bool = True) -> Iterator[Path]:
    """The Python modules of the apps, without migrations; or all of the project."""
    for path in tracked_files():
        parts = path.relative_to(ROOT).parts
        if path.suffix == ".py" and "migrations" not in parts and (not of_apps or parts[0] in APPS):
            yield path


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(path: Path) -> str:
    """A path as people say it: relative to the project."""
    return str(path.relative_to(ROOT))


def templates() -> list[Path]:
    """All templates."""
    return [path for path in tracked_files() if path.suffix == ".html" and path.is_relative_to(ROOT / "templates")]
