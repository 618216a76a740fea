"""Random histories of writes with kills: what is found afterwards is what is stored, whatever was killed or stood still."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from tests.crash.history import History, Outcome, Plan
from tests.crash.installation import Installation, installation
from tests.stack import SERVERS

# The mark of the database has it made; the histories run on a copy.
pytestmark = [pytest.mark.production, pytest.mark.django_db]

SHORT = range(1, 4)
SHORT_OPERATIONS, LONG_OPERATIONS = (30, 60), (60, 200)
# Random ones by default, so that every night tries something new; a seed that failed is tried again with its number.
HISTORIES = int(os.environ.get("CRASH_HISTORIES", "100"))
FIRST_SEED = int(os.environ.get("CRASH_SEED", "0")) or secrets.randbelow(1_000_000) * 1_000
KILLS_ONE_IN = 20


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The installation that all histories break, one after another."""
    template = connections["default"].settings_dict["NAME"]
    with django_db_blocker.unblock():
        connections.close_all()
    servers = {name: SERVERS.heal(name) for name in ("postgresql", "redis", "elasticsearch")}
    with installation(template=template, folder=tmp_path_factory.mktemp("crash"), **servers) as made:
        yield made
        SERVERS.heal("elasticsearch")


def lived(plan: Plan, city: Installation) -> Outcome:
    """What became of a plan; the next history starts from what is right."""
    outcome = History(plan, city).run()
    print(outcome, "; ".join(outcome.happened))  # noqa: T201 - the seed, and what happened
    if not outcome.is_right:
        city.forks.order("repair").wait()
    return outcome


@pytest.mark.parametrize("seed", SHORT)
def test_a_short_history(seed: int, city: Installation) -> None:
    plan = Plan.of(seed, operations=SHORT_OPERATIONS, kills_one_in=len(SHORT))

    outcome = lived(plan, city)

    assert outcome.is_right, outcome
    assert outcome.acted


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(FIRST_SEED, FIRST_SEED + HISTORIES))
def test_a_long_history(seed: int, city: Installation) -> None:
    outcome = lived(Plan.of(seed, operations=LONG_OPERATIONS, kills_one_in=KILLS_ONE_IN), city)

    assert outcome.is_right, outcome
