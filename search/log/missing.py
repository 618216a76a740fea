"""Writes of the signals that help is missing."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from core.schedule import AMSTERDAM
from search.choices import SignalSource, SignalState
from search.log.writing import safe_text
from search.models import MissingHelp
from sites.models import Zone


@transaction.atomic
def report_missing_help(*, text: str, query: str, zone: Zone | None, is_about_zone: bool) -> MissingHelp:
    """Keep what a visitor missed; `text` has no contact details any more, of `query` only what may be kept is written."""
    return MissingHelp.objects.create(
        text=text,
        query=safe_text(query),
        zone=zone,
        is_about_zone=is_about_zone and zone is not None,
        source=SignalSource.VISITOR,
        created_on=_today(),
    )


@transaction.atomic
def mark_missing_help(*, text: str, zone: Zone | None) -> tuple[MissingHelp, bool]:
    """Say that help is missing for what people looked for; gives the open signal that is there already, if there is one."""
    return MissingHelp.objects.get_or_create(
        text=text, zone=zone, source=SignalSource.EDITOR, state=SignalState.OPEN, defaults={"created_on": _today()}
    )


@transaction.atomic
def handle_missing_help(*, signal: MissingHelp, note: str) -> None:
    """Say that somebody has looked at it, with what came of it."""
    signal.state, signal.note, signal.handled_on = SignalState.HANDLED, note, _today()
    signal.save(update_fields=["state", "note", "handled_on"])


@transaction.atomic
def reopen_missing_help(*, signal: MissingHelp) -> None:
    """Put a signal back on the list."""
    signal.state, signal.handled_on = SignalState.OPEN, None
    signal.save(update_fields=["state", "handled_on"])


def _today() -> date:
    return timezone.localdate(timezone=AMSTERDAM)
