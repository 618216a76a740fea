"""Activities in the portal of partners: lines with how they stand, the steps of writing one, and the tile of the first page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from agenda.choices import EventState
from agenda.forms.steps import STEPS, told
from agenda.models import EventDraft, EventPage
from agenda.permissions import drafts_of, events_of
from agenda.rules import describe_moment
from moderation.components import Badge, Row, Tile, badge_of, portal_tiles
from moderation.models import Submission

SHOWN = 4
MAX_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLink:
    """One step of writing an activity, as a link."""

    label: str
    url: str
    is_current: bool


def step_links(draft: EventDraft, *, current: str) -> tuple[StepLink, ...]:
    """All steps of a draft, the last one being to look it over."""
    steps = [(step.key, str(step.short)) for step in STEPS if step.key != "dagen" or draft.typed.get("repeat") != "niet"]
    links = [
        StepLink(label=label, url=reverse("partner_event_step", args=[draft.reference, key]), is_current=key == current)
        for key, label in steps
    ]
    last = StepLink(label=_("Nakijken"), url=reverse("partner_event_check", args=[draft.reference]), is_current=current == "nakijken")
    return (*links, last)


def event_rows(events: Iterable[EventPage]) -> list[Row]:
    """A line for each activity with how it stands; one query for all submissions."""
    rows = list(events[:MAX_ROWS] if hasattr(events, "__getitem__") else events)
    kind = ContentType.objects.get_for_model(EventPage)
    found = Submission.objects.filter(content_type=kind, object_id__in=[event.pk for event in rows]).order_by("sent_at", "pk")
    latest = {submission.object_id: submission for submission in found}
    return [
        Row(
            label=event.draft_title or event.title,
            url=reverse("partner_event", args=[event.uid]),
            note=event.words or describe_moment(event.starts_at, event.ends_at, is_all_day=event.is_all_day),
            badge=_badge(event, latest.get(event.pk)),
        )
        for event in rows
    ]


def _badge(event: EventPage, submission: Submission | None) -> Badge | None:
    if submission is not None:
        return badge_of(submission)
    if event.live and event.state == EventState.CANCELLED:
        return Badge(label=_("Gaat niet door"), tone="letop", icon="kruis")
    return Badge(label=_("Op de site"), tone="goed", icon="check") if event.live else None


def _tile(user: User, at: datetime) -> Tile:
    """The activities of the organisations of somebody; five queries."""
    drafts = [
        Row(label=str(draft), url=_next_of(draft), badge=Badge(label=_("Nog niet verstuurd"), icon="pen"))
        for draft in drafts_of(user)[:SHOWN]
    ]
    events = event_rows(events_of(user)[:SHOWN].prefetch_related("changes"))
    return Tile(
        key="activiteiten",
        title=_("Activiteiten"),
        icon="kalender",
        order=2,
        text="" if drafts or events else _("U heeft nog geen activiteiten doorgegeven."),
        rows=tuple([*drafts, *events][:SHOWN]),
        more_url=reverse("partner_events"),
        action_label=_("Activiteit doorgeven"),
        action_url=reverse("partner_events") + "#nieuw",
        is_main=True,
    )


def _next_of(draft: EventDraft) -> str:
    """Where writing goes on: the first step that is not right, or looking it over."""
    wrong = told(draft.typed).wrong
    return reverse("partner_event_step", args=[draft.reference, wrong]) if wrong else reverse("partner_event_check", args=[draft.reference])


portal_tiles.register(_tile)
