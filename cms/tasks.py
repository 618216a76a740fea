"""What the worker does for the project as a whole."""

from __future__ import annotations

from celery import shared_task
from django.core.management import call_command

from cms import tasks_bridge


@shared_task
def run_job(key: str) -> None:
    """Do one background job of which the commit just told."""
    tasks_bridge.run_job(key)


@shared_task
def run_due_jobs() -> None:
    """Do the background jobs that nobody was told of, or that failed before."""
    tasks_bridge.run_due_jobs()


@shared_task
def tick() -> None:
    """Everything that happens by the clock."""
    call_command("tick")
