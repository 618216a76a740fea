"""Closed lists about places, whatever happens there."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Access(models.TextChoices):
    """Whether somebody in a wheelchair can come in and use the toilet."""

    YES = "ja", _("Goed met een rolstoel")
    NO = "nee", _("Niet met een rolstoel")
    UNKNOWN = "onbekend", _("Vraag of u er met een rolstoel in kunt")


class AccessDetail(models.TextChoices):
    """What makes it easier to be there, besides what is said of a wheelchair."""

    LEVEL = "gelijkvloers", _("Gelijkvloers, zonder drempel")
    LIFT = "lift", _("Er is een lift")
    TOILET = "toilet", _("Toilet voor mensen met een rolstoel")
    LOOP = "ringleiding", _("Ringleiding voor mensen met een hoortoestel")
    SIGN = "gebarentaal", _("Met gebarentaal")
    QUIET = "rustig", _("Rustige ruimte, weinig prikkels")
