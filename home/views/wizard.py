"""A new zone in short steps: one question a screen, a look at what comes of it, then made, undone or opened.

For who may make zones (`home.permissions.may_make_zones`). A draft is seen by who began it alone.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from home.forms import STEPS, StepForm, blueprint_of, form_of, is_complete, summary_of
from home.models import ZoneDraft
from home.permissions import may_make_zones
from home.services import ProvisioningError, ZoneBlueprint
from home.services.wizard import begin_draft, in_the_way, keep_step, make_zone, open_zone, undo_zone, zone_as_if_made
from sites.models import Zone
from sites.shell import look_from, zone_url

MAX_TYPED = 5000
BY_KEY = {step.key: step for step in STEPS}


@require_http_methods(["GET", "POST"])
def list_drafts(request: HttpRequest) -> HttpResponse:
    """What one is describing, and the zones that are not open yet; posting begins a new one."""
    by = _maker(request)
    if request.method == "POST":
        draft = begin_draft(by=by, at=timezone.now())
        return redirect("zone-wizard-step", reference=draft.reference, key=STEPS[0].key)
    context = {
        "drafts": [(draft, _next_step(draft)) for draft in ZoneDraft.objects.filter(by=by)],
        "closed": Zone.objects.filter(is_public=False),
    }
    return _page(request, "home/admin/wizard_list.html", context)


@require_http_methods(["GET", "POST"])
def show_step(request: HttpRequest, reference: uuid.UUID, key: str) -> HttpResponse:
    """One step; what is sent is kept, right or wrong."""
    draft, step = _draft(request, reference), BY_KEY.get(key)
    if step is None:
        raise Http404
    if request.method == "POST":
        keep_step(draft=draft, step=key, typed=_typed(request, step), at=timezone.now())
        if "later" in request.POST:
            messages.success(request, _("Bewaard. U kunt hier later verdergaan."))
            return redirect("zone-wizard")
        if form_of(draft, step).is_valid():
            following = STEPS[STEPS.index(step) + 1 :]
            if following:
                return redirect("zone-wizard-step", reference=reference, key=following[0].key)
            return redirect("zone-wizard-check", reference=reference)
    form = form_of(draft, step)
    context = {
        "draft": draft,
        "form": form,
        "steps": _steps(draft, key),
        "number": STEPS.index(step) + 1,
    }
    return _page(request, "home/admin/wizard_step.html", context, status=422 if request.method == "POST" else 200)


@require_GET
def check(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """What will be made, with the home page as residents will see it."""
    draft = _draft(request, reference)
    blueprint = _complete(request, draft)
    if blueprint is None:
        return redirect("zone-wizard-step", reference=reference, key=_next_step(draft))
    return _checked(request, draft, blueprint)


@require_GET
def show_home(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """The home page of a zone that does not exist: made, shown and taken back in one transaction."""
    blueprint = blueprint_of(_draft(request, reference))
    if blueprint is None:
        raise Http404
    try:
        with zone_as_if_made(blueprint=blueprint) as zone:
            return _home(request, zone)
    except ProvisioningError as error:
        raise Http404 from error


@require_POST
def make(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Make the zone, closed to residents; what was typed stays if it cannot be."""
    by, draft = _maker(request), _draft(request, reference)
    blueprint = _complete(request, draft)
    if blueprint is None:
        return redirect("zone-wizard-step", reference=reference, key=_next_step(draft))
    try:
        zone = make_zone(draft=draft, blueprint=blueprint, by=by, at=timezone.now())
    except ProvisioningError as error:
        return _checked(request, draft, blueprint, problems=error.messages, status=422)
    messages.success(request, _("%(zone)s is gemaakt. Bewoners zien de wijk pas als u hem openbaar maakt.") % {"zone": zone.name})
    return redirect("zone-made", pk=zone.pk)


@require_POST
def throw_away(request: HttpRequest, reference: uuid.UUID) -> HttpResponse:
    """Forget what was typed."""
    _draft(request, reference).delete()
    messages.success(request, _("Weggegooid. Er is geen wijk gemaakt."))
    return redirect("zone-wizard")


@require_GET
def show_made(request: HttpRequest, pk: int) -> HttpResponse:
    """A zone that is not open yet: look at it, open it or undo it."""
    _maker(request)
    zone = _closed(pk)
    context = {"zone": zone, "address": zone_url(zone), "problems": in_the_way(zone)}
    return _page(request, "home/admin/wizard_made.html", context)


@require_GET
def show_made_home(request: HttpRequest, pk: int) -> HttpResponse:
    """The home page of a zone that is not open yet."""
    _maker(request)
    return _home(request, _closed(pk))


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a zone to residents."""
    by, zone = _maker(request), _closed(pk)
    try:
        open_zone(zone=zone, by=by, at=timezone.now())
    except ProvisioningError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("zone-wizard")
    messages.success(request, _("%(zone)s is openbaar: %(address)s") % {"zone": zone.name, "address": zone_url(zone)})
    return redirect("wagtailsnippets_sites_zone:edit", pk)


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a zone away with all that was made."""
    by, zone = _maker(request), _closed(pk)
    try:
        undo_zone(zone=zone, by=by, at=timezone.now())
    except ProvisioningError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("zone-made", pk=pk)
    messages.success(request, _("%(zone)s is weer weg, met alles wat erbij was gemaakt.") % {"zone": zone.name})
    return redirect("zone-wizard")


def _checked(
    request: HttpRequest, draft: ZoneDraft, blueprint: ZoneBlueprint, *, problems: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    context = {"draft": draft, "steps": _steps(draft, "voorbeeld"), "summary": summary_of(blueprint), "problems": problems}
    return _page(request, "home/admin/wizard_check.html", context, status=status)


def _complete(request: HttpRequest, draft: ZoneDraft) -> ZoneBlueprint | None:
    """The zone that was described; says so if something is missing, or is taken by now."""
    blueprint = blueprint_of(draft)
    if blueprint is None:
        messages.error(request, _("Er klopt nog iets niet in deze stap. Kijk die na."))
    return blueprint


def _home(request: HttpRequest, zone: Zone) -> HttpResponse:
    """The real page on the site of a zone, as residents see it."""
    look_from(request, zone)
    response: Any = zone.site.root_page.specific.serve(request)
    response.render()
    found = HttpResponse(response.content)
    found.headers["X-Frame-Options"] = "SAMEORIGIN"
    return found


def _steps(draft: ZoneDraft, current: str) -> list[dict[str, Any]]:
    """The way through the wizard, with what is done."""
    done = is_complete(draft)
    return [
        {
            "label": step.short,
            "is_done": done[step.key],
            "is_current": step.key == current,
            "url": reverse("zone-wizard-step", args=[draft.reference, step.key]),
        }
        for step in STEPS
    ] + [
        {
            "label": _("Bekijken en maken"),
            "is_done": False,
            "is_current": current == "voorbeeld",
            "url": reverse("zone-wizard-check", args=[draft.reference]) if all(done.values()) else "",
        }
    ]


def _next_step(draft: ZoneDraft) -> str:
    """The first step that is not as it should be; the last one if all are."""
    return next((key for key, is_done in is_complete(draft).items() if not is_done), STEPS[-1].key)


def _typed(request: HttpRequest, step: type[StepForm]) -> dict[str, list[str]]:
    """What was sent of a step, as it was typed and not longer than anybody types."""
    return {name: [text[:MAX_TYPED].replace("\0", "") for text in request.POST.getlist(name)[:200]] for name in step.base_fields}


def _draft(request: HttpRequest, reference: uuid.UUID) -> ZoneDraft:
    return get_object_or_404(ZoneDraft, reference=reference, by=_maker(request))


def _closed(pk: int) -> Zone:
    return get_object_or_404(Zone.objects.select_related("site__root_page", "collection"), pk=pk, is_public=False)


def _maker(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not may_make_zones(request.user):
        raise PermissionDenied
    return request.user


def _page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200) -> TemplateResponse:
    title = _("Nieuwe wijk")
    frame = {"page_title": title, "header_title": title, "header_icon": "home", "media": forms.Media()}
    return TemplateResponse(request, template, frame | context, status=status)
