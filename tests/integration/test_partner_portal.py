"""The portal of partners: applying, writing an activity step by step, keeping one's help, colleagues; and nobody else's."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from agenda.forms.steps import KEYS
from agenda.models import EventDraft, EventPage
from core.mail import send_waiting_mail
from core.models import Mail
from core.puzzles import solve
from moderation.choices import RefusalReason, SubmissionState
from moderation.models import Submission
from moderation.services import approve, ask, refuse
from partners.models import Application
from sites.models import Zone
from socialmap.models import Entry, Membership, Organisation
from tests.factories import EntryFactory, OrganisationFactory
from tests.factories.partners import make_central_editor, make_moderator, make_partner

HUB = {"headers": {"host": "localhost:8000"}}
STEPS: dict[str, dict[str, Any]] = {
    "wat": {"title": "Koffie op dinsdag", "introduction": "U drinkt koffie met buren.", "text": "Wij zetten koffie.\n\nKom <b>gerust</b>."},
    "wanneer": {"day": "2026-12-01", "starts": "10:00", "ends": "12:00", "repeat": "week", "repeat_until": "2027-01-31"},
    "dagen": {"off": ["2026-12-22"]},
    "waar": {"place_name": "St. Jurriën", "street": "Jurriënhof 1", "city": "Deventer", "wheelchair": "ja"},
    "voor-wie": {"cost_kind": "gratis"},
    "contact": {"registration": "online", "capacity": "12", "phone": "0570-000020"},
}


@pytest.fixture(autouse=True)
def _in_november(db: None) -> Any:
    Mail.objects.all().delete()
    outbox.outbox.clear()
    with time_machine.travel("2026-11-26 10:00 +0100", tick=True):
        yield


@pytest.fixture
def partner(db: None) -> tuple[Client, User, Organisation]:
    user, organisation = make_partner()
    return client_of(user), user, organisation


def client_of(user: User) -> Client:
    client = Client(**HUB)
    client.force_login(user)
    return client


def begin(client: Client) -> EventDraft:
    client.post(reverse("partner_event_new"))
    return EventDraft.objects.latest("pk")


def fill(client: Client, draft: EventDraft, zone: Zone, **changes: dict[str, Any]) -> None:
    for key in KEYS:
        values = STEPS[key] | ({"zone": zone.pk} if key == "waar" else {}) | changes.get(key, {})
        answer = client.post(reverse("partner_event_step", args=[draft.reference, key]), values)
        assert answer.status_code == 302, (key, answer.context["form"].errors)


def sent(client: Client, zone: Zone, **changes: dict[str, Any]) -> Submission:
    draft = begin(client)
    fill(client, draft, zone, **changes)
    client.post(reverse("partner_event_check", args=[draft.reference]))
    submission: Submission = Submission.objects.latest("pk")
    return submission


def test_an_activity_is_written_step_by_step_and_sent(partner: tuple[Client, User, Organisation], zandweerd: Zone) -> None:
    client, user, organisation = partner
    draft = begin(client)
    fill(client, draft, zandweerd)

    page = client.get(reverse("partner_event_check", args=[draft.reference]))
    assert "Elke dinsdag van 10.00 tot 12.00 uur" in page.content.decode()
    assert "&lt;b&gt;gerust" in page.content.decode()
    assert "Deze activiteit is voorbij" not in page.content.decode()
    client.post(reverse("partner_event_check", args=[draft.reference]))

    event = EventPage.objects.get(organiser=organisation)
    assert (event.live, event.zone, event.owner) == (False, zandweerd, user)
    latest = event.get_latest_revision_as_object()
    assert (latest.registration, latest.capacity) == ("online", 12)
    assert latest.words == "elke dinsdag van 10.00 tot 12.00 uur, tot en met 31 januari 2027, niet op 22 december"
    assert Submission.objects.get().state == SubmissionState.RECEIVED
    assert not EventDraft.objects.exists()
    assert client.get(f"/agenda/{event.slug}/").status_code == 404


def test_an_activity_gets_no_address_that_is_another_page(partner: tuple[Client, User, Organisation], zandweerd: Zone) -> None:
    client, *_ = partner

    submission = sent(client, zandweerd, wat={"title": "Weekblad"})

    assert EventPage.objects.get(pk=submission.object_id).slug == "weekblad-2"


def test_what_is_typed_is_kept_whether_it_is_right_or_not(partner: tuple[Client, User, Organisation], zandweerd: Zone) -> None:
    client, *_ = partner
    draft = begin(client)
    url = reverse("partner_event_step", args=[draft.reference, "wanneer"])

    answer = client.post(url, {"day": "31-02-2026", "starts": "12:00", "ends": "10:00", "repeat": "week"})

    assert answer.status_code == 422
    assert "31-02-2026" in answer.content.decode()
    assert "Dit is geen datum" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.data["day"] == ["31-02-2026"]
    assert 'value="12:00"' in client.get(url).content.decode()
    back = client.get(reverse("partner_event_check", args=[draft.reference]), follow=True)
    assert back.request["PATH_INFO"].endswith("/wat/")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ends": "09:00"}, "ends"),
        ({"day": "0001-01-01"}, "day"),
        ({"day": "9999-12-31"}, "day"),
        ({"repeat_until": "2026-11-01"}, "repeat_until"),
        ({"last_day": "2027-06-01"}, "last_day"),
        ({"repeat": "dag", "weekdays": ["ma"]}, "weekdays"),
        ({"starts": ""}, "starts"),
        ({"repeat": "SECONDLY"}, "repeat"),
    ],
)
def test_moments_that_cannot_be_get_a_sentence_at_the_field(
    partner: tuple[Client, User, Organisation], changes: dict[str, Any], field: str
) -> None:
    client, *_ = partner
    draft = begin(client)
    answer = client.post(reverse("partner_event_step", args=[draft.reference, "wanneer"]), STEPS["wanneer"] | changes)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_nobody_sees_or_touches_what_is_of_another_organisation(
    partner: tuple[Client, User, Organisation], zandweerd: Zone, django_assert_max_num_queries: Any
) -> None:
    client, *_ = partner
    submission = sent(client, zandweerd)
    draft = begin(client)
    other, _organisation = make_partner()
    stranger = client_of(other)
    event = EventPage.objects.get(pk=submission.object_id)

    for url in (
        reverse("partner_event_step", args=[draft.reference, "wat"]),
        reverse("partner_event_check", args=[draft.reference]),
        reverse("partner_event", args=[event.uid]),
        reverse("partner_submission", args=[submission.reference]),
    ):
        assert stranger.get(url).status_code == 404, url
    for url in (
        reverse("partner_event_discard", args=[draft.reference]),
        reverse("partner_event_change", args=[event.uid]),
        reverse("partner_event_cancel", args=[event.uid]),
        reverse("partner_answer", args=[submission.reference]),
        reverse("partner_withdraw", args=[submission.reference]),
    ):
        assert stranger.post(url, {"text": "x"}).status_code == 404, url
    assert "Koffie op dinsdag" not in stranger.get(reverse("partner_home")).content.decode()
    assert stranger.post(reverse("partner_event_new"), {"zoals": str(event.uid)}).status_code == 404


def test_a_question_is_answered_on_the_page(partner: tuple[Client, User, Organisation], zandweerd: Zone) -> None:
    client, *_ = partner
    submission = sent(client, zandweerd)
    moderator = make_moderator(zandweerd)
    ask(submission=submission, text="Mag een hond mee?", by=moderator, at=timezone.now())

    assert "Mag een hond mee?" in client.get(reverse("partner_home")).content.decode()
    empty = client.post(reverse("partner_answer", args=[submission.reference]), {"text": "  "})
    client.post(reverse("partner_answer", args=[submission.reference]), {"text": "Ja, aan de lijn."})

    assert empty.status_code == 422
    submission.refresh_from_db()
    assert submission.state == SubmissionState.RECEIVED
    assert submission.messages.last().text == "Ja, aan de lijn."


def test_one_date_is_called_off_and_the_rest_copied(partner: tuple[Client, User, Organisation], zandweerd: Zone) -> None:
    client, *_ = partner
    submission = sent(client, zandweerd)
    event = EventPage.objects.get(pk=submission.object_id)
    moderator = make_moderator(zandweerd)
    approve(submission=submission, seen=event.latest_revision_id, by=moderator, at=timezone.now())

    client.post(reverse("partner_event_change", args=[event.uid]), {"stap": "dagen"})
    draft = EventDraft.objects.get()
    client.post(reverse("partner_event_step", args=[draft.reference, "dagen"]), {"off": ["2026-12-22", "2026-12-29"]})
    client.post(reverse("partner_event_check", args=[draft.reference]))

    change = Submission.objects.latest("pk")
    assert change.kind == "wijziging"
    assert EventPage.objects.get(pk=event.pk).occurrences.get(day=date(2026, 12, 29)).state == "gaat-door"
    approve(submission=change, seen=EventPage.objects.get(pk=event.pk).latest_revision_id, by=moderator, at=timezone.now())
    assert EventPage.objects.get(pk=event.pk).occurrences.get(day=date(2026, 12, 29)).state == "afgelast"
    client.post(reverse("partner_event_new"), {"zoals": str(event.uid)})
    copy = EventDraft.objects.get()
    assert (copy.data["title"], copy.data["day"], copy.data["off"]) == (["Koffie op dinsdag"], [], [])


def test_after_a_refusal_it_can_be_changed_and_sent_again(partner: tuple[Client, User, Organisation], zandweerd: Zone) -> None:
    client, *_ = partner
    submission = sent(client, zandweerd)
    refuse(
        submission=submission,
        reason=RefusalReason.ADVERTISING,
        explanation="Zonder verkoop mag het.",
        by=make_moderator(zandweerd),
        at=timezone.now(),
    )

    page = client.get(reverse("partner_submission", args=[submission.reference])).content.decode()
    assert "Zonder verkoop mag het." in page
    event = EventPage.objects.get(pk=submission.object_id)
    client.post(reverse("partner_event_change", args=[event.uid]))
    client.post(reverse("partner_event_check", args=[EventDraft.objects.get().reference]))
    assert [found.state for found in Submission.objects.order_by("pk")] == [SubmissionState.REFUSED, SubmissionState.RECEIVED]


def test_everything_still_right_in_one_click(partner: tuple[Client, User, Organisation]) -> None:
    client, _user, organisation = partner
    own = [EntryFactory(owner=organisation, verified_on=date(2025, 1, 1)) for _ in range(2)]
    foreign = EntryFactory(verified_on=date(2025, 1, 1))

    client.post(reverse("partner_confirm"), {"hulp": str(foreign.pk)})
    client.post(reverse("partner_confirm"))

    assert {Entry.objects.get(pk=entry.pk).verified_on for entry in own} == {date(2026, 11, 26)}
    assert Entry.objects.get(pk=own[0].pk).verified_by == organisation.name
    assert Entry.objects.get(pk=foreign.pk).verified_on == date(2025, 1, 1)
    assert not Submission.objects.exists()


def test_a_change_in_the_social_map_waits_while_the_old_stays(partner: tuple[Client, User, Organisation]) -> None:
    client, _user, organisation = partner
    entry = EntryFactory(owner=organisation, organisation=organisation, phone="0570-000021")
    url = reverse("partner_entry", args=[entry.pk])
    values = {"sentence": entry.sentence, "cost_kind": "gratis", "wheelchair": "onbekend", "phone": "0570-000029"}

    wrong = client.post(url, values | {"phone": "geen nummer"})
    client.post(url, values)

    assert wrong.status_code == 422
    assert "geen nummer" in wrong.content.decode()
    assert Entry.objects.get(pk=entry.pk).phone == "0570-000021"
    submission = Submission.objects.get()
    entry.refresh_from_db()
    approve(submission=submission, seen=entry.latest_revision_id, by=make_central_editor(), at=timezone.now())
    assert Entry.objects.get(pk=entry.pk).phone == "0570-000029"
    assert client.get(reverse("partner_entry", args=[EntryFactory().pk])).status_code == 404


def paid(visitor: Client) -> dict[str, str]:
    """What a form carries after the work of the visitor's device, begun some minutes ago."""
    with time_machine.travel(timezone.now() - timedelta(minutes=2)):
        started = visitor.get(reverse("partner_apply")).context["started"]
    return {"started": started, "proof": solve(started, bits=settings.PROOF_OF_WORK_BITS)}


def test_without_scripts_an_application_is_read_once_more_and_sent(zandweerd: Zone) -> None:
    visitor = Client(**HUB)
    values = {
        **paid(visitor), "name": "Wandelclub", "kind": "vereniging", "description": "Wij wandelen.", "is_city_wide": "on",
        "contact": "Het bestuur", "email": "club@example.org", "proof": "",
    }  # fmt: skip

    waiting = visitor.post(reverse("partner_apply"), values)

    assert not Application.objects.exists()
    assert "Bijna klaar" in waiting.content.decode()
    repeated: dict[str, list[str]] = {}
    for name, value in waiting.context["typed"]:
        repeated.setdefault(name, []).append(value)
    with time_machine.travel(timezone.now() + timedelta(seconds=20)):
        visitor.post(reverse("partner_apply"), repeated | {"started": waiting.context["patience"]})
    assert Application.objects.get().description == "Wij wandelen."


def test_an_organisation_applies_is_let_in_and_gets_a_link(zandweerd: Zone) -> None:
    visitor = Client(**HUB)
    url = reverse("partner_apply")
    values = {
        **paid(visitor), "name": "Wandelclub", "kind": "vereniging", "description": "Wij wandelen.",
        "zones": [zandweerd.pk], "phone": "0570-000025", "contact": "Het bestuur", "email": "Club@example.org",
    }  # fmt: skip
    answer = visitor.post(url, values)
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("partner_applied"))
    submission = Submission.objects.get()

    approve(submission=submission, seen=None, by=make_central_editor(), at=timezone.now())

    organisation = Organisation.objects.get(name="Wandelclub")
    assert organisation.live
    assert Membership.objects.get(organisation=organisation).user.email == "club@example.org"
    send_waiting_mail.call()
    subjects = {mail.subject: mail for mail in outbox.outbox}
    assert "/inloggen/" in subjects["Welkom bij de Wijkwinkel"].body


def test_an_organisation_that_is_there_already_is_asked_whether_it_is_that_one(zandweerd: Zone) -> None:
    known = OrganisationFactory(name="Wandelclub Voorstad")
    visitor = Client(**HUB)
    values = {
        **paid(visitor), "name": "wandelclub voorstad", "kind": "vereniging",
        "description": "Wij wandelen.", "is_city_wide": "on", "contact": "Het bestuur", "email": "club@example.org",
    }  # fmt: skip
    asked = visitor.post(reverse("partner_apply"), values)
    assert asked.status_code == 422
    assert "Wij wandelen." in asked.content.decode()
    visitor.post(reverse("partner_apply"), values | {"existing": str(known.pk)} | paid(visitor))

    assert Application.objects.get().existing == known


def test_a_program_that_fills_in_everything_is_not_let_in(zandweerd: Zone) -> None:
    visitor = Client(**HUB)
    visitor.post(reverse("partner_apply"), {"name": "x", "website": "https://spam.example"})
    assert not Application.objects.exists()


def test_colleagues_come_and_go(partner: tuple[Client, User, Organisation]) -> None:
    client, user, organisation = partner
    client.post(reverse("partner_colleague_add"), {"organisatie": organisation.pk, "email": "collega@example.nl"})
    colleague = Membership.objects.get(user__email="collega@example.nl")
    send_waiting_mail.call()
    assert outbox.outbox[-1].to == ["collega@example.nl"]
    again = client.post(reverse("partner_colleague_add"), {"organisatie": organisation.pk, "email": "collega@example.nl"})
    assert again.status_code == 422

    foreign, other = make_partner()
    assert client_of(foreign).post(reverse("partner_colleague_remove", args=[colleague.pk])).status_code == 404
    assert client.post(reverse("partner_colleague_add"), {"organisatie": other.pk, "email": "x@example.nl"}).status_code == 404
    client.post(reverse("partner_colleague_remove", args=[colleague.pk]))
    client.post(reverse("partner_colleague_remove", args=[Membership.objects.get(user=user).pk]))
    assert list(Membership.objects.filter(organisation=organisation).values_list("user", flat=True)) == [user.pk]


def test_the_portal_is_for_partners(zandweerd: Zone) -> None:
    visitor = Client(**HUB)
    assert visitor.get(reverse("partner_home")).headers["Location"].startswith("/inloggen/?next=")
    assert client_of(make_moderator(zandweerd)).get(reverse("partner_home")).status_code == 403
