"""What partners send in: nothing becomes public without somebody with the right in every zone concerned."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import TaskState

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant_role
from agenda.models import AgendaPage, EventPage
from cms.tasks_bridge import announcer, run_job
from core.mail import send_waiting_mail
from core.models import Mail
from moderation.choices import Action, RefusalReason, SubmissionKind, SubmissionState
from moderation.models import Submission, Trust
from moderation.rules import AlreadyDecidedError, ChangedMeanwhileError, ModerationError, NotAllowedError
from moderation.services import answer, approve, ask, mark_checked, refuse, submit, take, withdraw
from sites.models import Zone
from socialmap.models import Membership, Organisation
from tests.factories import UserFactory
from tests.factories.partners import make_moderator, make_partner

pytestmark = pytest.mark.both_stacks

Commits = Callable[..., AbstractContextManager[list[Callable[[], Any]]]]


@pytest.fixture(autouse=True)
def _own_process(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcer, "announce", run_job)
    Mail.objects.all().delete()
    outbox.outbox.clear()


@pytest.fixture
def partner(db: None) -> tuple[User, Organisation]:
    return make_partner()


def draft(zone: Zone, organisation: Organisation, *, title: str = "Koffieochtend", also_in: tuple[Zone, ...] = ()) -> EventPage:
    """An activity that nobody has seen yet."""
    starts = timezone.now().replace(microsecond=0) + timedelta(days=7)
    event = EventPage(
        title=title,
        slug=f"{slugify(title)}-{EventPage.objects.count()}",
        place_name="St. Jurriën",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        organiser=organisation,
        live=False,
    )
    AgendaPage.objects.child_of(zone.site.root_page).get().add_child(instance=event)
    event.also_in.set(also_in)
    event.save_revision()
    return event


def send(event: EventPage, by: User, organisation: Organisation, kind: SubmissionKind = SubmissionKind.NEW) -> Submission:
    return submit(instance=event, kind=kind, organisation=organisation, by=by, at=timezone.now())


def seen(event: EventPage) -> int | None:
    event.refresh_from_db()
    latest: int | None = event.latest_revision_id
    return latest


def test_an_approved_activity_is_public_and_its_sender_is_told(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    event = draft(zandweerd, organisation)
    moderator = make_moderator(zandweerd)

    submission = send(event, by, organisation)
    assert not EventPage.objects.live().filter(pk=event.pk).exists()
    approve(submission=submission, seen=seen(event), by=moderator, at=timezone.now())

    event.refresh_from_db()
    submission.refresh_from_db()
    assert (event.live, submission.state, submission.handled_by) == (True, SubmissionState.PUBLISHED, moderator)
    assert [step.action for step in submission.steps.all()] == [Action.SEND, Action.PUBLISH]
    send_waiting_mail.call()
    assert [mail.to for mail in outbox.outbox] == [[by.email], [by.email]]
    assert f"/agenda/{event.slug}/" in outbox.outbox[1].body
    assert event.workflow_states.get().status == "approved"


def test_a_question_and_its_answer(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    submission = send(draft(zandweerd, organisation), by, organisation)
    moderator = make_moderator(zandweerd)

    take(submission=submission, by=moderator, at=timezone.now())
    ask(submission=submission, text="Mag een hond mee?", by=moderator, at=timezone.now())
    submission.refresh_from_db()
    assert submission.state == SubmissionState.QUESTION
    answer(submission=submission, text="Ja hoor.", by=by, at=timezone.now())

    submission.refresh_from_db()
    assert submission.state == SubmissionState.RECEIVED
    assert [(message.is_from_editor, message.text) for message in submission.messages.all()] == [
        (True, "Mag een hond mee?"),
        (False, "Ja hoor."),
    ]
    send_waiting_mail.call()
    assert "Mag een hond mee?" in outbox.outbox[-1].body


def test_a_refusal_says_why_and_keeps_the_draft(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    event = draft(zandweerd, organisation)
    submission = send(event, by, organisation)
    moderator = make_moderator(zandweerd)

    with pytest.raises(ModerationError, match="waarom"):
        refuse(submission=submission, reason=RefusalReason.OTHER, explanation=" ", by=moderator, at=timezone.now())
    refuse(submission=submission, reason=RefusalReason.PAST, explanation="Het was in mei.", by=moderator, at=timezone.now())

    assert EventPage.objects.filter(pk=event.pk, live=False).exists()
    send_waiting_mail.call()
    assert "De datum is al geweest" in outbox.outbox[-1].body
    assert "Het was in mei." in outbox.outbox[-1].body
    again = send(event, by, organisation)
    assert again.pk != submission.pk
    approve(submission=again, seen=seen(event), by=moderator, at=timezone.now())
    event.refresh_from_db()
    assert event.live


def test_only_who_has_the_right_in_every_zone_concerned_decides(
    zandweerd: Zone, voorstad: Zone, partner: tuple[User, Organisation]
) -> None:
    by, organisation = partner
    event = draft(zandweerd, organisation, also_in=(voorstad,))
    submission = send(event, by, organisation)

    for nobody in (make_moderator(zandweerd), make_moderator(voorstad), UserFactory(), by):
        with pytest.raises(NotAllowedError):
            approve(submission=submission, seen=seen(event), by=nobody, at=timezone.now())
        assert not Submission.objects.decidable_by(nobody).exists()
    approve(submission=submission, seen=seen(event), by=make_moderator(zandweerd, voorstad), at=timezone.now())


def test_nobody_approves_what_is_theirs(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    event = draft(zandweerd, organisation)
    submission = send(event, by, organisation)
    colleague = make_moderator(zandweerd)
    Membership.objects.create(organisation=organisation, user=colleague)
    grant_role(user=by, role=Role.MODERATOR, zone=zandweerd, by=None, at=timezone.now())

    for own in (by, colleague):
        with pytest.raises(NotAllowedError):
            approve(submission=submission, seen=seen(event), by=User.objects.get(pk=own.pk), at=timezone.now())


def test_what_nobody_saw_is_not_published(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    event = draft(zandweerd, organisation)
    submission = send(event, by, organisation)
    looked_at = seen(event)
    event.title = "Gokavond"
    event.save_revision()
    send(event, by, organisation)

    moderator = make_moderator(zandweerd)
    with pytest.raises(ChangedMeanwhileError):
        approve(submission=submission, seen=looked_at, by=moderator, at=timezone.now())
    approve(submission=submission, seen=seen(event), by=moderator, at=timezone.now())
    assert Submission.objects.count() == 1


def test_a_change_waits_while_the_approved_version_stays(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    event = draft(zandweerd, organisation)
    moderator = make_moderator(zandweerd)
    approve(submission=send(event, by, organisation), seen=seen(event), by=moderator, at=timezone.now())
    event = EventPage.objects.get(pk=event.pk)
    event.title = "Theeochtend"
    event.save_revision()

    change = send(event, by, organisation, SubmissionKind.CHANGE)
    assert EventPage.objects.get(pk=event.pk).title == "Koffieochtend"
    approve(submission=change, seen=seen(event), by=moderator, at=timezone.now())
    assert EventPage.objects.get(pk=event.pk).title == "Theeochtend"


def test_who_is_second_is_told(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    event = draft(zandweerd, organisation)
    submission = send(event, by, organisation)
    approve(submission=submission, seen=seen(event), by=make_moderator(zandweerd), at=timezone.now())

    with pytest.raises(AlreadyDecidedError, match="geplaatst"):
        refuse(submission=submission, reason=RefusalReason.PAST, explanation="", by=make_moderator(zandweerd), at=timezone.now())
    with pytest.raises(AlreadyDecidedError):
        withdraw(submission=submission, by=by, at=timezone.now())


def test_a_trusted_partner_is_public_at_once_and_looked_at_afterwards(
    zandweerd: Zone, voorstad: Zone, partner: tuple[User, Organisation]
) -> None:
    by, organisation = partner
    Trust.objects.create(organisation=organisation, zone=zandweerd)
    own, wider = draft(zandweerd, organisation), draft(zandweerd, organisation, title="Breed", also_in=(voorstad,))

    published, waiting = send(own, by, organisation), send(wider, by, organisation)

    imported = submit(
        instance=draft(zandweerd, organisation, title="Uit een agenda"),
        kind=SubmissionKind.NEW,
        organisation=organisation,
        by=None,
        at=timezone.now(),
    )
    assert imported.state == SubmissionState.RECEIVED
    own.refresh_from_db()
    assert (own.live, published.state, waiting.state) == (True, SubmissionState.PUBLISHED, SubmissionState.RECEIVED)
    moderator = make_moderator(zandweerd)
    assert list(Submission.objects.to_check().decidable_by(moderator)) == [published]
    mark_checked(submission=published, by=moderator, at=timezone.now())
    assert not Submission.objects.to_check().exists()


def test_what_is_withdrawn_can_be_sent_again(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    event = draft(zandweerd, organisation)
    submission = send(event, by, organisation)

    withdraw(submission=submission, by=by, at=timezone.now())

    assert not TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).exists()
    assert send(event, by, organisation).pk != submission.pk


def test_publishing_and_deleting_in_the_editor_of_wagtail_decide_too(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    event, other = draft(zandweerd, organisation), draft(zandweerd, organisation, title="Weg")
    published, deleted = send(event, by, organisation), send(other, by, organisation)

    EventPage.objects.get(pk=event.pk).get_latest_revision().publish()
    EventPage.objects.get(pk=other.pk).delete()

    published.refresh_from_db()
    deleted.refresh_from_db()
    assert (published.state, deleted.state) == (SubmissionState.PUBLISHED, SubmissionState.WITHDRAWN)
