"""Themes and dossiers on the site of the city and of every zone."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.languages import active_language
from core.models import PREVIEWS
from dossiers.components import DossierCard, DossierDetail, DossierLinks, DossierShelf, GuideLink
from dossiers.components.dossier import checklists_of
from dossiers.models import DossierPage, GuidePage, ZoneAddition
from dossiers.selectors import dossiers_at, help_for
from search.components import ThemeTiles
from sites.components import Breadcrumb, Crumb
from sites.shell import build_shell, hub_url, look_from, say_written_in, zone_of
from socialmap.components import theme_tile
from socialmap.registry import ThemeScope, theme_panels
from socialmap.selectors import live_themes
from socialmap.views.pages import theme_page


@require_safe
def show_themes(request: HttpRequest) -> HttpResponse:
    """All themes, all dossiers, and the way to the guides if there are any; five queries."""
    tiles = ThemeTiles(tiles=tuple(theme_tile(theme) for theme in live_themes()))
    shelf = DossierShelf(cards=tuple(DossierCard.from_dossier(row) for row in DossierPage.objects.listed().written(active_language())))
    guides = GuideLink(url=reverse("guides")) if GuidePage.objects.originals().live().exists() else None
    context = {"tiles": tiles, "shelf": shelf, "guides": guides, "canonical_url": hub_url("/themas/")}
    return render(request, "dossiers/themes.html", context)


@require_safe
def show_theme_or_dossier(request: HttpRequest, slug: str) -> HttpResponse:
    """A dossier, eight queries whatever the number of zones; or else the theme with this address."""
    found, of_theme = dossiers_at(slug, zone=zone_of(request))
    if found is None:
        cards = tuple(DossierCard.from_dossier(page) for page in of_theme)
        guide = GuideLink.of_dossier(of_theme[0]) if of_theme else None
        return theme_page(request, slug, above=(DossierLinks(cards=cards), *([guide] if guide else [])) if cards else ())
    return dossier_response(request, found, added=getattr(found, "addition", None))


@require_safe
def show_lists(request: HttpRequest, slug: str) -> HttpResponse:
    """The checklists of a dossier alone, to print."""
    found = next(iter(DossierPage.objects.listed().filter(slug=slug)[:1].written(active_language())), None)
    lists = checklists_of(found.words_page) if found else ()
    if found is None or not lists:
        raise Http404(_("Deze lijst kennen wij niet."))
    context = {"title": found.words_page.title, "lists": lists, "back_url": found.get_absolute_url()}
    return render(request, "dossiers/lists.html", context)


def dossier_response(
    request: HttpRequest, page: DossierPage, *, added: ZoneAddition | None, chosen: Sequence[int] | None = None
) -> HttpResponse:
    """The page of a dossier in the zone of the request; `chosen` are the keys of entries that a draft chose."""
    shell = build_shell(request, at=timezone.now())
    if added is not None and shell.zone is not None:
        added.zone = shell.zone
    panels = theme_panels.shown(ThemeScope(theme=page.live_theme, zone=shell.zone, at=shell.now)) if page.live_theme else ()
    detail = DossierDetail.from_dossier(
        page, helping=help_for(page, zone=shell.zone, chosen=chosen), addition=added, panels=panels, shell=shell
    )
    context = {
        "dossier": detail,
        "breadcrumb": Breadcrumb(crumbs=(Crumb(label=_("Thema's"), url="/themas/"),), current=page.words_page.title),
        "canonical_url": say_written_in(request, page.get_absolute_url(), page.languages_written),
    }
    return render(request, "dossiers/dossier.html", context)


def preview_dossier(request: HttpRequest, page: DossierPage) -> HttpResponse:
    """A draft of a dossier in the zone of the request, with what that adds to the public one."""
    zone = zone_of(request)
    own = ZoneAddition.objects.shown(at=timezone.now()).filter(dossier=page.pk, zone=zone)
    added = own.first() if zone and page.pk else None
    return dossier_response(request, page, added=added, chosen=[row.entry_id for row in page.chosen.all() if row.entry_id])


def preview_addition(request: HttpRequest, added: ZoneAddition) -> HttpResponse:
    """The public dossier in its zone, with an addition that is being written."""
    if not added.dossier.live:
        raise Http404(_("Dit dossier staat niet online."))
    look_from(request, added.zone)
    return dossier_response(request, added.dossier, added=added)


PREVIEWS.update({DossierPage: preview_dossier, ZoneAddition: preview_addition})
