"""What a session knows of how somebody logged in: by link or by password, and whether with a second factor."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from accounts.models import User

BY_LINK = "accounts_by_link"
VERIFIED = "accounts_second_factor"
PORTAL_SESSION_S = 12 * 3600


def open_portal_session(request: HttpRequest, user: User) -> None:
    """Log somebody in who came by a link: a fresh session that ends after half a day."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[BY_LINK] = True
    request.session.set_expiry(PORTAL_SESSION_S)


def note_second_factor(request: HttpRequest) -> None:
    """The code was right: the session is a step higher, under a new number."""
    request.session.cycle_key()
    request.session[VERIFIED] = True


def start_over(request: HttpRequest) -> None:
    """A login begins: what an earlier one in this browser had proven does not count."""
    request.session.pop(BY_LINK, None)
    request.session.pop(VERIFIED, None)


def is_by_link(request: HttpRequest) -> bool:
    """Whether this session was opened by a link from a mail."""
    return bool(request.session.get(BY_LINK))


def is_verified(request: HttpRequest) -> bool:
    """Whether the second factor was given in this session, or is asked of nobody here."""
    return not settings.STAFF_SECOND_FACTOR or bool(request.session.get(VERIFIED))
