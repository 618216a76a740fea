"""Which engine answers: the one that the setting SEARCH_ENGINE names, and beside it that of the database."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils.module_loading import import_string

from search.engine.base import RemoteEngine, SearchEngine
from search.engine.postgres import PostgresEngine
from search.engine.sqlite import SqliteEngine

# By the name that the setting has, and for those of the database by the vendor of that database too.
DATABASE_ENGINES: dict[str, Callable[[], SearchEngine]] = {SqliteEngine.name: SqliteEngine, PostgresEngine.name: PostgresEngine}
BY_VENDOR = {"sqlite": SqliteEngine.name, "postgresql": PostgresEngine.name}
# By name: an installation without one need not load its client, which takes memory in every process.
REMOTE_ENGINES = {"elastic": "search.engine.elastic.installed.installed_engine"}


def get_engine() -> SearchEngine:
    """The engine of this installation; raises ImproperlyConfigured for a name that is none of its engines."""
    return remote_engine() or database_engine()


def database_engine() -> SearchEngine:
    """The engine in the database, written with the content: it answers when the other one cannot."""
    return _database_engine(BY_VENDOR[connection.vendor])


def remote_engine() -> RemoteEngine | None:
    """The engine outside the database, None in an installation without one; raises ImproperlyConfigured as above."""
    name = settings.SEARCH_ENGINE
    own = BY_VENDOR[connection.vendor]
    if name not in ("", own) and name not in REMOTE_ENGINES:
        known = sorted((own, *REMOTE_ENGINES))
        raise ImproperlyConfigured(f"SEARCH_ENGINE={name} bestaat niet bij deze database. Kies uit: {', '.join(known)}.")
    return _remote_engine(name) if name in REMOTE_ENGINES else None


@lru_cache(maxsize=4)
def _database_engine(name: str) -> SearchEngine:
    return DATABASE_ENGINES[name]()


@lru_cache(maxsize=4)
def _remote_engine(name: str) -> RemoteEngine:
    engine: RemoteEngine = import_string(REMOTE_ENGINES[name])()
    return engine
