"""What each role finds in the admin: a menu in Dutch without closed doors, and choosers without what is of others."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import Page
from wagtail.search import index

from accounts.choices import Role
from accounts.models import User
from dossiers.models import SharedTreePage
from home.models import StandardPage
from sites.models import Zone
from tests.factories import EntryFactory, person
from tests.factories.dossiers import make_dossier

pytestmark = pytest.mark.django_db

ENGLISH = re.compile(
    r"\b(pages?|images?|documents|reports?|settings|users?|history|usage|types?|workflows?|tasks|locked|aging|collections)\b", re.IGNORECASE
)
ROLES = (Role.ZONE_EDITOR, Role.MODERATOR, Role.CENTRAL_EDITOR, Role.ADMINISTRATOR)
# Doors of the whole city that nobody of a zone finds, by a part of their address.
OF_THE_CITY = ("nieuwe-wijk", "toegang", "citysettings", "sites/zone", "synonym", "directhelp", "workflows", "redirects")


def browser_of(user: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(user)
    return client


def user_in(role: Role, zone: Zone) -> User:
    return person(role, zone) if role in (Role.ZONE_EDITOR, Role.MODERATOR) else person(role)


def _items(node: Any) -> Iterator[tuple[str, str]]:
    """Every (label, address) in what the menu is drawn from."""
    if isinstance(node, dict):
        args = node.get("_args") or []
        if args and isinstance(args[0], dict) and "label" in args[0]:
            yield str(args[0]["label"]), str(args[0].get("url") or "")
        for value in node.values():
            yield from _items(value)
    elif isinstance(node, list):
        for value in node:
            yield from _items(value)


def menu_of(client: Client) -> list[tuple[str, str]]:
    page = client.get(reverse("wagtailadmin_home")).text
    found = re.search(r'<script id="wagtail-sidebar-props"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert found
    return list(_items(json.loads(found[1])))


@pytest.mark.parametrize("role", ROLES)
def test_every_door_in_the_menu_is_open_and_has_a_dutch_name(role: Role, zandweerd: Zone) -> None:
    client = browser_of(user_in(role, zandweerd))
    items = menu_of(client)
    urls = {url for _label, url in items if url.startswith("/beheer/")}

    closed = {}
    for url in sorted(urls - {reverse("wagtailadmin_logout")}):
        status = client.get(url, follow=True).status_code
        if status != 200:
            closed[url] = status
    english = {label for label, _url in items if gettext(label) != label or ENGLISH.search(label)}

    assert closed == {}
    assert english == set()
    assert len(urls) > 8


@pytest.mark.parametrize("role", [Role.ZONE_EDITOR, Role.MODERATOR])
def test_who_works_for_a_zone_finds_nothing_of_the_whole_city(role: Role, zandweerd: Zone) -> None:
    urls = [url for _label, url in menu_of(browser_of(user_in(role, zandweerd)))]

    assert [url for url in urls if any(part in url for part in OF_THE_CITY)] == []
    central = [url for _label, url in menu_of(browser_of(person(Role.CENTRAL_EDITOR)))]
    assert any("nieuwe-wijk" in url for url in central)


def _page(zone: Zone, title: str, *, live: bool) -> StandardPage:
    page = StandardPage(title=title, slug=f"p-{len(title)}", live=live)
    zone.site.root_page.add_child(instance=page)
    page.save_revision()
    return page


@pytest.fixture
def draft(voorstad: Zone) -> StandardPage:
    """A draft of another zone."""
    return _page(voorstad, "Kiesgeheim", live=False)


LINKS = {"allow_external_link": "true", "allow_email_link": "true", "allow_phone_link": "true", "allow_anchor_link": "true"}


@pytest.mark.parametrize("options", [{}, LINKS, {"page_type": "home.standardpage"}], ids=["field", "link in a text", "one type"])
def test_a_draft_of_another_zone_is_in_no_chooser(zandweerd: Zone, voorstad: Zone, draft: StandardPage, options: dict[str, str]) -> None:
    client = browser_of(person(Role.ZONE_EDITOR, zandweerd))
    root, foreign = Page.get_first_root_node().pk, voorstad.site.root_page_id

    for name, args in (
        ("wagtailadmin_choose_page", []),
        ("wagtailadmin_choose_page_child", [root]),
        ("wagtailadmin_choose_page_child", [foreign]),
        ("wagtailadmin_choose_page_child", [draft.pk]),
        ("wagtailadmin_choose_page_search", []),
    ):
        answer = client.get(reverse(name, args=args), {**options, "q": "Kiesgeheim"} if "search" in name else options)
        text = answer.text.replace("&quot;", '"')
        assert "Kiesgeheim" not in text.replace('value="Kiesgeheim"', ""), (name, args)
        assert answer.status_code in (403 if args == [draft.pk] else 200, 302)


def test_a_title_that_still_waits_is_not_told_at_its_direct_address(zandweerd: Zone, voorstad: Zone) -> None:
    page = _page(voorstad, "Openbaar", live=True)
    page.title = "Kiesgeheim"
    page.save_revision()
    client = browser_of(person(Role.ZONE_EDITOR, zandweerd))

    answer = client.get(reverse("wagtailadmin_choose_page_child", args=[page.pk]))

    assert answer.status_code in (302, 403)
    assert "Kiesgeheim" not in answer.text
    assert "Kiesgeheim" in browser_of(person(Role.ZONE_EDITOR, voorstad)).get(answer.wsgi_request.path).text


def test_public_dossiers_can_be_linked_to_and_drafts_of_them_not(zandweerd: Zone) -> None:
    public = make_dossier(title="Langer thuis", slug="langer-thuis")
    hidden = make_dossier(theme=public.theme, title="Kiesgeheim", slug="geheim")
    hidden.unpublish()
    for page in (public, hidden):
        index.insert_or_update_object(page)
    client = browser_of(person(Role.ZONE_EDITOR, zandweerd))

    shelf = client.get(reverse("wagtailadmin_choose_page_child", args=[SharedTreePage.objects.get().pk]), LINKS)
    found = client.get(reverse("wagtailadmin_choose_page_search"), {"q": "Langer thuis", **LINKS})
    chosen = client.get(reverse("wagtailadmin_choose_page_chosen_multiple"), {"id": [public.pk, hidden.pk]})

    for answer in (shelf, found, chosen):
        assert answer.status_code == 200
        assert "Langer thuis" in answer.text
        assert "Kiesgeheim" not in answer.text


def test_a_draft_of_the_social_map_is_in_no_chooser_of_a_zone(zandweerd: Zone) -> None:
    EntryFactory(title="Kiesgeheim", live=False, zones=[zandweerd])
    EntryFactory(title="Openbare hulp", zones=[zandweerd])
    client = browser_of(person(Role.ZONE_EDITOR, zandweerd))

    text = client.get(reverse("wagtailsnippetchoosers_socialmap_entry:choose")).text

    assert "Openbare hulp" in text
    assert "Kiesgeheim" not in text
