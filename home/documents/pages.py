"""What search knows of the pages of text: they are something to read, so they stand in the first step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import models
from django.utils.text import Truncator
from wagtail.models import Page, Site

from core.languages import in_dutch
from home.models import ContactPage, HomePage, HubPage, StandardPage
from search.choices import Step
from search.engine.base import Document
from search.registry import Findable, Readable, findables, readables
from sites.models import Zone

KIND = "page"
# Front doors are where a search starts, so they are not found by one.
FINDABLE_PAGES: tuple[type[StandardPage | ContactPage], ...] = (StandardPage, ContactPage)
MAX_SUMMARY = 200
BATCH_ROWS = 200


def pages_in(pages: models.QuerySet[Page]) -> Iterator[StandardPage | ContactPage]:
    """Those of some pages that can be found at all, each as what it is; one query per kind."""
    for model in FINDABLE_PAGES:
        yield from model.objects.filter(pk__in=pages.values("pk")).iterator(BATCH_ROWS)


@in_dutch()
def page_document(page: StandardPage | ContactPage) -> Document | None:
    """The document of a page; None for a draft, for one that not everybody may read, and for one outside all sites or in a zone that is not open.

    Costs three queries.
    """
    site = _site_of(page)
    if not page.live or site is None or page.get_view_restrictions().exists():
        return None
    zone = Zone.objects.filter(site=site).first()
    if zone is not None and not zone.is_public:
        return None
    return Document(
        key=f"{KIND}:{page.pk}",
        kind=KIND,
        object_id=page.pk,
        version=_version(page),
        step=Step.SELF,
        slug=page.slug,
        url=site.root_url + page.url_path.removeprefix(site.root_page.url_path.rstrip("/")),
        title=f"{page.title} ({zone.name})" if zone else page.title,
        summary=page.introduction or Truncator(_text_of(page)).chars(MAX_SUMMARY),
        body=_text_of(page),
        zone_ids=(zone.pk,) if zone else (),
        is_city_wide=zone is None,
        card={"icon": "boek", "zones": [zone.slug] if zone else [], "zone_names": [zone.name] if zone else []},
    )


def _site_of(page: Page) -> Site | None:
    """The site that shows a page, the deepest if several do."""
    roots = page.get_ancestors(inclusive=True).order_by("-depth").values_list("pk", flat=True)
    sites = {site.root_page_id: site for site in Site.objects.select_related("root_page").filter(root_page__in=roots)}
    return next((sites[root] for root in roots if root in sites), None)


def _text_of(page: StandardPage | ContactPage) -> str:
    return "\n".join(page.body.stream_block.get_searchable_content(page.body))


def _version(page: Page) -> int:
    """Microseconds since 1970 at which the page was published last."""
    return int(page.last_published_at.timestamp() * 1_000_000) if page.last_published_at else 0


def _every_page() -> Iterable[Document]:
    for page in pages_in(Page.objects.live()):
        if document := page_document(page):
            yield document


findables.register(Findable(kind=KIND, source=_every_page, document_for=page_document))
for _model in (HubPage, HomePage, StandardPage, ContactPage):
    readables.register(
        Readable(
            model=_model,
            fields=frozenset({"title", "introduction", "body", "live"}),
            text=lambda page: str(page.reading_text),
            links=lambda page: tuple(page.link_texts),
        )
    )
