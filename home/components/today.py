"""What there is to do today, on the first page of the admin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from laces.components import Component as AdminComponent

from accounts.models import User
from accounts.registry import work


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One kind of work that waits: how much, in words, and the list of it."""

    count: int
    words: str
    url: str
    icon: str


class TodayPanel(AdminComponent):
    """All that waits for somebody, each with the list behind it, and what they may begin. One query a kind of work."""

    name = "today"
    template_name = "home/admin/today.html"
    order = 10

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Numbers of this moment for who asks."""
        user = parent_context["request"].user if parent_context else None
        if not isinstance(user, User):
            return {"waiting": (), "starts": ()}
        return {"waiting": tuple(waiting_for(user)), "starts": [start for start in work.starts() if start.is_for(user)]}


def waiting_for(user: User) -> list[Waiting]:
    """What waits for somebody now, without kinds of which nothing does."""
    now, found = timezone.now(), []
    for todo in work.todos():
        count = todo.count(user, now) if todo.is_for(user) else 0
        if count:
            found.append(Waiting(count=count, words=todo.words(count), url=todo.url(), icon=todo.icon))
    return found
