"""The queue and the review screen in the admin: what an editor sees, and that every way to decide is guarded."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agenda.models import EventPage
from moderation.choices import SubmissionState
from moderation.models import Trust
from moderation.rules import difference
from sites.models import Zone
from socialmap.models import Organisation
from tests.factories.partners import make_central_editor, make_moderator, make_partner
from tests.integration.test_moderation import draft, send

DECISIONS = ("moderation-take", "moderation-approve", "moderation-ask", "moderation-refuse", "moderation-check")


@pytest.fixture
def partner(db: None) -> tuple[User, Organisation]:
    return make_partner()


def admin(user: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(user)
    return client


def test_an_editor_sees_what_is_of_their_zones_and_nothing_else(
    zandweerd: Zone, voorstad: Zone, partner: tuple[User, Organisation]
) -> None:
    by, organisation = partner
    own, foreign = draft(zandweerd, organisation, title="Breien"), draft(voorstad, organisation, title="Kanarie")
    shown, hidden = send(own, by, organisation), send(foreign, by, organisation)
    client = admin(make_moderator(zandweerd))

    for url in (reverse("moderation-queue"), reverse("wagtailadmin_home")):
        page = client.get(url).content.decode()
        assert "Breien" in page
        assert "Kanarie" not in page
    assert client.get(reverse("moderation-show", args=[shown.pk])).status_code == 200
    assert client.get(reverse("moderation-show", args=[hidden.pk])).status_code == 404
    for name in DECISIONS:
        assert client.post(reverse(name, args=[hidden.pk]), {"text": "x", "reason": "voorbij"}).status_code == 404
    hidden.refresh_from_db()
    assert hidden.state == SubmissionState.RECEIVED


def test_who_decides_nothing_has_no_queue(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    submission = send(draft(zandweerd, organisation), by, organisation)

    assert admin(by).get(reverse("moderation-queue")).status_code == 302
    assert admin(by).post(reverse("moderation-approve", args=[submission.pk])).status_code == 302
    assert EventPage.objects.get().live is False


def test_deciding_by_the_buttons(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    event = draft(zandweerd, organisation)
    submission = send(event, by, organisation)
    client = admin(make_moderator(zandweerd))
    client.post(reverse("moderation-take", args=[submission.pk]))
    shown = client.get(reverse("moderation-show", args=[submission.pk]))

    old = client.post(reverse("moderation-approve", args=[submission.pk]), {"seen": "1"}, follow=True)
    assert "Er is intussen iets veranderd" in old.content.decode()
    client.post(reverse("moderation-approve", args=[submission.pk]), {"seen": shown.context["review"].seen})

    submission.refresh_from_db()
    assert submission.state == SubmissionState.PUBLISHED
    again = client.post(reverse("moderation-approve", args=[submission.pk]), {"seen": shown.context["review"].seen}, follow=True)
    assert "Hierover is al beslist" in again.content.decode()


def test_a_refusal_without_words_keeps_what_was_typed(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    submission = send(draft(zandweerd, organisation), by, organisation)
    client = admin(make_moderator(zandweerd))

    nothing = client.post(reverse("moderation-refuse", args=[submission.pk]), {"reason": "", "explanation": "Zo niet."})
    assert nothing.status_code == 422
    assert "Zo niet." in nothing.content.decode()
    client.post(reverse("moderation-refuse", args=[submission.pk]), {"reason": "voorbij", "explanation": "Zo niet."})
    submission.refresh_from_db()
    assert (submission.state, submission.explanation) == (SubmissionState.REFUSED, "Zo niet.")


def test_hints_of_what_to_look_at_twice(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    first = draft(zandweerd, organisation, title="Koffie met buren")
    first.save_revision().publish()
    second = draft(zandweerd, organisation, title="Koffie met de buren")
    second.starts_at, second.ends_at = first.starts_at, first.ends_at
    second.introduction = "Dit is een zin die veel te lang is omdat er almaar woorden bij komen zonder dat er ooit een punt staat."
    second.save_revision()

    page = admin(make_moderator(zandweerd)).get(reverse("moderation-show", args=[send(second, by, organisation).pk])).content.decode()

    for hint in ("Lijkt op: Koffie met buren", "Er staat niet wat het kost", "Maak er twee zinnen van", "Er is niemand te bellen"):
        assert hint in page


def test_what_partners_write_is_never_markup(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    event = draft(zandweerd, organisation, title='"><svg onload=alert(1)>')
    event.introduction = "{{ 7*7 }} <script>alert(1)</script>"
    event.save_revision()

    page = admin(make_moderator(zandweerd)).get(reverse("moderation-show", args=[send(event, by, organisation).pk])).content.decode()

    assert "<svg onload" not in page
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page


def test_what_trusted_partners_published_is_checked_afterwards(zandweerd: Zone, partner: tuple[User, Organisation]) -> None:
    by, organisation = partner
    Trust.objects.create(organisation=organisation, zone=zandweerd)
    submission = send(draft(zandweerd, organisation), by, organisation)
    client = admin(make_moderator(zandweerd))

    assert "Al geplaatst, nog nakijken" in client.get(reverse("moderation-queue")).content.decode()
    client.post(reverse("moderation-check", args=[submission.pk]))
    assert "Al geplaatst, nog nakijken" not in client.get(reverse("moderation-queue")).content.decode()


def test_a_partner_is_trusted_where_one_decides_and_nowhere_else(
    zandweerd: Zone, voorstad: Zone, partner: tuple[User, Organisation]
) -> None:
    _by, organisation = partner
    Trust.objects.create(organisation=organisation, zone=voorstad)
    moderator = make_moderator(zandweerd)
    client = admin(moderator)
    url = reverse("moderation-trust")

    assert client.post(url, {"organisation": organisation.pk, "zone": voorstad.pk}).status_code == 422
    client.post(url, {"organisation": organisation.pk, "zone": zandweerd.pk})
    assert Trust.objects.get(zone=zandweerd).given_by == moderator
    assert client.post(reverse("moderation-trust-stop", args=[Trust.objects.get(zone=voorstad).pk])).status_code == 404
    client.post(reverse("moderation-trust-stop", args=[Trust.objects.get(zone=zandweerd).pk]))
    assert list(Trust.objects.values_list("zone", flat=True)) == [voorstad.pk]


def test_the_queue_costs_the_same_for_many(zandweerd: Zone, partner: tuple[User, Organisation], django_assert_max_num_queries: Any) -> None:
    by, organisation = partner
    for number in range(6):
        send(draft(zandweerd, organisation, title=f"Koffie {number}"), by, organisation)
    client = admin(make_central_editor())
    client.get(reverse("moderation-queue"))

    with django_assert_max_num_queries(24):
        client.get(reverse("moderation-queue"))


def test_a_difference_is_told_word_by_word() -> None:
    pieces = difference("elke dinsdag om tien", "elke woensdag om tien")

    assert [(piece.text, piece.is_gone, piece.is_new) for piece in pieces] == [
        ("elke ", False, False),
        ("dinsdag", True, False),
        ("woensdag", False, True),
        (" om tien", False, False),
    ]
