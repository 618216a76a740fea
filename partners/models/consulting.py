"""Consulting hours: when an organisation is at a place for residents, which dates are off, and which rooms that takes.

In the terms of Open Referral (HSDS) a schedule on a service at a location.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import hold
from core.schedule import AMSTERDAM, LAST_WEEK
from core.validators import validate_phone
from moderation.models import Submission
from partners.choices import QUARTERS, QUARTERS_IN_A_DAY, WEEKDAYS, WEEKS, HourState, Rhythm
from partners.rules import Timing
from sites.models import Location, Room
from socialmap.models import Organisation, Theme

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

SUMMARY_LENGTH = 140


class ConsultingHourQuerySet(models.QuerySet["ConsultingHour"]):
    """Consulting hours."""

    def live(self) -> ConsultingHourQuerySet:
        """Those that residents read of: approved, and of an organisation that is public."""
        return self.filter(state=HourState.LIVE, organisation__live=True)

    def not_over(self, *, on: date) -> ConsultingHourQuerySet:
        """Those that have a last day on or after this one, or none."""
        return self.filter(Q(last_day=None) | Q(last_day__gte=on))


class ConsultingHour(models.Model):
    """A fixed time at which an organisation is at a place. What is public stays as it is until an editor approves a new one.

    `replaces` is the one that ends the day before this one begins, once this one is approved. `held_until` is the day up to
    and with which its room is held; None of one without a room, or that is not public.
    """

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="consulting_hours", verbose_name=_("organisatie"))
    title = models.CharField(_("naam van het spreekuur"), max_length=80, help_text=_("Bijvoorbeeld: Formulierenhulp"))
    summary = models.CharField(
        _("waarvoor kan iemand komen?"), max_length=SUMMARY_LENGTH,
        help_text=_("Een korte zin. Bijvoorbeeld: Wij helpen u met brieven, formulieren en toeslagen."),
    )  # fmt: skip
    location = models.ForeignKey(Location, models.PROTECT, related_name="consulting_hours", verbose_name=_("plek"))
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="consulting_hours", verbose_name=_("kamer"))
    themes = models.ManyToManyField(Theme, blank=True, related_name="consulting_hours", verbose_name=_("onderwerpen"))

    rhythm = models.CharField(_("hoe vaak?"), max_length=12, choices=Rhythm, default=Rhythm.WEEKLY)
    weekday = models.PositiveSmallIntegerField(_("op welke dag?"), choices=WEEKDAYS)
    week = models.SmallIntegerField(_("welke keer in de maand?"), null=True, blank=True, choices=WEEKS)
    starts = models.TimeField(_("begint om"))
    ends = models.TimeField(_("klaar om"))
    first_day = models.DateField(_("vanaf"), help_text=_("Bijvoorbeeld: 1-12-2026"))
    last_day = models.DateField(_("tot en met"), null=True, blank=True)

    by_appointment = models.BooleanField(_("alleen op afspraak"), default=False)
    phone = models.CharField(
        _("telefoon voor een afspraak"), max_length=20, blank=True, validators=[validate_phone], help_text=_("Bijvoorbeeld: 0570-000010")
    )

    state = models.CharField(_("toestand"), max_length=12, choices=HourState, default=HourState.PROPOSED, editable=False)
    replaces = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by", editable=False)
    held_until = models.DateField(null=True, editable=False)
    # The day on which search last read it.
    followed_on = models.DateField(null=True, editable=False)
    # For calendars that subscribe: how many times it changed, and when last.
    sequence = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    submissions = GenericRelation(Submission)

    objects: ClassVar[Any] = ConsultingHourQuerySet.as_manager()
    if TYPE_CHECKING:
        offs: RelatedManager[ConsultingHourOff]
        holds: RelatedManager[RoomHold]
        replaced_by: RelatedManager[ConsultingHour]

    class Meta:
        verbose_name = _("spreekuur")
        verbose_name_plural = _("spreekuren")
        ordering = ["weekday", "starts", "title"]
        indexes = [models.Index(fields=["location", "state"], name="partners_hour_at_location")]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="partners_hour_weekday",
                violation_error_message=_("Kies een dag van de week."),
            ),
            models.CheckConstraint(
                condition=Q(rhythm=Rhythm.MONTHLY, week__in=[1, 2, 3, 4, LAST_WEEK]) | (~Q(rhythm=Rhythm.MONTHLY) & Q(week=None)),
                name="partners_hour_week_of_month",
                violation_error_message=_("Kies bij 'een keer per maand' welke keer. Bijvoorbeeld: de eerste."),
            ),
            models.CheckConstraint(
                condition=Q(starts__in=QUARTERS, ends__in=QUARTERS),
                name="partners_hour_whole_quarters",
                violation_error_message=_("Kies hele kwartieren. Bijvoorbeeld: 9.30 of 9.45 uur."),
            ),
            models.CheckConstraint(
                condition=Q(starts__lt=F("ends")),
                name="partners_hour_ends_after_start",
                violation_error_message=_("De eindtijd is niet later dan de begintijd. Kijk de tijden na."),
            ),
            models.CheckConstraint(
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                name="partners_hour_first_before_last",
                violation_error_message=_("De laatste dag ligt voor de eerste. Kijk de datums na."),
            ),
            models.CheckConstraint(
                condition=Q(by_appointment=False) | ~Q(phone=""),
                name="partners_hour_appointment_has_phone",
                violation_error_message=_("Vul een telefoonnummer in. Dan kunnen mensen een afspraak maken."),
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(state=HourState.PROPOSED),
                name="partners_hour_one_change_waits",
                violation_error_message=_("Er wacht al een wijziging van dit spreekuur."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Ask for a room of the same place."""
        if self.room is not None and self.room.location_id != self.location_id:
            raise ValidationError({"room": _("Deze kamer is op een andere plek. Kies een kamer van deze plek.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save in one transaction, which the receivers share; whoever renames its organisation or place waits, and reads it after."""
        with transaction.atomic():
            hold([Organisation.objects.filter(pk=self.organisation_id), Location.objects.filter(pk=self.location_id)])
            super().save(*args, **kwargs)

    @property
    def timing(self) -> Timing:
        """When it is held; one query unless the dates that are off were fetched before."""
        offs = {off.day: off.note for off in self.offs.all()} if self.pk else {}
        return Timing(
            rhythm=Rhythm(self.rhythm),
            weekday=self.weekday,
            week=self.week,
            starts=self.starts,
            ends=self.ends,
            first_day=self.first_day,
            last_day=self.last_day,
            offs=offs,
        )

    @property
    def live(self) -> bool:
        """Whether residents read of it."""
        return self.state == HourState.LIVE

    @property
    def where(self) -> str:
        """Place and room: "St. Jurriën, Spreekkamer"."""
        return f"{self.location}, {self.room}" if self.room else str(self.location)

    def is_over(self, at: datetime) -> bool:
        """Whether its last day was before the day of an aware moment."""
        return self.last_day is not None and self.last_day < at.astimezone(AMSTERDAM).date()


class ConsultingHourOff(models.Model):
    """One date on which a consulting hour is not held."""

    hour = models.ForeignKey(ConsultingHour, models.CASCADE, related_name="offs")
    day = models.DateField(_("dag"))
    note = models.CharField(_("waarom?"), max_length=80, blank=True, help_text=_("Bewoners lezen dit. Bijvoorbeeld: Vakantie"))

    class Meta:
        verbose_name = _("keer dat het uitvalt")
        verbose_name_plural = _("keren dat het uitvalt")
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["hour", "day"], name="partners_hour_off_once")]

    def __str__(self) -> str:
        return f"{self.day}"


class RoomHold(models.Model):
    """A quarter of an hour of a room that a public consulting hour takes; no quarter is taken twice. `quarter` 0 begins at midnight."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="holds")
    day = models.DateField(_("dag"))
    quarter = models.PositiveSmallIntegerField(_("kwartier"))
    hour = models.ForeignKey(ConsultingHour, models.CASCADE, related_name="holds")

    class Meta:
        verbose_name = _("bezette kamer")
        verbose_name_plural = _("bezette kamers")
        constraints = [
            models.UniqueConstraint(fields=["room", "day", "quarter"], name="partners_room_held_once"),
            models.CheckConstraint(condition=Q(quarter__lt=QUARTERS_IN_A_DAY), name="partners_hold_within_day"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} {self.day} {self.quarter}"
