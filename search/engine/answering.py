"""Who answers a visitor: the engine of the installation, or that of the database while the first one is away."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from search.engine.base import EngineUnavailableError, SearchEngine
from search.engine.breaker import searching
from search.engine.factory import database_engine, get_engine, remote_engine

T = TypeVar("T")


def ask(question: Callable[[SearchEngine], T]) -> T:
    """The answer to a question; it bears the name of the engine that gave it."""
    remote = remote_engine()
    if remote is None:
        return question(get_engine())
    if searching.allows():
        try:
            answer = question(remote)
        except EngineUnavailableError:
            searching.failed()
        else:
            searching.succeeded()
            return answer
    return question(database_engine())
