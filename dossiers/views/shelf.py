"""The shared dossiers in the admin: where each is used, what zones added, and what changed since.

Everybody who keeps pages may see what all residents see; what a zone adds is for who keeps that zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import User
from accounts.permissions import looking_at, zone_chosen
from core.languages import SOURCE
from core.schedule import AMSTERDAM
from dossiers.models import PARTS, DossierPage, SharedTreePage, ZoneAddition
from dossiers.models.dossier import addition_shown_at
from dossiers.permissions import may_add_in, may_see_dossiers, may_write_dossiers, zones_of
from dossiers.rules import TextChange, changes_between
from dossiers.selectors import guides_with_lost_help, seen_text, shelves
from dossiers.services import note_seen
from sites.models import Zone
from sites.shell import hub_url, zone_url

# Who keeps so many zones sees numbers of them, others see each.
MAX_ZONES_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class InZone:
    """A dossier in one zone: where it is read there, and what the zone added, if anything."""

    zone: Zone
    url: str
    addition: ZoneAddition | None
    add_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfRow:
    """A dossier with the zones of somebody; `added` and `behind` count additions."""

    page: DossierPage
    zones: tuple[InZone, ...]
    added: int
    behind: int


@require_GET
def list_dossiers(request: HttpRequest) -> HttpResponse:
    """All dossiers with the state of one's own zones; five queries, whatever their number."""
    user = _require(request)
    zone = zone_chosen(user, request.GET.get("wijk", ""))
    looking = looking_at(user, zone)
    zones, writes = list(zones_of(looking).select_related("site")), may_write_dossiers(user)
    rows = []
    for page, additions in shelves(zones=zones_of(looking), with_drafts=writes):
        own = tuple(additions.values())
        named = zones if len(zones) <= MAX_ZONES_NAMED else []
        rows.append(
            ShelfRow(
                page=page,
                zones=tuple(_in_zone(page, zone, additions.get(zone.pk)) for zone in named),
                added=len(own),
                behind=sum(addition.is_behind for addition in own),
            )
        )
    return _page(
        request,
        "dossiers/admin/list.html",
        {
            "rows": rows,
            "only_zone": zone,
            "may_write": writes,
            "root": _root() if writes else None,
        },
    )


@require_GET
def list_guides(request: HttpRequest) -> HttpResponse:
    """All guides, for who writes them, with chosen help that is gone; three queries, whatever their number."""
    if not may_write_dossiers(_require(request)):
        raise PermissionDenied
    context = {"rows": guides_with_lost_help(), "root": _root(), "hub_url": hub_url("").rstrip("/")}
    return _page(request, "dossiers/admin/guides.html", context, title=_("Wegwijzers"))


@require_GET
def show_usage(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a dossier is shown and what each zone adds to it; five queries, whatever the number of zones."""
    user = _require(request)
    page = get_object_or_404(DossierPage.objects.select_related("theme"), pk=pk)
    if not page.live and not may_write_dossiers(user):
        raise PermissionDenied
    own = {zone.pk for zone in zones_of(user)}
    # What a zone is still writing is for who keeps that zone.
    known = page.additions.filter(addition_shown_at(timezone.now()) | Q(zone__in=own))
    additions = {addition.zone_id: addition for addition in known.select_related("zone")}
    for addition in additions.values():
        addition.dossier = page
    rows = [_in_zone(page, zone, additions.get(zone.pk)) for zone in Zone.objects.select_related("site")]
    return _page(
        request, "dossiers/admin/usage.html", {"page": page, "rows": rows, "own": own, "hub_url": hub_url(page.get_absolute_url())}
    )


@require_http_methods(["GET", "POST"])
def show_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """What changed in a dossier since somebody of the zone looked; posting says that one has seen it."""
    user = _require(request)
    addition = get_object_or_404(ZoneAddition.objects.select_related("dossier__theme", "zone__site"), pk=pk)
    if not may_add_in(user, addition.zone):
        raise PermissionDenied
    if request.method == "POST":
        published = addition.dossier.last_published_at
        up_to = _moment(request.POST.get("up_to", ""))
        # Nobody has seen what is still to come.
        if up_to is not None and published is not None and up_to <= published:
            note_seen(addition=addition, up_to=up_to, by=user, at=timezone.now())
            messages.success(request, _("Bewaard. Wij zeggen het als het dossier weer verandert."))
        return redirect("dossier-list")
    before, after = seen_text(addition), dict(addition.dossier.texts())
    names = {part: str(getattr(DossierPage._meta.get_field(part), "verbose_name", part)) for part in PARTS}
    context = {
        "addition": addition,
        "url": zone_url(addition.zone, addition.dossier.get_absolute_url()),
        "changes": [(names[change.part], change) for change in _changes(before, after)],
        "is_known": before is not None,
        "up_to": addition.dossier.last_published_at.isoformat() if addition.dossier.last_published_at else "",
    }
    return _page(request, "dossiers/admin/changes.html", context)


def _root() -> SharedTreePage | None:
    """Below which new pages are made: in Dutch."""
    return SharedTreePage.objects.filter(locale__language_code=SOURCE).only("pk").first()


def _changes(before: dict[str, str] | None, after: dict[str, str]) -> tuple[TextChange, ...]:
    return changes_between(before, after, parts=PARTS) if before is not None else ()


def _in_zone(page: DossierPage, zone: Zone, addition: ZoneAddition | None) -> InZone:
    add = f"{reverse('wagtailsnippets_dossiers_zoneaddition:add')}?dossier={page.pk}&zone={zone.pk}"
    return InZone(zone=zone, url=zone_url(zone, page.get_absolute_url()), addition=addition, add_url="" if addition else add)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
        return found.astimezone(AMSTERDAM) if found is not None and timezone.is_aware(found) else None
    except (ValueError, OverflowError):
        return None


def _page(request: HttpRequest, template: str, context: dict[str, Any], *, title: str = "") -> TemplateResponse:
    title = title or _("Themadossiers")
    frame = {
        "page_title": title,
        "header_title": title,
        "header_icon": "folder-open-1",
        "media": forms.Media(),
        "list_url": reverse("dossier-list"),
    }
    return TemplateResponse(request, template, frame | context)


def _require(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not may_see_dossiers(request.user):
        raise PermissionDenied
    return request.user
