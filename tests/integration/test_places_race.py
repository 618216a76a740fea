"""Zones, places, moves and what is held there, saved by many at the same moment: nobody waits for who waits for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.db import models
from django.utils import timezone

from accounts.models import User
from partners.models import ConsultingHour
from partners.services import call_off_date, restore_date
from search.services import compare_index
from sites.models import Location, LocationChange, Zone
from sites.services import refresh_desks
from socialmap.models import Organisation
from tests.factories.consulting import make_hour, make_room
from tests.factories.partners import make_partner
from tests.factories.places import make_change, make_place
from tests.integration.races import at_once, committed, taken_away

pytestmark = pytest.mark.both_stacks
__all__ = ["committed"]

ROUNDS = 6


@pytest.fixture
def held(committed: None) -> Iterator[ConsultingHour]:
    """A consulting hour in a room of a place that goes to another one for a while; all of it goes again."""
    with taken_away(), taken_away(ConsultingHour, LocationChange, Location, Organisation):
        zone = Zone.objects.get(slug="zandweerd")
        place, other = (make_place(zone, name=name, hours="ma-vr 9:00-17:00") for name in ("De Kas", "De Kade"))
        _user, organisation = make_partner()
        hour = make_hour(place, organisation, room=make_room(place))
        make_change(place, to=other, starts_at=timezone.now() + timedelta(days=30))
        yield hour


def save_again(model: type[models.Model], pk: int) -> None:
    model._default_manager.get(pk=pk).save()


def call_off_and_on(pk: int, by: User) -> None:
    hour = ConsultingHour.objects.get(pk=pk)
    now = timezone.now()
    day = hour.timing.next_date(timezone.localdate() + timedelta(days=1))
    assert day is not None
    call_off_date(hour=hour, day=day, note="", by=by, at=now)
    restore_date(hour=hour, day=day, by=by, at=now)


def repeated(call: Callable[[], None]) -> str:
    """What went wrong in all rounds, in words; empty if nothing did."""
    try:
        for _round in range(ROUNDS):
            call()
    except Exception as error:  # noqa: BLE001 # whatever it is, the test says so
        return f"{type(error).__name__}: {error}"
    return ""


def test_nobody_who_saves_waits_for_who_waits_for_them(held: ConsultingHour) -> None:
    place, other = Location.objects.get(slug="de-kas"), Location.objects.get(slug="de-kade")
    by = held.organisation.memberships.get().user
    calls = [
        partial(save_again, Zone, place.zone_id),
        partial(save_again, Zone, Zone.objects.get(slug="voorstad").pk),
        partial(save_again, Location, place.pk),
        partial(save_again, Location, other.pk),
        partial(save_again, LocationChange, LocationChange.objects.get(location=place).pk),
        partial(call_off_and_on, held.pk, by),
    ]

    outcomes = at_once([partial(repeated, call) for call in calls])

    assert [outcome for outcome in outcomes if outcome] == []
    assert refresh_desks() == 0
    assert compare_index().is_clean
