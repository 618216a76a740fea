"""The embedded engine: SQLite's FTS5, queried directly and written in the transaction of the row.

The row ids of the full-text table carry everything that steps, tiers, filters and facets are counted
on. So one statement counts, one ranks what can be shown, and one fetches the documents shown.
"""

from search.engine.sqlite.engine import SqliteEngine

__all__ = ["SqliteEngine"]
