"""What a change at a place means for its hours, and in words: pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.opening_hours import Because, DayPlan, OpeningHours
from core.recurrence import MONTH_NAMES, describe_date
from core.rules import joined_words
from core.schedule import AMSTERDAM, DAY_NAMES, ByDay, Opening, describe_day, format_time

A_WEEK_DAYS = 7
WARNED_DAYS_AHEAD = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Aware time in which something else holds at a place; `hours` None is closed, `ends` None is without an end."""

    starts: datetime
    ends: datetime | None
    hours: OpeningHours | None = None
    reason: str = ""

    def touches(self, opening: Opening) -> bool:
        """Whether they have a moment in common."""
        return opening.ends > self.starts.astimezone(UTC) and (self.ends is None or opening.starts < self.ends.astimezone(UTC))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangingHours(ByDay):
    """Hours of a place of which something else holds in some stretches, that do not overlap: elsewhere, or nothing."""

    own: OpeningHours
    stretches: tuple[Stretch, ...] = ()
    # The first and the last day that the place is there at all.
    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        return bool(self.own) or any(stretch.hours for stretch in self.stretches)

    def openings_on(self, day: date) -> tuple[Opening, ...]:
        """The stretches of being open that start on a day, in order."""
        return self.plan(day).openings

    def plan(self, day: date) -> DayPlan:
        """When it is open on a day; special where a stretch makes it other than the place's own week."""
        if (self.first and day < self.first) or (self.last and day > self.last):
            return DayPlan(day=day, because=Because.EXCEPTION, reason=_("de plek is er dan niet"))
        own = self.own.plan(day)
        openings = list(own.openings)
        touched = [stretch for stretch in self.stretches if _is_on(stretch, day)]
        for stretch in touched:
            openings = [part for opening in openings for part in _without(opening, stretch)]
        for stretch in touched:
            there = stretch.hours.plan(day).openings if stretch.hours else ()
            openings.extend(part for opening in there if (part := _within(opening, stretch)))
        openings.sort(key=lambda opening: opening.starts)
        if tuple(openings) == own.openings:
            return own
        return DayPlan(day=day, openings=tuple(openings), because=Because.EXCEPTION, reason=_reason(touched, day, is_open=bool(openings)))

    def week_from(self, monday: date) -> tuple[DayPlan, ...]:
        """Seven days in a row."""
        return tuple(self.plan(monday + timedelta(days=number)) for number in range(A_WEEK_DAYS))


def _reason(touched: Sequence[Stretch], day: date, *, is_open: bool) -> str:
    """Why a day is other than usual: what is special where people go then, if that is closed; else that they go there."""
    plans = [stretch.hours.plan(day) for stretch in touched if stretch.hours]
    closed = next((plan.reason for plan in plans if plan.is_special and plan.reason), "")
    return touched[0].reason if is_open or not closed else closed


def _is_on(stretch: Stretch, day: date) -> bool:
    # What began the evening before may still be going on.
    return stretch.starts.astimezone(AMSTERDAM).date() <= day + timedelta(days=1) and (
        stretch.ends is None or day <= stretch.ends.astimezone(AMSTERDAM).date()
    )


def _without(opening: Opening, stretch: Stretch) -> Iterator[Opening]:
    """What is left of an opening outside a stretch."""
    if not stretch.touches(opening):
        yield opening
        return
    starts = stretch.starts.astimezone(AMSTERDAM)
    if opening.starts < starts.astimezone(UTC):
        yield replace(opening, ends=starts)
    if stretch.ends is not None and stretch.ends.astimezone(UTC) < opening.ends:
        yield replace(opening, starts=stretch.ends.astimezone(AMSTERDAM))


def _within(opening: Opening, stretch: Stretch) -> Opening | None:
    """The part of an opening inside a stretch, if any."""
    if not stretch.touches(opening):
        return None
    starts, ends = opening.starts, opening.ends
    if starts < stretch.starts.astimezone(UTC):
        starts = stretch.starts.astimezone(AMSTERDAM)
    if stretch.ends is not None and stretch.ends.astimezone(UTC) < ends:
        ends = stretch.ends.astimezone(AMSTERDAM)
    return replace(opening, starts=starts, ends=ends)


def status_in_words(hours: ByDay, at: datetime) -> tuple[bool, str]:
    """Whether something is open at an aware moment, and that in words: "Nu open, tot 16.00 uur".

    Open by appointment counts as not open to walk in.
    """
    today = at.astimezone(AMSTERDAM).date()
    if current := hours.opening_at(at):
        until = format_time(current.ends.astimezone(AMSTERDAM))
        if current.by_appointment:
            return False, _("Nu alleen op afspraak, tot %(time)s uur") % {"time": until}
        return True, _("Nu open, tot %(time)s uur") % {"time": until}
    if following := hours.next_opening(at):
        begins = following.starts.date()
        day = describe_day(begins, today=today)
        if (begins - today).days >= A_WEEK_DAYS:
            day = describe_date(begins)
        said = {"day": day[:1].upper() + day[1:], "time": format_time(following.starts)}
        if following.by_appointment:
            return False, _("Nu dicht. %(day)s op afspraak open om %(time)s uur") % said
        return False, _("Nu dicht. %(day)s open om %(time)s uur") % said
    return False, ""


def until_in_words(ends_at: datetime | None) -> str:
    """How long something lasts, to follow "Dit duurt": "tot en met 30 april 2027"; empty if nobody knows."""
    if ends_at is None:
        return ""
    local = ends_at.astimezone(AMSTERDAM)
    if local.time() == time(0):
        return _("tot en met %(day)s") % {"day": describe_date(local.date() - timedelta(days=1))}
    return _("tot %(day)s, %(time)s uur") % {"day": describe_date(local.date()), "time": format_time(local)}


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDays:
    """A day that is not like every week, or some in a row that are alike; `last` None where no end is in sight."""

    plan: DayPlan
    last: date | None


def runs_of(plans: Iterable[DayPlan], *, seen_until: date) -> tuple[SpecialDays, ...]:
    """The special ones of plans in order, days in a row that read alike together; no end is in sight of what lasts until the last day seen."""
    found: list[SpecialDays] = []
    for plan in plans:
        if not plan.is_special:
            continue
        before = found[-1] if found else None
        if before and before.last == plan.day - timedelta(days=1) and (before.plan.words, before.plan.reason) == (plan.words, plan.reason):
            found[-1] = replace(before, last=plan.day)
        else:
            found.append(SpecialDays(plan=plan, last=plan.day))
    return tuple(replace(run, last=None) if run.last == seen_until and run.plan.day != seen_until else run for run in found)


def special_in_words(run: SpecialDays, *, today: date) -> str:
    """Special days as a sentence: "Vrijdag 25 december dicht: Eerste kerstdag", "Maandag 21 december tot en met vrijdag 1 januari dicht"."""
    days = _day_in_words(run.plan.day, today=today)
    if run.last is None:
        days = _("vanaf %(day)s") % {"day": days}
    elif run.last != run.plan.day:
        days = _("%(first)s tot en met %(last)s") % {"first": days, "last": _day_in_words(run.last, today=today)}
    return f"{days[:1].upper()}{days[1:]} {run.plan.words}{f': {run.plan.reason}' if run.plan.reason else ''}"


def _day_in_words(day: date, *, today: date) -> str:
    if 0 <= (day - today).days <= 1:
        return describe_day(day, today=today)
    return f"{DAY_NAMES[day.weekday()]} {day.day} {MONTH_NAMES[day.month - 1]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursWarning:
    """Something an editor should say of the hours of a place: in a few words for a list, and in sentences that say what to do."""

    short: str
    text: str


def hours_warnings(hours: OpeningHours, *, today: date) -> tuple[HoursWarning, ...]:
    """What is missing in the hours of the coming three months: days of which nothing is said, and holidays that nobody answered."""
    if not hours.periods:
        return (
            HoursWarning(
                short=_("Nog geen tijden"),
                text=_("Er staan nog geen openingstijden. Bezoekers zien nu niet wanneer zij kunnen komen. Vul ze in."),
            ),
        )
    end = today + timedelta(days=WARNED_DAYS_AHEAD - 1)
    gaps = _stretches(hours.days_without_hours(today, days=WARNED_DAYS_AHEAD))
    found = [_missing(first, last, is_open_ended=last == end) for first, last in gaps]
    if unanswered := hours.unanswered_holidays(today, days=WARNED_DAYS_AHEAD):
        names = joined_words(f"{name} ({describe_date(day)})" for day, name in unanswered)
        count = len(unanswered)
        question = ngettext(
            "Is de plek open op %(names)s? Wij zeggen nu: dicht. Zet die dag bij 'Andere dagen', "
            "of kies bij 'Op feestdagen' wat altijd geldt.",
            "Is de plek open op %(names)s? Wij zeggen nu: dicht. Zet die dagen bij 'Andere dagen', "
            "of kies bij 'Op feestdagen' wat altijd geldt.",
            count,
        )
        found.append(
            HoursWarning(
                short=_("%(count)d feestdagen zonder antwoord") % {"count": count} if count > 1 else unanswered[0][1],
                text=question % {"names": names},
            )
        )
    return tuple(found)


def _missing(first: date, last: date, *, is_open_ended: bool) -> HoursWarning:
    one_or_more = _("Op %(day)s") if first == last else _("Van %(day)s tot en met %(last)s")
    days = _("Vanaf %(day)s") if is_open_ended else one_or_more
    said = {"days": days % {"day": describe_date(first), "last": describe_date(last)}}
    return HoursWarning(
        short=_("Geen tijden vanaf %(day)s") % {"day": f"{first.day} {MONTH_NAMES[first.month - 1]}"},
        text=_("%(days)s staan er geen tijden. Maak een periode voor die dagen. Is de plek dan dicht? Maak dan een periode zonder tijden.")
        % said,
    )


def _stretches(days: Iterable[date]) -> list[tuple[date, date]]:
    """Days in order, as first and last of each run without a gap."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day == found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
