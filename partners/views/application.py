"""Asking to become a partner: the one page of the portal that everybody may see."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.forms import started_now, wait_page
from core.limits import is_allowed
from partners.forms import ApplicationForm
from partners.services import apply
from sites.shell import hub_url, zone_of

TIMES, WITHIN_S = 5, 3600


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form; what was typed is there again after every refusal."""
    if zone_of(request) is not None:
        return redirect(hub_url(request.path))
    form = ApplicationForm(request.POST if request.method == "POST" else None)
    status = HTTPStatus.OK
    if request.method == "POST":
        if form.is_from_a_program:
            return redirect("partner_applied")
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            if form.patience:
                return render(request, "partners/apply.html", wait_page(form, action=request.path, told=_told(form)))
            if is_allowed(request, "partner-application", times=TIMES, within_s=WITHIN_S):
                return _send(form)
            form.add_error(None, _("Er zijn het laatste uur veel aanmeldingen van uw netwerk. Probeer het straks, of bel ons."))
            status = HTTPStatus.TOO_MANY_REQUESTS
    return render(request, "partners/apply.html", {"form": form, "started": started_now()}, status=status)


@require_safe
def thank(request: HttpRequest) -> HttpResponse:
    """What happens now."""
    return render(request, "partners/applied.html")


def _told(form: ApplicationForm) -> list[tuple[str, str]]:
    """What somebody reads once more who has no scripts."""
    return [(str(form.fields[name].label), form.data[name]) for name in ("name", "description", "contact", "email")]


def _send(form: ApplicationForm) -> HttpResponse:
    application = form.save(commit=False)
    application.existing = form.chosen
    apply(application=application, zones=list(form.cleaned_data["zones"]), at=timezone.now())
    return redirect("partner_applied")
