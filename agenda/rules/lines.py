"""The lines of an iCalendar file, taken apart as far as activities need them. Pure, and never refuses a byte.

Folded lines are put together before they are decoded, as some programs fold in the middle of a character. Only what
stands in a VEVENT itself is kept, and of that only the properties that are read: alarms, attachments, attendees and
definitions of time zones are passed over without being looked at.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

MAX_LINES = 60_000
MAX_LINE_BYTES = 64 * 1024
WANTED = frozenset(
    {
        "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS", "CLASS", "SEQUENCE", "LAST-MODIFIED", "DTSTAMP",
        "DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RDATE", "RECURRENCE-ID",
    }
)  # fmt: skip
_PROPERTY = re.compile(r'([A-Za-z0-9-]+)((?:;[^:"]*(?:"[^"]*"[^:"]*)*)?):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';\s*([A-Za-z0-9-]+)\s*=\s*("[^"]*"|[^;]*)')
_NAME = re.compile(rb"[A-Za-z0-9-]+")


@dataclass(frozen=True, slots=True)
class Property:
    """One property as it is written: the value with its escapes, and parameters by their name in capitals."""

    value: str
    parameters: Mapping[str, str]


@dataclass(slots=True)
class Component:
    """A VEVENT: the line on which it begins, and its properties by name, in order."""

    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    is_cut: bool = False

    def first(self, name: str) -> Property | None:
        """The first property of a name."""
        return next(iter(self.properties.get(name, ())), None)


@dataclass(slots=True)
class CalendarLines:
    """All of a file. `is_calendar` is whether it says so, `is_complete` whether all that begins also ends."""

    components: list[Component] = field(default_factory=list)
    zone_name: str = ""
    is_calendar: bool = False
    is_complete: bool = False
    has_too_many_lines: bool = False


def read_lines(content: bytes) -> CalendarLines:
    """Take a file apart; at most 60,000 lines of it, of which each counts up to 64 KB."""
    found = CalendarLines()
    content = _as_utf8(content)
    if content.count(b"\n") > MAX_LINES:
        found.has_too_many_lines = True
        return found
    open_calendars, nested, event = 0, 0, None
    for number, line, is_cut in _unfolded(content):
        name = match.group().upper() if (match := _NAME.match(line)) else b""
        what = line[6:].strip().upper() if name == b"BEGIN" else line[4:].strip().upper() if name == b"END" else b""
        if what == b"VCALENDAR":
            found.is_calendar = found.is_calendar or name == b"BEGIN"
            open_calendars += 1 if name == b"BEGIN" else -1
        elif what == b"VEVENT":
            event = _turn(found, event, number, is_begin=name == b"BEGIN")
            nested = 0
        elif event is None:
            if name == b"X-WR-TIMEZONE" and not found.zone_name:
                found.zone_name = line.partition(b":")[2].decode("utf-8", "replace").strip()
        elif what:
            nested = max(0, nested + (1 if name == b"BEGIN" else -1))
        elif nested == 0:
            _add(event, line, name, is_cut=is_cut)
    found.is_complete = found.is_calendar and open_calendars == 0 and event is None
    return found


def _turn(found: CalendarLines, event: Component | None, number: int, *, is_begin: bool) -> Component | None:
    """An event ends, and perhaps another begins; one that is not closed before the next counts too."""
    if event is not None:
        found.components.append(event)
    return Component(line=number) if is_begin else None


def _add(event: Component, line: bytes, name: bytes, *, is_cut: bool) -> None:
    key = name.decode("ascii")
    if key not in WANTED or (match := _PROPERTY.fullmatch(line.decode("utf-8", "replace"))) is None:
        return
    parameters = {found[1].upper(): found[2].strip('"') for found in _PARAMETER.finditer(match[2])} if match[2] else {}
    event.properties.setdefault(key, []).append(Property(match[3], parameters))
    event.is_cut = event.is_cut or is_cut


def _as_utf8(content: bytes) -> bytes:
    """The same in UTF-8 without a mark at its begin; what is neither UTF-8 nor UTF-16 was written by old Windows."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.decode("utf-16", "replace").encode()
    content = content.removeprefix(codecs.BOM_UTF8)
    if b"\n" not in content:
        content = content.replace(b"\r", b"\n")
    if content.isascii():
        return content
    # Folds may be in the middle of a character, so they do not count here.
    text = re.sub(rb"\r?\n[ \t]", b"", content).decode("utf-8", "replace")
    unreadable = text.count("\ufffd")
    if unreadable and unreadable * 2 > len(text) - len(text.encode("ascii", "ignore")):
        return content.decode("cp1252", "replace").encode()
    return content


def _unfolded(content: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """Whole lines with the number of their first, and whether they were cut because they had no end."""
    begin, pieces, size, is_cut = 0, list[bytes](), 0, False
    for number, raw in enumerate(content.split(b"\n"), start=1):
        line = raw.rstrip(b"\r")
        if line[:1] in (b" ", b"\t") and pieces:
            line = line[1:]
        else:
            if pieces:
                yield begin, b"".join(pieces), is_cut
            begin, pieces, size, is_cut = number, [], 0, False
        room = MAX_LINE_BYTES - size
        pieces.append(line[:room])
        size += len(line[:room])
        is_cut = is_cut or len(line) > room
    if pieces:
        yield begin, b"".join(pieces), is_cut
