"""What can be sent in, filled by the apps that own it: who decides, what an editor sees, and what approval does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.functional import Promise

from accounts.choices import Right
from accounts.models import User
from sites.models import Zone


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that an editor reads: a label and what is filled in, several lines for several things."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """Something an editor should look at before deciding; `url` leads to what it is about, if anywhere."""

    text: str
    is_serious: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """The zones that a thing would be shown in; `is_city_wide` if it would be shown everywhere."""

    zones: tuple[Zone, ...] = ()
    is_city_wide: bool = False


def _nothing(instance: Any) -> None:
    return None


def _nowhere(instance: Any) -> str:
    return ""


def _latest_revision(instance: Any) -> int | None:
    latest: int | None = getattr(instance, "latest_revision_id", None)
    return latest


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One kind of thing that can be sent in; every function takes an instance as it was sent.

    `stored` gives what is public now, None if nothing is. `approve` makes public what was sent, in the caller's
    transaction; None leaves that to Wagtail's workflow. `version` changes with what was sent, so that nobody approves what
    they have not seen; it is the revision unless a kind has none.
    """

    model: type[models.Model]
    noun: str | Promise
    needs_right: Right
    area: Callable[[Any], Area]
    facts: Callable[[Any], Sequence[Fact]]
    hints: Callable[[Any, datetime], Sequence[Hint]]
    stored: Callable[[Any], Any | None] = _nothing
    edit_url: Callable[[Any], str] = _nowhere
    public_url: Callable[[Any], str] = _nowhere
    portal_url: Callable[[Any], str] = _nowhere
    # Where mail goes if who sent it has no account.
    address: Callable[[Any], str] = _nowhere
    approve: Callable[[Any, User | None, datetime], None] | None = None
    version: Callable[[Any], int | None] = _latest_revision


class SubjectRegistry:
    """All kinds of things that can be sent in, by model."""

    def __init__(self) -> None:
        self._subjects: dict[type[models.Model], Subject] = {}

    def register(self, subject: Subject) -> None:
        """Add a kind; raises ImproperlyConfigured for a second one of the same model."""
        if subject.model in self._subjects:
            raise ImproperlyConfigured(f"{subject.model.__name__} can be sent in already.")
        self._subjects[subject.model] = subject

    def of(self, instance: models.Model) -> Subject:
        """The kind that an instance is of; KeyError if it cannot be sent in."""
        return self._subjects[type(instance)]

    def __iter__(self) -> Iterator[Subject]:
        return iter(self._subjects.values())


subjects = SubjectRegistry()
