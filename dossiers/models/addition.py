"""What a zone adds to a shared dossier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Workflow

from core.fields import BodyField
from dossiers.blocks import StepTextBlock
from dossiers.models.dossier import DossierPage, addition_shown_at
from sites.models import Zone
from socialmap.models.editorial import Editorial


class ZoneAdditionQuerySet(models.QuerySet["ZoneAddition"]):
    """Additions."""

    def shown(self, *, at: datetime) -> ZoneAdditionQuerySet:
        """Those that residents read at an aware moment."""
        return self.filter(addition_shown_at(at))

    def behind(self) -> ZoneAdditionQuerySet:
        """Those whose dossier was published anew since somebody looked at it for this addition; drafts too, as they may be published."""
        return self.filter(
            Q(dossier__live=True, dossier__last_published_at__isnull=False)
            & (Q(seen_at=None) | Q(dossier__last_published_at__gt=F("seen_at")))
        )


class ZoneAddition(Editorial):
    """What holds in one zone alone, below the short version of a dossier. The shared text stays as it is.

    The row is what is public; what is being written is a revision, which a second reader of the zone publishes.
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

    def made_of(self) -> Iterator[models.QuerySet[Any]]:
        """Its zone, which somebody may be taking away."""
        yield Zone.objects.filter(pk=self.zone_id)

    def missing_for_publication(self, *, has_zones: bool | None = None) -> dict[str, str]:
        """A draft may be empty, what residents read may not."""
        return {} if self.text else {"text": str(_("Schrijf eerst wat uw wijk toevoegt."))}

    def get_workflow(self) -> Workflow | None:
        """The workflow of the pages of its zone, so that the same people read it; four queries at most."""
        return self.zone.site.root_page.get_workflow() if self.zone_id else None

    def get_absolute_url(self) -> str:
        """Where it is read, on its zone's own site."""
        return self.dossier.get_absolute_url()

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """An old version that is brought back says nothing of what was seen since, and stays of its zone and dossier."""
        instance = super().with_content_json(content)
        instance.seen_at = self.seen_at
        instance.dossier_id, instance.zone_id = self.dossier_id, self.zone_id
        return instance

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; who writes an addition has the dossier beside it."""
        fields = kwargs.get("update_fields")
        if self.pk and fields is None:
            # Somebody may have seen changes since this was read.
            self.seen_at = type(self).objects.filter(pk=self.pk).values_list("seen_at", flat=True).first()
        elif self.seen_at is None and self.dossier_id and fields is None:
            self.seen_at = self.dossier.last_published_at
        super().save(*args, **kwargs)
