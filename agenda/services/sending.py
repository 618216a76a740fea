"""What a partner does with an activity: writes it step by step, sends it, changes it, calls it off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from agenda.choices import ChangeKind, EventState
from agenda.models import AgendaPage, EventChange, EventDraft, EventPage
from agenda.models.event import RESERVED_SLUGS
from agenda.services.submitting import submit_event
from core.models import lock
from moderation.models import Submission
from moderation.rules import ModerationError
from socialmap.models import Organisation

KEPT = timedelta(days=90)
PLAIN_FIELDS = (
    "title", "introduction", "repeat", "repeat_until", "weekdays", "place_name", "street", "postcode", "city", "wheelchair",
    "cost_kind", "cost", "registration", "capacity", "signing_up", "phone", "email", "website",
)  # fmt: skip


@transaction.atomic
def start_draft(*, organisation: Organisation, by: User, at: datetime, data: Mapping[str, Sequence[str]]) -> EventDraft:
    """Begin a new activity, empty or with what was typed for an earlier one."""
    return EventDraft.objects.create(organisation=organisation, by=by, data=dict(data), created_at=at, updated_at=at)


@transaction.atomic
def start_change(*, event: EventPage, organisation: Organisation, by: User, at: datetime, data: Mapping[str, Sequence[str]]) -> EventDraft:
    """Begin to change an activity, from what was sent last; a change that was begun already is gone on with."""
    draft, _is_new = EventDraft.objects.get_or_create(
        event=event,
        organisation=organisation,
        defaults={"by": by, "data": dict(data), "created_at": at, "updated_at": at},
    )
    return draft


@transaction.atomic
def keep_step(*, draft: EventDraft, names: Iterable[str], typed: Mapping[str, Sequence[str]], at: datetime) -> None:
    """Keep what was typed in the fields of one step, right or not."""
    lock(EventDraft.objects.filter(pk=draft.pk))
    draft.refresh_from_db()
    draft.data |= {name: [text for text in typed.get(name, []) if text] for name in names}
    draft.updated_at = at
    draft.save(update_fields=["data", "updated_at"])


@transaction.atomic
def send_draft(*, draft: EventDraft, values: Mapping[str, Any], by: User, at: datetime) -> Submission:
    """Make an activity or a change of what was typed, and hand it to the editors; the draft is gone after.

    `values` is what the steps say, checked. Raises ModerationError when somebody sent it already.
    """
    lock(EventDraft.objects.filter(pk=draft.pk))
    if not EventDraft.objects.filter(pk=draft.pk).exists():
        raise ModerationError(_("Dit is al verstuurd."))
    event = _changed(draft.event, values) if draft.event else _new(draft, values, by)
    event.organiser = event.organiser or draft.organisation
    event.save_revision(user=by)
    submission = submit_event(event=event, organisation=draft.organisation, by=by, at=at)
    draft.delete()
    return submission


@transaction.atomic
def call_off(*, event: EventPage, organisation: Organisation, by: User, at: datetime) -> Submission:
    """Say that an activity is not held any more; residents read it as soon as an editor agrees."""
    latest: EventPage = event.get_latest_revision_as_object()
    latest.state = EventState.CANCELLED
    latest.save_revision(user=by)
    return submit_event(event=latest, organisation=organisation, by=by, at=at)


def forget_drafts(*, at: datetime) -> int:
    """Throw away drafts that nobody touched for long before a moment; returns how many."""
    return EventDraft.objects.all().forgotten(before=at - KEPT).delete()[0]


def preview_of(draft: EventDraft, values: Mapping[str, Any]) -> EventPage:
    """The activity as it would be, not stored."""
    event = draft.event.get_latest_revision_as_object() if draft.event else EventPage(slug="voorbeeld", zone=values["zone"])
    event.organiser = event.organiser or draft.organisation
    _fill(event, values)
    return event


def _new(draft: EventDraft, values: Mapping[str, Any], by: User) -> EventPage:
    parent = AgendaPage.objects.child_of(values["zone"].site.root_page).get()
    event = EventPage(slug=_free_slug(values["title"]), owner=by, live=False, organiser=draft.organisation)
    _fill(event, values, relates=False)
    parent.add_child(instance=event)
    _relate(event, values)
    return event


def _changed(event: EventPage, values: Mapping[str, Any]) -> EventPage:
    latest: EventPage = event.get_latest_revision_as_object()
    _fill(latest, values)
    return latest


def _fill(event: EventPage, values: Mapping[str, Any], *, relates: bool = True) -> None:
    for name in PLAIN_FIELDS:
        setattr(event, name, values[name])
    event.draft_title = event.title
    event.starts_at, event.ends_at = values["starts_at"], values["ends_at"]
    event.is_all_day = values["is_all_day"]
    if values["text"].strip() != event.running_text.strip():
        event.body = _body(values["text"])
    event.__dict__.pop("series", None)
    if relates:
        _relate(event, values)


def _relate(event: EventPage, values: Mapping[str, Any]) -> None:
    for name in ("also_in", "target_groups", "themes"):
        setattr(event, name, list(values[name]))
    off = {date.fromisoformat(text) for text in values["off"]}
    moved = [change for change in event.changes.all() if change.kind != ChangeKind.CANCELLED and change.day not in off]
    known = {change.day: change for change in event.changes.all() if change.kind == ChangeKind.CANCELLED}
    event.changes.set([*moved, *(known.get(day) or EventChange(day=day, kind=ChangeKind.CANCELLED) for day in sorted(off))])
    event.__dict__.pop("series", None)


def _body(text: str) -> list[tuple[str, str]]:
    """Plain text as blocks of the page: a paragraph for each that was typed, without any markup of its own."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return [("paragraph", f"<p>{escape(part)}</p>") for part in paragraphs]


def _free_slug(title: str) -> str:
    """A short address that no activity has, on whichever site."""
    base = slugify(title)[:60] or "activiteit"
    taken = {*EventPage.objects.filter(slug__startswith=base).values_list("slug", flat=True), *RESERVED_SLUGS}
    return next(slug for slug in (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))) if slug not in taken)
