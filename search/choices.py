"""The closed lists that search speaks in: steps, tiers of nearness, facets."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """The three steps of the tilted social map, in the order in which they are always shown."""

    SELF = "SELF", _("Wat kunt u zelf doen?")
    NETWORK = "NETWORK", _("Wie in uw omgeving kan helpen?")
    ORGANISATION = "ORGANISATION", _("Welke organisaties kunnen helpen?")


# The word that stands for a step in addresses and in files.
STEP_WORDS: dict[Step, str] = {Step.SELF: "zelf", Step.NETWORK: "omgeving", Step.ORGANISATION: "organisatie"}
# What "weergave" says in addresses when the map is shown beside the list.
MAP_WORD = "kaart"


class Tier(models.IntegerChoices):
    """How near help is to the visitor's zone, nearest first; results are sorted on it within a step."""

    OWN = 0, _("in uw wijk")
    NEIGHBOUR = 1, _("in de wijken hiernaast")
    CITY = 2, _("voor heel de gemeente")
    ELSEWHERE = 3, _("in andere wijken")


class Facet(models.TextChoices):
    """What a visitor can filter on; the value is the name of the query parameter."""

    HOW = "hoe", _("Hoe")
    COST = "kosten", _("Kosten")
    AUDIENCE = "voor", _("Voor wie")
    THEME = "thema", _("Onderwerp")
    DAY = "dag", _("Dag")
    OPEN = "open", _("Nu open")
    LANGUAGE = "taal", _("Taal")
    ACCESS = "toegang", _("Toegang")
    WHERE = "waar", _("Waar")


# What the filter on nearness takes, nearest first.
WHERE_TIERS: dict[str, Tier] = {"wijk": Tier.OWN, "buurt": Tier.NEIGHBOUR, "stad": Tier.CITY}


class Device(models.TextChoices):
    """The kind of device that a search was made on, as far as is told apart."""

    PHONE = "telefoon", _("Telefoon")
    TABLET = "tablet", _("Tablet")
    DESKTOP = "computer", _("Computer")


class SignalSource(models.TextChoices):
    """Who says that help is missing."""

    VISITOR = "bezoeker", _("Bezoeker")
    EDITOR = "redactie", _("Redactie")


class SignalState(models.TextChoices):
    """Whether somebody has looked at a signal."""

    OPEN = "open", _("Open")
    HANDLED = "klaar", _("Afgehandeld")
