"""What a partner does: send in, answer, change what was sent, take it back."""

from __future__ import annotations

from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils.translation import gettext as _
from wagtail.models import Revision, TaskState, Workflow, WorkflowState, WorkflowTask

from accounts.models import User
from moderation.choices import Action, SubmissionKind, SubmissionState
from moderation.models import Message, ModerationTask, Submission, Trust
from moderation.registry import Area, subjects
from moderation.rules import ModerationError
from moderation.services.deciding import publish_trusted
from moderation.services.steps import locked, take_step
from socialmap.models import Organisation


@transaction.atomic
def submit(
    *,
    instance: models.Model,
    kind: SubmissionKind,
    organisation: Organisation | None,
    by: User | None,
    at: datetime,
    is_urgent: bool = False,
) -> Submission:
    """Hand something to the editors of the zones concerned; what is public stays as it is until one of them approves.

    `instance` was saved as a draft; its latest revision is what is sent. Of something that waits already the new
    revision takes the place of the old one. What a trusted organisation sends is public at once, in the zones where it
    is trusted, and is looked at afterwards. `by` None is a job, such as an import, which nobody trusts.
    """
    subject = subjects.of(instance)
    waiting = Submission.objects.open().about(instance).first()
    if waiting:
        return revise(submission=waiting, instance=instance, by=by, at=at)
    area = _whole_area(instance)
    revision: Revision | None = getattr(instance, "latest_revision", None)
    submission = Submission.objects.create(
        kind=kind,
        title=str(instance)[:255],
        content_type=ContentType.objects.get_for_model(instance),
        object_id=instance.pk,
        revision=revision,
        workflow_state=_start_workflow(instance) if revision else None,
        organisation=organisation,
        is_city_wide=area.is_city_wide,
        needs_right=subject.needs_right,
        sent_by=by,
        sent_at=at,
        is_urgent=is_urgent,
    )
    submission.zones.set(area.zones)
    take_step(submission=submission, action=Action.SEND, by=by, at=at, to=SubmissionState.RECEIVED)
    if by and _is_trusted(organisation, area) and subject.approve is None:
        publish_trusted(submission=submission, at=at)
    return submission


@transaction.atomic
def revise(*, submission: Submission, instance: models.Model, by: User | None, at: datetime) -> Submission:
    """Put the latest revision of something in the place of what was sent before; raises ModerationError if that was decided about."""
    submission = locked(submission)
    revision: Revision | None = getattr(instance, "latest_revision", None)
    area = _whole_area(instance)
    submission.revision_id = revision.pk if revision else None
    submission.title, submission.is_city_wide = str(instance)[:255], area.is_city_wide
    submission.zones.set(area.zones)
    state = submission.workflow_state
    if state and state.current_task_state:
        TaskState.objects.filter(pk=state.current_task_state.pk).update(revision=submission.revision_id)
    take_step(submission=submission, action=Action.REVISE, by=by, at=at)
    return submission


@transaction.atomic
def answer(*, submission: Submission, text: str, by: User, at: datetime) -> Message:
    """Write to the editors; a question of theirs is answered by it. Raises ModerationError if it was decided about."""
    submission = locked(submission)
    message = Message.objects.create(submission=submission, author=by, is_from_editor=False, text=_said(text), created_at=at)
    take_step(submission=submission, action=Action.ANSWER, by=by, at=at)
    return message


@transaction.atomic
def withdraw(*, submission: Submission, by: User, at: datetime) -> Submission:
    """Take back what nobody has decided about; the draft stays. Raises ModerationError."""
    submission = locked(submission)
    take_step(submission=submission, action=Action.WITHDRAW, by=by, at=at)
    if submission.workflow_state:
        submission.workflow_state.cancel(user=by)
    return submission


def _said(text: str) -> str:
    if not text.strip():
        raise ModerationError(_("Schrijf eerst uw bericht."))
    return text.strip()


def _whole_area(instance: models.Model) -> Area:
    """Where something would be shown, and where what is public now is shown: for both somebody must decide."""
    subject = subjects.of(instance)
    area, stored = subject.area(instance), subject.stored(instance)
    if stored is None:
        return area
    before = subject.area(stored)
    zones = {zone.pk: zone for zone in (*area.zones, *before.zones)}
    return Area(zones=tuple(zones.values()), is_city_wide=area.is_city_wide or before.is_city_wide)


def _start_workflow(instance: models.Model) -> WorkflowState:
    """Start the workflow of submissions, for nobody: Wagtail mails who started one, and we have mails of our own.

    One that waits for changes from before makes way.
    """
    for earlier in WorkflowState.objects.for_instance(instance).active():
        earlier.cancel(user=None)
    started: WorkflowState = moderation_workflow().start(instance, None)
    return started


def moderation_workflow() -> Workflow:
    """The workflow that every submission goes through; made when it is asked for the first time.

    It always has the task that waits for an editor: Wagtail publishes at once what goes through a workflow without tasks.
    """
    task = ModerationTask.objects.filter(active=True).first()
    if task is None:
        task = ModerationTask.objects.create(name=_("Nakijken door de redactie van de wijk"))
    workflow: Workflow | None = Workflow.objects.filter(workflow_tasks__task=task, active=True).first()
    if workflow is None:
        workflow = Workflow.objects.create(name=_("Inzendingen van partners"))
        WorkflowTask.objects.create(workflow=workflow, task=task)
    return workflow


def _is_trusted(organisation: Organisation | None, area: Area) -> bool:
    if organisation is None or area.is_city_wide or not area.zones:
        return False
    return Trust.objects.filter(organisation=organisation, zone__in=area.zones).count() == len(area.zones)
