"""Calendars of partners: where they are, how it went, and which activity came of what."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.models.event import EventPage
from sites.models import Zone
from socialmap.models import Organisation

MAX_ADDRESS_LENGTH = 500


class CalendarSourceQuerySet(models.QuerySet["CalendarSource"]):
    """Calendars of partners."""

    def due(self, *, at: datetime) -> CalendarSourceQuerySet:
        """Those that are to be fetched now, longest waiting first, and that nobody is fetching."""
        free = Q(busy_until=None) | Q(busy_until__lte=at)
        return self.filter(free, is_active=True, confirmed_at__isnull=False, next_at__lte=at).order_by("next_at", "pk")

    def claim(self, pk: int, *, at: datetime, lease: timedelta) -> CalendarSource | None:
        """Take one, so that nobody else fetches it for the lease; None if somebody has it. Two queries."""
        free = Q(busy_until=None) | Q(busy_until__lte=at)
        if not self.filter(free, pk=pk).update(busy_until=at + lease):
            return None
        return self.select_related("organisation", "zone__site").filter(pk=pk, busy_until=at + lease).first()

    def in_zones(self, zones: Any) -> CalendarSourceQuerySet:
        """Those whose activities come below the agenda of one of these zones, given by their ids."""
        return self.filter(zone__in=zones)

    def never_confirmed(self, *, before: datetime) -> CalendarSourceQuerySet:
        """Those that somebody looked at and did not say yes to."""
        return self.filter(confirmed_at=None, created_at__lt=before)


class CalendarSource(models.Model):
    """An iCalendar address of a partner. Its activities come as drafts below the agenda of a zone, or of the hub (None).

    Until `confirmed_at` it is only a proposal: `found` tells what would come of it. `last_problem` is a short code,
    `last_sentence` what an editor reads of the last time, and `busy_until` belongs to who is fetching it now.
    """

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="calendars", verbose_name=_("organisatie"))
    zone = models.ForeignKey(Zone, models.CASCADE, null=True, blank=True, related_name="calendars", verbose_name=_("wijk"))
    address = models.CharField(_("adres van de agenda"), max_length=MAX_ADDRESS_LENGTH)
    is_active = models.BooleanField(_("wordt opgehaald"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    checked_at = models.DateTimeField(_("laatst opgehaald"), null=True, editable=False)
    next_at = models.DateTimeField(null=True, editable=False)
    busy_until = models.DateTimeField(null=True, editable=False)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    last_modified = models.CharField(max_length=200, blank=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False)
    last_problem = models.CharField(max_length=20, blank=True, editable=False)
    last_sentence = models.CharField(_("hoe ging het?"), max_length=400, blank=True, editable=False)
    found = models.JSONField(default=dict, blank=True, editable=False)
    # An editor said that it is right that most of it is gone; holds for one time.
    may_cancel_most = models.BooleanField(default=False, editable=False)

    objects: ClassVar[Any] = CalendarSourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda van een partner")
        verbose_name_plural = _("agenda's van partners")
        ordering = ["organisation__name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["zone", "address"],
                name="agenda_source_once_a_zone",
                violation_error_message=_("Deze agenda halen wij al op voor deze wijk."),
            ),
            models.UniqueConstraint(
                fields=["address"],
                condition=Q(zone=None),
                name="agenda_source_once_in_the_city",
                violation_error_message=_("Deze agenda halen wij al op voor de hele gemeente."),
            ),
        ]
        indexes = [models.Index(fields=["is_active", "next_at"], name="agenda_source_due")]

    def __str__(self) -> str:
        return str(_("Agenda van %(organisation)s") % {"organisation": self.organisation})

    @property
    def is_proposal(self) -> bool:
        """Whether nobody has said yes to it yet."""
        return self.confirmed_at is None


class ImportedEventQuerySet(models.QuerySet["ImportedEvent"]):
    """What came of a calendar."""

    def coming(self, *, on: date) -> ImportedEventQuerySet:
        """What stands in the calendar, has an activity of ours, and is not over on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=on), vanished_at=None, event__isnull=False)


class ImportedEvent(models.Model):
    """An activity in a partner's calendar and the page of ours that it became.

    `recurrence` is the date of a series that it stands for by itself, or empty. `values` is what was read last: only
    what differs from it is taken over, so that what an editor made of the rest stays. `ends_on` is None without an end.
    """

    source = models.ForeignKey(CalendarSource, models.CASCADE, related_name="imported")
    uid = models.CharField(max_length=200)
    recurrence = models.CharField(max_length=10, blank=True)
    fingerprint = models.CharField(max_length=32)
    digest = models.CharField(max_length=32)
    values = models.JSONField(default=dict)
    ends_on = models.DateField(null=True)
    seen_at = models.DateTimeField()
    vanished_at = models.DateTimeField(null=True)
    event = models.ForeignKey(EventPage, models.SET_NULL, null=True, related_name="imported_from")

    objects: ClassVar[Any] = ImportedEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("activiteit uit een agenda")
        verbose_name_plural = _("activiteiten uit agenda's")
        constraints = [models.UniqueConstraint(fields=["source", "uid", "recurrence"], name="agenda_imported_once")]
        indexes = [models.Index(fields=["source", "fingerprint"], name="agenda_imported_mark")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.uid} {self.recurrence}"
