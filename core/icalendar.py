"""Writing RFC 5545: calendars as lines, one event after another, so that a large one needs no memory. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from core.schedule import AMSTERDAM

MAX_LINE_BYTES = 75
ZONE = "Europe/Amsterdam"
# Everything that a reader may take for the end of a line, and what no text may hold at all.
_BREAKS = re.compile(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f\ud800-\udfff]")
_TIME_ZONE = (
    "BEGIN:VTIMEZONE", f"TZID:{ZONE}",
    "BEGIN:DAYLIGHT", "TZNAME:CEST", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
    "DTSTART:19960331T020000", "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT",
    "BEGIN:STANDARD", "TZNAME:CET", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
    "DTSTART:19961027T030000", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD",
    "END:VTIMEZONE",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One VEVENT. Moments are aware; for whole days the local dates count and `ends_at` is the midnight after.

    `rule` is the value of RRULE; `left_out` are the moments that it gives and that are not held. `instead_of` makes it one
    date of a series that is not as the others: the moment at which the rule has it.
    """

    uid: str
    sequence: int
    changed_at: datetime
    title: str
    starts_at: datetime
    ends_at: datetime
    is_all_day: bool = False
    rule: str = ""
    left_out: tuple[datetime, ...] = ()
    instead_of: datetime | None = None
    is_cancelled: bool = False
    text: str = ""
    place: str = ""
    point: tuple[float, float] | None = None
    url: str = ""


def calendar_lines(*, name: str, events: Iterable[CalendarEvent], refresh: timedelta = timedelta(hours=4)) -> Iterator[bytes]:
    """A whole calendar in pieces of bytes; `name` is what a subscriber sees, `refresh` how often to come and look."""
    hours = max(1, int(refresh.total_seconds() // 3600))
    yield _written(
        [
            "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Wijkwinkel//Agenda//NL", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
            f"X-WR-CALNAME:{_text(name)}", f"NAME:{_text(name)}", f"X-WR-TIMEZONE:{ZONE}",
            f"REFRESH-INTERVAL;VALUE=DURATION:PT{hours}H", f"X-PUBLISHED-TTL:PT{hours}H", *_TIME_ZONE,
        ]
    )  # fmt: skip
    for event in events:
        yield _written(_event_lines(event))
    yield _written(["END:VCALENDAR"])


def _event_lines(event: CalendarEvent) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"SEQUENCE:{event.sequence}"
    stamp = f"{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"DTSTART{_moment(event.starts_at, is_all_day=event.is_all_day)}"
    yield f"DTEND{_moment(event.ends_at, is_all_day=event.is_all_day)}"
    if event.instead_of:
        yield f"RECURRENCE-ID{_moment(event.instead_of, is_all_day=event.is_all_day)}"
    if event.rule:
        yield f"RRULE:{event.rule}"
    for moment in event.left_out:
        yield f"EXDATE{_moment(moment, is_all_day=event.is_all_day)}"
    yield f"SUMMARY:{_text(event.title)}"
    if event.text:
        yield f"DESCRIPTION:{_text(event.text)}"
    if event.place:
        yield f"LOCATION:{_text(event.place)}"
    if event.point:
        yield f"GEO:{event.point[0]:.6f};{event.point[1]:.6f}"
    if event.url:
        yield f"URL:{_BREAKS.sub('', _FORBIDDEN.sub('', event.url))}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield "END:VEVENT"


def _moment(moment: datetime, *, is_all_day: bool) -> str:
    local = moment.astimezone(AMSTERDAM)
    return f";VALUE=DATE:{_day(local)}" if is_all_day else f";TZID={ZONE}:{local:%Y%m%dT%H%M%S}"


def _day(moment: datetime) -> str:
    day: date = moment.date()
    return f"{day:%Y%m%d}"


def _text(text: str) -> str:
    """A text as a value: whatever ends a line becomes a newline of the text, so that nobody adds a property."""
    clean = _FORBIDDEN.sub("", _BREAKS.sub("\n", text))
    return clean.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _written(lines: Iterable[str]) -> bytes:
    return b"".join(_folded(line) for line in lines)


def _folded(line: str) -> bytes:
    """A line in pieces of at most 75 bytes, never cut within a character."""
    pieces: list[bytes] = []
    piece = b""
    for character in line:
        encoded = character.encode()
        # A piece after the first begins with a space, which counts.
        if len(piece) + len(encoded) > MAX_LINE_BYTES - (1 if pieces else 0):
            pieces.append(piece)
            piece = b""
        piece += encoded
    return b"\r\n ".join([*pieces, piece]) + b"\r\n"
