"""Every date of every activity as a row."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from agenda.choices import EventState
from agenda.models.event import EventPage, is_private, is_shown_in
from agenda.rules import MAX_DURATION
from sites.models import Zone


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    """Times that activities are held, soonest first."""

    def public(self) -> OccurrenceQuerySet:
        """Those of activities that everybody may see."""
        return self.filter(~is_private(path="event__path"), event__live=True)

    def between(self, first: datetime, before: datetime) -> OccurrenceQuerySet:
        """Those that are going on at some moment of a stretch of aware time."""
        return self.filter(starts_at__lt=before, ends_at__gt=first, starts_at__gt=first - MAX_DURATION - timedelta(days=1))

    def shown_in(self, zone: Zone | None) -> OccurrenceQuerySet:
        """Those on the agenda of a zone; on that of the city, None, all."""
        return self.filter(is_shown_in(zone, of="event__"))


class Occurrence(models.Model):
    """One time that an activity is held, computed from its rule; never edited by hand."""

    event = models.ForeignKey(EventPage, models.CASCADE, related_name="occurrences")
    day = models.DateField(_("dag volgens de regel"))
    starts_at = models.DateTimeField(_("begint"))
    ends_at = models.DateTimeField(_("eindigt"))
    state = models.CharField(_("toestand"), max_length=10, choices=EventState)
    is_moved = models.BooleanField(_("verplaatst"), default=False)
    note = models.CharField(_("uitleg"), max_length=140, blank=True)
    # Of the registrations: None where nobody has to register, or where there is always room.
    places_left = models.PositiveIntegerField(_("plekken over"), null=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("keer dat een activiteit er is")
        verbose_name_plural = _("keren dat activiteiten er zijn")
        ordering = ["starts_at", "event"]
        constraints = [models.UniqueConstraint(fields=["event", "day"], name="agenda_occurrence_once_a_day")]
        # In the order of a page, so that reading stops when it is full.
        indexes = [models.Index(fields=["starts_at", "event", "ends_at"], name="agenda_occurrence_time")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.day:%Y-%m-%d}"
