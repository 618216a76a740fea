"""Keeping one's own help on the social map: saying that it is right, or proposing a change."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from core.schedule import AMSTERDAM
from moderation.choices import SubmissionKind
from moderation.models import Submission
from moderation.services import submit
from socialmap.models import Entry
from socialmap.registry import kept_kinds
from socialmap.rules import REVIEW_AFTER
from socialmap.services import confirm


def confirm_entries(*, entries: list[Entry], by: User, at: datetime) -> int:
    """Say that everything is still right, as the organisation that keeps it; returns how many. Makes no revision."""
    return confirm(kind=kept_kinds["hulp"], things=entries, by=by, at=at)


@transaction.atomic
def propose_change(*, entry: Entry, by: User, at: datetime) -> Submission:
    """Send what was changed in an entry to the editors; the approved version stays public until one of them approves.

    `entry` is an instance with what was filled in, and is not saved. Whoever changes something has looked at all of it, so
    once approved it is to be looked at again in half a year.
    """
    today = at.astimezone(AMSTERDAM).date()
    entry.verified_on, entry.review_on = today, today + REVIEW_AFTER
    entry.verified_by = entry.owner.name if entry.owner else ""
    entry.save_revision(user=by)
    return submit(instance=entry, kind=SubmissionKind.CHANGE, organisation=entry.owner, by=by, at=at)
