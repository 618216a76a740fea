"""The tables of search."""

from search.models.dictionary import DirectHelp, Synonym, SynonymKind, phrases_of
from search.models.index import SearchDocument, SearchSignature, SearchState, SearchWord

__all__ = [
    "DirectHelp",
    "SearchDocument",
    "SearchSignature",
    "SearchState",
    "SearchWord",
    "Synonym",
    "SynonymKind",
    "phrases_of",
]
