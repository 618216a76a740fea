"""The engine of production: Elasticsearch 9, a mirror of the index in the database.

One request answers a search: it ranks, counts and fetches for all three steps at once, and how freely
the words may be taken is decided from its counts afterwards (`choosing`). Folding, synonyms, typing errors
and parts of compounds come from `search.understanding`; stems, scores, facets and places are the server's.
"""

from search.engine.elastic.engine import ElasticEngine

__all__ = ["ElasticEngine"]
