"""What an editor reads: the queue, and all about one submission."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet

from accounts.models import User
from moderation.models import Submission
from moderation.registry import Fact, Hint, subjects
from moderation.rules import Piece, difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """What one organisation sent, oldest first; the name is empty for who has none yet."""

    name: str
    submissions: tuple[Submission, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One thing that was filled in, as it is sent; `pieces` marks what differs from what is public."""

    label: str
    pieces: tuple[Piece, ...]
    is_changed: bool

    @property
    def has_text(self) -> bool:
        """Whether anything was filled in."""
        return any(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """All that an editor needs to decide about one submission; `seen` is the version that it shows."""

    submission: Submission
    noun: str
    facts: tuple[Compared, ...]
    hints: tuple[Hint, ...]
    is_change: bool
    seen: int | None
    edit_url: str
    public_url: str


def queue(user: User) -> QuerySet[Submission]:
    """What waits for somebody: urgent things first, then who waits longest; one query and one for the zones."""
    waiting: QuerySet[Submission] = Submission.objects.open().decidable_by(user)
    return waiting.select_related("organisation", "content_type").prefetch_related("zones").order_by("-is_urgent", "sent_at", "pk")


def unchecked(user: User) -> QuerySet[Submission]:
    """What trusted partners published and nobody has looked at, longest first."""
    found: QuerySet[Submission] = Submission.objects.to_check().decidable_by(user)
    return found.select_related("organisation", "content_type").prefetch_related("zones").order_by("sent_at", "pk")


def by_organisation(submissions: Iterable[Submission]) -> Sequence[Group]:
    """The same, an organisation at a time, in the order of what waits longest of each."""
    rows = list(submissions)
    first: dict[int | None, int] = {}
    for number, row in enumerate(rows):
        first.setdefault(row.organisation_id, number)
    rows.sort(key=lambda row: first[row.organisation_id])
    return tuple(
        Group(name=group[0].organisation.name if group[0].organisation else "", submissions=group)
        for group in (tuple(found) for _key, found in groupby(rows, key=lambda row: row.organisation_id))
    )


def review(submission: Submission, *, at: datetime) -> Review | None:
    """One submission as it was sent last; None if the thing is gone. Costs what its kind costs."""
    instance = submission.content_object
    if instance is None:
        return None
    subject = subjects.of(instance)
    sent = instance.get_latest_revision_as_object() if submission.revision_id else instance
    stored = subject.stored(instance)
    before = {fact.label: fact.value for fact in subject.facts(stored)} if stored else None
    return Review(
        submission=submission,
        noun=str(subject.noun),
        facts=tuple(_compared(fact, before) for fact in subject.facts(sent)),
        hints=tuple(subject.hints(sent, at)),
        is_change=stored is not None,
        seen=subject.version(instance),
        edit_url=subject.edit_url(instance),
        public_url=subject.public_url(instance) if stored else "",
    )


def _compared(fact: Fact, before: dict[str, str] | None) -> Compared:
    if before is None or before.get(fact.label, "") == fact.value:
        return Compared(label=fact.label, pieces=(Piece(text=fact.value),), is_changed=False)
    return Compared(label=fact.label, pieces=difference(before.get(fact.label, ""), fact.value), is_changed=True)
