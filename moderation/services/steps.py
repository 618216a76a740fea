"""One step in the history of a submission: checked against the table of steps, written down, and told."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from moderation.choices import Action, SubmissionState
from moderation.models import Step, Submission
from moderation.rules import AlreadyDecidedError, ModerationError, next_state
from moderation.services.notifying import tell


def locked(submission: Submission) -> Submission:
    """The submission as it is stored now, which nobody else changes until this transaction ends; one query."""
    return Submission.objects.select_for_update(of=("self",)).select_related("workflow_state").get(pk=submission.pk)


def take_step(
    *, submission: Submission, action: Action, by: User | None, at: datetime, to: SubmissionState | None = None, text: str = ""
) -> Step:
    """Take a step with a locked submission, save it, and tell who sent it; `to` is given for the first step alone.

    Raises AlreadyDecidedError when somebody was first, ModerationError for any other step that cannot be.
    """
    state = to or next_state(SubmissionState(submission.state), action)
    if state is None:
        raise _refusal(submission)
    submission.state = state
    if not submission.is_open and submission.decided_at is None:
        submission.decided_at = at
    submission.save()
    step = Step.objects.create(submission=submission, action=action, state=state, revision=submission.revision, by=by, at=at)
    tell(submission=submission, step=step, text=text, at=at)
    return step


def _refusal(submission: Submission) -> ModerationError:
    if submission.is_open:
        return ModerationError(_("Dat kan nu niet. Kijk even hoe het ervoor staat."))
    return AlreadyDecidedError(
        _("Hierover is al beslist: %(state)s. U hoeft niets meer te doen.") % {"state": submission.get_state_display().lower()}
    )
