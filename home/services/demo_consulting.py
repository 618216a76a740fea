"""Consulting hours of the demo city, counted from the day of loading, and what a partner proposed that waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from accounts.models import User
from core.schedule import AMSTERDAM, DAY_CODES
from partners.choices import HourState, Rhythm
from partners.models import ConsultingHour, ConsultingHourOff
from partners.services import propose_hour, publish_hour
from sites.models import Location
from socialmap.models import Membership, Organisation, Theme


def load_consulting_hours(rows: Iterable[Mapping[str, str]], *, partner: User, at: datetime) -> None:
    """Make those that are not there yet; of an organisation that `partner` does not speak for nothing waits."""
    for row in rows:
        location = Location.objects.get(slug=row["plek"])
        organisation = Organisation.objects.get(slug=row["organisatie"])
        if not ConsultingHour.objects.filter(location=location, organisation=organisation, title=row["naam"]).exists():
            _make(row, location, organisation, partner=partner, at=at)


def _make(row: Mapping[str, str], location: Location, organisation: Organisation, *, partner: User, at: datetime) -> None:
    hour = _hour(row, location, organisation, at.astimezone(AMSTERDAM).date())
    hour.full_clean()
    themes = list(Theme.objects.filter(slug__in=row["themas"].split("|")))
    if row["toestand"] == HourState.PROPOSED:
        Membership.objects.get_or_create(organisation=organisation, user=partner, defaults={"since": at})
        propose_hour(hour=hour, themes=themes, by=partner, at=at)
        return
    hour.changed_at = at
    hour.save()
    hour.themes.set(themes)
    _call_off(hour, row["valt_uit"], at.astimezone(AMSTERDAM).date())
    publish_hour(hour=hour, by=None, at=at)


def _hour(row: Mapping[str, str], location: Location, organisation: Organisation, today: date) -> ConsultingHour:
    return ConsultingHour(
        organisation=organisation,
        title=row["naam"],
        summary=row["waarvoor"],
        location=location,
        room=location.rooms.get(name=row["kamer"]) if row["kamer"] else None,
        rhythm=Rhythm(row["ritme"]),
        weekday=DAY_CODES.index(row["dag"]),
        week=int(row["week"]) if row["week"] else None,
        starts=time.fromisoformat(row["van"].zfill(5)),
        ends=time.fromisoformat(row["tot"].zfill(5)),
        first_day=today + timedelta(days=int(row["vanaf_dagen"])),
        by_appointment=bool(row["afspraak_telefoon"]),
        phone=row["afspraak_telefoon"],
    )


def _call_off(hour: ConsultingHour, text: str, today: date) -> None:
    """Read "7:Vakantie": the first date from that many days on falls out."""
    days, _colon, note = text.partition(":")
    day = hour.timing.next_date(today + timedelta(days=int(days))) if days else None
    if day is not None:
        ConsultingHourOff.objects.create(hour=hour, day=day, note=note)
