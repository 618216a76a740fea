"""Handing activities to the editors of the zones concerned."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from agenda.choices import EventState
from agenda.models import EventPage
from core.schedule import AMSTERDAM
from moderation.choices import SubmissionKind
from moderation.models import Submission
from moderation.services import submit
from socialmap.models import Organisation

# What begins so soon cannot wait its turn.
URGENT = timedelta(days=3)


@transaction.atomic
def submit_event(*, event: EventPage, organisation: Organisation | None, by: User | None, at: datetime) -> Submission:
    """Send the latest revision of an activity; what is public stays until somebody with the right in every zone approves.

    `event` holds that revision. `by` None is a job, such as an import.
    """
    kind = SubmissionKind.NEW
    if event.live:
        kind = SubmissionKind.CANCELLATION if event.state == EventState.CANCELLED else SubmissionKind.CHANGE
    return submit(instance=event, kind=kind, organisation=organisation, by=by, at=at, is_urgent=_is_urgent(event, at))


def _is_urgent(event: EventPage, at: datetime) -> bool:
    today = at.astimezone(AMSTERDAM).date()
    return any(date.ends_at > at for date in event.series.dates(since=today, before=today + URGENT))
