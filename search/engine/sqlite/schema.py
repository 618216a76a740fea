"""The full-text table of FTS5, and the statements that touch it."""

from __future__ import annotations

from search.engine.database.layout import COLUMNS, ID_BITS, LEVELS, WEIGHTS


def _bm25(weights: dict[str, float]) -> str:
    return f"bm25(search_fulltext, {', '.join(str(weights[name]) for name in COLUMNS)})"


def _reaches(level: int) -> str:
    """Whether a match is in a column of at least this level."""
    return f"({_bm25({name: float(own >= level) for name, own in LEVELS.items()})} < 0)"


AMONG = "IN (SELECT value FROM json_each(%s))"
_NAMES = ", ".join(COLUMNS)
# The texts come analysed (folded, stemmed), so the tokenizer has nothing left to do but split.
CREATE_FULLTEXT = f'CREATE VIRTUAL TABLE search_fulltext USING fts5({_NAMES}, tokenize = "unicode61 remove_diacritics 0")'
DROP_FULLTEXT = "DROP TABLE IF EXISTS search_fulltext"
# Only one connection writes at a time, so the words are always counted.
_VOCABULARY = "CREATE VIEW search_vocabulary AS SELECT word, shown, stem, documents, titles FROM search_searchword"
CREATE = (CREATE_FULLTEXT, _VOCABULARY)
DROP = ("DROP VIEW IF EXISTS search_vocabulary", DROP_FULLTEXT)
INSERT = f"INSERT INTO search_fulltext (rowid, {_NAMES}) VALUES (%s{', %s' * len(COLUMNS)})"  # noqa: S608 - made of constants
DELETE = "DELETE FROM search_fulltext WHERE rowid = %s"
OPTIMIZE = "INSERT INTO search_fulltext (search_fulltext) VALUES ('optimize')"
# Over the index of the signatures, in which the number is too.
ALL_ROW_IDS = "SELECT signature_id << BITS | id FROM search_searchdocument".replace("BITS", str(ID_BITS))
ROW_IDS = "SELECT rowid FROM search_fulltext WHERE search_fulltext MATCH %s"
SOME_ROW_IDS = ROW_IDS + " LIMIT %s"
# Row id, rank (lower is better), level and the number of the expression that matched.
_RANK = _bm25(WEIGHTS)
_LEVEL = f"{_reaches(3)} + {_reaches(2)} + {_reaches(1)}"
ALL_RANKS = ROW_IDS.replace("rowid", f"rowid, {_RANK}")
MATCHES = ROW_IDS.replace("rowid", f"rowid, {_RANK}, {_LEVEL}, %s")
# The plus keeps FTS5 from looking up the rows one by one: it reads the matches once and ranks those asked for.
RANKS = f"{ALL_RANKS} AND +rowid {AMONG}"
BEST = f"{ROW_IDS} ORDER BY {_RANK} LIMIT %s"
EXISTS = "EXISTS (SELECT 1 FROM search_fulltext WHERE search_fulltext MATCH %s)"
