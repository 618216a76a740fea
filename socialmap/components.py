"""Components of the social map: the pages of an entry, an organisation and a theme."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.middleware.csrf import get_token
from django.utils.translation import gettext as _

from core.choices import Access
from core.components import Component, Example
from core.languages import active_language
from core.schedule import AMSTERDAM
from search.components import HelpCard, StepSection, ThemeTile, TierGroup, age_notice, hours_in_words, is_visited, names_in_one_line
from search.engine.base import STEPS
from socialmap.choices import LANGUAGES, Mode

if TYPE_CHECKING:
    from core.models import Translated
    from socialmap.models import Entry, Organisation, Theme
    from socialmap.registry import Asked, Kept

CORRECTION_URL = "/contact/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One line of what is good to know: a pictogram, a word, the answer."""

    icon: str
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedWord:
    """A hard word in plain words."""

    word: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpLink:
    """Another entry: its title, address, sentence, and step (1, 2 or 3)."""

    title: str
    url: str
    sentence: str
    step: int
    language: str = ""

    @classmethod
    def from_entry(cls, entry: Entry) -> Self:
        """The link to an entry."""
        words = entry.words_in()
        return cls(
            title=words["title"],
            url=entry.get_absolute_url(),
            sentence=words["sentence"],
            step=step_number(entry.step),
            language=other_language(entry),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDetail(Component):
    """One entry in full. With `stopped_on` it says that the help has stopped, and what can help instead.

    `how_it_goes` are short sentences in order; `paragraphs` the longer text; `alternatives` stand
    under "Past dit niet? Kijk ook bij", or first if the help has stopped. `is_overdue` says that
    the day of `review_on` has passed. `language` is that of the texts, if they are not there in the one being read; with
    `is_behind` they are, and the Dutch has changed since. `words` are the hard words in the Dutch texts.
    """

    template_name: ClassVar[str] = "components/entry_detail.html"

    title: str
    sentence: str
    step: int
    paragraphs: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    how_it_goes: tuple[str, ...] = ()
    bring_along: tuple[str, ...] = ()
    open_words: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    address: tuple[str, ...] = ()
    organisation: str = ""
    organisation_url: str = ""
    verified_on: date | None = None
    verified_by: str = ""
    review_on: date | None = None
    is_overdue: bool = False
    age_notice: str = ""
    stopped_on: date | None = None
    alternatives: tuple[HelpLink, ...] = ()
    words: tuple[ExplainedWord, ...] = ()
    correction_url: str = CORRECTION_URL
    is_demonstration: bool = False
    language: str = ""
    is_behind: bool = False
    dutch_url: str = ""

    @classmethod
    def from_entry(
        cls, entry: Entry, *, at: datetime, alternatives: Iterable[Entry] = (), explained: Iterable[tuple[str, str]] = ()
    ) -> Self:
        """The page of an entry at an aware moment; reads the relations of `Entry.objects.with_relations()`.

        `alternatives` are entries to look at as well, besides those that the editor chose; `explained` are hard words and what they
        mean.
        """
        today = at.astimezone(AMSTERDAM).date()
        when, open_words = hours_in_words(entry.hours, at=at)
        words = entry.words_in()
        chosen = [other for other in entry.alternatives.all() if other.live and not other.has_stopped]
        links = {other.pk: HelpLink.from_entry(other) for other in [*chosen, *alternatives] if other.pk != entry.pk}
        return cls(
            title=words["title"],
            sentence=words["sentence"],
            step=step_number(entry.step),
            paragraphs=lines(words["description"]),
            facts=tuple(_facts(entry, when=when)),
            how_it_goes=lines(words["how_it_goes"]),
            bring_along=lines(words["bring_along"]),
            language=other_language(entry),
            is_behind=entry.is_behind(active_language()),
            dutch_url=entry.get_absolute_url(),
            open_words=open_words,
            phone=entry.phone,
            email=entry.email,
            website=entry.website,
            address=_address(entry),
            organisation=entry.organisation.name if entry.organisation else "",
            organisation_url=entry.organisation.get_absolute_url() if entry.organisation else "",
            verified_on=entry.verified_on,
            verified_by=entry.verified_by or (entry.owner.name if entry.owner else ""),
            review_on=entry.review_on,
            is_overdue=entry.review_on is not None and entry.review_on < today,
            age_notice=_age_notice(entry, today=today, goes_there=is_visited(entry.modes)),
            stopped_on=entry.stopped_on,
            alternatives=tuple(links.values()),
            words=tuple(ExplainedWord(word=word, meaning=meaning) for word, meaning in explained),
            is_demonstration=entry.source == "demo",
        )

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Besides the component the telephone number of the Wijkwinkel, for who would rather call."""
        return Component.get_context_data(self, parent_context) | {"help_phone": help_phone(parent_context)}

    @property
    def step_question(self) -> str:
        """The question of the step this belongs to."""
        return str(STEPS[self.step - 1].label)

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Complete, old data, a tip, and help that has stopped."""
        other = (
            HelpLink(title="Samen naar de markt", url="#markt", sentence="U gaat elke vrijdag met een groepje.", step=2),
            HelpLink(title="Boodschappenbus De Rit", url="#bus", sentence="Een busje haalt u op. De chauffeur tilt uw tassen.", step=3),
        )
        full = cls(
            title="Boodschappenmaatje Zandweerd", sentence="Een vrijwilliger doet elke week boodschappen, met u samen of voor u.", step=2,
            paragraphs=("Uw maatje woont in de buurt. Samen spreekt u af wat u fijn vindt.",),
            facts=(
                Fact(icon="persoon", label="Voor wie", text="iedereen die niet goed kan tillen of lopen"),
                Fact(icon="euro", label="Kosten", text="Gratis. U betaalt alleen de boodschappen."),
                Fact(icon="huis", label="Hoe", text="bij u thuis"),
                Fact(icon="klok", label="Wanneer", text="maandag tot en met vrijdag, 9.00 tot 12.00 uur"),
                Fact(icon="praat", label="Talen", text="Nederlands, Turks, Engels"),
                Fact(icon="rolstoel", label="Rolstoel", text="Goed met een rolstoel"),
            ),
            how_it_goes=("U belt.", "Wij maken een afspraak.", "Uw maatje komt bij u thuis."),
            bring_along=("Uw boodschappenlijst", "Tassen of een krat"),
            open_words="Nu open, tot 12.00 uur", phone="0570-000031", email="maatje@example.nl", website="https://www.example.nl/maatje",
            address=("St. Jurriën", "Jurriënplein 1", "7415 XA Deventer"), organisation="Buurthulp Noord", organisation_url="#buurthulp",
            verified_on=date(2026, 11, 3), verified_by="Bibliotheek Deventer", review_on=date(2027, 5, 3), alternatives=other,
            words=(ExplainedWord(word="inloop", meaning="Op dat moment kunt u zonder afspraak binnenlopen."),), is_demonstration=True,
        )  # fmt: skip
        yield Example(name="Volledig", component=full)
        old = "Deze gegevens zijn 14 maanden oud. Bel even voor u gaat."
        yield Example(
            name="Oude gegevens",
            component=replace(full, verified_on=date(2025, 9, 15), review_on=date(2026, 9, 15), is_overdue=True, age_notice=old),
        )
        yield Example(name="Alleen in het Nederlands", component=replace(full, language="nl", dutch_url="#nederlands"))
        yield Example(name="In een taal waarin de tekst ouder is", component=replace(full, is_behind=True, dutch_url="#nederlands"))
        yield Example(name="Gestopt", component=replace(full, stopped_on=date(2026, 9, 1), age_notice=""))
        yield cls.example(
            "Tip", title="Zet al uw post in één map", step=1,
            sentence="Zo houdt u overzicht: een map, vier tabbladen, één vast moment per week.",
            facts=(Fact(icon="euro", label="Kosten", text="Gratis"),), verified_on=date(2026, 6, 1), verified_by="Bibliotheek Deventer",
            how_it_goes=("Koop of leen een map.", "Maak vier tabbladen.", "Kies een vaste dag.", "Bewaar elke brief."),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationDetail(Component):
    """One organisation in full, with everything of it that can help."""

    template_name: ClassVar[str] = "components/organisation_detail.html"

    name: str
    kind: str = ""
    paragraphs: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    open_words: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    address: tuple[str, ...] = ()
    entries: tuple[HelpLink, ...] = ()
    verified_on: date | None = None
    verified_by: str = ""
    age_notice: str = ""
    correction_url: str = CORRECTION_URL
    is_demonstration: bool = False

    @classmethod
    def from_organisation(cls, organisation: Organisation, *, entries: Iterable[Entry], at: datetime) -> Self:
        """The page of an organisation at an aware moment, with the given findable entries in the order of the steps."""
        today = at.astimezone(AMSTERDAM).date()
        when, open_words = hours_in_words(organisation.hours, at=at)
        links = sorted((HelpLink.from_entry(entry) for entry in entries), key=lambda link: link.step)
        return cls(
            name=organisation.name,
            kind=str(organisation.get_kind_display()),
            paragraphs=lines(organisation.description),
            facts=tuple(_common_facts(organisation, when=when)),
            open_words=open_words,
            phone=organisation.phone,
            email=organisation.email,
            website=organisation.website,
            address=_address(organisation),
            entries=tuple(links),
            verified_on=organisation.verified_on,
            verified_by=organisation.verified_by,
            age_notice=_age_notice(organisation, today=today),
            is_demonstration=organisation.source == "demo",
        )

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Besides the component the telephone number of the Wijkwinkel, for who would rather call."""
        return Component.get_context_data(self, parent_context) | {"help_phone": help_phone(parent_context)}

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """A group of residents."""
        yield Example(
            name="Een bewonersgroep",
            component=cls(
                name="Buurthulp Noord", kind="Vrijwilligers", phone="0570-000031", email="buurthulp@example.nl",
                paragraphs=("Veertien buren helpen elkaar met boodschappen, vervoer en kleine klussen.",),
                facts=(Fact(icon="klok", label="Wanneer", text="maandag tot en met vrijdag, 9.00 tot 12.00 uur"),),
                address=("St. Jurriën", "Jurriënplein 1", "7415 XA Deventer"), verified_on=date(2026, 11, 3), verified_by="Bibliotheek Deventer",
                entries=(
                    HelpLink(title="Boodschappenmaatje Zandweerd", url="#maatje", sentence="Een vrijwilliger doet elke week boodschappen.", step=2),
                    HelpLink(title="Klusdienst", url="#klus", sentence="Een handige buur repareert een kraan of lamp.", step=3),
                ),
            ),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePage(Component):
    """A theme with its three steps, and above them what other apps show of it."""

    template_name: ClassVar[str] = "components/theme_page.html"

    title: str
    introduction: str
    steps: tuple[StepSection, ...]
    icon: str = "lamp"
    search_url: str = ""
    panels: tuple[Component, ...] = ()

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """A theme with help in one step."""
        cards = tuple(replace(example.component, heading_level=4) for example in HelpCard.examples())
        desk = {"phone": "0570-000010", "desk_name": "St. Jurriën", "desk_status": "Nu open, tot 17.00 uur"}
        yield cls.example(
            "Eten en boodschappen",
            title="Eten en boodschappen",
            introduction="Van samen koken tot een maaltijd aan huis. U ziet eerst wat u zelf kunt doen.",
            icon="t-eten",
            search_url="/zoeken/?thema=eten-en-boodschappen",
            steps=(
                StepSection(number=1, groups=(), total=0, **desk),
                StepSection(number=2, groups=(TierGroup(heading="In Zandweerd", cards=cards[:2]),), total=2, **desk),
                StepSection(number=3, groups=(), total=0, **desk),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One thing that an organisation looks at again: `value` is what the form sends, `checked` the day it was looked at last."""

    value: str
    title: str
    url: str
    checked: str = ""
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage(Component):
    """What an organisation is asked to look at, with a button that says that it is right; without items all is done."""

    template_name: ClassVar[str] = "components/review_page.html"

    title: str
    organisation: str = ""
    items: tuple[ReviewItem, ...] = ()
    is_saved: bool = False
    is_ended: bool = False
    error: str = ""

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Besides the component the token against forgery of the page around it."""
        context = Component.get_context_data(self, parent_context)
        request = context["request"]
        return context | {"csrf_token": get_token(request)} if request else context

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Something to look at, all done, and a link that ended."""
        facts = (("Telefoon", "0570-000031"), ("Tijden", "maandag, 9.00 tot 12.00 uur"))
        item = ReviewItem(value="hulp:1", title="Boodschappenmaatje", url="#maatje", checked="3 mei 2026", facts=facts)
        yield cls.example("Om na te kijken", title="Klopt dit nog?", organisation="Buurthulp Noord", items=(item,))
        yield cls.example("Niets aangevinkt", title="Klopt dit nog?", items=(item,), error="U hebt niets aangevinkt.")
        yield cls.example("Klaar", title="Alles is nagekeken", is_saved=True)
        yield cls.example("Oude link", title="Deze link werkt niet meer", is_ended=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueRow:
    """One thing that an editor has to see to: whom to call, about what, and for how many days it waits."""

    pk: int
    title: str
    url: str
    edit_url: str
    organisation: str
    phone: str
    zones: str
    verified_on: date | None
    review_on: date
    days: int
    questions: tuple[Asked, ...]

    @classmethod
    def from_thing(cls, kind: Kept, thing: Any, *, today: date, may_edit: bool) -> Self:
        """A thing that `kind.shown` loaded; no query."""
        owner = kind.owner_of(thing)
        return cls(
            pk=thing.pk,
            title=str(thing),
            url=thing.get_absolute_url(),
            edit_url=kind.edit_url(thing) if may_edit else "",
            organisation=owner.name if owner else "",
            phone=kind.phone_of(thing),
            zones=", ".join(zone.name for zone in kind.zones_of(thing)) or _("hele gemeente"),
            verified_on=thing.verified_on,
            review_on=thing.review_on,
            days=(today - thing.review_on).days,
            questions=tuple(kind.questions_of(thing)),
        )


def help_phone(context: Mapping[str, Any] | None) -> str:
    """The number of the Wijkwinkel on the page around a component; empty where there is none."""
    shell = context.get("shell") if context else None
    return shell.help.phone if shell else ""


def other_language(row: Translated) -> str:
    """The language in which the words of a row are shown, if it is another than the one being read; else empty."""
    code = row.language_in()
    return "" if code == active_language() else code


def theme_tile(theme: Theme) -> ThemeTile:
    """The tile of a theme, with its short label if it has one."""
    words = theme.words_in()
    return ThemeTile(label=words["tile_label"] or words["name"], url=theme.get_absolute_url(), icon=f"t-{theme.icon}")


def step_number(step: str) -> int:
    """1, 2 or 3."""
    return [str(value) for value in STEPS].index(step) + 1


def lines(text: str) -> tuple[str, ...]:
    """The non-empty lines of a text."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _facts(entry: Entry, *, when: str) -> Iterable[Fact]:
    if groups := names_in_one_line(group.words_in()["name"] for group in entry.target_groups.all()):
        yield Fact(icon="persoon", label=_("Voor wie"), text=groups)
    yield Fact(icon="euro", label=_("Kosten"), text=entry.words_in()["cost"] or str(entry.get_cost_kind_display()))
    if modes := names_in_one_line(str(label) for value, label in Mode.choices if value in entry.modes):
        yield Fact(icon="huis", label=_("Hoe"), text=modes)
    where = _("heel de gemeente") if entry.is_city_wide else ", ".join(zone.name for zone in entry.zones.all() if zone.is_public)
    if where:
        yield Fact(icon="pin", label=_("Voor welke wijk"), text=where)
    yield from _common_facts(entry, when=when)


def _common_facts(source: Entry | Organisation, *, when: str) -> Iterable[Fact]:
    if when:
        yield Fact(icon="klok", label=_("Wanneer"), text=when)
    if languages := [str(label) for value, label in LANGUAGES if value in source.languages]:
        yield Fact(icon="praat", label=_("Talen"), text=", ".join([_("Nederlands"), *languages]))
    if source.place_name and source.wheelchair != Access.UNKNOWN:
        yield Fact(icon="rolstoel", label=_("Rolstoel"), text=str(source.get_wheelchair_display()))


def _age_notice(source: Entry | Organisation, *, today: date, goes_there: bool = True) -> str:
    return age_notice(
        verified_on=source.verified_on, review_on=source.review_on, today=today, has_phone=bool(source.phone), goes_there=goes_there
    )


def _address(source: Entry | Organisation) -> tuple[str, ...]:
    return tuple(line for line in (source.place_name, source.street, f"{source.postcode} {source.city}".strip()) if line)
