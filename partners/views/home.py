"""The first page of a partner: what waits for them, and three tiles."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.choices import Right
from accounts.models import User
from accounts.views.doors import portal_login_required
from moderation.choices import SubmissionState
from moderation.components import portal_tiles
from partners.permissions import organisations_of, submissions_of

SHOWN = 5


def whoever(request: HttpRequest) -> User:
    """The user of a request that came through the door."""
    return cast("User", request.user)


def portal_context(user: User, **more: Any) -> dict[str, Any]:
    """What the frame of every page of the portal shows; one query."""
    return {"organisation_names": ", ".join(organisations_of(user).values_list("name", flat=True)), **more}


@require_safe
@portal_login_required(Right.SUBMIT)
def show(request: HttpRequest) -> HttpResponse:
    """What is asked of them first, then their data, their activities, their consulting hours."""
    user = whoever(request)
    at = timezone.now()
    questions = submissions_of(user).filter(state=SubmissionState.QUESTION).prefetch_related("messages")[:SHOWN]
    context = portal_context(user, tiles=portal_tiles.for_user(user, at=at), questions=questions, now=timezone.localtime(at))
    return render(request, "partners/home.html", context)
