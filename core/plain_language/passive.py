"""Sentences that do not say who does something: "worden" or "zijn" with a participle."""

from __future__ import annotations

import re

from core.plain_language.lists import NO_PARTICIPLES, NO_PASSIVE, STRONG_PARTICIPLES
from core.plain_language.sentences import words_of

_BECOME = frozenset({"word", "wordt", "worden", "werd", "werden"})
_BE = frozenset({"is", "zijn", "was", "waren"})
_HAVE = frozenset({"heb", "hebt", "heeft", "hebben", "had", "hadden"})
# What happens to somebody without anybody doing it.
_HAPPENS = frozenset({"geboren", "verliefd"})
# Where another thought begins, with a verb of its own.
_CLAUSE = re.compile(
    r"[,;:()\u2013]|\s(?:omdat|maar|want|als|wie|waar|die|dat|zodat|dan|en|terwijl|totdat|voordat|nadat|hoe|wat|of)\s", re.IGNORECASE
)
_BEFORE = (
    r"(?:aan|achter|af|bij|binnen|bloot|buiten|dicht|door|goed|heen|in|klaar|los|mede|mee|mis|na|neer|om|onder|open|op|over|plaats|samen|schoon|stop|"
    r"tegen|tegemoet|terecht|terug|thuis|toe|tot|tussen|uit|vast|vol|voor|voort|vrij|weer|weg)?"
)
_WITH_GE = re.compile(_BEFORE + r"ge(?!.*(?:heid|ing|lijk)$)\w{2,}(?:d|t|en)")
# A "t" after another consonant is the present tense: "betaalt", but "verstrekt".
_WITHOUT_GE = re.compile(_BEFORE + r"(?:be|ver|ont|her|er|onder|over|door|vol|voor|weer)\w{2,}(?:d|[kfschpx]t)|\w{3,}eerd")


def passive_in(sentence: str) -> str:
    """The two words that make a sentence passive, as "wordt gegeven"; empty if it says who does it, as far as we can tell."""
    for clause in _CLAUSE.split(sentence):
        # Names have a capital: "Zandweerd" is no participle.
        words = [word.lower() if at == 0 or not word[0].isupper() else "" for at, word in enumerate(words_of(clause))]
        helper = next((word for word in words if word in _BECOME), "")
        if helper and (done := next((word for at, word in enumerate(words) if word not in _HAPPENS and _is_done(words, at)), "")):
            return f"{helper} {done}"
        helper = next((word for word in words if word in _BE), "")
        if not helper or not _HAVE.isdisjoint(words):
            continue
        if done := next((word for at, word in enumerate(words) if word not in NO_PASSIVE and _is_done(words, at)), ""):
            return f"{helper} {done}"
    return ""


def _is_done(words: list[str], at: int) -> bool:
    """Whether the word at a place is a participle that says what is done, not one that describes the noun after it."""
    word, before = words[at], words[at - 1] if at else ""
    if word in NO_PARTICIPLES or before in {"te", "de", "het", "een", "uw", "ons", "hun", "geen", "dit"}:
        return False
    if word in STRONG_PARTICIPLES:
        return True
    return bool(_WITH_GE.fullmatch(word) or _WITHOUT_GE.fullmatch(word))
