"""Two that may be one and the same, as they were found, and that somebody said they are not."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from socialmap.choices import Certainty


class LikePairQuerySet(models.QuerySet["LikePair"]):
    """Pairs."""

    def open(self) -> LikePairQuerySet:
        """Those that nobody decided about, most alike first."""
        return self.filter(dismissed_at=None).order_by("-score", "kind", "first_id", "second_id")

    def about(self, kind: str, pk: int) -> LikePairQuerySet:
        """Those that have this one in it."""
        return self.filter(Q(first_id=pk) | Q(second_id=pk), kind=kind)


class LikePair(models.Model):
    """Two entries or two organisations (`kind` is their label) that are alike; once, with the smaller key first.

    `reasons` are those of `choices.Reason`. "No duplicate" holds as long as `dismissed_of` is what the two say of themselves.
    """

    kind = models.CharField(max_length=40)
    first_id = models.PositiveBigIntegerField()
    second_id = models.PositiveBigIntegerField()
    score = models.PositiveSmallIntegerField()
    certainty = models.CharField(_("zekerheid"), max_length=8, choices=Certainty)
    reasons = models.JSONField(default=list)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    dismissed_of = models.CharField(max_length=65, blank=True)

    # What a list shows of it, by whoever makes the list.
    first_name: str = ""
    second_name: str = ""
    why: str = ""
    merge_url: str = ""

    objects: ClassVar[models.Manager[Any]] = LikePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("mogelijk dubbel")
        verbose_name_plural = _("mogelijk dubbel")
        indexes = [models.Index(fields=["kind", "second_id"], name="socialmap_pair_second")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "first_id", "second_id"], name="socialmap_pair_once"),
            models.CheckConstraint(condition=Q(first_id__lt=F("second_id")), name="socialmap_pair_in_order"),
            models.CheckConstraint(
                condition=Q(dismissed_at=None, dismissed_of="") | (Q(dismissed_at__isnull=False) & ~Q(dismissed_of="")),
                name="socialmap_pair_dismissed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.first_id} {self.second_id}"


class PairsLook(models.Model):
    """What all of a kind were when they were last compared with each other: how many, and the latest change."""

    kind = models.CharField(max_length=40, primary_key=True)
    seen = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("vergelijking")
        verbose_name_plural = _("vergelijkingen")

    def __str__(self) -> str:
        return self.kind
