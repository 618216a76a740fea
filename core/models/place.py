"""Where something is."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.choices import Access


class Place(models.Model):
    """An address, a point (degrees, WGS 84) and whether a wheelchair can come in."""

    street = models.CharField(_("straat en huisnummer"), max_length=80, blank=True, help_text=_("Bijvoorbeeld: Jurriënhof 1"))
    postcode = models.CharField(_("postcode"), max_length=7, blank=True, help_text=_("Bijvoorbeeld: 7415 AB"))
    city = models.CharField(_("plaats"), max_length=60, blank=True, help_text=_("Bijvoorbeeld: Deventer"))
    latitude = models.FloatField(
        _("breedtegraad"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Plek op de kaart. Bijvoorbeeld: 52.264"),
    )
    longitude = models.FloatField(
        _("lengtegraad"),
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Plek op de kaart. Bijvoorbeeld: 6.150"),
    )
    wheelchair = models.CharField(
        _("rolstoel"),
        max_length=8,
        choices=Access,
        default=Access.UNKNOWN,
        help_text=_("Kan iemand in een rolstoel naar binnen? Weet u het niet, kies dan 'onbekend'."),
    )

    class Meta:
        abstract = True

    @property
    def address(self) -> str:
        """In one line: "Jurriënhof 1, Deventer"; empty without a street."""
        return ", ".join(filter(None, (self.street, self.city))) if self.street else ""
