"""The second factor: no page of the admin without it, no code twice, and nobody locked out by somebody else."""

from __future__ import annotations

import re
import statistics
import time

import pytest
import time_machine
from django.conf import global_settings
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from wagtail.models import ModelLogEntry

from accounts.choices import Role
from accounts.forms import ATTEMPTS_PER_ACCOUNT
from accounts.middleware import OPEN_VIEWS
from accounts.models import BackupCode, User
from accounts.rules import FREE_ATTEMPTS, LONGEST_WAIT_S
from accounts.services import AccessError, reset_second_factor
from accounts.services.second_factor import BACKUP_CODES, RESET_ACTION
from core.mail import send_waiting_mail
from core.models import Mail
from tests.factories import UserFactory, person
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.both_stacks

LOGIN, CODE, SET_UP = "/beheer/login/", "/beheer/code/", "/beheer/code/instellen/"


@pytest.fixture(autouse=True)
def _is_asked(settings) -> None:
    settings.STAFF_SECOND_FACTOR = True


@pytest.fixture
def editor(db: None) -> User:
    return person(Role.CENTRAL_EDITOR, email="centraal@example.nl")


@pytest.fixture
def client(db: None) -> Client:
    return Client(headers={"host": "localhost:8000"})


def logged_in(client: Client, user: User) -> Client:
    answer = client.post(LOGIN, {"username": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def code_of(device: TOTPDevice) -> str:
    """The code that the app shows now."""
    totp = TOTP(device.bin_key, drift=device.drift)
    totp.time = time.time()
    return f"{totp.token():06d}"


def with_app(user: User) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="Telefoon", confirmed=True)


def admin_paths() -> list[tuple[str, str]]:
    """Every address of the admin that can be made with numbers and words, with the name of its view."""
    found: list[tuple[str, str]] = []

    def walk(patterns: list[URLPattern | URLResolver], prefix: str, spaces: tuple[str, ...]) -> None:
        for pattern in patterns:
            text = prefix + re.sub(
                r"<(?:(\w+):)?\w+>",
                lambda match: {"int": "1", "uuid": "0" * 8 + "-0000-0000-0000-" + "0" * 12}.get(match[1], "x"),
                str(pattern.pattern),
            )
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns, text, (*spaces, pattern.namespace) if pattern.namespace else spaces)
            elif text.startswith("beheer/") and "^" not in text and "(" not in text:
                found.append(("/" + text, ":".join([*spaces, pattern.name or ""])))

    walk(get_resolver().url_patterns, "", ())
    return found


def test_no_address_of_the_admin_answers_before_the_second_factor(client: Client, editor: User) -> None:
    with_app(editor)
    logged_in(client, editor)
    paths = admin_paths()

    assert len(paths) > 200
    for path, name in paths:
        if name in OPEN_VIEWS:
            continue
        answer = client.get(path)
        assert (answer.status_code, answer.headers.get("Location", "")[:13]) == (302, CODE), path
        assert client.post(path).headers.get("Location", "")[:13] == CODE, path
    assert client.get("/beheer/", headers={"X-Requested-With": "XMLHttpRequest"}).status_code == 403
    assert client.get("/beheer/bestaat-niet/").headers["Location"].startswith(CODE)


def test_a_view_that_is_open_exists() -> None:
    assert {name for _path, name in admin_paths()} >= OPEN_VIEWS


def test_the_first_login_sets_up_the_app_and_gives_codes_for_paper(client: Client, editor: User) -> None:
    logged_in(client, editor)
    asked = client.get("/beheer/pages/", follow=True)
    assert [path for path, _status in asked.redirect_chain][-1] == f"{SET_UP}?next=%2Fbeheer%2Fpages%2F"
    assert "<svg" in asked.text
    device = TOTPDevice.objects.get()
    assert client.get(SET_UP).status_code == 200
    assert TOTPDevice.objects.get().key == device.key, "the key stays while somebody types"

    assert client.post(SET_UP, {"code": "000000" if code_of(device) != "000000" else "111111"}).status_code == 422
    before = client.session.session_key
    done = client.post(SET_UP, {"code": code_of(device), "next": "/beheer/pages/"})

    codes = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", done.text)
    assert (len(codes), "no-store" in done.headers["Cache-Control"]) == (BACKUP_CODES, True)
    assert 'href="/beheer/pages/"' in done.text
    assert client.session.session_key != before
    assert client.get("/beheer/").status_code == 200
    assert not {code.replace("-", "") for code in codes} & set(BackupCode.objects.values_list("code_hash", flat=True))


def test_the_code_is_asked_at_each_login_and_is_good_once(client: Client, editor: User) -> None:
    device = with_app(editor)
    code = code_of(device)
    assert client.post(LOGIN, {"username": editor.email, "password": PASSWORD}).status_code == 302
    assert client.post(CODE, {"code": f"{code[:3]} {code[3:]}", "next": "/beheer/pages/"}).headers["Location"] == "/beheer/pages/"
    assert client.get("/beheer/").status_code == 200

    # The same code again, by who looked over a shoulder.
    second = logged_in(Client(headers={"host": "localhost:8000"}), editor)
    assert second.post(CODE, {"code": code}).status_code == 422
    # And in this browser the next login asks anew, without logging out first.
    logged_in(client, editor)
    assert client.get("/beheer/").headers["Location"].startswith(CODE)


def test_a_code_from_paper_works_once(client: Client, editor: User) -> None:
    device = with_app(editor)
    logged_in(client, editor).post(CODE, {"code": code_of(device)})
    page = client.post("/beheer/code/noodcodes/")
    code = re.findall(r"<code>([a-z2-9-]{11})</code>", page.text)[0]

    first, second = (logged_in(Client(headers={"host": "localhost:8000"}), editor) for _browser in range(2))
    assert first.post(CODE, {"code": code.upper()}).status_code == 302
    assert first.get("/beheer/").status_code == 200
    assert second.post(CODE, {"code": code}).status_code == 422
    assert "nog 9 noodcodes" in first.get("/beheer/code/noodcodes/").text


def test_a_password_alone_sets_up_no_other_app(client: Client, editor: User) -> None:
    device = with_app(editor)
    logged_in(client, editor)

    assert client.get(SET_UP).headers["Location"] == CODE
    assert client.post(SET_UP, {"code": "123456"}).headers["Location"] == CODE
    assert client.post("/beheer/code/noodcodes/").headers["Location"] == CODE
    # After the code it does, and the telephone of before is not good any more.
    client.post(CODE, {"code": code_of(device)})
    client.get(SET_UP)
    client.post(SET_UP, {"code": code_of(TOTPDevice.objects.get(confirmed=False))})
    assert TOTPDevice.objects.get().pk != device.pk


def test_guessing_gets_slower_and_the_owner_waits_minutes_at_most(client: Client, editor: User) -> None:
    device = with_app(editor)
    logged_in(client, editor)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _guess in range(FREE_ATTEMPTS):
            assert "klopt niet" in client.post(CODE, {"code": "abc"}).text
        refused = client.post(CODE, {"code": code_of(device)})
        assert (refused.status_code, "Wacht 2 seconden" in refused.text) == (422, True)
        TOTPDevice.objects.update(throttling_failure_count=30)
        clock.shift(LONGEST_WAIT_S - 1)
        assert "Wacht 1 seconde " in client.post(CODE, {"code": code_of(device)}).text
        clock.shift(1)
        assert client.post(CODE, {"code": code_of(device)}).status_code == 302


@pytest.mark.parametrize("code", ["", "a" * 21, "١٢٣٤٥٦", "-12345", "12345\x00", "²²²²²²", "1e5", "0x1234"])
def test_what_is_no_code_is_refused_in_words(client: Client, editor: User, code: str) -> None:
    with_app(editor)

    assert logged_in(client, editor).post(CODE, {"code": code}).status_code == 422


def test_an_administrator_resets_and_it_is_logged(editor: User) -> None:
    administrator = person(Role.ADMINISTRATOR)
    with_app(editor)
    with_app(administrator)
    browser = logged_in(Client(headers={"host": "localhost:8000"}), editor)
    boss = logged_in(Client(headers={"host": "localhost:8000"}), administrator)
    boss.post(CODE, {"code": code_of(TOTPDevice.objects.get(user=administrator))})

    assert "Telefoon kwijt" in boss.get(reverse("accounts-person", args=[editor.pk])).text
    assert boss.post(reverse("accounts-person-reset", args=[editor.pk])).status_code == 302

    assert not TOTPDevice.objects.filter(user=editor).exists()
    assert browser.get("/beheer/").headers["Location"].startswith(LOGIN)
    entry = ModelLogEntry.objects.get(action=RESET_ACTION)
    assert (entry.user, entry.object_id) == (administrator, str(editor.pk))
    for by, user in ((editor, administrator), (administrator, administrator), (person(Role.CENTRAL_EDITOR), editor)):
        with pytest.raises(AccessError):
            reset_second_factor(user=user, by=by)
    call_command("reset_second_factor", administrator.email.upper(), stdout=None)
    assert not TOTPDevice.objects.filter(user=administrator).exists()
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "niemand@example.nl")


def test_wrong_passwords_slow_one_network_and_not_the_owner(client: Client, editor: User) -> None:
    wrong = {"username": editor.email.upper(), "password": "fout"}
    for _guess in range(ATTEMPTS_PER_ACCOUNT):
        answer = client.post(LOGIN, wrong)
        assert "klopt niet" in answer.text
    # A right guess after too many is refused too, so nobody learns that it was right.
    assert "Wacht een kwartier" in client.post(LOGIN, wrong | {"password": PASSWORD}).text
    logged_in(Client(headers={"host": "localhost:8000"}, REMOTE_ADDR="198.51.100.7"), editor)
    # Nor do colleagues on the same network.
    logged_in(client, person(Role.CENTRAL_EDITOR))


def test_an_unknown_address_takes_as_long_and_says_the_same(client: Client, editor: User, settings) -> None:
    # With the hasher of production: of a quick one the difference would not be felt.
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS
    editor.set_password(PASSWORD)
    editor.save()
    invited = UserFactory(password="!nooit gekozen")
    texts = {
        client.post(LOGIN, {"username": email, "password": "fout"}).text.count("klopt niet")
        for email in (editor.email, invited.email, "x@example.nl")
    }
    assert texts == {1}

    def seconds(email: str) -> float:
        started = time.perf_counter()
        assert authenticate(None, username=email, password="fout") is None
        return time.perf_counter() - started

    rounds = [[seconds(email) for email in (editor.email, invited.email, "niemand@example.nl")] for _round in range(7)]
    known, without_password, unknown = (statistics.median(times) for times in zip(*rounds, strict=True))
    # A busy machine blurs this; without the hasher it would be a thousand times.
    assert 0.5 < unknown / known < 2
    assert 0.5 < without_password / known < 2


def test_a_new_password_is_for_staff_and_mailed_by_the_queue(client: Client, editor: User) -> None:
    partner = person(Role.PARTNER)
    Mail.objects.all().delete()
    mail.outbox.clear()
    for email in ("niemand@example.nl", partner.email, editor.email):
        assert client.post("/beheer/password_reset/", {"email": email}).headers["Location"] == "/beheer/password_reset/done/"
    send_waiting_mail.call()

    (sent,) = mail.outbox
    assert sent.to == [editor.email]
    assert "/beheer/password_reset/confirm/" in sent.body


def test_nothing_is_remembered_at_login(client: Client, editor: User) -> None:
    assert 'name="remember"' not in client.get(LOGIN).text
    client.post(LOGIN, {"username": editor.email, "password": PASSWORD, "remember": "on"})
    assert client.session.get_expire_at_browser_close()


def test_a_partner_is_asked_for_nothing_in_the_admin_but_turned_away(client: Client, db: None) -> None:
    client.force_login(person(Role.PARTNER))

    assert client.get("/beheer/").headers["Location"].startswith(LOGIN)
    assert client.get(CODE).headers["Location"].startswith(LOGIN)


def test_an_installation_may_do_without(client: Client, editor: User, settings) -> None:
    settings.STAFF_SECOND_FACTOR = False

    assert logged_in(client, editor).get("/beheer/").status_code == 200
    assert client.get(CODE).headers["Location"] == "/beheer/"
