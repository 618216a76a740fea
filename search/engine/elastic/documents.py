"""From a document to what the index stores of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
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
# Opening hours are ranges of minutes on a line of blocks: one for each week of a month, and one for its last
# week. A day has room for two in its block, because what opens in the evening may close after midnight.
DAY = 2 * MINUTES_OF_A_DAY
BLOCK = 7 * DAY
WEEKS_OF_A_MONTH = 5
BLOCK_OF_LAST_WEEK = WEEKS_OF_A_MONTH


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
        "open_minutes": list(_open_minutes(hours)),
        "point": {"lat": document.point.latitude, "lon": document.point.longitude} if document.point else None,
        "verified_on": document.verified_on.isoformat() if document.verified_on else None,
    }


def open_points(at: datetime) -> list[int]:
    """The minutes on the line of blocks that are now, at an aware moment in Europe/Amsterdam.

    Those of today, and of yesterday for what closes past midnight; in the block of the last week too if it is one.
    """
    found = []
    for days_ago in (0, 1):
        day = at.date() - timedelta(days=days_ago)
        minute = day.weekday() * DAY + days_ago * MINUTES_OF_A_DAY + at.hour * 60 + at.minute
        found.append((day.day - 1) // 7 * BLOCK + minute)
        if (day + timedelta(days=7)).month != day.month:
            found.append(BLOCK_OF_LAST_WEEK * BLOCK + minute)
    return found


def _hours(notation: str) -> WeeklySchedule:
    try:
        return parse_schedule(notation)
    except ScheduleError:
        return WeeklySchedule()


def _open_minutes(hours: WeeklySchedule) -> Iterator[dict[str, int]]:
    for slot in hours.slots:
        opens = slot.weekday * DAY + slot.opens.hour * 60 + slot.opens.minute
        closes = slot.weekday * DAY + slot.closes.hour * 60 + slot.closes.minute
        if closes <= opens:
            closes += MINUTES_OF_A_DAY
        for block in _blocks(slot):
            yield {"gte": block * BLOCK + opens, "lt": block * BLOCK + closes}


def _blocks(slot: Slot) -> Iterable[int]:
    if slot.week is None:
        return range(WEEKS_OF_A_MONTH)
    return (BLOCK_OF_LAST_WEEK,) if slot.week == LAST_WEEK else (slot.week - 1,)
