"""The closed lists of the social map. Values are stored; each also has the word that files use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Mode(models.TextChoices):
    """How help reaches somebody; the values are also those of the search filter."""

    HOME = "thuis", _("Bij u thuis")
    LOCATION = "locatie", _("Op een plek in de wijk")
    PHONE = "telefoon", _("Per telefoon")
    ONLINE = "online", _("Online")


class CostKind(models.TextChoices):
    """Whether help costs the resident money."""

    FREE = "gratis", _("Gratis")
    PAID = "betaald", _("U betaalt")
    CONTRIBUTION = "eigen-bijdrage", _("U betaalt een deel zelf")
    UNKNOWN = "onbekend", _("Vraag naar de kosten")


class OrganisationKind(models.TextChoices):
    """What sort of organisation it is."""

    LIBRARY = "bibliotheek", _("Bibliotheek")
    MUNICIPALITY = "gemeente", _("Gemeente")
    WELFARE = "welzijn", _("Welzijn")
    CARE = "zorg", _("Zorg")
    VOLUNTEERS = "vrijwilligers", _("Vrijwilligers")
    RESIDENTS = "bewoners", _("Bewoners")
    CLUB = "vereniging", _("Vereniging")
    CHURCH = "kerk", _("Kerk of moskee")
    ADVICE = "advies", _("Advies")
    HOUSING = "wonen", _("Wonen")
    TRANSPORT = "vervoer", _("Vervoer")
    WORK = "werk", _("Werk")


class ThemeIcon(models.TextChoices):
    """The drawings of themes; each is a symbol `i-t-…` of the sprite."""

    FOOD = "eten", _("Eten")
    HOUSEHOLD = "huishouden", _("Huishouden")
    TRANSPORT = "vervoer", _("Vervoer")
    MONEY = "geld", _("Geld")
    CONTACT = "contact", _("Contact")
    CARING = "mantelzorg", _("Zorgen voor een ander")
    LIVING = "wonen", _("Wonen")
    HEALTH = "gezondheid", _("Gezondheid")
    CHILDREN = "kinderen", _("Kinderen")
    TAKING_PART = "meedoen", _("Meedoen")
    SAFETY = "veiligheid", _("Veiligheid")
    DIGITAL = "digitaal", _("Digitaal")


LANGUAGES = [
    ("en", _("Engels")),
    ("tr", _("Turks")),
    ("ar", _("Arabisch")),
    ("pl", _("Pools")),
    ("uk", _("Oekraïens")),
    ("ti", _("Tigrinya")),
    ("fr", _("Frans")),
    ("de", _("Duits")),
    ("es", _("Spaans")),
    ("so", _("Somalisch")),
    ("fa", _("Perzisch")),
]


class Reason(models.TextChoices):
    """Why two may be one and the same."""

    SAME_NAME = "naam", _("dezelfde naam")
    ALMOST_SAME_NAME = "bijna", _("bijna dezelfde naam")
    PART_OF_NAME = "deel", _("de ene naam staat in de andere")
    TEXT = "zin", _("bijna dezelfde zin")
    PHONE = "telefoon", _("zelfde telefoonnummer")
    EMAIL = "mail", _("zelfde e-mailadres")
    WEBSITE = "website", _("zelfde website")
    ADDRESS = "adres", _("zelfde adres")


class Certainty(models.TextChoices):
    """How sure it is that two are one and the same."""

    HIGH = "hoog", _("Bijna zeker")
    MEDIUM = "midden", _("Waarschijnlijk")
    LOW = "laag", _("Misschien")
