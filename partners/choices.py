"""The closed lists of consulting hours."""

from datetime import time

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.schedule import DAY_NAMES, ORDINAL_NAMES

MINUTES_IN_A_QUARTER = 15
QUARTERS_IN_A_DAY = 96


class Rhythm(models.TextChoices):
    """How often a consulting hour is held."""

    WEEKLY = "week", _("Elke week")
    FORTNIGHTLY = "om de week", _("Om de week")
    MONTHLY = "maand", _("Een keer per maand")


class HourState(models.TextChoices):
    """How far a consulting hour is."""

    PROPOSED = "voorgesteld", _("Wordt nagekeken")
    LIVE = "geplaatst", _("Op de site")
    REFUSED = "geweigerd", _("Niet geplaatst")
    ENDED = "gestopt", _("Gestopt")


class HourChange(models.TextChoices):
    """What editors change of a consulting hour, as its partners read it."""

    OFF = "valt uit", _("Uw spreekuur gaat een keer niet door")
    ON = "gaat door", _("Uw spreekuur gaat toch door")
    END = "stopt", _("Uw spreekuur stopt")


WEEKDAYS = tuple((number, capfirst(name)) for number, name in enumerate(DAY_NAMES))
WEEKS = tuple((number, capfirst(name)) for number, name in ORDINAL_NAMES.items())
# The moments at which a consulting hour may begin and end.
QUARTERS = tuple(time(quarter // 4, quarter % 4 * MINUTES_IN_A_QUARTER) for quarter in range(QUARTERS_IN_A_DAY))
