"""The demo guides keep to the bar for Dutch content, and lead to help that exists."""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import chain
from typing import Any

import pytest

from dossiers.rules import Answer, Outcome, Question, Tree, longest_from, problems_of
from tests.unit.test_demo_content import DEMO, STIFF
from tests.unit.test_demo_dossiers import (
    BY_ENTRY,
    DIRECT_HELP,
    DOSSIERS,
    FORMAL,
    MAX_MEAN_WORDS,
    MAX_SENTENCE_WORDS,
    PERSON_WITH_A_FULL_NAME,
    STEPS,
    THEME_SLUGS,
    WHOLE_CITY,
    numbers,
    sentences,
    words_in,
)

Guide = dict[str, Any]

FILES = sorted((DEMO / "guides").glob("*.json"))
GUIDES: list[Guide] = [json.loads(path.read_text(encoding="utf-8")) for path in FILES]
each_guide = pytest.mark.parametrize("guide", GUIDES, ids=[path.stem for path in FILES])
DOSSIER_SLUGS = {dossier["slug"] for dossier in DOSSIERS}


def tree_of(guide: Guide) -> Tree:
    return Tree(
        questions=tuple(
            Question(
                name=row["name"],
                text=row["text"],
                answers=tuple(Answer(text=answer["text"], leads_to=answer["to"]) for answer in row["answers"]),
                unsure_to=row["unsure"],
            )
            for row in guide["questions"]
        ),
        outcomes=tuple(
            Outcome(name=row["name"], title=row["title"], tips=tuple(row["tips"]), has_desk=row["desk"]) for row in guide["outcomes"]
        ),
    )


def texts(guide: Guide) -> list[str]:
    asked = chain(*((row["text"], row["explanation"], *(answer["text"] for answer in row["answers"])) for row in guide["questions"]))
    told = chain(*((row["sentence"], *row["tips"]) for row in guide["outcomes"]))
    return [text for text in (guide["introduction"], *asked, *told) if text]


def titles(guide: Guide) -> list[str]:
    return [guide["title"], *(row["title"] for row in guide["outcomes"])]


def test_there_are_two_for_different_themes() -> None:
    assert [guide["slug"] for guide in GUIDES] == [path.stem for path in FILES]
    assert len({guide["theme"] for guide in GUIDES}) == len(GUIDES) == 2
    assert {guide["theme"] for guide in GUIDES} <= THEME_SLUGS
    assert {guide["slug"] for guide in GUIDES} & DOSSIER_SLUGS == set()


@each_guide
def test_nobody_gets_lost(guide: Guide) -> None:
    tree = tree_of(guide)

    assert problems_of(tree) == ()
    assert longest_from(tree, tree.questions[0]) <= 5


@each_guide
def test_an_outcome_has_help_in_every_step_wherever_somebody_lives(guide: Guide) -> None:
    for row in guide["outcomes"]:
        found = [BY_ENTRY[slug] for slug in row["entries"]]
        assert [entry["sleutel"] for entry in found if entry["gestopt_op"]] == []
        assert {entry["stap"] for entry in found if entry["zones"] == WHOLE_CITY} == set(STEPS), row["name"]
        assert Counter(row["entries"]).most_common(1)[0][1] == 1, row["name"]
        assert set(row["dossiers"]) <= DOSSIER_SLUGS
        assert len(row["tips"]) == 2, row["name"]


@each_guide
def test_texts_fit_their_fields(guide: Guide) -> None:
    assert len(guide["introduction"]) <= 140
    for row in guide["questions"]:
        assert len(row["name"]) <= 30
        assert row["text"].endswith("?")
        assert len(row["text"]) <= 80
        assert all(len(answer["text"]) <= 60 and not answer["text"].endswith(".") for answer in row["answers"])
    for row in guide["outcomes"]:
        assert len(row["name"]) <= 30
        assert len(row["title"]) <= 60
        assert all(len(tip) <= 140 for tip in row["tips"])
    assert all(text == text.strip() and "  " not in text for text in [*texts(guide), *titles(guide)])


@each_guide
def test_sentences_are_short_and_plain(guide: Guide) -> None:
    lengths = {sentence: words_in(sentence) for sentence in sentences(texts(guide))}

    assert {sentence: length for sentence, length in lengths.items() if length > MAX_SENTENCE_WORDS} == {}
    assert sum(lengths.values()) / len(lengths) <= MAX_MEAN_WORDS


@each_guide
def test_no_stiff_words_no_shouting_and_no_numbers_of_our_own(guide: Guide) -> None:
    found = [*texts(guide), *titles(guide)]

    assert [text for text in found if STIFF.search(text) or FORMAL.search(text)] == []
    assert [text for text in found if "!" in text or "http" in text or "@" in text] == []
    assert [text for text in found if PERSON_WITH_A_FULL_NAME.search(text)] == []
    assert [text for text in found if re.search(r"\b(?:Wmo|DigiD|pgb|[A-Z]{2,})\b", text)] == []
    # Telephone numbers stand with the help itself, where they are kept.
    assert numbers(found) <= DIRECT_HELP | {"112"}


def test_no_two_guides_say_the_same() -> None:
    said = Counter(chain(*({sentence.casefold() for sentence in sentences(texts(guide)) if words_in(sentence) > 4} for guide in GUIDES)))

    assert [sentence for sentence, times in said.items() if times > 1] == []
