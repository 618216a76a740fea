"""What the engines of the database share: everything but the full-text table and how it is asked."""

from search.engine.database.vocabulary import current_vocabulary, load_vocabulary

__all__ = ["current_vocabulary", "load_vocabulary"]
