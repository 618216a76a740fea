"""The closed lists of zones: their state and their look."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ZoneState(models.TextChoices):
    """Whether a resident can walk in somewhere in this zone; follows from its locations and what changes there."""

    DESK = "desk", _("Wijkwinkel")
    NO_DESK = "no_desk", _("Geen Wijkwinkel, buurtcoaches komen bij u")
    PLANNED = "planned", _("Wijkwinkel komt eraan")
    MOVED = "moved", _("Wijkwinkel, tijdelijk verhuisd")
    CLOSED = "closed", _("Wijkwinkel, tijdelijk dicht")


class LocationKind(models.TextChoices):
    """What a place is for residents."""

    WIJKWINKEL = "wijkwinkel", _("Wijkwinkel")
    LIBRARY = "bibliotheek", _("Bibliotheek")
    DIGITAL_HELP = "digitaal", _("Hulp met computer en DigiD")
    MEETING_PLACE = "ontmoeten", _("Ontmoetingsplek")
    OFFICE = "kantoor", _("Kantoor")


class Staff(models.TextChoices):
    """Whom a resident meets at a place."""

    VOLUNTEERS = "vrijwilligers", _("Vrijwilligers uit de wijk")
    DESK = "balie", _("Medewerkers aan de balie")
    COACH = "buurtcoach", _("Een buurtcoach")
    BACK_OFFICE = "achterwacht", _("Aan de telefoon: de mensen achter de Wijkwinkel")


class ChangeKind(models.TextChoices):
    """What changes at a place."""

    MOVED = "verhuisd", _("Tijdelijk verhuisd")
    CLOSED = "dicht", _("Tijdelijk dicht")
    NEW_PLACE = "nieuwe plek", _("Naar een nieuwe plek")
    NEW_OPERATOR = "uitbater", _("Iemand anders houdt de plek open")


# While one of these holds, nobody is at the place itself.
AWAY = frozenset({ChangeKind.MOVED, ChangeKind.CLOSED, ChangeKind.NEW_PLACE})
ELSEWHERE = frozenset({ChangeKind.MOVED, ChangeKind.NEW_PLACE})


class HolidayAnswer(models.TextChoices):
    """What a place does on public holidays; the values are those of `core.opening_hours.OnHolidays`."""

    ASK = "vraag", _("Ik zeg het elke keer zelf")
    CLOSED = "dicht", _("Altijd dicht")
    USUAL = "gewoon", _("Gewoon open")


class ZoneKind(models.TextChoices):
    """Town or village, for drawing and words."""

    TOWN = "stad", _("wijk")
    VILLAGE = "dorp", _("dorp")


class Accent(models.TextChoices):
    """The ramps of colour that a zone can have; each is checked against white in the tests."""

    GREEN = "groen", _("Groen")
    RIVER = "ijssel", _("IJsselblauw")
    BRICK = "baksteen", _("Baksteen")
    HEATHER = "heide", _("Heide")
    MOSS = "mos", _("Mos")
    SLATE = "leisteen", _("Leisteen")
    BERRY = "bes", _("Bes")
    CLAY = "klei", _("Klei")
    NIGHT = "nacht", _("Nachtblauw")
    PINE = "den", _("Den")


# The colour of the band of each ramp, on which white text stands.
ACCENT_COLOURS: dict[str, str] = {
    Accent.GREEN: "#1d5c45",
    Accent.RIVER: "#1c5170",
    Accent.BRICK: "#7d3324",
    Accent.HEATHER: "#6a2f63",
    Accent.MOSS: "#4a5620",
    Accent.SLATE: "#3d4a57",
    Accent.BERRY: "#86254a",
    Accent.CLAY: "#6e4219",
    Accent.NIGHT: "#2f3f7d",
    Accent.PINE: "#14565c",
}


class Pictogram(models.TextChoices):
    """The small drawing beside a zone's name; each is a symbol `i-z-…` of the sprite."""

    TOWER = "toren", _("Toren")
    BRIDGE = "brug", _("Brug")
    REED = "riet", _("Riet")
    MILL = "molen", _("Molen")
    FLAT = "flat", _("Flat")
    CROWN = "kroon", _("Kroon")
    WAVE = "golf", _("Golf")
    TREE = "boom", _("Boom")
    STAR = "ster", _("Ster")
    TRAIN = "trein", _("Trein")
    CHURCH = "kerk", _("Kerk")
    LEAF = "blad", _("Blad")
    BARN = "schuur", _("Schuur")
    VILLAGE_HALL = "kulturhus", _("Dorpshuis")
    BROOK = "beek", _("Beek")
