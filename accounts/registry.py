"""What waits for editors, and what they begin with one press: filled by every app, shown on the first page of the admin."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

from accounts.models import User
from core.schedule import AMSTERDAM


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """One kind of work. `count` says how many wait for somebody at a moment, exactly as many as the list at `url` shows; one query.

    `words` says it for a number: "3 inzendingen van partners". `is_for` says whether somebody ever has such work. The list takes
    `?wijk=` with the key of a zone and shows that alone, as `count` does for somebody who looks at it (`permissions.looking_at`).
    """

    name: str
    order: int
    icon: str
    url: Callable[[], str]
    is_for: Callable[[User], bool]
    count: Callable[[User, datetime], int]
    words: Callable[[int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickStart:
    """One thing that somebody may make at once."""

    name: str
    order: int
    icon: str
    label: str | Promise
    url: Callable[[], str]
    is_for: Callable[[User], bool]


class WorkRegistry:
    """All kinds of work and of beginnings, in their order."""

    def __init__(self) -> None:
        self._todos: dict[str, Todo] = {}
        self._starts: dict[str, QuickStart] = {}

    def register(self, todo: Todo) -> None:
        """Add a kind of work; raises ImproperlyConfigured for a second one of the same name."""
        if todo.name in self._todos:
            raise ImproperlyConfigured(f"There is already work called '{todo.name}'.")
        self._todos[todo.name] = todo

    def register_start(self, start: QuickStart) -> None:
        """Add a beginning; raises ImproperlyConfigured for a second one of the same name."""
        if start.name in self._starts:
            raise ImproperlyConfigured(f"There is already a beginning called '{start.name}'.")
        self._starts[start.name] = start

    def todos(self) -> Iterator[Todo]:
        """All work."""
        return iter(sorted(self._todos.values(), key=lambda todo: todo.order))

    def starts(self) -> Iterator[QuickStart]:
        """All beginnings."""
        return iter(sorted(self._starts.values(), key=lambda start: start.order))


work = WorkRegistry()


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarItem:
    """Something that happens on a day, and where to look at it. Without zones it is about the whole city."""

    day: date
    title: str
    url: str = ""
    zones: tuple[tuple[int, str], ...] = ()


def on_days(field: str, since: date, before: date) -> dict[str, datetime]:
    """A filter on a field of moments: from the first minute of a day until that of another, in Dutch time."""
    return {f"{field}__gte": datetime.combine(since, time.min, AMSTERDAM), f"{field}__lt": datetime.combine(before, time.min, AMSTERDAM)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarKind:
    """One kind of things in the calendar of editors.

    `items` gives what somebody sees of it from a day until before another, in any order; a constant number of queries.
    """

    key: str
    order: int
    label: str | Promise
    items: Callable[[User, date, date], Iterable[CalendarItem]]


class CalendarRegistry:
    """All kinds of the calendar of editors, in their order."""

    def __init__(self) -> None:
        self._kinds: dict[str, CalendarKind] = {}

    def register(self, kind: CalendarKind) -> None:
        """Add a kind; raises ImproperlyConfigured for a second one with the same key."""
        if kind.key in self._kinds:
            raise ImproperlyConfigured(f"There is already a kind of the calendar called '{kind.key}'.")
        self._kinds[kind.key] = kind

    def __iter__(self) -> Iterator[CalendarKind]:
        return iter(sorted(self._kinds.values(), key=lambda kind: kind.order))


editors_calendar = CalendarRegistry()
