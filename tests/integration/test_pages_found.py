"""Pages and themes in search: what is public is found, at the address and in the zone that it has, whatever is done to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from home.models import StandardPage
from search.engine.base import Document
from search.engine.payload import from_json
from search.models import SearchDocument
from search.services import compare_index
from sites.models import Zone
from socialmap.models import Theme

pytestmark = pytest.mark.django_db


def make_page(parent: Page, title: str, slug: str, **fields: Any) -> StandardPage:
    """A published page of text below another."""
    page: StandardPage = parent.add_child(instance=StandardPage(title=title, slug=slug, **fields))
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def found(page: Page) -> Document | None:
    """What the index has of a page."""
    return next((item for item in _pages() if item.object_id == page.pk), None)


def _pages() -> list[Document]:
    return [from_json(payload) for payload in SearchDocument.objects.filter(kind="page").values_list("payload", flat=True)]


@pytest.fixture
def tree(zandweerd: Zone) -> tuple[StandardPage, StandardPage]:
    """A page in a zone and one below it."""
    above = make_page(zandweerd.site.root_page, "Over vrijwilligers", "vrijwilligers", introduction="Wie u in St. Jurriën ontmoet.")
    return above, make_page(above, "Meedoen als gastvrouw", "gastvrouw")


def test_a_published_page_is_found_in_its_zone(tree: tuple[StandardPage, StandardPage], zandweerd: Zone, on_zone: Client) -> None:
    document = found(tree[1])

    assert document is not None
    assert (document.zone_ids, document.is_city_wide) == ((zandweerd.pk,), False)
    assert document.url == "http://zandweerd.localhost:8000/vrijwilligers/gastvrouw/"
    assert "Over vrijwilligers (Zandweerd)" in on_zone.get("/zoeken/", {"q": "over vrijwilligers", "format": "json"}).text


def test_a_page_of_the_hub_is_for_the_whole_city(on_hub: Client, zandweerd: Zone) -> None:
    contact = next(item for item in _pages() if item.is_city_wide and item.slug == "contact")

    assert contact.url == "http://localhost:8000/contact/"
    assert contact.zone_ids == ()


def test_a_draft_and_a_private_page_are_not_found(tree: tuple[StandardPage, StandardPage]) -> None:
    above, below = tree
    above.title = "Nog niet klaar"
    above.save_revision()
    assert (document := found(above)) is not None
    assert document.title == "Over vrijwilligers (Zandweerd)"

    below.unpublish()
    assert found(below) is None
    restriction = PageViewRestriction.objects.create(page=above, restriction_type="login")
    assert found(above) is None
    restriction.delete()
    assert found(above) is not None


def test_a_moved_page_takes_all_below_it_along_in_the_same_transaction(tree: tuple[StandardPage, StandardPage], voorstad: Zone) -> None:
    above, below = tree

    with transaction.atomic():
        Page.objects.get(pk=above.pk).move(voorstad.site.root_page, pos="last-child")
        inside = found(below)

    assert inside is not None
    assert inside.url == "http://voorstad.localhost:8000/vrijwilligers/gastvrouw/"
    assert inside.zone_ids == (voorstad.pk,)
    assert found(below) == inside
    assert compare_index().is_clean


def test_the_move_itself_writes_the_index_before_it_is_committed(
    tree: tuple[StandardPage, StandardPage], voorstad: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What comes after the commit may never happen: the process can be killed there.
    monkeypatch.setattr("wagtail.actions.move_page.post_page_move.send", lambda **kwargs: None)

    Page.objects.get(pk=tree[0].pk).move(voorstad.site.root_page, pos="last-child")

    assert (document := found(tree[1])) is not None
    assert document.url == "http://voorstad.localhost:8000/vrijwilligers/gastvrouw/"


def test_another_slug_is_another_address_for_all_below(tree: tuple[StandardPage, StandardPage]) -> None:
    above = tree[0]
    above.slug = "helpers"
    above.save_revision().publish()

    assert [document.url for page in tree if (document := found(page))] == [
        "http://zandweerd.localhost:8000/helpers/",
        "http://zandweerd.localhost:8000/helpers/gastvrouw/",
    ]
    assert compare_index().is_clean


def test_what_is_deleted_is_gone_with_all_below(tree: tuple[StandardPage, StandardPage]) -> None:
    keys = [page.pk for page in tree]
    Page.objects.get(pk=tree[0].pk).delete()

    assert not SearchDocument.objects.filter(key__in=[f"page:{pk}" for pk in keys]).exists()


def test_a_theme_is_found_and_follows_its_row(zandweerd: Zone) -> None:
    theme = Theme.objects.create(name="Slapen en rusten", slug="slapen", introduction="Als u slecht slaapt.", live=True)
    key = f"theme:{theme.pk}"
    assert "slapen" in SearchDocument.objects.get(key=key).payload

    theme.unpublish()
    assert not SearchDocument.objects.filter(key=key).exists()
