"""The admin in every language: no screen, form or window shows a text of ours or of a package in another one."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse
from pytest_django import DjangoDbBlocker
from wagtail.models import get_page_models
from wagtail.users.models import UserProfile

from core.languages import OTHERS, SOURCE
from sites.models import Zone
from tests.architecture.tree import APPS
from tests.integration.shown_texts import Vocabulary, texts_in, typed_texts
from tests.isolation.addresses import HUB_HOST, questions
from tests.isolation.asking import undone
from tests.isolation.world import MAY_KNOW, World, make_world

pytestmark = pytest.mark.django_db

# Pages of the site, in the language of what stands on them; what programs read; who has not logged in; a key; an error on purpose.
NOT_OF_THE_ADMIN = (
    "*view_draft*",
    "*preview*",
    "*:revisions_view*",
    "zone-wizard-home",
    "zone-made-home",
    "wagtailadmin_api:*",
    "*_api_listing",
    "*javascript_catalog",
    "*download_pofile",
    "*password_reset*",
    "accounts-second-factor-*",
    "wagtailadmin_error_test",
)
# Forms of Wagtail that break on nothing at all.
NOT_TO_SEND = ("edit *", "add *", "wagtailsnippets_*")
# Nothing to be had there; Wagtail's own pages for that are in the language of the installation.
NO_SCREEN = (301, 302, 403, 404, 405)
# Dutch too: what Wagtail leaves in English is as strange there.
CODES = (SOURCE, *OTHERS)
OF_OURS = ("wagtailadmin_home", "wagtailsettings:*", "wagtailsnippets_*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """An address of the admin, and whether a text of ours may stand on it that stands nowhere else."""

    name: str
    path: str
    is_ours: bool


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Something of every kind, so that no list and no form is empty; all of it is gone after the last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world(Zone.objects.get(slug="zandweerd"), Zone.objects.get(slug="voorstad"))
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def typed(world: World) -> frozenset[str]:
    """All content, and the words of it that a sentence of ours may quote."""
    return typed_texts() | MAY_KNOW.keys()


def screens(world: World) -> list[Screen]:
    """What is asked: every address of the admin, and the forms of every type of page of ours."""
    found = [
        Screen(name=question.row, path=question.path, is_ours=_is_ours(question.row, question.path))
        for question in questions(world)
        if question.path.startswith("/beheer/") and not question.is_search and not _fits(question.row, NOT_OF_THE_ADMIN)
    ]
    return [*found, *_page_forms()]


def _page_forms() -> Iterator[Screen]:
    for model in get_page_models():
        if model._meta.app_label in APPS:
            page = model.objects.order_by("pk").first()
            assert page is not None, f"the world has no {model.__name__}"
            name = model._meta.label_lower
            yield Screen(name=f"edit {name}", path=reverse("wagtailadmin_pages:edit", args=[page.pk]), is_ours=True)
            yield Screen(
                name=f"add {name}",
                path=reverse("wagtailadmin_pages:add", args=[model._meta.app_label, model._meta.model_name, page.get_parent().pk]),
                is_ours=True,
            )


def _is_ours(name: str, path: str) -> bool:
    return _fits(name, OF_OURS) or resolve(path.partition("?")[0]).func.__module__.partition(".")[0] in APPS


def _fits(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


class Editor:
    """Somebody who may see everything, in one language; whatever they ask is undone."""

    def __init__(self, world: World, code: str) -> None:
        user = world.people["administrator"]
        assert user is not None
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": code})
        self.client = Client(headers={"host": HUB_HOST}, raise_request_exception=False)
        self.client.force_login(user)
        self.cookies = deepcopy(self.client.cookies)

    def ask(self, path: str, method: str = "get") -> Any:
        """The answer, or that to which it leads on."""
        self.client.cookies = deepcopy(self.cookies)
        with undone():
            return getattr(self.client, method)(path, follow=method == "post")


def strange_texts(editor: Editor, vocabulary: Vocabulary, asked: list[tuple[Screen, str]]) -> dict[str, str]:
    """Every text with words that are of no list: where it stands first, and which words. A screen that breaks is one too."""
    found: dict[str, str] = {}
    for screen, method in asked:
        answer = editor.ask(screen.path, method)
        if answer.status_code >= 500 and method == "get":
            found[screen.path] = f"{screen.name} breaks"
        if answer.status_code in NO_SCREEN or answer.status_code >= 500 or answer.streaming:
            continue
        for text in texts_in(answer.headers.get("Content-Type", ""), answer.text):
            if strange := vocabulary.strange_in(text):
                found.setdefault(text[:200], f"{screen.name}: {sorted(strange)}")
    return found


def dealt(world: World, code: str) -> list[tuple[Screen, str]]:
    """The screens of ours that one language gets: each goes to one of the five, and what comes of sending it nothing to the next."""
    place, own = CODES.index(code), [screen for screen in screens(world) if screen.is_ours]
    looked_at = [screen for number, screen in enumerate(own) if screen.name == "wagtailadmin_home" or number % len(CODES) == place]
    sent = [screen for number, screen in enumerate(own) if (number + 1) % len(CODES) == place and _may_be_sent(screen)]
    return [*((screen, "get") for screen in looked_at), *((screen, "post") for screen in sent)]


def _may_be_sent(screen: Screen) -> bool:
    return screen.is_ours and not _fits(screen.name, NOT_TO_SEND)


@pytest.mark.parametrize("code", CODES)
def test_no_screen_of_ours_shows_words_of_another_language(code: str, world: World, typed: frozenset[str]) -> None:
    assert strange_texts(Editor(world, code), Vocabulary(code, typed), dealt(world, code)) == {}


@pytest.mark.nightly
@pytest.mark.parametrize("code", CODES)
def test_no_screen_at_all_shows_words_of_another_language(code: str, world: World, typed: frozenset[str]) -> None:
    all_of_them = screens(world)
    asked = [*((screen, "get") for screen in all_of_them), *((screen, "post") for screen in all_of_them if _may_be_sent(screen))]

    assert strange_texts(Editor(world, code), Vocabulary(code, typed), asked) == {}
