"""Guides: a few questions that lead a resident to help."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, ObjectList, TabbedInterface
from wagtail.blocks import StreamBlockValidationError, StreamValue, StructBlockValidationError
from wagtail.models import Page, PageManager

from core.fields import BodyField
from core.models import show_preview
from dossiers.blocks import GuideOutcomesBlock, GuideQuestionsBlock
from dossiers.models.base import SharedPage, SharedPageQuerySet
from dossiers.rules import Answer, Outcome, Part, Problem, Question, Tree, problems_of
from sites.shell import look_from
from socialmap.models import Theme

# Before the short name of a screen in a mode of the preview: other apps have modes of their own.
SCREEN = "scherm:"
PARTS_OF_TREE = frozenset(part.value for part in Part)


class GuidePage(SharedPage):
    """A tree of questions that ends at outcomes; used on every site at `/wegwijzer/<slug>/`.

    Questions and outcomes name each other. What `dossiers.rules` finds wrong with them is refused when it is saved, also as a draft.
    """

    below = "/wegwijzer/"
    parent_page_types: ClassVar[list[str]] = ["dossiers.SharedTreePage"]
    subpage_types: ClassVar[list[str]] = []
    objects: ClassVar[Any] = PageManager.from_queryset(SharedPageQuerySet)()
    page_description = _("Een paar vragen die bij hulp uitkomen, voor alle wijken. Bijvoorbeeld: Ik kan de rekeningen niet meer betalen.")

    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="guides", verbose_name=_("thema"),
        help_text=_("Dossiers van dit thema verwijzen hierheen. Kiest u voor een stap niets, dan staat daar hulp van dit thema. Bijvoorbeeld: Geld en papieren"),
    )  # fmt: skip
    questions = BodyField(
        GuideQuestionsBlock(),
        verbose_name=_("vragen"),
        help_text=_(
            "De bovenste vraag komt het eerst. Hoogstens 25 vragen, en 8 achter elkaar. Bijvoorbeeld: Liggen er brieven die u niet open maakt?"
        ),
    )
    outcomes = BodyField(
        GuideOutcomesBlock(),
        verbose_name=_("uitkomsten"),
        help_text=_("De volgorde maakt niet uit. Hoogstens 25 uitkomsten. Bijvoorbeeld: Maak samen uw post open"),
    )

    edit_handler = TabbedInterface(
        [
            ObjectList([FieldPanel("title"), FieldPanel("introduction"), FieldPanel("theme"), FieldPanel("questions")], heading=_("Vragen")),
            ObjectList(
                [
                    HelpPanel(content=_("Wie hier uitkomt, ziet altijd de drie stappen. Kiest u voor een stap niets, dan staat daar hulp van het thema, een tip of de Wijkwinkel.")),
                    FieldPanel("outcomes"),
                ],
                heading=_("Uitkomsten"),
            ),
            ObjectList(Page.promote_panels, heading=_("Adres")),
        ]
    )  # fmt: skip

    class Meta:
        verbose_name = _("wegwijzer")
        verbose_name_plural = _("wegwijzers")

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Refuse a tree in which somebody gets lost, once both of its parts can be read; one may begin with a title alone."""
        super().clean_fields(exclude=exclude)
        tree = self.tree
        if PARTS_OF_TREE.isdisjoint(exclude or ()) and (tree.questions or tree.outcomes) and (problems := problems_of(tree)):
            raise _refusal(problems)

    @property
    def tree(self) -> Tree:
        """Its questions and outcomes; no query, as what was chosen is only named by its key."""
        return Tree(
            questions=tuple(_question(value) for value in _values(self.questions)),
            outcomes=tuple(_outcome(value) for value in _values(self.outcomes)),
        )

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """Every screen there is, as the city shows it."""
        tree = self.tree
        questions = [(SCREEN + question.name, _("Vraag: %(name)s") % {"name": question.name}) for question in tree.questions[1:]]
        outcomes = [(SCREEN + outcome.name, _("Uitkomst: %(name)s") % {"name": outcome.name}) for outcome in tree.outcomes]
        return [("", _("Eerste vraag")), *questions, *outcomes]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """A screen of the draft, or what another app says of it in a mode of its own."""
        look_from(request, None)
        return show_preview(self, request, mode_name)

    @property
    def reading_text(self) -> str:
        """What there is to read, in the order of the form, each sentence on a line of its own."""
        return "\n".join(filter(None, [self.introduction, *self.lines()]))

    def lines(self) -> Iterator[str]:
        """What is written in questions and outcomes, without short names."""
        for question in self.tree.questions:
            yield from (question.text, question.explanation, *(answer.text for answer in question.answers))
        for outcome in self.tree.outcomes:
            yield from (outcome.title, outcome.sentence, *outcome.tips)


def _refusal(problems: Sequence[Problem]) -> ValidationError:
    """All sentences above the form, and each at the question or outcome that it is about."""
    errors: dict[str, Any] = {NON_FIELD_ERRORS: [problem.sentence for problem in problems]}
    for part in Part:
        if own := [problem for problem in problems if problem.part == part]:
            errors[part.value] = _at_blocks(own)
    return ValidationError(errors)


def _at_blocks(problems: Sequence[Problem]) -> StreamBlockValidationError:
    places = dict.fromkeys(problem.index for problem in problems if problem.index is not None)
    error = StreamBlockValidationError(
        block_errors={
            index: StructBlockValidationError(non_block_errors=[one.sentence for one in problems if one.index == index]) for index in places
        },
        non_block_errors=[one.sentence for one in problems if one.index is None],
    )
    # What Wagtail says of it above the form is English.
    error.message = _("kijk bij de rode regels.")
    return error


def _values(stream: StreamValue) -> Iterator[Mapping[str, Any]]:
    """The values of blocks as they are stored: without reading what was chosen."""
    return (block["value"] for block in stream.get_prep_value())


def _items(value: Mapping[str, Any], name: str) -> Iterator[Any]:
    """The items of a list that were filled in."""
    return (item["value"] for item in value.get(name) or () if item["value"])


def _question(value: Mapping[str, Any]) -> Question:
    answers = tuple(Answer(text=_text(one, "text"), leads_to=_text(one, "leads_to")) for one in _items(value, "answers"))
    return Question(
        name=_text(value, "name"),
        text=_text(value, "text"),
        explanation=_text(value, "explanation"),
        answers=answers,
        unsure_to=_text(value, "unsure_to"),
    )


def _outcome(value: Mapping[str, Any]) -> Outcome:
    return Outcome(
        name=_text(value, "name"),
        title=_text(value, "title"),
        sentence=_text(value, "sentence"),
        tips=tuple(tip.strip() for tip in _items(value, "tips")),
        entries=tuple(_items(value, "entries")),
        dossiers=tuple(_items(value, "dossiers")),
        has_desk=bool(value.get("has_desk")),
    )


def _text(value: Mapping[str, Any], name: str) -> str:
    return " ".join(str(value.get(name) or "").split())
