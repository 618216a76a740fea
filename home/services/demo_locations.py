"""Places of the demo city, their hours, and what changes there, counted from the day of loading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from core.schedule import AMSTERDAM
from sites.models import HoursException, HoursPeriod, Location, LocationChange, Room, Zone

FLAT = {
    "naam": "name", "soort": "kind", "straat": "street", "postcode": "postcode", "plaats": "city", "waarvoor": "summary",
    "tot_dan": "meanwhile", "telefoon": "phone", "uitbater": "operator", "meer_over_wie": "people", "ingang": "entrance", "bus": "bus",
    "auto": "parking", "rolstoel": "wheelchair", "extra": "facilities", "feestdagen": "on_holidays",
}  # fmt: skip


def load_locations(rows: Iterable[Mapping[str, str]], *, changes: Iterable[Mapping[str, str]], at: datetime) -> None:
    """Make the places that are not there yet, and what changes at those."""
    today = at.astimezone(AMSTERDAM).date()
    existing = set(Location.objects.values_list("slug", flat=True))
    for row in rows:
        if row["slug"] not in existing:
            _make(row, today)
    for row in changes:
        if row["plek"] not in existing:
            _change(row, today)


def _make(row: Mapping[str, str], today: date) -> None:
    location = Location(
        slug=row["slug"],
        zone=Zone.objects.get(slug=row["wijk"]),
        latitude=float(row["breedtegraad"]),
        longitude=float(row["lengtegraad"]),
        is_planned=row["gepland"] == "ja",
        opens_on=row["open_vanaf"] or None,
        staff=_listed(row["wie"]),
        access=_listed(row["toegang"]),
        **{field: row[name] for name, field in FLAT.items()},
    )
    location.periods.add(*(HoursPeriod(notation=notation) for notation in _listed(row["periodes"])))
    location.exceptions.add(*_exceptions(row["andere_dagen"], today))
    location.rooms.add(*(Room(name=name) for name in _listed(row["kamers"])))
    location.full_clean()
    location.refuse_clashes()
    location.save()


def _exceptions(text: str, today: date) -> Iterator[HoursException]:
    """Read "+7:dicht:Studiedag", days from today; on a day of the weekend the Monday after it."""
    for part in _listed(text):
        days, times, reason = part.split(":", 2)
        day = today + timedelta(days=int(days))
        day += timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
        yield HoursException(first=day, spans="" if times == "dicht" else times, reason=reason)


def _change(row: Mapping[str, str], today: date) -> None:
    change = LocationChange(
        location=Location.objects.get(slug=row["plek"]),
        kind=row["soort"],
        starts_at=_midnight(today, row["vanaf_dagen"]),
        ends_at=_midnight(today, row["tot_dagen"]) if row["tot_dagen"] else None,
        to=Location.objects.get(slug=row["naar"]) if row["naar"] else None,
        hours=row["tijden"],
        reason=row["waarom"],
        operator=row["uitbater"],
    )
    change.full_clean()
    change.save()


def _midnight(today: date, days: str) -> datetime:
    return datetime.combine(today + timedelta(days=int(days)), time.min, AMSTERDAM)


def _listed(text: str) -> list[str]:
    return [part for part in text.split("|") if part]
