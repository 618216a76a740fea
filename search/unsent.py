"""What the search engine does not take, in the admin: why, and a button to try it again. For administrators alone."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from search.models import OutboxRow, SearchDocument
from search.permissions import may_replay_outbox
from search.services import replay_outbox
from search.services.outbox import UNREADABLE, readable

ROWS_PER_PAGE = 50
REASONS = {
    UNREADABLE: gettext_lazy("Dit is bewaard door een andere versie van Wijkwinkel. Maak de zoekindex opnieuw."),
    "busy": gettext_lazy("De zoekmachine had geen ruimte."),
    "unavailable": gettext_lazy("De zoekmachine was er niet."),
}
OTHER_REASON = gettext_lazy("De zoekmachine weigert dit. Bewaar het nog eens, of meld het aan de beheerder van het systeem.")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsentRow:
    """One line of the list."""

    title: str
    url: str
    since: datetime
    reason: str
    replay_url: str


@require_GET
def list_unsent(request: HttpRequest) -> HttpResponse:
    """What was given up, longest first."""
    _require_administrator(request)
    page = Paginator(OutboxRow.objects.filter(is_dead=True).order_by("created_at", "key"), ROWS_PER_PAGE).get_page(request.GET.get("p"))
    title = _("Niet bijgewerkt in de zoekindex")
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "warning",
        "media": forms.Media(),
        "page": page,
        "rows": list(_lines(page.object_list)),
        "waiting": OutboxRow.objects.filter(is_dead=False).count(),
        "replay_url": reverse("search-unsent-replay"),
    }
    return TemplateResponse(request, "search/admin/unsent.html", context)


@require_POST
def replay(request: HttpRequest, change: uuid.UUID | None = None) -> HttpResponse:
    """Try one of them again, or all."""
    _require_administrator(request)
    keys = None if change is None else OutboxRow.objects.filter(change=change).values_list("key", flat=True)
    count = replay_outbox(keys=keys)
    said = ngettext("Wij proberen %(count)d wijziging opnieuw.", "Wij proberen %(count)d wijzigingen opnieuw.", count)
    messages.success(request, said % {"count": count})
    return redirect("search-unsent")


def _lines(rows: Iterable[OutboxRow]) -> Iterator[UnsentRow]:
    shown = list(rows)
    documents, _unreadable = readable(dict(SearchDocument.objects.filter(key__in=[row.key for row in shown]).values_list("key", "payload")))
    for row in shown:
        document = documents.get(row.key)
        yield UnsentRow(
            title=document.title if document else row.key,
            url=document.url if document else "",
            since=timezone.localtime(row.created_at),
            reason=str(REASONS.get(row.last_error, OTHER_REASON)),
            replay_url=reverse("search-unsent-replay-one", args=[row.change]),
        )


def _require_administrator(request: HttpRequest) -> None:
    if not request.user.is_authenticated or not may_replay_outbox(request.user):
        raise PermissionDenied
