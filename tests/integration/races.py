"""For tests of what happens when people do the same at the same moment: real commits, real threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import pytest
from django.db import connection, models
from pytest_django import DjangoDbBlocker

from accounts.models import RoleGrant, User
from core.models import Job, Mail
from search.models import OutboxRow, SearchDocument

T = TypeVar("T")
WAITING: tuple[type[models.Model], ...] = (Mail, SearchDocument, Job, OutboxRow)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database in which everything is committed; people that the test makes go again at its end."""
    with django_db_blocker.unblock():
        before = set(User.objects.values_list("pk", flat=True))
        yield
        made = User.objects.exclude(pk__in=before)
        RoleGrant.objects.filter(user__in=made).delete()
        made.delete()


@contextmanager
def taken_away(*made: type[models.Model]) -> Iterator[None]:
    """Rows of these models that are made inside go again at the end, in this order, and what waits because of them."""
    before = {model: set(model._default_manager.values_list("pk", flat=True)) for model in (*made, *WAITING)}
    yield
    for model, known in before.items():
        for row in model._default_manager.exclude(pk__in=known):
            row.delete()


def at_once(calls: Sequence[Callable[[], T]]) -> list[T]:
    """What each call gives, all begun at the same moment in threads of their own."""
    start, outcomes = threading.Barrier(len(calls)), []

    def run(call: Callable[[], T]) -> None:
        try:
            start.wait()
            outcomes.append(call())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[call]) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
