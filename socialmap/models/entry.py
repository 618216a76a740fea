"""Entries: what can help, in which step of the tilted social map."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel

from core.fields import ChoiceListField
from core.models import Translated
from search.choices import Step
from sites.models import Zone
from socialmap.choices import CostKind, Mode
from socialmap.models.contact import ContactDetails, Verified
from socialmap.models.editorial import Editorial
from socialmap.models.organisation import Organisation
from socialmap.models.vocabulary import TargetGroup, Theme

SENTENCE_MAX_LENGTH = 140


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries."""

    def public(self) -> EntryQuerySet:
        """Entries that have a page: live, also when the help has stopped."""
        return self.filter(live=True)

    def findable(self) -> EntryQuerySet:
        """Entries that searches show: live and not stopped."""
        return self.public().filter(stopped_on=None)

    def overdue(self, *, on: date) -> EntryQuerySet:
        """Entries whose day to look again has passed."""
        return self.filter(review_on__lt=on)

    def with_relations(self) -> EntryQuerySet:
        """Entries with all that a page shows of them; four queries, whatever the number."""
        return self.select_related("organisation", "owner").prefetch_related("zones", "target_groups", "alternatives")

    def with_everything(self) -> EntryQuerySet:
        """With their themes too, as a document has them; five queries, whatever the number."""
        return self.with_relations().prefetch_related("themes")


class Entry(Editorial, ContactDetails, Verified, Translated, ClusterableModel):
    """One thing that can help: something to do yourself, people nearby, or an organisation's service."""

    TRANSLATED = ("title", "sentence", "description", "how_it_goes", "bring_along", "cost")

    title = models.CharField(_("naam"), max_length=80, help_text=_("Zoals bewoners het noemen. Bijvoorbeeld: Koffie aan de lange tafel"))
    slug = models.SlugField(
        _("kort adres"), max_length=60, unique=True, help_text=_("Zo eindigt het webadres. Bijvoorbeeld: maatje-met-geduld")
    )
    step = models.CharField(
        _("stap"),
        max_length=12,
        choices=Step,
        blank=False,
        help_text=_("Kies eerlijk: kan iemand dit zelf, met mensen in de buurt, of alleen met een organisatie?"),
    )
    sentence = models.CharField(
        _("wat krijgt u?"),
        max_length=SENTENCE_MAX_LENGTH,
        help_text=_("Eén zin van hooguit 140 tekens. Bijvoorbeeld: Elke dinsdagochtend drinken buren samen koffie. U kunt zo binnenlopen."),
    )
    description = models.TextField(
        _("uitleg"),
        max_length=2000,
        validators=[MaxLengthValidator(2000)],
        blank=True,
        help_text=_("Korte zinnen. Laat een regel leeg voor een nieuwe alinea. Bijvoorbeeld: Een vrijwilliger komt elke week bij u langs."),
    )
    how_it_goes = models.TextField(
        _("zo gaat het"),
        max_length=600,
        validators=[MaxLengthValidator(600)],
        blank=True,
        help_text=_("Eén stap per regel. Bijvoorbeeld: U belt."),
    )
    bring_along = models.TextField(
        _("neem mee"),
        max_length=400,
        validators=[MaxLengthValidator(400)],
        blank=True,
        help_text=_("Eén ding per regel. Bijvoorbeeld: Uw legitimatie"),
    )
    cost_kind = models.CharField(
        _("kost het geld?"),
        max_length=16,
        choices=CostKind,
        default=CostKind.UNKNOWN,
        help_text=_("Bewoners kunnen hierop kiezen. Bijvoorbeeld: gratis."),
    )
    cost = models.CharField(_("kosten in woorden"), max_length=120, blank=True, help_text=_("Bijvoorbeeld: € 8,50 per maaltijd"))
    modes = ChoiceListField(
        _("hoe krijgt iemand het?"), options=Mode.choices, help_text=_("Hoe krijgt iemand deze hulp? Bijvoorbeeld: thuis of per telefoon.")
    )
    keywords = models.CharField(
        _("zoekwoorden"),
        max_length=240,
        blank=True,
        help_text=_("Woorden die mensen typen en die niet in de tekst staan. Bijvoorbeeld: eenzaam, bezoek, gezelschap"),
    )

    themes = ParentalManyToManyField(
        Theme,
        verbose_name=_("thema's"),
        blank=True,
        related_name="entries",
        help_text=_("Waar gaat het over? Bijvoorbeeld: Eenzaam of contact."),
    )
    target_groups = ParentalManyToManyField(
        TargetGroup,
        verbose_name=_("voor wie"),
        blank=True,
        related_name="entries",
        help_text=_("Voor wie is het vooral? Leeg: voor iedereen."),
    )
    zones = ParentalManyToManyField(
        Zone, verbose_name=_("wijken"), blank=True, related_name="entries", help_text=_("In welke wijken is deze hulp er?")
    )
    is_city_wide = models.BooleanField(
        _("voor de hele gemeente"), default=False, help_text=_("Vink dit aan als de hulp er voor alle wijken is.")
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisatie"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="entries",
        help_text=_("Wie geeft deze hulp? Leeg bij een tip."),
    )
    owner = models.ForeignKey(
        Organisation,
        verbose_name=_("wie houdt dit bij?"),
        null=True,
        on_delete=models.PROTECT,
        related_name="kept_entries",
        help_text=_("De organisatie die belooft dat de gegevens kloppen."),
    )
    stopped_on = models.DateField(
        _("gestopt op"),
        null=True,
        blank=True,
        help_text=_("De pagina blijft bestaan en wijst naar wat ook kan helpen. Bijvoorbeeld: 2026-12-31"),
    )
    alternatives = ParentalManyToManyField(
        "self",
        verbose_name=_("wat kan ook helpen?"),
        blank=True,
        symmetrical=False,
        related_name="replaces",
        help_text=_("Wat kan iemand kiezen als deze hulp stopt of niet past?"),
    )

    merged_into = models.ForeignKey(
        "self", verbose_name=_("samengevoegd met"), null=True, editable=False, on_delete=models.PROTECT, related_name="merged_from"
    )

    objects: ClassVar[models.Manager[Entry]] = EntryQuerySet.as_manager()

    class Meta(ContactDetails.Meta):
        abstract = False
        verbose_name = _("hulp of tip")
        verbose_name_plural = _("sociale kaart")
        ordering = ["title", "pk"]
        indexes = [
            models.Index(fields=["live", "stopped_on"], name="socialmap_entry_live"),
            models.Index(fields=["live", "review_on"], name="socialmap_entry_review"),
        ]
        constraints = [
            *ContactDetails.Meta.constraints,
            models.CheckConstraint(
                condition=Q(live=False) | (Q(step__in=Step.values) & ~Q(sentence="") & Q(owner__isnull=False)),
                name="socialmap_entry_live_complete",
                violation_error_message=_("Zonder stap, zin en beheerder kan dit niet online."),
            ),
            models.CheckConstraint(condition=Q(live=False) | Q(merged_into=None), name="socialmap_entry_merged_is_offline"),
        ]

    def __str__(self) -> str:
        return self.title

    def made_of(self) -> Iterator[models.QuerySet[Any]]:
        """Its zones, those who give and promise it, its target groups and themes."""
        yield Zone.objects.filter(pk__in=[zone.pk for zone in self.zones.all()])
        yield Organisation.objects.filter(pk__in=filter(None, [self.organisation_id, self.owner_id]))
        yield TargetGroup.objects.filter(pk__in=[group.pk for group in self.target_groups.all()])
        yield Theme.objects.filter(pk__in=[theme.pk for theme in self.themes.all()])

    def get_absolute_url(self) -> str:
        """The address of the entry on every site."""
        return f"/sociale-kaart/{self.slug}/"

    def clean(self) -> None:
        """Help stops on a day that has been; until then it is help."""
        super().clean()
        if self.stopped_on is not None and self.stopped_on > timezone.localdate():
            raise ValidationError({"stopped_on": _("Deze dag moet nog komen. Vul hem in als de hulp gestopt is.")})

    @property
    def has_stopped(self) -> bool:
        """Whether this help no longer exists."""
        return self.stopped_on is not None

    def missing_for_publication(self, *, has_zones: bool | None = None) -> dict[str, str]:
        """An entry goes live with step, zone, sentence, owner and a way to make contact (tips excepted)."""
        if has_zones is None:
            has_zones = bool(list(self.zones.all()))
        missing = self.merged_away()
        if not self.step:
            missing["step"] = _("Kies in welke stap dit hoort.")
        if not self.sentence:
            missing["sentence"] = _("Schrijf in één zin wat iemand krijgt.")
        if not self.is_city_wide and not has_zones:
            missing["zones"] = _("Kies minstens één wijk, of vink 'voor de hele gemeente' aan.")
        if self.owner_id is None:
            missing["owner"] = _("Kies wie belooft dat deze gegevens kloppen.")
        if self.step != Step.SELF and not self.has_contact:
            missing["phone"] = _("Vul minstens één manier van contact in: telefoon, e-mail, website of plek.")
        return {field: str(message) for field, message in missing.items()}
