"""One activity as residents see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

from agenda.choices import DUTCH, HELD_IN, SignUp
from agenda.components.picture import Picture
from agenda.components.wording import notice_of, words_of
from agenda.rules import describe_moment
from core.choices import Access, AccessDetail
from core.components import Component, Example
from core.languages import SOURCE, active_language
from core.rules import joined_words
from socialmap.choices import CostKind

if TYPE_CHECKING:
    from agenda.models import EventPage, EventText, Occurrence


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """A language that an activity can be read in, by its own name."""

    code: str
    name: str
    url: str
    direction: str = "ltr"
    is_current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDetail(Component):
    """One activity: when, where, what it costs, how to take part."""

    template_name: ClassVar[str] = "components/event_detail.html"

    title: str
    sentence: str
    when: str
    place: str
    address: str = ""
    map_url: str = ""
    audience: str = ""
    cost: str = ""
    signing_up: str = ""
    wheelchair: str = ""
    access: tuple[str, ...] = ()
    languages: str = ""
    organiser: str = ""
    organiser_url: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    notice: str = ""
    dates: tuple[tuple[str, str], ...] = ()
    calendar_url: str = ""
    is_over: bool = False
    picture: Picture | None = None
    # The language that title and sentence are in, if not that of the page, and "rtl" or "ltr".
    language: str = ""
    direction: str = ""
    text: str = ""
    translations: tuple[Translation, ...] = ()
    place_url: str = ""
    organiser_agenda_url: str = ""

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """Every week with a date that is off, and one that is over."""
        yield cls.example(
            "Elke week",
            title="Koffie aan de lange tafel",
            sentence="U drinkt koffie met mensen uit de buurt.",
            when="Elke dinsdag van 10.00 tot 12.00 uur, niet op 24 december",
            place="St. Jurriën, de huiskamer",
            address="Jurriënhof 1, Deventer",
            audience="Iedereen",
            cost="Gratis",
            signing_up="U kunt zo binnenlopen.",
            wheelchair="Goed met een rolstoel",
            access=("Er is een lift",),
            languages="Nederlands en Turks",
            organiser="Vrijwilligers St. Jurriën",
            organiser_url="#st-jurrien",
            phone="0570-000010",
            dates=(("dinsdag 22 december, 10.00 tot 12.00 uur", ""), ("donderdag 24 december, 10.00 tot 12.00 uur", "Gaat niet door")),
            calendar_url="#ics",
        )
        yield cls.example(
            "In een andere taal", title="قهوة على الطاولة الطويلة", sentence="تشرب القهوة مع سكان الحي.", text="القهوة جاهزة الساعة العاشرة.",
            when="Elke dinsdag van 10.00 tot 12.00 uur", place="St. Jurriën, de huiskamer", language="ar", direction="rtl",
            translations=(
                Translation(code="nl", name="Nederlands", url="?"),
                Translation(code="ar", name="العربية", url="?taal=ar", direction="rtl", is_current=True),
            ),
        )  # fmt: skip
        yield cls.example(
            "Voorbij", title="Burendag", sentence="Eten en spelen op het plein.", when="Zaterdag 26 september, 12.00 tot 17.00 uur", place="Het plein", is_over=True
        )  # fmt: skip


def detail(
    event: EventPage, *, coming: Sequence[Occurrence], calendar_url: str, language: str = "", picture: Picture | None = None
) -> EventDetail:
    """One activity with its next times; title and text in another language if it has them."""
    single = coming[0] if coming and not event.series.rule else None
    texts = list(event.texts.all())
    text = next((text for text in texts if text.language == (language or active_language())), None)
    return EventDetail(
        title=text.title if text else event.title,
        sentence=text.introduction if text else event.introduction,
        text=text.text if text else "",
        language=text.language if text else "" if active_language() == SOURCE else SOURCE,
        direction=text.direction if text else "ltr",
        translations=_translations(texts, text),
        when=when_of(event, single),
        place=event.place_name,
        place_url=f"/agenda/?plek={event.place_slug}" if event.place_slug else "",
        address=", ".join(filter(None, [event.street, event.city])),
        map_url=f"geo:{event.latitude},{event.longitude}" if event.latitude is not None else "",
        audience=audience_of(event),
        cost=event.cost or str(CostKind(event.cost_kind).label),
        signing_up=event.how_to_join,
        wheelchair=str(Access(event.wheelchair).label),
        access=tuple(str(AccessDetail(value).label) for value in event.access),
        languages=joined_words([str(name) for code, name in HELD_IN if code in event.languages]) if set(event.languages) - {DUTCH} else "",
        organiser=event.organiser.name if event.organiser and event.organiser.live else "",
        organiser_url=event.organiser.get_absolute_url() if event.organiser else "",
        organiser_agenda_url=f"/agenda/?organisatie={event.organiser.slug}" if event.organiser else "",
        phone=event.phone,
        email=event.email,
        website=event.website,
        notice=notice_of(single) if single else words_of(event.state),
        dates=_dates(event, coming),
        calendar_url=calendar_url,
        is_over=not coming,
        picture=picture,
    )


def when_of(event: EventPage, single: Occurrence | None) -> str:
    """When it is, in words with a capital; `single` is the one time of what is held once."""
    moment = single or event
    words = event.words or describe_moment(moment.starts_at, moment.ends_at, is_all_day=event.is_all_day)
    return words[:1].upper() + words[1:]


def audience_of(event: EventPage) -> str:
    """For whom it is, and whether they may bring somebody."""
    first, *others = [group.words_in()["name"] for group in event.target_groups.all()] or [""]
    groups = ", ".join([first, *(name[:1].lower() + name[1:] for name in others)])
    return ". ".join(filter(None, [groups, _("U mag iemand meenemen") if event.is_company_welcome else ""]))


def _dates(event: EventPage, coming: Sequence[Occurrence]) -> tuple[tuple[str, str], ...]:
    if not event.words or event.registration == SignUp.ONLINE:
        return ()
    return tuple((describe_moment(row.starts_at, row.ends_at, is_all_day=event.is_all_day), notice_of(row)) for row in coming)


def _translations(texts: Sequence[EventText], current: EventText | None) -> tuple[Translation, ...]:
    if not texts:
        return ()
    dutch = Translation(code=DUTCH, name="Nederlands", url="?", is_current=current is None)
    others = (
        Translation(
            code=text.language, name=text.own_name, url=f"?taal={text.language}", direction=text.direction, is_current=text is current
        )
        for text in texts
    )
    return (dutch, *others)
