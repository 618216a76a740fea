"""The agenda and its activities: plain views, as each costs a few queries where the way down the tree of pages costs ten."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Site
from wagtail.views import serve

from agenda.models import AgendaPage
from agenda.selectors import coming_dates, event_at, url_of
from sites.shell import zone_of


@require_safe
def agenda(request: HttpRequest) -> HttpResponse:
    """What there is to do on this site; at most seven queries."""
    page = agenda_of(request)
    return render(request, AgendaPage.template, {"page": page, "canonical_url": request.build_absolute_uri(request.path)})


def agenda_of(request: HttpRequest) -> AgendaPage:
    """The agenda of the site of a request; raises Http404 without one. One query, on the hub two."""
    site = Site.find_for_request(request)
    page: AgendaPage | None = AgendaPage.objects.of_site(site.root_page_id).first() if site else None
    if page is None:
        raise Http404
    return page


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """One activity that this site shows, whichever zone's it is; at most eight queries."""
    found = event_at(slug=slug, zone=zone_of(request))
    if found is None:
        raise Http404
    if found.is_restricted:
        # Wagtail's own way asks for the password or the login.
        answer: HttpResponse = serve(request, request.path.lstrip("/"))
        return answer
    return render(
        request, found.template, {"page": found, "canonical_url": url_of(found), "coming": coming_dates(found, at=timezone.now())}
    )
