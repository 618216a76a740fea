"""What search knows of consulting hours: somebody who sits ready near you, so they stand in the second step."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.choices import Access
from core.languages import in_dutch, in_every_language
from core.schedule import AMSTERDAM
from partners.models import ConsultingHour
from partners.rules import Timing, next_held, off_on
from search.choices import Facet, Step
from search.engine.base import Document, Point
from search.registry import Findable, findables
from sites.models import write_desks
from sites.selectors import Standing, places, standing_of, standings
from sites.shell import zone_url

KIND = "consulting"
BATCH_ROWS = 200
A_WEEK = timedelta(days=7)


@in_dutch()
def consulting_document(hour: ConsultingHour, standing: Standing | None = None) -> Document | None:
    """The document of a consulting hour; None of one that waits, is over, or will not be held any more. Five queries at most.

    `standing` is how its place stands now, where that is known.
    """
    now = timezone.now()
    place, timing = hour.location, hour.timing
    standing = standing or standing_of(place, at=now)[0]
    goes_to = standing.goes_to
    is_public = hour.live and hour.organisation.live and not hour.is_over(now)
    if not is_public or next_held(timing, standing.hours, at=now) is None:
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
            Facet.ACCESS: ("rolstoel",) if goes_to.wheelchair == Access.YES else (),
        },
        hours=hours_of_this_week(timing, standing, now),
        point=Point(latitude=goes_to.latitude, longitude=goes_to.longitude)
        if goes_to.latitude is not None and goes_to.longitude is not None
        else None,
        card=_card(hour, timing, standing),
    )


def hours_of_this_week(timing: Timing, standing: Standing, now: datetime) -> str:
    """The hours in the notation of opening hours, if the coming week has a date that is held; read anew every day.

    So nobody reads "nu open" in a week in which it is not held.
    """
    today = now.astimezone(AMSTERDAM).date()
    days = timing.dates(since=today, before=today + A_WEEK)
    return timing.notation if any(off_on(timing, day, standing.hours) is None for day in days) else ""


def _card(hour: ConsultingHour, timing: Timing, standing: Standing) -> dict[str, Any]:
    zone = hour.location.zone
    return {
        "where": hour.location.title,
        "when": timing.words,
        "in": in_every_language(lambda: {"when": timing.words}),
        "phone": hour.phone if hour.by_appointment else "",
        "owner": hour.organisation.name,
        "icon": "deur",
        "zones": [zone.slug],
        "zone_names": [zone.name],
        "place": write_desks([standing.location], {standing.location.pk: standing.changes})[0],
    }


def _every_hour() -> Iterator[Document]:
    rows = ConsultingHour.objects.live().select_related("organisation", "location__zone__site").prefetch_related("offs", "themes")
    known = {standing.location.pk: standing for standing in standings(places(), at=timezone.now())}
    for hour in rows.iterator(chunk_size=BATCH_ROWS):
        if document := consulting_document(hour, known.get(hour.location_id)):
            yield document


findables.register(Findable(kind=KIND, source=_every_hour, document_for=consulting_document))
