"""What search knows of activities: people around you, so they stand in the second step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from agenda.choices import DUTCH, EventState
from agenda.models import EventPage, Occurrence
from agenda.rules import describe_moment
from core.choices import Access
from core.languages import active_language, in_dutch, in_every_language
from core.schedule import AMSTERDAM, DAY_CODES, ScheduleError, parse_schedule
from search.choices import Facet, Step
from search.engine.base import Document, Point
from search.registry import Findable, Readable, findables, readables
from sites.models import Zone
from socialmap.choices import CostKind

KIND = "event"
MAX_SUMMARY = 200
# The days on which something is found are those of the next weeks; they are read anew every night.
DAYS_AHEAD = timedelta(days=28)
MAX_HOURS = 12


@in_dutch()
def event_document(event: EventPage) -> Document | None:
    """The document of an activity; None for a draft, and for one that is not held any more. Costs six queries."""
    now = timezone.now()
    coming = list(event.occurrences.filter(ends_at__gt=now).exclude(state=EventState.CANCELLED)[:60])
    site = event.get_site()
    if not event.live or not coming or site is None or event.get_view_restrictions().exists():
        return None
    themes = [theme for theme in event.themes.all() if theme.live]
    groups = list(event.target_groups.all())
    zones = [*([event.zone] if event.zone else []), *event.also_in.all()]
    return Document(
        key=f"{KIND}:{event.pk}",
        kind=KIND,
        object_id=event.pk,
        version=int((event.last_published_at or now).timestamp() * 1_000_000),
        step=Step.NETWORK,
        slug=event.slug,
        url=event.full_url or event.url,
        title=event.title,
        summary=event.introduction or Truncator(text_of(event)).chars(MAX_SUMMARY),
        organisation=event.organiser.name if event.organiser else "",
        keywords=" ".join(text.title for text in event.texts.all()),
        labels=" ".join([*(theme.name for theme in themes), *(group.name for group in groups)]),
        body="\n".join([text_of(event), event.place_name, event.words, *(zone.name for zone in zones)]),
        zone_ids=tuple(zone.pk for zone in zones),
        is_city_wide=event.is_city_wide or event.zone is None,
        facets={
            Facet.COST: (event.cost_kind,) if event.cost_kind != CostKind.UNKNOWN else (),
            Facet.AUDIENCE: tuple(sorted(group.slug for group in groups)),
            Facet.THEME: tuple(sorted(theme.slug for theme in themes)),
            Facet.LANGUAGE: tuple(code for code in event.languages if code != DUTCH),
            Facet.ACCESS: ("rolstoel",) if event.wheelchair == Access.YES else (),
        },
        hours=hours_of(coming, now),
        point=Point(latitude=event.latitude, longitude=event.longitude)
        if event.latitude is not None and event.longitude is not None
        else None,
        card=_card(event, coming[0], zones),
    )


def _card(event: EventPage, following: Occurrence, zones: Sequence[Zone]) -> dict[str, Any]:
    texts = {text.language: {"title": text.title, "summary": text.introduction} for text in event.texts.all()}
    return {
        **_card_words(event, following),
        # What is in a language that the site has not is found too, and read on the page of the activity.
        "in": in_every_language(lambda: _card_words(event, following) | texts.get(active_language(), {})),
        "where": event.place_name,
        "phone": event.phone,
        "email": event.email,
        "website": event.website,
        "owner": event.organiser.name if event.organiser else "",
        "icon": "kalender",
        "zones": [zone.slug for zone in zones],
        "zone_names": [zone.name for zone in zones],
    }


def _card_words(event: EventPage, following: Occurrence) -> dict[str, str]:
    """For whom, at what cost and when, in the active language."""
    return {
        "audience": ", ".join(group.words_in()["name"] for group in event.target_groups.all()),
        "cost": event.cost or str(CostKind(event.cost_kind).label),
        "when": event.words or describe_moment(following.starts_at, following.ends_at, is_all_day=event.is_all_day),
    }


def hours_of(coming: Sequence[Occurrence], now: datetime) -> str:
    """The days and times of the next weeks in the notation of opening hours, each once: "di 10:00-12:00; do 14:00-16:00"."""
    found: list[str] = []
    for occurrence in coming:
        starts, ends = occurrence.starts_at.astimezone(AMSTERDAM), occurrence.ends_at.astimezone(AMSTERDAM)
        if occurrence.starts_at > now + DAYS_AHEAD or ends - starts >= timedelta(hours=24) or starts.time() == ends.time():
            continue
        slot = f"{DAY_CODES[starts.weekday()]} {starts:%H:%M}-{ends:%H:%M}"
        # Two times on one weekday that overlap, as of a date that moved, cannot both be opening hours.
        with suppress(ScheduleError):
            if slot not in found and parse_schedule("; ".join([*found, slot])):
                found.append(slot)
    return "; ".join(found[:MAX_HOURS])


def text_of(event: EventPage) -> str:
    """The running text of an activity."""
    return "\n".join(event.body.stream_block.get_searchable_content(event.body))


def _every_event() -> Iterator[Document]:
    for event in EventPage.objects.live().iterator(chunk_size=200):
        if document := event_document(event):
            yield document


findables.register(Findable(kind=KIND, source=_every_event, document_for=event_document))
readables.register(
    Readable(
        model=EventPage,
        fields=frozenset({"title", "introduction", "body", "live"}),
        text=lambda event: str(event.reading_text),
        links=lambda event: tuple(event.link_texts),
        missing=lambda event: () if event.phone else (_("Er staat geen telefoonnummer bij. Veel mensen bellen liever."),),
    )
)
