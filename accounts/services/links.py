"""Links in a mail with which partners and professionals log in: for one person, to one page, once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import LoginLink, User
from accounts.permissions import works_in_admin
from accounts.rules import safe_path
from core.limits import is_allowed_for
from core.mail import Letter, queue_mail, send_waiting_mail
from sites.shell import hub_url

VALID_FOR = timedelta(minutes=20)
VALID_FOR_IN_NOTICE = timedelta(days=7)
TOKEN_BYTES = 32
LINKS_PER_HOUR = 5
# No user has it: rows for an unknown address are written and taken back, so that it takes as long as a known one.
NOBODY = 0


def send_login_link(*, email: str, next: str, at: datetime) -> None:  # noqa: A002 - the word of the web for where one was going
    """Mail a link to log in with to who has this address, at most five in an hour.

    The caller learns nothing of whether there is such a person: the same is done for an unknown address, and taken back.
    Staff get a mail that says where they log in.
    """
    address = email.strip().lower()
    if not is_allowed_for(address, "login-link", times=LINKS_PER_HOUR, within_s=3600):
        return
    user = User.objects.filter(email=address, is_active=True).first()
    with transaction.atomic():
        # The bell rings for an unknown address too.
        send_waiting_mail.enqueue()
        with transaction.atomic():
            link, token_hash = _note_link(user.pk if user else NOBODY, next=next, at=at, valid_for=VALID_FOR)
            is_staff = user is not None and works_in_admin(user)
            queue_mail(
                key=f"login-link:{token_hash}", to=address, letter=_staff_letter() if is_staff else _letter(link, until=at + VALID_FOR)
            )
            if user is None:
                transaction.set_rollback(True)
            elif is_staff:
                LoginLink.objects.filter(token_hash=token_hash).delete()


def make_link(*, user: User, next: str, at: datetime, valid_for: timedelta = VALID_FOR_IN_NOTICE) -> str:  # noqa: A002 - see above
    """A link for a mail to this person: the address on the hub that logs in, once, and leads to `next` there."""
    return _note_link(user.pk, next=next, at=at, valid_for=valid_for)[0]


def find_link(token: str) -> LoginLink | None:
    """The link with this token, used or not; one query."""
    return LoginLink.objects.filter(token_hash=_hash(token)).select_related("user").first()


def use_link(*, token: str, at: datetime) -> LoginLink | None:
    """Use a link up; None for one that was used, is too old or never was, and for staff. Of two at once, one wins."""
    # One statement that asks and writes: the second of two finds nothing left to write.
    if not LoginLink.objects.all().usable(at=at).filter(token_hash=_hash(token)).update(used_at=at):
        return None
    link = LoginLink.objects.select_related("user").get(token_hash=_hash(token))
    return link if link.user.is_active and not works_in_admin(link.user) else None


def forget_links(*, at: datetime) -> int:
    """Throw away links that ended long before an aware moment; returns how many."""
    return LoginLink.objects.all().forgotten(at=at).delete()[0]


def _note_link(user_pk: int, *, next: str, at: datetime, valid_for: timedelta) -> tuple[str, str]:  # noqa: A002 - see above
    """The address of a new link, and the hash of its token."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    path = safe_path(next) or settings.LOGIN_REDIRECT_URL
    LoginLink.objects.create(token_hash=_hash(token), user_id=user_pk, next=path, created_at=at, valid_until=at + valid_for)
    return hub_url(reverse("accounts-link", args=[token])), _hash(token)


def _letter(link: str, *, until: datetime) -> Letter:
    return Letter(
        subject=_("Inloggen bij de Wijkwinkel"),
        template="accounts/mail/login_link.txt",
        context={},
        link=link,
        link_label=_("Log in"),
        valid_until=until,
    )


def _staff_letter() -> Letter:
    return Letter(
        subject=_("Inloggen bij de Wijkwinkel"),
        template="accounts/mail/login_staff.txt",
        context={},
        link=hub_url(reverse("wagtailadmin_login")),
        link_label=_("Log hier in"),
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
