"""Activities as pages below an agenda, and what is different on one date."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Cast
from django.dispatch import Signal
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.forms.pages import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable, Page, PageManager, PagePermissionTester, PageViewRestriction
from wagtail.query import PageQuerySet

from agenda.choices import DUTCH, HELD_IN, ChangeKind, EventState, Repeat, SignUp
from agenda.models.publishing import EventPermissionTester
from agenda.rules import MAX_DURATION, Change, Series, describe_series, rule_of
from core.choices import AccessDetail
from core.fields import ChoiceListField
from core.models import DRAFT_FIELDS, BasePage, FrontDoor, Place
from core.recurrence import MAX_RULE_LENGTH, RecurrenceError, read_rule
from core.schedule import AMSTERDAM, DAY_CODES, DAY_NAMES
from core.validators import validate_phone
from sites.models import Zone
from socialmap.choices import CostKind
from socialmap.models import Organisation, TargetGroup, Theme

# Two weeks: a caterer or a coach wants to know no earlier.
MAX_CLOSES_HOURS = 14 * 24
# Sent inside the transaction of a save, when what the public sees of an activity may have changed: `event`.
event_changed = Signal()
# What stands at these addresses below the agenda is no activity.
RESERVED_SLUGS = frozenset({"agenda", "insluiten", "op-uw-site", "weekblad"})
# Below the root, and below the first page of a site.
AGENDA_DEPTH = 3


class AgendaPageQuerySet(PageQuerySet):
    """Agendas."""

    def of_site(self, root_pk: int) -> AgendaPageQuerySet:
        """Those that are live and just below the first page of a site."""
        root = Page.objects.filter(pk=root_pk).values("path")
        found: AgendaPageQuerySet = self.live().alias(root=Subquery(root)).filter(path__startswith=F("root"), depth=AGENDA_DEPTH)
        return found


class AgendaPage(FrontDoor):
    """The agenda of a zone or of the whole city; its activities are the pages below it."""

    template = "agenda/agenda_page.html"
    parent_page_types: ClassVar[list[str]] = ["home.HubPage", "home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["agenda.EventPage"]
    objects: ClassVar[Any] = PageManager.from_queryset(AgendaPageQuerySet)()
    max_count_per_parent: int | None = 1  # type: ignore[assignment] # Wagtail declares None and documents a number
    page_description = _("De agenda van een wijk of van de hele gemeente.")

    class Meta:
        verbose_name = _("agenda")
        verbose_name_plural = _("agenda's")


class EventPageQuerySet(PageQuerySet):
    """Activities."""

    def open_to_all(self) -> EventPageQuerySet:
        """Those that are live and that nobody needs a password or a login for."""
        found: EventPageQuerySet = self.live().filter(~is_private(path="path"))
        return found

    def shown_in(self, zone: Zone | None) -> EventPageQuerySet:
        """Those on the agenda of a zone, its own first; on that of the city, None, all, and its own first."""
        own_first = Case(When(zone=zone, then=0), default=1) if zone else Case(When(zone=None, then=0), default=1)
        return self.filter(is_shown_in(zone)).order_by(own_first, "pk")

    def held_in(self, language: str) -> EventPageQuerySet:
        """Those held in a language; what says nothing is in Dutch."""
        said = self.alias(said=Cast("languages", models.TextField()))
        found: EventPageQuerySet = said.filter(Q(said__contains=f'"{language}"') | (Q(languages=[]) if language == DUTCH else Q()))
        return found


def is_private(*, path: str) -> Exists:
    """Whether the page at a path, or one above it, is behind a password or a login."""
    at = models.ExpressionWrapper(OuterRef(path), output_field=models.CharField())
    # Looked up for each restriction, of which there are few: joined, a database may try every page for every activity.
    root = Subquery(Page.objects.filter(pk=OuterRef("page")).values("path"))
    return Exists(PageViewRestriction.objects.annotate(at=at, root=root).filter(at__startswith=F("root")))


def is_shown_in(zone: Zone | None, *, of: str = "") -> Q:
    """What the agenda of a zone shows: its own, that of the whole city, and what asks to be there; `of` leads to the activity."""
    if zone is None:
        return Q()
    elsewhere = EventPage.also_in.through.objects.filter(zone=zone).values("eventpage")
    return Q(**{f"{of}zone": zone}) | Q(**{f"{of}zone": None}) | Q(**{f"{of}is_city_wide": True}) | Q(**{f"{of}pk__in": elsewhere})


class EventPage(Place, BasePage):
    """One activity, however often it is held. Shown in the zone whose agenda it is in, and where else it says."""

    base_form_class: ClassVar[type[WagtailAdminPageForm]] = WagtailAdminPageForm
    template = "agenda/event_page.html"
    parent_page_types: ClassVar[list[str]] = ["agenda.AgendaPage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("Een activiteit. Bijvoorbeeld: elke dinsdag koffie drinken.")

    # A copy is an activity of its own, and is shown elsewhere only when somebody decides so again.
    exclude_fields_in_copy = ["uid", "sequence", "followed_on", "also_in", "is_city_wide"]
    # Read by selectors that ask; not everybody may see it.
    is_restricted: bool = False

    uid = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    followed_on = models.DateField(null=True, editable=False)
    zone = models.ForeignKey(Zone, models.SET_NULL, null=True, blank=True, editable=False, related_name="events")
    also_in = ParentalManyToManyField(
        Zone, blank=True, related_name="events_shown", verbose_name=_("ook laten zien in"),
        help_text=_("Andere wijken die dit in hun agenda laten zien."),
    )  # fmt: skip
    is_city_wide = models.BooleanField(
        _("laten zien in heel de gemeente"), default=False, help_text=_("Vink dit aan als het in elke agenda moet staan.")
    )

    starts_at = models.DateTimeField(_("begint"), help_text=_("De eerste keer. Bijvoorbeeld: 2026-12-01 10:00"))
    ends_at = models.DateTimeField(_("eindigt"), help_text=_("Bijvoorbeeld: 2026-12-01 12:00"))
    is_all_day = models.BooleanField(
        _("duurt de hele dag"), default=False, help_text=_("Vink dit aan als er geen begintijd en eindtijd is.")
    )
    repeat = models.CharField(
        _("hoe vaak"), max_length=12, choices=Repeat, default=Repeat.NEVER, help_text=_("Hoe vaak is het? Bijvoorbeeld: elke week.")
    )
    weekdays = ChoiceListField(
        _("ook op"), options=list(zip(DAY_CODES, DAY_NAMES, strict=True)),
        help_text=_("Alleen als het elke week is. Bijvoorbeeld: dinsdag."),
    )  # fmt: skip
    repeat_until = models.DateField(
        _("tot en met"), null=True, blank=True, help_text=_("Leeg: er is nog geen einde bekend. Bijvoorbeeld: 2027-06-30")
    )
    # A value of RRULE, where no choice stands for what the calendar of a partner says.
    rule_text = models.CharField(_("eigen regel"), max_length=MAX_RULE_LENGTH, blank=True, editable=False)
    state = models.CharField(
        _("toestand"), max_length=10, choices=EventState, default=EventState.SCHEDULED,
        help_text=_("Valt alles uit? Kies dat hier. Bewoners zien dan 'Gaat niet door'."),
    )  # fmt: skip

    organiser = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="events", verbose_name=_("georganiseerd door"),
        help_text=_("De organisatie die dit doet. Bijvoorbeeld: Wandelclub"),
    )  # fmt: skip
    themes = ParentalManyToManyField(
        Theme, blank=True, related_name="events", verbose_name=_("onderwerpen"), help_text=_("Waar gaat het over? Bijvoorbeeld: Bewegen.")
    )
    target_groups = ParentalManyToManyField(
        TargetGroup, blank=True, related_name="events", verbose_name=_("voor wie"),
        help_text=_("Voor wie is het vooral? Leeg: voor iedereen."),
    )  # fmt: skip
    place_name = models.CharField(_("naam van de plek"), max_length=80, help_text=_("Bijvoorbeeld: St. Jurriën, de huiskamer"))
    place_slug = models.SlugField(max_length=80, editable=False)
    access = ChoiceListField(_("toegang"), options=AccessDetail.choices, help_text=_("Vink aan wat er is. Bijvoorbeeld: een ringleiding."))
    languages = ChoiceListField(_("in welke taal"), options=HELD_IN, help_text=_("Niets gekozen: het is in het Nederlands."))
    is_company_welcome = models.BooleanField(
        _("u mag iemand meenemen"), default=False, help_text=_("Vink dit aan als iemand een ander mee mag nemen.")
    )
    cost_kind = models.CharField(
        _("kosten"), max_length=16, choices=CostKind, default=CostKind.UNKNOWN,
        help_text=_("Bewoners kunnen hierop kiezen. Bijvoorbeeld: gratis."),
    )  # fmt: skip
    cost = models.CharField(_("kosten in woorden"), max_length=80, blank=True, help_text=_("Bijvoorbeeld: 2,50 euro, koffie erbij"))
    signing_up = models.CharField(
        _("aanmelden"), max_length=140, blank=True, help_text=_("Bijvoorbeeld: Bel even van tevoren. Leeg: u kunt zo binnenlopen.")
    )
    registration = models.CharField(
        _("hoe doet iemand mee?"), max_length=8, choices=SignUp, default=SignUp.WALK_IN,
        help_text=_("Moet iemand zich aanmelden? Bijvoorbeeld: op deze pagina."),
    )  # fmt: skip
    capacity = models.PositiveSmallIntegerField(
        _("aantal plekken"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Elke keer. Leeg: er is altijd plek. Bijvoorbeeld: 12"),
    )
    registration_closes_hours = models.PositiveSmallIntegerField(
        _("aanmelden tot zoveel uur van tevoren"),
        default=0,
        validators=[MaxValueValidator(MAX_CLOSES_HOURS)],
        help_text=_("Zoveel uur van tevoren stopt het aanmelden. Bijvoorbeeld: 24"),
    )
    phone = models.CharField(
        _("telefoon"), max_length=20, blank=True, validators=[validate_phone], help_text=_("Bijvoorbeeld: 0570-000010")
    )
    email = models.EmailField(_("e-mail"), blank=True, help_text=_("Bijvoorbeeld: koffie@example.nl"))
    website = models.URLField(_("website"), blank=True, help_text=_("Bijvoorbeeld: https://www.example.nl/"))
    image = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("foto"),
        help_text=_("Een foto die laat zien wat er te doen is."),
    )  # fmt: skip
    image_text = models.CharField(
        _("wat ziet u op de foto?"),
        max_length=140,
        blank=True,
        help_text=_("Voor mensen die de foto niet kunnen zien. Bijvoorbeeld: Mensen drinken koffie aan een lange tafel."),
    )

    objects: ClassVar[Any] = PageManager.from_queryset(EventPageQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
                FieldPanel("is_all_day"),
                FieldPanel("repeat"),
                FieldPanel("weekdays"),
                FieldPanel("repeat_until"),
                FieldPanel("state"),
            ],
            heading=_("Wanneer"),
        ),
        InlinePanel("changes", heading=_("Wat is er op een dag anders?"), label=_("andere dag")),
        MultiFieldPanel(
            [
                FieldPanel("place_name"),
                FieldPanel("street"),
                FieldRowPanel([FieldPanel("postcode"), FieldPanel("city")]),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                FieldPanel("wheelchair"),
                FieldPanel("access"),
            ],
            heading=_("Waar"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("organiser"),
                FieldPanel("cost_kind"),
                FieldPanel("cost"),
                FieldPanel("registration"),
                FieldRowPanel([FieldPanel("capacity"), FieldPanel("registration_closes_hours")]),
                FieldPanel("signing_up"),
                FieldPanel("phone"),
                FieldPanel("email"),
                FieldPanel("website"),
            ],
            heading=_("Wie, kosten en aanmelden"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("themes"),
                FieldPanel("target_groups"),
                FieldPanel("languages"),
                FieldPanel("is_company_welcome"),
                FieldPanel("also_in"),
                FieldPanel("is_city_wide"),
            ],
            heading=_("Voor wie, en waar laten wij het zien"),
        ),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_text")], heading=_("Foto")),
        InlinePanel("texts", heading=_("In andere talen"), label=_("tekst in een andere taal")),
    ]

    class Meta:
        verbose_name = _("activiteit")
        verbose_name_plural = _("activiteiten")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="agenda_event_ends_after",
                violation_error_message=_("Het einde is niet na het begin."),
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1),
                name="agenda_event_capacity",
                violation_error_message=_("Vul ten minste 1 plek in, of laat het leeg."),
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None) | Q(latitude__isnull=False, longitude__isnull=False),
                name="agenda_event_point_whole",
                violation_error_message=_("Vul breedtegraad en lengtegraad allebei in, of geen van beide."),
            ),
            models.CheckConstraint(
                condition=Q(image=None) | ~Q(image_text=""),
                name="agenda_event_image_explained",
                violation_error_message=_("Schrijf wat er op de foto te zien is."),
            ),
            models.CheckConstraint(
                condition=~Q(repeat=Repeat.OTHER) | ~Q(rule_text=""),
                name="agenda_event_other_has_rule",
                violation_error_message=_("Kies hoe vaak het is. Er is geen eigen regel bekend."),
            ),
        ]

    def clean(self) -> None:
        """Refuse what cannot be, with a sentence at the field."""
        super().clean()
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": _("Dit adres gebruiken wij zelf. Zet er een woord bij.")})
        if self.image_id and not self.image_text:
            raise ValidationError({"image_text": _("Schrijf wat er op de foto te zien is. Bijvoorbeeld: Twee buren drinken koffie.")})
        if not (self.starts_at and self.ends_at):
            return
        if self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("Het einde is niet na het begin. Kijk de tijden nog eens na.")})
        if self.ends_at - self.starts_at > MAX_DURATION:
            raise ValidationError({"ends_at": _("Een keer kan hooguit een maand duren. Komt het vaker? Kies dan hoe vaak.")})
        first = self.starts_at.astimezone(AMSTERDAM).date()
        if self.repeat != Repeat.NEVER and self.repeat_until and self.repeat_until < first:
            raise ValidationError({"repeat_until": _("Deze dag is voor de eerste keer.")})
        if self.repeat not in (Repeat.WEEKLY, Repeat.FORTNIGHTLY) and self.weekdays:
            raise ValidationError({"weekdays": _("Meer dagen kiest u alleen bij elke week of om de week.")})
        if self.repeat == Repeat.OTHER:
            try:
                read_rule(self.rule_text)
            except RecurrenceError as error:
                raise ValidationError({"repeat": str(error)}) from error

    def permissions_for_user(self, user: AbstractBaseUser | AnonymousUser) -> PagePermissionTester:
        """What somebody may do with it; Wagtail asks here for every action and button."""
        return EventPermissionTester(user, self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the activity and all that follows from it in one transaction; a draft changes nothing that the public sees."""
        fields = kwargs.get("update_fields")
        is_public = fields is None or not DRAFT_FIELDS.issuperset(fields)
        with transaction.atomic():
            if is_public and fields is None:
                self.zone = self._zone_of_agenda()
                self.place_slug = slugify(self.place_name)[:80]
                self.__dict__.pop("series", None)
                # Subscribers take what has a higher number; a revision may hold an old one.
                stored = type(self)._default_manager.filter(pk=self.pk).values_list("sequence", flat=True).first()
                self.sequence = 0 if stored is None else stored + 1
            super().save(*args, **kwargs)
            if is_public:
                event_changed.send(sender=type(self), event=self)

    @cached_property
    def series(self) -> Series:
        """When it is, from the fields and the changes as this instance has them."""
        first = self.starts_at.astimezone(AMSTERDAM).date()
        weekdays = [DAY_CODES.index(day) for day in self.weekdays]
        rule = rule_of(self.repeat, first=first, weekdays=weekdays, until=self.repeat_until, text=self.rule_text)
        return Series(
            starts_at=self.starts_at, ends_at=self.ends_at, rule=rule, state=EventState(self.state), changes=self._changes_by_day()
        )

    @property
    def running_text(self) -> str:
        """All text of the page, a line for each block, without markup."""
        return "\n".join(self.body.stream_block.get_searchable_content(self.body))

    def takes_registrations(self, *, starts_at: datetime, at: datetime) -> bool:
        """Whether somebody can register at a moment for the time that starts then; both aware."""
        closes_at = starts_at - timedelta(hours=self.registration_closes_hours)
        return self.registration == SignUp.ONLINE and self.live and at < closes_at

    @property
    def how_to_join(self) -> str:
        """How somebody takes part, in a sentence: the organiser's own, or that of the choice."""
        sentences = {SignUp.CONTACT: _("Bel of mail van tevoren."), SignUp.ONLINE: _("Meld u aan op deze pagina.")}
        return self.signing_up or str(sentences.get(SignUp(self.registration), _("U kunt zo binnenlopen.")))

    @property
    def where(self) -> str:
        """The place in one line: "De Bron, Brinkstraat 1, Deventer"."""
        return ", ".join(filter(None, [self.place_name, self.street, self.city]))

    @property
    def words(self) -> str:
        """How it comes back in words; empty if it is held once."""
        return describe_series(self.series, is_all_day=self.is_all_day)

    def _changes_by_day(self) -> Mapping[date, Change]:
        return {change.day: change.as_value() for change in self.changes.all()}

    def _zone_of_agenda(self) -> Zone | None:
        """The zone on whose site it stands; None on the hub. One query."""
        roots = [self.path[:end] for end in range(self.steplen, len(self.path) + 1, self.steplen)]
        return Zone.objects.filter(site__root_page__path__in=roots).first()


class EventChange(Orderable):
    """What is different on one date of a series."""

    event = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="changes")
    day = models.DateField(_("dag"), help_text=_("De dag waarop het eigenlijk was. Bijvoorbeeld: 2026-12-24"))
    kind = models.CharField(
        _("wat is er anders"),
        max_length=10,
        choices=ChangeKind,
        default=ChangeKind.CANCELLED,
        help_text=_("Gaat het niet door, of is het op een ander moment?"),
    )
    starts_at = models.DateTimeField(
        _("begint nu"), null=True, blank=True, help_text=_("Alleen bij een ander moment. Bijvoorbeeld: 2026-12-25 10:00")
    )
    ends_at = models.DateTimeField(
        _("eindigt nu"), null=True, blank=True, help_text=_("Alleen bij een ander moment. Bijvoorbeeld: 2026-12-25 12:00")
    )
    note = models.CharField(_("uitleg"), max_length=140, blank=True, help_text=_("Bijvoorbeeld: De zaal is bezet."))

    panels = [
        FieldRowPanel([FieldPanel("day"), FieldPanel("kind")]),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("note"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("andere dag")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "day"], name="agenda_change_once_a_day", violation_error_message=_("Deze dag staat er al bij.")
            ),
            models.CheckConstraint(
                condition=~Q(kind=ChangeKind.MOVED) | (Q(starts_at__isnull=False, ends_at__gt=F("starts_at"))),
                name="agenda_change_moved_has_times",
                violation_error_message=_("Vul in wanneer het dan wel is: begin en einde."),
            ),
        ]

    def as_value(self) -> Change:
        """The change as the rules take it."""
        return Change(day=self.day, kind=ChangeKind(self.kind), starts_at=self.starts_at, ends_at=self.ends_at, note=self.note)
