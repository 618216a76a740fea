"""What search knows of places: somebody near who helps, so they stand in the second step."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from core.choices import Access
from core.languages import in_dutch
from search.choices import Facet, Step
from search.engine.base import Document, Point
from search.registry import Findable, findables
from sites.choices import LocationKind, Staff
from sites.models import Location, write_desks
from sites.selectors import Standing, periods_now, places, standings
from sites.shell import zone_url

PLACE_KIND = "place"
# What people call such a place; not what they need, which would put every desk before the help itself.
WORDS = {
    LocationKind.WIJKWINKEL: "wijkwinkel loket balie inloop",
    LocationKind.LIBRARY: "bibliotheek boeken lezen",
    LocationKind.DIGITAL_HELP: "computer telefoon tablet digid internet printen",
    LocationKind.MEETING_PLACE: "buurthuis ontmoeten",
    LocationKind.OFFICE: "kantoor loket",
}


@in_dutch()
def place_document(standing: Standing) -> Document | None:
    """The document of a place with its zone and that zone's site; None for one that is still to come, gone, or in a zone that is not open. No query."""
    location, goes_to = standing.location, standing.goes_to
    if not standing.is_there or not location.zone.is_public:
        return None
    zone, periods = location.zone, periods_now(standing, at=standing.at)
    data = write_desks([location], {location.pk: standing.changes})[0]
    return Document(
        key=f"{PLACE_KIND}:{location.pk}",
        kind=PLACE_KIND,
        object_id=location.pk,
        version=int(location.changed_at.timestamp() * 1_000_000),
        step=Step.NETWORK,
        slug=location.slug,
        url=zone_url(zone, location.get_absolute_url()),
        title=location.title,
        summary=location.summary or str(LocationKind(location.kind).label),
        organisation=location.operator,
        keywords=WORDS[LocationKind(location.kind)],
        labels=" ".join([str(LocationKind(location.kind).label), zone.name]),
        body="\n".join(
            filter(None, [location.street, location.facilities, location.people, *(str(Staff(one).label) for one in location.staff)])
        ),
        zone_ids=(zone.pk,),
        is_city_wide=False,
        facets={Facet.ACCESS: ("rolstoel",) if goes_to.wheelchair == Access.YES else ()},
        hours="; ".join(period.notation for period in periods if period.notation and not period.by_appointment),
        point=Point(latitude=goes_to.latitude, longitude=goes_to.longitude)
        if goes_to.latitude is not None and goes_to.longitude is not None
        else None,
        verified_on=location.verified_on,
        card={
            "review_on": location.review_on.isoformat() if location.review_on else "",
            "where": ", ".join(filter(None, (location.name, location.address))),
            "phone": location.own_phone,
            "icon": "deur",
            "zones": [zone.slug],
            "zone_names": [zone.name],
            "place": data,
        },
    )


def _of_row(location: Location) -> Document | None:
    found = places().filter(pk=location.pk)
    return next((place_document(standing) for standing in standings(found, at=timezone.now())), None)


def _every_place() -> Iterator[Document]:
    for standing in standings(places(), at=timezone.now()):
        if document := place_document(standing):
            yield document


findables.register(Findable(kind=PLACE_KIND, source=_every_place, document_for=_of_row))
