"""Random sequences of what people, the clock and organisers do, against a small model of the waiting list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from agenda.choices import EventState, RegistrationState, SignUp
from agenda.models import EventPage, Occurrence, Places, Registration
from agenda.services import RegistrationError, cancel, confirm, expire, register
from core.models import Mail
from core.schedule import AMSTERDAM
from sites.models import Zone
from tests.factories.agenda import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=AMSTERDAM)
EMAILS = [f"mens{number}@example.nl" for number in range(6)]
HELD = timedelta(hours=24)
# Each makes and publishes an activity, so fewer than of pure rules; the nightly profile asks for more.
EXAMPLES = 12 if settings().max_examples < 1000 else 300


@dataclass
class Somebody:
    """A registration as the model sees it."""

    email: str
    people: int
    state: str
    holds: bool
    until: datetime


class WaitingList(RuleBasedStateMachine):
    """What the services do, and the model beside it."""

    seen = Bundle("seen")

    @initialize(capacity=st.integers(1, 4))
    def begin(self, capacity: int) -> None:
        self.point = transaction.atomic()
        self.point.__enter__()
        self.now, self.capacity, self.is_off = NOW, capacity, False
        self.line: dict[UUID, Somebody] = {}
        self.mails = 0
        self.event = make_event(
            Zone.objects.get(slug="zandweerd"), starts="2027-01-20 10:00", registration=SignUp.ONLINE, capacity=capacity
        )
        self.day = self.event.starts_at.astimezone(AMSTERDAM).date()

    def teardown(self) -> None:
        if hasattr(self, "point"):
            transaction.set_rollback(True)
            self.point.__exit__(None, None, None)

    @rule(target=seen, email=st.sampled_from(EMAILS), people=st.integers(1, 3))
    def somebody_registers(self, email: str, people: int) -> UUID | None:
        known = any(one.email == email and one.state != "af" for one in self.line.values())
        is_refused = self.is_off or people > self.capacity
        try:
            register(event=self.event, day=self.day, name="Mens", email=email, people=people, at=self.now)
        except RegistrationError:
            assert is_refused
            return None
        assert not is_refused
        if known:
            self.mails = Mail.objects.filter(key__startswith="aanmelding:").count()
            return None
        uid: UUID = Registration.objects.get(places__event=self.event, email=email).uid
        holds = not self._waiting() and self._taken() + people <= self.capacity
        self.line[uid] = Somebody(email, people, "bevestigen", holds, self.now + HELD)
        self.mails += 1
        return uid

    @rule(uid=seen)
    def somebody_confirms(self, uid: UUID | None) -> None:
        one = self.line.get(uid) if uid else None
        if one is None:
            return
        is_refused = one.state == "bevestigen" and (one.until < self.now or self.is_off)
        try:
            confirm(uid=uid, at=self.now)
        except RegistrationError:
            assert is_refused
            return
        assert not is_refused
        if one.state == "bevestigen":
            one.holds = one.holds or (not self._waiting() and self._taken() + one.people <= self.capacity)
            one.state = "mee" if one.holds else "wacht"
            self.mails += 1

    @rule(uid=seen)
    def somebody_cancels(self, uid: UUID | None) -> None:
        one = self.line.get(uid) if uid else None
        if one is None:
            return
        cancel(uid=uid, at=self.now)
        if one.state != "af":
            one.state, one.holds, one.email = "af", False, ""
            self._promote()

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        expire(at=self.now)
        late = [uid for uid, one in self.line.items() if one.state == "bevestigen" and one.until < self.now]
        for uid in late:
            del self.line[uid]
        if late:
            self._promote()

    @rule(capacity=st.integers(1, 5))
    def the_organiser_changes_the_places(self, capacity: int) -> None:
        self.capacity = self.event.capacity = capacity
        self._save()

    @rule()
    def it_is_off_or_on_again(self) -> None:
        self.is_off = not self.is_off
        self.event.state = EventState.CANCELLED if self.is_off else EventState.SCHEDULED
        if Places.objects.filter(event=self.event).exists():
            self.mails += sum(one.state in ("mee", "wacht") for one in self.line.values())
        self._save()

    @invariant()
    def what_is_stored_is_what_the_model_says(self) -> None:
        if not hasattr(self, "event"):
            return
        stored = {
            row.uid: (row.email, row.people, row.state, row.holds_place) for row in Registration.objects.filter(places__event=self.event)
        }
        assert stored == {uid: (one.email, one.people, one.state, one.holds) for uid, one in self.line.items()}
        places = Places.objects.filter(event=self.event).first()
        if places:
            waiting = sum(one.people for one in self.line.values() if one.state == "wacht")
            assert (places.taken, places.waiting) == (self._taken(), waiting)
            assert places.limit is not None
            assert places.taken <= places.limit
        row = Occurrence.objects.get(event=self.event)
        left = 0 if self._waiting() else max(0, self.capacity - self._taken())
        assert row.places_left == left or row.state == EventState.CANCELLED
        assert (row.state == EventState.FULL) == (left == 0) or row.state == EventState.CANCELLED

    @invariant()
    def there_is_one_mail_for_each_step(self) -> None:
        if hasattr(self, "event"):
            assert Mail.objects.filter(key__startswith="aanmelding:").count() == self.mails

    def _save(self) -> None:
        with time_machine.travel(self.now, tick=False):
            self.event.save_revision().publish()
        self.event = EventPage.objects.get(pk=self.event.pk)
        self._promote()

    def _taken(self) -> int:
        return sum(one.people for one in self.line.values() if one.holds)

    def _waiting(self) -> bool:
        return any(one.state == "wacht" for one in self.line.values())

    def _promote(self) -> None:
        """Whoever waits first comes when there is room for all of them; nobody overtakes."""
        if self.is_off or self.now >= self.event.starts_at:
            return
        for one in self.line.values():
            if one.state != "wacht":
                continue
            if self._taken() + one.people > self.capacity:
                return
            one.state, one.holds = RegistrationState.CONFIRMED.value, True
            self.mails += 1


def test_the_waiting_list_is_what_the_model_says(db: None) -> None:
    profile: Any = settings(max_examples=EXAMPLES, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(WaitingList, settings=profile)
