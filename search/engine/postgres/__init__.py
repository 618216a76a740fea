"""The engine of PostgreSQL: a tsvector of our own stems with a GIN index, written in the transaction of the row.

The table with the texts is narrow: what is large is stored apart and only fetched for what is ranked, so that
everything a page counts is read from few blocks.
"""

from search.engine.postgres.engine import PostgresEngine

__all__ = ["PostgresEngine"]
