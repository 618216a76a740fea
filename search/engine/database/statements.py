"""Running statements; which database it is, is the business of the engines."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Protocol

from django.db import connection


class Listing(Protocol):
    """How a database says that something is one of many values."""

    among: str

    def listed(self, values: Collection[Any]) -> Any:
        """The values as one parameter."""


def fetch(statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
    """All rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows: list[Any] = cursor.fetchall()
        return rows


def fetch_among(dialect: Listing, statement: str, values: Collection[Any]) -> list[Any]:
    """All rows of one statement in which `AMONG %s` says that a column has one of these values; none for no values."""
    return fetch(_of(dialect, statement), [dialect.listed(values)]) if values else []


def execute_among(dialect: Listing, statement: str, values: Collection[Any]) -> None:
    """Run one statement in which `AMONG %s` says that a column has one of these values; nothing for no values."""
    if values:
        execute(_of(dialect, statement), [dialect.listed(values)])


def execute(statement: str, parameters: Sequence[Any] = ()) -> None:
    """Run one statement that gives no rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def execute_many(statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run one statement for each of these rows; nothing without rows."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def _of(dialect: Listing, statement: str) -> str:
    return statement.replace("AMONG %s", dialect.among)
