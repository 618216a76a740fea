"""What there is to do today, on the first page of the admin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from laces.components import Component as AdminComponent

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import looking_at, zone_chosen, zones_where
from accounts.registry import work
from sites.models import Zone

# Where the session keeps which zone somebody looks at.
CHOICE = "today_zone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One kind of work that waits: how much, in words, and the list of it."""

    count: int
    words: str
    url: str
    icon: str


class TodayPanel(AdminComponent):
    """All that waits for somebody, each with the list behind it, and what they may begin. One query a kind of work.

    Who works for more than one zone may look at one of them; that is remembered until they log out.
    """

    name = "today"
    template_name = "home/admin/today.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Numbers of this moment for who asks."""
        request = parent_context["request"] if parent_context else None
        user = request.user if request else None
        if request is None or not isinstance(user, User):
            return {"waiting": (), "starts": (), "zones": ()}
        zones = tuple(zones_where(user, Right.ENTER_ADMIN))
        zone = _zone_of(request, user) if len(zones) > 1 else None
        return {
            "waiting": tuple(waiting_for(user, zone=zone)),
            "starts": [start for start in work.starts() if start.is_for(user)],
            "zones": zones if len(zones) > 1 else (),
            "chosen": zone,
        }


def waiting_for(user: User, *, zone: Zone | None = None) -> list[Waiting]:
    """What waits for somebody now, in one zone or anywhere, without kinds of which nothing does."""
    now, found, looking = timezone.now(), [], looking_at(user, zone)
    for todo in work.todos():
        count = todo.count(looking, now) if todo.is_for(looking) else 0
        if count:
            found.append(Waiting(count=count, words=todo.words(count), url=_within(todo.url(), zone), icon=todo.icon))
    return found


def _zone_of(request: HttpRequest, user: User) -> Zone | None:
    """The zone that somebody chose, now or before."""
    asked = request.GET.get("wijk")
    if asked is not None and asked != request.session.get(CHOICE, ""):
        request.session[CHOICE] = asked[:9]
    return zone_chosen(user, str(request.session.get(CHOICE, "")))


def _within(url: str, zone: Zone | None) -> str:
    return f"{url}{'&' if '?' in url else '?'}wijk={zone.pk}" if zone else url
