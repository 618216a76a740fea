"""Where sentences and words of a Dutch text begin and end, and how many syllables words have."""

from __future__ import annotations

import re
from functools import lru_cache

import pyphen

from core.plain_language.lists import words_from

# A full stop after one of these ends no sentence, unless it was the last word (as "enz." may be).
_SHORTENED = words_from("shortened.txt")
_MAY_END = frozenset({"enz", "etc", "e.d", "ed", "p.p", "a.u.b", "s.v.p", "z.s.m"})
# More letters than any shortened word has.
LONGEST_SHORTENED = 40
_BULLET = re.compile(r"^\s*(?:[-\u2013\u2014\u2022*\u00b7\u25aa\u25cb]+|\(?\d{1,2}[.)]|\(?[a-z]\))\s+")
# Never half of a row of marks: a long row would be tried from each of them.
_END = re.compile(r"(?<![.!?\u2026])[.!?\u2026]++[\"'\u201d\u2019\u00bb)\]]*+(?=\s)")
_STARTS = re.compile(r"\s+[\"'\u201c\u2018\u00ab(\[]*(?:[^\W\d_a-zà-ÿ]|\d|€|['\u2019][a-z]\s+[^\W\d_a-zà-ÿ])")
_LAST_TOKEN = re.compile(r"[\w.]+$")
_WORD = re.compile(r"[^\W_]+(?:[-'\u2019./,:@&+][^\W_]+)*")


def sentences_of(text: str) -> tuple[str, ...]:
    """The sentences of a text, in order. Every line stands by itself, so that an item of a list is a sentence too."""
    return tuple(sentence for line in text.splitlines() for sentence in _sentences_of_line(_BULLET.sub("", line)) if _WORD.search(sentence))


def _sentences_of_line(line: str) -> list[str]:
    found, begin = [], 0
    for end in _END.finditer(line):
        if _STARTS.match(line, end.end()) and not _is_shortened(
            line[max(begin, end.start() - LONGEST_SHORTENED) : end.start()], end.group()
        ):
            found.append(line[begin : end.end()].strip())
            begin = end.end()
    return [*found, line[begin:].strip()]


def _is_shortened(before: str, mark: str) -> bool:
    """Whether a full stop belongs to the word before it: "dhr.", the "J." of a name."""
    if mark != ".":
        return False
    token = _LAST_TOKEN.search(before)
    word = token.group() if token else ""
    if word.lower() in _MAY_END:
        return False
    return word.lower() in _SHORTENED or (len(word) == 1 and word.isupper())


def words_of(sentence: str) -> tuple[str, ...]:
    """The words of a sentence without the marks around them; "t/m", "9.00" and a telephone number are one word each."""
    return tuple(_WORD.findall(sentence))


@lru_cache(maxsize=1)
def _hyphenation() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="nl_NL")


@lru_cache(maxsize=20_000)
def syllables_in(word: str) -> int:
    """How many pieces Dutch hyphenation makes of a word; never splits off one letter, so it says at most what one hears."""
    return len(_hyphenation().positions(word.lower())) + 1
