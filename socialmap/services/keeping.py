"""Saying that data are still right, without a revision: search, drafts and versions follow, and the log tells who said it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log
from wagtail.models import Revision

from accounts.models import User
from core.models import hold
from core.schedule import AMSTERDAM
from socialmap.models import Entry
from socialmap.models.editorial import Editorial
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
    today, count, found = at.astimezone(AMSTERDAM).date(), 0, sorted(things, key=lambda thing: int(thing.pk))
    # What all of them are made of before the first is saved, kind by kind: so no two wait for each other.
    columns = zip_longest(*(thing.made_of() for thing in found if isinstance(thing, Editorial)))
    hold(rows for column in columns for rows in column if rows is not None)
    for thing in found:
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
        write_in_drafts(entry, values)


def write_in_drafts(thing: Any, values: Mapping[str, Any]) -> None:
    """Write fields in the draft that waits and in what is planned, as they are stored now; in the caller's transaction. Two queries at least."""
    latest = type(thing)._default_manager.filter(pk=thing.pk).values("latest_revision")
    drafts = Revision.objects.for_instance(thing).filter(Q(pk__in=latest) | Q(approved_go_live_at__isnull=False))
    for draft in drafts.select_for_update().order_by("pk"):
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
