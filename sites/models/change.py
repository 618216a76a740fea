"""What changes at a place for a while or from a day on: moved, closed, a new place, somebody else who keeps it open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin

from core.schedule import MAX_NOTATION_LENGTH
from core.validators import validate_schedule
from sites.choices import AWAY, ELSEWHERE, ChangeKind
from sites.models.city import take_turn
from sites.models.location import Location

# Within these a moment can be told in every time zone, and somebody may mean it.
YEARS = range(2000, 2200)


class LocationChangeQuerySet(models.QuerySet["LocationChange"]):
    """Changes, soonest first."""

    def not_over(self, *, at: datetime) -> LocationChangeQuerySet:
        """Those that hold at an aware moment or are to come."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at))

    def overlapping(self, starts_at: datetime, ends_at: datetime | None) -> LocationChangeQuerySet:
        """Those that hold at some moment of a stretch; `ends_at` None is without an end."""
        return self.not_over(at=starts_at).filter(**({"starts_at__lt": ends_at} if ends_at else {}))


class LocationChange(PreviewableMixin, models.Model):
    """Something that is different at a place from a moment on, until another or until somebody says so."""

    location = models.ForeignKey(Location, verbose_name=_("plek"), on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(
        _("wat is er?"),
        max_length=12,
        choices=ChangeKind,
        default=ChangeKind.MOVED,
        help_text=_("Kies wat er verandert. Bijvoorbeeld: Tijdelijk verhuisd."),
    )
    starts_at = models.DateTimeField(_("vanaf"), help_text=_("Bijvoorbeeld: 2026-12-01 09:00. Vanaf die minuut staat het overal."))
    ends_at = models.DateTimeField(
        _("tot"),
        null=True,
        blank=True,
        help_text=_("Vanaf die minuut staat het nergens meer. Leeg: het einde is nog niet bekend. Bijvoorbeeld: 2027-05-01 09:00"),
    )
    to = models.ForeignKey(
        Location, verbose_name=_("waar gaat men dan heen?"), null=True, blank=True, on_delete=models.PROTECT, related_name="arrivals"
    )
    hours = models.CharField(
        _("tijden op die plek"), max_length=MAX_NOTATION_LENGTH, blank=True, validators=[validate_schedule],
        help_text=_("Alleen als de Wijkwinkel daar andere tijden heeft dan die plek zelf. Bijvoorbeeld: ma-vr 9:00-12:30"),
    )  # fmt: skip
    reason = models.CharField(_("waarom?"), max_length=140, blank=True, help_text=_("Een korte zin. Bijvoorbeeld: De Bron wordt verbouwd."))
    operator = models.CharField(
        _("wie houdt de plek dan open?"),
        max_length=80,
        blank=True,
        help_text=_("Alleen bij een nieuwe uitbater. Bijvoorbeeld: Stichting Kulturhuus"),
    )

    # The place that the row was about before it was saved, for who follows it; None of a new one.
    was_at: int | None = None

    objects = LocationChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("verhuisd of dicht")
        verbose_name_plural = _("verhuisd of dicht")
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["location", "ends_at"], name="sites_change_location_end")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__lt=F("ends_at")),
                name="sites_change_starts_before_end",
                violation_error_message=_("Het einde ligt voor het begin. Kijk de datums na."),
            ),
            models.CheckConstraint(
                condition=Q(to=None) | ~Q(to=F("location")),
                name="sites_change_not_to_itself",
                violation_error_message=_("Een plek kan niet naar zichzelf verhuizen. Kies een andere plek."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=sorted(ELSEWHERE)) | Q(to__isnull=False),
                name="sites_change_goes_somewhere",
                violation_error_message=_("Kies de plek waar men dan heen gaat. Is die er niet? Kies dan 'Tijdelijk dicht'."),
            ),
            models.CheckConstraint(
                condition=~Q(kind=ChangeKind.NEW_OPERATOR) | ~Q(operator=""),
                name="sites_change_names_operator",
                violation_error_message=_("Vul in wie de plek dan openhoudt."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.location}: {self.get_kind_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save in a transaction that the receivers share; of two that clash the later one is refused (ValidationError)."""
        with transaction.atomic():
            take_turn()
            self.clean()
            self.was_at = LocationChange.objects.filter(pk=self.pk).values_list("location", flat=True).first()
            super().save(*args, **kwargs)

    @property
    def is_away(self) -> bool:
        """Whether nobody is at the place itself while this holds."""
        return self.kind in AWAY

    def holds_at(self, at: datetime) -> bool:
        """Whether it holds at an aware moment."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """The sentence that is written for residents."""
        return "sites/admin/change_preview.html"

    def clean(self) -> None:
        """Refuse moments that nobody means, a second change at the same time, and a place to go to that is itself away then.

        One query.
        """
        for name in ("starts_at", "ends_at"):
            moment = getattr(self, name)
            if moment is not None and moment.year not in YEARS:
                raise ValidationError({name: _("Dit jaartal klopt niet. Kijk de datum na.")})
        if self.location_id is None or self.starts_at is None or not self.is_away:
            return
        others = LocationChange.objects.overlapping(self.starts_at, self.ends_at).exclude(pk=self.pk)
        away = others.filter(kind__in=AWAY).select_related("location", "to")
        concerned = [self.location_id, *([self.to_id] if self.to_id else [])]
        clash = away.filter(Q(location__in=concerned) | Q(to=self.location_id)).first()
        if clash:
            raise ValidationError(self._why(clash))

    def _why(self, other: LocationChange) -> str:
        if other.location_id == self.location_id:
            return _("%(place)s is in die tijd al verhuisd of dicht. Pas dat aan, of kies een andere tijd.") % {"place": other.location}
        if other.location_id == self.to_id:
            return _("%(place)s is in die tijd zelf verhuisd of dicht. Kies een andere plek.") % {"place": other.location}
        return _("%(place)s is in die tijd hierheen verhuisd. Zeg eerst waar %(place)s dan heen gaat.") % {"place": other.location}
