"""Addresses on the web that our pages lead to, and whether they still work."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

# On so many days, one after another or not, an address failed and never worked in between.
BROKEN_AFTER_DAYS = 3


class LinkHost(models.Model):
    """A site that we ask: one at a time, and not again before `free_at`."""

    name = models.CharField(_("site"), max_length=255, primary_key=True)
    free_at = models.DateTimeField()

    class Meta:
        verbose_name = _("site waar links heen gaan")
        verbose_name_plural = _("sites waar links heen gaan")

    def __str__(self) -> str:
        return self.name

    def claim(self, *, at: datetime, lease: timedelta) -> bool:
        """Keep others from asking this site for a while; False if somebody does, or just did. One statement."""
        return bool(LinkHost.objects.filter(pk=self.pk, free_at__lte=at).update(free_at=at + lease))

    def release(self, *, at: datetime, pause: timedelta) -> None:
        """Let others ask it again after a pause."""
        LinkHost.objects.filter(pk=self.pk).update(free_at=at + pause)


class CheckedLinkQuerySet(models.QuerySet["CheckedLink"]):
    """Addresses that are looked at."""

    def broken(self) -> CheckedLinkQuerySet:
        """Those that failed on three days, longest first."""
        return self.filter(failed_days__gte=BROKEN_AFTER_DAYS).order_by("first_failed_at", "pk")

    def due(self, *, at: datetime) -> CheckedLinkQuerySet:
        """Those to look at now, longest waiting first: of each site that is free the first."""
        first = CheckedLink.objects.filter(host=OuterRef("host"), next_at__lte=at).order_by("next_at", "pk").values("pk")[:1]
        return self.filter(pk=models.Subquery(first), host__free_at__lte=at, next_at__lte=at).order_by("next_at", "pk")

    def standing_nowhere(self, *places: models.QuerySet[models.Model]) -> CheckedLinkQuerySet:
        """Those that stand in none of these places; each is a query that names the address with OuterRef("url")."""
        return self.filter(*(~Q(Exists(place)) for place in places))


class CheckedLink(models.Model):
    """An address, and how it went. Where it stands is asked of `socialmap.registry.link_sources`, so that it never lags behind.

    `status` is that of HTTP, 0 if nothing came; `problem` a short code of `core.fetching`. `failed_days` counts the days on
    which it failed since it worked last.
    """

    url = models.CharField(_("adres"), max_length=200, unique=True)
    host = models.ForeignKey(LinkHost, models.CASCADE, related_name="links", verbose_name=_("site"))
    next_at = models.DateTimeField()
    checked_at = models.DateTimeField(_("laatst bekeken"), null=True)
    status = models.PositiveSmallIntegerField(_("antwoord"), default=0)
    problem = models.CharField(_("wat is er mis?"), max_length=20, blank=True)
    first_failed_at = models.DateTimeField(_("sinds"), null=True)
    last_failed_on = models.DateField(null=True)
    failed_days = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar[models.Manager[CheckedLink]] = CheckedLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        indexes = [
            models.Index(fields=["host", "next_at"], name="socialmap_link_due"),
            models.Index(fields=["failed_days", "first_failed_at"], name="socialmap_link_broken"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(failed_days=0, first_failed_at=None, last_failed_on=None)
                | Q(failed_days__gt=0, first_failed_at__isnull=False, last_failed_on__isnull=False),
                name="socialmap_link_failure_whole",
            )
        ]

    def __str__(self) -> str:
        return self.url
