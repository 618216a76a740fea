"""The engine of SQLite."""

from __future__ import annotations

from search.engine.database.engine import DatabaseEngine
from search.engine.sqlite.dialect import SqliteDialect


class SqliteEngine(DatabaseEngine):
    """Search in SQLite."""

    name = "sqlite"

    def __init__(self) -> None:
        super().__init__(SqliteDialect())
