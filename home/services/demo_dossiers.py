"""Dossiers of the demo city, and what its zones add to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.html import escape

from core.languages import SOURCE
from core.schedule import AMSTERDAM
from dossiers.models import ChosenEntry, DossierPage, SharedTreePage, ZoneAddition
from sites.models import Zone
from socialmap.models import Entry, Organisation, Theme

KEEPER = "bibliotheek-deventer"
REVIEW_AFTER = timedelta(days=365)
# The field of each step, by the word that stands for it in the files.
STEP_FIELDS = {"zelf": "self_text", "omgeving": "network_text", "organisatie": "organisation_text"}


def load_dossiers(files: Iterable[Mapping[str, Any]], *, at: datetime) -> None:
    """Make those that are not there yet in the shared tree, in the order of the files; what somebody changed stays."""
    for row in files:
        if not DossierPage.objects.filter(slug=row["slug"]).exists():
            _make(row, today=at.astimezone(AMSTERDAM).date())


def _make(row: Mapping[str, Any], *, today: date) -> None:
    page = DossierPage(slug=row["slug"], theme=Theme.objects.get(slug=row["theme"]))
    fill_words(page, row)
    page.keeper, page.verified_on, page.review_on = Organisation.objects.filter(slug=KEEPER).first(), today, today + REVIEW_AFTER
    SharedTreePage.objects.get(locale__language_code=SOURCE).add_child(instance=page)
    _choose(page, row)
    page.save_revision().publish()
    _add(DossierPage.objects.get(pk=page.pk), row["additions"])


def fill_words(page: DossierPage, row: Mapping[str, Any]) -> None:
    """Write the words of a file, in whatever language, into a dossier; saves nothing."""
    page.title, page.introduction = row["title"], row["introduction"]
    page.point_1, page.point_2, page.point_3 = row["points"]
    for name, field in STEP_FIELDS.items():
        setattr(page, field, [("paragraph", _html(row["steps"][name]["text"]))])
    page.checklists = [("checklist", {"title": one["title"], "items": one["items"]}) for one in row["checklists"]]
    page.questions = [("question", {"question": one["question"], "answer": _html([one["answer"]])}) for one in row["questions"]]
    page.words = [("word", {"word": one["word"], "meaning": one["meaning"]}) for one in row["words"]]
    page.body = [("heading", row["story"]["title"]), ("paragraph", _html(row["story"]["text"]))]


def _choose(page: DossierPage, row: Mapping[str, Any]) -> None:
    wanted = [slug for name in STEP_FIELDS for slug in row["steps"][name]["entries"]]
    entries = {entry.slug: entry for entry in Entry.objects.filter(slug__in=wanted)}
    page.chosen.set([ChosenEntry(entry=entries[slug], sort_order=index) for index, slug in enumerate(wanted)])
    page.save()


def _add(page: DossierPage, rows: Iterable[Mapping[str, Any]]) -> None:
    for row in rows:
        zone = Zone.objects.get(slug=row["zone"])
        addition = ZoneAddition(dossier=page, zone=zone, title=row["title"], text=[("paragraph", _html(row["text"]))])
        addition.full_clean()
        addition.save()
        addition.save_revision().publish()


def _html(paragraphs: Sequence[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
