"""A week of hours as a grid: a row for each day with two blocks, and one line for all that does not fit in there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.schedule import DAY_NAMES, ScheduleError, Slot, Span, parse_schedule, write_schedule, write_time

BLOCKS = 2
# A closing time up to here is of the next morning; a later one that lies before the opening time is a slip.
LATEST_NIGHT = time(6)
HOURS_A_DAY, MINUTES_AN_HOUR = 24, 60
MIDNIGHT_TEXTS = {"24", "24:00"}
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")

Block = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedWeek:
    """What somebody typed, right or wrong: for each day from Monday its blocks (from, until), and the line for the rest."""

    days: tuple[tuple[Block, ...], ...] = ((("", ""),) * BLOCKS,) * len(DAY_NAMES)
    other: str = ""


def typed_week(notation: str) -> TypedWeek:
    """A notation as the grid shows it. What does not fit is in `other`, and so is all of what cannot be read."""
    try:
        slots = parse_schedule(notation).slots
    except ScheduleError:
        return TypedWeek(other=notation)
    days: list[tuple[Block, ...]] = [((("", ""),) * BLOCKS)] * len(DAY_NAMES)
    rest: list[Slot] = [slot for slot in slots if not _fits(slot)]
    for weekday, daily in groupby((slot for slot in slots if _fits(slot)), key=lambda slot: slot.weekday):
        blocks = list(daily)
        typed = [(write_time(slot.opens), write_time(slot.closes)) for slot in blocks[:BLOCKS]]
        days[weekday] = tuple(typed + [("", "")] * (BLOCKS - len(typed)))
        rest += blocks[BLOCKS:]
    return TypedWeek(days=tuple(days), other=write_schedule(rest))


def written_week(typed: TypedWeek) -> str:
    """The notation of what was typed. Raises ValidationError with a sentence for each thing that is wrong, which names its day."""
    slots, problems = [], []
    for weekday, blocks in enumerate(typed.days):
        for block in blocks:
            if any(text.strip() for text in block):
                try:
                    opens, closes = _span(block, _("Op %(day)s") % {"day": DAY_NAMES[weekday]})
                    slots.append(Slot(weekday=weekday, opens=opens, closes=closes))
                except ScheduleError as error:
                    problems.append(str(error))
    try:
        other = parse_schedule(typed.other.strip()).slots
    except ScheduleError as error:
        problems.append(_("Bij 'Anders': %(problem)s") % {"problem": error})
    if problems:
        raise ValidationError(problems)
    try:
        notation = write_schedule((*slots, *other))
        parse_schedule(notation)
    except ScheduleError as error:
        raise ValidationError(str(error)) from error
    return notation


def refuse_turned_round(opens: time, closes: time, *, where: str) -> None:
    """Raise ScheduleError for a closing time that lies before the opening time and is not of the next morning."""
    if LATEST_NIGHT < closes < opens:
        raise ScheduleError(
            _("%(where)s ligt de eindtijd %(closes)s voor de begintijd %(opens)s. Draai de tijden om.")
            % {"where": where, "closes": write_time(closes), "opens": write_time(opens)}
        )


def _fits(slot: Slot) -> bool:
    return slot.week is None and not LATEST_NIGHT < slot.closes < slot.opens


def _span(block: Block, where: str) -> Span:
    first, last = (text.strip() for text in block)
    if not first or not last:
        raise ScheduleError(_("%(where)s mist een tijd. Vul 'van' en 'tot' allebei in, of maak ze allebei leeg.") % {"where": where})
    opens = _time(first, where)
    closes = time(0) if last.replace(".", ":") in MIDNIGHT_TEXTS else _time(last, where)
    if opens == closes:
        raise ScheduleError(_("%(where)s zijn de begintijd en de eindtijd gelijk.") % {"where": where})
    refuse_turned_round(opens, closes, where=where)
    return opens, closes


def _time(text: str, where: str) -> time:
    match = _TIME.fullmatch(text)
    if match is None or int(match[1]) >= HOURS_A_DAY or int(match[2] or 0) >= MINUTES_AN_HOUR:
        raise ScheduleError(_("%(where)s staat '%(text)s'. Dat is geen tijd. Schrijf het zo: 9:00.") % {"where": where, "text": text[:10]})
    return time(int(match[1]), int(match[2] or 0))


class WeekGrid(forms.Widget):
    """The grid. Works without scripts; a bad time comes back as it was typed."""

    template_name = "sites/admin/week_grid.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """A row for each day."""
        context: dict[str, Any] = super().get_context(name, None, attrs)
        typed = value if isinstance(value, TypedWeek) else typed_week(value or "")
        base = context["widget"]["attrs"].get("id", name)
        context["widget"] |= {
            "rows": [
                (day, list(_inputs(name, base, number, blocks)))
                for number, (day, blocks) in enumerate(zip(DAY_NAMES, typed.days, strict=True))
            ],
            "other": {"name": f"{name}-anders", "id": f"{base}-anders", "value": typed.other},
        }
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> TypedWeek:
        """What was typed, as it was typed."""
        days = tuple(
            tuple((data.get(first) or "", data.get(last) or "") for first, last in _names(name, number)) for number in range(len(DAY_NAMES))
        )
        return TypedWeek(days=days, other=data.get(f"{name}-anders") or "")

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """Whether the grid was not in the form at all."""
        return not any(key.startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        """The first time of Monday."""
        return f"{id_}-0-0-van" if id_ else id_


def _names(name: str, day: int) -> list[tuple[str, str]]:
    return [(f"{name}-{day}-{block}-van", f"{name}-{day}-{block}-tot") for block in range(BLOCKS)]


def _inputs(name: str, base: str, day: int, blocks: tuple[Block, ...]) -> Iterator[dict[str, Any]]:
    for number, (names, ids, texts) in enumerate(zip(_names(name, day), _names(base, day), blocks, strict=True), start=1):
        yield {
            "number": number,
            "from": {"name": names[0], "id": ids[0], "value": texts[0]},
            "until": {"name": names[1], "id": ids[1], "value": texts[1]},
        }


class WeekField(forms.Field):
    """Weekly hours, typed in a grid and stored in the notation of `core.schedule`."""

    widget = WeekGrid

    def clean(self, value: Any) -> str:
        """The notation; raises ValidationError with a sentence for each day that is wrong."""
        return written_week(value) if isinstance(value, TypedWeek) else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether other hours were typed than there were; what cannot be read is a change."""
        try:
            return parse_schedule(self.clean(data)) != parse_schedule(initial or "")
        except (ValidationError, ScheduleError):
            return True
