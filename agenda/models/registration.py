"""Who takes part in one date of an activity, and how many places of it are taken."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agenda.choices import RegistrationState
from agenda.models.event import EventPage
from core.languages import SOURCE

MAX_PEOPLE = 6
NAME_LENGTH = 80
EMAIL_LENGTH = 254
REMARK_LENGTH = 200


class PlacesQuerySet(models.QuerySet["Places"]):
    """Dates that somebody registered for."""

    def held(self, event: EventPage, day: date) -> Places:
        """The row of one date, made if it is not there, kept from others until the transaction ends.

        On SQLite a transaction that writes has no others beside it. Two queries, three the first time.
        """
        self.bulk_create([Places(event=event, day=day)], ignore_conflicts=True)
        return self.select_for_update().get(event=event, day=day)


class Places(models.Model):
    """The places of one date: how many are taken, how many people wait, and what those registered were told last.

    `day` is that of the rule, as with an occurrence, so it stays when occurrences are computed anew. `limit` is the
    capacity that the activity had when somebody last registered, or what was taken by then if that is more; None
    without one. The row stays when those registered are forgotten: a number says nothing of anybody.
    """

    event = models.ForeignKey(EventPage, models.CASCADE, related_name="places")
    day = models.DateField(_("dag volgens de regel"))
    taken = models.PositiveIntegerField(_("plekken bezet"), default=0)
    waiting = models.PositiveIntegerField(_("mensen op de wachtlijst"), default=0)
    limit = models.PositiveIntegerField(_("plekken"), null=True)
    starts_at = models.DateTimeField(_("begint"), null=True)
    ends_at = models.DateTimeField(_("eindigt"), null=True)
    where = models.CharField(_("waar"), max_length=200, blank=True)
    is_off = models.BooleanField(_("gaat niet door"), default=False)
    changes = models.PositiveIntegerField(_("keren dat er iets veranderde"), default=0)

    objects = PlacesQuerySet.as_manager()

    class Meta:
        verbose_name = _("plekken op een dag")
        verbose_name_plural = _("plekken op dagen")
        ordering = ["event", "day"]
        constraints = [
            models.UniqueConstraint(fields=["event", "day"], name="agenda_places_once_a_day"),
            models.CheckConstraint(condition=Q(limit=None) | Q(taken__lte=F("limit")), name="agenda_places_not_exceeded"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.day:%Y-%m-%d}"

    def has_room_for(self, people: int) -> bool:
        """Whether so many can still come, leaving alone who waits."""
        return self.limit is None or self.taken + people <= self.limit

    @property
    def left(self) -> int | None:
        """How many places somebody new can have; none while others wait; None without a limit."""
        if self.limit is None:
            return None
        return 0 if self.waiting else max(0, self.limit - self.taken)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Registrations, in the order in which people came."""

    def active(self) -> RegistrationQuerySet:
        """Those that were not cancelled."""
        return self.exclude(state=RegistrationState.CANCELLED)

    def certain(self) -> RegistrationQuerySet:
        """Those of people who showed that the address is theirs: they come, or wait."""
        return self.filter(state__in=[RegistrationState.CONFIRMED, RegistrationState.WAITING])

    def expired(self, *, at: datetime) -> RegistrationQuerySet:
        """Those that nobody confirmed in time."""
        return self.filter(state=RegistrationState.TO_CONFIRM, confirm_before__lt=at)


class Registration(models.Model):
    """Somebody who wants to come to one date, with as many people as they say; no account, no more than is needed.

    `holds_place` says whether places were taken for it: from the start if there were any, so that nobody else gets
    them while the mail is read. Cancelled ones keep no name and no address.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    places = models.ForeignKey(Places, models.CASCADE, related_name="registrations")
    state = models.CharField(_("toestand"), max_length=10, choices=RegistrationState, default=RegistrationState.TO_CONFIRM)
    holds_place = models.BooleanField(default=False)
    people = models.PositiveSmallIntegerField(
        _("aantal mensen"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_PEOPLE)]
    )
    name = models.CharField(_("naam"), max_length=NAME_LENGTH, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    remark = models.CharField(_("opmerking"), max_length=REMARK_LENGTH, blank=True)
    # The language of the page on which they registered, in which they hear from us.
    language = models.CharField(max_length=2, default=SOURCE, editable=False)
    created_at = models.DateTimeField(_("aangemeld op"))
    confirm_before = models.DateTimeField(_("te bevestigen voor"))

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("aanmelding")
        verbose_name_plural = _("aanmeldingen")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["places", "email"], condition=~Q(state=RegistrationState.CANCELLED), name="agenda_registration_once_an_address"
            ),
            models.CheckConstraint(
                condition=Q(people__gte=1, people__lte=MAX_PEOPLE),
                name="agenda_registration_people",
                violation_error_message=_("Zoveel mensen kunt u niet tegelijk aanmelden."),
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.CANCELLED) | Q(name="", email="", remark="", holds_place=False),
                name="agenda_registration_cancelled_is_nobody",
            ),
            models.CheckConstraint(
                condition=~Q(state=RegistrationState.CONFIRMED) | Q(holds_place=True), name="agenda_registration_confirmed_has_place"
            ),
        ]
        indexes = [models.Index(fields=["state", "confirm_before"], name="agenda_registration_expiry")]

    def __str__(self) -> str:
        return str(self.uid)
