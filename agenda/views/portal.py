"""Activities in the portal of partners: what there is, writing one in short steps, sending it."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Right
from accounts.models import User
from accounts.views.doors import portal_login_required
from agenda.choices import EventState
from agenda.components import detail, event_rows, step_links
from agenda.forms.steps import KEYS, STEPS, StepForm, told, typed_from
from agenda.models import EventDraft, EventPage
from agenda.permissions import drafts_of, events_of, organisations_of
from agenda.selectors import coming_dates, days_with_registrations, registrations_for
from agenda.services import call_off, foreseen, keep_step, preview_of, send_draft, start_change, start_draft
from agenda.subjects import hints_of, public_url_of
from core.holidays import holiday_on
from moderation.components import badge_of
from moderation.models import Submission
from moderation.rules import ModerationError
from socialmap.models import Organisation

SHOWN_DATES = 8


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)


def _context(user: User, **more: Any) -> dict[str, Any]:
    return {"organisation_names": ", ".join(organisations_of(user).values_list("name", flat=True)), **more}


@require_safe
@portal_login_required(Right.SUBMIT)
def list_events(request: HttpRequest) -> HttpResponse:
    """All activities of the organisation, and what is still being written."""
    user = _user(request)
    context = _context(
        user, rows=event_rows(events_of(user)), drafts=drafts_of(user).select_related("event"), organisations=organisations_of(user)
    )
    return render(request, "agenda/portal/events.html", context)


@require_POST
@portal_login_required(Right.SUBMIT)
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a new activity, or one like an earlier one."""
    user = _user(request)
    organisation = _organisation(user, request.POST.get("organisatie", ""))
    like = request.POST.get("zoals", "")
    data: dict[str, list[str]] = {}
    if like:
        earlier = _event(user, like)
        data = typed_from(earlier.get_latest_revision_as_object()) | {"day": [], "last_day": [], "repeat_until": [], "off": []}
        organisation = earlier.organiser or organisation
    draft = start_draft(organisation=organisation, by=user, at=timezone.now(), data=data)
    return redirect("partner_event_step", reference=draft.reference, key=KEYS[0])


@require_http_methods(["GET", "HEAD", "POST"])
@portal_login_required(Right.SUBMIT)
def step(request: HttpRequest, reference: uuid.UUID, key: str) -> HttpResponse:
    """One step: what was typed is kept at once, right or not; then the next one."""
    draft = get_object_or_404(drafts_of(_user(request)), reference=reference)
    if key not in KEYS:
        raise Http404
    kind = STEPS[KEYS.index(key)]
    if request.method == "POST":
        keep_step(draft=draft, names=kind.base_fields, typed=dict(request.POST.lists()), at=timezone.now())
        form = kind(draft.typed, known=draft.typed)
        if form.is_valid():
            return redirect(_after(draft, key))
        return _step_page(request, draft, form, status=422)
    names = set(kind.base_fields)
    is_begun = bool(names & {name for name, texts in draft.data.items() if texts})
    shows_errors = is_begun and "kijk" in request.GET
    form = kind(draft.typed, known=draft.typed) if shows_errors else kind(initial=_initial(draft, kind), known=draft.typed)
    return _step_page(request, draft, form)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_login_required(Right.SUBMIT)
def check(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """The activity as a resident would see it, its dates, and sending it."""
    user = _user(request)
    draft = get_object_or_404(drafts_of(user), reference=reference)
    answers = told(draft.typed)
    if answers.wrong:
        messages.error(request, _("Er mist nog iets. Kijk deze stap na."))
        return redirect(f"{_step_url(draft, answers.wrong)}?kijk=na")
    if request.method == "POST":
        return _send(request, draft, answers.values)
    event = preview_of(draft, answers.values)
    dates = foreseen(event, at=timezone.now(), limit=SHOWN_DATES)
    context = _context(
        user,
        draft=draft,
        steps=step_links(draft, current="nakijken"),
        preview=detail(event, coming=dates, calendar_url=""),
        body=event.body,
        dates=[(date, holiday_on(date.day)) for date in dates],
        hints=[hint.text for hint in hints_of(event, timezone.now())],
    )
    return render(request, "agenda/portal/check.html", context)


@require_POST
@portal_login_required(Right.SUBMIT)
def throw_away(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Throw away what is being written."""
    draft = get_object_or_404(drafts_of(_user(request)), reference=reference)
    draft.delete()
    messages.success(request, _("Weggegooid."))
    return redirect("partner_events")


@require_safe
@portal_login_required(Right.SUBMIT)
def show_event(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One activity: how it stands, its coming dates, and what one can do with it."""
    user = _user(request)
    event = _event(user, str(uid))
    submission = Submission.objects.about(event).order_by("-sent_at", "-pk").first()
    context = _context(
        user,
        event=event,
        submission=submission,
        badge=badge_of(submission) if submission else None,
        words=event.get_latest_revision_as_object().words,
        dates=coming_dates(event, at=timezone.now(), limit=SHOWN_DATES),
        public_url=public_url_of(event) if event.live else "",
        is_off=event.state == EventState.CANCELLED,
    )
    return render(request, "agenda/portal/event.html", context)


@require_safe
@portal_login_required(Right.SUBMIT)
def show_registrations(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Who registered, date by date: for who organises it. Nothing of it is kept by a browser or on the way."""
    user = _user(request)
    event = _event(user, str(uid))
    days = [(places, registrations_for(event, places.day)) for places in days_with_registrations(event)]
    return render(request, "agenda/portal/registrations.html", _context(user, event=event, days=days))


@require_POST
@portal_login_required(Right.SUBMIT)
def change_event(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Begin to change it."""
    user = _user(request)
    event = _event(user, str(uid))
    data = typed_from(event.get_latest_revision_as_object())
    draft = start_change(event=event, organisation=_of(event), by=user, at=timezone.now(), data=data)
    key = request.POST.get("stap", KEYS[0])
    return redirect("partner_event_step", reference=draft.reference, key=key if key in KEYS else KEYS[0])


@require_POST
@portal_login_required(Right.SUBMIT)
def cancel_event(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Say that it is not held any more."""
    user = _user(request)
    event = _event(user, str(uid))
    try:
        submission = call_off(event=event, organisation=_of(event), by=user, at=timezone.now())
    except ModerationError as error:
        messages.error(request, str(error))
        return redirect("partner_event", uid=uid)
    messages.success(request, _("Doorgegeven. De redactie zet het zo snel mogelijk op de site."))
    return redirect("partner_submission", reference=submission.reference)


def _send(request: HttpRequest, draft: EventDraft, values: Any) -> HttpResponse:
    try:
        submission = send_draft(draft=draft, values=values, by=_user(request), at=timezone.now())
    except ModerationError as error:
        messages.error(request, str(error))
        return redirect("partner_events")
    messages.success(request, _("Verstuurd. U krijgt een mail als de redactie het heeft bekeken."))
    return redirect("partner_submission", reference=submission.reference)


def _step_page(request: HttpRequest, draft: EventDraft, form: StepForm, *, status: int = 200) -> HttpResponse:
    context = _context(
        _user(request), draft=draft, form=form, steps=step_links(draft, current=form.key), number=KEYS.index(form.key) + 1, of=len(KEYS)
    )
    return render(request, "agenda/portal/step.html", context, status=status)


def _initial(draft: EventDraft, kind: type[StepForm]) -> dict[str, Any]:
    """What was typed before, as the first state of the fields; what is right there is not called wrong yet."""
    typed = draft.typed
    many = {
        name
        for name, field in kind.base_fields.items()
        if hasattr(field.widget, "allow_multiple_selected") and field.widget.allow_multiple_selected
    }
    return {name: typed.getlist(name) if name in many else typed.get(name) for name in kind.base_fields if draft.data.get(name)}


def _after(draft: EventDraft, key: str) -> str:
    """The address of what comes after a step; an activity that is held once has no dates to choose from."""
    following = KEYS[KEYS.index(key) + 1 :]
    if following and following[0] == "dagen" and draft.typed.get("repeat") == "niet":
        following = following[1:]
    return _step_url(draft, following[0]) if following else f"/partner/activiteiten/concept/{draft.reference}/nakijken/"


def _step_url(draft: EventDraft, key: str) -> str:
    return f"/partner/activiteiten/concept/{draft.reference}/{key}/"


def _event(user: User, uid: str) -> EventPage:
    try:
        wanted = uuid.UUID(uid)
    except ValueError as error:
        raise Http404 from error
    found: EventPage = get_object_or_404(events_of(user), uid=wanted)
    return found


def _of(event: EventPage) -> Organisation:
    """Whose it is; activities of nobody are not among those of a partner."""
    if event.organiser is None:
        raise Http404
    return event.organiser


def _organisation(user: User, pk: str) -> Organisation:
    own = organisations_of(user)
    chosen = own.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 19 else None
    found = chosen or own.first()
    if found is None:
        raise Http404
    return found
