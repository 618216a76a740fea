"""What a fork does: write as editors do, rebuild the index, and look whether all is as it should be."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, models

from search.engine.base import EngineUnavailableError
from search.models import OutboxRow, RemoteIndex
from search.services import (
    IndexDifference,
    RebuildFailedError,
    RebuildRefusedError,
    compare_index,
    compare_remote,
    rebuild_index,
    rebuild_remote,
)
from socialmap.models.editorial import NotReadyError
from tests.crash.forks import Tell, Work
from tests.crash.operations import Editor

# What happens to somebody beside others: a row is gone, two wait for each other, or what was read before and after another's
# change is not ready for publication together. They are told, and nothing is half done.
REFUSALS = (DatabaseError, ObjectDoesNotExist, models.ProtectedError, models.RestrictedError, NotReadyError)
LOOK_EVERY_S = 0.1
SHOWN = 5


def write(tell: Tell, order: Mapping[str, Any]) -> None:
    """Some operations of one editor."""
    editor = Editor(random.Random(order["seed"]), does_pages=order["does_pages"])
    for _ in range(order["count"]):
        try:
            tell(event="acted", what=editor.act())
        except REFUSALS as refusal:
            tell(event="refused", what=f"{type(refusal).__name__}: {str(refusal)[:200]}")


def rebuild(tell: Tell, order: Mapping[str, Any]) -> None:
    """A new index; whether that works out while everything fails does not matter here."""
    try:
        tell(event="rebuilt", documents=rebuild_remote())
    except (RebuildRefusedError, RebuildFailedError, EngineUnavailableError) as refusal:
        tell(event="not rebuilt", what=type(refusal).__name__)


def check(tell: Tell, order: Mapping[str, Any]) -> None:
    """Wait until nothing differs any more; tells after how long, or what still does."""
    started = time.monotonic()
    while True:
        state, seconds = _wrong(), time.monotonic() - started
        if not state or seconds > order["within_s"]:
            tell(event="checked", seconds=round(seconds, 2), wrong=state)
            return
        time.sleep(LOOK_EVERY_S)


def repair(tell: Tell, order: Mapping[str, Any]) -> None:
    """Begin anew from what is true, so that what one history left says nothing of the next."""
    RemoteIndex.objects.update(building_until=None)
    OutboxRow.objects.all().delete()
    rebuild_index()
    rebuild_remote()


WORKS: Mapping[str, Work] = {"write": write, "rebuild": rebuild, "check": check, "repair": repair}


def _wrong() -> dict[str, list[str]]:
    """All that is not as it should be; what costs most is looked at when the rest is right."""
    waiting = [f"{row.key} {row.attempts} {row.last_error} {'dead' if row.is_dead else ''}" for row in OutboxRow.objects.all()[:SHOWN]]
    if waiting:
        return {"outbox": waiting}
    return _differing("database", compare_index) | _differing("engine", compare_remote)


def _differing(stage: str, compare: Callable[[], IndexDifference]) -> dict[str, list[str]]:
    try:
        difference = compare()
    except EngineUnavailableError as error:
        return {stage: [str(error)]}
    kinds = {"missing": difference.missing, "stale": difference.stale, "ghosts": difference.ghosts}
    return {f"{stage}, {kind}": list(keys[:SHOWN]) for kind, keys in kinds.items() if keys}
