"""The embedded engine: SQLite's FTS5, queried directly and written in the transaction of the row.

A search is one statement over the full-text table, whose row ids carry everything that steps, tiers,
filters and facets are counted on, and one that fetches the documents shown.
"""

from search.engine.sqlite.engine import SqliteEngine

__all__ = ["SqliteEngine"]
