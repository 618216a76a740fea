"""Asking organisations whether their data are still right: what was asked when, and the link with which they answer."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from socialmap.models.organisation import Organisation


class ReviewQuestionQuerySet(models.QuerySet["ReviewQuestion"]):
    """Questions that were asked."""

    def forgotten(self, *, before: datetime) -> ReviewQuestionQuerySet:
        """Those that were asked before an aware moment. Not those about an old day: what is still due would be asked anew."""
        return self.filter(asked_at__lt=before)


class ReviewQuestion(models.Model):
    """That an organisation was asked about one thing, so many days after its day to look again. Once: the database holds that.

    `kind` is that of `socialmap.registry`. A thing with another `review_on` is asked about anew.
    """

    kind = models.CharField(max_length=20)
    object_id = models.PositiveBigIntegerField()
    review_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()

    objects: ClassVar[models.Manager[ReviewQuestion]] = ReviewQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("vraag of iets nog klopt")
        verbose_name_plural = _("vragen of iets nog klopt")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id", "review_on", "days"], name="socialmap_asked_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id} {self.review_on} {self.days}"


class ReviewLinkQuerySet(models.QuerySet["ReviewLink"]):
    """Links to say that all is right."""

    def usable(self, *, at: datetime) -> ReviewLinkQuerySet:
        """Those that still work at an aware moment."""
        return self.filter(valid_until__gt=at)

    def forgotten(self, *, at: datetime) -> ReviewLinkQuerySet:
        """Those that work no more."""
        return self.filter(valid_until__lte=at)


class ReviewLink(models.Model):
    """The link in a reminder: who has it may say that what the organisation keeps is right, and nothing else.

    It is about what had to be looked at on the day of the reminder, `asked_on`. Only a hash of its token is stored.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="review_links")
    token_hash = models.CharField(max_length=64, unique=True)
    asked_on = models.DateField()
    valid_until = models.DateTimeField(db_index=True)

    objects: ClassVar[models.Manager[ReviewLink]] = ReviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link om te zeggen dat alles klopt")
        verbose_name_plural = _("links om te zeggen dat alles klopt")

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.asked_on}"
