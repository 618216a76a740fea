"""What a guide is written with: questions with answers, and outcomes.

Whether every answer leads somewhere is said by `dossiers.rules`, of the guide as a whole.
"""

from __future__ import annotations

from wagtail.blocks import BooleanBlock, CharBlock, ListBlock, PageChooserBlock, StreamBlock, StructBlock, TextBlock
from wagtail.snippets.blocks import SnippetChooserBlock

NAME_LENGTH = 30
NAME_HELP = "Alleen voor u. Met deze naam laat u een antwoord hierheen leiden. Bijvoorbeeld: "
LEADS_TO_HELP = "De korte naam van een vraag of een uitkomst. Bijvoorbeeld: post"


class GuideAnswerBlock(StructBlock):
    """An answer and where it leads."""

    text = CharBlock(label="Antwoord", max_length=100, help_text="In de woorden van de bewoner. Bijvoorbeeld: Ja, er liggen brieven")
    leads_to = CharBlock(label="Gaat naar", max_length=NAME_LENGTH, help_text=LEADS_TO_HELP)

    class Meta:
        icon = "arrow-right"
        label = "Antwoord"


class GuideQuestionBlock(StructBlock):
    """One question, alone on its screen."""

    name = CharBlock(label="Korte naam", max_length=NAME_LENGTH, help_text=f"{NAME_HELP}post")
    text = CharBlock(label="Vraag", max_length=140, help_text="Bijvoorbeeld: Ligt er post die u niet durft open te maken?")
    explanation = TextBlock(
        label="Uitleg", required=False, max_length=240, rows=2, help_text="Als het nodig is. Bijvoorbeeld: Denk ook aan e-mail."
    )
    answers = ListBlock(GuideAnswerBlock(), label="Antwoorden", help_text="Twee tot zes.")
    unsure_to = CharBlock(
        label="'Ik weet het niet' gaat naar",
        required=False,
        max_length=NAME_LENGTH,
        help_text="Leeg: dit antwoord staat er niet bij. Bijvoorbeeld: praten",
    )

    class Meta:
        icon = "help"
        label = "Vraag"
        label_format = "{name}: {text}"
        description = "Een vraag met twee tot zes antwoorden."


class GuideQuestionsBlock(StreamBlock):
    """The questions of a guide; the first is asked first."""

    question = GuideQuestionBlock()


class GuideOutcomeBlock(StructBlock):
    """Where answers lead to. In which step chosen help stands follows from the help itself.

    What is chosen may have been deleted since: nothing is required of it, so that an old version still opens.
    """

    name = CharBlock(label="Korte naam", max_length=NAME_LENGTH, help_text=f"{NAME_HELP}samen post openen")
    title = CharBlock(label="Kop", max_length=100, help_text="Bijvoorbeeld: Maak de post samen met iemand open")
    sentence = TextBlock(
        label="Zin",
        required=False,
        max_length=240,
        rows=2,
        help_text="Bijvoorbeeld: U hoeft het niet alleen te doen. Begin met drie brieven.",
    )
    tips = ListBlock(
        CharBlock(label="Tip", required=False, max_length=140, help_text="Bijvoorbeeld: Leg vandaag alle brieven op één stapel."),
        label="Eigen tips",
        default=[],
        help_text="Staan bij: Wat kunt u zelf doen?",
    )
    entries = ListBlock(
        SnippetChooserBlock("socialmap.Entry", label="Hulp of tip", required=False),
        label="Hulp die u uitkiest",
        default=[],
        help_text="Hulp komt vanzelf in haar eigen stap. Kies bij voorkeur iets uit elke stap. Bijvoorbeeld: Hulp bij schulden",
    )
    dossiers = ListBlock(
        PageChooserBlock(page_type="dossiers.DossierPage", label="Dossier", required=False),
        label="Dossiers om te lezen",
        default=[],
        help_text="Bijvoorbeeld: Rondkomen met weinig geld",
    )
    has_desk = BooleanBlock(
        label="Ga naar de Wijkwinkel", required=False, default=False, help_text="Laat de Wijkwinkel van de wijk zien, met de tijden van nu."
    )

    class Meta:
        icon = "tick-inverse"
        label = "Uitkomst"
        label_format = "{name}: {title}"
        description = "Waar iemand uitkomt: tips, hulp, dossiers, de Wijkwinkel."


class GuideOutcomesBlock(StreamBlock):
    """The outcomes of a guide, in any order."""

    outcome = GuideOutcomeBlock()
