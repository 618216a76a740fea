"""Addresses that do not work any more, in the admin: which, since when, where they stand, and looking once more."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import looking_at, may, zone_chosen
from core.fetching import SENTENCES, FetchProblem
from socialmap.models import CheckedLink
from socialmap.selectors import broken_for, places_of
from socialmap.services import ask_again
from socialmap.tasks import check_link

PER_PAGE = 50
GONE = gettext_lazy("Op dit adres staat niets meer.")
ERROR = gettext_lazy("De site van dit adres geeft een foutmelding.")


@never_cache
@require_safe
def list_broken(request: HttpRequest) -> HttpResponse:
    """The broken addresses on what somebody checks, longest first, 50 on a page."""
    checker = _checker(request)
    zone = zone_chosen(checker, request.GET.get("wijk", ""))
    user = looking_at(checker, zone)
    page = Paginator(broken_for(user), PER_PAGE).get_page(request.GET.get("p"))
    places = places_of(page, user=user)
    title = _("Kapotte links")
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "link",
        "media": forms.Media(),
        "page": page,
        "only_zone": zone,
        "rows": [(link, problem_in_words(link), places.get(link.url, ())) for link in page],
        "list_url": reverse("socialmap-links"),
    }
    return TemplateResponse(request, "socialmap/admin/links.html", context)


@require_POST
def recheck(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at one once more, now or as soon as its site may be asked again."""
    link = get_object_or_404(broken_for(_checker(request)), pk=pk)
    ask_again(link=link, at=timezone.now())
    check_link.enqueue(link.pk)
    messages.success(request, _("Wij kijken opnieuw. Werkt de link weer, dan verdwijnt hij van deze lijst."))
    return redirect("socialmap-links")


def problem_in_words(link: CheckedLink) -> str:
    """What is wrong with an address, for who edits it."""
    if link.problem:
        return str(SENTENCES[FetchProblem(link.problem)])
    return str(ERROR if link.status >= 500 else GONE)


def _checker(request: HttpRequest) -> User:
    """Who asks; PermissionDenied for who checks no data."""
    if not isinstance(request.user, User) or not may(request.user, Right.CHECK_DATA):
        raise PermissionDenied
    return request.user
