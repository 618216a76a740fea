"""What a zone adds to a shared dossier."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin, RevisionMixin

from core.fields import BodyField
from core.models import show_preview
from dossiers.blocks import StepTextBlock
from dossiers.models.dossier import DossierPage
from sites.models import Zone


class ZoneAdditionQuerySet(models.QuerySet["ZoneAddition"]):
    """Additions."""

    def behind(self) -> ZoneAdditionQuerySet:
        """Those whose dossier was published anew since somebody looked at it for this addition."""
        return self.filter(
            Q(dossier__live=True, dossier__last_published_at__isnull=False)
            & (Q(seen_at=None) | Q(dossier__last_published_at__gt=F("seen_at")))
        )


class ZoneAddition(PreviewableMixin, RevisionMixin, models.Model):
    """What holds in one zone alone, below the short version of a dossier. The shared text stays as it is.

    `seen_at` is the moment up to which somebody of the zone has seen the changes of the dossier.
    """

    dossier = models.ForeignKey(DossierPage, models.CASCADE, related_name="additions", verbose_name=_("dossier"))
    zone = models.ForeignKey(
        Zone,
        models.CASCADE,
        related_name="dossier_additions",
        verbose_name=_("wijk"),
        help_text=_("De wijk waarvoor deze toevoeging geldt."),
    )
    title = models.CharField(
        _("kop"), max_length=80, blank=True, help_text=_("Leeg: 'In' met de naam van de wijk. Bijvoorbeeld: In Zandweerd")
    )
    text = BodyField(
        StepTextBlock(required=True),
        verbose_name=_("tekst"),
        help_text=_("Alleen wat in uw wijk anders is of extra. Bijvoorbeeld: De ergotherapeut zit op dinsdag in de Wijkwinkel."),
    )
    seen_at = models.DateTimeField(null=True, editable=False)
    updated_at = models.DateTimeField(_("laatst gewijzigd"), auto_now=True)

    objects: ClassVar[models.Manager[ZoneAddition]] = ZoneAdditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("toevoeging aan een dossier")
        verbose_name_plural = _("toevoegingen aan dossiers")
        ordering = ["dossier__title", "zone__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "zone"],
                name="dossiers_addition_once",
                violation_error_message=_("Uw wijk heeft al een toevoeging aan dit dossier. Verander die."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier} ({self.zone})"

    @property
    def heading(self) -> str:
        """What stands above it."""
        return self.title or str(_("In %(zone)s") % {"zone": self.zone.name})

    @property
    def is_behind(self) -> bool:
        """Whether the dossier was published anew since somebody looked at it for this addition."""
        published = self.dossier.last_published_at
        return self.dossier.live and published is not None and (self.seen_at is None or published > self.seen_at)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page of its dossier in its zone, with what is being written."""
        return show_preview(self, request, mode_name)

    def get_absolute_url(self) -> str:
        """Where it is read, on its zone's own site."""
        return self.dossier.get_absolute_url()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; who writes an addition has the dossier beside it."""
        fields = kwargs.get("update_fields")
        if self.pk and fields is None:
            # An old version that is brought back says nothing of what was seen since.
            self.seen_at = type(self).objects.filter(pk=self.pk).values_list("seen_at", flat=True).first()
        elif self.seen_at is None and self.dossier_id and fields is None:
            self.seen_at = self.dossier.last_published_at
        super().save(*args, **kwargs)
