"""Registering for one date of an activity: without an account, by two mails, and never more people than there are places.

Everything that changes how many places are taken happens under the row of that date (`Places`), after the activity
itself was held; so of two at once the later one waits, and sees what the earlier one did. The row's own constraint
refuses what would be too many all the same.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from agenda.choices import EventState, RegistrationState
from agenda.models import EventPage, Occurrence, Places, Registration
from agenda.services import letters
from agenda.services.occurrences import state_of
from core.languages import active_language
from core.models import hold

# A place is held so long for who has not read the mail yet: a day, as with other links.
HELD_FOR = timedelta(hours=24)
# Names and addresses go so long after the date: time to settle what was left behind or not paid, and no longer.
KEPT_AFTER = timedelta(days=14)


class RegistrationError(Exception):
    """A registration that cannot be; the message is for the person who asked."""


@transaction.atomic
def register(*, event: EventPage, day: date, name: str, email: str, people: int, remark: str = "", at: datetime) -> None:
    """Hold a place, or one in the waiting list, and send the mail with which to confirm it.

    Says nothing about whether the address was known for this date: then that mail tells how it stands. Raises
    RegistrationError when nobody can register for the date any more, or not with so many.
    """
    event, places = _held(event.pk, day)
    occurrence = Occurrence.objects.filter(event=event, day=day).first()
    if (
        occurrence is None
        or occurrence.state == EventState.CANCELLED
        or not event.takes_registrations(starts_at=occurrence.starts_at, at=at)
    ):
        raise RegistrationError(_("U kunt zich voor deze dag niet meer aanmelden."))
    if event.capacity is not None and people > event.capacity:
        raise RegistrationError(_("Zoveel plekken zijn er niet. Kies minder mensen, of bel ons."))
    address = email.lower()
    known = places.registrations.active().filter(email=address).first()
    if known:
        letters.tell_again(known, event=event, places=places, at=at)
        return
    if places.ends_at is None:
        places.starts_at, places.ends_at, places.where, places.is_off = occurrence.starts_at, occurrence.ends_at, event.where, False
    has_place = not places.waiting and places.has_room_for(people)
    registration = Registration.objects.create(
        places=places,
        holds_place=has_place,
        people=people,
        name=name,
        email=address,
        remark=remark,
        language=active_language(),
        created_at=at,
        confirm_before=min(at + HELD_FOR, occurrence.starts_at),
    )
    if has_place:
        places.taken += people
    _write(places, event)
    letters.ask_to_confirm(registration, event=event, places=places)


@transaction.atomic
def confirm(*, uid: UUID, at: datetime) -> Registration:
    """The address is right: the place is theirs, or their turn in the waiting list. Doing it again changes nothing.

    Raises RegistrationError when it is too late, and Registration.DoesNotExist for what is not there.
    """
    registration, event, places = _found(uid)
    if registration.state != RegistrationState.TO_CONFIRM:
        return registration
    if registration.confirm_before < at:
        raise RegistrationError(_("De link is verlopen. Meld u opnieuw aan."))
    if places.is_off:
        raise RegistrationError(_("Dit gaat niet door."))
    if not registration.holds_place and not places.waiting and places.has_room_for(registration.people):
        _take(registration, places)
    if registration.holds_place:
        registration.state = RegistrationState.CONFIRMED
    else:
        registration.state = RegistrationState.WAITING
        places.waiting += registration.people
    registration.save(update_fields=["state", "holds_place"])
    _write(places, event)
    letters.say_how_it_stands(registration, event=event, places=places)
    return registration


@transaction.atomic
def cancel(*, uid: UUID, at: datetime) -> Registration:
    """Somebody does not come: name and address go at once, and who waits first gets the place."""
    registration, event, places = _found(uid)
    if registration.state == RegistrationState.CANCELLED:
        return registration
    _release(registration, places)
    registration.state, registration.holds_place = RegistrationState.CANCELLED, False
    registration.name = registration.email = registration.remark = ""
    registration.save(update_fields=["state", "holds_place", "name", "email", "remark"])
    promote(event=event, places=places, at=at)
    return registration


def promote(*, event: EventPage, places: Places, at: datetime) -> None:
    """Give what is free to who waits, in the order in which they came; writes the row, which the caller holds.

    Who comes first with more people than there is room for keeps the turn.
    """
    _lower_limit(places, event)
    if not places.is_off and places.starts_at and at < places.starts_at:
        for registration in places.registrations.filter(state=RegistrationState.WAITING):
            if not places.has_room_for(registration.people):
                break
            places.waiting -= registration.people
            _take(registration, places)
            registration.state = RegistrationState.CONFIRMED
            registration.save(update_fields=["state", "holds_place"])
            letters.say_there_is_room(registration, event=event, places=places)
    _write(places, event)


def expire(*, at: datetime) -> int:
    """Take away what nobody confirmed in time, and give the places to who waits; each date a transaction. Gives how many."""
    dates = Places.objects.filter(registrations__in=Registration.objects.expired(at=at)).distinct().values_list("event", "day")
    return sum(_expire_date(event, day, at=at) for event, day in dates)


def forget(*, at: datetime) -> int:
    """Take away who came to what is long over; how many there were stays. Gives how many rows went."""
    over = Places.objects.filter(ends_at__lt=at - KEPT_AFTER)
    with transaction.atomic():
        gone, _by_model = Registration.objects.filter(places__in=over).delete()
        over.exclude(waiting=0).update(waiting=0)
    return gone


@transaction.atomic
def _expire_date(event_pk: int, day: date, *, at: datetime) -> int:
    event, places = _held(event_pk, day)
    expired = list(places.registrations.expired(at=at))
    for registration in expired:
        _release(registration, places)
        registration.delete()
    promote(event=event, places=places, at=at)
    return len(expired)


def _held(event_pk: int, day: date) -> tuple[EventPage, Places]:
    """The activity and the row of a date, as they are now, kept from others; with the limit of today."""
    hold([EventPage.objects.filter(pk=event_pk)])
    event = EventPage.objects.select_related("zone__site").get(pk=event_pk)
    places = Places.objects.all().held(event, day)
    places.limit = None if event.capacity is None else max(event.capacity, places.taken)
    return event, places


def _found(uid: UUID) -> tuple[Registration, EventPage, Places]:
    """A registration with its date, held; read after that, so that it is as whoever came before left it."""
    first = Registration.objects.select_related("places").get(uid=uid)
    event, places = _held(first.places.event_id, first.places.day)
    return Registration.objects.get(uid=uid), event, places


def _take(registration: Registration, places: Places) -> None:
    registration.holds_place = True
    places.taken += registration.people


def _release(registration: Registration, places: Places) -> None:
    """Its places are free again, or its turn in the waiting list is gone."""
    if registration.holds_place:
        places.taken -= registration.people
    if registration.state == RegistrationState.WAITING:
        places.waiting -= registration.people


def _lower_limit(places: Places, event: EventPage) -> None:
    """Once fewer places are taken than there are, the capacity holds; the limit never follows what is taken upwards."""
    if places.limit is not None and event.capacity is not None:
        places.limit = min(places.limit, max(event.capacity, places.taken))


def _write(places: Places, event: EventPage) -> None:
    """Store the row, and show on the agenda how many places are left; two queries."""
    _lower_limit(places, event)
    places.save()
    shown = Occurrence.objects.filter(event=event, day=places.day).exclude(state=EventState.CANCELLED)
    shown.update(places_left=places.left, state=state_of(event.state, places.left))
