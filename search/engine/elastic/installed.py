"""The engine as the settings describe it."""

from __future__ import annotations

from django.conf import settings

from search.engine.database import load_vocabulary
from search.engine.elastic.engine import ElasticEngine
from search.engine.elastic.words import RecentWords


def installed_engine() -> ElasticEngine:
    """The engine of this installation."""
    return ElasticEngine(urls=settings.ELASTICSEARCH_URLS, alias=settings.ELASTICSEARCH_INDEX, vocabulary=RecentWords(load_vocabulary))
