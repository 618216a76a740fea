"""What a module of tests leaves in the database and the search server fails it: the next one would stumble over it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from search.engine.elastic import ElasticEngine
from search.engine.factory import remote_engine
from search.services import compare_index
from tests.stack import IS_PRODUCTION

START = pytest.StashKey[dict[str, int]]()
# Of these a later test sees nothing: who was logged in, and which signatures of words were ever given out.
HARMLESS = frozenset({"django_session", "search_searchsignature"})


def rows() -> dict[str, int]:
    """How many rows every table has, by its name."""
    names = sorted(set(connection.introspection.django_table_names(only_existing=True)) - HARMLESS)
    counts = " UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM \"{name}\"" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(counts)
        return dict(cursor.fetchall())


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_left(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """After the last test of a module everything that was committed is as it was at the start."""
    yield
    start = request.config.stash.get(START, None)
    # A browser walks on a database of its own; a transaction around several modules takes back what was made in it.
    if start is None or "e2e" in request.path.parts or connection.in_atomic_block:
        return
    with django_db_blocker.unblock():
        try:
            now = rows()
            difference = compare_index()
        finally:
            connection.close()
    changed = {name: now.get(name, 0) - count for name, count in start.items() if now.get(name, 0) != count}
    assert changed == {}, f"rows more or fewer than at the start: {changed}"
    assert difference.is_clean, f"the index in the database differs: {difference.keys}"
    assert indices() == (), "an index of the installation stays at the search server"


def indices() -> tuple[str, ...]:
    """Indices of the installation at the search server: the tests begin without any."""
    engine = remote_engine() if IS_PRODUCTION else None
    if not isinstance(engine, ElasticEngine):
        return ()
    return (*engine._indices.shown(), *engine._indices.leftovers())


def drop_indices() -> None:
    """Take them away: one that stays would answer the searches of other tests, whose changes nobody passes on to it."""
    engine = remote_engine()
    assert isinstance(engine, ElasticEngine)
    for name in indices():
        engine._indices.drop(name)
