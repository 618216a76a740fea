"""Writes of how easy texts are to read: kept when something is saved, so that lists count nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models, transaction
from wagtail.models import Page

from core.languages import SOURCE
from core.plain_language import HardTerm, Reading, check
from search.models import ReadingFigure
from search.registry import Readable, readables
from search.selectors import hard_terms

BATCH_ROWS = 500
FIGURES = ["title", "level", "score", "findings", "words", "is_live"]


def reading_of(instance: models.Model, readable: Readable, terms: tuple[HardTerm, ...]) -> Reading:
    """How the text of an instance reads, as it stands in a form or a row; no query but those of its text."""
    return check(readable.text(instance), hard_words=terms, links=readable.links(instance))


def note_reading(*, instance: models.Model, readable: Readable) -> None:
    """Keep how the public text of a row reads, in the caller's transaction; two queries, one more after a change of words."""
    _keep([_figure(instance, readable, hard_terms())])


def forget_reading(*, instance: models.Model, readable: Readable) -> None:
    """Forget a row that is gone, in the caller's transaction; one query."""
    ReadingFigure.objects.filter(kind=readable.kind, object_id=instance.pk).delete()


@transaction.atomic
def refresh_readings() -> int:
    """Read everything anew, for after a change of the hard words; returns the number of texts. One query a kind and every 500 rows."""
    terms, count = hard_terms(), 0
    for readable in readables:
        ReadingFigure.objects.filter(kind=readable.kind).exclude(object_id__in=readable.model._default_manager.values("pk")).delete()
        batch: list[ReadingFigure] = []
        for instance in _rows(readable):
            batch.append(_figure(instance, readable, terms))
            if len(batch) == BATCH_ROWS:
                _keep(batch)
                batch = []
            count += 1
        _keep(batch)
    return count


def _rows(readable: Readable) -> Iterator[Any]:
    rows = readable.model._default_manager.order_by("pk")
    # Texts in other languages are not read by the rules of Dutch.
    return (rows.filter(locale__language_code=SOURCE) if issubclass(readable.model, Page) else rows).iterator(BATCH_ROWS)


def _figure(instance: Any, readable: Readable, terms: tuple[HardTerm, ...]) -> ReadingFigure:
    reading = reading_of(instance, readable, terms)
    return ReadingFigure(
        kind=readable.kind,
        object_id=instance.pk,
        title=str(instance)[:255],
        level=reading.level or "",
        score=reading.score,
        findings=len(reading.findings),
        words=reading.words,
        is_live=bool(getattr(instance, "live", True)),
    )


def _keep(figures: list[ReadingFigure]) -> None:
    ReadingFigure.objects.bulk_create(figures, update_conflicts=True, unique_fields=["kind", "object_id"], update_fields=FIGURES)
