"""The judged queries can be read, are many enough, and name only what the demo city has; the reader refuses the rest."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.relevance.judged import City, JudgedQuery, JudgementError, Part, Split, load_judgements, read_city

CITY = City(documents=frozenset({"koffie", "soep", "organisatie:buurthuis"}), zones=frozenset({"zandweerd"}))


@pytest.fixture(scope="module")
def judged() -> tuple[JudgedQuery, ...]:
    return load_judgements()


def read(folder: Path, text: str) -> tuple[JudgedQuery, ...]:
    (folder / "names.tsv").write_text(text, encoding="utf-8")
    return load_judgements(parts=(Part.NAMES,), directory=folder, city=CITY)


def test_set_is_as_large_as_promised(judged: tuple[JudgedQuery, ...]) -> None:
    sizes = Counter(query.part for query in judged)

    assert len(judged) >= 250
    assert {part: sizes[part] for part in Part if sizes[part] < 40} == {}


def test_a_third_is_held_out_of_every_part(judged: tuple[JudgedQuery, ...]) -> None:
    assert share_held_out(judged) == pytest.approx(1 / 3, abs=0.03)
    for part in Part:
        assert share_held_out([query for query in judged if query.part == part]) == pytest.approx(1 / 3, abs=0.03)


def share_held_out(queries: tuple[JudgedQuery, ...] | list[JudgedQuery]) -> float:
    return sum(query.split is Split.HELD_OUT for query in queries) / len(queries)


def test_every_document_is_one_that_search_can_show(judged: tuple[JudgedQuery, ...]) -> None:
    named = {document for query in judged for document in [*query.grades, *query.never]}

    assert named <= read_city().documents


def test_most_of_the_city_is_asked_for(judged: tuple[JudgedQuery, ...]) -> None:
    wanted = {document for query in judged for document, grade in query.grades.items() if grade >= 2}

    assert len(wanted) >= 300


def test_there_are_traps_and_questions_without_an_answer(judged: tuple[JudgedQuery, ...]) -> None:
    assert sum(bool(query.never) for query in judged) >= 12
    assert sum(not query.has_answer for query in judged) >= 5


def test_some_ask_on_the_site_of_a_zone(judged: tuple[JudgedQuery, ...]) -> None:
    assert 0.15 <= sum(bool(query.zone) for query in judged) / len(judged) <= 0.5


def test_reading(tmp_path: Path) -> None:
    text = "# Uitleg\nnames-001\thub\tkop koffie\n\t3\tkoffie\n\t1\torganisatie:buurthuis\n\tnever\tsoep\n\nnames-003\tzandweerd\tkaas\t2026-11-24T10:30\n\tnone\n"

    first, second = read(tmp_path, text)

    assert (first.text, first.zone, first.moment, first.split) == ("kop koffie", "", None, Split.TUNE)
    assert (first.grades, first.never, first.has_answer) == ({"koffie": 3, "organisatie:buurthuis": 1}, {"soep"}, True)
    assert (second.zone, second.grades, second.has_answer, second.split) == ("zandweerd", {}, False, Split.HELD_OUT)
    assert second.moment is not None
    assert second.moment.isoformat() == "2026-11-24T10:30:00"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("names-001\thub\tkoffie\n\t3\tthee\n", "line 2: search cannot show 'thee'"),
        ("names-001\thub\tkoffie\n\t4\tkoffie\n", "line 2: '4' is not a grade"),
        ("names-001\thub\tkoffie\n\t0\tkoffie\n", "line 2: '0' is not a grade"),
        ("names-001\thub\tkoffie\n\t3\tkoffie\n\tnever\tkoffie\n", "line 3: 'koffie' is judged twice"),
        ("names-001\thub\tkoffie\n", "line 1: a query has documents that help, or else 'none'"),
        ("names-001\thub\tkoffie\n\tnever\tsoep\n", "line 1: a query has documents that help, or else 'none'"),
        ("names-001\thub\tkoffie\n\t3\tkoffie\n\tnone\n", "line 1: a query has documents that help, or else 'none'"),
        ("names-001\tschalkhaar\tkoffie\n\t3\tkoffie\n", "line 1: there is no zone 'schalkhaar'"),
        ("forms-001\thub\tkoffie\n\t3\tkoffie\n", "line 1: 'forms-001' is not 'names-' with three digits"),
        ("names-001 hub koffie\n\t3\tkoffie\n", "line 1: a query has an id, a zone and words"),
        ("names-001\thub\tkoffie\tdinsdag\n\t3\tkoffie\n", "line 1: 'dinsdag' is not a moment"),
        ("\t3\tkoffie\n", "line 1: a judgement before the first query"),
        ("names-001\thub\tkoffie\n\t3\tkoffie\nnames-001\thub\tsoep\n\t3\tsoep\n", "judged more than once: names-001"),
        ("names-001\thub\tkoffie\n\t3\tkoffie\nnames-002\thub\tkoffie\n\t3\tkoffie\n", "judged more than once: koffie"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(JudgementError) as refusal:
        read(tmp_path, text)

    assert problem in str(refusal.value)


def test_help_that_has_stopped_cannot_be_judged() -> None:
    assert "computerclub-55-plus-raamhof" not in read_city().documents
    assert "koffie-aan-de-lange-tafel" in read_city().documents
    assert "organisatie:st-jurrien" in read_city().documents
