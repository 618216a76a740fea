"""Fifty people at once for ten places: ten come, the rest wait in the order in which they registered, one mail each.

On a copy of the database of the tests, with a process and real connections of its own: what the tests share stays as it is.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.stack import SERVERS

# The mark of the database has it made; the race is run on a copy.
pytestmark = [pytest.mark.both_stacks, pytest.mark.django_db]
ROOT = Path(__file__).resolve().parents[2]
PEOPLE, PLACES = 50, 10


@pytest.fixture
def copy(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[str]:
    """The address of a copy of the database with the small city, taken away at the end."""
    with django_db_blocker.unblock():
        connections.close_all()
    settings = connections["default"].settings_dict
    if settings["ENGINE"].endswith("sqlite3"):
        path = tmp_path / "race.sqlite3"
        with closing(sqlite3.connect(settings["NAME"])) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)
        yield f"sqlite:///{path}"
        return
    server, name = SERVERS.heal("postgresql"), f"race_{secrets.token_hex(4)}"
    with psycopg.connect(server.url.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{settings["NAME"]}"')
        yield f"{server.url.rpartition('/')[0]}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_no_place_is_given_twice(copy: str) -> None:
    command = [sys.executable, "-m", "tests.integration.racing", str(PEOPLE), str(PLACES)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | {"DATABASE_URL": copy}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    outcome = json.loads(done.stdout.splitlines()[-1])

    assert outcome["errors"] == []
    assert outcome["states"] == ["mee"] * PLACES + ["wacht"] * (PEOPLE - PLACES)
    assert (outcome["taken"], outcome["waiting"], outcome["left"]) == (PLACES, PEOPLE - PLACES, 0)
    assert outcome["mails"] == {"bevestig": PEOPLE, "mee": PLACES, "wacht": PEOPLE - PLACES}
    # Then all who had a place cancel at once, and those who waited longest come.
    assert outcome["after"] == ["mee"] * PLACES + ["wacht"] * (PEOPLE - 2 * PLACES)
    assert outcome["mails_after"]["plek"] == PLACES
    assert outcome["taken_after"] == PLACES
