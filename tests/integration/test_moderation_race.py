"""Editors who decide about the same thing at the same moment: one of them does, and one mail leaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry, Task, Workflow

from accounts.models import User
from agenda.models import AgendaPage, EventPage
from core.models import Mail
from moderation.choices import Action, SubmissionKind, SubmissionState
from moderation.models import Submission
from moderation.rules import AlreadyDecidedError
from moderation.services import approve, submit
from sites.models import Zone
from socialmap.models import Organisation
from tests.factories.partners import make_moderator, make_partner
from tests.integration.races import at_once, committed, taken_away

pytestmark = pytest.mark.production
__all__ = ["committed"]

EDITORS = 50


def sent_in() -> Submission:
    """An activity that a partner sent in."""
    partner, organisation = make_partner()
    starts = timezone.now() + timedelta(days=7)
    event = EventPage(
        title="Koffie voor velen",
        slug="koffie-voor-velen",
        place_name="St. Jurriën",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        organiser=organisation,
        live=False,
    )
    root = Zone.objects.get(slug="zandweerd").site.root_page
    AgendaPage.objects.child_of(root).get().add_child(instance=event)
    event.save_revision()
    return submit(instance=event, kind=SubmissionKind.NEW, organisation=organisation, by=partner, at=timezone.now())


@pytest.fixture
def submission(committed: None) -> Iterator[Submission]:
    """The same, committed; all that came of it goes again."""
    with taken_away(Submission, EventPage, PageLogEntry, Organisation, Workflow, Task):
        yield sent_in()


def outcome_of(submission: Submission, by: User, seen: int | None) -> str:
    try:
        approve(submission=submission, seen=seen, by=by, at=timezone.now())
    except AlreadyDecidedError:
        return "late"
    return "first"


def calls(submission: Submission, number: int) -> list[partial[str]]:
    """As many editors of the zone as are asked for, each about to approve what they see."""
    editor = make_moderator(Zone.objects.get(slug="zandweerd"))
    seen = EventPage.objects.get(pk=submission.object_id).latest_revision_id
    return [partial(outcome_of, submission, User.objects.get(pk=editor.pk), seen) for _ in range(number)]


def check(submission: Submission) -> None:
    """It is public once, and who sent it is told once that they sent it and once that it is public."""
    submission.refresh_from_db()
    assert submission.state == SubmissionState.PUBLISHED
    assert EventPage.objects.get(pk=submission.object_id).live
    steps = [submission.steps.get(action=action).pk for action in (Action.SEND, Action.PUBLISH)]
    told = Mail.objects.filter(key__startswith="inzending:").values_list("key", flat=True)
    assert set(told) == {f"inzending:{step}" for step in steps}


def test_who_approves_after_somebody_else_is_late(db: None) -> None:
    Mail.objects.all().delete()
    found = sent_in()

    assert [call() for call in calls(found, 2)] == ["first", "late"]
    check(found)


def test_of_fifty_who_approve_at_once_one_does_and_one_mail_leaves(submission: Submission) -> None:
    assert sorted(at_once(calls(submission, EDITORS))) == ["first"] + ["late"] * (EDITORS - 1)
    check(submission)
