"""The full-text table of PostgreSQL and what belongs to it; no extension is needed."""

from __future__ import annotations

from search.engine.database.layout import ID_MASK

CREATE = (
    # Rows above the least size that can be set have their texts and weights stored apart, as they are: a row that is
    # only counted then costs 60 bytes, and one that is ranked is not unpacked.
    """
    CREATE TABLE search_fulltext (id bigint PRIMARY KEY, lexemes tsvector NOT NULL, weights jsonb NOT NULL)
    WITH (toast_tuple_target = 128)
    """,
    # Without statistics the planner takes every word for rare. With them it would read the whole table for a common
    # word, as it does not know what it costs to fetch texts that are stored apart.
    """
    ALTER TABLE search_fulltext
    ALTER COLUMN lexemes SET STORAGE EXTERNAL, ALTER COLUMN weights SET STORAGE EXTERNAL,
    ALTER COLUMN lexemes SET STATISTICS 0, ALTER COLUMN weights SET STATISTICS 0
    """,
    # What is not in the index yet waits in a list that every search reads: a short one.
    "CREATE INDEX search_fulltext_lexemes ON search_fulltext USING gin (lexemes) WITH (gin_pending_list_limit = 1024)",
    # Never called: it stands in the condition of every search, and its cost tells the planner what reading a text costs.
    """
    CREATE FUNCTION search_never(id bigint) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1000
    AS 'BEGIN RETURN true; END'
    """,
    # Never the same number for two transactions; it comes round again long after the first ones are gone.
    f"CREATE SEQUENCE search_number MAXVALUE {ID_MASK} CYCLE",
    """
    CREATE INDEX search_document_place ON search_searchdocument (id) INCLUDE (latitude, longitude)
    WHERE latitude IS NOT NULL AND longitude IS NOT NULL
    """,
    # Changes that still have to be counted because another transaction was counting.
    """
    CREATE TABLE search_wordchange (
        word text NOT NULL, shown text NOT NULL, stem text NOT NULL, documents integer NOT NULL, titles integer NOT NULL
    )
    """,
    # The empty word stands for all documents together.
    """
    CREATE VIEW search_vocabulary AS
    SELECT word, min(shown) AS shown, min(stem) AS stem, sum(documents)::integer AS documents, sum(titles)::integer AS titles
    FROM (
        SELECT word::text, shown::text, stem::text, documents, titles FROM search_searchword
        UNION ALL SELECT word, shown, stem, documents, titles FROM search_wordchange
    ) AS counted
    WHERE word <> ''
    GROUP BY word HAVING sum(documents) > 0
    """,
)
DROP = (
    "DROP VIEW IF EXISTS search_vocabulary",
    "DROP TABLE IF EXISTS search_wordchange",
    "DROP INDEX IF EXISTS search_document_place",
    "DROP SEQUENCE IF EXISTS search_number",
    "DROP FUNCTION IF EXISTS search_never(bigint)",
    "DROP TABLE IF EXISTS search_fulltext",
)
