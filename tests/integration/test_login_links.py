"""Logging in by a link from a mail: for one person, to one page, once; and nobody learns who has an account."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Right, Role
from accounts.models import LoginLink, User
from accounts.models.logins import KEPT_AFTER_END
from accounts.services import end_role, forget_links, make_link, send_login_link, use_link
from accounts.services.links import LINKS_PER_HOUR, VALID_FOR
from accounts.services.sessions import PORTAL_SESSION_S
from accounts.views import portal_login_required
from accounts.views.portal import LINKS_PER_NETWORK_PER_HOUR
from core.forms import started_now
from core.mail import send_waiting_mail
from core.models import Mail
from sites.models import Zone
from tests.factories import UserFactory, person
from tests.integration.races import at_once, committed

pytestmark = pytest.mark.both_stacks

__all__ = ["committed"]

ASK = "/inloggen/"


@pytest.fixture
def partner(db: None) -> User:
    Mail.objects.all().delete()
    mail.outbox.clear()
    return person(Role.PARTNER, email="partij@example.nl")


def asked(client: Client, email: str, **fields: str) -> HttpResponse:
    """Send the form, as somebody who took some seconds for it."""
    with time_machine.travel(timezone.now() - timedelta(seconds=10)):
        started = started_now()
    return client.post(ASK, {"email": email, "started": started, "next": "/partner/?stap=2", **fields})


def links_sent() -> list[str]:
    send_waiting_mail.call()
    return [line.removeprefix("http://localhost:8000") for one in mail.outbox for line in one.body.splitlines() if line.startswith("http")]


def test_a_partner_gets_a_link_and_comes_in_with_one_button(partner: User, on_hub: Client) -> None:
    assert asked(on_hub, "Partij@Example.nl").headers["Location"] == "/inloggen/verstuurd/"
    (link,) = links_sent()

    # A program that opens links in mails, twice and with a HEAD, uses nothing up.
    assert [on_hub.get(link).status_code, on_hub.get(link).status_code, on_hub.head(link).status_code] == [200] * 3
    page = on_hub.get(link)
    assert "partij@example.nl" in page.text
    assert (page.headers["Referrer-Policy"], "no-store" in page.headers["Cache-Control"]) == ("same-origin", True)
    answer = on_hub.post(link)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/partner/?stap=2")
    assert on_hub.session["_auth_user_id"] == str(partner.pk)
    assert 0 < on_hub.session.get_expiry_age() <= PORTAL_SESSION_S


def test_a_link_works_once_but_still_leads_on_who_is_in(partner: User, on_hub: Client) -> None:
    link = make_link(user=partner, next="/partner/", at=timezone.now()).removeprefix("http://localhost:8000")
    on_hub.post(link)

    assert on_hub.get(link).headers["Location"] == "/partner/"
    other = Client(headers={"host": "localhost:8000"})
    for answer in (other.get(link), other.post(link)):
        assert answer.status_code == 410
        assert "/inloggen/?next=%2Fpartner%2F" in answer.text
    assert "_auth_user_id" not in other.session


def test_a_link_ends_in_time(partner: User, on_hub: Client) -> None:
    at = timezone.now()
    link = make_link(user=partner, next="/partner/", at=at, valid_for=VALID_FOR).removeprefix("http://localhost:8000")

    with time_machine.travel(at + VALID_FOR + timedelta(seconds=1), tick=False):
        assert [on_hub.get(link).status_code, on_hub.post(link).status_code] == [410, 410]
    assert forget_links(at=at + VALID_FOR + KEPT_AFTER_END) == 0
    assert forget_links(at=at + VALID_FOR + KEPT_AFTER_END + timedelta(seconds=1)) == 1


@pytest.mark.parametrize("token", ["x", "a" * 300, "%F0%9F%98%80", "..%2F"])
def test_what_is_no_link_is_told_so(db: None, on_hub: Client, token: str) -> None:
    assert on_hub.get(f"/inloggen/{token}/").status_code in (404, 410)
    assert on_hub.post(f"/inloggen/{token}/").status_code in (404, 410)


def test_the_token_is_nowhere_in_the_database(partner: User) -> None:
    token = make_link(user=partner, next="/", at=timezone.now()).rstrip("/").rpartition("/")[2]
    row = LoginLink.objects.values().get()

    assert len(token) >= 43
    assert token not in str(row)
    assert len(row["token_hash"]) == 64


def test_the_answer_is_the_same_for_everybody(partner: User, on_hub: Client, django_assert_num_queries) -> None:
    person(Role.CENTRAL_EDITOR, email="redacteur@example.nl")
    answers = {email: asked(on_hub, email) for email in ("partij@example.nl", "niemand@example.nl", "redacteur@example.nl")}

    assert {(answer.status_code, answer.headers["Location"]) for answer in answers.values()} == {(302, "/inloggen/verstuurd/")}
    send_waiting_mail.call()
    sent = {one.to[0]: one.body for one in mail.outbox}
    assert set(sent) == {"partij@example.nl", "redacteur@example.nl"}
    # Staff are told where they log in, and get nothing to log in with.
    assert "/beheer/login/" in sent["redacteur@example.nl"]
    assert "/inloggen/" not in sent["redacteur@example.nl"]
    assert LoginLink.objects.count() == 1
    assert not LoginLink.objects.filter(user__email="redacteur@example.nl").exists()


def test_an_unknown_address_costs_the_same_work(partner: User, django_assert_num_queries) -> None:
    with django_assert_num_queries(15, exact=False) as known:
        send_login_link(email="partij@example.nl", next="/", at=timezone.now())
    with django_assert_num_queries(15, exact=False) as unknown:
        send_login_link(email="niemand@example.nl", next="/", at=timezone.now())

    def writes(captured) -> list[str]:
        return [query["sql"].split()[0] for query in captured.captured_queries if query["sql"].startswith(("INSERT", "UPDATE"))]

    assert writes(known) == writes(unknown)
    assert abs(len(known) - len(unknown)) <= 2


def test_somebody_else_cannot_fill_a_mailbox(partner: User) -> None:
    for _time in range(LINKS_PER_HOUR + 4):
        send_login_link(email=" PARTIJ@example.nl", next="/", at=timezone.now())

    assert len(links_sent()) == LINKS_PER_HOUR


def test_a_network_that_asks_too_often_waits(partner: User, on_hub: Client) -> None:
    for number in range(LINKS_PER_NETWORK_PER_HOUR):
        assert asked(on_hub, f"n{number}@example.nl").status_code == 302

    refused = asked(on_hub, "partij@example.nl")
    assert (refused.status_code, "partij@example.nl" in refused.text) == (429, True)
    elsewhere = Client(headers={"host": "localhost:8000"}, REMOTE_ADDR="198.51.100.7")
    assert asked(elsewhere, "partij@example.nl").status_code == 302


@pytest.mark.parametrize("fields", [{"email": "geen adres"}, {"email": ""}, {"started": ""}])
def test_a_form_that_is_not_right_comes_back_with_what_was_typed(partner: User, on_hub: Client, fields: dict[str, str]) -> None:
    answer = asked(on_hub, **({"email": "partij@example.nl"} | fields))

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="/partner/?stap=2"' in answer.text
    assert not Mail.objects.exists()


def test_a_program_gets_thanks_and_no_mail(partner: User, on_hub: Client) -> None:
    assert asked(on_hub, "partij@example.nl", website="http://spam.example/").status_code == 302
    assert not Mail.objects.exists()


@pytest.mark.parametrize("wanted", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/\tx"])
def test_a_link_never_leads_to_another_site(partner: User, on_hub: Client, wanted: str) -> None:
    asked(on_hub, "partij@example.nl", next=wanted)
    (link,) = links_sent()

    assert on_hub.post(link).headers["Location"] == "/partner/"
    with pytest.raises(IntegrityError), transaction.atomic():
        LoginLink.objects.create(token_hash="x", user=partner, next="https://x", created_at=timezone.now(), valid_until=timezone.now())


def test_staff_never_come_in_by_a_link(zandweerd: Zone, on_hub: Client) -> None:
    user = person(Role.PARTNER)
    link = make_link(user=user, next="/beheer/", at=timezone.now()).removeprefix("http://localhost:8000")
    person_now = person(Role.MODERATOR, zandweerd)
    staff_link = make_link(user=person_now, next="/", at=timezone.now()).removeprefix("http://localhost:8000")

    assert on_hub.post(staff_link).status_code == 410
    assert "_auth_user_id" not in on_hub.session
    # Nor does a session of a link become one of staff when the role comes later.
    on_hub.post(link)
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    answer = on_hub.get("/beheer/")
    assert answer.headers["Location"] == reverse("wagtailadmin_login")
    assert "_auth_user_id" not in on_hub.session


def test_the_session_is_a_fresh_one(partner: User, on_hub: Client) -> None:
    on_hub.get(ASK)
    session = on_hub.session
    session["meegebracht"] = "ja"
    session.save()
    on_hub.cookies["sessionid"] = session.session_key

    on_hub.post(make_link(user=partner, next="/", at=timezone.now()).removeprefix("http://localhost:8000"))

    assert on_hub.session.session_key != session.session_key


def test_logging_out_is_a_button(partner: User, on_hub: Client) -> None:
    on_hub.force_login(partner)

    assert on_hub.get("/uitloggen/").status_code == 405
    assert on_hub.post("/uitloggen/").headers["Location"] == "/"
    assert "_auth_user_id" not in on_hub.session


def test_logging_in_needs_a_token_of_the_form(partner: User) -> None:
    strict = Client(enforce_csrf_checks=True, headers={"host": "localhost:8000"})

    link = make_link(user=partner, next="/", at=timezone.now()).removeprefix("http://localhost:8000")
    assert strict.post(link).status_code == 403
    assert use_link(token=link.rstrip("/").rpartition("/")[2], at=timezone.now()) is not None


def test_pages_to_log_in_are_on_the_hub(db: None, on_zone: Client) -> None:
    assert on_zone.get("/inloggen/?next=/partner/").headers["Location"] == "http://localhost:8000/inloggen/?next=/partner/"


@portal_login_required(Right.SUBMIT)
def page_for_partners(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(f"pagina {number}")


def _request(user: User | AnonymousUser, path: str = "/partner/?a=b", zone: Zone | None = None, **session: object) -> HttpRequest:
    request = RequestFactory().get(path, headers={"host": "localhost:8000"})
    request.user, request.zone, request.session = user, zone, session
    return request


def test_the_door_of_the_portal(partner: User, zandweerd: Zone, settings) -> None:
    def status(user: User | AnonymousUser, **session: object) -> tuple[int, str]:
        answer = page_for_partners(_request(user, **session), number=3)
        assert answer.headers["Cache-Control"] == "private, no-store"
        return answer.status_code, answer.headers.get("Location", "")

    assert status(partner) == (200, "")
    assert status(AnonymousUser()) == (302, "/inloggen/?next=%2Fpartner%2F%3Fa%3Db")
    assert status(person(Role.PROFESSIONAL)) == (403, "")
    assert "Hier kunt u niet bij" in page_for_partners(_request(person(Role.PROFESSIONAL)), number=3).content.decode()
    assert status(UserFactory()) == (403, "")
    elsewhere = page_for_partners(_request(partner, zone=zandweerd), number=3)
    assert elsewhere.headers["Location"] == "http://localhost:8000/partner/?a=b"
    # Staff show their second factor here too.
    settings.STAFF_SECOND_FACTOR = True
    central = person(Role.CENTRAL_EDITOR)
    assert status(central)[1].startswith("/beheer/code/?next=%2Fpartner%2F")
    assert status(central, accounts_second_factor=True) == (200, "")
    assert status(partner) == (200, "")


def test_a_role_that_ends_closes_the_door(partner: User, on_hub: Client) -> None:
    on_hub.post(make_link(user=partner, next="/", at=timezone.now()).removeprefix("http://localhost:8000"))
    assert on_hub.session["_auth_user_id"]

    end_role(grant=partner.grants.get(), by=None, at=timezone.now())

    assert isinstance(on_hub.get("/").wsgi_request.user, AnonymousUser)


def test_of_many_who_press_the_button_at_once_one_comes_in(committed: None) -> None:
    user, at = person(Role.PARTNER), timezone.now()
    token = make_link(user=user, next="/", at=at).rstrip("/").rpartition("/")[2]

    outcomes = at_once([partial(use_link, token=token, at=at)] * 20)

    assert sum(outcome is not None for outcome in outcomes) == 1
