"""Registering for a date of an activity: the form, the page after it, and the page that the links in mails lead to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agenda.components import RegistrationBox, RegistrationStatus
from agenda.components.places import is_full, places_of
from agenda.forms.registering import RegistrationForm, day_from
from agenda.models import EventPage, Occurrence, Registration
from agenda.models.registration import MAX_PEOPLE
from agenda.rules import describe_moment
from agenda.selectors import date_to_register_for, event_at
from agenda.services import RegistrationError, cancel, confirm, register
from core.forms import wait_page
from core.limits import is_allowed, is_allowed_for
from sites.shell import hub_url, zone_of

# A network is a street or a library, an address one person who registers a family for a few things.
TIMES_AN_HOUR, TIMES_A_DAY_FOR_AN_ADDRESS = 20, 10
TOO_MANY = gettext_lazy("Er kwamen net veel aanmeldingen binnen. Probeer het over een uur opnieuw, of bel ons.")
FIELDS = ("name", "email", "people", "remark")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """The form for one date (`?dag=2026-12-01`); a form that was sent leads to a mail, whatever was known already."""
    event, at = _event(request, slug), timezone.now()
    occurrence = date_to_register_for(event, day=day_from(request.GET), at=at)
    if occurrence is None:
        return _page(request, event, None, status=404 if request.method == "POST" else 200)
    if request.method != "POST":
        return _page(request, event, occurrence)
    return _answer(request, event, occurrence, at=at)


@require_safe
def sign_up_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Look in your mail; the same for everybody, and without the address."""
    return render(request, "agenda/sign_up.html", {"event": _event(request, slug), "is_sent": True})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How a registration stands, for who has the link. Looking changes nothing, as programs open links in mails too."""
    error = ""
    if request.method == "POST":
        act = {"bevestig": confirm, "af": cancel}.get(request.POST.get("actie", ""))
        try:
            if act:
                act(uid=uid, at=timezone.now())
                return redirect("registration", uid=uid)
        except RegistrationError as refused:
            error = str(refused)
        except Registration.DoesNotExist:
            return _gone(request)
    found = Registration.objects.select_related("places__event").filter(uid=uid).first()
    if found is None:
        return _gone(request)
    event = found.places.event
    status = RegistrationStatus.from_registration(found, event_url=f"/agenda/{event.slug}/" if event.live else "", error=error)
    return render(request, "agenda/registration.html", {"status": status}, status=409 if error else 200)


def _answer(request: HttpRequest, event: EventPage, occurrence: Occurrence, *, at: datetime) -> HttpResponse:
    """What a form that was sent leads to."""
    form = RegistrationForm(request.POST)
    if form.is_from_a_program:
        return redirect("sign_up_sent", slug=event.slug)
    if not form.is_valid():
        return _page(request, event, occurrence, form=form, status=422)
    if form.patience:
        told = ((_("Naam"), form.data["name"]), (_("E-mail"), form.data["email"]), (_("Aantal mensen"), form.data["people"]))
        context = wait_page(form, action=request.get_full_path(), told=told)
        return render(request, "agenda/sign_up.html", {"event": event} | context)
    return _register(request, event, occurrence, form=form, at=at)


def _register(request: HttpRequest, event: EventPage, occurrence: Occurrence, *, form: RegistrationForm, at: datetime) -> HttpResponse:
    """A form that came past everything."""
    if not _is_within_limits(request, form.cleaned_data["email"]):
        return _page(request, event, occurrence, form=form, error=str(TOO_MANY), status=429)
    try:
        register(event=event, day=occurrence.day, at=at, **{name: form.cleaned_data[name] for name in FIELDS})
    except RegistrationError as refused:
        return _page(request, event, occurrence, form=form, error=str(refused), status=409)
    return redirect("sign_up_sent", slug=event.slug)


def _gone(request: HttpRequest) -> HttpResponse:
    status = RegistrationStatus(
        title=_("Deze link werkt niet meer"),
        sentence=_("De aanmelding is verlopen of de activiteit is geweest. Wij hebben uw gegevens weggegooid."),
    )
    return render(request, "agenda/registration.html", {"status": status}, status=404)


def _event(request: HttpRequest, slug: str) -> EventPage:
    event = event_at(slug=slug, zone=zone_of(request))
    if event is None or event.is_restricted:
        raise Http404
    return event


def _is_within_limits(request: HttpRequest, email: str) -> bool:
    """The address is counted under a keyed hash, in lower case, so that nobody's mail box is filled by somebody else."""
    return is_allowed(request, "registration", times=TIMES_AN_HOUR, within_s=3600) and is_allowed_for(
        email.lower(), "registration-address", times=TIMES_A_DAY_FOR_AN_ADDRESS, within_s=24 * 3600
    )


def _page(
    request: HttpRequest,
    event: EventPage,
    occurrence: Occurrence | None,
    *,
    form: RegistrationForm | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form, empty or with what was typed; or that nobody can register any more."""
    if occurrence is None:
        return render(request, "agenda/sign_up.html", {"event": event, "is_closed": True}, status=status)
    errors = (form.errors_by_field() if form else {}) | ({"": [error]} if error else {})
    box = RegistrationBox(
        action=f"/agenda/{event.slug}/aanmelden/?dag={occurrence.day:%Y-%m-%d}",
        most=min(MAX_PEOPLE, event.capacity or MAX_PEOPLE),
        privacy_url=hub_url("/privacy/"),
        is_waiting_list=is_full(occurrence),
        values={name: form.data.get(name, "") for name in FIELDS} if form else {},
        errors=errors,
    )
    context = {
        "event": event,
        "box": box,
        "when": describe_moment(occurrence.starts_at, occurrence.ends_at, is_all_day=event.is_all_day),
        "places": places_of(occurrence),
    }
    return render(request, "agenda/sign_up.html", context, status=status)
