"""Calendars that others can read, whatever is in the texts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from core.icalendar import MAX_LINE_BYTES, CalendarEvent, calendar_lines
from core.schedule import AMSTERDAM

MOMENT = datetime(2026, 12, 1, 10, tzinfo=AMSTERDAM)


def event(**fields: Any) -> CalendarEvent:
    values: dict[str, Any] = {
        "uid": "a@wijkwinkel",
        "sequence": 3,
        "changed_at": datetime(2026, 11, 1, tzinfo=UTC),
        "title": "Koffie",
        "starts_at": MOMENT,
        "ends_at": MOMENT.replace(hour=12),
    }
    return CalendarEvent(**(values | fields))


def written(*events: CalendarEvent, name: str = "Agenda Zandweerd") -> bytes:
    return b"".join(calendar_lines(name=name, events=events))


def read(content: bytes) -> Any:
    (found,) = Calendar.from_ical(content).walk("VEVENT")
    return found


def test_a_library_reads_back_what_was_written() -> None:
    found = read(written(event(rule="FREQ=WEEKLY", place="St. Jurriën; Deventer", point=(52.25, 6.15), url="https://example.nl/a,b")))

    assert (found["UID"], found["SEQUENCE"], found["STATUS"]) == ("a@wijkwinkel", 3, "CONFIRMED")
    assert found.decoded("DTSTART") == MOMENT
    assert found["LOCATION"] == "St. Jurriën; Deventer"
    assert found["RRULE"].to_ical() == b"FREQ=WEEKLY"
    assert found["URL"] == "https://example.nl/a,b"


def test_whole_days_have_no_time_and_end_on_the_day_after() -> None:
    found = read(written(event(is_all_day=True, starts_at=MOMENT.replace(hour=0), ends_at=datetime(2026, 12, 3, tzinfo=AMSTERDAM))))

    assert (str(found.decoded("DTSTART")), str(found.decoded("DTEND"))) == ("2026-12-01", "2026-12-03")


def test_one_date_of_a_series_is_taken_back() -> None:
    found = read(written(event(instead_of=MOMENT, is_cancelled=True)))

    assert found.decoded("RECURRENCE-ID") == MOMENT
    assert found["STATUS"] == "CANCELLED"


def test_the_zone_of_the_times_is_in_the_calendar() -> None:
    (zone,) = Calendar.from_ical(written(event())).walk("VTIMEZONE")

    assert zone["TZID"] == "Europe/Amsterdam"
    noon = datetime(2026, 7, 1, 12, tzinfo=zone.to_tz())
    assert noon.utcoffset() == timedelta(hours=2)
    assert noon.replace(month=12).utcoffset() == timedelta(hours=1)


@given(st.text(max_size=300))
def test_no_text_adds_a_line_or_is_lost(text: str) -> None:
    content = written(event(title=text, text=text), name=text)

    assert all(len(line) <= MAX_LINE_BYTES for line in content.split(b"\r\n"))
    assert sorted(line.split(b":")[0] for line in content.split(b"\r\n") if line.startswith((b"UID", b"DTSTART;T", b"END:VE"))) == [
        b"DTSTART;TZID=Europe/Amsterdam",
        b"END",
        b"UID",
    ]
    assert content.count(b"\n") == content.count(b"\r\n") == content.count(b"\r")
    found = read(content)
    assert "".join(str(found["SUMMARY"]).split()) == "".join(_visible(text).split())


def _visible(text: str) -> str:
    return "".join(
        character
        for character in text
        if character.isspace() or (character >= " " and character != "\x7f" and not "\ud800" <= character <= "\udfff")
    )


@pytest.mark.parametrize("evil", ["a\rATTENDEE:x", "a\nBEGIN:VALARM", "a\u2028URL:x", "a\x85X:1", "a\x00b", "a\x0bX:1"])
def test_an_address_cannot_add_a_property(evil: str) -> None:
    assert [line for line in written(event(url=evil)).split(b"\r\n") if line.startswith((b"ATTENDEE", b"BEGIN:VALARM", b"X:"))] == []
