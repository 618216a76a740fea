"""Guides: what is refused, in which words, and where answers lead. Held against a model that simply walks every way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers.rules import (
    MAX_DEPTH,
    MAX_QUESTIONS,
    UNSURE,
    Answer,
    Outcome,
    Part,
    Question,
    Tree,
    longest_from,
    problems_of,
    read_path,
    route_to,
    walk,
    written_path,
)


def question(name: str, *targets: str, unsure: str = "") -> Question:
    answers = tuple(Answer(text=f"Antwoord {number}", leads_to=target) for number, target in enumerate(targets, start=1))
    return Question(name=name, text=f"Wat is {name}?", answers=answers, unsure_to=unsure)


def outcome(name: str, **fields: object) -> Outcome:
    return Outcome(name=name, title=f"Uitkomst {name}", **({"tips": ("Bel ons.",)} | fields))


def tree(*parts: Question | Outcome) -> Tree:
    return Tree(
        questions=tuple(part for part in parts if isinstance(part, Question)),
        outcomes=tuple(part for part in parts if isinstance(part, Outcome)),
    )


GOOD = tree(question("post", "geld", "klaar"), question("geld", "klaar", "bellen", unsure="bellen"), outcome("klaar"), outcome("bellen"))


def sentences(wrong: Tree) -> list[str]:
    return [problem.sentence for problem in problems_of(wrong)]


def test_a_good_tree_is_accepted() -> None:
    assert problems_of(GOOD) == ()


def test_names_are_compared_as_people_read_them() -> None:
    assert (
        problems_of(
            tree(question("Post", " post kwijt ", "KLAAR"), question("post  kwijt", "klaar", "bel"), outcome("Klaar"), outcome("bel"))
        )
        == ()
    )


def chain(length: int) -> Tree:
    questions = [question(f"v{number}", f"v{number + 1}" if number < length else "eind", "klaar") for number in range(1, length + 1)]
    return tree(*questions, outcome("eind"), outcome("klaar"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (tree(), "Maak ten minste één vraag."),
        (tree(question("post", "post", "post")), "Maak ten minste één uitkomst. Elk antwoord komt bij een uitkomst terecht."),
        (tree(question("", "a", "b"), outcome("a"), outcome("b")), "Vraag 1 heeft nog geen korte naam."),
        (tree(question("post", "a", "b"), outcome("a"), outcome("b"), outcome(" ")), "Uitkomst 3 heeft nog geen korte naam."),
        (
            tree(question("post", "a", "b"), question("Post", "a", "b"), outcome("a"), outcome("b")),
            "Vraag 'Post': deze korte naam komt vaker voor. Geef elke vraag en elke uitkomst een eigen naam.",
        ),
        (
            tree(question("post", "a", "post"), outcome("a"), outcome("post")),
            "Uitkomst 'post': deze korte naam komt vaker voor. Geef elke vraag en elke uitkomst een eigen naam.",
        ),
        (tree(question("post"), outcome("a")), "Vraag 'post' heeft geen antwoorden. Geef er minstens twee."),
        (tree(question("post", "a"), outcome("a")), "Vraag 'post' heeft maar één antwoord. Geef er minstens twee."),
        (tree(question("post", *["a"] * 7), outcome("a")), "Vraag 'post' heeft 7 antwoorden. Geef er hoogstens 6."),
        (tree(replace(question("post", "a", "a"), text=" "), outcome("a")), "Vraag 'post' is nog leeg. Schrijf wat u wilt vragen."),
        (
            tree(Question(name="post", text="Is er post?", answers=(Answer(text="Ja", leads_to="a"), Answer(text="ja ", leads_to="a"))), outcome("a")),
            "Vraag 'post' heeft twee keer hetzelfde antwoord.",
        ),
        (
            tree(Question(name="post", text="Is er post?", answers=(Answer(text="Ja", leads_to="a"), Answer(text="", leads_to="a"))), outcome("a")),
            "Vraag 'post' heeft een antwoord zonder tekst.",
        ),
        (
            tree(question("post", "a", " "), outcome("a")),
            "Vraag 'post': het antwoord 'Antwoord 2' leidt nergens heen. Vul de korte naam in van een vraag of een uitkomst.",
        ),
        (
            tree(question("post", "brievn", "brieven"), outcome("brieven")),
            "Vraag 'post': het antwoord 'Antwoord 1' leidt naar 'brievn'. Geen vraag of uitkomst heet zo. Bedoelt u 'brieven'?",
        ),
        (
            tree(question("post", "a", "a", unsure="zzz"), outcome("a")),
            "Vraag 'post': het antwoord 'Ik weet het niet' leidt naar 'zzz'. Geen vraag of uitkomst heet zo.",
        ),
        (
            tree(question("post", "a", "a"), outcome("a", tips=())),
            "Uitkomst 'a' is leeg. Kies hulp of een dossier, schrijf een tip, of zet de Wijkwinkel aan.",
        ),
        (
            tree(question("post", "geld", "a"), question("geld", "a", "post"), outcome("a")),
            "Vraag 'geld' leidt terug naar vraag 'post'. Zo draait iemand in een kring: 'post', dan 'geld', dan 'post'. Kies een ander vervolg.",
        ),
        (
            tree(question("post", "a", "post"), outcome("a")),
            "Vraag 'post' leidt terug naar vraag 'post'. Zo draait iemand in een kring: 'post', dan 'post'. Kies een ander vervolg.",
        ),
        (
            tree(question("post", "a", "a", unsure="post"), outcome("a")),
            "Vraag 'post' leidt terug naar vraag 'post'. Zo draait iemand in een kring: 'post', dan 'post'. Kies een ander vervolg.",
        ),
        (
            tree(question("post", "a", "a"), question("geld", "a", "a"), outcome("a")),
            "Vraag 'geld': geen antwoord leidt hierheen. Laat een antwoord hierheen leiden, of haal dit weg.",
        ),
        (
            tree(question("post", "a", "a"), outcome("a"), outcome("b")),
            "Uitkomst 'b': geen antwoord leidt hierheen. Laat een antwoord hierheen leiden, of haal dit weg.",
        ),
        (chain(MAX_DEPTH + 1), "Vraag 'v9' komt voor sommigen na 8 andere vragen. Stel er hoogstens 8 achter elkaar."),
        (
            tree(*(question(f"v{number}", "a", "a") for number in range(MAX_QUESTIONS + 1)), outcome("a")),
            "Dit zijn 26 vragen. Maak er hoogstens 25, of maak twee wegwijzers.",
        ),
        (tree(question("post", "a", "a"), *(outcome(f"u{number}") for number in range(26))), "Dit zijn 26 uitkomsten. Maak er hoogstens 25."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence_that_names_it(wrong: Tree, sentence: str) -> None:
    assert sentence in sentences(wrong)


def test_a_sentence_knows_the_place_of_what_it_is_about() -> None:
    problems = problems_of(tree(question("post", "a", "a"), question("geld", "nergens", "a"), outcome("a"), outcome("b", tips=())))

    assert [(problem.part, problem.index) for problem in problems] == [(Part.QUESTIONS, 1), (Part.OUTCOMES, 1)]


def test_as_many_questions_in_a_row_as_are_allowed() -> None:
    assert problems_of(chain(MAX_DEPTH)) == ()


@pytest.mark.parametrize("filled", [{"entries": (1,)}, {"dossiers": (1,)}, {"has_desk": True}, {"tips": ("Bel.",)}])
def test_one_thing_is_enough_for_an_outcome(filled: dict[str, object]) -> None:
    assert problems_of(tree(question("post", "a", "a"), outcome("a", **({"tips": ()} | filled)))) == ()


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("", ()), ("2.1.3", (2, 1, 3)), ("2.x.3", (2,)), ("2..3", (2,)), ("-1", ()), ("1.99.100.1", (1, 99)), ("٣.1", ()), ("1. 2", (1,)), ("²", ()),
        ("1." * 5000, (1,) * 8),
    ],
)  # fmt: skip
def test_an_address_is_read_as_far_as_it_is_one(text: str, path: tuple[int, ...]) -> None:
    assert read_path(text) == path


@pytest.mark.parametrize(
    ("path", "name", "kept"),
    [
        ((), "post", ()), ((2,), "klaar", (2,)), ((1,), "geld", (1,)), ((1, UNSURE), "bellen", (1, 0)), ((1, 3), "geld", (1,)),
        ((0,), "post", ()), ((2, 1, 1), "klaar", (2,)), ((9, 1), "post", ()),
    ],
)  # fmt: skip
def test_bad_answers_end_at_the_last_good_question(path: tuple[int, ...], name: str, kept: tuple[int, ...]) -> None:
    position = walk(GOOD, path)

    assert position is not None
    assert (position.now.name, position.path) == (name, kept)


def test_a_tree_that_was_stored_wrong_still_answers() -> None:
    assert walk(tree(), (1,)) is None
    circle = tree(question("a", "b", "c"), question("b", "a", "nergens"), outcome("c"))
    position = walk(circle, (1, 1, 1, 2))
    assert position is not None
    assert position.now.name == "b"
    assert longest_from(circle, circle.questions[0]) == 2
    assert route_to(circle, "nergens") == ()


NAMES = ("v1", "v2", "v3", "v4", "u1", "u2", "weg")
targets = st.sampled_from(NAMES)


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Small trees, many of them right: targets lean towards what comes later."""
    questions = []
    for number in range(1, draw(st.integers(1, 4)) + 1):
        later = [name for name in NAMES[:-1] if name > f"v{number}" or name.startswith("u")]
        leads_to = st.sampled_from(later) if draw(st.integers(0, 3)) else targets
        questions.append(
            question(f"v{number}", *draw(st.lists(leads_to, min_size=2, max_size=4)), unsure=draw(st.sampled_from(["", "u1"])))
        )
    return tree(*questions, *(outcome(name) for name in draw(st.sampled_from([("u1", "u2"), ("u1",)]))))


def every_way(asked: Tree) -> list[list[str]]:
    """Every way from the first question, as names: a way ends at an outcome, at nothing, or after more questions than allowed."""
    ended: list[list[str]] = []
    by_name = {one.name: one for one in (*asked.questions, *asked.outcomes)}
    waiting = [[asked.questions[0].name]]
    while waiting:
        way = waiting.pop()
        here = by_name.get(way[-1])
        if not isinstance(here, Question) or len(way) > MAX_DEPTH:
            ended.append(way)
        else:
            waiting.extend([*way, target] for target in dict.fromkeys(here.ways.values()))
    return ended


@given(trees())
def test_accepted_is_exactly_where_every_way_ends_and_everything_is_on_one(asked: Tree) -> None:
    ways = every_way(asked)
    outcomes = {one.name for one in asked.outcomes}
    all_end = all(way[-1] in outcomes and len(way) <= MAX_DEPTH + 1 for way in ways)
    all_reached = {name for way in ways for name in way} >= {one.name for one in (*asked.questions, *asked.outcomes)}
    # A name that is nowhere is also wrong in a question that no way leads to.
    targets_exist = all(target != "weg" and asked.at(target) for one in asked.questions for target in one.ways.values())
    by_hand = {one.name: list(one.ways.values()) for one in asked.questions}
    turns = any(_comes_back(name, by_hand) for name in by_hand)

    assert (problems_of(asked) == ()) == (all_end and all_reached and bool(targets_exist) and not turns)


def _comes_back(start: str, leads_to: dict[str, list[str]]) -> bool:
    seen: set[str] = set()
    waiting = list(leads_to[start])
    while waiting:
        name = waiting.pop()
        if name == start:
            return True
        if name not in seen:
            seen.add(name)
            waiting.extend(leads_to.get(name, []))
    return False


@given(trees())
def test_the_number_of_questions_that_is_promised_is_that_of_the_longest_way(asked: Tree) -> None:
    if not problems_of(asked):
        assert longest_from(asked, asked.questions[0]) == max(len(way) - 1 for way in every_way(asked))


@given(trees(), st.lists(st.integers(0, 6), max_size=12))
def test_every_address_is_answered_and_its_own_address_leads_there_again(asked: Tree, numbers: list[int]) -> None:
    position = walk(asked, read_path(written_path(numbers)))

    assert position is not None
    assert walk(asked, read_path(written_path(position.path))) == position
    assert position.path == tuple(numbers[: len(position.path)])


@given(trees())
def test_every_screen_of_a_good_tree_can_be_previewed(asked: Tree) -> None:
    if not problems_of(asked):
        for one in (*asked.questions, *asked.outcomes):
            position = walk(asked, route_to(asked, one.name))
            assert position is not None
            assert position.now == one
