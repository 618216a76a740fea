"""Any order of steps by anybody, against a model: there is no way to the public but through somebody with the right in that zone."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from accounts.models import User
from agenda.choices import EventState
from agenda.models import EventPage
from agenda.services import call_off, submit_event
from moderation.choices import OPEN_STATES, RefusalReason, SubmissionState
from moderation.models import Submission
from moderation.rules import ModerationError
from moderation.services import answer, approve, ask, refuse, take, withdraw
from sites.models import Zone
from socialmap.models import Organisation
from tests.factories import UserFactory
from tests.factories.partners import make_moderator, make_partner
from tests.integration.test_moderation import draft

pytestmark = pytest.mark.both_stacks

EDITORS = ("own", "other", "stranger", "partner")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["send", "change", "call off", "answer", "withdraw"]), st.just("partner")),
        st.tuples(st.sampled_from(["take", "ask", "approve", "approve old", "refuse"]), st.sampled_from(EDITORS)),
    ),
    min_size=3,
    max_size=14,
)


@dataclass
class Model:
    """What should be so."""

    state: SubmissionState | None = None
    public_title: str | None = None
    is_off: bool = False
    draft_title: str = "Koffie 0"
    draft_is_off: bool = False
    sent_title: str = ""
    changes: int = 0
    said: list[str] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class Case:
    """One activity and the people around it."""

    def __init__(self, zone: Zone, other: Zone) -> None:
        self.partner, self.organisation = make_partner()
        self.people: dict[str, User] = {
            "own": make_moderator(zone),
            "other": make_moderator(other),
            "stranger": UserFactory(),
            "partner": self.partner,
        }
        self.event = draft(zone, self.organisation, title="Koffie 0")
        self.old = self.event.latest_revision_id

    @property
    def submission(self) -> Submission | None:
        found: Submission | None = Submission.objects.about(self.event).order_by("-pk").first()
        return found

    def latest(self) -> EventPage:
        event: EventPage = EventPage.objects.get(pk=self.event.pk).get_latest_revision_as_object()
        return event

    def send(self) -> None:
        organisation: Organisation = self.organisation
        submit_event(event=self.latest(), organisation=organisation, by=self.partner, at=timezone.now())

    def do(self, step: str, who: str) -> None:
        by, at, submission = self.people[who], timezone.now(), self.submission
        if step == "send":
            self.send()
        elif step == "change":
            event = self.latest()
            event.title = f"Koffie {int(event.title.split()[1]) + 1}"
            event.save_revision(user=by)
        elif step == "call off":
            call_off(event=self.latest(), organisation=self.organisation, by=by, at=at)
        elif submission is None:
            raise ModerationError
        elif step == "answer":
            answer(submission=submission, text="Ja.", by=by, at=at)
        elif step == "withdraw":
            withdraw(submission=submission, by=by, at=at)
        elif step == "take":
            take(submission=submission, by=by, at=at)
        elif step == "ask":
            ask(submission=submission, text="Mag dat?", by=by, at=at)
        elif step == "refuse":
            refuse(submission=submission, reason=RefusalReason.PAST, explanation="", by=by, at=at)
        else:
            seen = self.old if step == "approve old" else EventPage.objects.get(pk=self.event.pk).latest_revision_id
            approve(submission=submission, seen=seen, by=by, at=at)


def expected(model: Model, step: str, who: str, *, is_old: bool) -> bool:
    """Whether a step should be possible; changes the model if so."""
    if step == "change":
        model.changes += 1
        model.draft_title = f"Koffie {model.changes}"
        return True
    if step in ("send", "call off"):
        model.draft_is_off = model.draft_is_off or step == "call off"
        model.state = SubmissionState.RECEIVED
        return True
    if not model.is_open or (step not in ("answer", "withdraw") and who != "own"):
        return False
    if step == "take":
        if model.state is SubmissionState.QUESTION:
            return False
        model.state = SubmissionState.REVIEWED
    elif step in ("ask", "answer"):
        model.state = SubmissionState.QUESTION if step == "ask" else SubmissionState.RECEIVED
    elif step == "withdraw":
        model.state = SubmissionState.WITHDRAWN
    elif step == "refuse":
        model.state = SubmissionState.REFUSED
    elif is_old:
        return False
    else:
        model.state = SubmissionState.PUBLISHED
        model.public_title, model.is_off = model.draft_title, model.draft_is_off
    return True


@examples(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_there_is_no_other_way_to_the_public(zandweerd: Zone, voorstad: Zone, steps: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        case, model = Case(zandweerd, voorstad), Model()
        for step, who in steps:
            is_old = step == "approve old" and (model.changes > 0 or model.draft_is_off)
            should = expected(model, step, who, is_old=is_old)
            try:
                with transaction.atomic():
                    case.do(step, who)
                    did = True
            except ModerationError:
                did = False
            assert did is should, (step, who, model)
            stored = EventPage.objects.get(pk=case.event.pk)
            public = (stored.title, stored.state == EventState.CANCELLED) if stored.live else None
            assert public == (None if model.public_title is None else (model.public_title, model.is_off)), (step, who)
            assert (case.submission.state if case.submission else None) == model.state, (step, who)
        transaction.set_rollback(True)
