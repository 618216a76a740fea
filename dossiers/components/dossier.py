"""A dossier as residents read it, in the frame of their zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Self

from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from core.components import Component, Example
from core.languages import SOURCE, active_language
from dossiers.components.guide_shelf import GuideLink
from dossiers.models import DossierPage, ZoneAddition
from dossiers.models.dossier import STEP_FIELDS
from dossiers.selectors import StepHelp
from search.choices import Facet, Step
from search.components import HelpCard, StepJump, StepSection, TierGroup, TipCard, age_notice, results_url
from search.engine.base import STEPS, Hit
from search.forms import SearchParameters
from sites.shell import Shell
from socialmap.components import ExplainedWord
from socialmap.models import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist:
    """Lines to tick."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAndAnswer:
    """A question as residents ask it."""

    question: str
    answer: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLink:
    """A document: its name, where it is, and what it is ("PDF, 120 kB")."""

    title: str
    url: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierDetail(Component):
    """All of a dossier. `addition` is what the zone adds, under its own `addition_title`; texts of editors are safe HTML."""

    template_name: ClassVar[str] = "components/dossier.html"

    title: str
    introduction: str
    theme: str
    theme_url: str
    theme_icon: str
    points: tuple[str, ...]
    steps: tuple[StepSection, ...]
    guide: GuideLink | None = None
    jump: StepJump | None = None
    list_url: str = ""
    addition_title: str = ""
    addition: str = ""
    story: str = ""
    questions: tuple[QuestionAndAnswer, ...] = ()
    words: tuple[ExplainedWord, ...] = ()
    files: tuple[FileLink, ...] = ()
    panels: tuple[Component, ...] = ()
    keeper: str = ""
    verified_on: date | None = None
    age_notice: str = ""
    # The language of the words, if not the one being read; whether they are and the Dutch ones are newer; and where those are.
    language: str = ""
    is_behind: bool = False
    dutch_url: str = ""

    @classmethod
    def from_dossier(
        cls,
        dossier: DossierPage,
        *,
        helping: Mapping[Step, StepHelp],
        addition: ZoneAddition | None,
        panels: tuple[Component, ...],
        shell: Shell,
    ) -> Self:
        """A dossier with its theme on a page with this frame; no query of its own but for documents and pictures."""
        theme, words = dossier.live_theme, dossier.words_page
        lists = checklists_of(words)
        return cls(
            title=words.title,
            introduction=words.introduction,
            language=other_language_of(dossier),
            is_behind=dossier.is_translation_behind,
            dutch_url=dossier.get_absolute_url(),
            theme=theme.words_in()["name"] if theme else "",
            theme_url=theme.get_absolute_url() if theme else "",
            theme_icon=f"t-{theme.icon}" if theme else "lamp",
            points=words.points,
            steps=tuple(_section(dossier, step, helping[step], lists if step == Step.SELF else (), shell) for step in STEPS),
            guide=GuideLink.of_dossier(dossier),
            jump=StepJump(totals=(helping[Step.SELF].total, helping[Step.NETWORK].total, helping[Step.ORGANISATION].total)),
            list_url=f"{dossier.get_absolute_url()}lijst/" if lists else "",
            addition_title=addition.heading if addition else "",
            addition=html_of(addition.text) if addition else "",
            story=html_of(words.body),
            questions=tuple(QuestionAndAnswer(question=block.value["question"], answer=_answer(block.value)) for block in words.questions),
            words=tuple(ExplainedWord(word=block.value["word"], meaning=block.value["meaning"]) for block in words.words),
            files=tuple(_file(block.value) for block in words.files if block.value["document"]),
            panels=panels,
            keeper=dossier.keeper.name if dossier.keeper and dossier.keeper.live else dossier.verified_by,
            verified_on=dossier.verified_on,
            age_notice=age_notice(
                verified_on=dossier.verified_on, review_on=dossier.review_on, today=shell.now.date(), has_phone=True, goes_there=False
            ),
        )

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Complete, and as short as it can be."""
        steps = tuple(StepSection(number=number, groups=(), total=0, phone="0570-000010", desk_name="St. Jurriën") for number in (1, 2, 3))
        text = format_html("<p class='nl-paragraph'>{}</p>", "Kijk eerst wat u zelf kunt doen. Begin met één kamer.")
        lists = _rendered_lists((Checklist(title="Loop door uw huis", items=("De rookmelder doet het.", "Losse kleedjes zijn weg.")),))
        card = next(iter(HelpCard.examples())).component
        full = (
            replace(steps[0], text=SafeString(text + lists)),
            replace(steps[1], groups=(TierGroup(heading="", cards=(card,)),), total=1),
            replace(steps[2], text=text),
        )
        short = {
            "title": "Langer thuis wonen", "introduction": "U wilt in uw eigen huis blijven. Vaak kan dat.", "theme": "Wonen en aanpassen",
            "theme_url": "#wonen", "theme_icon": "t-wonen", "points": ("Kijk op tijd.", "Kleine dingen helpen veel.", "Vraag eerst mensen om u heen."),
        }  # fmt: skip
        yield cls.example(
            "Volledig", **short, steps=full, guide=next(iter(GuideLink.examples())).component, jump=StepJump(totals=(3, 5, 14)), list_url="#lijst", addition_title="In Zandweerd", addition=text,
            story=format_html("<p>{}</p>", "Mijn buurman zet elke week de container buiten. En ik help hem met zijn brieven."),
            questions=(QuestionAndAnswer(question="Kost het geld?", answer=format_html("<p>{}</p>", "Nee, een gesprek is gratis.")),),
            words=(ExplainedWord(word="mantelzorger", meaning="Iemand die voor een zieke naaste zorgt."),),
            files=(FileLink(title="Briefje voor op de koelkast", url="#briefje", kind="PDF, 40 kB"),),
            keeper="Bibliotheek Deventer", verified_on=date(2026, 11, 3),
        )  # fmt: skip
        yield cls.example("Kort", **short, steps=steps)


def other_language_of(dossier: DossierPage) -> str:
    """The language of the words of a dossier, if it is another than the one being read; else empty."""
    return SOURCE if active_language() != SOURCE and dossier.translation is None else ""


def checklists_of(dossier: DossierPage) -> tuple[Checklist, ...]:
    """The lists of a dossier."""
    return tuple(Checklist(title=block.value["title"], items=tuple(block.value["items"])) for block in dossier.checklists)


def html_of(value: StreamValue) -> SafeString:
    """Blocks as they are shown."""
    return SafeString("".join(block.render() for block in value))


def _section(dossier: DossierPage, step: Step, found: StepHelp, lists: tuple[Checklist, ...], shell: Shell) -> StepSection:
    field = next(name for name, of in STEP_FIELDS.items() if of == step)
    text = SafeString(html_of(getattr(dossier.words_page, field)) + (_rendered_lists(lists) if lists else ""))
    return section_of(step, found, theme=dossier.live_theme, text=text, shell=shell)


def section_of(step: Step, found: StepHelp, *, theme: Theme | None, text: str, shell: Shell) -> StepSection:
    """A step with what was chosen, other help of the theme, and the desk and the telephone where there is neither."""
    search = SearchParameters(filters={Facet.THEME: frozenset({theme.slug})}) if theme else SearchParameters()
    also = _("Ook in %(place)s") % {"place": shell.place} if found.chosen else ""
    groups = (
        TierGroup(heading="", cards=tuple(card_of(hit, step, shell) for hit in found.chosen)),
        TierGroup(heading=also, cards=tuple(card_of(hit, step, shell, level=4 if also else 3) for hit in found.others)),
    )
    return StepSection(
        number=STEPS.index(step) + 1,
        text=text,
        groups=tuple(group for group in groups if group.cards),
        total=found.total,
        more_url=results_url(search.query_string(step=step)) if theme and found.total > len(found.chosen) + len(found.others) else "",
        phone=shell.help.phone,
        desk_name=shell.help.desk_name,
        desk_status=shell.help.desk_status,
    )


def card_of(hit: Hit, step: Step, shell: Shell, *, level: int = 3) -> Component:
    """A tip in the first step, else a card."""
    if step == Step.SELF:
        return TipCard.from_hit(hit, at=shell.now, heading_level=level)
    return HelpCard.from_hit(hit, at=shell.now, heading_level=level, is_demonstration=shell.city.is_demonstration)


def _rendered_lists(lists: tuple[Checklist, ...]) -> str:
    return render_to_string("components/parts/checklists.html", {"lists": lists})


def _answer(value: Mapping[str, object]) -> SafeString:
    return SafeString(render_to_string("core/blocks/paragraph.html", {"value": value["answer"]}))


def _file(value: Mapping[str, object]) -> FileLink:
    document: Any = value["document"]
    kind = f"{document.file_extension.upper()}, {filesizeformat(document.file_size or 0)}"
    return FileLink(title=str(value["title"]), url=document.url, kind=kind)
