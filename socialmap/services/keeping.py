"""Saying that data are still right, without a revision: search, drafts and versions follow, and the log tells who said it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from core.schedule import AMSTERDAM
from socialmap.models import Entry
from socialmap.registry import Kept, kept_kinds
from socialmap.rules import REVIEW_AFTER, first_review_on

CONFIRMED = "socialmap.confirm"
# How many things get their first day to look again in one round.
MAX_DAYS_PER_ROUND = 500


@transaction.atomic
def confirm(*, kind: Kept, things: Iterable[Any], by: User | None, at: datetime, said_by: str = "") -> int:
    """Say of things of a kind that all is still right, to be looked at again in half a year; returns how many.

    `said_by` is what residents read; empty is the organisation that keeps the thing. Makes no revision.
    """
    today, count = at.astimezone(AMSTERDAM).date(), 0
    for thing in things:
        owner = kind.owner_of(thing)
        said = said_by or (owner.name if owner else "")
        kind.store(thing, {"verified_on": today, "review_on": today + REVIEW_AFTER, "verified_by": said[:80]})
        log(instance=thing, action=CONFIRMED, user=by)
        count += 1
    return count


def store_entry(entry: Entry, values: Mapping[str, Any]) -> None:
    """Write these fields of an entry, of a draft that waits too, so that publishing it does not bring the old ones back."""
    for name, value in values.items():
        setattr(entry, name, value)
    with transaction.atomic():
        entry.save(update_fields=list(values))
        draft = entry.latest_revision
        if draft:
            draft.content |= {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
            draft.save(update_fields=["content"])


def give_review_days(*, at: datetime) -> int:
    """Give what is public and has no day to look again one, at most 500 of a kind a round; returns how many. One query a kind if all have one."""
    today, count = at.astimezone(AMSTERDAM).date(), 0
    for kind in kept_kinds:
        for thing in kind.public().filter(review_on=None).order_by("pk")[:MAX_DAYS_PER_ROUND]:
            kind.store(thing, {"review_on": first_review_on(thing.verified_on, today=today)})
            count += 1
    return count
