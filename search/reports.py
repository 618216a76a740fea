"""What residents looked for, in the admin: the report, and the signals that help is missing.

Editors of a zone see their own zone, central editors everything; `search.permissions` decides.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.permissions import looking_at, zone_chosen
from core.schedule import AMSTERDAM
from core.spreadsheets import CSV_TYPE
from search.choices import Device, SignalState
from search.log.missing import handle_missing_help, mark_missing_help, reopen_missing_help
from search.log.reporting import PERIODS, ROWS_SHOWN, ReportScope, report_csv, search_report, searched_in_vain, since_of
from search.models.log import MAX_MISSING_LENGTH
from search.permissions import may_make_synonyms, may_see_all_searches, may_see_searches, visible_signals, visible_zones
from sites.models import Zone

SIGNALS_PER_PAGE = 50
NOTE_LENGTH = 500


class ScopeForm(forms.Form):
    """What the report is narrowed down to; what cannot be read is left out."""

    periode = forms.ChoiceField(label=gettext_lazy("Periode"), choices=list(PERIODS.items()), required=False)
    wijk = forms.ModelChoiceField(label=gettext_lazy("Wijk"), queryset=Zone.objects.none(), required=False)
    apparaat = forms.ChoiceField(
        label=gettext_lazy("Apparaat"), choices=[("", gettext_lazy("Alle apparaten")), *Device.choices], required=False
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = self.fields["wijk"]
        assert isinstance(zones, forms.ModelChoiceField)
        zones.queryset = visible_zones(user)
        zones.empty_label = _("Hele stad") if may_see_all_searches(user) else _("Al mijn wijken")


@require_GET
def show_report(request: HttpRequest) -> HttpResponse:
    """What was looked for, what found nothing, and which words search does not know."""
    user = _require_permission(request)
    form = ScopeForm(request.GET, user=user)
    scope = _scope(form, user)
    signal_zone = scope.zone or (scope.zones[0] if scope.zones and len(scope.zones) == 1 else None)
    context = {
        "form": form,
        "scope": scope,
        "report": search_report(scope, at=timezone.now()),
        "may_make_synonyms": may_make_synonyms(user),
        "signal_zone": signal_zone,
        "may_mark": signal_zone is not None or scope.zones is None,
        "here": request.get_full_path(),
        "export_url": f"{reverse('search-report-export')}?{request.GET.urlencode()}",
    }
    return _page(request, "search/admin/report.html", _("Wat mensen zochten"), "search", context)


@require_GET
def export_report(request: HttpRequest) -> StreamingHttpResponse:
    """The lists of the report as a CSV."""
    user = _require_permission(request)
    lines = report_csv(_scope(ScopeForm(request.GET, user=user), user))
    response = StreamingHttpResponse(lines, content_type=CSV_TYPE)
    name = f"wat-mensen-zochten-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


@require_POST
def mark_missing(request: HttpRequest) -> HttpResponse:
    """Say of a text in the report that there should be help for it."""
    user = _require_permission(request)
    text = " ".join(request.POST.get("text", "").split())
    zone = get_object_or_404(visible_zones(user), pk=request.POST["wijk"]) if request.POST.get("wijk", "").isdecimal() else None
    if not text or len(text) > MAX_MISSING_LENGTH or (zone is None and not may_see_all_searches(user)):
        raise PermissionDenied
    _signal, is_new = mark_missing_help(text=text, zone=zone)
    said = _("'%(text)s' staat bij de hulp die ontbreekt.") if is_new else _("'%(text)s' stond al bij de hulp die ontbreekt.")
    messages.success(request, said % {"text": text})
    return redirect(_back(request, reverse("search-report")))


@require_GET
def list_missing(request: HttpRequest) -> HttpResponse:
    """The signals that help is missing: those that are open, or those that were handled."""
    user = _require_permission(request)
    zone = zone_chosen(user, request.GET.get("wijk", ""))
    state = SignalState.HANDLED if request.GET.get("toestand") == SignalState.HANDLED else SignalState.OPEN
    signals = visible_signals(looking_at(user, zone)).filter(state=state).select_related("zone")
    context = {
        "only_zone": zone,
        "signals": Paginator(signals, SIGNALS_PER_PAGE).get_page(request.GET.get("p")),
        "is_open": state == SignalState.OPEN,
        "open_url": reverse("search-missing"),
        "handled_url": f"{reverse('search-missing')}?{urlencode({'toestand': SignalState.HANDLED.value})}",
        "here": request.get_full_path(),
    }
    return _page(request, "search/admin/missing.html", _("Hulp die ontbreekt"), "warning", context)


@require_POST
def handle_missing(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has looked at a signal."""
    signal = get_object_or_404(visible_signals(_require_permission(request)), pk=pk)
    handle_missing_help(signal=signal, note=" ".join(request.POST.get("note", "").split())[:NOTE_LENGTH])
    messages.success(request, _("'%(text)s' is afgehandeld.") % {"text": signal.text})
    return redirect(_back(request, reverse("search-missing")))


@require_POST
def reopen_missing(request: HttpRequest, pk: int) -> HttpResponse:
    """It was not handled after all."""
    signal = get_object_or_404(visible_signals(_require_permission(request)), pk=pk)
    reopen_missing_help(signal=signal)
    messages.success(request, _("'%(text)s' staat weer open.") % {"text": signal.text})
    return redirect(_back(request, reverse("search-missing")))


def _scope(form: ScopeForm, user: User) -> ReportScope:
    form.is_valid()
    chosen = form.cleaned_data
    return ReportScope(
        zones=None if may_see_all_searches(user) else tuple(visible_zones(user)),
        zone=chosen.get("wijk"),
        since=since_of(chosen.get("periode") or "", today=timezone.localdate(timezone=AMSTERDAM)),
        device=Device(chosen["apparaat"]) if chosen.get("apparaat") else None,
    )


def count_in_vain(user: User) -> int:
    """How many texts the report names that found nothing, as it opens for somebody; two queries."""
    return len(searched_in_vain(_scope(ScopeForm({}, user=user), user), limit=ROWS_SHOWN))


def _back(request: HttpRequest, otherwise: str) -> str:
    """Where somebody came from in the admin."""
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else otherwise


def _page(request: HttpRequest, template: str, title: str, icon: str, context: dict[str, Any]) -> TemplateResponse:
    frame = {"page_title": title, "header_title": title, "header_icon": icon, "media": forms.Media()}
    return TemplateResponse(request, template, frame | context)


def _require_permission(request: HttpRequest) -> User:
    if not request.user.is_authenticated or not may_see_searches(request.user):
        raise PermissionDenied
    return request.user
