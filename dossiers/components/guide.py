"""A guide as residents go through it: one question on each screen, and the outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from core.components import Component, Example
from dossiers.components.dossier import section_of
from dossiers.components.shelf import DossierCard
from dossiers.models import DossierPage, GuidePage
from dossiers.rules import UNSURE, Outcome, Position, Question, Tree, answer_in_words, longest_from, written_path
from dossiers.selectors import StepHelp
from search.choices import Step
from search.components import StepJump, StepSection, TipCard
from search.components.steps import TierGroup
from search.engine.base import STEPS
from sites.components import DeskCard
from sites.shell import Shell


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An answer to choose, with its number in the address."""

    number: int
    text: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenAnswer:
    """What somebody answered, and where that can be changed."""

    question: str
    answer: str
    change_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideQuestion(Component):
    """One question. `path` are the answers so far; on the first screen it is empty, and the guide introduces itself.

    `at_most` is how many questions there are on the longest way from here, with those that were answered.
    """

    template_name: ClassVar[str] = "components/guide_question.html"

    guide: str
    introduction: str
    start_url: str
    text: str
    number: int
    at_most: int
    choices: tuple[Choice, ...]
    explanation: str = ""
    path: str = ""
    back_url: str = ""
    error: str = ""

    @classmethod
    def from_question(cls, guide: GuidePage, tree: Tree, position: Position, question: Question, *, chosen: int | None, error: str) -> Self:
        """The question at a position; `chosen` is the number of the answer that was given before."""
        choices = [(number, answer.text) for number, answer in enumerate(question.answers, start=1)]
        if question.unsure_to:
            choices.append((UNSURE, _("Ik weet het niet")))
        given = given_answers(guide, position)
        return cls(
            guide=guide.title,
            introduction=guide.introduction,
            start_url=guide.get_absolute_url(),
            text=question.text,
            explanation=question.explanation,
            number=len(position.path) + 1,
            at_most=len(position.path) + longest_from(tree, question),
            choices=tuple(Choice(number=number, text=text, is_chosen=number == chosen) for number, text in choices),
            path=written_path(position.path),
            back_url=given[-1].change_url if given else "",
            error=error,
        )

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """The first screen, and a later one without an answer."""
        common = {
            "guide": "Ik kan de rekeningen niet meer betalen",
            "introduction": "Een paar vragen, dan weet u waar u begint.",
            "start_url": "#",
        }
        yield cls.example(
            "Eerste vraag", **common, text="Ligt er post die u niet durft open te maken?", number=1, at_most=4,
            choices=(Choice(number=1, text="Ja"), Choice(number=2, text="Nee"), Choice(number=0, text="Ik weet het niet")),
        )  # fmt: skip
        yield cls.example(
            "Zonder antwoord", **common, text="Wat hebt u nu het hardst nodig?", explanation="Kies wat het eerst moet.", number=2, at_most=4, path="1",
            choices=(Choice(number=1, text="Geld voor eten"), Choice(number=2, text="Overzicht", is_chosen=True)), back_url="#terug",
            error="Kies eerst een antwoord.",
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideResult(Component):
    """An outcome, always in the three steps, with the answers that led to it.

    `desk` is the desk of the zone if the outcome names it; without one `desk_phone` is there. `address` stands on paper.
    """

    template_name: ClassVar[str] = "components/guide_result.html"

    guide: str
    start_url: str
    title: str
    sentence: str
    answers: tuple[GivenAnswer, ...]
    steps: tuple[StepSection, ...]
    jump: StepJump
    address: str
    desk: DeskCard | None = None
    desk_phone: str = ""
    dossiers: tuple[DossierCard, ...] = ()
    theme: str = ""
    theme_url: str = ""

    @classmethod
    def from_outcome(
        cls,
        guide: GuidePage,
        position: Position,
        outcome: Outcome,
        *,
        helping: Mapping[Step, StepHelp],
        dossiers: Sequence[DossierPage],
        shell: Shell,
        address: str,
    ) -> Self:
        """The outcome at a position in the zone of a frame."""
        desk = None
        if outcome.has_desk and shell.zone and shell.desk:
            desk = DeskCard.from_desk(shell.zone, shell.desk, today=shell.now.date(), phone=shell.help.phone)
        shown = {step: _of_outcome(step, outcome, helping[step]) for step in STEPS}
        totals = (shown[Step.SELF].total + len(outcome.tips), shown[Step.NETWORK].total, shown[Step.ORGANISATION].total)
        theme = guide.live_theme
        return cls(
            guide=guide.title,
            start_url=guide.get_absolute_url(),
            title=outcome.title,
            sentence=outcome.sentence,
            answers=given_answers(guide, position),
            steps=tuple(_step(guide, step, outcome, shown[step], shell) for step in STEPS),
            jump=StepJump(totals=totals),
            address=address,
            desk=desk,
            desk_phone=shell.help.phone if outcome.has_desk and not desk else "",
            dossiers=tuple(DossierCard.from_dossier(dossier) for dossier in dossiers),
            theme=theme.name if theme else "",
            theme_url=theme.get_absolute_url() if theme else "",
        )

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Complete, and as short as it can be."""
        common = {
            "guide": "Ik kan de rekeningen niet meer betalen", "start_url": "#", "title": "Maak de post samen open", "sentence": "Begin met drie brieven.",
            "answers": (GivenAnswer(question="Ligt er dichte post?", answer="Ja", change_url="#vraag-1"),), "address": "localhost/wegwijzer/geld/?a=1",
        }  # fmt: skip
        steps = tuple(StepSection(number=number, groups=(), total=0, phone="0570-000010", desk_name="St. Jurriën") for number in (1, 2, 3))
        tip = next(iter(TipCard.examples())).component
        full = (
            StepSection(
                number=1, groups=(TierGroup(heading="", cards=(tip,)),), total=1, text=_rendered_tips(("Leg alle post bij elkaar.",))
            ),
            *steps[1:],
        )
        card = DossierCard(title="Rondkomen", introduction="Komt u geld tekort?", url="#rondkomen", theme="Geld", icon="t-geld")
        desk = next(iter(DeskCard.examples())).component
        yield cls.example(
            "Volledig",
            **common,
            steps=full,
            jump=StepJump(totals=(2, 0, 0)),
            desk=desk,
            dossiers=(card,),
            theme="Geld en papieren",
            theme_url="#geld",
        )
        yield cls.example("Kort", **common, steps=steps, jump=StepJump(totals=(0, 0, 0)), desk_phone="0570-000010")


def given_answers(guide: GuidePage, position: Position) -> tuple[GivenAnswer, ...]:
    """What was answered so far, each with the address of its question."""
    return tuple(
        GivenAnswer(
            question=one.question.text,
            answer=answer_in_words(one, unsure=_("Ik weet het niet")),
            change_url=f"{guide.get_absolute_url()}?{query_of(position.path[:index], was=one.number)}",
        )
        for index, one in enumerate(position.asked)
    )


def query_of(path: Sequence[int], *, was: int | None = None) -> str:
    """The query of an address: the answers so far, and which one was given here before."""
    parts = [f"a={written_path(path)}"] if path else []
    return "&".join([*parts, *([f"was={was}"] if was is not None else [])])


def _step(guide: GuidePage, step: Step, outcome: Outcome, found: StepHelp, shell: Shell) -> StepSection:
    tips = outcome.tips if step == Step.SELF else ()
    return section_of(step, found, theme=guide.live_theme, text=_rendered_tips(tips) if tips else "", shell=shell)


def _of_outcome(step: Step, outcome: Outcome, found: StepHelp) -> StepHelp:
    """What the editors chose for these answers; other help of the theme only where they have nothing to give here."""
    if found.chosen or (step == Step.SELF and outcome.tips):
        return StepHelp(chosen=found.chosen, total=len(found.chosen))
    return found


def _rendered_tips(tips: tuple[str, ...]) -> str:
    return render_to_string("components/parts/guide_tips.html", {"tips": tips})
