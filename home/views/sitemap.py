"""What search engines may find on a site, in every language that it is there in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from agenda.models import AgendaPage, EventPage
from core.languages import SOURCE, active_language, in_language
from dossiers.models import DossierPage, GuidePage
from sites.models import Location
from sites.shell import offered_languages, zone_of
from socialmap.models import Entry, Organisation, Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A page: its path in each language that it is there in, and when it changed."""

    paths: Mapping[str, str]
    changed: date | datetime | None = None


@dataclass(kw_only=True)
class SiteSitemap(Sitemap[Listed]):
    """The pages of one site; the languages of each are told beside every one of them."""

    pages: list[Listed] = field(default_factory=list)
    i18n = True
    alternates = True

    def items(self) -> list[Listed]:
        """All of them."""
        return self.pages

    def get_languages_for_item(self, item: Listed) -> list[str]:
        """Those it is there in."""
        return list(item.paths)

    def location(self, item: Listed) -> str:
        """Its path in the language that is active."""
        return item.paths[active_language()]

    def lastmod(self, item: Listed) -> Any:
        """When it changed, if that is known."""
        return item.changed


@require_safe
def show_sitemap(request: HttpRequest) -> HttpResponse:
    """All that is there under one host: of what every zone shows the same, the hub alone. Eight queries, whatever the number."""
    codes = [SOURCE, *offered_languages(request)]
    pages = [*_shared(codes), *_own(request, codes)] if zone_of(request) is None else list(_own(request, codes))
    answer: HttpResponse = sitemap(request, sitemaps={"pages": SiteSitemap(pages=pages)})
    return answer


@require_safe
def show_robots(request: HttpRequest) -> HttpResponse:
    """Where search engines need not look, and where the list is."""
    closed = (in_language(path, code) for code in (SOURCE, *offered_languages(request)) for path in ("/partner/", "/inloggen/", "/zoeken/"))
    lines = [
        "User-agent: *",
        "Disallow: /beheer/",
        *(f"Disallow: {path}" for path in closed),
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _in(path: str, codes: Iterable[str]) -> dict[str, str]:
    return {code: in_language(path, code) for code in codes}


def _own(request: HttpRequest, codes: list[str]) -> Iterator[Listed]:
    """Pages of the site itself, its places and activities."""
    zone, now = zone_of(request), timezone.now()
    yield from _tree(request, codes)
    for name in ("agenda", "places", "themes"):
        yield Listed(paths=_in(reverse(name), codes))
    for place in Location.objects.existing(on=timezone.localdate()).filter(zone=zone).order_by("pk") if zone else ():
        yield Listed(paths=_in(place.get_absolute_url(), codes))
    coming = EventPage.objects.open_to_all().filter(zone=zone, occurrences__ends_at__gt=now).distinct().order_by("pk")
    for event in coming.prefetch_related("texts"):
        written = {SOURCE, *(text.language for text in event.texts.all())}
        yield Listed(
            paths=_in(reverse("event", args=[event.slug]), [code for code in codes if code in written]), changed=event.last_published_at
        )


def _tree(request: HttpRequest, codes: list[str]) -> Iterator[Listed]:
    """Wagtail's pages below the front page of the site, each with its translations."""
    site = Site.find_for_request(request)
    fronts = (
        list(Page.objects.filter(translation_key=site.root_page.translation_key, alias_of=None).live().select_related("locale"))
        if site
        else []
    )
    found: dict[Any, dict[str, str]] = {}
    changed: dict[Any, datetime | None] = {}
    for front in fronts:
        code = front.locale.language_code
        if code in codes:
            below = (
                Page.objects.descendant_of(front, inclusive=True).filter(alias_of=None).live().public().not_type((AgendaPage, EventPage))
            )
            for key, url_path, published in below.order_by("path").values_list("translation_key", "url_path", "last_published_at"):
                found.setdefault(key, {})[code] = in_language("/" + url_path.removeprefix(front.url_path), code)
                changed[key] = published
    return (Listed(paths=paths, changed=changed[key]) for key, paths in found.items())


def _shared(codes: list[str]) -> Iterator[Listed]:
    """What every zone shows at the same path, for which the hub is the canonical address."""
    yield Listed(paths=_in(reverse("guides"), codes))
    for theme in Theme.objects.filter(live=True):
        yield Listed(paths=_in(theme.get_absolute_url(), codes), changed=theme.updated_at)
    for entry in Entry.objects.findable().only("slug", "translations", "updated_at"):
        yield Listed(
            paths=_in(entry.get_absolute_url(), [code for code in codes if code == SOURCE or code in entry.translations]),
            changed=entry.updated_at,
        )
    for organisation in Organisation.objects.filter(live=True).only("slug", "updated_at"):
        yield Listed(paths=_in(organisation.get_absolute_url(), [SOURCE]), changed=organisation.updated_at)
    written: dict[Any, list[str]] = {}
    for key, code in DossierPage.objects.live().values_list("translation_key", "locale__language_code"):
        written.setdefault(key, []).append(code)
    for dossier in DossierPage.objects.listed():
        paths = _in(dossier.get_absolute_url(), [code for code in codes if code in written[dossier.translation_key]])
        yield Listed(paths=paths, changed=dossier.last_published_at)
    for guide in GuidePage.objects.listed():
        yield Listed(paths=_in(guide.get_absolute_url(), [SOURCE]), changed=guide.last_published_at)
