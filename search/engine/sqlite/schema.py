"""The full-text table: its columns, what a match in each weighs, and the statements that touch it."""

from __future__ import annotations

COLUMNS = ("title", "organisation", "keywords", "summary", "body", "labels", "title_parts", "parts")
# The texts come analysed (folded, stemmed), so the tokenizer has nothing left to do but split.
CREATE = """
    CREATE VIRTUAL TABLE search_fulltext USING fts5(
        title, organisation, keywords, summary, body, labels, title_parts, parts, tokenize = "unicode61 remove_diacritics 0"
    )
"""
DROP = "DROP TABLE IF EXISTS search_fulltext"
INSERT = """
    INSERT INTO search_fulltext (rowid, title, organisation, keywords, summary, body, labels, title_parts, parts)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
DELETE = "DELETE FROM search_fulltext WHERE rowid = %s"
OPTIMIZE = "INSERT INTO search_fulltext (search_fulltext) VALUES ('optimize')"
ROW_IDS = "SELECT rowid FROM search_fulltext WHERE search_fulltext MATCH %s"
SOME_ROW_IDS = ROW_IDS + " LIMIT %s"
# Row id, rank (lower is better), level and the number of the expression that matched. The weights are
# those of the columns in their order: words that stand there themselves weigh more than parts of compounds.
# The level is 3 for a word in the title, 2 in organisation, keywords or summary, 1 in the body, 0 in labels alone.
_RANK = "bm25(search_fulltext, 10.0, 5.0, 6.0, 3.0, 1.0, 0.4, 4.0, 0.5)"
_LEVEL = (
    "(bm25(search_fulltext, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0) < 0)"
    " + (bm25(search_fulltext, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0, 0.0) < 0)"
    " + (bm25(search_fulltext, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 1.0) < 0)"
)
MATCHES = f"""
    SELECT rowid, {_RANK}, {_LEVEL}, %s
    FROM search_fulltext WHERE search_fulltext MATCH %s
"""  # noqa: S608 - made of constants
ALL_RANKS = f"""
    SELECT rowid, {_RANK} FROM search_fulltext WHERE search_fulltext MATCH %s
"""  # noqa: S608 - made of constants
# The plus keeps FTS5 from looking up the rows one by one: it reads the matches once and ranks those asked for.
RANKS = f"""
    SELECT rowid, {_RANK} FROM search_fulltext
    WHERE search_fulltext MATCH %s AND +rowid IN (SELECT value FROM json_each(%s))
"""  # noqa: S608 - made of constants
TITLES = f"""
    SELECT rowid FROM search_fulltext WHERE search_fulltext MATCH %s
    ORDER BY {_RANK} LIMIT 40
"""  # noqa: S608 - made of constants
EXISTS = "EXISTS (SELECT 1 FROM search_fulltext WHERE search_fulltext MATCH %s)"

# A row's id is its document's signature followed by the document's own number.
ID_BITS = 26
SIGNATURE_BITS = 63 - ID_BITS
ID_MASK = (1 << ID_BITS) - 1
