"""What search knows of consulting hours: somebody who sits ready near you, so they stand in the second step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.choices import Access
from core.schedule import AMSTERDAM
from partners.models import ConsultingHour
from partners.rules import Timing, next_held, off_on
from search.choices import Facet, Step
from search.engine.base import Document, Point
from search.registry import Findable, findables
from sites.models import Location
from sites.shell import zone_url

KIND = "consulting"
BATCH_ROWS = 200
A_WEEK = timedelta(days=7)


def consulting_document(hour: ConsultingHour) -> Document | None:
    """The document of a consulting hour; None of one that waits, is over, or will not be held any more. Four queries at most."""
    now = timezone.now()
    place, timing = hour.location, hour.timing
    is_public = hour.live and hour.organisation.live and not hour.is_over(now)
    if not is_public or next_held(timing, place.hours, at=now) is None:
        return None
    themes = [theme for theme in hour.themes.all() if theme.live]
    return Document(
        key=f"{KIND}:{hour.pk}",
        kind=KIND,
        object_id=hour.pk,
        # Grows with every change of its own, and within one of those with the day, as the hours of this week do.
        version=hour.sequence * 100_000 + now.astimezone(AMSTERDAM).date().toordinal() % 100_000,
        step=Step.NETWORK,
        slug=str(hour.reference),
        url=zone_url(place.zone, f"{place.get_absolute_url()}#spreekuren"),
        title=hour.title,
        summary=hour.summary,
        organisation=hour.organisation.name,
        keywords=_("spreekuur inloopspreekuur inloop"),
        labels=" ".join(theme.name for theme in themes),
        body=f"{place.title}\n{place.address}\n{timing.words}\n{place.zone.name}",
        zone_ids=(place.zone_id,),
        facets={
            Facet.THEME: tuple(sorted(theme.slug for theme in themes)),
            Facet.ACCESS: ("rolstoel",) if place.wheelchair == Access.YES else (),
        },
        hours=hours_of_this_week(timing, place, now),
        point=Point(latitude=place.latitude, longitude=place.longitude)
        if place.latitude is not None and place.longitude is not None
        else None,
        card=_card(hour, timing),
    )


def hours_of_this_week(timing: Timing, place: Location, now: datetime) -> str:
    """The hours in the notation of opening hours, if the coming week has a date that is held; read anew every day.

    So nobody reads "nu open" in a week in which it is not held.
    """
    today = now.astimezone(AMSTERDAM).date()
    days = timing.dates(since=today, before=today + A_WEEK)
    return timing.notation if any(off_on(timing, day, place.hours) is None for day in days) else ""


def _card(hour: ConsultingHour, timing: Timing) -> dict[str, Any]:
    zone = hour.location.zone
    return {
        "where": hour.location.title,
        "when": timing.words,
        "phone": hour.phone if hour.by_appointment else "",
        "owner": hour.organisation.name,
        "icon": "deur",
        "zones": [zone.slug],
        "zone_names": [zone.name],
    }


def _every_hour() -> Iterator[Document]:
    rows = ConsultingHour.objects.live().select_related("organisation", "location__zone__site").prefetch_related("offs", "themes")
    for hour in rows.iterator(chunk_size=BATCH_ROWS):
        if document := consulting_document(hour):
            yield document


findables.register(Findable(kind=KIND, source=_every_hour, document_for=consulting_document))
