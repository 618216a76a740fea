"""The tables of search."""

from search.models.dictionary import DirectHelp, HardWord, Synonym, SynonymKind, phrases_of
from search.models.index import SearchDocument, SearchSignature, SearchState, SearchWord
from search.models.log import LoggedSearch, MissingHelp, UnknownWord, WordSalt, WordSighting
from search.models.outbox import OutboxRow, RemoteIndex
from search.models.reading import LEVELS, ReadingFigure

__all__ = [
    "LEVELS",
    "DirectHelp",
    "HardWord",
    "LoggedSearch",
    "MissingHelp",
    "OutboxRow",
    "ReadingFigure",
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
