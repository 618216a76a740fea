"""What partners see of their own: how fresh their help is, and the tiles of their home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.holidays import holiday_on
from core.recurrence import describe_date
from core.schedule import AMSTERDAM
from moderation.components import Badge, Row, Tile, portal_tiles
from partners.choices import HourState
from partners.models import ConsultingHour
from partners.permissions import entries_of, hours_of
from partners.rules import LOOK_AHEAD, PlaceHours, Timing, date_in_words, off_on
from socialmap.models import Entry

FRESH_DAYS, OLD_DAYS = 183, 365
DAYS_IN_A_MONTH = 30.4
SHOWN = 4
_TONES = {
    HourState.PROPOSED: ("", "klok"),
    HourState.LIVE: ("goed", "check"),
    HourState.REFUSED: ("letop", "kruis"),
    HourState.ENDED: ("", "kruis"),
}


def freshness(entry: Entry, *, today: date) -> Badge:
    """How long ago somebody said that it is right."""
    days = (today - entry.verified_on).days if entry.verified_on else None
    if days is not None and days <= FRESH_DAYS:
        return Badge(label=_("Klopt"), tone="goed", icon="check")
    if days is not None and days <= OLD_DAYS:
        return Badge(label=_("Kijk even na"), tone="letop", icon="klok")
    months = round(days / DAYS_IN_A_MONTH) if days is not None else 0
    return Badge(label=_("%(months)d maanden oud") % {"months": months} if months else _("Nooit nagekeken"), tone="letop", icon="letop")


def checked_in_words(entry: Entry) -> str:
    """When somebody said so: "nagekeken op 3 november 2026"."""
    return _("nagekeken op %(day)s") % {"day": describe_date(entry.verified_on)} if entry.verified_on else ""


def _data_tile(user: User, at: datetime) -> Tile:
    today = at.astimezone(AMSTERDAM).date()
    entries = list(entries_of(user)[: SHOWN + 1])
    old = [entry for entry in entries if freshness(entry, today=today).tone != "goed"]
    return Tile(
        key="gegevens",
        title=_("Onze gegevens"),
        icon="papieren",
        order=1,
        text=ngettext("Kijkt u %(count)d keer iets na?", "Kijkt u %(count)d dingen na?", len(old)) % {"count": len(old)}
        if old
        else (_("Alles is nagekeken.") if entries else _("U houdt nog geen hulp bij op de sociale kaart.")),
        rows=tuple(
            Row(label=entry.title, url=reverse("partner_entry", args=[entry.pk]), badge=freshness(entry, today=today))
            for entry in entries[:SHOWN]
        ),
        more_url=reverse("partner_data") if entries else "",
    )


def state_badge(hour: ConsultingHour) -> Badge:
    """How far a consulting hour is."""
    state = HourState(hour.state)
    tone, icon = _TONES[state]
    return Badge(label=str(state.label), tone=tone, icon=icon)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComingDate:
    """One coming date of a consulting hour: in words, and why it falls out if it does, or what day it is."""

    day: date
    words: str
    note: str = ""
    is_off: bool = False
    is_called_off: bool = False


def coming_dates(hour: ConsultingHour, *, at: datetime, limit: int, opening: PlaceHours) -> list[ComingDate]:
    """The next dates that are not over at an aware moment, those that fall out among them; the hour may not be stored yet.

    `opening` are the hours of its place with what changes there.
    """
    timing, today = hour.timing, at.astimezone(AMSTERDAM).date()
    coming = timing.dates(since=today, before=max(today, hour.first_day) + LOOK_AHEAD)
    return [_coming(opening, timing, day, today) for day in islice((day for day in coming if timing.moments(day)[1] > at), limit)]


def _coming(opening: PlaceHours, timing: Timing, day: date, today: date) -> ComingDate:
    off = off_on(timing, day, opening)
    return ComingDate(
        day=day,
        words=date_in_words(day, today=today),
        note=off if off is not None else holiday_on(day),
        is_off=off is not None,
        is_called_off=day in timing.offs,
    )


def _consulting_hours_tile(user: User, at: datetime) -> Tile:
    hours = list(hours_of(user).exclude(state=HourState.ENDED)[: SHOWN + 1])
    return Tile(
        key="spreekuren",
        title=_("Spreekuren"),
        icon="deur",
        order=3,
        text="" if hours else _("Wilt u een spreekuur houden in een Wijkwinkel? Kies een plek en een tijd. De redactie kijkt het na."),
        rows=tuple(
            Row(
                label=hour.title,
                url=reverse("partner_consulting_hour", args=[hour.reference]),
                note=hour.timing.rhythm_in_words,
                badge=state_badge(hour),
            )
            for hour in hours[:SHOWN]
        ),
        more_url=reverse("partner_consulting") if hours else "",
        action_label=_("Spreekuur voorstellen"),
        action_url=reverse("partner_consulting_new"),
    )


portal_tiles.register(_data_tile)
portal_tiles.register(_consulting_hours_tile)
