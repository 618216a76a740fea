"""What a guide is, a tree of questions that ends at outcomes, and what is wrong with one: pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property

from django.utils.translation import gettext as _

MAX_QUESTIONS = 25
MAX_OUTCOMES = 25
# How many questions somebody answers at most.
MAX_DEPTH = 8
MIN_ANSWERS, MAX_ANSWERS = 2, 6
# The number of the answer "Ik weet het niet", where an editor gave one.
UNSURE = 0


class Part(StrEnum):
    """Which of the two lists of a guide something stands in."""

    QUESTIONS = "questions"
    OUTCOMES = "outcomes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, and the name of the question or outcome that it leads to."""

    text: str
    leads_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question. `unsure_to` is where "Ik weet het niet" leads; empty where that is no answer."""

    name: str
    text: str
    explanation: str = ""
    answers: tuple[Answer, ...] = ()
    unsure_to: str = ""

    @property
    def ways(self) -> Mapping[int, str]:
        """Where each answer leads, by its number: from 1, and `UNSURE`."""
        ways = {number: answer.leads_to for number, answer in enumerate(self.answers, start=1)}
        return ways | ({UNSURE: self.unsure_to} if self.unsure_to else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Where answers lead to; `entries` and `dossiers` are keys of rows, `has_desk` says that the desk is the place to go."""

    name: str
    title: str
    sentence: str = ""
    tips: tuple[str, ...] = ()
    entries: tuple[int, ...] = ()
    dossiers: tuple[int, ...] = ()
    has_desk: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether somebody who comes here would find nothing."""
        return not (self.tips or self.entries or self.dossiers or self.has_desk)


@dataclass(frozen=True, kw_only=True)
class Tree:
    """All questions, of which the first is asked first, and all outcomes."""

    questions: tuple[Question, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    @property
    def start(self) -> Question | None:
        """The first question."""
        return self.questions[0] if self.questions else None

    def at(self, name: str) -> Question | Outcome | None:
        """What has this name; None if nothing has."""
        return self._by_name.get(name_key(name))

    @cached_property
    def _by_name(self) -> Mapping[str, Question | Outcome]:
        everything: tuple[Question | Outcome, ...] = (*self.questions, *self.outcomes)
        return {name_key(one.name): one for one in reversed(everything)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, in a sentence for the editor; `index` is the place in its list, None if it is about all of it."""

    part: Part
    sentence: str
    index: int | None = None


def name_key(name: str) -> str:
    """A short name without what people do not see as a difference: capitals and spaces around it."""
    return " ".join(name.split()).casefold()


def problems_of(tree: Tree) -> tuple[Problem, ...]:
    """Everything that keeps residents from an outcome, in the order of the form; empty for a tree that is right.

    How the questions hang together is only said once every name leads somewhere.
    """
    found = (*_of_all(tree), *_of_names(tree), *_of_questions(tree), *_of_outcomes(tree))
    return found or (*_circles(tree), *_out_of_reach(tree)) or tuple(_too_deep(tree))


def _of_all(tree: Tree) -> Iterator[Problem]:
    if not tree.questions:
        yield Problem(part=Part.QUESTIONS, sentence=_("Maak ten minste één vraag."))
    if not tree.outcomes:
        yield Problem(part=Part.OUTCOMES, sentence=_("Maak ten minste één uitkomst. Elk antwoord komt bij een uitkomst terecht."))
    if (number := len(tree.questions)) > MAX_QUESTIONS:
        sentence = _("Dit zijn %(number)d vragen. Maak er hoogstens %(most)d, of maak twee wegwijzers.")
        yield Problem(part=Part.QUESTIONS, sentence=sentence % {"number": number, "most": MAX_QUESTIONS})
    if (number := len(tree.outcomes)) > MAX_OUTCOMES:
        sentence = _("Dit zijn %(number)d uitkomsten. Maak er hoogstens %(most)d.")
        yield Problem(part=Part.OUTCOMES, sentence=sentence % {"number": number, "most": MAX_OUTCOMES})


def _of_names(tree: Tree) -> Iterator[Problem]:
    times = Counter(name_key(one.name) for _part, _index, one in _parts(tree))
    for part, index, one in _parts(tree):
        if not name_key(one.name):
            sentence = (
                _("Vraag %(number)d heeft nog geen korte naam.")
                if part == Part.QUESTIONS
                else _("Uitkomst %(number)d heeft nog geen korte naam.")
            )
            yield Problem(part=part, index=index, sentence=sentence % {"number": index + 1})
        elif times[name_key(one.name)] > 1:
            sentence = _("%(called)s: deze korte naam komt vaker voor. Geef elke vraag en elke uitkomst een eigen naam.")
            yield Problem(part=part, index=index, sentence=sentence % {"called": _called(one)})


def _parts(tree: Tree) -> Iterator[tuple[Part, int, Question | Outcome]]:
    yield from ((Part.QUESTIONS, index, question) for index, question in enumerate(tree.questions))
    yield from ((Part.OUTCOMES, index, outcome) for index, outcome in enumerate(tree.outcomes))


def _called(one: Question | Outcome) -> str:
    """As sentences name it: "Vraag 'brieven'"."""
    if isinstance(one, Question):
        return _("Vraag '%(name)s'") % {"name": one.name or one.text}
    return _("Uitkomst '%(name)s'") % {"name": one.name or one.title}


def _of_questions(tree: Tree) -> Iterator[Problem]:
    names = {name_key(one.name): one.name for _part, _index, one in _parts(tree) if one.name}
    for index, question in enumerate(tree.questions):
        for sentence in (*_wrong_answers(question), *_wrong_targets(question, names)):
            yield Problem(part=Part.QUESTIONS, index=index, sentence=sentence)


def _wrong_answers(question: Question) -> Iterator[str]:
    number, called = len(question.answers), {"called": _called(question)}
    if not question.text.strip():
        yield _("%(called)s is nog leeg. Schrijf wat u wilt vragen.") % called
    if not number:
        yield _("%(called)s heeft geen antwoorden. Geef er minstens twee.") % called
    elif number < MIN_ANSWERS:
        yield _("%(called)s heeft maar één antwoord. Geef er minstens twee.") % called
    elif number > MAX_ANSWERS:
        yield _("%(called)s heeft %(number)d antwoorden. Geef er hoogstens %(most)d.") % {**called, "number": number, "most": MAX_ANSWERS}
    if not all(answer.text.strip() for answer in question.answers):
        yield _("%(called)s heeft een antwoord zonder tekst.") % called
    elif len({name_key(answer.text) for answer in question.answers}) < number:
        yield _("%(called)s heeft twee keer hetzelfde antwoord.") % called


def _wrong_targets(question: Question, names: Mapping[str, str]) -> Iterator[str]:
    for text, target in _targets(question):
        said = {"called": _called(question), "answer": text, "target": target}
        if not name_key(target):
            sentence = _("%(called)s: het antwoord '%(answer)s' leidt nergens heen. Vul de korte naam in van een vraag of een uitkomst.")
            yield sentence % said
        elif name_key(target) not in names:
            yield _("%(called)s: het antwoord '%(answer)s' leidt naar '%(target)s'. Geen vraag of uitkomst heet zo.") % said + _hint(
                target, names
            )


def _hint(target: str, names: Mapping[str, str]) -> str:
    near = get_close_matches(name_key(target), names, n=1)
    return " " + _("Bedoelt u '%(name)s'?") % {"name": names[near[0]]} if near else ""


def _targets(question: Question) -> Iterator[tuple[str, str]]:
    yield from ((answer.text, answer.leads_to) for answer in question.answers)
    if question.unsure_to:
        yield _("Ik weet het niet"), question.unsure_to


def _of_outcomes(tree: Tree) -> Iterator[Problem]:
    for index, outcome in enumerate(tree.outcomes):
        if outcome.is_empty:
            sentence = _("%(called)s is leeg. Kies hulp of een dossier, schrijf een tip, of zet de Wijkwinkel aan.")
            yield Problem(part=Part.OUTCOMES, index=index, sentence=sentence % {"called": _called(outcome)})


def _next_questions(tree: Tree, question: Question) -> Sequence[Question]:
    found = dict.fromkeys(name_key(target) for target in question.ways.values())
    return [one for name in found if isinstance(one := tree.at(name), Question)]


def _circles(tree: Tree) -> tuple[Problem, ...]:
    """A problem for each answer that leads back to a question that was asked before it."""
    found: list[Problem] = []
    done: set[str] = set()

    def visit(question: Question, before: tuple[str, ...]) -> None:
        route = (*before, name_key(question.name))
        for following in _next_questions(tree, question):
            if (name := name_key(following.name)) in route:
                found.append(_circle(tree, question, [*route[route.index(name) :], name]))
            elif name not in done:
                visit(following, route)
        done.add(name_key(question.name))

    for question in tree.questions:
        if name_key(question.name) not in done:
            visit(question, ())
    return tuple(found)


def _circle(tree: Tree, question: Question, route: Sequence[str]) -> Problem:
    names = [f"'{one.name}'" for name in route if (one := tree.at(name))]
    sentence = _("%(called)s leidt terug naar vraag %(back)s. Zo draait iemand in een kring: %(way)s. Kies een ander vervolg.")
    said = {"called": _called(question), "back": names[-1], "way": _(", dan ").join(names)}
    return Problem(part=Part.QUESTIONS, index=tree.questions.index(question), sentence=sentence % said)


def _out_of_reach(tree: Tree) -> Iterator[Problem]:
    reached: set[str] = set()
    waiting = [tree.questions[0].name]
    while waiting:
        one = tree.at(waiting.pop())
        if one is not None and name_key(one.name) not in reached:
            reached.add(name_key(one.name))
            waiting.extend(one.ways.values() if isinstance(one, Question) else ())
    for part, index, unreached in _parts(tree):
        if name_key(unreached.name) not in reached:
            sentence = _("%(called)s: geen antwoord leidt hierheen. Laat een antwoord hierheen leiden, of haal dit weg.")
            yield Problem(part=part, index=index, sentence=sentence % {"called": _called(unreached)})


def _too_deep(tree: Tree) -> Iterator[Problem]:
    """A problem for each question that can come after as many as somebody answers at most; there are no circles in the tree."""
    place = {name_key(tree.questions[0].name): 1}
    for _round in range(MAX_DEPTH):
        for question in tree.questions:
            for following in _next_questions(tree, question) if name_key(question.name) in place else ():
                name = name_key(following.name)
                place[name] = max(place.get(name, 0), place[name_key(question.name)] + 1)
    for index, question in enumerate(tree.questions):
        if place.get(name_key(question.name), 0) > MAX_DEPTH:
            sentence = _("%(called)s komt voor sommigen na %(most)d andere vragen. Stel er hoogstens %(most)d achter elkaar.")
            yield Problem(part=Part.QUESTIONS, index=index, sentence=sentence % {"called": _called(question), "most": MAX_DEPTH})
