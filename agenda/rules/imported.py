"""From an activity in somebody's calendar to the fields of an activity of ours, in values that JSON can hold. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from agenda.choices import EventState, Repeat
from agenda.rules.cleaning import clipped
from agenda.rules.reading import ReadEvent
from agenda.rules.series import rule_of
from core.recurrence import Frequency, Recurrence, Weekday, read_rule
from core.schedule import DAY_CODES

MAX_INTRODUCTION = 240
MAX_PART = 80
# A rule that gives a number of times is counted out so far, to know its last day.
COUNTED_DAYS, COUNTED = timedelta(days=4 * 366), timedelta(days=12 * 366)
_POSTCODE = re.compile(r"\b([1-9]\d{3}\s?[A-Z]{2})\b\s*(.*)")
_CHOICES = (
    Repeat.DAILY,
    Repeat.WEEKLY,
    Repeat.FORTNIGHTLY,
    Repeat.MONTHLY_BY_WEEKDAY,
    Repeat.MONTHLY_BY_DATE,
    Repeat.YEARLY,
)

Values = dict[str, Any]


def values_of(event: ReadEvent) -> Values:
    """The fields of an activity that follow from a calendar; moments and days as ISO 8601."""
    introduction = clipped(" ".join(event.text.split("\n\n")[0].split()), MAX_INTRODUCTION)
    return {
        "title": event.title,
        "introduction": introduction,
        "text": event.text if " ".join(event.text.split()) != introduction else "",
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "is_all_day": event.is_all_day,
        "state": (EventState.CANCELLED if event.is_cancelled else EventState.SCHEDULED).value,
        "website": event.url,
        "changes": [
            {
                "day": change.day.isoformat(),
                "kind": change.kind.value,
                "starts_at": change.starts_at.isoformat() if change.starts_at else None,
                "ends_at": change.ends_at.isoformat() if change.ends_at else None,
            }
            for change in event.changes
        ],
        **place_of(event.place),
        **repeat_of(event),
    }


def digest_of(values: Mapping[str, Any]) -> str:
    """A short text that is the same for the same values, and other for others."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def place_of(place: str) -> Values:
    """The name of a place and its address: "De Bron, Laan 1, 7412 AB Deventer" in its parts."""
    parts = [part.strip() for part in place.split(",") if part.strip()]
    found: Values = {"place_name": clipped(parts[0], MAX_PART) if parts else "", "street": "", "postcode": "", "city": ""}
    for part in parts[1:]:
        if match := _POSTCODE.search(part):
            found |= {"postcode": match[1], "city": clipped(match[2], 60) or found["city"]}
        elif any(letter.isdigit() for letter in part) and not found["street"]:
            found["street"] = clipped(part, MAX_PART)
        elif not found["city"] and found["postcode"]:
            found["city"] = clipped(part, 60)
    return found


def repeat_of(event: ReadEvent) -> Values:
    """The choice that stands for a rule, if one gives the same dates; else the rule itself."""
    never: Values = {"repeat": Repeat.NEVER.value, "weekdays": [], "repeat_until": None, "rule_text": ""}
    if not event.rule:
        return never
    first = event.starts_at.replace(tzinfo=None)
    rule = _plain(read_rule(event.rule), first)
    until = rule.until.date() if rule.until else None
    weekdays = [weekday.day for weekday in rule.weekdays]
    for choice in _CHOICES:
        is_weekly = choice in (Repeat.WEEKLY, Repeat.FORTNIGHTLY)
        candidate = rule_of(choice, first=first.date(), weekdays=weekdays if is_weekly else (), until=until)
        if candidate == rule:
            others = [DAY_CODES[day] for day in weekdays if day != first.weekday()] if is_weekly else []
            return never | {"repeat": choice.value, "weekdays": others, "repeat_until": until.isoformat() if until else None}
    return never | {"repeat": Repeat.OTHER.value, "rule_text": event.rule}


def last_day_of(event: ReadEvent) -> date | None:
    """The last day on which something of it is held; None if it has no end."""
    length = event.ends_at - event.starts_at
    ends = [event.ends_at.date(), *(change.ends_at.date() for change in event.changes if change.ends_at)]
    if event.rule:
        rule = _plain(read_rule(event.rule), event.starts_at.replace(tzinfo=None))
        if rule.until is None:
            return None
        ends.append((rule.until + length).date())
    return max(ends)


def _plain(rule: Recurrence, first: datetime) -> Recurrence:
    """The same dates, told with as few words as can be: what follows from the first time is left out, and a number of times becomes a day."""
    weekdays = tuple(sorted(set(rule.weekdays)))
    month_days, months = rule.month_days, rule.months
    if not weekdays and month_days in ((), (first.day,)):
        if rule.frequency == Frequency.MONTHLY:
            month_days = ()
        elif rule.frequency == Frequency.YEARLY and months == (first.month,):
            month_days, months = (), ()
    if rule.frequency == Frequency.WEEKLY and not weekdays:
        weekdays = (Weekday(first.weekday()),)
    starts_on = 0 if rule.interval == 1 or rule.frequency != Frequency.WEEKLY or len(weekdays) == 1 else rule.week_start
    found = replace(rule, weekdays=weekdays, month_days=month_days, months=months, week_start=starts_on)
    if rule.count is not None:
        times = list(rule.starts(first, before=_horizon(rule, first)))
        return replace(found, count=None, until=datetime.combine(times[-1].date(), time.max)) if len(times) == rule.count else found
    if rule.until is not None:
        day = rule.until.date() if rule.until.time() >= first.time() else rule.until.date() - timedelta(days=1)
        return replace(found, until=datetime.combine(day, time.max))
    return found


def _horizon(rule: Recurrence, first: datetime) -> date:
    """As far as times are counted out; days are many, so those less far."""
    return (first + COUNTED_DAYS if rule.frequency == Frequency.DAILY else first + COUNTED).date()
