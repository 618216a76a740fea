"""What a dossier is written with, beside running text."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, ListBlock, StreamBlock, StructBlock, TextBlock
from wagtail.documents.blocks import DocumentChooserBlock

from core.blocks import RICH_TEXT_FEATURES, CallBlock, LinkBlock, ParagraphBlock, PictureBlock


class StepTextBlock(StreamBlock):
    """What is said in one of the three steps, before the help itself."""

    paragraph = ParagraphBlock(features=RICH_TEXT_FEATURES)
    call = CallBlock()
    link = LinkBlock()
    picture = PictureBlock()

    class Meta:
        required = False


class ChecklistBlock(StructBlock):
    """Short lines to tick, on the screen or on paper."""

    title = CharBlock(label=_("Kop"), max_length=80, help_text=_("Bijvoorbeeld: Loop met deze lijst door uw huis"))
    items = ListBlock(CharBlock(label=_("Regel"), max_length=140, help_text=_("Bijvoorbeeld: Losse kleedjes zijn weg.")), label=_("Regels"))

    class Meta:
        icon = "list-ul"
        label = _("Afvinklijst")
        description = _("Een lijst om af te vinken, op het scherm of op papier.")


class ChecklistsBlock(StreamBlock):
    """The checklists of a dossier."""

    checklist = ChecklistBlock()

    class Meta:
        required = False


class QuestionBlock(StructBlock):
    """A question as residents ask it, and the answer."""

    question = CharBlock(label=_("Vraag"), max_length=140, help_text=_("Bijvoorbeeld: Kost het geld als de gemeente komt praten?"))
    answer = ParagraphBlock(label=_("Antwoord"), features=RICH_TEXT_FEATURES)

    class Meta:
        icon = "help"
        label = _("Vraag en antwoord")
        description = _("Een vraag in de woorden van bewoners.")


class QuestionsBlock(StreamBlock):
    """Questions and answers."""

    question = QuestionBlock()

    class Meta:
        required = False


class WordBlock(StructBlock):
    """A hard word that cannot be missed, and what it means."""

    word = CharBlock(label=_("Woord"), max_length=60, help_text=_("Bijvoorbeeld: mantelzorger"))
    meaning = TextBlock(label=_("Wat het betekent"), max_length=240, rows=2, help_text=_("Eén gewone zin."))

    class Meta:
        icon = "openquote"
        label = _("Woord")
        description = _("Een moeilijk woord en wat het betekent.")


class WordsBlock(StreamBlock):
    """Words explained."""

    word = WordBlock()

    class Meta:
        required = False


class FileBlock(StructBlock):
    """A document to take along."""

    title = CharBlock(
        label=_("Naam"),
        max_length=80,
        help_text=_("Zeg wat het is. Bijvoorbeeld: Briefje voor op de koelkast"),
        validators=[RegexValidator(r"\S", message=_("Geef het document een naam."))],
    )
    document = DocumentChooserBlock(label=_("Document"))

    class Meta:
        icon = "doc-full"
        label = _("Document")
        description = _("Een bestand om te lezen of te printen.")


class FilesBlock(StreamBlock):
    """Documents."""

    file = FileBlock()

    class Meta:
        required = False
