"""Rows that others must leave as they are until a transaction ends.

What is searched of one row is made of others too: an entry has the name of its organisation. Whoever saves the entry
holds the organisation first, and whoever renames the organisation locks its entries after. So the later of the two
waits, and then reads what the earlier one has written. On SQLite a transaction has no others beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models


def hold(kinds: Iterable[models.QuerySet[Any]]) -> None:
    """Keep others from changing these rows until this transaction ends; many may hold the same. One query a kind, none on SQLite."""
    if connection.features.has_select_for_update:
        for rows in kinds:
            with suppress(EmptyResultSet), connection.cursor() as cursor:
                statement, parameters = rows.order_by("pk").values("pk").query.sql_with_params()
                cursor.execute(f"{statement} FOR SHARE", parameters)


def lock(rows: models.QuerySet[Any]) -> None:
    """Wait until nobody else changes these rows, and keep them off until this transaction ends. One query, none on SQLite."""
    if connection.features.has_select_for_update:
        own = rows.model._default_manager.filter(pk__in=rows.order_by().values("pk"))
        list(own.order_by("pk").select_for_update(no_key=True).values_list("pk"))
