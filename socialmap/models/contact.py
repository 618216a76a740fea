"""What organisations and entries have in common: contact, place, hours, and who checked it when."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.fields import ChoiceListField
from core.models import Place
from core.schedule import WeeklySchedule, parse_schedule
from core.validators import validate_phone, validate_schedule
from socialmap.choices import LANGUAGES


class ContactDetails(Place):
    """How to reach somebody, where, and when."""

    phone = models.CharField(
        _("telefoon"), max_length=20, blank=True, validators=[validate_phone], help_text=_("Bijvoorbeeld: 0570-000010")
    )
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Bijvoorbeeld: info@example.nl"))
    website = models.URLField(_("website"), blank=True, help_text=_("Bijvoorbeeld: https://www.example.nl/"))
    place_name = models.CharField(_("naam van de plek"), max_length=80, blank=True, help_text=_("Bijvoorbeeld: St. Jurriën"))
    hours = models.CharField(
        _("tijden"),
        max_length=200,
        blank=True,
        validators=[validate_schedule],
        help_text=_("Bijvoorbeeld: di 10:00-12:00; ma-vr 9:00-17:00; 1e di 10:00-12:00"),
    )
    languages = ChoiceListField(
        _("talen naast Nederlands"), options=LANGUAGES, help_text=_("In welke talen kan iemand geholpen worden? Bijvoorbeeld: Turks")
    )

    class Meta(Place.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="%(app_label)s_%(class)s_point_whole",
                violation_error_message=_("Vul breedtegraad en lengtegraad allebei in, of geen van beide."),
            )
        ]

    @property
    def schedule(self) -> WeeklySchedule:
        """The hours of this service or organisation itself."""
        return parse_schedule(self.hours)

    @property
    def has_contact(self) -> bool:
        """Whether there is at least one way to reach somebody: telephone, mail, website or place."""
        return bool(self.phone or self.email or self.website or self.place_name)


class Verified(models.Model):
    """Who said when that everything is right, and when to look again."""

    verified_on = models.DateField(
        _("gecontroleerd op"), null=True, blank=True, help_text=_("De laatste dag waarop iemand alles naliep. Bijvoorbeeld: 2026-11-23")
    )
    verified_by = models.CharField(_("gecontroleerd door"), max_length=80, blank=True, help_text=_("Bijvoorbeeld: Bibliotheek Deventer"))
    review_on = models.DateField(
        _("opnieuw nakijken op"), null=True, blank=True, help_text=_("Op deze dag vragen wij of alles nog klopt. Bijvoorbeeld: 2027-05-23")
    )
    source = models.CharField(_("bron"), max_length=40, blank=True, help_text=_("Waar de gegevens vandaan komen. Bijvoorbeeld: demo"))

    class Meta:
        abstract = True
