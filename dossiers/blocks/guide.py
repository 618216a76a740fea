"""What a guide is written with: questions with answers, and outcomes.

Whether every answer leads somewhere is said by `dossiers.rules`, of the guide as a whole.
"""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import BooleanBlock, CharBlock, ListBlock, PageChooserBlock, StreamBlock, StructBlock, TextBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from core.forms import PageChooser, SnippetChooser

NAME_LENGTH = 30
LEADS_TO_HELP = _("De korte naam van een vraag of een uitkomst. Bijvoorbeeld: post")


class GuideAnswerBlock(StructBlock):
    """An answer and where it leads."""

    text = CharBlock(label=_("Antwoord"), max_length=100, help_text=_("In de woorden van de bewoner. Bijvoorbeeld: Ja, er liggen brieven"))
    leads_to = CharBlock(label=_("Gaat naar"), max_length=NAME_LENGTH, help_text=LEADS_TO_HELP)

    class Meta:
        icon = "arrow-right"
        label = _("Antwoord")


class GuideQuestionBlock(StructBlock):
    """One question, alone on its screen."""

    name = CharBlock(
        label=_("Korte naam"),
        max_length=NAME_LENGTH,
        help_text=_("Alleen voor u. Met deze naam laat u een antwoord hierheen leiden. Bijvoorbeeld: post"),
    )
    text = CharBlock(label=_("Vraag"), max_length=140, help_text=_("Bijvoorbeeld: Ligt er post die u niet durft open te maken?"))
    explanation = TextBlock(
        label=_("Uitleg"), required=False, max_length=240, rows=2, help_text=_("Als het nodig is. Bijvoorbeeld: Denk ook aan e-mail.")
    )
    answers = ListBlock(GuideAnswerBlock(), label=_("Antwoorden"), help_text=_("Twee tot zes."))
    unsure_to = CharBlock(
        label=_("'Ik weet het niet' gaat naar"),
        required=False,
        max_length=NAME_LENGTH,
        help_text=_("Leeg: dit antwoord staat er niet bij. Bijvoorbeeld: praten"),
    )

    class Meta:
        icon = "help"
        label = _("Vraag")
        label_format = "{name}: {text}"
        description = _("Een vraag met twee tot zes antwoorden.")


class GuideQuestionsBlock(StreamBlock):
    """The questions of a guide; the first is asked first."""

    question = GuideQuestionBlock()


class EntryChooserBlock(SnippetChooserBlock):
    """Help to choose."""

    @cached_property
    def widget(self) -> Any:
        """In the language of who writes."""
        return SnippetChooser(self.target_model, icon="help")


class DossierChooserBlock(PageChooserBlock):
    """A dossier to choose."""

    @cached_property
    def widget(self) -> Any:
        """In the language of who writes."""
        return PageChooser(target_models=self.target_models)


class GuideOutcomeBlock(StructBlock):
    """Where answers lead to. In which step chosen help stands follows from the help itself.

    What is chosen may have been deleted since: nothing is required of it, so that an old version still opens.
    """

    name = CharBlock(
        label=_("Korte naam"),
        max_length=NAME_LENGTH,
        help_text=_("Alleen voor u. Met deze naam laat u een antwoord hierheen leiden. Bijvoorbeeld: samen post openen"),
    )
    title = CharBlock(label=_("Kop"), max_length=100, help_text=_("Bijvoorbeeld: Maak de post samen met iemand open"))
    sentence = TextBlock(
        label=_("Zin"),
        required=False,
        max_length=240,
        rows=2,
        help_text=_("Bijvoorbeeld: U hoeft het niet alleen te doen. Begin met drie brieven."),
    )
    tips = ListBlock(
        CharBlock(label=_("Tip"), required=False, max_length=140, help_text=_("Bijvoorbeeld: Leg vandaag alle brieven op één stapel.")),
        label=_("Eigen tips"),
        default=[],
        help_text=_("Staan bij: Wat kunt u zelf doen?"),
    )
    entries = ListBlock(
        EntryChooserBlock("socialmap.Entry", label=_("Hulp of tip"), required=False),
        label=_("Hulp die u uitkiest"),
        default=[],
        help_text=_("Hulp komt vanzelf in haar eigen stap. Kies bij voorkeur iets uit elke stap. Bijvoorbeeld: Hulp bij schulden"),
    )
    dossiers = ListBlock(
        DossierChooserBlock(page_type="dossiers.DossierPage", label=_("Dossier"), required=False),
        label=_("Dossiers om te lezen"),
        default=[],
        help_text=_("Bijvoorbeeld: Rondkomen met weinig geld"),
    )
    has_desk = BooleanBlock(
        label=_("Ga naar de Wijkwinkel"),
        required=False,
        default=False,
        help_text=_("Laat de Wijkwinkel van de wijk zien, met de tijden van nu."),
    )

    class Meta:
        icon = "tick-inverse"
        label = _("Uitkomst")
        label_format = "{name}: {title}"
        description = _("Waar iemand uitkomt: tips, hulp, dossiers, de Wijkwinkel.")


class GuideOutcomesBlock(StreamBlock):
    """The outcomes of a guide, in any order."""

    outcome = GuideOutcomeBlock()
