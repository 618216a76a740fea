"""The vocabulary as the database holds it: read whole, or only the words that begin in a certain way."""

from __future__ import annotations

from functools import lru_cache

from search.engine.database import tokens
from search.engine.database.dialect import Dialect
from search.engine.database.statements import fetch
from search.understanding.vocabulary import LAST_CHARACTER, Vocabulary, Word

# A view: where several transactions write at once, words wait beside the table to be counted.
_WORDS = "SELECT word, shown, stem, documents, titles FROM search_vocabulary"


def load_vocabulary() -> Vocabulary:
    """All words, read anew; one statement."""
    return Vocabulary(Word(*row) for row in fetch(_WORDS))


def current_vocabulary() -> Vocabulary:
    """All words, remembered by this process until the index changes; one statement, two after a change."""
    return _remembered(tokens.current(tokens.INDEX))


def words_beginning_with(dialect: Dialect, beginning: str) -> Vocabulary:
    """Only the words that begin so; one statement."""
    return Vocabulary(Word(*row) for row in fetch(f"{_WORDS} WHERE {dialect.begins}", [beginning, beginning + LAST_CHARACTER]))


@lru_cache(maxsize=2)
def _remembered(_token: str) -> Vocabulary:
    return load_vocabulary()
