"""Consulting hours in the portal: what there is, proposing and changing one, calling off a date, and ending one."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import Right
from accounts.views.doors import portal_login_required
from moderation.rules import ModerationError
from partners.choices import HourState
from partners.components import coming_dates, state_badge
from partners.forms import ConsultingHourForm, EndForm, OffForm, places_to_choose
from partners.models import ConsultingHour
from partners.permissions import hours_of, organisations_of
from partners.selectors import clash_of, clash_sentence, closed_sentence
from partners.services import call_off_date, end_hour, propose_hour, restore_date
from partners.views.home import portal_context, whoever
from sites.selectors import standing_of, standings

SHOWN_DATES = 8
# What the buttons of the form and of the page that repeats it ask for.
SEND, BACK = "verstuur", "terug"


@require_safe
@portal_login_required(Right.SUBMIT)
def show(request: HttpRequest) -> HttpResponse:
    """All of the organisation, those that have ended last."""
    user, now = whoever(request), timezone.now()
    found = list(hours_of(user))
    opening = {standing.location.pk: standing.hours for standing in standings({hour.location for hour in found}, at=now)}
    hours = [(hour, state_badge(hour), coming_dates(hour, at=now, limit=1, opening=opening[hour.location_id])) for hour in found]
    context = portal_context(
        user,
        rows=[row for row in hours if row[0].state != HourState.ENDED],
        ended=[row[0] for row in hours if row[0].state == HourState.ENDED],
    )
    return render(request, "partners/consulting.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@portal_login_required(Right.SUBMIT)
def propose(request: HttpRequest) -> HttpResponse:
    """A new one."""
    return _form_page(request, ConsultingHour())


@require_http_methods(["GET", "HEAD", "POST"])
@portal_login_required(Right.SUBMIT)
def change(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Change what waits or was refused, or propose a change of what is public; that stays until an editor approves."""
    hour = get_object_or_404(hours_of(whoever(request)), reference=reference)
    if hour.state == HourState.ENDED:
        messages.error(request, _("Dit spreekuur is gestopt. U kunt wel een nieuw spreekuur voorstellen."))
        return redirect("partner_consulting")
    return _form_page(request, _to_change(hour))


@require_safe
@portal_login_required(Right.SUBMIT)
def show_hour(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """One: how it stands, its coming dates, and what one can do with it."""
    hour = get_object_or_404(hours_of(whoever(request)), reference=reference)
    return _hour_page(request, hour, EndForm())


@require_POST
@portal_login_required(Right.SUBMIT)
def call_off(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Say that one date is not held; residents read it at once."""
    act_on_date(request, get_object_or_404(hours_of(whoever(request)), reference=reference), off=True)
    return redirect("partner_consulting_hour", reference=reference)


@require_POST
@portal_login_required(Right.SUBMIT)
def restore(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Say that a date that was called off is held after all."""
    act_on_date(request, get_object_or_404(hours_of(whoever(request)), reference=reference), off=False)
    return redirect("partner_consulting_hour", reference=reference)


@require_POST
@portal_login_required(Right.SUBMIT)
def end(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Stop from a day on."""
    user = whoever(request)
    hour = get_object_or_404(hours_of(user), reference=reference)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _hour_page(request, hour, form)
    try:
        end_hour(hour=hour, day=form.cleaned_data["day"], by=user, at=timezone.now())
    except ModerationError as error:
        form.add_error("day", str(error))
        return _hour_page(request, hour, form)
    messages.success(request, _("Doorgegeven. Vanaf die dag staat het spreekuur niet meer op de site."))
    return redirect("partner_consulting")


def act_on_date(request: HttpRequest, hour: ConsultingHour, *, off: bool) -> None:
    """Call off the date that was chosen, or hold it after all, and leave a message of how it went."""
    form = OffForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Kies een dag uit de lijst, en schrijf hooguit 80 tekens."))
        return
    user, now = whoever(request), timezone.now()
    try:
        if off:
            call_off_date(hour=hour, by=user, at=now, **form.cleaned_data)
            messages.success(request, _("Afgezegd. Op de site staat nu dat het spreekuur die dag niet doorgaat."))
        else:
            restore_date(hour=hour, day=form.cleaned_data["day"], by=user, at=now)
            messages.success(request, _("Gelukt. Op de site staat weer dat het spreekuur die dag doorgaat."))
    except ModerationError as error:
        messages.error(request, str(error))


def _to_change(hour: ConsultingHour) -> ConsultingHour:
    """What is changed: the row that waits, or a new one in the place of what is public, from its first date after a week on."""
    if hour.state != HourState.LIVE:
        return hour
    waiting = hour.replaced_by.filter(state__in=[HourState.PROPOSED, HourState.REFUSED]).order_by("-pk").first()
    if waiting:
        return waiting
    copied = ("organisation", "title", "summary", "location", "room", "rhythm", "weekday", "week", "starts", "ends", "last_day")
    new = ConsultingHour(
        replaces=hour, by_appointment=hour.by_appointment, phone=hour.phone, **{name: getattr(hour, name) for name in copied}
    )
    new.first_day = timezone.localdate()
    return new


def _form_page(request: HttpRequest, hour: ConsultingHour) -> HttpResponse:
    """The form, the page that repeats what was filled in, or sending it; what was typed is there again after every refusal."""
    user, now = whoever(request), timezone.now()
    own = [hour.organisation] if hour.organisation_id else list(organisations_of(user))
    data = request.POST if request.method == "POST" else None
    form = ConsultingHourForm(
        data, instance=hour, initial=_initial(request, hour), organisations=own, places=places_to_choose(on=timezone.localdate(now))
    )
    step = request.POST.get("stap", "")
    if data is not None and form.is_valid() and step != BACK:
        clash = clash_of(form.instance, at=now)
        if clash:
            form.add_error("place", clash_sentence(clash))
        elif step != SEND:
            return _check_page(request, form)
        elif (sent := _sent(request, form)) is not None:
            return sent
    context = portal_context(user, form=form, hour=hour, organisations=own)
    return render(request, "partners/consulting_form.html", context, status=422 if form.errors else 200)


def _initial(request: HttpRequest, hour: ConsultingHour) -> dict[str, Any]:
    """What is chosen before somebody chose: the organisation of the address, and the themes of what is changed."""
    if hour.replaces and not hour.pk:
        return {"themes": list(hour.replaces.themes.all())}
    wanted = request.GET.get("organisatie", "")
    return {"organisation": wanted} if wanted.isdecimal() and not hour.organisation_id else {}


def _check_page(request: HttpRequest, form: ConsultingHourForm) -> HttpResponse:
    now, hour = timezone.now(), form.instance
    context = portal_context(
        whoever(request),
        form=form,
        hour=hour,
        dates=coming_dates(hour, at=now, limit=SHOWN_DATES, opening=standing_of(hour.location, at=now)[0].hours),
        closed=closed_sentence(hour, at=now),
        words=hour.timing.words,
    )
    return render(request, "partners/consulting_check.html", context)


def _sent(request: HttpRequest, form: ConsultingHourForm) -> HttpResponse | None:
    """Where to go when it is sent; None if it was refused, which the form then says."""
    try:
        submission = propose_hour(hour=form.instance, themes=form.cleaned_data["themes"], by=whoever(request), at=timezone.now())
    except ModerationError as error:
        form.add_error(None, str(error))
        return None
    messages.success(request, _("Verstuurd. De redactie kijkt het na. U krijgt een mail."))
    return redirect("partner_submission", reference=submission.reference)


def _hour_page(request: HttpRequest, hour: ConsultingHour, form: EndForm) -> HttpResponse:
    now = timezone.now()
    context = portal_context(
        whoever(request),
        hour=hour,
        badge=state_badge(hour),
        submission=hour.submissions.order_by("-sent_at", "-pk").first(),
        waiting=hour.replaced_by.filter(state=HourState.PROPOSED).first(),
        dates=coming_dates(hour, at=now, limit=SHOWN_DATES, opening=standing_of(hour.location, at=now)[0].hours),
        is_live=hour.state == HourState.LIVE,
        form=form,
        off_form=OffForm(),
        words=hour.timing.words,
    )
    return render(request, "partners/consulting_hour.html", context, status=422 if form.errors else 200)
