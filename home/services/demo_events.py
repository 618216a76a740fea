"""The activities of the demo city; their dates count from the day on which they are loaded, so there is always something to do."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from agenda.choices import HELD_IN, ChangeKind
from agenda.models import AgendaPage, EventChange, EventPage, EventText
from core.choices import AccessDetail
from core.languages import SOURCE
from core.schedule import AMSTERDAM, DAY_CODES
from home.models import HubPage
from sites.models import Zone
from socialmap.models import Organisation, TargetGroup, Theme

# What the file leaves open is as with the organisation: place, address and how to reach it.
OF_ORGANISATION = ("place_name", "street", "postcode", "city", "wheelchair", "phone", "email", "website", "latitude", "longitude")
COPIED = {
    "titel": "title", "zin": "introduction", "kosten_soort": "cost_kind", "kosten": "cost", "aanmelden": "signing_up",
    "herhaal": "repeat", "toestand": "state", "meedoen": "registration",
}  # fmt: skip


def load_events(rows: Iterable[Mapping[str, str]], *, texts: Iterable[Mapping[str, str]], today: date) -> None:
    """Make what is not there yet; activities that are there keep their dates. `texts` are in other languages."""
    texts_of: dict[str, list[EventText]] = defaultdict(list)
    for row in texts:
        text = EventText(language=row["taal"], title=row["titel"], introduction=row["zin"], text=row["uitleg"])
        texts_of[row["slug"]].append(text)
    zones = {zone.slug: zone for zone in Zone.objects.select_related("site__root_page")}
    for row in rows:
        root = zones[row["wijk"]].site.root_page if row["wijk"] else HubPage.objects.get(locale__language_code=SOURCE)
        agenda = AgendaPage.objects.child_of(root).get()
        if not EventPage.objects.child_of(agenda).filter(slug=row["slug"]).exists():
            _add(agenda, row, zones, today, texts_of[row["slug"]])


def _add(agenda: AgendaPage, row: Mapping[str, str], zones: Mapping[str, Zone], today: date, texts: Iterable[EventText]) -> None:
    first = _first_day(row, today)
    starts_at, ends_at = _times(row, first)
    organiser = Organisation.objects.get(slug=row["organisatie"])
    place = {name: getattr(organiser, name) for name in OF_ORGANISATION}
    if row["plek"]:
        place["place_name"] = row["plek"]
    event = EventPage(
        slug=row["slug"],
        starts_at=starts_at,
        ends_at=ends_at,
        is_all_day=not row["van"],
        weekdays=[day for day in DAY_CODES if day in row["ook_op"].split("|")],
        organiser=organiser,
        is_city_wide=row["hele_stad"] == "ja",
        access=[value for value in AccessDetail.values if value in row["hoe_toegankelijk"].split("|")],
        languages=[code for code, _name in HELD_IN if code in row["talen"].split("|")],
        is_company_welcome=row["iemand_mee"] == "ja",
        capacity=int(row["plekken"]) if row["plekken"] else None,
        registration_closes_hours=int(row["uren_ervoor"] or 0),
        body=[("paragraph", f"<p>{row['uitleg']}</p>")] if row["uitleg"] else [],
        **place,
        **{field: row[name] for name, field in COPIED.items()},
    )
    agenda.add_child(instance=event)
    event.themes.set(Theme.objects.filter(slug__in=row["themas"].split("|")))
    event.target_groups.set(TargetGroup.objects.filter(slug__in=row["doelgroepen"].split("|")))
    event.also_in.set([zones[slug] for slug in filter(None, row["ook_in"].split("|"))])
    if row["niet_over"]:
        weekday = first.weekday()
        day = today + timedelta(days=(weekday - today.weekday()) % 7 + 7 * int(row["niet_over"]))
        event.changes.add(EventChange(day=day, kind=ChangeKind.CANCELLED, note=row["reden"]))
    for text in texts:
        event.texts.add(text)
    event.full_clean()
    event.save_revision().publish()


def _first_day(row: Mapping[str, str], today: date) -> date:
    day = today + timedelta(days=int(row["over_dagen"] or 0))
    return day + timedelta(days=(DAY_CODES.index(row["dag"]) - day.weekday()) % 7) if row["dag"] else day


def _times(row: Mapping[str, str], first: date) -> tuple[datetime, datetime]:
    if not row["van"]:
        return datetime.combine(first, time.min, AMSTERDAM), datetime.combine(
            first + timedelta(days=int(row["duur_dagen"])), time.min, AMSTERDAM
        )
    begin, end = time.fromisoformat(row["van"]), time.fromisoformat(row["tot"])
    return datetime.combine(first, begin, AMSTERDAM), datetime.combine(first + timedelta(days=0 if end > begin else 1), end, AMSTERDAM)
