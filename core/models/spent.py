"""What may be used once: the puzzles of public forms that somebody has handed in."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _


class SpentPuzzleQuerySet(models.QuerySet["SpentPuzzle"]):
    """Puzzles that were handed in."""

    def spend(self, digest: str, *, until: datetime) -> bool:
        """Note that a puzzle is used up; False if it was already, also when two hand it in at once. One statement."""
        try:
            with transaction.atomic():
                self.model(digest=digest, until=until).save(force_insert=True)
        except IntegrityError:
            return False
        return True

    def forgotten(self, *, at: datetime) -> SpentPuzzleQuerySet:
        """Those that are refused for their age by now, so that nobody need know that they were used."""
        return self.filter(until__lt=at)


class SpentPuzzle(models.Model):
    """A puzzle that was handed in, as a digest that tells nothing of who did it or what for; kept until it is too old to be used."""

    digest = models.CharField(primary_key=True, max_length=64)
    until = models.DateTimeField(_("onthouden tot"), db_index=True)

    objects = SpentPuzzleQuerySet.as_manager()

    class Meta:
        verbose_name = _("gebruikte puzzel")
        verbose_name_plural = _("gebruikte puzzels")

    def __str__(self) -> str:
        return self.digest[:8]
