"""What is the same on every page of every zone."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from core.models import lock
from core.schedule import WeeklySchedule, parse_schedule
from core.validators import validate_phone, validate_schedule


@register_setting(icon="cog")
class CitySettings(BaseGenericSetting):
    """What is the same on every page of every zone: who we are and how to reach somebody."""

    city = models.CharField(_("naam van de gemeente"), max_length=60, default="Deventer", help_text=_("Bijvoorbeeld: Deventer"))
    phone = models.CharField(
        _("telefoonnummer van de Wijkwinkel"),
        max_length=20,
        blank=True,
        validators=[validate_phone],
        help_text=_("Staat op elke pagina. Bijvoorbeeld: 0570-000010"),
    )
    phone_hours = models.CharField(
        _("wanneer neemt iemand op?"),
        max_length=200,
        blank=True,
        validators=[validate_schedule],
        help_text=_("Bijvoorbeeld: ma-vr 9:00-17:00"),
    )
    email = models.EmailField(_("e-mailadres"), blank=True, help_text=_("Staat op de contactpagina. Bijvoorbeeld: wijkwinkel@example.nl"))
    notice = models.CharField(
        _("regel onder aan elke pagina"),
        max_length=300,
        blank=True,
        help_text=_("Bijvoorbeeld: De Wijkwinkel is van de bibliotheek, de gemeente en organisaties in uw wijk."),
    )
    is_demonstration = models.BooleanField(
        _("dit zijn voorbeeldgegevens"), default=False, help_text=_("Vink dit aan als de gegevens verzonnen zijn. Bewoners zien dat dan.")
    )
    # The languages beside Dutch in which the front page of the city is public.
    languages = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("de Wijkwinkel in deze gemeente")

    @property
    def hours(self) -> WeeklySchedule:
        """When the telephone is answered."""
        return parse_schedule(self.phone_hours)


def take_turn() -> None:
    """Wait until nobody else saves a zone, a place or what changes there, and keep others off until this transaction ends.

    Who saves a zone wants its places after it, who saves a place wants all zones: without turns each may wait for the other.
    One query, none on SQLite.
    """
    lock(CitySettings.objects.all())
