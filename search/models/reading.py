"""How easy the texts on the sites are to read, kept for lists and the report."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

LEVELS = [("makkelijk", _("makkelijk")), ("kan-makkelijker", _("kan makkelijker")), ("moeilijk", _("moeilijk"))]


class ReadingFigureQuerySet(models.QuerySet["ReadingFigure"]):
    """Figures of texts."""

    def worst_first(self) -> ReadingFigureQuerySet:
        """The lowest score first; those too short for one last."""
        return self.order_by(models.F("score").asc(nulls_last=True), "-findings", "title", "pk")


class ReadingFigure(models.Model):
    """How the public text of one page, entry or organisation reads, as it was when that was saved.

    `kind` is the label of its model ("socialmap.entry"); `score` is Flesch-Douma, `findings` counts what could be easier.
    """

    kind = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    title = models.CharField(_("naam"), max_length=255)
    level = models.CharField(_("taal"), max_length=16, choices=LEVELS, blank=True)
    score = models.FloatField(_("score"), null=True)
    findings = models.PositiveIntegerField(_("punten"))
    words = models.PositiveIntegerField(_("woorden"))
    is_live = models.BooleanField(_("online"))

    objects: ClassVar[models.Manager[ReadingFigure]] = ReadingFigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("leesbaarheid")
        verbose_name_plural = _("teksten")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_readingfigure_one")]
        indexes = [models.Index(fields=["score"], name="search_readingfigure_score")]

    def __str__(self) -> str:
        return self.title
