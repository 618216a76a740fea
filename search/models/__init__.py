"""The tables of search."""

from search.models.dictionary import DirectHelp, Synonym, SynonymKind, phrases_of
from search.models.index import SearchDocument, SearchSignature, SearchState, SearchWord
from search.models.log import LoggedSearch, MissingHelp, UnknownWord, WordSalt, WordSighting
from search.models.outbox import OutboxRow, RemoteIndex

__all__ = [
    "DirectHelp",
    "LoggedSearch",
    "MissingHelp",
    "OutboxRow",
    "RemoteIndex",
    "SearchDocument",
    "SearchSignature",
    "SearchState",
    "SearchWord",
    "Synonym",
    "SynonymKind",
    "UnknownWord",
    "WordSalt",
    "WordSighting",
    "phrases_of",
]
