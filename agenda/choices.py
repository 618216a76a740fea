"""The closed lists of the agenda."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from socialmap.choices import LANGUAGES

DUTCH = "nl"
# In which an activity is held; without a choice it is in Dutch.
HELD_IN = [(DUTCH, _("Nederlands")), *LANGUAGES]
# What speakers call their own language, as they look for it.
OWN_NAMES = {
    "en": "English", "tr": "Türkçe", "ar": "العربية", "pl": "Polski", "uk": "Українська", "ti": "ትግርኛ",
    "fr": "Français", "de": "Deutsch", "es": "Español", "so": "Soomaali", "fa": "فارسی",
}  # fmt: skip
RIGHT_TO_LEFT = frozenset({"ar", "fa"})


class Repeat(models.TextChoices):
    """How an activity comes back, as people say it; what a day is follows from the first one."""

    NEVER = "niet", _("Een keer")
    DAILY = "dag", _("Elke dag")
    WEEKLY = "week", _("Elke week")
    FORTNIGHTLY = "twee-weken", _("Om de week")
    MONTHLY_BY_WEEKDAY = "maand-dag", _("Elke maand op dezelfde dag, zoals de eerste dinsdag")
    MONTHLY_BY_DATE = "maand-datum", _("Elke maand op dezelfde datum, zoals de 15e")
    YEARLY = "jaar", _("Elk jaar")
    OTHER = "regel", _("Volgens eigen regel")


class EventState(models.TextChoices):
    """How an activity stands; what is off stays to be seen, so that nobody stands at a closed door."""

    SCHEDULED = "gaat-door", _("Gaat door")
    FULL = "vol", _("Vol")
    CANCELLED = "afgelast", _("Gaat niet door")


class ChangeKind(models.TextChoices):
    """What is different on one date of a series."""

    CANCELLED = "afgelast", _("Gaat niet door")
    MOVED = "verplaatst", _("Op een ander moment")


class When(models.TextChoices):
    """The stretch of days that a visitor looks at; the value is that of the query parameter."""

    ALL = "", _("De komende vier weken")
    TODAY = "vandaag", _("Vandaag")
    TOMORROW = "morgen", _("Morgen")
    WEEK = "week", _("Komende zeven dagen")
    WEEKEND = "weekend", _("Dit weekend")


class PartOfDay(models.TextChoices):
    """The part of a day in which something begins."""

    ANY = "", _("Hele dag")
    MORNING = "ochtend", _("Ochtend")
    AFTERNOON = "middag", _("Middag")
    EVENING = "avond", _("Avond")


class SignUp(models.TextChoices):
    """How somebody takes part in an activity."""

    WALK_IN = "inloop", _("Zo binnenlopen")
    CONTACT = "contact", _("Bellen of mailen")
    ONLINE = "online", _("Aanmelden op deze site")


class RegistrationState(models.TextChoices):
    """How a registration stands. One that nobody confirmed in time is gone, and has no state."""

    TO_CONFIRM = "bevestigen", _("Nog bevestigen")
    CONFIRMED = "mee", _("Doet mee")
    WAITING = "wacht", _("Wachtlijst")
    CANCELLED = "af", _("Afgemeld")
