"""Dossiers: all there is to say about a subject, written once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, HelpPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Orderable, Page, PageManager
from wagtail_localize.fields import TranslatableField

from core.blocks import lines_of, link_texts_of
from core.fields import BodyField
from core.languages import OTHERS, SOURCE
from core.models import show_preview
from dossiers.blocks import ChecklistsBlock, FilesBlock, QuestionsBlock, StepTextBlock, WordsBlock
from dossiers.models.base import SharedPage, SharedPageQuerySet
from search.choices import Step
from sites.models import Zone
from sites.shell import look_from
from socialmap.models import Entry, Organisation, Theme, Verified

POINT_LENGTH = 140
# The text of a dossier in the order of the page: field of the model, which step it is in.
STEP_FIELDS: dict[str, Step] = {"self_text": Step.SELF, "network_text": Step.NETWORK, "organisation_text": Step.ORGANISATION}
# What can be compared and searched, in the order of the page.
PARTS = ("title", "introduction", "point_1", "point_2", "point_3", *STEP_FIELDS, "checklists", "body", "questions", "words", "files")
STEP_HELP = _(
    "Schrijf kort wat iemand in deze stap kan doen. De hulp die u onderaan kiest, komt er vanzelf onder. Bijvoorbeeld: Leg losse kleden weg."
)


def addition_shown_at(at: datetime, *, prefix: str = "") -> Q:
    """Which additions residents read at an aware moment; what ends then is gone, also before a command has put it offline.

    `prefix` is the way to additions in a query of something else: "additions__".
    """
    ends = f"{prefix}expire_at"
    return Q(**{f"{prefix}live": True}) & (Q(**{ends: None}) | Q(**{f"{ends}__gt": at}))


class DossierPageQuerySet(SharedPageQuerySet):
    """Dossiers."""

    def for_zone(self, zone: Zone | None) -> DossierPageQuerySet:
        """With their theme, who keeps them and what a zone shows of its own now, as `addition`; of the hub, None, nothing. One query for all."""
        of_zone = Q(additions__zone=zone.pk if zone else None) & addition_shown_at(timezone.now(), prefix="additions__")
        addition = FilteredRelation("additions", condition=of_zone)
        found: DossierPageQuerySet = self.annotate(addition=addition).select_related("theme", "keeper", "addition")
        return found

    def with_languages(self) -> DossierPageQuerySet:
        """With `in_en` and so on: whether their words are public in each language beside Dutch; in the same query."""
        public = DossierPage.objects.live().filter(translation_key=OuterRef("translation_key"))
        found: DossierPageQuerySet = self.annotate(**{f"in_{code}": Exists(public.filter(locale__language_code=code)) for code in OTHERS})
        return found

    def written(self, code: str) -> list[DossierPage]:
        """These dossiers, with their words in a language as `words`, where they are public in that; one query more than in Dutch."""
        found: list[DossierPage] = list(self)
        if code != SOURCE and found:
            translations = DossierPage.objects.live().filter(
                translation_key__in=[page.translation_key for page in found], locale__language_code=code
            )
            of = {page.translation_key: page for page in translations}
            for page in found:
                page.translation = of.get(page.translation_key)
        return found


class DossierPage(Verified, SharedPage):
    """All there is to say about a subject, in the three steps; shown in every zone at `/themas/<slug>/`.

    Which of the chosen help stands in which step follows from the help itself.
    """

    below = "/themas/"
    parent_page_types: ClassVar[list[str]] = ["dossiers.SharedTreePage"]
    subpage_types: ClassVar[list[str]] = []
    objects: ClassVar[Any] = PageManager.from_queryset(DossierPageQuerySet)()
    # Its words in another language, as `written` found them.
    translation: DossierPage | None = None
    page_description = _("Alles over een onderwerp, voor alle wijken. Bijvoorbeeld: Langer thuis wonen.")

    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, related_name="dossiers", verbose_name=_("thema"),
        help_text=_("Hulp, activiteiten en spreekuren van dit thema komen er vanzelf bij."),
    )  # fmt: skip
    point_1 = models.CharField(
        _("eerste punt"), max_length=POINT_LENGTH, help_text=_("Bijvoorbeeld: Kijk op tijd: wat gaat nu goed, en wat over vijf jaar?")
    )
    point_2 = models.CharField(
        _("tweede punt"), max_length=POINT_LENGTH, help_text=_("Bijvoorbeeld: Kleine dingen helpen veel, zoals een lamp.")
    )
    point_3 = models.CharField(_("derde punt"), max_length=POINT_LENGTH, help_text=_("Bijvoorbeeld: Vraag eerst mensen om u heen."))
    self_text = BodyField(StepTextBlock(), blank=True, verbose_name=_("wat kunt u zelf doen?"), help_text=STEP_HELP)
    network_text = BodyField(StepTextBlock(), blank=True, verbose_name=_("wie in uw omgeving kan helpen?"), help_text=STEP_HELP)
    organisation_text = BodyField(StepTextBlock(), blank=True, verbose_name=_("welke organisaties kunnen helpen?"), help_text=STEP_HELP)
    checklists = BodyField(
        ChecklistsBlock(),
        blank=True,
        verbose_name=_("afvinklijsten"),
        help_text=_("Lijsten om af te vinken en te printen. Bijvoorbeeld: Is mijn huis veilig?"),
    )
    questions = BodyField(
        QuestionsBlock(),
        blank=True,
        verbose_name=_("vragen en antwoorden"),
        help_text=_("Wat vragen mensen vaak? Bijvoorbeeld: Wie betaalt een traplift?"),
    )
    words = BodyField(
        WordsBlock(),
        blank=True,
        verbose_name=_("moeilijke woorden"),
        help_text=_("Leg woorden uit die u niet kunt vermijden. Bijvoorbeeld: mantelzorger"),
    )
    files = BodyField(
        FilesBlock(),
        blank=True,
        verbose_name=_("documenten"),
        help_text=_("Documenten om te bewaren of te printen. Bijvoorbeeld: een folder over vallen."),
    )
    keeper = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="kept_dossiers", verbose_name=_("wie houdt dit bij?"),
        help_text=_("De organisatie die belooft dat dit klopt. Bijvoorbeeld: Bibliotheek Deventer"),
    )  # fmt: skip

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title"),
                    FieldPanel("introduction"),
                    FieldPanel("theme"),
                    MultiFieldPanel([FieldPanel(f"point_{number}") for number in (1, 2, 3)], heading=_("In het kort")),
                    FieldPanel("checklists"),
                    FieldPanel("body"),
                    FieldPanel("questions"),
                    FieldPanel("words"),
                    FieldPanel("files"),
                ],
                heading=_("Tekst"),
            ),
            ObjectList(
                [
                    *(FieldPanel(name) for name in STEP_FIELDS),
                    InlinePanel("chosen", label=_("Hulp of tip"), heading=_("Hulp die u uitkiest"), panels=[FieldPanel("entry")]),
                    HelpPanel(
                        content=_("Gekozen hulp staat bovenaan in haar eigen stap. Andere hulp van het thema staat er vanzelf onder.")
                    ),
                ],
                heading=_("De drie stappen"),
            ),
            ObjectList([FieldPanel(name) for name in ("keeper", "verified_on", "verified_by", "review_on")], heading=_("Beheer")),
            ObjectList(Page.promote_panels, heading=_("Adres")),
        ]
    )

    # Words alone: theme, keeper, chosen help and dates are read from the Dutch one, so that they cannot grow old in a copy.
    translatable_fields = [TranslatableField(name) for name in PARTS]

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")

    def clean(self) -> None:
        """Two things cannot stand at one address; what stands there already stays, also if a theme came there later."""
        super().clean()
        is_new = not DossierPage.objects.filter(pk=self.pk, slug=self.slug).exists()
        if is_new and self.slug and Theme.objects.filter(slug=self.slug).exists():
            raise ValidationError({"slug": _("Een thema heeft dit adres al. Kies een ander, bijvoorbeeld: langer-thuis-wonen.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save in one transaction; chosen help that another row has now makes room first, as rows are written one by one."""
        with transaction.atomic():
            if self.pk and kwargs.get("update_fields") is None:
                kept = {row.pk: row.entry_id for row in self.chosen.all() if row.pk}
                moved = [
                    pk for pk, entry in ChosenEntry.objects.filter(page=self.pk).values_list("pk", "entry") if kept.get(pk, entry) != entry
                ]
                ChosenEntry.objects.filter(pk__in=moved).delete()
            super().save(*args, **kwargs)

    @property
    def languages_written(self) -> tuple[str, ...]:
        """The languages beside Dutch that its words are public in, as `with_languages` found them."""
        return tuple(code for code in OTHERS if getattr(self, f"in_{code}", False))

    @property
    def words_page(self) -> DossierPage:
        """The page that has the words in the language that is being read."""
        return self.translation or self

    @property
    def is_translation_behind(self) -> bool:
        """Whether the Dutch text was published after the words that are shown."""
        return self.words_page.version < self.version

    @property
    def points(self) -> tuple[str, ...]:
        """The short version."""
        return tuple(filter(None, (self.point_1, self.point_2, self.point_3)))

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """As the city or any zone shows it; one query."""
        return [("", _("Hele stad")), *Zone.objects.values_list("slug", "name")]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft, in the frame of a zone, or what another app says of it in a mode of its own."""
        zone = Zone.objects.select_related("site__root_page").filter(slug=mode_name).first() if mode_name else None
        look_from(request, zone)
        return show_preview(self, request, mode_name)

    @property
    def reading_text(self) -> str:
        """What there is to read, in the order of the page, each sentence or paragraph on lines of its own."""
        return "\n".join(text for name, text in self.texts() if name != "title")

    @property
    def link_texts(self) -> tuple[str, ...]:
        """The words of every link in what there is to read."""
        return tuple(words for name in PARTS if not isinstance(value := getattr(self, name), str) for words in link_texts_of(value))

    def texts(self) -> Iterator[tuple[str, str]]:
        """All that is written in it, part by part: name of the field, text without marks."""
        for name in PARTS:
            value = getattr(self, name)
            text = value if isinstance(value, str) else "\n".join(lines_of(value))
            if text:
                yield name, text


class ChosenEntry(Orderable):
    """Help that the editors of a dossier chose for it."""

    page = ParentalKey(DossierPage, on_delete=models.CASCADE, related_name="chosen")
    entry = models.ForeignKey(
        Entry,
        models.CASCADE,
        related_name="chosen_in",
        verbose_name=_("hulp of tip"),
        help_text=_("Hulp die u bij dit dossier wilt laten zien. Zij komt vanzelf in haar eigen stap."),
    )

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["page", "entry"],
                name="dossiers_chosen_once",
                violation_error_message=_("Deze hulp hebt u al gekozen."),
            )
        ]

    def __str__(self) -> str:
        return str(self.entry)
