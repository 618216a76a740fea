"""Two editors who give one room to two consulting hours at the same moment: one of them does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

import pytest
from django.utils import timezone

from accounts.models import User
from core.schedule import AMSTERDAM
from moderation.models import Submission
from moderation.rules import ModerationError
from moderation.services import approve
from partners.choices import HourState
from partners.models import ConsultingHour, RoomHold
from sites.models import Location, Room
from socialmap.models import Organisation
from tests.factories.consulting import make_room, propose
from tests.factories.partners import make_moderator, make_partner
from tests.integration.races import at_once, committed, taken_away

pytestmark = pytest.mark.both_stacks
__all__ = ["committed"]

RIVALS = 4


@pytest.fixture
def rivals(committed: None) -> Iterator[list[ConsultingHour]]:
    """Consulting hours of different organisations that ask for the same room at the same time, committed; all goes again."""
    with taken_away(), taken_away(Submission, ConsultingHour, Room, Organisation):
        place = Location.objects.get(zone__slug="zandweerd")
        room = make_room(place)
        found = []
        for _number in range(RIVALS):
            user, organisation = make_partner()
            found.append(propose(place, organisation, user, room=room))
        yield found


def outcome_of(hour: ConsultingHour, by: User) -> str:
    submission = Submission.objects.open().about(hour).get()
    try:
        approve(submission=submission, seen=hour.sequence, by=by, at=timezone.now())
    except ModerationError as error:
        return str(error)
    return "first"


def test_of_those_who_want_one_room_at_once_one_gets_it(rivals: list[ConsultingHour]) -> None:
    editor = make_moderator(rivals[0].location.zone)

    outcomes = sorted(at_once([partial(outcome_of, hour, User.objects.get(pk=editor.pk)) for hour in rivals]))

    winner = ConsultingHour.objects.get(pk__in=[hour.pk for hour in rivals], state=HourState.LIVE)
    assert outcomes.count("first") == 1
    assert sum(f"is dan al bezet door {winner.title} van" in outcome for outcome in outcomes) == RIVALS - 1
    assert set(RoomHold.objects.values_list("hour", flat=True)) == {winner.pk}
    assert RoomHold.objects.filter(day__gte=datetime.now(AMSTERDAM).date()).exists()
