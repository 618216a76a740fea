"""What the worker does for search: pass on what changed, and put right at night what nobody told of."""

from __future__ import annotations

from celery import shared_task

from search.services import compare_index, compare_remote, drain_outbox, repair_index, repair_remote


@shared_task
def drain() -> None:
    """Pass on what waits in the outbox."""
    drain_outbox()


# Told at its start that it has been taken: it may run for longer than others, and once a night is enough.
@shared_task(acks_late=False, soft_time_limit=1_500, time_limit=1_800)
def repair() -> None:
    """Compare both stages of the index with what they should be, and put right what differs."""
    repair_index(difference=compare_index())
    repair_remote(difference=compare_remote())
