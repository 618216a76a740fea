"""Asking one address as one person, and naming what came back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import unquote

from django.db import connection, models, transaction
from django.test import Client

from tests.isolation.addresses import HUB_HOST, Question
from tests.isolation.world import MAY_KNOW, World

LOGINS = ("/beheer/login/", "/inloggen/", "/_util/login/")
# Where Wagtail sends who may not see something, with a message that the next page shows.
ADMIN_HOME = "/beheer/"
# What any request may write: the session, with the message to show next.
WRITTEN_BY_ANY = {"django_session"}
WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
# Things of the zone that nobody from elsewhere changes.
FOREIGN = (
    "page", "public", "private", "home", "agenda", "event", "sent event", "revision", "workflow state", "task state", "restriction",
    "image", "document", "collection", "collection restriction", "uploaded image", "organisation", "entry", "public entry", "submission",
    "draft", "membership", "signal", "user", "grant", "hub page", "hub", "upload", "zone", "registration", "source", "trust", "link",
    "location", "change", "zone draft", "closed zone", "addition", "addition revision", "addition workflow state", "addition task state",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: its class, all that can be read in it, and what of the zone is not as it was."""

    outcome: str
    text: str
    changed: tuple[str, ...]


class Browser:
    """Somebody who asks; whatever they ask is undone."""

    def __init__(self, role: str, world: World) -> None:
        self.role, self.world = role, world
        self.client = Client(raise_request_exception=False)
        user = world.people[role]
        if user:
            self.client.force_login(user)
        self.cookies = deepcopy(self.client.cookies)
        self.before = {name: _row(world[name]) for name in FOREIGN}

    def ask(self, question: Question, method: str = "GET", data: Any = None) -> Answer:
        """One request in a transaction that is rolled back."""
        self.client.cookies = deepcopy(self.cookies)
        with undone(), written() as tables:
            response = getattr(self.client, method.lower())(question.path, data or {}, headers={"host": question.host})
            body = b"".join(response.streaming_content) if response.streaming else response.content
            after = self.before | fingerprint(self.world, tables - WRITTEN_BY_ANY)
        told = [f"{key}: {unquote(value)}" for key, value in response.headers.items()]
        cookies = [unquote(cookie.value) for cookie in response.cookies.values()]
        return Answer(
            outcome=outcome(response.status_code, response.headers.get("Location", "")),
            text="\n".join([body.decode("utf-8", "replace"), *told, *cookies]),
            changed=tuple(name for name in FOREIGN if after[name] != self.before[name]),
        )


def outcome(status: int, location: str) -> str:
    """The class of an answer, in the words of the table."""
    if status >= 500:
        return "broken"
    if 300 <= status < 400 and status != 304:
        path = location.removeprefix(f"http://{HUB_HOST}").split("?")[0]
        if path in LOGINS:
            return "login"
        return "refused" if path == ADMIN_HOME else "onward"
    named = {403: "refused", 404: "missing", 405: "method"}
    return named.get(status, "ok" if status < 400 else "wrong")


def leaks(role: str, text: str) -> list[str]:
    """The canaries in a text that this person may not read."""
    lowered = text.lower()
    return [canary for canary, knowing in MAY_KNOW.items() if role not in knowing and canary.lower() in lowered]


def fingerprint(world: World, tables: set[str]) -> dict[str, Any]:
    """All that the database has of those things of the zone that lie in one of these tables, in one row each."""
    return {name: _row(world[name]) for name in FOREIGN if not tables.isdisjoint(_tables(type(world[name])))}


@cache
def _tables(model: type[models.Model]) -> frozenset[str]:
    """Where the rows of a model lie: in its own table, and in those of what it extends."""
    return frozenset(part._meta.db_table for part in (model, *model._meta.get_parent_list()))


def _row(thing: models.Model) -> Any:
    return type(thing)._default_manager.filter(pk=thing.pk).values().first()


@contextmanager
def undone() -> Iterator[None]:
    """A transaction that ends as if nothing had happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def written() -> Iterator[set[str]]:
    """The tables that are written to meanwhile."""
    tables: set[str] = set()

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = WRITES.match(sql)
        if found:
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield tables
