"""What calendars of others make of our calendars: the same dates as we have, on rules that people can choose."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
import recurring_ical_events
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from agenda.choices import Repeat
from agenda.rules import Series, rule_of
from core.icalendar import CalendarEvent, calendar_lines
from core.schedule import AMSTERDAM

NIGHTLY_RULES = 10_000


@st.composite
def series(draw: st.DrawFn) -> Series:
    """A series as an organiser chooses it; begun on any day, also those on which clocks change, at any time that exists on it."""
    first = draw(
        st.dates(date(2016, 1, 1), date(2026, 12, 31))
        | st.sampled_from(
            (date(2016, 2, 29), date(2024, 2, 29), date(2025, 12, 31), date(2026, 1, 1), date(2026, 3, 29), date(2026, 10, 25))
        )
    )
    repeat = draw(st.sampled_from([choice for choice in Repeat if choice not in (Repeat.NEVER, Repeat.OTHER)]))
    weekdays = draw(st.lists(st.integers(0, 6), max_size=3)) if repeat in (Repeat.WEEKLY, Repeat.FORTNIGHTLY) else []
    until = first + timedelta(days=draw(st.integers(0, 4000))) if draw(st.booleans()) else None
    starts_at = datetime.combine(first, time(draw(st.integers(3, 23)), draw(st.sampled_from((0, 30)))), AMSTERDAM)
    rule = rule_of(repeat, first=first, weekdays=weekdays, until=until)
    return Series(starts_at=starts_at, ends_at=starts_at + timedelta(minutes=draw(st.integers(15, 600))), rule=rule, changes={})


WINDOWS = st.sampled_from((date(2026, 3, 20), date(2026, 10, 15), date(2026, 12, 20), date(2027, 2, 20), date(2028, 2, 20))) | st.dates(
    date(2016, 1, 1), date(2030, 12, 31)
)


def compare(one: Series, since: date, days: int) -> None:
    """Both sides give the same moments in a window of days."""
    before = since + timedelta(days=days)
    event = CalendarEvent(
        uid="1@example.nl", sequence=0, changed_at=one.starts_at, title="Koffie", starts_at=one.starts_at, ends_at=one.ends_at,
        rule=one.rule.as_text() if one.rule else "",
    )  # fmt: skip
    calendar = Calendar.from_ical(b"".join(calendar_lines(name="Agenda", events=[event])))
    found = recurring_ical_events.of(calendar).between(
        datetime.combine(since, time.min, AMSTERDAM), datetime.combine(before, time.min, AMSTERDAM)
    )

    # What began the day before and is still going on is in the window for the library, and for us on its own day.
    theirs = sorted(event.start.astimezone(AMSTERDAM) for event in found if event.start.astimezone(AMSTERDAM).date() >= since)
    ours = [day.starts_at for day in one.dates(since=since, before=before)]
    assert [moment.isoformat() for moment in ours] == [moment.isoformat() for moment in theirs]


@given(series(), WINDOWS, st.integers(1, 60))
@settings(max_examples=150, deadline=None)
@example(Series(starts_at=datetime(2016, 2, 29, 10, tzinfo=AMSTERDAM), ends_at=datetime(2016, 2, 29, 12, tzinfo=AMSTERDAM),
                rule=rule_of(Repeat.YEARLY, first=date(2016, 2, 29)), changes={}), date(2028, 2, 20), 20)  # fmt: skip
@example(Series(starts_at=datetime(2026, 1, 31, 10, tzinfo=AMSTERDAM), ends_at=datetime(2026, 1, 31, 12, tzinfo=AMSTERDAM),
                rule=rule_of(Repeat.MONTHLY_BY_DATE, first=date(2026, 1, 31)), changes={}), date(2026, 2, 1), 60)  # fmt: skip
def test_others_read_the_dates_that_we_have(one: Series, since: date, days: int) -> None:
    compare(one, since, days)


@pytest.mark.nightly
@given(series(), WINDOWS, st.integers(1, 60))
@settings(max_examples=NIGHTLY_RULES, deadline=None)
def test_others_read_the_dates_that_we_have_on_ten_thousand_rules(one: Series, since: date, days: int) -> None:
    compare(one, since, days)
