"""From a document to what the index stores of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

from core.schedule import DAY_CODES, LAST_WEEK, ScheduleError, Slot, WeeklySchedule, parse_schedule
from search.choices import Step
from search.engine.base import Document
from search.engine.database.analysis import columns, sort_title
from search.engine.database.layout import COLUMNS
from search.engine.database.storable import storable
from search.engine.elastic.schema import STATED_FACETS
from search.engine.payload import digest, from_json

# What one can do oneself can be done at any hour: filters on hours let it through.
WITHOUT_HOURS = (Step.SELF,)
MINUTES_OF_A_DAY = 24 * 60
# Opening hours are stretches on a line of minutes, which has a block for what is open every week, one for each week
# of a month, and one for its last week. A day has room for two in its block, because what opens in the evening may
# close after midnight. A stretch is stored as the few pieces it is made of, each as long as a power of two and at a
# multiple of its length, so that "open now" asks for the pieces that hold this minute: terms, which cost far less
# than ranges to look up and to count.
DAY = 2 * MINUTES_OF_A_DAY
BLOCK = 7 * DAY
EVERY_WEEK = 0
LAST_WEEK_OF_THE_MONTH = 6
# No stretch is longer than a day.
LEVELS = MINUTES_OF_A_DAY.bit_length()


def body_of(document: Document) -> dict[str, Any]:
    """The body of a document that the index takes, as `schema` maps it."""
    return _body(*storable(document))


def body_of_payload(payload: str) -> dict[str, Any]:
    """The same from the text that `payload.to_json` wrote."""
    return _body(from_json(payload), payload)


def _body(document: Document, payload: str) -> dict[str, Any]:
    hours = WeeklySchedule() if document.step in WITHOUT_HOURS else _hours(document.hours)
    return {
        "payload": payload,
        "key": document.key,
        "digest": digest(payload),
        "version": document.version,
        "kind": document.kind,
        "step": document.step.value,
        "sort_title": sort_title(document.title),
        **dict(zip(COLUMNS, columns(document), strict=True)),
        "zones": list(document.zone_ids),
        "is_city_wide": document.is_city_wide,
        "facets": {facet.value: list(document.facets[facet]) for facet in STATED_FACETS if document.facets.get(facet)},
        "days": [DAY_CODES[day] for day in sorted(hours.weekdays)],
        "open_during": sorted(_open_during(hours)),
        "point": {"lat": document.point.latitude, "lon": document.point.longitude} if document.point else None,
        "verified_on": document.verified_on.isoformat() if document.verified_on else None,
    }


def pieces_of(at: datetime) -> list[str]:
    """The pieces that hold an aware moment in Europe/Amsterdam.

    In the blocks of today, and of yesterday for what closes past midnight: every week, this week of the month, and
    its last week if it is that.
    """
    found = []
    for days_ago in (0, 1):
        day = at.date() - timedelta(days=days_ago)
        minute = day.weekday() * DAY + days_ago * MINUTES_OF_A_DAY + at.hour * 60 + at.minute
        blocks = [EVERY_WEEK, (day.day - 1) // 7 + 1]
        if (day + timedelta(days=7)).month != day.month:
            blocks.append(LAST_WEEK_OF_THE_MONTH)
        found += [_piece(block * BLOCK + minute, level) for block in blocks for level in range(LEVELS)]
    return found


def _hours(notation: str) -> WeeklySchedule:
    try:
        return parse_schedule(notation)
    except ScheduleError:
        return WeeklySchedule()


def _open_during(hours: WeeklySchedule) -> Iterator[str]:
    for slot in hours.slots:
        opens, closes = _minute(slot.opens), _minute(slot.closes)
        start = _block(slot) * BLOCK + slot.weekday * DAY
        yield from _pieces(start + opens, start + (closes if closes > opens else closes + MINUTES_OF_A_DAY))


def _pieces(first: int, end: int) -> Iterator[str]:
    """The pieces that a stretch is made of, its end not included."""
    while first < end:
        # The longest piece that may begin here and is not over the end.
        level = min((first & -first).bit_length(), (end - first).bit_length()) - 1 if first else (end - first).bit_length() - 1
        yield _piece(first, level)
        first += 1 << level


def _piece(minute: int, level: int) -> str:
    """The name of the piece of 2 to the power `level` minutes that holds a minute."""
    return f"{level}.{minute >> level}"


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _block(slot: Slot) -> int:
    if slot.week is None:
        return EVERY_WEEK
    return LAST_WEEK_OF_THE_MONTH if slot.week == LAST_WEEK else slot.week
