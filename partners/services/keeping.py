"""Keeping one's own help on the social map: saying that it is right, or proposing a change."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from core.schedule import AMSTERDAM
from moderation.choices import SubmissionKind
from moderation.models import Submission
from moderation.services import submit
from socialmap.models import Entry

REVIEW_AFTER = timedelta(days=183)


@transaction.atomic
def confirm_entries(*, entries: list[Entry], by: User, at: datetime) -> int:
    """Say that everything is still right, as the organisation that keeps it; returns how many. Makes no revision.

    A draft that waits keeps the new day too, so that publishing it does not bring the old one back.
    """
    today = at.astimezone(AMSTERDAM).date()
    for entry in entries:
        entry.verified_on, entry.review_on = today, today + REVIEW_AFTER
        entry.verified_by = entry.owner.name if entry.owner else ""
        entry.save(update_fields=["verified_on", "review_on", "verified_by"])
        draft = entry.latest_revision
        if draft:
            draft.content |= {
                "verified_on": entry.verified_on.isoformat(),
                "review_on": entry.review_on.isoformat(),
                "verified_by": entry.verified_by,
            }
            draft.save(update_fields=["content"])
    return len(entries)


@transaction.atomic
def propose_change(*, entry: Entry, by: User, at: datetime) -> Submission:
    """Send what was changed in an entry to the editors; the approved version stays public until one of them approves.

    `entry` is an instance with what was filled in, and is not saved.
    """
    entry.save_revision(user=by)
    return submit(instance=entry, kind=SubmissionKind.CHANGE, organisation=entry.owner, by=by, at=at)
