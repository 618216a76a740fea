"""A SQLite file in which every migration was applied, kept in `var/tests` for as long as none of them changes.

Migrations take half a minute of a processor. The first run applies them and keeps what came of it; after that each
process, and the city that the browser walks through, starts from a copy.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from django.db import connection
from steps import ROOT, digest

FOLDER = ROOT / "var" / "tests"
# What decides how an empty database looks: the migrations, ours and those of libraries, and the tables of search.
SOURCES = (*sorted(ROOT.glob("*/migrations")), ROOT / "search" / "engine", ROOT / "cms" / "settings.py", ROOT / "requirements-dev.lock")


def kept() -> Path:
    """Where the file of these migrations is, or will be."""
    return FOLDER / f"migrated-{digest(SOURCES)[:16]}.sqlite3"


def copy_to(path: Path) -> bool:
    """Begin with a copy there; False when no run has kept one yet."""
    try:
        shutil.copyfile(kept(), path)
    except FileNotFoundError:
        return False
    return True


def keep() -> None:
    """Keep a copy of the database of this process, which has been migrated and no more; older ones go."""
    if kept().is_file():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    # Under a name of its own first: another process may be copying, or keeping one too.
    made = FOLDER / f"making-{os.getpid()}.sqlite3"
    made.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(made)])
    made.replace(kept())
    for old in set(FOLDER.glob("migrated-*.sqlite3")) - {kept()}:
        old.unlink(missing_ok=True)
