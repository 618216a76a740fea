"""What the calendar of a partner says, as activities of ours. Pure, never raises, and keeps what can be read.

A rule of repetition is read by `core.recurrence`; what that cannot say is told as a problem, and the first time is
kept. Dates that are off and dates that moved become changes of their series; what belongs to no series that is there
(a date of its own, or a change whose series is not in the file) becomes an activity by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from agenda.choices import ChangeKind
from agenda.rules.cleaning import one_line, plain_text, unescaped
from agenda.rules.lines import MAX_LINES, CalendarLines, Component, Property, read_lines
from agenda.rules.moments import Moment, MomentError, Zones, has_known_zone, read_duration, read_moment, read_moments
from agenda.rules.series import MAX_DURATION, Change
from core.recurrence import Recurrence, RecurrenceError, read_rule
from core.schedule import AMSTERDAM

MAX_BYTES = 2 * 1024 * 1024
MAX_EVENTS = 1_500
MAX_PROBLEMS = 50
MAX_DATES = 500
MAX_CHANGES = 120
MAX_EXTRA_DATES = 40
MAX_TITLE, MAX_TEXT, MAX_PLACE, MAX_URL, MAX_UID = 120, 4_000, 240, 200, 200
WITHOUT_END = timedelta(hours=1)
PRIVATE = {"PRIVATE", "CONFIDENTIAL"}
FAR_YEAR = 2100
_UNTIL_YEAR = re.compile(r";?UNTIL=(\d{4})[^;]*")
_PARTS_OF_TIME = re.compile(r";?BY(HOUR|MINUTE|SECOND)=(\d{1,2})(?=;|$)")
_SEQUENCE = re.compile(r"\d{1,9}")
_URL = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProblem:
    """What could not be read, and on which line of the file it begins; 0 is the file as a whole."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"Regel {self.line}: {self.sentence}" if self.line else self.sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadEvent:
    """One activity in somebody's calendar. Moments are aware, in Europe/Amsterdam; a whole day ends at midnight.

    `recurrence` is the date in a series ("2026-12-08") that an activity by itself stands for, else empty; `rule` a
    value of RRULE that `core.recurrence` reads, or empty.
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    line: int = 0
    recurrence: str = ""
    text: str = ""
    place: str = ""
    url: str = ""
    is_all_day: bool = False
    rule: str = ""
    changes: tuple[Change, ...] = ()
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCalendar:
    """All of a calendar, in an order that does not depend on that of the file. With a `failure` nothing of it counts."""

    events: tuple[ReadEvent, ...] = ()
    problems: tuple[ReadProblem, ...] = ()
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Piece:
    """A VEVENT that could be read. `day` is the date in the series that it changes; `rank` says which of two counts."""

    event: ReadEvent
    rule: Recurrence | None
    excepted: tuple[date, ...]
    extra: tuple[Moment, ...]
    day: date | None
    rank: tuple[object, ...]


@dataclass(slots=True)
class _Reading:
    """What one reading keeps in mind."""

    since: date
    zones: Zones
    problems: list[ReadProblem] = field(default_factory=list)

    def tell(self, line: int, sentence: str) -> None:
        """Note a problem, unless there are enough of them."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(ReadProblem(line=line, sentence=sentence))


def read_calendar(content: bytes, *, since: date) -> ReadCalendar:
    """Read a file of at most 2 MB; what was over before `since` is passed over."""
    if len(content) > MAX_BYTES:
        return ReadCalendar(failure=_("Deze agenda is te groot voor ons. Vraag om een agenda met alleen de komende maanden."))
    lines = read_lines(content)
    if failure := _failure_of(lines):
        return ReadCalendar(failure=failure)
    reading = _Reading(since=since, zones=Zones(lines.zone_name))
    pieces = [piece for component in lines.components if (piece := _piece(component, reading))]
    if len(pieces) > MAX_EVENTS:
        return ReadCalendar(
            failure=_("In deze agenda staan meer dan %(most)d activiteiten. Vraag om een agenda met alleen de komende maanden.")
            % {"most": MAX_EVENTS}
        )
    events = sorted(_events(pieces, reading), key=_order)
    return ReadCalendar(events=tuple(events), problems=tuple(sorted(reading.problems, key=lambda problem: problem.line)))


def _failure_of(lines: CalendarLines) -> str:
    if lines.has_too_many_lines:
        return _("Deze agenda heeft meer dan %(most)d regels. Vraag om een agenda met alleen de komende maanden.") % {"most": MAX_LINES}
    if not lines.is_calendar:
        return _("Op dit adres staat geen agenda. Vraag om het iCal-adres, dat vaak eindigt op .ics.")
    if not lines.is_complete:
        return _("Deze agenda houdt halverwege op. Wij proberen het later nog eens.")
    return ""


def _order(event: ReadEvent) -> tuple[object, ...]:
    return (event.starts_at, event.title, event.uid, event.recurrence)


# -- one VEVENT


def _piece(component: Component, reading: _Reading) -> _Piece | None:
    """What a VEVENT says; None if it is private, is over, or cannot be read, which is told."""
    if (secrecy := component.first("CLASS")) and secrecy.value.strip().upper() in PRIVATE:
        return None
    try:
        start, end = _times(component, reading)
        changed = component.first("RECURRENCE-ID")
        day = _day_of(read_moment(changed, reading.zones), start) if changed else None
    except MomentError as error:
        reading.tell(component.line, str(error))
        return None
    if end.at - start.at > MAX_DURATION:
        reading.tell(component.line, _("Deze activiteit duurt langer dan een maand. Wij nemen haar niet over."))
        return None
    rule = None if day else _rule(component, start, reading)
    extra = _listed(component, "RDATE", reading) if day is None else []
    last_days = [end.at.date(), *([day] if day else ()), *(moment.at.date() for moment in extra)]
    # A rule that counts is given the benefit of the doubt.
    if max(last_days) < reading.since and (rule is None or (rule.until and rule.until.date() + (end.at - start.at) < reading.since)):
        return None
    if component.is_cut:
        reading.tell(component.line, _("Een regel is te lang. Wij lezen er alleen het begin van."))
    if changed and changed.parameters.get("RANGE"):
        reading.tell(component.line, _("Een wijziging geldt voor alle volgende keren. Wij nemen alleen deze ene keer over."))
    event = _event(component, start, end, day)
    return _Piece(
        event=replace(event, rule=rule.as_text(is_all_day=event.is_all_day) if rule else ""),
        rule=rule,
        excepted=tuple(sorted({_day_of(moment, start) for moment in _listed(component, "EXDATE", reading)})),
        extra=tuple(extra),
        day=day,
        rank=_rank(component, event),
    )


def _event(component: Component, start: Moment, end: Moment, day: date | None) -> ReadEvent:
    title = one_line(_text(component, "SUMMARY"), longest=MAX_TITLE)
    url = _URL.fullmatch(_text(component, "URL").strip())
    uid = one_line(_text(component, "UID"), longest=MAX_UID)
    status = _text(component, "STATUS").strip().upper()
    return ReadEvent(
        # Without a UID the same activity must have the same one the next time.
        uid=uid or f"zonder-uid {start.at:%Y-%m-%d %H:%M} {title}"[:MAX_UID],
        recurrence=day.isoformat() if day else "",
        title=title or "Activiteit",
        text=plain_text(_text(component, "DESCRIPTION"), longest=MAX_TEXT),
        place=one_line(_text(component, "LOCATION").replace("\n", ", "), longest=MAX_PLACE),
        url=url.group() if url and len(url.group()) <= MAX_URL else "",
        starts_at=start.at,
        ends_at=end.at,
        is_all_day=start.is_day or _is_whole_days(start.at, end.at),
        is_cancelled=status == "CANCELLED",
        line=component.line,
    )


def _times(component: Component, reading: _Reading) -> tuple[Moment, Moment]:
    """When it begins and ends. Raises MomentError."""
    begin, finish, duration = component.first("DTSTART"), component.first("DTEND"), component.first("DURATION")
    if begin is None:
        raise MomentError(_("Er staat niet bij wanneer deze activiteit begint. Wij nemen haar niet over."))
    start = read_moment(begin, reading.zones)
    if not has_known_zone(begin, reading.zones):
        reading.tell(component.line, _("Wij kennen de tijdzone niet. Wij lezen de tijd als Nederlandse tijd."))
    if finish:
        end = read_moment(finish, reading.zones)
    elif duration:
        end = _later(start, read_duration(duration))
    else:
        end = _later(start, timedelta(days=1) if start.is_day else WITHOUT_END)
    if start.is_day and not end.is_day:
        end = replace(end, at=datetime.combine(end.at.date(), time.min, AMSTERDAM))
    if end.at < start.at:
        raise MomentError(_("Het einde is voor het begin. Wij nemen deze activiteit niet over."))
    if end.at == start.at:
        # Some programs give the last day itself, or a moment without a length.
        end = _later(start, timedelta(days=1) if start.is_day else WITHOUT_END)
    return start, end


def _later(start: Moment, length: timedelta) -> Moment:
    """So much later by the clock on the wall, as whole days stay whole when the clocks change."""
    try:
        wall = start.at.replace(tzinfo=None) + length
        return replace(start, at=wall.replace(tzinfo=AMSTERDAM))
    except OverflowError:
        raise MomentError(_("De duur klopt niet.")) from None


def _is_whole_days(starts_at: datetime, ends_at: datetime) -> bool:
    return starts_at.time() == ends_at.time() == time.min and ends_at.date() > starts_at.date()


def _rule(component: Component, start: Moment, reading: _Reading) -> Recurrence | None:
    found = component.first("RRULE")
    if found is None:
        return None
    text = found.value.strip().upper().removeprefix("RRULE:")
    if (until := _UNTIL_YEAR.search(text)) and int(until[1]) >= FAR_YEAR:
        text = text.replace(until.group(), "")
    # The hour of the first time says nothing new.
    text = _PARTS_OF_TIME.sub(lambda part: "" if int(part[2]) == getattr(start.at, part[1].lower()) else part.group(), text)
    try:
        rule = _read_rule(text.strip(";"))
    except RecurrenceError as error:
        reading.tell(component.line, f"{error} {_('Wij nemen alleen de eerste keer over.')}")
        return None
    if start.given_day != start.at.date() and (rule.weekdays or rule.month_days):
        reading.tell(component.line, _("De herhaling geldt voor een andere tijdzone. Wij nemen alleen de eerste keer over."))
        return None
    return rule


@lru_cache(maxsize=512)
def _read_rule(text: str) -> Recurrence:
    """The same rule stands in many activities."""
    return read_rule(text)


def _listed(component: Component, name: str, reading: _Reading) -> list[Moment]:
    moments: list[Moment] = []
    for found in component.properties.get(name, ())[:MAX_DATES]:
        moments += read_moments(found, reading.zones, most=MAX_DATES - len(moments))
    return moments


def _day_of(moment: Moment, start: Moment) -> date:
    """The date in a series that is meant; that of a series of whole days is the one that is written."""
    return moment.given_day if start.is_day or moment.is_day else moment.at.date()


def _text(component: Component, name: str) -> str:
    found: Property | None = component.first(name)
    return unescaped(found.value) if found else ""


def _rank(component: Component, event: ReadEvent) -> tuple[object, ...]:
    """The highest counts: the newest version, and of two that claim the same always the same one."""
    sequence = _text(component, "SEQUENCE").strip()
    number = int(sequence) if _SEQUENCE.fullmatch(sequence) else 0
    rest = (event.starts_at, event.ends_at, event.title, event.text, event.place, event.rule, event.url, event.is_cancelled)
    return (number, _text(component, "LAST-MODIFIED"), _text(component, "DTSTAMP"), *rest)


# -- series with what belongs to them


def _events(pieces: Iterable[_Piece], reading: _Reading) -> Iterator[ReadEvent]:
    masters: dict[str, _Piece] = {}
    others: dict[str, dict[date, _Piece]] = {}
    for piece in pieces:
        uid = piece.event.uid
        if piece.day is None:
            if uid not in masters or piece.rank > masters[uid].rank:
                masters[uid] = piece
        else:
            of_series = others.setdefault(uid, {})
            if piece.day not in of_series or piece.rank > of_series[piece.day].rank:
                of_series[piece.day] = piece
    for uid, master in masters.items():
        yield from _series(master, others.pop(uid, {}), reading)
    for orphans in others.values():
        yield from (orphan.event for orphan in orphans.values() if not orphan.event.is_cancelled)


def _series(master: _Piece, changed: dict[date, _Piece], reading: _Reading) -> Iterator[ReadEvent]:
    """A series with its changes, and after it what the rule does not give."""
    event, rule = master.event, master.rule
    first, length = event.starts_at.replace(tzinfo=None), event.ends_at.replace(tzinfo=None) - event.starts_at.replace(tzinfo=None)
    days = _Days(rule, first)
    changes = {day: Change(day=day, kind=ChangeKind.CANCELLED) for day in master.excepted if day >= reading.since and day in days}
    apart: dict[date, ReadEvent] = {}
    for day, piece in changed.items():
        if day not in days:
            apart[day] = piece.event
        elif change := _change(day, piece.event, datetime.combine(day, first.time()), length):
            changes[day] = change
    for moment in master.extra[:MAX_DATES]:
        day = moment.at.date()
        if day >= reading.since and day not in days and day not in master.excepted and len(apart) < MAX_EXTRA_DATES:
            starts = moment.at.replace(tzinfo=None) if not moment.is_day else datetime.combine(day, first.time())
            extra = replace(event, starts_at=starts.replace(tzinfo=AMSTERDAM), ends_at=(starts + length).replace(tzinfo=AMSTERDAM))
            apart.setdefault(day, replace(extra, recurrence=day.isoformat(), rule=""))
    kept = sorted(changes)[:MAX_CHANGES]
    if not (rule is None and first.date() in changes and changes[first.date()].kind is ChangeKind.CANCELLED):
        yield replace(event, changes=tuple(changes[day] for day in kept))
    yield from (piece for piece in apart.values() if not piece.is_cancelled)


def _change(day: date, event: ReadEvent, at: datetime, length: timedelta) -> Change | None:
    """What is different on a date of a series; None if it is only told in other words."""
    if event.is_cancelled:
        return Change(day=day, kind=ChangeKind.CANCELLED)
    if (event.starts_at.replace(tzinfo=None), event.ends_at.replace(tzinfo=None)) == (at, at + length):
        return None
    return Change(day=day, kind=ChangeKind.MOVED, starts_at=event.starts_at, ends_at=event.ends_at)


class _Days:
    """The days that a rule gives. How often it says that it comes is not counted out, which may take as long as it lasts."""

    def __init__(self, rule: Recurrence | None, first: datetime) -> None:
        self._rule, self._first = replace(rule, count=None) if rule else None, first

    def __contains__(self, day: date) -> bool:
        """Whether the series is held on a day."""
        if self._rule is None:
            return day == self._first.date()
        return any(True for _ in self._rule.starts(self._first, since=day, before=day + timedelta(days=1)))
