"""Pages of the social map for residents: an entry, an organisation, the themes."""

from __future__ import annotations

from typing import NoReturn

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.components import Component
from core.models import PREVIEWS
from search.choices import Facet
from search.components import results_url, sections_of
from search.forms import SearchParameters
from search.selectors import find_help
from sites.components import Breadcrumb, Crumb
from sites.shell import build_shell, hub_url, say_written_in, zone_of
from socialmap.components import EntryDetail, OrganisationDetail, ThemePage
from socialmap.models import Entry, Organisation, Theme
from socialmap.selectors import entries_of_organisation, entry_for_page, hard_words_in, merged_page, related_entries


@require_safe
def entry_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One entry. Help that has stopped keeps its page and shows alternatives."""
    entry = entry_for_page(slug)
    if entry is None:
        return _to_merged(Entry, slug, "entry") or _unknown(_("Deze hulp kennen wij niet."))
    return _entry_response(request, entry)


@require_safe
def organisation_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One organisation with what it offers."""
    organisation = Organisation.objects.filter(live=True, slug=slug).first()
    if organisation is None:
        return _to_merged(Organisation, slug, "organisation") or _unknown(_("Deze organisatie kennen wij niet."))
    return _organisation_response(request, organisation)


@require_safe
def theme_page(request: HttpRequest, slug: str, *, above: tuple[Component, ...] = ()) -> HttpResponse:
    """One theme in three steps, and above them what a higher app shows of it."""
    theme = Theme.objects.filter(live=True, slug=slug).first()
    if theme is None:
        raise Http404(_("Dit thema kennen wij niet."))
    return _theme_response(request, theme, above=above)


def _to_merged(model: type[Entry | Organisation], slug: str, name: str) -> HttpResponse | None:
    """For good to the page with which this one was merged, on the same site; None if it was not."""
    kept = merged_page(model, slug)
    return redirect(name, kept, permanent=True) if kept else None


def _unknown(words: str) -> NoReturn:
    raise Http404(words)


def _entry_response(request: HttpRequest, entry: Entry) -> HttpResponse:
    detail = EntryDetail.from_entry(
        entry, at=timezone.now(), alternatives=related_entries(entry, zone_of(request)), explained=hard_words_in(entry)
    )
    canonical = say_written_in(request, entry.get_absolute_url(), entry.languages_written)
    return render(request, "socialmap/entry.html", {"entry": detail, "canonical_url": canonical})


def _organisation_response(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    entries = entries_of_organisation(organisation.pk)
    context = {
        "organisation": OrganisationDetail.from_organisation(organisation, entries=entries, at=timezone.now()),
        "canonical_url": hub_url(organisation.get_absolute_url()),
    }
    return render(request, "socialmap/organisation.html", context)


def _theme_response(request: HttpRequest, theme: Theme, *, above: tuple[Component, ...] = ()) -> HttpResponse:
    frame = build_shell(request, at=timezone.now())
    search = SearchParameters(filters={Facet.THEME: frozenset({theme.slug})})
    found = find_help(text="", zone=frame.zone, filters=search.filters, at=frame.now, city=frame.city.city)
    steps = sections_of(found, shell=frame, more_url=lambda step: results_url(search.query_string(step=step)))
    words = theme.words_in()
    page = ThemePage(
        title=words["name"],
        introduction=words["introduction"],
        steps=steps,
        icon=f"t-{theme.icon}",
        search_url=results_url(search.query_string()),
        panels=above,
    )
    breadcrumb = Breadcrumb(crumbs=(Crumb(label=_("Thema's"), url="/themas/"),), current=words["name"])
    return render(
        request, "socialmap/theme.html", {"theme": page, "breadcrumb": breadcrumb, "canonical_url": hub_url(theme.get_absolute_url())}
    )


PREVIEWS.update({Entry: _entry_response, Organisation: _organisation_response, Theme: _theme_response})
