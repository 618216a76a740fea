"""The world of the matrix, made once for all that ask."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from sites.models import Zone
from tests.isolation.world import World, make_world


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Two zones with secrets, and people; all of it is gone after the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(Zone.objects.get(slug="zandweerd"), Zone.objects.get(slug="voorstad"))
        transaction.set_rollback(True)
