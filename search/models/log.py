"""What residents looked for: searches without persons, unknown words that many typed, and help that is missing.

Nothing here holds an address, an agent, a session, a time finer than a day, or a word that few people typed.
"""

from __future__ import annotations

import secrets
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from search.choices import Device, SignalSource, SignalState
from sites.models import Zone

SALT_BYTES = 32
MAX_MISSING_LENGTH = 300


def new_salt() -> str:
    """A random salt."""
    return secrets.token_hex(SALT_BYTES)


class LoggedSearchQuerySet(models.QuerySet["LoggedSearch"]):
    """Searches, narrowed down as a report does."""

    def without_result(self) -> LoggedSearchQuerySet:
        """Searches that found nothing in any step."""
        return self.filter(tips=0, places=0, organisations=0)

    def readable(self) -> LoggedSearchQuerySet:
        """Searches of which words were kept."""
        return self.exclude(text="")


class LoggedSearch(models.Model):
    """One search: its known words, where and on what kind of device, and how much it found in each step.

    `text` is empty when nothing of it may be kept, and always when it tells of danger.
    """

    day = models.DateField()
    zone = models.ForeignKey(Zone, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(max_length=200, blank=True)
    is_danger = models.BooleanField(default=False)
    tips = models.PositiveIntegerField()
    places = models.PositiveIntegerField()
    organisations = models.PositiveIntegerField()
    device = models.CharField(max_length=8, choices=Device)
    engine = models.CharField(max_length=20)

    objects: ClassVar[models.Manager[LoggedSearch]] = LoggedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("zoekvraag")
        verbose_name_plural = _("zoekvragen")
        indexes = [models.Index(fields=["day"], name="search_logged_day"), models.Index(fields=["text", "day"], name="search_logged_text")]
        constraints = [models.CheckConstraint(condition=Q(is_danger=False) | Q(text=""), name="search_logged_danger_unread")]

    def __str__(self) -> str:
        return self.text


class WordSalt(models.Model):
    """What makes the fingerprints of one month's unknown words; thrown away after the month, and they with it."""

    month = models.DateField(primary_key=True)
    salt = models.CharField(max_length=2 * SALT_BYTES, default=new_salt)

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class WordSighting(models.Model):
    """The fingerprint of an unknown word: once a day for each zone and kind of device, however often it was typed.

    `place` is the slug of a zone, empty on the hub.
    """

    digest = models.CharField(max_length=64)
    day = models.DateField()
    place = models.CharField(max_length=40, blank=True)
    device = models.CharField(max_length=8, choices=Device)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest", "day", "place", "device"], name="search_sighting_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.place}"


class UnknownWord(models.Model):
    """A word that search does not know and that enough people typed in a month; without a zone: in the whole city."""

    month = models.DateField()
    zone = models.ForeignKey(Zone, null=True, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=60)
    sightings = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("onbekend woord")
        verbose_name_plural = _("onbekende woorden")
        constraints = [
            models.UniqueConstraint(fields=["month", "zone", "word"], condition=Q(zone__isnull=False), name="search_unknown_in_zone"),
            models.UniqueConstraint(fields=["month", "word"], condition=Q(zone__isnull=True), name="search_unknown_in_city"),
        ]

    def __str__(self) -> str:
        return self.word


class MissingHelpQuerySet(models.QuerySet["MissingHelp"]):
    """Signals of missing help."""

    def open(self) -> MissingHelpQuerySet:
        """Signals that somebody still has to look at."""
        return self.filter(state=SignalState.OPEN)


class MissingHelp(models.Model):
    """A signal that help is missing, from an editor or from a visitor who found nothing; nobody's name is in it.

    `query` is what may be kept of the search that found nothing.
    """

    zone = models.ForeignKey(Zone, verbose_name=_("wijk"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(_("wat ontbreekt er?"), max_length=MAX_MISSING_LENGTH)
    query = models.CharField(_("gezocht op"), max_length=200, blank=True)
    is_about_zone = models.BooleanField(_("gaat over de wijk"), default=False)
    source = models.CharField(_("van wie"), max_length=8, choices=SignalSource)
    state = models.CharField(_("toestand"), max_length=10, choices=SignalState, default=SignalState.OPEN)
    note = models.CharField(_("notitie"), max_length=500, blank=True)
    created_on = models.DateField(_("gemeld op"))
    handled_on = models.DateField(_("afgehandeld op"), null=True, blank=True)

    objects: ClassVar[models.Manager[MissingHelp]] = MissingHelpQuerySet.as_manager()

    class Meta:
        verbose_name = _("hulp die ontbreekt")
        verbose_name_plural = _("hulp die ontbreekt")
        ordering = ["-created_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SignalState.OPEN, handled_on__isnull=True) | Q(state=SignalState.HANDLED, handled_on__isnull=False),
                name="search_missing_handled_on",
            )
        ]

    def __str__(self) -> str:
        return self.text


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)
