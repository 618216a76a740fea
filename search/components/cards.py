"""Cards and tiles: one thing that can help, one subject."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.components import Component, Example
from core.languages import SOURCE, active_language
from core.rules import distance_in_words, months_between
from core.schedule import AMSTERDAM, ScheduleError, format_time, parse_schedule
from search.choices import Facet, Tier
from search.engine.base import Document, Hit, MarkedText
from sites.selectors import Standing, hours_in_a_line, standing_of_data

OLD_AFTER_MONTHS = 12
MAX_ZONES_NAMED = 3
MODE_ON_LOCATION = "locatie"
FAR_TIERS = (Tier.NEIGHBOUR, Tier.ELSEWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTile:
    """One subject: a pictogram `i-<icon>` and words."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTiles(Component):
    """Subjects as a street of house fronts; eight stand in one row on a wide screen."""

    template_name: ClassVar[str] = "components/theme_tiles.html"

    tiles: tuple[ThemeTile, ...]

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """The eight subjects of a zone's home."""
        subjects = [
            ("Eten en boodschappen", "t-eten"), ("Huishouden", "t-huishouden"), ("Vervoer", "t-vervoer"),
            ("Geld en papieren", "t-geld"), ("Eenzaam of contact", "t-contact"), ("Zorgen voor een ander", "t-mantelzorg"),
            ("Wonen en aanpassen", "t-wonen"), ("Meedoen en werk", "t-meedoen"),
        ]  # fmt: skip
        yield cls.example("Acht onderwerpen", tiles=tuple(ThemeTile(label=label, url="#", icon=icon) for label, icon in subjects))


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpCard(Component):
    """One thing that can help, in the fixed order of every card; empty fields are left out.

    `when` and `where` are words; `open_words` holds at this moment ("Nu open, tot 16.00 uur") and
    is empty when closed; `language` is that of title and sentence, if it is another than the one being read; `zones` names the zones it is for when these are not the visitor's own;
    `change_notice` says where a place is for now; `age_notice` warns for old data. `heading_level` is 3 or 4.
    `marked_title` and `marked_summary` are the same texts in pieces, some of them what was looked for.
    """

    template_name: ClassVar[str] = "components/help_card.html"

    title: str
    url: str
    summary: str
    audience: str = ""
    cost: str = ""
    where: str = ""
    distance: str = ""
    zones: str = ""
    when: str = ""
    open_words: str = ""
    change_notice: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    organisation: str = ""
    verified_on: date | None = None
    verified_by: str = ""
    age_notice: str = ""
    is_demonstration: bool = False
    language: str = ""
    heading_level: int = 3
    marked_title: MarkedText = ()
    marked_summary: MarkedText = ()

    @classmethod
    def from_hit(cls, hit: Hit, *, at: datetime, heading_level: int = 3, is_demonstration: bool = False) -> Self:
        """The card of a hit at an aware moment."""
        document, card = hit.document, card_of(hit.document)
        today = at.astimezone(AMSTERDAM).date()
        place = standing_of_data(card["place"], at=at) if "place" in card else None
        when, open_words = _times_of(document.hours, place, at=at, own_words=str(card.get("when") or ""))
        phone = str(card.get("phone") or "")
        return cls(
            title=card["title"],
            url=document.url,
            summary=card["summary"],
            language=card["language"],
            audience=names_in_one_line(str(card.get("audience") or "").split(", ")),
            cost=str(card.get("cost") or ""),
            where=_where(place) if place and place.is_moved else str(card.get("where") or ""),
            change_notice=place.sentence if place else "",
            distance=distance_in_words(hit.distance_m) if hit.distance_m is not None else "",
            zones=_zones_in_words(hit),
            when=when,
            open_words=open_words,
            phone=phone,
            email=str(card.get("email") or ""),
            website=str(card.get("website") or ""),
            organisation=document.organisation,
            verified_on=document.verified_on,
            verified_by=str(card.get("owner") or ""),
            age_notice=age_notice_of(document, today=today),
            is_demonstration=is_demonstration,
            heading_level=heading_level,
            **marks_of(hit, card),
        )

    @property
    def title_pieces(self) -> MarkedText:
        """The title in pieces, each with whether it is marked."""
        return self.marked_title or ((self.title, False),)

    @property
    def summary_pieces(self) -> MarkedText:
        """The sentence in pieces, each with whether it is marked."""
        return self.marked_summary or ((self.summary, False),)

    @property
    def large_print_url(self) -> str:
        """Where to print it in large letters."""
        path, mark, place = self.url.partition("#")
        return f"{path}?druk=groot{mark}{place}"

    @property
    def has_actions(self) -> bool:
        """Whether there is anything to press besides the title."""
        return bool(self.phone or self.email or self.website)

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Complete and open now, old data, and almost nothing known."""
        yield cls.example(
            "Volledig", title="Boodschappenmaatje Zandweerd", url="#boodschappenmaatje",
            summary="Een vrijwilliger doet elke week boodschappen, met u samen of voor u.",
            audience="iedereen die niet goed kan tillen of lopen", cost="Gratis", where="Bij u thuis", distance="600 meter", zones="Voorstad en De Hoven",
            when="maandag tot en met vrijdag, 9.00 tot 12.00 uur", open_words="Nu open, tot 12.00 uur",
            phone="0570-000031", email="maatje@example.nl", website="https://www.example.nl/maatje",
            organisation="Buurthulp Noord", verified_on=date(2026, 11, 3), verified_by="Bibliotheek Deventer", is_demonstration=True,
        )  # fmt: skip
        yield cls.example(
            "Oude gegevens", title="Boodschappenbus De Rit", url="#boodschappenbus",
            summary="Een busje haalt u op. De chauffeur tilt uw tassen.", audience="wie niet ver kan lopen", cost="€ 3 per rit",
            where="Haalt u thuis op", when="dinsdag en donderdag, 9.00 tot 12.00 uur", phone="0570-000042",
            verified_on=date(2025, 9, 15), age_notice="Deze gegevens zijn 14 maanden oud. Bel even voor u gaat.",
        )  # fmt: skip
        yield cls.example(
            "Alleen een zin",
            title="Koffie aan de lange tafel",
            url="#koffie",
            summary="Elke dinsdag drinken buren samen koffie. U kunt zo binnenlopen.",
        )
        yield cls.example(
            "Met wat gezocht werd", title="Boodschappenmaatje", url="#maatje", summary="Een vrijwilliger doet boodschappen voor u.",
            marked_title=(("Boodschappen", True), ("maatje", False)),
            marked_summary=(("Een vrijwilliger doet ", False), ("boodschappen", True), (" voor u.", False)),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TipCard(Component):
    """Something one can do oneself: a title, a sentence and where to read more, in a `language` if not in the one being read.

    `marked_title` and `marked_summary` are the same texts in pieces, some of them what was looked for.
    """

    template_name: ClassVar[str] = "components/tip_card.html"

    title: str
    summary: str
    url: str = ""
    icon: str = "lamp"
    age_notice: str = ""
    language: str = ""
    heading_level: int = 3
    marked_title: MarkedText = ()
    marked_summary: MarkedText = ()

    @classmethod
    def from_hit(cls, hit: Hit, *, at: datetime, heading_level: int = 3) -> Self:
        """The tip of a hit at an aware moment."""
        document, card = hit.document, card_of(hit.document)
        return cls(
            title=card["title"],
            summary=card["summary"],
            language=card["language"],
            url=document.url,
            icon=str(card.get("icon") or "lamp"),
            age_notice=age_notice_of(document, today=at.astimezone(AMSTERDAM).date()),
            heading_level=heading_level,
            **marks_of(hit, card),
        )

    @property
    def title_pieces(self) -> MarkedText:
        """The title in pieces, each with whether it is marked."""
        return self.marked_title or ((self.title, False),)

    @property
    def summary_pieces(self) -> MarkedText:
        """The sentence in pieces, each with whether it is marked."""
        return self.marked_summary or ((self.summary, False),)

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """A tip with a page of its own, one without, and one with old data."""
        yield cls.example(
            "Met bladzijde",
            title="Maak een weekmenu",
            summary="Zo weet u elke dag wat u eet en geeft u minder uit.",
            url="#weekmenu",
            icon="t-eten",
        )
        yield cls.example(
            "Zonder bladzijde", title="Vraag het in uw buurt", summary="Veel mensen helpen graag, als u het vraagt.", icon="praat"
        )
        old = "Deze gegevens zijn 14 maanden oud. Vraag het eerst na."
        yield cls.example("Oude gegevens", title="Leen een trapje", summary="In de buurtschuur kunt u lenen.", url="#lenen", age_notice=old)
        yield cls.example(
            "Met wat gezocht werd",
            title="Maak een weekmenu",
            summary="Zo weet u elke dag wat u eet.",
            url="#weekmenu",
            icon="t-eten",
            marked_title=(("Maak een ", False), ("weekmenu", True)),
        )


def card_of(document: Document) -> dict[str, Any]:
    """What a card shows of a document to who reads in the active language, with title, summary, and the language of these two if another."""
    code = active_language()
    words = document.card.get("in", {}).get(code, {})
    language = "" if code == SOURCE or "title" in words else SOURCE
    return {**document.card, "title": document.title, "summary": document.summary, **words, "language": language}


def marks_of(hit: Hit, card: Mapping[str, Any]) -> dict[str, Any]:
    """What was looked for, in title and summary as the card says them; nothing in words of another language than the index has."""
    said = {"title": hit.document.title, "summary": hit.document.summary}
    return {f"marked_{name}": hit.marks.get(name, ()) if card[name] == text else () for name, text in said.items()}


def _times_of(notation: str, place: Standing | None, *, at: datetime, own_words: str) -> tuple[str, str]:
    """The times in words, and that it is open at an aware moment (else "")."""
    # A rhythm that the notation cannot say, such as every two weeks, comes in words of its own.
    if place and not own_words:
        is_open, status = place.status
        return hours_in_a_line(place, at=at), status if is_open else ""
    when, open_words = hours_in_words(notation, at=at)
    return own_words or when, open_words


def _where(place: Standing) -> str:
    """Where people go now: "De Venen, Venenlaan 14, Deventer"."""
    return ", ".join(filter(None, (place.goes_to.name, place.goes_to.address)))


def hours_in_words(notation: str, *, at: datetime) -> tuple[str, str]:
    """The weekly hours in words, and that it is open at an aware moment (else ""); unreadable hours are left out."""
    try:
        hours = parse_schedule(notation)
    except ScheduleError:
        return "", ""
    current = hours.opening_at(at)
    open_words = _("Nu open, tot %(time)s uur") % {"time": format_time(current.ends)} if current else ""
    return hours.describe(), open_words


def names_in_one_line(names: Iterable[str]) -> str:
    """Names in the middle of a line: "ouderen, wie voor een ander zorgt"; abbreviations keep their capitals."""
    return ", ".join(name if name[1:2].isupper() else name[:1].lower() + name[1:] for name in names)


def is_visited(modes: Collection[str]) -> bool:
    """Whether one goes somewhere for this help, and does not get it at home or by telephone."""
    return not modes or MODE_ON_LOCATION in modes


def review_day_of(document: Document) -> date | None:
    """The day to look again at what a document is about; None if it has none."""
    review_on = document.card.get("review_on")
    return date.fromisoformat(str(review_on)) if review_on else None


def age_notice_of(document: Document, *, today: date) -> str:
    """The warning about what a document is about; empty if its data are not old."""
    return age_notice(
        verified_on=document.verified_on,
        review_on=review_day_of(document),
        today=today,
        has_phone=bool(document.card.get("phone")),
        goes_there=is_visited(document.facets.get(Facet.HOW, ())),
    )


def age_notice(*, verified_on: date | None, review_on: date | None, today: date, has_phone: bool, goes_there: bool = True) -> str:
    """A warning when the review date has passed or the data are a year old; otherwise empty.

    `goes_there` says that one goes somewhere for it.
    """
    months = months_between(verified_on, today) if verified_on else None
    is_overdue = review_on is not None and review_on < today
    if not is_overdue and (months is None or months < OLD_AFTER_MONTHS):
        return ""
    if goes_there:
        advice = _("Bel even voor u gaat.") if has_phone else _("Vraag het na voor u gaat.")
    else:
        advice = _("Bel even om het te vragen.") if has_phone else _("Vraag het eerst na.")
    if not months:
        return _("Wij moeten deze gegevens nog nakijken. %(advice)s") % {"advice": advice}
    age = ngettext("Deze gegevens zijn %(months)d maand oud.", "Deze gegevens zijn %(months)d maanden oud.", months)
    return f"{age % {'months': months}} {advice}"


def _zones_in_words(hit: Hit) -> str:
    """The zones of help elsewhere: "Voorstad en De Hoven"; empty for help in one's own zone or for everybody."""
    card = hit.document.card
    named = card.get("zone_names") or [_name_of_slug(str(slug)) for slug in card.get("zones") or ()]
    names = [str(name) for name in named]
    if hit.tier not in FAR_TIERS or not names or len(names) > MAX_ZONES_NAMED:
        return ""
    return _(" en ").join(part for part in (", ".join(names[:-1]), names[-1]) if part)


def _name_of_slug(slug: str) -> str:
    """A zone's name as far as its slug tells: "Borgele en Platvoet"."""
    return " ".join(word if word == "en" else word.capitalize() for word in slug.split("-"))
