"""The vocabulary in memory: beginnings of words, and what a typing error stands for."""

from __future__ import annotations

import pytest

from search.understanding.vocabulary import Vocabulary, Word


def _vocabulary(*words: tuple[str, int]) -> Vocabulary:
    """Words with the number of titles that they stand in, and one document more."""
    return Vocabulary(Word(word, word.upper(), word, titles + 1, titles) for word, titles in words)


KNOWN = _vocabulary(("koffie", 4), ("koffieochtend", 2), ("kopie", 1), ("koffiebar", 2), ("kof", 0), ("thee", 3), ("vrijwilligers", 1))


def _words(found: list[Word]) -> list[str]:
    return [word.word for word in found]


def test_the_word_itself_comes_first_and_then_the_commonest() -> None:
    assert _words(KNOWN.beginning_with("kof", limit=9)) == ["kof", "koffie", "koffiebar", "koffieochtend"]
    assert _words(KNOWN.beginning_with("ko", limit=2)) == ["koffie", "koffiebar"]
    assert _words(KNOWN.beginning_with("x", limit=9)) == []


def test_completions_are_longer_words_from_three_letters() -> None:
    assert _words(KNOWN.completions("kof", limit=2)) == ["koffie", "koffiebar"]
    assert _words(KNOWN.completions("koffie", limit=1)) == ["koffiebar"]
    assert KNOWN.completions("ko", limit=9) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kofie", ["koffie"]),
        ("kofife", ["koffie"]),
        ("koffi", ["koffie"]),
        ("vrijwiligres", ["vrijwilligers"]),
        ("zoffie", []),
        ("koffie1", []),
        ("kof", []),
        ("", []),
    ],
)
def test_one_error_in_a_short_word_and_two_in_a_long_one(typed: str, meant: list[str]) -> None:
    assert _words(KNOWN.corrected(typed)) == meant


def test_two_corrections_only_if_neither_is_clearly_commoner() -> None:
    assert _words(_vocabulary(("koffie", 4), ("koffia", 2)).corrected("koffir")) == ["koffie", "koffia"]
    assert _words(_vocabulary(("koffie", 6), ("koffia", 2)).corrected("koffir")) == ["koffie"]


def test_it_knows_in_how_many_documents_a_word_is() -> None:
    assert (KNOWN.documents_of("koffie"), KNOWN.documents_of("koff"), KNOWN.documents_of("zzz")) == (5, 0, 0)
    assert Vocabulary([]).documents_of("koffie") == 0
