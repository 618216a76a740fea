"""Keeps submissions in step with what happens to their things on other ways: published, taken away, workflow stopped."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import WorkflowState
from wagtail.signals import page_published, published, workflow_cancelled

from moderation.choices import Action
from moderation.models import Submission
from moderation.registry import subjects
from moderation.services.steps import locked, take_step


@receiver([page_published, published])
def thing_published(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """Somebody with the right to publish did so in the editor of Wagtail; what waited is decided by that."""
    _close(instance, Action.PUBLISH)


@receiver(workflow_cancelled)
def workflow_stopped(sender: type[WorkflowState], instance: WorkflowState, **kwargs: Any) -> None:
    """Somebody stopped the workflow in the editor of Wagtail."""
    for submission in Submission.objects.open().filter(workflow_state=instance):
        with transaction.atomic():
            take_step(submission=locked(submission), action=Action.WITHDRAW, by=None, at=timezone.now())


@receiver(post_delete)
def thing_deleted(sender: type[models.Model], instance: models.Model, **kwargs: Any) -> None:
    """What waited about something that is gone waits no more."""
    if any(subject.model is sender for subject in subjects):
        _close(instance, Action.WITHDRAW)


def _close(instance: models.Model, action: Action) -> None:
    if not any(subject.model is type(instance) for subject in subjects):
        return
    for submission in Submission.objects.open().about(instance):
        with transaction.atomic():
            take_step(submission=locked(submission), action=action, by=None, at=timezone.now())
