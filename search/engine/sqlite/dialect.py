"""The statements that SQLite writes in its own way."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from search.engine.database.analysis import Analysis
from search.engine.database.dialect import DocumentRow, WordChange
from search.engine.database.expressions import Expression
from search.engine.database.layout import ID_MASK
from search.engine.database.statements import execute, execute_many, fetch
from search.engine.sqlite.schema import (
    ALL_RANKS,
    ALL_ROW_IDS,
    AMONG,
    BEST,
    CREATE_FULLTEXT,
    DELETE,
    DROP_FULLTEXT,
    EXISTS,
    INSERT,
    MATCHES,
    OPTIMIZE,
    RANKS,
    ROW_IDS,
    SOME_ROW_IDS,
)
from search.engine.sqlite.syntax import written

_INSERT_DOCUMENT = """
    INSERT INTO search_searchdocument (key, kind, version, signature_id, sort_title, latitude, longitude, payload, id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_UPDATE_DOCUMENT = """
    UPDATE search_searchdocument SET key = %s, kind = %s, version = %s, signature_id = %s, sort_title = %s, latitude = %s, longitude = %s,
        payload = %s
    WHERE id = %s
"""
_COUNT_WORD = """
    INSERT INTO search_searchword (word, shown, stem, documents, titles) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (word) DO UPDATE SET documents = documents + excluded.documents, titles = titles + excluded.titles
"""


class SqliteDialect:
    """FTS5, and lists as JSON. One connection writes at a time, so nothing has to be held for the others."""

    name = "sqlite"
    among = AMONG
    locking = ""
    all_row_ids = ALL_ROW_IDS
    row_ids = ROW_IDS
    exists = EXISTS
    random_bits = 0
    begins = "word >= %s AND word < %s"

    def listed(self, values: Collection[Any]) -> str:
        """A JSON list."""
        return json.dumps(list(values), ensure_ascii=False)

    def written(self, expression: Expression) -> str:
        """The expression for MATCH."""
        return written(expression)

    def is_more_than(self, expression: Expression, count: int) -> bool:
        """Whether more rows than this match; stops when there are more."""
        return len(fetch(SOME_ROW_IDS, [written(expression), count + 1])) > count

    def ranked(self, expressions: Sequence[Expression], *, are_few: bool) -> list[tuple[int, float, int, int]]:
        """Row id, rank, level and the place of the expression."""
        parameters = [value for at, expression in enumerate(expressions) for value in (at, written(expression))]
        return fetch(" UNION ALL ".join([MATCHES] * len(expressions)), parameters)

    def ranks(self, expression: Expression, rows: Sequence[int] | None) -> list[tuple[int, float]]:
        """Row id and rank of matches."""
        if rows is None:
            return fetch(ALL_RANKS, [written(expression)])
        return fetch(RANKS, [written(expression), self.listed(rows)])

    def best(self, expression: Expression, count: int) -> list[int]:
        """The row ids of the best matches."""
        return [row for (row,) in fetch(BEST, [written(expression), count])]

    def fresh_numbers(self, count: int) -> Sequence[int]:
        """The numbers after the highest."""
        if not count:
            return ()
        highest = int(fetch("SELECT COALESCE(MAX(id), 0) FROM search_searchdocument")[0][0])
        if highest + count > ID_MASK:
            raise OverflowError("The embedded index is full; rebuild it.")
        return range(highest + 1, highest + count + 1)

    def begin_clear(self) -> None:
        """Nothing: nobody else writes."""

    def insert_documents(self, rows: Sequence[DocumentRow]) -> set[str]:
        """Store new documents, all of them."""
        execute_many(_INSERT_DOCUMENT, [_values(row) for row in rows])
        return {row.key for row in rows}

    def update_documents(self, rows: Sequence[DocumentRow]) -> None:
        """Replace documents."""
        execute_many(_UPDATE_DOCUMENT, [_values(row) for row in rows])

    def insert_texts(self, texts: Sequence[tuple[int, Analysis]]) -> None:
        """Store texts."""
        execute_many(INSERT, [[row, *analysis.columns] for row, analysis in texts])

    def delete_texts(self, rows: Sequence[int]) -> None:
        """Take texts away."""
        execute_many(DELETE, [[row] for row in rows])

    def clear_texts(self) -> None:
        """Take all texts away; dropping the table is far quicker than deleting from it, and as safe within a transaction."""
        execute(DROP_FULLTEXT)
        execute(CREATE_FULLTEXT)

    def tidy_texts(self) -> None:
        """Join the pieces that many writes leave."""
        execute(OPTIMIZE)

    def count_words(self, changes: Sequence[WordChange], documents: int) -> None:
        """Change the counts of words."""
        execute_many(_COUNT_WORD, [[change.word, change.shown, change.stem, change.documents, change.titles] for change in changes])
        if any(change.documents < 0 for change in changes):
            execute("DELETE FROM search_searchword WHERE documents <= 0")

    def clear_words(self) -> None:
        """Forget all words."""
        execute("DELETE FROM search_searchword")


def _values(row: DocumentRow) -> list[Any]:
    place = [row.latitude, row.longitude]
    return [row.key, row.kind, row.version, row.signature, row.sort_title, *place, row.payload, row.number]
