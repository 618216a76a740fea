"""How easy a Dutch text is to read, and what to write instead. Pure: a text in, a `Reading` out."""

from core.plain_language.checking import Finding, HardTerm, Kind, Level, Reading, check, is_form_of, occurring
from core.plain_language.sentences import sentences_of, words_of

__all__ = ["Finding", "HardTerm", "Kind", "Level", "Reading", "check", "is_form_of", "occurring", "sentences_of", "words_of"]
