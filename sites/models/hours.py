"""The hours of a place: periods with a week, and days that are different."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from core.opening_hours import DayException, Period
from core.schedule import MAX_NOTATION_LENGTH, ScheduleError, parse_spans
from core.validators import validate_schedule
from sites.models.location import Location

if TYPE_CHECKING:
    from datetime import date


def validate_spans(text: str) -> None:
    """Refuse times of a day that cannot be read, in words."""
    try:
        parse_spans(text)
    except ScheduleError as error:
        raise ValidationError(str(error)) from error


class HoursPeriod(models.Model):
    """The week of a place in a period; without days for ever, without hours it is closed all that time."""

    location = ParentalKey(Location, on_delete=models.CASCADE, related_name="periods")
    name = models.CharField(_("naam"), max_length=60, blank=True, help_text=_("Bijvoorbeeld: Zomertijden. Alleen voor u."))
    first = models.DateField(_("vanaf"), null=True, blank=True, help_text=_("Leeg: altijd al. Bijvoorbeeld: 2026-06-01"))
    last = models.DateField(_("tot en met"), null=True, blank=True, help_text=_("Leeg: er is geen einde bekend. Bijvoorbeeld: 2026-08-31"))
    notation = models.CharField(
        _("tijden"), max_length=MAX_NOTATION_LENGTH, blank=True, validators=[validate_schedule], help_text=_("Leeg: in deze periode dicht.")
    )
    by_appointment = models.BooleanField(_("alleen op afspraak"), default=False, help_text=_("Vink dit aan als iemand eerst moet bellen."))

    class Meta:
        verbose_name = _("openingstijden")
        verbose_name_plural = _("openingstijden")
        ordering = ["first", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first=None) | Q(last=None) | Q(first__lte=F("last")),
                name="sites_hours_first_before_last",
                violation_error_message=_("De periode stopt voordat zij begint. Draai de datums om."),
            )
        ]

    def __str__(self) -> str:
        return self.name or self.notation or str(_("dicht"))

    def as_period(self) -> Period:
        """As the arithmetic knows it."""
        return Period(notation=self.notation, first=self.first, last=self.last, by_appointment=self.by_appointment, name=self.name)


class HoursException(models.Model):
    """One day, or some days in a row, with other hours."""

    location = ParentalKey(Location, on_delete=models.CASCADE, related_name="exceptions")
    first = models.DateField(_("dag"), help_text=_("De dag met andere tijden. Bijvoorbeeld: 2026-12-24"))
    last = models.DateField(_("tot en met"), null=True, blank=True, help_text=_("Leeg: alleen deze dag. Bijvoorbeeld: 2026-12-26"))
    spans = models.CharField(
        _("tijden"), max_length=80, blank=True, validators=[validate_spans],
        help_text=_("Bijvoorbeeld: 10:00-12:00, 13:00-15:00. Leeg: dicht."),
    )  # fmt: skip
    reason = models.CharField(_("waarom?"), max_length=80, blank=True, help_text=_("Bezoekers lezen dit. Bijvoorbeeld: Studiedag"))

    class Meta:
        verbose_name = _("andere dag")
        verbose_name_plural = _("andere dagen")
        ordering = ["first"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last=None) | Q(first__lte=F("last")),
                name="sites_exception_first_before_last",
                violation_error_message=_("De laatste dag ligt voor de eerste. Draai de datums om."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first}"

    @property
    def end(self) -> date:
        """The last day, which is the first if nothing else is said."""
        return self.last or self.first

    def as_exception(self) -> DayException:
        """As the arithmetic knows it."""
        return DayException(first=self.first, last=self.end, spans=parse_spans(self.spans), reason=self.reason)
