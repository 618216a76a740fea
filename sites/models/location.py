"""Places where residents walk in: Wijkwinkels, libraries, meeting places and offices."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import PreviewableMixin

from core.choices import AccessDetail
from core.fields import ChoiceListField
from core.models import Place
from core.opening_hours import OnHolidays, OpeningHours, refuse_clashes
from core.schedule import ScheduleError
from core.validators import validate_phone
from sites.choices import HolidayAnswer, LocationKind, Staff
from sites.models.city import take_turn
from sites.models.zone import Zone

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from sites.models.change import LocationChange
    from sites.models.hours import HoursException, HoursPeriod


class LocationQuerySet(models.QuerySet["Location"]):
    """Places, those of a zone together and its Wijkwinkel first."""

    def existing(self, *, on: date) -> LocationQuerySet:
        """Those that are there on a day or are to come; not those that are gone for good."""
        return self.filter(Q(closed_on=None) | Q(closed_on__gte=on))

    def due(self, *, at: datetime) -> LocationQuerySet:
        """Those of which search is to be told again at an aware moment."""
        return self.filter(Q(follow_at=None) | Q(follow_at__lte=at))

    def in_frames(self, *, changing: Collection[int]) -> LocationQuerySet:
        """Those that the frame of pages knows: the Wijkwinkels of zones, built or to come, and those with these keys."""
        return self.filter(Q(kind=LocationKind.WIJKWINKEL) | Q(pk__in=changing))


class Location(PreviewableMixin, Place, ClusterableModel):
    """A place where residents walk in, with its hours. `timetable` is a copy of the hours for reading many at once."""

    name = models.CharField(_("naam"), max_length=80, help_text=_("Bijvoorbeeld: St. Jurriën"))
    slug = models.SlugField(_("kort adres"), max_length=80, unique=True, help_text=_("Bijvoorbeeld: st-jurrien. Zo eindigt het webadres."))
    zone = models.ForeignKey(
        Zone, verbose_name=_("wijk"), on_delete=models.CASCADE, related_name="locations", help_text=_("De wijk waar deze plek bij hoort.")
    )
    kind = models.CharField(
        _("soort plek"),
        max_length=12,
        choices=LocationKind,
        default=LocationKind.WIJKWINKEL,
        help_text=_("Waarvoor komen bewoners hier? Bijvoorbeeld: Wijkwinkel."),
    )
    summary = models.CharField(
        _("waarvoor komt iemand hier?"), max_length=240, blank=True,
        help_text=_("Een of twee zinnen. Bijvoorbeeld: Loop binnen met elke vraag over wonen, welzijn en zorg."),
    )  # fmt: skip
    is_planned = models.BooleanField(_("deze plek komt er nog"), default=False, help_text=_("Vink dit aan als de plek nog niet open is."))
    opens_on = models.DateField(
        _("open vanaf"), null=True, blank=True, help_text=_("Leeg: wij weten het nog niet, of de plek is er al. Bijvoorbeeld: 2027-03-01")
    )
    closed_on = models.DateField(
        _("laatste dag"), null=True, blank=True, help_text=_("Alleen als deze plek voorgoed weg is. Bijvoorbeeld: 2027-12-31")
    )
    meanwhile = models.CharField(
        _("wat kan iemand doen tot de plek er is?"), max_length=240, blank=True,
        help_text=_("Bijvoorbeeld: Tot de opening kunt u bellen of naar de bibliotheek in de Binnenstad gaan."),
    )  # fmt: skip

    phone = models.CharField(
        _("telefoon"),
        max_length=20,
        blank=True,
        validators=[validate_phone],
        help_text=_("Leeg: het nummer van de wijk of de stad. Bijvoorbeeld: 0570-000011"),
    )
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Bijvoorbeeld: zandweerd@example.nl"))
    operator = models.CharField(_("wie houdt de plek open?"), max_length=80, blank=True, help_text=_("Bijvoorbeeld: Stichting Kulturhuus"))
    staff = ChoiceListField(
        _("wie ontmoet iemand hier?"), options=Staff.choices, help_text=_("Vink aan wie er is. Bijvoorbeeld: vrijwilligers uit de wijk.")
    )
    people = models.CharField(
        _("meer over wie u ontmoet"),
        max_length=240,
        blank=True,
        help_text=_("Bijvoorbeeld: Weten zij het niet? Dan bellen zij de bibliotheek."),
    )

    entrance = models.CharField(
        _("waar is de ingang?"), max_length=240, blank=True, help_text=_("Bijvoorbeeld: De ingang zit onder het groene afdak.")
    )
    bus = models.CharField(
        _("met de bus"), max_length=240, blank=True, help_text=_("Bijvoorbeeld: Bus 4, halte Jurriënhof. Dan 100 meter lopen.")
    )
    parking = models.CharField(
        _("met de auto of fiets"), max_length=240, blank=True, help_text=_("Bijvoorbeeld: Gratis parkeren voor de deur.")
    )
    access = ChoiceListField(_("toegang"), options=AccessDetail.choices, help_text=_("Vink aan wat er is. Bijvoorbeeld: een ringleiding."))
    facilities = models.CharField(_("wat is er nog meer?"), max_length=140, blank=True, help_text=_("Bijvoorbeeld: Koffie voor 0,50 euro."))
    image = models.ForeignKey(
        "wagtailimages.Image",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("foto"),
        help_text=_("Een foto waarop bewoners de plek herkennen."),
    )
    image_text = models.CharField(
        _("wat ziet u op de foto?"),
        max_length=140,
        blank=True,
        help_text=_("Voor mensen die de foto niet kunnen zien. Bijvoorbeeld: Een wit gebouw met een groen afdak."),
    )

    verified_on = models.DateField(
        _("gecontroleerd op"), null=True, blank=True, help_text=_("De laatste dag waarop iemand alles naliep. Bijvoorbeeld: 2026-11-23")
    )
    review_on = models.DateField(
        _("opnieuw nakijken op"), null=True, blank=True, help_text=_("Op deze dag vragen wij of alles nog klopt. Bijvoorbeeld: 2027-05-23")
    )

    on_holidays = models.CharField(
        _("op feestdagen"),
        max_length=8,
        choices=HolidayAnswer,
        default=HolidayAnswer.ASK,
        help_text=_("Wat doet de plek op Koningsdag, met Kerst en op andere feestdagen?"),
    )
    timetable = models.JSONField(default=dict, editable=False)
    # The version of what is searched, and when that is to be looked at again: at midnight, or when a change begins or ends.
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    follow_at = models.DateTimeField(null=True, editable=False, db_index=True)

    objects = LocationQuerySet.as_manager()
    if TYPE_CHECKING:
        periods: RelatedManager[HoursPeriod]
        exceptions: RelatedManager[HoursException]
        rooms: RelatedManager[Room]
        changes: RelatedManager[LocationChange]

    class Meta:
        verbose_name = _("plek")
        verbose_name_plural = _("plekken")
        ordering = ["zone__number", "-kind", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="sites_location_point_whole",
                violation_error_message=_("Vul breedtegraad en lengtegraad allebei in, of geen van beide."),
            ),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closed_on=None) | Q(closed_on__gte=models.F("opens_on")),
                name="sites_location_opens_before_closing",
                violation_error_message=_("De laatste dag ligt voor de eerste. Kijk de datums na."),
            ),
            models.CheckConstraint(
                condition=Q(is_planned=True) | ~Q(street=""),
                name="sites_location_has_address",
                violation_error_message=_("Vul straat en huisnummer in. Of zeg dat deze plek er nog komt."),
            ),
            models.CheckConstraint(
                condition=Q(is_planned=False) | ~Q(meanwhile=""),
                name="sites_location_planned_explained",
                violation_error_message=_("Leg uit wat iemand kan doen tot de plek er is. Bijvoorbeeld: Tot de opening kunt u bellen."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Ask for words with a picture."""
        if self.image_id and not self.image_text:
            raise ValidationError({"image_text": _("Schrijf op wat er op de foto staat. Niet iedereen kan de foto zien.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with its hours and their copy in one transaction, which the receivers share."""
        self.timetable = self.own_hours().as_data()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "timetable"}
        with transaction.atomic():
            take_turn()
            super().save(*args, **kwargs)

    def own_hours(self) -> OpeningHours:
        """The hours as they stand in the rows, saved or in a form; two queries, none for rows of a form."""
        return OpeningHours(
            periods=tuple(row.as_period() for row in self.periods.all()),
            exceptions=tuple(row.as_exception() for row in self.exceptions.all()),
            on_holidays=OnHolidays(self.on_holidays),
        )

    def refuse_clashes(self) -> None:
        """Raise ValidationError where the rows say two things of one day."""
        try:
            hours = self.own_hours()
            refuse_clashes(hours.periods, hours.exceptions)
        except ScheduleError as error:
            raise ValidationError(str(error)) from error

    @property
    def hours(self) -> OpeningHours:
        """The hours as they were saved; no query."""
        return OpeningHours.of_data(self.timetable)

    @property
    def title(self) -> str:
        """What residents call it: "Wijkwinkel St. Jurriën"."""
        return _("Wijkwinkel %(name)s") % {"name": self.name} if self.kind == LocationKind.WIJKWINKEL else self.name

    @property
    def own_phone(self) -> str:
        """Its number, or that of its zone, which is loaded; empty if only the city has one."""
        return self.phone or self.zone.phone

    def is_open_for_business(self, *, on: date) -> bool:
        """Whether the place is there on a day: not still to come, and not gone for good."""
        if self.closed_on and on > self.closed_on:
            return False
        return self.opens_on <= on if self.opens_on else not self.is_planned

    def get_absolute_url(self) -> str:
        """The path on every site."""
        return f"/wijkwinkel/{self.slug}/"

    def get_preview_template(self, request: Any, mode_name: str) -> str:
        """The coming weeks in words, before anybody else reads them."""
        return "sites/admin/location_preview.html"


class Room(models.Model):
    """A room of a place, for consulting hours; one at a time."""

    location = ParentalKey(Location, on_delete=models.CASCADE, related_name="rooms")
    name = models.CharField(_("naam"), max_length=60, help_text=_("Bijvoorbeeld: Spreekkamer 1"))

    class Meta:
        verbose_name = _("kamer")
        verbose_name_plural = _("kamers")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["location", "name"], name="sites_room_name_unique")]

    def __str__(self) -> str:
        return self.name
