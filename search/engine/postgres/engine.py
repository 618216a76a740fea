"""The engine of PostgreSQL."""

from __future__ import annotations

from search.engine.database.engine import DatabaseEngine
from search.engine.postgres.dialect import PostgresDialect


class PostgresEngine(DatabaseEngine):
    """Search in PostgreSQL."""

    name = "postgres"

    def __init__(self) -> None:
        super().__init__(PostgresDialect())
