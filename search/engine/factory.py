"""Which engine answers: the one that the setting SEARCH_ENGINE names."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search.engine.base import SearchEngine
from search.engine.sqlite import SqliteEngine

ENGINES: dict[str, Callable[[], SearchEngine]] = {SqliteEngine.name: SqliteEngine}


def get_engine() -> SearchEngine:
    """The engine of this installation; raises ImproperlyConfigured for a name that does not exist."""
    return _engine(settings.SEARCH_ENGINE)


@lru_cache(maxsize=len(ENGINES))
def _engine(name: str) -> SearchEngine:
    if name not in ENGINES:
        raise ImproperlyConfigured(f"SEARCH_ENGINE={name} bestaat niet. Kies uit: {', '.join(sorted(ENGINES))}.")
    return ENGINES[name]()
