"""Dossiers, and what zones add to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dossiers.models import ChosenEntry, DossierPage, SharedTreePage, ZoneAddition
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
    SharedTreePage.objects.get().add_child(instance=page)
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
