"""The agenda beside the library with which others expand calendars, and its calendar beside answering that nothing changed."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import recurring_ical_events
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from icalendar import Calendar

from agenda.rules import Series
from agenda.selectors import MAX_ON_A_PAGE, Wanted, occurrences_wanted
from core.icalendar import CalendarEvent, calendar_lines
from core.schedule import AMSTERDAM
from tests.benches.agenda_filling import fill_agenda, make_series, make_zone
from tests.benches.report import Measure, Section, is_noisy

TODAY = datetime.now(AMSTERDAM).date()
BEFORE = TODAY + timedelta(days=28)
TEN_YEARS, ONE_YEAR = 3_652, 365
MIN_TIMES_LIBRARY = 20.0
MAX_WARM_MS = 5.0
MAX_GROWTH = 1.1
MAX_MEMORY_MB = 30.0
MIN_TIMES_304 = 20.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Sizes and rounds."""
    parser.add_argument("--series", type=int, default=1000, help="series of which a month is asked")
    parser.add_argument("--events", type=int, default=5000, help="activities in the calendar that is streamed")
    parser.add_argument("--rounds", type=int, default=5)


def run(options: argparse.Namespace) -> Section:
    """Measure rules in memory first, then the database and its feed."""
    old = make_series(options.series, since=TODAY - timedelta(days=TEN_YEARS))
    young = make_series(options.series, since=TODAY - timedelta(days=ONE_YEAR))
    measures = [*_rules(old, young, options.rounds)]
    call_command("migrate", run_syncdb=True, verbosity=0)
    zone = make_zone()
    fill_agenda(zone, old, today=TODAY)
    measures += _warm(options.rounds * 6)
    more = make_series(options.events - options.series, since=TODAY - timedelta(days=TEN_YEARS))
    fill_agenda(zone, more, today=TODAY, begin=options.series)
    measures += _calendar(zone.site.hostname, options.rounds)
    return Section(
        name="agenda",
        title="The agenda",
        method=(
            f"`make bench ARGS=agenda`. {options.series:,} series without an end, begun ten years ago (daily, weekly on one or three days, every other\n"
            f"week, monthly by day or date), and the coming four weeks of them. Cold: from rules in memory to dates; the other side has the same\n"
            f"calendar parsed already. Warm: what the database ({connection.vendor}) takes for those weeks from the table of dates, rows fetched,\n"
            f"no objects made of them. The calendar: /agenda/agenda.ics with {options.events:,} series, through all of\n"
            f"the application; memory is the growth of the process's peak while it is written. {options.rounds} rounds, sides in turn."
        ),
        measures=measures,
    )


def _rules(old: Sequence[Series], young: Sequence[Series], rounds: int) -> Sequence[Measure]:
    """Expanding rules: ours, the library's, and what age costs."""
    calendar = Calendar.from_ical(b"".join(calendar_lines(name="x", events=map(_as_event, range(len(old)), old))))
    ours: list[float] = []
    recent: list[float] = []
    theirs: list[float] = []
    for _ in range(rounds):
        milliseconds, own = _timed(lambda: _dates(old))
        ours.append(milliseconds)
        recent.append(_timed(lambda: _dates(young))[0])
        milliseconds, other = _timed(lambda: recurring_ical_events.of(calendar).between(_midnight(TODAY), _midnight(BEFORE)))
        theirs.append(milliseconds)
        if own != sorted(event.start for event in other):
            raise SystemExit("The two sides give different dates: nothing was measured.")
    times = tuple(slow / fast for slow, fast in zip(theirs, ours, strict=True))
    growth = tuple(ten / one for ten, one in zip(ours, recent, strict=True))
    return (
        Measure(
            name="a month, cold, against recurring-ical-events", ours=f"{median(ours):.0f} ms", other=f"{median(theirs):.0f} ms", ratios=times,
            unit="times faster", target=f"≥ {MIN_TIMES_LIBRARY:.0f} times", holds=median(times) >= MIN_TIMES_LIBRARY, is_noisy=is_noisy(theirs),
        ),
        Measure(
            name="series of ten years against series of one", ours=f"{median(ours):.0f} ms", other=f"{median(recent):.0f} ms", ratios=growth,
            unit="times as long", target=f"≤ {MAX_GROWTH} times", holds=median(growth) <= MAX_GROWTH, is_noisy=is_noisy(recent),
        ),
    )  # fmt: skip


def _warm(rounds: int) -> Sequence[Measure]:
    """The month from the table: as much as a page shows of it, and all of it."""
    month = occurrences_wanted(zone=None, at=_midnight(TODAY), wanted=Wanted())
    page = month.select_related("event", "event__organiser", "event__zone")[: MAX_ON_A_PAGE + 1]
    _say("measuring the month")
    _rows, shown = _fetched(page, rounds)
    with connection.cursor() as cursor:
        # What a database knows of its tables changes how it goes about a query.
        cursor.execute("ANALYZE")
    _rows, analyzed = _fetched(page, rounds)
    rows, every = _fetched(month.values_list("event", "starts_at", "ends_at"), rounds)
    return (
        *(
            Measure(
                name=f"a month, warm, what a page shows of it{circumstance}", ours=f"{median(times):.1f} ms", other=f"limit {MAX_WARM_MS:.0f} ms",
                ratios=tuple(value / MAX_WARM_MS for value in times), unit="of the limit", target=f"≤ {MAX_WARM_MS:.0f} ms",
                holds=median(times) <= MAX_WARM_MS, is_noisy=is_noisy(sorted(times)[: len(times) * 9 // 10]),
            )
            for circumstance, times in (("", shown), (", after ANALYZE", analyzed))
        ),
        Measure(
            name=f"a month, warm, all its {rows:,} dates", ours=f"{median(every):.1f} ms", other=f"limit {MAX_WARM_MS:.0f} ms",
            ratios=tuple(value / MAX_WARM_MS for value in every), unit="of the limit", target="reported",
            holds=True, is_noisy=is_noisy(sorted(every)[: len(every) * 9 // 10]),
        ),
    )  # fmt: skip


def _fetched(query: Any, rounds: int) -> tuple[int, list[float]]:
    """How many rows a query gives, and the milliseconds that the database takes for it."""
    statement, parameters = query.query.sql_with_params()
    times = []
    with connection.cursor() as cursor:
        for _ in range(rounds):
            started = time.perf_counter()
            cursor.execute(statement, parameters)
            rows = cursor.fetchall()
            times.append((time.perf_counter() - started) * 1000)
    return len(rows), times


def _calendar(hostname: str, rounds: int) -> Sequence[Measure]:
    """Streaming all of it, and answering that nothing changed."""
    _say("measuring the calendar")
    settings.ALLOWED_HOSTS = ["*"]
    client = Client(headers={"host": hostname})
    first = client.get("/agenda/agenda.ics")
    etag, size, growth = first["ETag"], 0, 0.0
    before = _reset_peak_mb()
    for piece in first.streaming_content:
        size += len(piece)
    growth = _status_mb("VmHWM") - before
    full: list[float] = []
    known: list[float] = []
    for _ in range(rounds):
        full.append(_timed(lambda: sum(map(len, client.get("/agenda/agenda.ics").streaming_content)))[0])
        milliseconds, answer = _timed(lambda: client.get("/agenda/agenda.ics", headers={"if-none-match": etag}))
        known.append(milliseconds)
        if answer.status_code != 304:
            raise SystemExit(f"Answered with {answer.status_code} where nothing changed.")
    times = tuple(slow / fast for slow, fast in zip(full, known, strict=True))
    return (
        Measure(
            name=f"a calendar of {size / 1e6:.1f} MB, memory", ours=f"{growth:.1f} MB", other=f"limit {MAX_MEMORY_MB:.0f} MB",
            ratios=(growth / MAX_MEMORY_MB,), unit="of the limit", target=f"≤ {MAX_MEMORY_MB:.0f} MB", holds=growth <= MAX_MEMORY_MB,
        ),
        Measure(
            name="nothing changed (304), against all of it", ours=f"{median(known):.1f} ms", other=f"{median(full):.0f} ms", ratios=times,
            unit="times faster", target=f"≥ {MIN_TIMES_304:.0f} times", holds=median(times) >= MIN_TIMES_304, is_noisy=is_noisy(full),
        ),
    )  # fmt: skip


def _as_event(number: int, series: Series) -> CalendarEvent:
    return CalendarEvent(
        uid=f"{number}@example.nl", sequence=0, changed_at=_midnight(TODAY), title=f"Koffie {number}", starts_at=series.starts_at,
        ends_at=series.ends_at, rule=series.rule.as_text() if series.rule else "",
    )  # fmt: skip


def _dates(series: Sequence[Series]) -> list[datetime]:
    return sorted(found.starts_at for one in series for found in one.dates(since=TODAY, before=BEFORE))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=AMSTERDAM)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    found = work()
    return (time.perf_counter() - started) * 1000, found


def _reset_peak_mb() -> float:
    """Forget the peak until now; gives what the process takes at this moment."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return _status_mb("VmRSS")


def _status_mb(name: str) -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split(f"{name}:")[1].split()[0]) / 1024


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
