"""Guides of the demo city."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.languages import SOURCE
from dossiers.models import DossierPage, GuidePage, SharedTreePage
from socialmap.models import Entry, Theme


def load_guides(files: Iterable[Mapping[str, Any]]) -> None:
    """Make those that are not there yet in the shared tree, in the order of the files; what somebody changed stays."""
    for row in files:
        if not GuidePage.objects.filter(slug=row["slug"]).exists():
            _make(row)


def _make(row: Mapping[str, Any]) -> None:
    page = GuidePage(slug=row["slug"], title=row["title"], introduction=row["introduction"], theme=Theme.objects.get(slug=row["theme"]))
    page.questions = [("question", _question(one)) for one in row["questions"]]
    entries = {entry.slug: entry for entry in Entry.objects.filter(slug__in={slug for one in row["outcomes"] for slug in one["entries"]})}
    dossiers = {dossier.slug: dossier for dossier in DossierPage.objects.originals()}
    page.outcomes = [("outcome", _outcome(one, entries, dossiers)) for one in row["outcomes"]]
    SharedTreePage.objects.get(locale__language_code=SOURCE).add_child(instance=page)
    page.save_revision().publish()


def _question(row: Mapping[str, Any]) -> dict[str, Any]:
    answers = [{"text": answer["text"], "leads_to": answer["to"]} for answer in row["answers"]]
    return {"name": row["name"], "text": row["text"], "explanation": row["explanation"], "answers": answers, "unsure_to": row["unsure"]}


def _outcome(row: Mapping[str, Any], entries: Mapping[str, Entry], dossiers: Mapping[str, DossierPage]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "title": row["title"],
        "sentence": row["sentence"],
        "tips": row["tips"],
        "entries": [entries[slug] for slug in row["entries"]],
        "dossiers": [dossiers[slug] for slug in row["dossiers"]],
        "has_desk": row["desk"],
    }
