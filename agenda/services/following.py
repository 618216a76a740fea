"""Tells who registered when a date is not what they were told: on another moment or place, off, or on again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from agenda.choices import EventState, Repeat
from agenda.models import EventPage, Occurrence, Places
from agenda.services import letters
from agenda.services.registering import promote


@transaction.atomic
def follow_places(*, event: EventPage, at: datetime) -> None:
    """Make the dates that people registered for equal to the occurrences of an activity, which the caller holds.

    Everybody who is certain gets one mail for one change, however often this runs; and who waits gets a place when
    there are more. One query where nobody registered.
    """
    for places in Places.objects.filter(event=event, ends_at__gt=at).select_for_update():
        occurrence = _occurrence_of(event, places)
        is_off = occurrence is None or not event.live or occurrence.state == EventState.CANCELLED
        if is_off and not places.is_off:
            places.is_off, places.changes = True, places.changes + 1
            _tell_off(event, places, note=occurrence.note if occurrence else "")
        elif occurrence and not is_off:
            _follow(event, places, occurrence)
        places.limit = None if event.capacity is None else max(event.capacity, places.taken)
        promote(event=event, places=places, at=at)


@transaction.atomic
def tell_it_is_gone(*, event: EventPage, at: datetime) -> None:
    """An activity is about to be deleted, and with it who registered."""
    for places in Places.objects.filter(event=event, ends_at__gt=at, is_off=False).select_for_update():
        places.is_off, places.changes = True, places.changes + 1
        _tell_off(event, places, note="")
        places.save(update_fields=["is_off", "changes"])


def _occurrence_of(event: EventPage, places: Places) -> Occurrence | None:
    """What is held on the date. Of what is held once the day itself may have been changed; then people go along."""
    found = Occurrence.objects.filter(event=event, day=places.day).first()
    if found or event.repeat != Repeat.NEVER:
        return found
    only = Occurrence.objects.filter(event=event).first()
    if only and not Places.objects.filter(event=event, day=only.day).exists():
        places.day = only.day
        return only
    return None


def _follow(event: EventPage, places: Places, occurrence: Occurrence) -> None:
    told = (places.starts_at, places.ends_at, places.where, places.is_off)
    now = (occurrence.starts_at, occurrence.ends_at, event.where, False)
    if told == now:
        return
    places.starts_at, places.ends_at, places.where, places.is_off = now
    places.changes += 1
    for registration in places.registrations.certain():
        letters.say_it_is_different(registration, event=event, places=places, note=occurrence.note)


def _tell_off(event: EventPage, places: Places, *, note: str) -> None:
    for registration in places.registrations.certain():
        letters.say_it_is_off(registration, event=event, places=places, note=note)
