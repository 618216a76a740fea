"""Mail is sent once, after the commit, and forgotten when it is sent."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from cms.tasks_bridge import announcer, run_job
from core.mail import KEPT, LEASE, Letter, forget_mail, queue_mail, send_waiting_mail
from core.models import Mail

pytestmark = pytest.mark.both_stacks

Commits = Callable[..., AbstractContextManager[list[Callable[[], Any]]]]
LETTER = Letter(
    subject="Uw activiteit\nBcc: iedereen@example.nl",
    template="layouts/mail.txt",
    context={},
    link="https://wijkwinkel.example/partner/abc/",
    link_label="Bekijk uw activiteit",
    valid_until=timezone.now() + timedelta(days=1),
)


@pytest.fixture(autouse=True)
def _own_process(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcer, "announce", run_job)
    Mail.objects.all().delete()
    outbox.outbox.clear()


def _queue(key: str = "activiteit:1:geplaatst") -> bool:
    return queue_mail(key=key, to="partner@example.nl", letter=LETTER, reply_to="redactie@example.nl")


def test_a_mail_leaves_after_the_commit_and_once(django_capture_on_commit_callbacks: Commits) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert _queue()
        assert outbox.outbox == []
    with django_capture_on_commit_callbacks(execute=True):
        assert not _queue()
    send_waiting_mail.call()

    (sent,) = outbox.outbox
    assert (sent.to, sent.reply_to) == (["partner@example.nl"], ["redactie@example.nl"])
    assert sent.body.count("https://wijkwinkel.example/partner/abc/") == 1
    assert "Deze link werkt tot" in sent.body


def test_a_mail_that_is_rolled_back_never_leaves(django_capture_on_commit_callbacks: Commits) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        _queue()
        transaction.set_rollback(True)

    send_waiting_mail.call()
    assert outbox.outbox == []


def test_a_subject_is_one_header() -> None:
    _queue()
    send_waiting_mail.call()

    assert outbox.outbox[0].subject == "Uw activiteit Bcc: iedereen@example.nl"
    assert "\nBcc:" not in outbox.outbox[0].message().as_string()


def test_what_was_sent_is_forgotten_but_not_that_it_was() -> None:
    _queue()
    send_waiting_mail.call()

    mail = Mail.objects.get()
    assert (mail.to, mail.reply_to, mail.subject, mail.text) == ("", "", "", "")
    assert mail.sent_at is not None
    assert not _queue()
    assert forget_mail(at=timezone.now() + KEPT - timedelta(hours=1)) == 0
    assert forget_mail(at=timezone.now() + KEPT + timedelta(hours=1)) == 1


@pytest.mark.parametrize(
    ("error", "is_dead"),
    [
        (smtplib.SMTPServerDisconnected("weg"), False),
        (TimeoutError("traag"), False),
        (smtplib.SMTPDataError(451, b"later"), False),
        (smtplib.SMTPDataError(550, b"nee"), True),
        (smtplib.SMTPRecipientsRefused({"partner@example.nl": (550, b"onbekend")}), True),
    ],
)
def test_a_refusal_is_tried_again_unless_it_is_for_good(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, error: Exception, is_dead: bool
) -> None:
    def refuse(self: EmailMessage, fail_silently: bool = False) -> int:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", refuse)
        _queue()
        send_waiting_mail.call()

    mail = Mail.objects.get()
    assert (mail.is_dead, mail.attempts, mail.last_error) == (is_dead, 1, type(error).__name__)
    assert bool(mail.text) is not is_dead
    assert "partner@example.nl" not in caplog.text
    Mail.objects.update(available_at=timezone.now())
    send_waiting_mail.call()
    assert len(outbox.outbox) == (0 if is_dead else 1)


def test_a_process_that_dies_while_sending_sends_nothing_twice(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def die(self: EmailMessage, fail_silently: bool = False) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(EmailMessage, "send", die)
        _queue()
        with pytest.raises(KeyboardInterrupt):
            send_waiting_mail.call()
    Mail.objects.update(handed_over_at=timezone.now() - 2 * LEASE, available_at=timezone.now())
    send_waiting_mail.call()

    assert outbox.outbox == []
    assert Mail.objects.get().is_dead
    assert "mail_uncertain count=1" in caplog.text
