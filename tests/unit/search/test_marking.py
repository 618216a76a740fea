"""Words of a text that were looked for, marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.understanding.marking import looked_for, marked, marks
from search.understanding.queries import understand
from search.understanding.thesaurus import SynonymRule, Thesaurus

POETSHULP = SynonymRule(term="poetshulp", words=("huishoudelijke hulp",))


def _marked(typed: str, text: str) -> list[str]:
    stems = looked_for(understand(typed, Thesaurus([POETSHULP])))
    return [piece for piece, is_marked in marked(text, stems) if is_marked]


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [
        ("koffie", "Koffie, koffie en KOFFIE!", ["Koffie", "koffie", "KOFFIE"]),
        ("boodschap", "Boodschappen doen", ["Boodschappen"]),
        ("foto's", "Mijn foto's en foto’s", ["foto's", "foto’s"]),
        ("w.m.o.", "Vragen over de Wmo (w.m.o.)", ["Wmo", "w.m.o."]),
        ("dietist", "Die\u0308tist of di\u00ebtist", ["Die\u0308tist", "di\u00ebtist"]),
        ("boodschappen", "Bood\u00adschappen", ["Bood\u00adschappen"]),
        ("hulp", "Schuldhulpverlening", ["Schuldhulpverlening"]),
        ("poetshulp", "Huishoudelijke zaken", ["Huishoudelijke"]),
        ("het", "Hoe werkt het hier", ["het"]),
        ("wil", "Vrijwilliger", []),
        ("koffie", "", []),
    ],
)
def test_whole_words_are_marked(typed: str, text: str, found: list[str]) -> None:
    assert _marked(typed, text) == found


def test_stems_that_stand_in_are_marked_too() -> None:
    stems = looked_for(understand("kofie", Thesaurus()), ["koffie"])

    assert marks({"title": "Koffie", "summary": "Thee"}, stems) == {"title": (("Koffie", True),)}


@given(text=st.text(max_size=200), typed=st.text(max_size=60))
def test_the_pieces_are_the_text(text: str, typed: str) -> None:
    pieces = marked(text, looked_for(understand(f"{typed} {text[:20]}", Thesaurus())))

    assert "".join(piece for piece, _ in pieces) in (text, "")
    assert all(piece for piece, _ in pieces)
