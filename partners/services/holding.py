"""The rooms that consulting hours take: a row for each quarter of an hour, so that no room is taken twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from core.models import lock
from core.schedule import AMSTERDAM
from moderation.rules import ModerationError
from partners.choices import HourState
from partners.models import ConsultingHour, RoomHold
from partners.selectors import clash_of, clash_sentence
from sites.models import Room

# Rooms are held so far ahead, and every day a day further.
AHEAD = timedelta(days=400)
ONE_DAY = timedelta(days=1)


def hold_room(*, hour: ConsultingHour, at: datetime) -> None:
    """Take the room of a consulting hour for the coming time, in the caller's transaction; nothing without a room.

    Raises ModerationError that names what is there, also when that came in the same moment.
    """
    if hour.room is None:
        return
    lock(Room.objects.filter(pk=hour.room.pk))
    refuse_clash(hour=hour, at=at)
    try:
        # A savepoint, so that after a clash it can still be said with what.
        with transaction.atomic():
            _write(hour, since=at.astimezone(AMSTERDAM).date(), at=at, may_miss=False)
    except IntegrityError as error:
        refuse_clash(hour=hour, at=at)
        raise ModerationError(clash_sentence(None)) from error


def refuse_clash(*, hour: ConsultingHour, at: datetime) -> None:
    """Raise ModerationError where a public consulting hour is in the same room at the same time; three queries at most."""
    clash = clash_of(hour, at=at)
    if clash:
        raise ModerationError(clash_sentence(clash))


def free_room(*, hour: ConsultingHour, since: date, until: date | None = None) -> None:
    """Give the room back from a day on, up to and with another if that is given."""
    rows = RoomHold.objects.filter(hour=hour, day__gte=since)
    (rows.filter(day__lte=until) if until else rows).delete()


def extend_hours(*, at: datetime) -> int:
    """Once a day: rooms held a day further, and what is over is ended; returns how many consulting hours were touched.

    Each notes until when its room is held, so it may be called every minute, by many, and be broken off.
    """
    today = at.astimezone(AMSTERDAM).date()
    count = 0
    for pk in ConsultingHour.objects.filter(state=HourState.LIVE, last_day__lt=today).values_list("pk", flat=True):
        count += _end(pk)
    behind = ConsultingHour.objects.filter(state=HourState.LIVE, held_until__lt=today + AHEAD)
    for pk in behind.values_list("pk", flat=True):
        count += _extend(pk, at)
    RoomHold.objects.filter(day__lt=today).delete()
    return count


@transaction.atomic
def _end(pk: int) -> int:
    rows = ConsultingHour.objects.filter(pk=pk, state=HourState.LIVE)
    lock(rows)
    for hour in rows:
        hour.state = HourState.ENDED
        hour.save()
        free_room(hour=hour, since=date.min)
    return 1


@transaction.atomic
def _extend(pk: int, at: datetime) -> int:
    rows = ConsultingHour.objects.filter(pk=pk, state=HourState.LIVE, held_until__isnull=False)
    lock(rows)
    for hour in rows.select_related("room"):
        if hour.held_until is not None:
            # What two rhythms that nearly never meet would both take stays with who had it first.
            _write(hour, since=hour.held_until + ONE_DAY, at=at, may_miss=True)
    return 1


def _write(hour: ConsultingHour, *, since: date, at: datetime, may_miss: bool) -> None:
    until = at.astimezone(AMSTERDAM).date() + AHEAD
    RoomHold.objects.bulk_create(_holds(hour, since=since, until=until), batch_size=500, ignore_conflicts=may_miss)
    hour.held_until = until
    ConsultingHour.objects.filter(pk=hour.pk).update(held_until=until)


def _holds(hour: ConsultingHour, *, since: date, until: date) -> Iterator[RoomHold]:
    timing = hour.timing
    for day in timing.held(since=since, before=until + ONE_DAY):
        yield from (RoomHold(room=hour.room, day=day, quarter=quarter, hour=hour) for quarter in timing.quarters)
