"""Sending mail: noted in the caller's transaction, sent once by a job, in plain words with one link.

A mail is noted under a key that says what it is about. It is marked as handed over before the mail server hears of
it, so a process that dies in between sends nothing twice: such a mail is given up and counted, and somebody looks
at it. What the server refuses for now is tried again; what it refuses for good is given up.
"""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django_tasks import task

from core.models import Mail

logger = logging.getLogger(__name__)

BATCH_SIZE = 20
MAX_ATTEMPTS = 8
# Longer than a mail server may take over one batch.
LEASE = timedelta(minutes=10)
KEPT = timedelta(days=90)
CONNECTION_TIMEOUT_S = 20
SUBJECT_MAX_LENGTH = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a mail says: the subject, a template of its text and what that needs, and the one link with its words.

    `valid_until` is told beside the link, an aware moment.
    """

    subject: str
    template: str
    context: Mapping[str, Any]
    link: str = ""
    link_label: str = ""
    valid_until: datetime | None = None


def queue_mail(*, key: str, to: str, letter: Letter, reply_to: str = "") -> bool:
    """Note a mail in the caller's transaction, to be sent after its commit; False if there was one with this key already.

    One query. The key may be 120 characters and must not hold personal data.
    """
    text = render_to_string(letter.template, {**letter.context, "letter": letter})
    mail = Mail(key=key, to=to, reply_to=reply_to, subject=_one_line(letter.subject), text=text)
    with transaction.atomic():
        before = Mail.objects.filter(key=key).exists()
        Mail.objects.bulk_create([mail], ignore_conflicts=True)
        send_waiting_mail.enqueue()
    return not before


@task()
def send_waiting_mail() -> None:
    """Send what waits, a batch at a time."""
    _give_up_uncertain(at=timezone.now())
    while True:
        claimed = Mail.objects.all().claim(at=timezone.now(), limit=BATCH_SIZE, lease=LEASE)
        if not claimed:
            return
        for mail in claimed:
            _send(mail)


def forget_mail(*, at: datetime) -> int:
    """Throw away what was sent or given up long before a moment; returns how many."""
    return Mail.objects.all().finished(before=at - KEPT).delete()[0]


def _give_up_uncertain(*, at: datetime) -> None:
    given_up = Mail.objects.all().uncertain(before=at - LEASE).update(is_dead=True, last_error="uncertain", to="", reply_to="", text="")
    if given_up:
        logger.error("mail_uncertain count=%d", given_up)


def _send(mail: Mail) -> None:
    """Hand one mail over; every way in which that can go wrong is told by a code without an address."""
    row = Mail.objects.filter(pk=mail.pk, change=mail.change, handed_over_at=None)
    if not row.update(handed_over_at=timezone.now()):
        return
    try:
        _message(mail).send()
    except (smtplib.SMTPException, OSError, ValueError) as error:
        _failed(mail, error)
        return
    # Only now is it certain; what it said is not needed any more.
    Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), to="", reply_to="", subject="", text="", last_error="")


def _failed(mail: Mail, error: Exception) -> None:
    code = getattr(error, "smtp_code", 0)
    is_for_good = isinstance(error, smtplib.SMTPRecipientsRefused | ValueError) or code >= HTTPStatus.INTERNAL_SERVER_ERROR
    mail.failed(at=timezone.now(), error=type(error).__name__, max_attempts=mail.attempts if is_for_good else MAX_ATTEMPTS)
    changes: dict[str, Any] = {name: getattr(mail, name) for name in ("last_error", "is_dead", "available_at")}
    if mail.is_dead:
        changes |= {"to": "", "reply_to": "", "subject": "", "text": ""}
    Mail.objects.filter(pk=mail.pk).update(handed_over_at=None, **changes)
    logger.warning("mail_failed attempt=%d dead=%s %s", mail.attempts, mail.is_dead, mail.last_error)


def _message(mail: Mail) -> EmailMessage:
    """The mail as it leaves. Its number is made of the key, so a server that sees it again can tell."""
    return EmailMessage(
        subject=mail.subject,
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={"Message-ID": f"<{mail.change}@{settings.HUB_HOST}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(timeout=CONNECTION_TIMEOUT_S) if _is_smtp() else None,
    )


def _is_smtp() -> bool:
    return str(settings.EMAIL_BACKEND).endswith("smtp.EmailBackend")


def _one_line(text: str) -> str:
    """Headers are one line; a second line would be another header."""
    return " ".join(text.split())[:SUBJECT_MAX_LENGTH]
