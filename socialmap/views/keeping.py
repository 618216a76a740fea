"""What has to be looked at again, in the admin: a list, on paper to call by, as a file, and saying that it is right.

Who checks data in zones sees what serves those, who does so in the whole city everything (`socialmap.selectors.overdue_for`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import may, zones_where
from core.spreadsheets import CSV_TYPE, csv_lines
from sites.models import Zone
from sites.shell import hub_url
from socialmap.components import OverdueRow
from socialmap.registry import Kept, kept_kinds
from socialmap.selectors import overdue_for
from socialmap.services import confirm as confirm_things

PER_PAGE = 50
# What fits in one round of telephoning.
MAX_PRINTED = 200
BATCH_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What somebody looks at: a kind, and its rows that they may see, narrowed down as the form says."""

    kind: Kept
    rows: QuerySet[Any]
    form: ScopeForm
    user: User
    today: date

    @property
    def is_narrowed(self) -> bool:
        """Whether there may be more than these."""
        return bool(self.form.chosen("wijk") or self.form.chosen("organisatie"))

    def shown(self, things: Iterable[Any]) -> list[OverdueRow]:
        """Rows as the list shows them; no query for things that are loaded."""
        may_edit = may(self.user, self.kind.edit_right)
        return [OverdueRow.from_thing(self.kind, thing, today=self.today, may_edit=may_edit) for thing in things]


class ScopeForm(forms.Form):
    """What the list is narrowed down to; what cannot be read is left out."""

    soort = forms.ChoiceField(required=False, widget=forms.HiddenInput)
    wijk = forms.ModelChoiceField(label=gettext_lazy("Wijk"), queryset=Zone.objects.none(), required=False)
    # A part of a name: a list to choose from would have thousands of lines.
    organisatie = forms.CharField(
        label=gettext_lazy("Organisatie"), max_length=80, required=False, widget=forms.TextInput(attrs={"type": "search"})
    )

    def __init__(self, *args: Any, zones: QuerySet[Zone], has_owner: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["wijk"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset, field.empty_label = zones, _("Alle wijken")
        if not has_owner:
            del self.fields["organisatie"]

    def chosen(self, name: str) -> Any | None:
        """What was chosen; None for nothing, and for what is not offered."""
        return getattr(self, "cleaned_data", {}).get(name) or None


@never_cache
@require_safe
def list_overdue(request: HttpRequest) -> HttpResponse:
    """What somebody has to see to, 50 on a page, longest waiting first."""
    scope = _scope(request)
    page = Paginator(scope.kind.shown(scope.rows), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "scope": scope,
        "page": page,
        "rows": scope.shown(page),
        "kinds": [(kind, overdue_for(scope.user, kind, on=scope.today).count(), kind.key == scope.kind.key) for kind in kept_kinds],
        "query": request.GET.urlencode(),
        "list_url": reverse("socialmap-overdue"),
    }
    return _page(request, "socialmap/admin/overdue.html", context)


@never_cache
@require_safe
def print_overdue(request: HttpRequest) -> HttpResponse:
    """The same for paper, to call by: at most 200, each with what to ask and boxes to tick."""
    scope = _scope(request)
    count = scope.rows.count()
    context = {
        "rows": scope.shown(scope.kind.shown(scope.rows)[:MAX_PRINTED]),
        "count": count,
        "left": max(0, count - MAX_PRINTED),
        "day": scope.today,
        "kind": scope.kind,
    }
    return _page(request, "socialmap/admin/overdue_print.html", context)


@never_cache
@require_safe
def export_overdue(request: HttpRequest) -> StreamingHttpResponse:
    """All of it as a CSV."""
    response = StreamingHttpResponse(csv_lines(_cells(_scope(request))), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="na-te-gaan-{timezone.localdate():%Y-%m-%d}.csv"'
    return response


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """All is right with what was chosen: one (`een`), or those with a tick (`klopt`). What is not on somebody's list stays."""
    scope = _scope(request)
    chosen = request.POST.getlist("een") or request.POST.getlist("klopt")
    back = redirect(f"{reverse('socialmap-overdue')}?{request.GET.urlencode()}")
    if not chosen:
        messages.warning(request, _("U hebt niets aangevinkt. Zet een vinkje bij wat klopt."))
        return back
    pks = [int(pk) for pk in chosen[:PER_PAGE] if pk.isdecimal() and len(pk) < len(str(2**63))]
    rows = scope.kind.shown(overdue_for(scope.user, scope.kind, on=scope.today)).filter(pk__in=pks)
    count = confirm_things(kind=scope.kind, things=rows, by=scope.user, at=timezone.now(), said_by=_("Redactie van de Wijkwinkel"))
    if count:
        said = ngettext("Bewaard. %(count)d keer 'klopt nog'.", "Bewaard. %(count)d keer 'klopt nog'.", count)
        messages.success(request, said % {"count": count})
    if count < len(chosen):
        messages.warning(request, _("Niet alles stond nog op uw lijst. Kijk wat er over is."))
    return back


def _scope(request: HttpRequest) -> Scope:
    """What the address asks for, within what this person may see; PermissionDenied for who checks no data."""
    user = request.user
    if not isinstance(user, User) or not may(user, Right.CHECK_DATA):
        raise PermissionDenied
    key, today = request.GET.get("soort", ""), timezone.localdate()
    kind = kept_kinds[key] if key in kept_kinds else next(iter(kept_kinds))
    rows = overdue_for(user, kind, on=today)
    form = ScopeForm(request.GET, zones=zones_where(user, Right.CHECK_DATA), has_owner=bool(kind.owner))
    form.is_valid()
    if zone := form.chosen("wijk"):
        rows = rows.none() if not kind.zones else rows.filter(pk__in=kind.model._default_manager.filter(**{kind.zones: zone}).values("pk"))
    if name := form.chosen("organisatie"):
        rows = rows.filter(**{f"{kind.owner}__name__icontains": name})
    return Scope(kind=kind, rows=rows, form=form, user=user, today=today)


def _cells(scope: Scope) -> Iterator[list[str]]:
    """All of it, header first."""
    yield [_("naam"), _("organisatie"), _("telefoon"), _("wijken"), _("nagekeken op"), _("nakijken op"), _("dagen te laat"), _("adres")]
    for thing in scope.kind.shown(scope.rows).iterator(BATCH_ROWS):
        row = OverdueRow.from_thing(scope.kind, thing, today=scope.today, may_edit=False)
        days = [day.isoformat() if day else "" for day in (row.verified_on, row.review_on)]
        yield [row.title, row.organisation, row.phone, row.zones, *days, str(row.days), hub_url(row.url)]


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    title = _("Na te gaan")
    frame = {"page_title": title, "header_title": title, "header_icon": "calendar-check", "media": forms.Media()}
    return TemplateResponse(request, template, frame | context)
