"""Dossiers, what zones add to them, and guides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dossiers.models import ChosenEntry, DossierPage, GuidePage, SharedTreePage, ZoneAddition
from sites.models import Zone
from socialmap.models import Entry, Theme
from tests.factories.socialmap import ThemeFactory

POINTS = {"point_1": "Kijk op tijd.", "point_2": "Kleine dingen helpen veel.", "point_3": "Vraag mensen om u heen."}


def make_dossier(
    *, title: str = "Langer thuis wonen", theme: Theme | None = None, chosen: Sequence[Entry] = (), **fields: Any
) -> DossierPage:
    """A public dossier, with its theme if none is given."""
    page = DossierPage(
        title=title,
        slug=fields.pop("slug", "langer-thuis-wonen"),
        theme=theme or ThemeFactory(name="Wonen", slug="wonen"),
        introduction=fields.pop("introduction", "Vaak kan dat. Hier leest u hoe."),
        **{**POINTS, **fields},
    )
    SharedTreePage.objects.get(locale__language_code="nl").add_child(instance=page)
    page.chosen.set([ChosenEntry(entry=entry, sort_order=index) for index, entry in enumerate(chosen)])
    page.save()
    page.save_revision().publish()
    return DossierPage.objects.get(pk=page.pk)


def rewrite(page: DossierPage, **fields: Any) -> DossierPage:
    """Publish a dossier with another text, as an editor does."""
    found = DossierPage.objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(found, name, value)
    found.save_revision().publish()
    return DossierPage.objects.get(pk=page.pk)


def make_addition(page: DossierPage, zone: Zone, text: str = "In het buurthuis staat een koffiepot.", **fields: Any) -> ZoneAddition:
    """What a zone adds, written for the dossier as it is now."""
    addition = ZoneAddition(dossier=page, zone=zone, text=[("paragraph", f"<p>{text}</p>")], **fields)
    addition.full_clean()
    addition.save()
    return addition


def guide_question(name: str, *answers: tuple[str, str], **fields: Any) -> tuple[str, dict[str, Any]]:
    """A question of a guide, with answers as pairs of words and the short name that they lead to."""
    given = [{"text": text, "leads_to": leads_to} for text, leads_to in answers]
    return "question", {"name": name, "text": f"Gaat het over {name}?", "explanation": "", "answers": given, "unsure_to": ""} | fields


def guide_outcome(
    name: str, *, entries: Sequence[Entry] = (), dossiers: Sequence[DossierPage] = (), **fields: Any
) -> tuple[str, dict[str, Any]]:
    """An outcome of a guide, with a tip unless another list is given."""
    filled = {"name": name, "title": f"Dit helpt bij {name}", "sentence": "", "tips": ["Schrijf het op."], "has_desk": False}
    return "outcome", filled | {"entries": list(entries), "dossiers": list(dossiers)} | fields


def make_guide(*, title: str = "Waar begin ik?", theme: Theme | None = None, **fields: Any) -> GuidePage:
    """A public guide: a question on money, one on post, and two outcomes, unless others are given."""
    page = GuidePage(
        title=title,
        slug=fields.pop("slug", "waar-begin-ik"),
        theme=theme,
        introduction=fields.pop("introduction", "Een paar vragen, dan weet u het."),
        questions=fields.pop(
            "questions",
            [guide_question("geld", ("Ja", "post"), ("Nee", "praten"), unsure_to="praten"), guide_question("post", ("Ja", "openen"), ("Nee", "praten"))],
        ),
        outcomes=fields.pop("outcomes", [guide_outcome("openen"), guide_outcome("praten", tips=[], has_desk=True)]),
        **fields,
    )  # fmt: skip
    SharedTreePage.objects.get(locale__language_code="nl").add_child(instance=page)
    page.save_revision().publish()
    return GuidePage.objects.get(pk=page.pk)
