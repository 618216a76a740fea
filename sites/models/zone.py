"""Zones: the woonservicezones of a city, each with its own site and look."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Collection, Site

from core.models import lock
from core.rules import RuleError, normalised_postcode
from core.validators import validate_colour, validate_phone
from sites.choices import Accent, Pictogram, ZoneKind
from sites.models.city import take_turn

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class ZoneQuerySet(models.QuerySet["Zone"]):
    """Zones, in the order in which lists show them."""

    def for_host(self, hostname: str) -> ZoneQuerySet:
        """Zones whose site has this host name: one or none."""
        return self.filter(site__hostname=hostname.lower())

    def for_postcode(self, text: str) -> ZoneQuerySet:
        """Zones in which a typed postcode lies; more than one if only the digits of a shared one are given.

        Raises core.rules.RuleError for what is no postcode.
        """
        first, last = normalised_postcode(text)
        return self.filter(postcode_ranges__first__lte=last, postcode_ranges__last__gte=first).distinct()


class Zone(ClusterableModel):
    """A woonservicezone: a part of the city with its own site, neighbours and look."""

    name = models.CharField(_("naam"), max_length=60, unique=True, help_text=_("Zoals bewoners de wijk noemen. Bijvoorbeeld: Zandweerd"))
    slug = models.SlugField(
        _("kort adres"), max_length=40, unique=True, help_text=_("Bijvoorbeeld: zandweerd. Dit wordt het begin van het webadres.")
    )
    number = models.PositiveSmallIntegerField(
        _("nummer op de kaart"), unique=True, help_text=_("Elke wijk heeft een eigen nummer. Bijvoorbeeld: 7")
    )
    kind = models.CharField(
        _("soort"), max_length=4, choices=ZoneKind, default=ZoneKind.TOWN, help_text=_("Dit woord staat in de teksten: wijk of dorp.")
    )
    latitude = models.FloatField(
        _("breedtegraad"),
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_("Het midden van de wijk. Bijvoorbeeld: 52.264"),
    )
    longitude = models.FloatField(
        _("lengtegraad"),
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Het midden van de wijk. Bijvoorbeeld: 6.150"),
    )
    neighbours = models.ManyToManyField(
        "self",
        blank=True,
        verbose_name=_("buurwijken"),
        help_text=_("Is er in de wijk zelf niets? Dan zien bewoners eerst hulp in deze wijken."),
    )
    outline = models.JSONField(
        _("vorm op de kaart"), default=list, blank=True, help_text=_("Punten van de schetskaart, als lijst van [x, y].")
    )

    state_text = models.CharField(
        _("bericht van de wijk"),
        max_length=240,
        blank=True,
        help_text=_(
            "Een of twee zinnen, als er iets bijzonders is. Bijvoorbeeld: In Voorstad komen de buurtcoaches bij u thuis. "
            "Is de Wijkwinkel verhuisd of dicht? Dat zegt u bij 'Verhuisd of dicht'."
        ),
    )
    phone = models.CharField(
        _("telefoonnummer"),
        max_length=20,
        blank=True,
        validators=[validate_phone],
        help_text=_("Van de Wijkwinkel of de buurtcoaches. Leeg: het nummer van de stad. Bijvoorbeeld: 0570-000011"),
    )

    accent = models.CharField(
        _("kleur"),
        max_length=10,
        choices=Accent,
        default=Accent.GREEN,
        help_text=_("De balk boven aan elke pagina. Witte tekst is op elke kleur goed te lezen."),
    )
    own_colour = models.CharField(
        _("eigen kleur"),
        max_length=7,
        blank=True,
        validators=[validate_colour],
        help_text=_("Alleen als geen kleur uit de lijst past. Bijvoorbeeld: #1d5c45. Wit moet er goed op te lezen zijn."),
    )
    pictogram = models.CharField(
        _("tekening"),
        max_length=10,
        choices=Pictogram,
        default=Pictogram.TREE,
        help_text=_("Staat naast de naam. Kies iets wat bewoners herkennen."),
    )
    header_image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("foto"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Een foto die bewoners herkennen. Leeg: geen foto."),
    )

    # A zone of the wizard is closed to residents until somebody opens it (`home.services.wizard`).
    is_public = models.BooleanField(default=True, editable=False)
    # What the frame of every page tells of the places of this zone, as `sites.services.refresh_desks` wrote it.
    desks = models.JSONField(default=list, editable=False)
    # The languages beside Dutch in which the front page of this zone, and that of the city, are public (`refresh_languages`).
    languages = models.JSONField(default=list, editable=False)

    site = models.OneToOneField(Site, verbose_name=_("site"), on_delete=models.PROTECT, related_name="zone", editable=False)
    editors = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="edited_zone", editable=False)
    moderators = models.OneToOneField(Group, on_delete=models.PROTECT, related_name="moderated_zone", editable=False)
    collection = models.OneToOneField(Collection, on_delete=models.PROTECT, related_name="zone", editable=False)

    objects: ClassVar[models.Manager[Zone]] = ZoneQuerySet.as_manager()
    if TYPE_CHECKING:
        neighbourhoods: RelatedManager[Neighbourhood]
        postcode_ranges: RelatedManager[PostcodeRange]

    class Meta:
        verbose_name = _("wijk")
        verbose_name_plural = _("wijken")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save in a transaction that the receivers share: the name stands in what is searched.

        Leaves `desks` and `languages` as they are, which may have been written anew since this was read.
        """
        with transaction.atomic():
            take_turn()
            if self.pk is not None:
                stored = Zone.objects.filter(pk=self.pk)
                lock(stored)
                self.desks, self.languages = stored.values_list("desks", "languages").first() or ([], [])
            super().save(*args, **kwargs)

    @property
    def own_colour_hash(self) -> str:
        """Changes with the own colour, so that its stylesheet can be cached for ever; empty without one."""
        return hashlib.sha256(self.own_colour.encode()).hexdigest()[:12] if self.own_colour else ""


class Neighbourhood(models.Model):
    """A named part of a zone, as residents call it."""

    zone = ParentalKey(Zone, on_delete=models.CASCADE, related_name="neighbourhoods")
    name = models.CharField(_("naam"), max_length=60, help_text=_("Zoals bewoners de buurt noemen. Bijvoorbeeld: De Worp"))

    class Meta:
        verbose_name = _("buurt")
        verbose_name_plural = _("buurten")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="sites_neighbourhood_unique")]

    def __str__(self) -> str:
        return self.name


class PostcodeRangeQuerySet(models.QuerySet["PostcodeRange"]):
    """Postcode ranges."""

    def overlapping(self, first: str, last: str) -> PostcodeRangeQuerySet:
        """Ranges that share a postcode with this one, both ends included, in stored form."""
        return self.filter(first__lte=last, last__gte=first)


class PostcodeRange(models.Model):
    """Postcodes of a zone, from and to, both included; six characters without a space."""

    zone = ParentalKey(Zone, on_delete=models.CASCADE, related_name="postcode_ranges")
    first = models.CharField(_("van"), max_length=7, help_text=_("Bijvoorbeeld: 7415 AA"))
    last = models.CharField(_("tot en met"), max_length=7, help_text=_("Bijvoorbeeld: 7415 ZZ"))

    class Meta:
        verbose_name = _("postcodes")
        verbose_name_plural = _("postcodes")
        ordering = ["first"]
        indexes = [models.Index(fields=["first", "last"], name="sites_postcode_range")]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lte=F("last")),
                name="sites_postcode_first_before_last",
                violation_error_message=_("De eerste postcode ligt na de laatste. Draai ze om."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.first} - {self.last}"

    objects: ClassVar[models.Manager[PostcodeRange]] = PostcodeRangeQuerySet.as_manager()

    def clean(self) -> None:
        """Bring both ends in one form and refuse a range that another zone already has.

        A range that is being typed in the form of its zone does not know the zone yet; that form
        asks for clashes itself.
        """
        try:
            self.first, self.last = normalised_postcode(self.first)[0], normalised_postcode(self.last)[1]
        except RuleError as error:
            raise ValidationError(str(error)) from error
        if self.zone_id is not None:
            self.refuse_clash(zone_pk=self.zone_id)

    def refuse_clash(self, *, zone_pk: int | None) -> None:
        """Raise ValidationError if another zone than this one has some of these postcodes; one query."""
        clash = PostcodeRange.objects.overlapping(self.first, self.last).exclude(zone=zone_pk).select_related("zone").first()
        if clash is not None:
            raise ValidationError(
                _("De postcodes %(range)s horen al bij %(zone)s. Pas die wijk eerst aan."),
                params={"range": str(clash), "zone": str(clash.zone)},
            )
