"""Importing a partner's calendar: fetched outside of any transaction, written in one, and all of it by way of moderation.

A round writes a bounded number of activities; what is left comes in the next. A fetch that fails, or that gives no whole
calendar, changes nothing, and one in which most of what is to come is gone waits for somebody to look at it.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from secrets import SystemRandom
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agenda.models import AgendaPage, CalendarSource, ImportedEvent
from agenda.rules import Series, describe_moment, describe_series
from agenda.rules.imported import Values, digest_of, last_day_of, values_of
from agenda.rules.matching import Known, Match, Matched, fingerprint, match_events
from agenda.rules.reading import MAX_BYTES, ReadCalendar, ReadEvent, read_calendar
from agenda.services.drafting import add_draft, agenda_of, cancel_event, change_event
from core.fetching import Fetched, FetchError, fetch
from core.models import lock
from core.recurrence import read_rule
from core.schedule import AMSTERDAM

logger = logging.getLogger(__name__)

FETCH_TIMEOUT_S = 20.0
ACCEPT = "text/calendar, text/plain;q=0.5, */*;q=0.1"
EVERY = timedelta(hours=1)
AT_MOST_EVERY = timedelta(hours=24)
# Longer than a fetch and a round of writing take together.
LEASE = timedelta(minutes=5)
# Activities that one round writes; each costs some 130 queries, and moderators read no more at a time.
MAX_WRITES = 30
EVENTS_SHOWN = 12
PROBLEMS_SHOWN = 12
KEPT_AFTER_END = timedelta(days=90)
# How far back a calendar is read: what began before today and lasts.
BEHIND = timedelta(days=1)

NOT_A_CALENDAR, MOST_IS_GONE, WITHOUT_AGENDA = "not-a-calendar", "most-is-gone", "without-agenda"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What a round did, in numbers of activities; `left` is what the next round has to do."""

    new: int = 0
    changed: int = 0
    cancelled: int = 0
    same: int = 0
    left: int = 0


def import_calendar(*, source: CalendarSource, at: datetime) -> ImportResult | None:
    """Fetch a calendar and hand what is new, changed or gone to the moderators; None if that did not happen now.

    A proposal is only looked at. Nothing is written but by who has the claim, and never twice at once for one source.
    """
    claimed = CalendarSource.objects.claim(source.pk, at=at, lease=LEASE)
    if claimed is None:
        return None
    try:
        fetched = fetch(
            claimed.address,
            max_bytes=MAX_BYTES,
            timeout_s=FETCH_TIMEOUT_S,
            accept=ACCEPT,
            etag=claimed.etag,
            last_modified=claimed.last_modified,
        )
    except FetchError as error:
        _failed(claimed, error.problem, str(error), at)
        return None
    if fetched.is_unchanged:
        _settle(claimed, at, {})
        return ImportResult()
    today = at.astimezone(AMSTERDAM).date()
    calendar = read_calendar(fetched.body, since=today - BEHIND)
    if calendar.failure:
        _failed(claimed, NOT_A_CALENDAR, calendar.failure, at)
        return None
    if claimed.is_proposal:
        _settle(claimed, at, {"found": _preview(calendar), "next_at": None, "last_sentence": ""})
        return ImportResult()
    return _write(claimed, fetched, calendar, today, at)


@transaction.atomic
def _write(source: CalendarSource, fetched: Fetched, calendar: ReadCalendar, today: date, at: datetime) -> ImportResult | None:
    """One transaction: what of the calendar is other than what was imported before, as far as a round goes."""
    lock(CalendarSource.objects.filter(pk=source.pk))
    parent = agenda_of(source.zone)
    if parent is None:
        _failed(source, WITHOUT_AGENDA, _("Deze wijk heeft geen agenda. Vraag de centrale redactie."), at)
        return None
    rows = {row.pk: row for row in ImportedEvent.objects.filter(source=source).defer("values")}
    matched = match_events(calendar.events, [_known(row) for row in rows.values()])
    coming = set(ImportedEvent.objects.filter(source=source).coming(on=today).values_list("pk", flat=True))
    gone = [rows[known.pk] for known in matched.vanished if known.pk in coming]
    if len(gone) * 2 > len(coming) and not source.may_cancel_most:
        _ask_somebody(source, len(gone), len(coming), at)
        return None
    steps = _steps(gone, matched, rows, today)
    result, new = _take(steps[:MAX_WRITES], source, parent, at)
    ImportedEvent.objects.bulk_create(new)
    _note_seen(source, matched, rows, at)
    ImportedEvent.objects.filter(source=source, ends_on__lt=today - KEPT_AFTER_END).delete()
    left = len(steps) - len(steps[:MAX_WRITES])
    result = replace(result, same=len(matched.matches) - sum(step.match is not None for step in steps), left=left)
    # What is left must be read again, so an answer that nothing changed is of no use until then.
    marks = {"etag": "", "last_modified": "", "next_at": at} if left else {"etag": fetched.etag, "last_modified": fetched.last_modified}
    told = {"found": _preview(calendar), "last_sentence": _told(result), "may_cancel_most": bool(left) and source.may_cancel_most}
    _settle(source, at, told | marks)
    return result


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One activity to write: gone (a row and no match), changed (both), or new (no row)."""

    row: ImportedEvent | None = None
    match: Match | None = None


def _steps(gone: Sequence[ImportedEvent], matched: Matched, rows: Mapping[int, ImportedEvent], today: date) -> list[_Step]:
    """What is gone, then what changed, then what is new, soonest first; what is over is left alone."""
    changed, new = [], []
    for match in matched.matches:
        last = last_day_of(match.event)
        row = rows[match.known.pk] if match.known else None
        if row is None:
            if not match.event.is_cancelled and (last is None or last >= today):
                new.append(_Step(match=match))
        elif row.digest != digest_of(values_of(match.event)) and (last is None or last >= today or row.ends_on is None):
            changed.append(_Step(row=row, match=match))
    return [*(_Step(row=row) for row in gone), *changed, *new]


def _take(steps: Sequence[_Step], source: CalendarSource, parent: AgendaPage, at: datetime) -> tuple[ImportResult, list[ImportedEvent]]:
    """Write these; the rows of new ones are not saved yet."""
    new: list[ImportedEvent] = []
    cancelled = changed = 0
    for step in steps:
        if step.match is None:
            assert step.row is not None
            cancel_event(row=step.row, source=source, at=at)
            cancelled += 1
            continue
        event, values = step.match.event, values_of(step.match.event)
        row = step.row or ImportedEvent(source=source)
        if step.row is None:
            row.event = add_draft(values=values, key=f"{event.uid} {event.recurrence}", source=source, parent=parent, at=at)
            new.append(row)
        else:
            change_event(row=row, values=values, source=source, at=at)
            changed += 1
        _fill(row, event, values, at)
        if step.row is not None:
            row.save()
    return ImportResult(new=len(new), changed=changed, cancelled=cancelled), new


def _fill(row: ImportedEvent, event: ReadEvent, values: Values, at: datetime) -> None:
    row.uid, row.recurrence, row.fingerprint = event.uid, event.recurrence, fingerprint(event)
    row.values, row.digest, row.ends_on = values, digest_of(values), last_day_of(event)
    row.seen_at, row.vanished_at = at, None


def _note_seen(source: CalendarSource, matched: Matched, rows: Mapping[int, ImportedEvent], at: datetime) -> None:
    """What is in the calendar was seen, and has from now on the UID that it has now."""
    renamed = []
    for match in matched.matches:
        row = rows[match.known.pk] if match.known else None
        if row and (row.uid, row.recurrence) != (match.event.uid, match.event.recurrence):
            row.uid, row.recurrence = match.event.uid, match.event.recurrence
            renamed.append(row)
    ImportedEvent.objects.bulk_update(renamed, ["uid", "recurrence"], batch_size=200)
    gone = [known.pk for known in matched.vanished]
    ImportedEvent.objects.filter(source=source, vanished_at=None).exclude(pk__in=gone).update(seen_at=at)


def _known(row: ImportedEvent) -> Known:
    return Known(pk=row.pk, uid=row.uid, recurrence=row.recurrence, fingerprint=row.fingerprint)


def _preview(calendar: ReadCalendar) -> dict[str, Any]:
    """What an editor sees of a calendar: how much there is, the first of it, and what could not be read."""
    return {
        "count": len(calendar.events),
        "events": [{"title": event.title, "when": _when(event), "place": event.place} for event in calendar.events[:EVENTS_SHOWN]],
        "problem_count": len(calendar.problems),
        "problems": [str(problem) for problem in calendar.problems[:PROBLEMS_SHOWN]],
    }


def _when(event: ReadEvent) -> str:
    rule = read_rule(event.rule) if event.rule else None
    series = Series(starts_at=event.starts_at, ends_at=event.ends_at, rule=rule, changes={change.day: change for change in event.changes})
    words = describe_series(series, is_all_day=event.is_all_day)
    return words or describe_moment(event.starts_at, event.ends_at, is_all_day=event.is_all_day)


def _told(result: ImportResult) -> str:
    counts = (
        (result.new, _("%(count)d nieuw")),
        (result.changed, _("%(count)d gewijzigd")),
        (result.cancelled, _("%(count)d afgelast")),
    )
    parts = [words % {"count": count} for count, words in counts if count]
    if not parts:
        return _("Er is niets veranderd.")
    sentence = _("%(parts)s. De moderatoren kijken dit na.") % {"parts": ", ".join(parts)}
    return f"{sentence} {_('De rest volgt vanzelf.')}" if result.left else sentence


def _ask_somebody(source: CalendarSource, gone: int, coming: int, at: datetime) -> None:
    """Stop until an editor says whether it is right; nothing is cancelled meanwhile."""
    sentence = _("Van de %(coming)d activiteiten die nog komen staan er %(gone)d niet meer in deze agenda. Wij hebben niets afgelast.")
    _settle(
        source,
        at,
        {"is_active": False, "last_problem": MOST_IS_GONE, "last_sentence": sentence % {"coming": coming, "gone": gone}},
    )


def _failed(source: CalendarSource, problem: str, sentence: str, at: datetime) -> None:
    """Nothing came of it: later again, each time twice as late, up to a day."""
    failures = source.failures + 1
    wait = min(AT_MOST_EVERY, EVERY * 2 ** min(failures, 8))
    told = {"last_problem": problem, "last_sentence": sentence, "failures": failures, "next_at": at + _about(wait)}
    _settle(source, at, told)
    logger.warning("calendar_failed source=%d problem=%s failures=%d", source.pk, problem, failures)


def _settle(source: CalendarSource, at: datetime, told: Mapping[str, Any]) -> None:
    """Give the claim back and say how it went."""
    usual = {"busy_until": None, "checked_at": at, "next_at": at + _about(EVERY), "failures": 0, "last_problem": ""}
    CalendarSource.objects.filter(pk=source.pk).update(**(usual | dict(told)))


def _about(wait: timedelta) -> timedelta:
    """So long, a tenth more or less, so that not all are fetched at the same moment."""
    return wait * SystemRandom().uniform(0.9, 1.1)
