"""The statements that PostgreSQL writes in its own way.

Nothing waits for another transaction but for a document that it is changing: numbers come from a sequence, and
words are counted by one transaction at a time while the others leave their changes beside the table.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from heapq import nsmallest
from math import log
from typing import Any

from search.engine.database.analysis import Analysis
from search.engine.database.dialect import DocumentRow, WordChange
from search.engine.database.expressions import AllOf, Expression, InTitle, Word, any_of, stems_of
from search.engine.database.layout import TOLD_APART
from search.engine.database.statements import execute, fetch
from search.engine.postgres.syntax import LEVEL_BITS, LEVEL_MASK, PRECISION, TELLING, TITLE, stored, written

# The lock of whoever counts words; the number means nothing.
COUNTING = 0x5EA2C4
LEAST_RARITY = 1e-6

# All ids are positive, so only the planner looks at what follows ELSE; see the schema.
ROW_IDS = """
    SELECT id FROM search_fulltext WHERE lexemes @@ %s::tsquery AND CASE WHEN id >= 0 THEN true ELSE search_never(id) END
"""
# Counted and not looked for: to find just one, the planner would rather read the table than the index.
COUNT = ROW_IDS.replace("SELECT id", "SELECT count(*)")
# All weights of a document are stored in one piece; adding nothing to them makes a copy that is read from.
_COPIED = ROW_IDS.replace("SELECT id", "SELECT id, weights || '{}' AS weights")
# What matches in telling columns, and what matches in the title.
TITLED = -3.0
_BETTER = " UNION ALL ".join(ROW_IDS.replace("SELECT id", f"SELECT id, {rank}::float8") for rank in (-2.0, TITLED))
_DOCUMENTS_WITH = "SELECT stem, sum(documents)::integer FROM search_searchword WHERE stem = ANY(%s::text[]) GROUP BY stem"
# Rows are given as one JSON text: quicker to write and to read than an array for every column.
_DOCUMENTS = """
    json_to_recordset(%s) AS given (
        number bigint, key text, kind text, version bigint, signature bigint, sort_title text, latitude float8, longitude float8, payload text
    )
"""
_INSERT_DOCUMENTS = """
    INSERT INTO search_searchdocument (id, key, kind, version, signature_id, sort_title, latitude, longitude, payload)
    SELECT number, key, kind, version, signature, sort_title, latitude, longitude, payload FROM ROWS
    ON CONFLICT (key) DO NOTHING RETURNING key
""".replace("ROWS", _DOCUMENTS)
_UPDATE_DOCUMENTS = """
    UPDATE search_searchdocument AS stored
    SET kind = given.kind, version = given.version, signature_id = given.signature, sort_title = given.sort_title,
        latitude = given.latitude, longitude = given.longitude, payload = given.payload
    FROM ROWS WHERE stored.id = given.number
""".replace("ROWS", _DOCUMENTS)
_INSERT_TEXTS = """
    INSERT INTO search_fulltext (id, lexemes, weights)
    SELECT id, lexemes::tsvector, weights FROM json_to_recordset(%s) AS given (id bigint, lexemes text, weights jsonb)
"""
_NUMBERS = """
    SELECT number FROM (SELECT nextval('search_number') AS number FROM generate_series(1, %s)) AS fresh
    WHERE NOT EXISTS (SELECT 1 FROM search_searchdocument WHERE id = number)
"""
_WORDS = """
    SELECT word, shown, stem, documents, titles
    FROM json_to_recordset(%s) AS given (word text, shown text, stem text, documents integer, titles integer)
"""
_NOTE_WORDS = f"INSERT INTO search_wordchange (word, shown, stem, documents, titles) {_WORDS}"
_COUNT_WORDS = """
    WITH taken AS (DELETE FROM search_wordchange RETURNING word, shown, stem, documents, titles),
    given (word, shown, stem, documents, titles) AS (WORDS UNION ALL SELECT word, shown, stem, documents, titles FROM taken)
    INSERT INTO search_searchword (word, shown, stem, documents, titles)
    SELECT word, min(shown), min(stem), sum(documents), sum(titles) FROM given
    GROUP BY word HAVING sum(documents) <> 0 OR sum(titles) <> 0
    ON CONFLICT (word) DO UPDATE
    SET documents = search_searchword.documents + excluded.documents, titles = search_searchword.titles + excluded.titles
    RETURNING documents
""".replace("WORDS", _WORDS)


class PostgresDialect:
    """tsvector and tsquery, and lists as arrays."""

    name = "postgres"
    among = "= ANY(%s)"
    locking = "FOR UPDATE"
    all_row_ids = "SELECT id FROM search_fulltext"
    row_ids = ROW_IDS
    exists = f"({COUNT}) > 0"
    random_bits = 24
    # In the order of characters, for which there is an index whatever the collation of the database.
    begins = "word ~>=~ %s AND word ~<~ %s"

    def listed(self, values: Collection[Any]) -> list[Any]:
        """An array."""
        return list(values)

    def written(self, expression: Expression) -> str:
        """The expression as a tsquery."""
        return written(expression)

    def is_more_than(self, expression: Expression, count: int) -> bool:
        """Whether more rows than this match."""
        return int(fetch(COUNT, [written(expression)])[0][0]) > count

    def ranked(self, expressions: Sequence[Expression], *, are_few: bool) -> list[tuple[int, float, int, int]]:
        """Row id, rank, level and the place of the expression; one statement more to know how many match and how rare words are."""
        rarities, counts = self._known(expressions, counted=not are_few)
        if sum(counts) > TOLD_APART:
            return [(row, rank, 0, at) for at, expression in enumerate(expressions) for row, rank in self.ranks(expression, None)]
        ranking = [_ranking(expression, rarities, at) for at, expression in enumerate(expressions)]
        return fetch(" UNION ALL ".join(statement for statement, _ in ranking), [value for _, values in ranking for value in values])

    def ranks(self, expression: Expression, rows: Sequence[int] | None) -> list[tuple[int, float]]:
        """Row id and rank of matches, first by what they match in: to fetch the weights of very many takes long."""
        matching = rows if rows is not None else [row for (row,) in fetch(ROW_IDS, [written(expression)])]
        found = dict.fromkeys(matching, -1.0)
        if not found:
            return []
        anywhere = any_of(map(Word, sorted(stems_of(expression))))
        better = [f"({written(expression)} & {written(anywhere, prefix)})" for prefix in (TELLING, TITLE)]
        for row, rank in fetch(_BETTER, better):
            if row in found:
                found[row] = min(rank, found[row])
        titled = AllOf((expression, InTitle(anywhere)))
        if list(found.values()).count(TITLED) <= TOLD_APART:
            rarities, _ = self._known([expression], counted=False)
            found |= {row: TITLED + rank for row, rank, *_ in fetch(*_ranking(titled, rarities)) if row in found}
        return list(found.items())

    def best(self, expression: Expression, count: int) -> list[int]:
        """The row ids of the best matches; one statement more to know how many match and how rare words are."""
        rarities, counts = self._known([expression], counted=True)
        if sum(counts) > TOLD_APART:
            return [row for _, row in nsmallest(count, ((rank, row) for row, rank in self.ranks(expression, None)))]
        statement, parameters = _ranking(expression, rarities)
        return [row for row, *_ in fetch(f"{statement} ORDER BY rank, id LIMIT %s", [*parameters, count])]

    def fresh_numbers(self, count: int) -> Sequence[int]:
        """The next numbers of the sequence that are not in use."""
        found: list[int] = []
        while len(found) < count:
            found += [number for (number,) in fetch(_NUMBERS, [count - len(found)])]
        return found

    def begin_clear(self) -> None:
        """Wait for all who write or count, and hold them off; what they read is what there was."""
        execute("LOCK TABLE search_searchdocument IN EXCLUSIVE MODE")

    def insert_documents(self, rows: Sequence[DocumentRow]) -> set[str]:
        """Store new documents; waits for whoever is storing one of these keys, and then leaves it to them."""
        return {key for (key,) in fetch(_INSERT_DOCUMENTS, [_given(rows)])} if rows else set()

    def update_documents(self, rows: Sequence[DocumentRow]) -> None:
        """Replace documents."""
        if rows:
            execute(_UPDATE_DOCUMENTS, [_given(rows)])

    def insert_texts(self, texts: Sequence[tuple[int, Analysis]]) -> None:
        """Store texts."""
        if texts:
            rows = ((row, stored(analysis)) for row, analysis in texts)
            given = [{"id": row, "lexemes": lexemes, "weights": weights} for row, (lexemes, weights) in rows]
            execute(_INSERT_TEXTS, [json.dumps(given, ensure_ascii=False)])
            fetch("SELECT gin_clean_pending_list('search_fulltext_lexemes')")

    def delete_texts(self, rows: Sequence[int]) -> None:
        """Take texts away."""
        if rows:
            execute("DELETE FROM search_fulltext WHERE id = ANY(%s)", [list(rows)])

    def clear_texts(self) -> None:
        """Take all texts away; whoever reads goes on with what there was until this is committed."""
        execute("DELETE FROM search_fulltext")

    def tidy_texts(self) -> None:
        """Nothing: vacuum does it in time."""

    def count_words(self, changes: Sequence[WordChange], documents: int) -> None:
        """Change the counts of words, or leave the changes to somebody who counts later."""
        total = [WordChange("", "", "", documents, 0)] if documents else []
        given = [_given([*total, *changes])]
        if not fetch("SELECT pg_try_advisory_xact_lock(%s)", [COUNTING])[0][0]:
            execute(_NOTE_WORDS, given)
        elif any(count <= 0 for (count,) in fetch(_COUNT_WORDS, given)):
            execute("DELETE FROM search_searchword WHERE documents <= 0")

    def clear_words(self) -> None:
        """Forget all words; waits for whoever counts."""
        execute("SELECT pg_advisory_xact_lock(%s)", [COUNTING])
        execute("DELETE FROM search_wordchange")
        execute("DELETE FROM search_searchword")

    def _known(self, expressions: Sequence[Expression], *, counted: bool) -> tuple[Mapping[str, float], Sequence[int]]:
        """How much a match on each stem says, as in BM25, and if asked how many rows match; one statement, none if it does not matter.

        Where each expression has only one stem, nothing is compared, and all stems say the same.
        """
        stems = sorted(frozenset[str]().union(*map(stems_of, expressions)))
        needed = [*stems, ""] if any(len(stems_of(expression)) > 1 for expression in expressions) else []
        asked = [written(expression) for expression in expressions] if counted else []
        if not needed and not asked:
            return {}, ()
        rows = fetch(" UNION ALL ".join([_DOCUMENTS_WITH, *([f"SELECT NULL, ({COUNT})"] * len(asked))]), [needed, *asked])
        counts: dict[str, int] = {stem: count for stem, count in rows if stem is not None}
        total = max(counts.values(), default=0)
        rarities = {stem: _rarity(min(total, counts.get(stem, 0)), total) for stem in stems} if needed else {}
        return rarities, [count for stem, count in rows if stem is None]


def _rarity(documents: int, total: int) -> float:
    return max(LEAST_RARITY, log((total - documents + 0.5) / (documents + 0.5)))


def _ranking(expression: Expression, rarities: Mapping[str, float], at: int = 0) -> tuple[str, list[Any]]:
    """The statement for id, rank, level and `at` of what matches, and its parameters."""
    stems = sorted(stems_of(expression))
    read = ", ".join(f"(weights -> %s)::integer AS own{place}" for place in range(len(stems)))
    scores = " + ".join(f"%s::float8 * COALESCE(own{place} >> {LEVEL_BITS}, 0)" for place in range(len(stems)))
    levels = ", ".join(f"own{place} & {LEVEL_MASK}" for place in range(len(stems)))
    statement = f"""
        SELECT id, -({scores}) AS rank, COALESCE(GREATEST({levels}), 0) AS level, %s
        FROM (SELECT id, {read} FROM ({_COPIED} OFFSET 0) AS copied OFFSET 0) AS weighed
    """  # noqa: S608 - made of constants and numbers
    return statement, [*(rarities.get(stem, 1.0) / PRECISION for stem in stems), at, *stems, written(expression)]


def _given(rows: Iterable[DocumentRow] | Iterable[WordChange]) -> str:
    """Rows as JSON."""
    return json.dumps([{name: getattr(row, name) for name in row.__slots__} for row in rows], ensure_ascii=False)
