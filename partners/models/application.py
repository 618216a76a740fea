"""Organisations that ask to become a partner."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.validators import validate_phone
from moderation.choices import OPEN_STATES
from moderation.models import Submission
from sites.models import Zone
from socialmap.choices import OrganisationKind
from socialmap.models import Organisation


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications."""

    def forgettable(self, *, before: datetime) -> ApplicationQuerySet:
        """Those that were decided about before a moment."""
        open_ones = Submission.objects.filter(state__in=OPEN_STATES, object_id=models.OuterRef("pk"), content_type__model="application")
        return self.filter(created_at__lt=before).exclude(models.Exists(open_ones))


class Application(models.Model):
    """An organisation that wants to put its activities and help on the site, and who asks that."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("naam van uw organisatie"), max_length=80, help_text=_("Bijvoorbeeld: Wandelclub Voorstad"))
    kind = models.CharField(_("wat voor organisatie is het?"), max_length=16, choices=OrganisationKind, default=OrganisationKind.VOLUNTEERS)
    description = models.TextField(
        _("wat doet u voor bewoners?"),
        max_length=600,
        help_text=_("Twee of drie korte zinnen. Bijvoorbeeld: Wij wandelen elke week met buren. Iedereen mag mee."),
    )
    zones = models.ManyToManyField(Zone, blank=True, related_name="+", verbose_name=_("in welke wijken?"))
    is_city_wide = models.BooleanField(_("in heel de gemeente"), default=False)
    phone = models.CharField(
        _("telefoonnummer voor bewoners"), max_length=20, blank=True, validators=[validate_phone], help_text=_("Bijvoorbeeld: 0570-000010")
    )
    website = models.URLField(_("website"), blank=True, help_text=_("Bijvoorbeeld: https://www.example.nl"))
    contact = models.CharField(_("uw naam"), max_length=80)
    email = models.EmailField(_("uw e-mailadres"), help_text=_("Hiermee logt u straks in. Bijvoorbeeld: wandelclub@example.nl"))
    existing = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("staat al op de site als")
    )
    created_at = models.DateTimeField(default=timezone.now)
    submissions = GenericRelation(Submission)

    objects: ClassVar[models.Manager[Application]] = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("aanmelding van een organisatie")
        verbose_name_plural = _("aanmeldingen van organisaties")

    def __str__(self) -> str:
        return self.name
