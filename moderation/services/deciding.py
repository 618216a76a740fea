"""What an editor does with a submission: pick it up, ask, publish, refuse, and look at it afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.models import lock
from moderation.choices import REFUSAL_SENTENCES, Action, RefusalReason
from moderation.models import Message, Submission
from moderation.registry import subjects
from moderation.rules import ChangedMeanwhileError, ModerationError, NotAllowedError
from moderation.services.steps import locked, take_step

# Who was told what about which activity is of use for two seasons.
KEPT = timedelta(days=730)


@transaction.atomic
def take(*, submission: Submission, by: User, at: datetime) -> Submission:
    """Say that somebody is looking at it; the partner sees that. Raises ModerationError."""
    submission = _for_deciding(submission, by)
    submission.handled_by = by
    take_step(submission=submission, action=Action.TAKE, by=by, at=at)
    return submission


@transaction.atomic
def ask(*, submission: Submission, text: str, by: User, at: datetime) -> Message:
    """Ask the partner something; it waits for the answer. Raises ModerationError."""
    submission = _for_deciding(submission, by)
    if not text.strip():
        raise ModerationError(_("Schrijf eerst uw vraag."))
    submission.handled_by = by
    message = Message.objects.create(submission=submission, author=by, is_from_editor=True, text=text.strip(), created_at=at)
    take_step(submission=submission, action=Action.ASK, by=by, at=at, text=message.text)
    return message


@transaction.atomic
def approve(*, submission: Submission, seen: int | None, by: User, at: datetime) -> Submission:
    """Make public what an editor has seen: the version with this number, which for most things is the key of a revision.

    Raises ChangedMeanwhileError if there is a newer one, AlreadyDecidedError if somebody was first, NotAllowedError
    without the right in every zone concerned, and ModerationError with what is missing for publication.
    """
    submission = _for_deciding(submission, by)
    instance = _instance(submission)
    if subjects.of(instance).version(instance) != seen:
        raise ChangedMeanwhileError(_("Er is intussen iets veranderd. Kijk nog een keer; daarna kunt u het plaatsen."))
    submission.handled_by = by
    take_step(submission=submission, action=Action.PUBLISH, by=by, at=at)
    _make_public(submission, instance, by=by, at=at)
    return submission


@transaction.atomic
def publish_trusted(*, submission: Submission, at: datetime) -> Submission:
    """Make public what a trusted organisation sent; an editor looks at it afterwards."""
    submission.is_unchecked = True
    take_step(submission=submission, action=Action.PUBLISH, by=None, at=at)
    _make_public(submission, _instance(submission), by=None, at=at)
    return submission


@transaction.atomic
def refuse(*, submission: Submission, reason: RefusalReason, explanation: str, by: User, at: datetime) -> Submission:
    """Do not publish it, with a reason that the partner reads; the draft stays with the partner. Raises ModerationError."""
    submission = _for_deciding(submission, by)
    if reason is RefusalReason.OTHER and not explanation.strip():
        raise ModerationError(_("Schrijf op waarom u het niet plaatst. De partner leest dat."))
    submission.handled_by, submission.reason, submission.explanation = by, reason, explanation.strip()
    text = "\n\n".join(filter(None, [str(REFUSAL_SENTENCES[reason]), submission.explanation]))
    take_step(submission=submission, action=Action.REFUSE, by=by, at=at, text=text)
    state = submission.workflow_state
    if state and state.current_task_state:
        state.current_task_state.specific.reject(user=by, comment=text)
    return submission


@transaction.atomic
def mark_checked(*, submission: Submission, by: User, at: datetime) -> Submission:
    """Say that what was published at once is right. Raises ModerationError."""
    submission = _for_deciding(submission, by)
    if not submission.is_unchecked:
        raise ModerationError(_("Dit is al nagekeken."))
    submission.is_unchecked, submission.handled_by = False, by
    take_step(submission=submission, action=Action.CHECK, by=by, at=at)
    return submission


def _for_deciding(submission: Submission, by: User) -> Submission:
    """The submission, locked; raises NotAllowedError if this person may not decide about it."""
    found = locked(submission)
    if not Submission.objects.filter(pk=found.pk).decidable_by(by).exists():
        raise NotAllowedError(_("Hierover beslist iemand anders: iemand van de wijk, die het niet zelf heeft gestuurd."))
    return found


def _instance(submission: Submission) -> Any:
    """What it is about, which nobody else saves until this transaction ends; raises ModerationError if that is gone."""
    model = submission.content_type.model_class()
    rows: models.QuerySet[Any] = model._default_manager.filter(pk=submission.object_id) if model else Submission.objects.none()
    lock(rows)
    instance = rows.first()
    if instance is None:
        raise ModerationError(_("Dit is er niet meer. Iemand heeft het weggehaald."))
    return instance


def _make_public(submission: Submission, instance: Any, *, by: User | None, at: datetime) -> None:
    subject = subjects.of(instance)
    if subject.approve:
        subject.approve(instance, by, at)
        return
    state = submission.workflow_state
    if state is None or state.current_task_state is None:
        raise ModerationError(_("Dit wacht niet meer op een besluit."))
    state.current_task_state.specific.approve(user=by)


def forget_submissions(*, at: datetime) -> int:
    """Throw away what was decided long before an aware moment, with its messages and steps; returns how many rows went."""
    return Submission.objects.forgettable(before=at - KEPT).delete()[0]
