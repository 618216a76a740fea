"""Organisations: who offers help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel

from sites.models import Zone
from socialmap.choices import OrganisationKind
from socialmap.models.contact import ContactDetails, Verified
from socialmap.models.editorial import Editorial


class Organisation(Editorial, ContactDetails, Verified, ClusterableModel):
    """Who offers help: a group of residents, a club, a care provider, the municipality."""

    name = models.CharField(_("naam"), max_length=80, unique=True, help_text=_("Bijvoorbeeld: Vrijwilligers St. Jurriën"))
    slug = models.SlugField(_("kort adres"), max_length=60, unique=True, help_text=_("Zo eindigt het webadres. Bijvoorbeeld: wandelclub"))
    kind = models.CharField(
        _("soort"),
        max_length=16,
        choices=OrganisationKind,
        default=OrganisationKind.WELFARE,
        help_text=_("Wat voor organisatie is het? Bijvoorbeeld: een club."),
    )
    description = models.TextField(
        _("wat doet deze organisatie voor een bewoner?"),
        max_length=600,
        validators=[MaxLengthValidator(600)],
        blank=True,
        help_text=_("Twee of drie korte zinnen. Bijvoorbeeld: U kunt hier elke week koffie drinken met buren."),
    )
    zones = ParentalManyToManyField(
        Zone, verbose_name=_("wijken"), blank=True, related_name="organisations", help_text=_("In welke wijken werkt deze organisatie?")
    )
    is_city_wide = models.BooleanField(
        _("voor de hele gemeente"), default=False, help_text=_("Vink dit aan als de organisatie er voor alle wijken is.")
    )

    merged_into = models.ForeignKey(
        "self", verbose_name=_("samengevoegd met"), null=True, editable=False, on_delete=models.PROTECT, related_name="merged_from"
    )

    class Meta(ContactDetails.Meta):
        abstract = False
        verbose_name = _("organisatie")
        verbose_name_plural = _("organisaties")
        ordering = ["name"]
        constraints = [
            *ContactDetails.Meta.constraints,
            models.CheckConstraint(condition=Q(live=False) | Q(merged_into=None), name="socialmap_organisation_merged_is_offline"),
        ]

    def __str__(self) -> str:
        return self.name

    def made_of(self) -> Iterator[models.QuerySet[Any]]:
        """The zones that it works in."""
        yield Zone.objects.filter(pk__in=[zone.pk for zone in self.zones.all()])

    def get_absolute_url(self) -> str:
        """The address of the organisation on every site."""
        return f"/organisaties/{self.slug}/"

    def missing_for_publication(self, *, has_zones: bool | None = None) -> dict[str, str]:
        """An organisation goes live with a description and a way to reach it."""
        missing = self.merged_away()
        if not self.description:
            missing["description"] = _("Schrijf in twee zinnen wat deze organisatie voor een bewoner doet.")
        if not self.has_contact:
            missing["phone"] = _("Vul minstens één manier van contact in: telefoon, e-mail, website of plek.")
        return {field: str(message) for field, message in missing.items()}
