"""Every address of the site, made concrete with things of one zone, of the hub, and of two zones mixed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.isolation.world import BAIT, World

HUB_HOST, ZONE_HOST = "localhost:8000", "zandweerd.localhost:8000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A pattern of the resolver: its name, or its own text if it has none, and the names of what it takes."""

    name: str
    takes: tuple[str, ...]
    groups: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One address to ask; `row` is the name by which the table speaks of it. A search asks for one that is asked already."""

    row: str
    path: str
    host: str = HUB_HOST
    is_search: bool = False


def addresses() -> list[Address]:
    """All patterns of the resolver, in its order."""
    return list(_walk(get_resolver(), "", ()))


def _walk(resolver: URLResolver, prefix: str, namespaces: tuple[str, ...]) -> Iterator[Address]:
    for found in resolver.url_patterns:
        text = prefix + str(found.pattern)
        if isinstance(found, URLPattern):
            regex = found.pattern.regex
            name = ":".join((*namespaces, found.name)) if found.name else text
            yield Address(name=name, takes=tuple(regex.groupindex), groups=regex.groups)
        else:
            yield from _walk(found, text, (*namespaces, found.namespace) if found.namespace else namespaces)


# What stands for each parameter: the first line whose pattern fits the name of the address. The value is the name of
# a thing of the world, or the text after an equals sign.
VALUES: tuple[tuple[str, str, str], ...] = (
    ("wagtailadmin_pages:revisions_compare", "revision_id_a", "=earliest"),
    ("wagtailadmin_pages:revisions_compare", "revision_id_b", "=latest"),
    ("wagtailsnippets_*:revisions_compare", "revision_id_a", "=earliest"),
    ("wagtailsnippets_*:revisions_compare", "revision_id_b", "=latest"),
    ("wagtailadmin_pages:add", "parent_page_id", "home"),
    ("wagtailadmin_pages:preview_on_add", "parent_page_id", "home"),
    ("wagtailadmin_pages:add_subpage", "parent_page_id", "home"),
    ("wagtailadmin_explore*", "parent_page_id", "home"),
    ("wagtailadmin_choose_page_child", "parent_page_id", "page"),
    ("wagtailadmin_workflows:remove", "page_pk", "page"),
    ("wagtailadmin_workflows:*task*", "pk", "task"),
    ("wagtailadmin_workflows:*", "pk", "workflow"),
    ("wagtailadmin_workflows:add_task", "app_label", "=wagtailcore"),
    ("wagtailadmin_workflows:add_task", "model_name", "=groupapprovaltask"),
    ("wagtailadmin_api:pages:*", "pk", "page"),
    ("wagtailadmin_api:documents:*", "pk", "document"),
    ("wagtailadmin_api:images:*", "pk", "image"),
    ("wagtailadmin_api:*", "action_name", "=publish"),
    ("wagtailadmin_collections:*", "pk", "collection"),
    ("wagtailadmin_collections:*", "collection_id", "collection"),
    ("wagtailadmin_tag_model_autocomplete", "app_name", "=taggit"),
    ("wagtailadmin_tag_model_autocomplete", "model_name", "=tag"),
    ("wagtailadmin_editing_sessions:*", "app_label", "=home"),
    ("wagtailadmin_editing_sessions:*", "model_name", "=standardpage"),
    ("wagtailadmin_editing_sessions:*", "object_id", "page"),
    ("wagtailadmin_editing_sessions:*", "session_id", "=1"),
    ("wagtail_bulk_action", "app_label", "=wagtailcore"),
    ("wagtail_bulk_action", "model_name", "=page"),
    ("wagtail_bulk_action", "action", "=publish"),
    ("wagtailsettings:*", "app_name", "=sites"),
    ("wagtailsettings:*", "model_name", "=citysettings"),
    ("wagtailsettings:*", "pk", "=1"),
    ("wagtailadmin_pages:choose_parent", "app_label", "=home"),
    ("wagtailadmin_pages:choose_parent", "model_name", "=standardpage"),
    ("wagtailadmin_pages:*", "content_type_app_name", "=home"),
    ("wagtailadmin_pages:*", "content_type_model_name", "=standardpage"),
    ("wagtailadmin_pages:revisions_*", "page_id", "public"),
    ("wagtailadmin_pages:revisions_*", "pk", "public"),
    ("wagtailadmin_pages:revisions_*", "revision_id", "public revision"),
    ("wagtailsnippets_dossiers_*", "revision_id", "addition revision"),
    ("wagtailsnippets_*", "revision_id", "=1"),
    ("wagtailsnippets_dossiers_*", "task_state_id", "addition task state"),
    ("wagtailsnippets_dossiers_*", "workflow_state_id", "addition workflow state"),
    ("wagtailsnippets_socialmap_entry:*", "task_state_id", "entry task state"),
    ("wagtailsnippets_socialmap_entry:*", "workflow_state_id", "entry workflow state"),
    ("wagtailsnippets_socialmap_entry:*", "task_id", "task"),
    ("wagtailsnippet*_entry:*", "pk", "entry"),
    ("wagtailsnippet*_organisation:*", "pk", "organisation"),
    ("wagtailsnippet*_theme:*", "pk", "theme"),
    ("wagtailsnippet*_targetgroup:*", "pk", "target group"),
    ("wagtailsnippet*_synonym:*", "pk", "synonym"),
    ("wagtailsnippet*_directhelp:*", "pk", "direct help"),
    ("wagtailsnippet*_hardword:*", "pk", "hard word"),
    ("wagtailsnippet*_zone:*", "pk", "zone"),
    ("wagtailsnippet*_location:*", "pk", "location"),
    ("wagtailsnippet*_locationchange:*", "pk", "change"),
    ("wagtailsnippet*_zoneaddition:*", "pk", "addition"),
    ("wagtail_localize:*snippet*", "app_label", "=socialmap"),
    ("wagtail_localize:*snippet*", "model_name", "=entry"),
    ("wagtail_localize:*snippet*", "pk", "entry"),
    ("wagtail_localize:*", "translation_source_id", "translation source"),
    ("sync-translations", "translation_source_id", "translation source"),
    ("wagtail_localize:*", "translation_id", "translation"),
    ("wagtail_localize:*", "string_segment_id", "string segment"),
    ("wagtail_localize:*", "overridable_segment_id", "=1"),
    ("wagtail_localize:*", "mode", "=taal"),
    ("moderation-trust-stop", "pk", "trust"),
    ("moderation-*", "pk", "submission"),
    ("socialmap-link-recheck", "pk", "link"),
    ("socialmap-merge", "kind", "=entry"),
    ("socialmap-merge", "left", "public entry"),
    ("socialmap-merge", "right", "entry"),
    ("socialmap-pair-dismiss", "pk", "pair"),
    ("socialmap-import-*", "pk", "upload"),
    ("socialmap-export", "kind", "=entries"),
    ("socialmap-export", "extension", "=csv"),
    ("search-missing-*", "pk", "signal"),
    ("search-unsent-*", "change", "=00000000-0000-0000-0000-000000000001"),
    ("accounts-role-end", "pk", "grant"),
    ("accounts-person*", "pk", "user"),
    ("accounts-link", "token", "=geen-echte-link"),
    ("wagtailusers_users:*", "pk", "user"),
    ("wagtailredirects:*", "redirect_id", "redirect"),
    ("wagtaildocs*", "pk", "document"),
    ("wagtailimages*", "pk", "image"),
    ("wagtailimages:preview", "filter_spec", "=max-165x165"),
    ("*", "document_id", "document"),
    ("*", "doc_id", "document"),
    ("*", "image_id", "image"),
    ("*", "uploaded_file_id", "uploaded image"),
    ("wagtaildocs_authenticate_with_password", "restriction_id", "collection restriction"),
    ("wagtailcore_authenticate_with_password", "page_view_restriction_id", "restriction"),
    ("wagtailcore_authenticate_with_password", "page_id", "private"),
    ("wagtailadmin_password_reset_confirm", "uidb64", "=MQ"),
    ("wagtailadmin_password_reset_confirm", "token", "=geen-echte"),
    ("partner_entry", "pk", "entry"),
    ("partner_colleague_remove", "pk", "membership"),
    ("partner_event_step", "key", "=wat"),
    ("partner_event_registrations", "uid", "event"),
    ("partner_event_*", "reference", "draft"),
    ("partner_consulting*", "reference", "consulting hour"),
    ("consulting-hour*", "pk", "held hour"),
    ("partner_*", "reference", "submission"),
    ("partner_event*", "uid", "sent event"),
    ("registrations*", "pk", "event"),
    # A link from a mail is for whoever has it, so it is asked with one that nobody has.
    ("review", "token", "=geen-echte-link"),
    ("registration", "uid", "=00000000-0000-0000-0000-000000000001"),
    ("sign_up*", "slug", "event"),
    ("agenda-source*", "pk", "source"),
    ("place", "slug", "desk"),
    ("consulting_calendar", "slug", "desk"),
    ("event", "slug", "sent event"),
    ("event_calendar", "slug", "sent event"),
    ("entry", "slug", "entry"),
    ("organisation", "slug", "organisation"),
    ("theme", "slug", "theme"),
    ("dossier_lists", "slug", "draft dossier"),
    ("guide", "slug", "draft guide"),
    ("dossier-usage", "pk", "dossier"),
    ("dossier-changes", "pk", "addition"),
    ("zone-wizard-*", "reference", "zone draft"),
    ("zone-wizard-step", "key", "=naam"),
    ("zone-made*", "pk", "closed zone"),
    ("own-colour", "fingerprint", "=geen"),
    ("*", "page_id", "page"),
    ("*", "parent_page_id", "home"),
    ("*", "page_to_move_id", "page"),
    ("*", "destination_id", "agenda"),
    ("*", "task_state_id", "task state"),
    ("*", "task_id", "task"),
    ("*", "workflow_pk", "workflow"),
    ("*", "workflow_state_id", "workflow state"),
    ("*", "action_name", "=approve"),
)
# Addresses whose parameters have no names, or that have no name at all.
PATHS = {
    "wagtaildocs_serve": "/documenten/{document}/brief.pdf",
    "wagtail_serve": "/{page:slug}/",
    "beheer/^.*/$": "/beheer/nergens/",
}
# What lists and finds is asked for the bait as well.
FINDERS = {
    "wagtailadmin_pages:search": ("q={bait}",),
    "wagtailadmin_pages:search_results": ("q={bait}",),
    "wagtailadmin_choose_page": ("page_type=home.standardpage", "page_type=agenda.eventpage"),
    "wagtailadmin_choose_page_search": ("q={bait}", "q={bait}&page_type=home.standardpage"),
    "wagtailadmin_choose_page_chosen_multiple": ("id={page}&id={public}&id={hub page}",),
    "wagtailadmin_tag_autocomplete": ("term=Zandk",),
    "wagtailadmin_tag_model_autocomplete": ("term=Zandk",),
    "wagtailimages*:*results": ("q={bait}", "collection_id={collection}"),
    "wagtaildocs*:*results": ("q={bait}", "collection_id={collection}"),
    "wagtailimages_chooser:choose*": ("q={bait}", "collection_id={collection}"),
    "wagtaildocs_chooser:choose*": ("q={bait}", "collection_id={collection}"),
    "wagtailimages_chooser:chosen_multiple": ("id={image}",),
    "wagtaildocs_chooser:chosen_multiple": ("id={document}",),
    "wagtailsnippetchoosers_socialmap_entry:chosen_multiple": ("id={entry}",),
    "wagtailsnippetchoosers_*:choose*": ("q={bait}",),
    "wagtailsnippets_*:list_results": ("q={bait}",),
    "wagtailadmin_reports:*": ("export=csv", "export=xlsx"),
    "wagtailadmin_pages:type_use_results": ("q={bait}",),
    "wagtailadmin_explore_results": ("q={bait}", "ordering=ord"),
    "wagtailadmin_api:*:listing": ("search={bait}", "fields=*", "child_of={home}", "descendant_of={hub}"),
    "wagtailadmin_api:*:detail": ("fields=*",),
    "search-results": ("q={bait}", "q={bait}&format=json", "q=&waar=wijk"),
    "search-map": ("q={bait}",),
    "search-suggestions": ("q=geheim", "q=zandk", "q=kaartk"),
    "agenda": ("wanneer=alles", "q={bait}"),
    "search-report": ("zone={zone}",),
    "home-calendar": ("bestand=csv", "bestand=xlsx", "wijk={zone}"),
    "socialmap-phoneless": ("export=csv", "export=xlsx", "zones={zone}"),
    "socialmap-phoneless-organisations": ("export=csv", "export=xlsx", "zones={zone}"),
    "socialmap-pairs": ("export=csv", "export=xlsx", "zone={zone}"),
    "search-missing": ("zone={zone}",),
    "partner_apply": ("name=Wandelclub",),
}
# Snippets that are of the same classes as others, whom a few ask: entries stand for what has drafts, synonyms for the rest.
ALIKE = (
    "wagtailsnippet*_organisation:*",
    "wagtailsnippet*_theme:*",
    "wagtailsnippet*_targetgroup:*",
    "wagtailsnippet*_directhelp:*",
    "wagtailsnippet*_hardword:*",
)
ASK_WHAT_IS_ALIKE = ("anonymous", "zone editor", "central editor")
# Pages of the hub instead of the zone: `row` is followed by this.
OF_HUB = " (hub)"
HUB_THINGS = {"page": "hub page", "home": "hub", "public": "hub page", "private": "hub page"}
# Other addresses of the same kind: one thing of the neighbour's own, another of the zone.
MIXED = " (mixed)"
MIXTURES = (
    ("wagtailadmin_pages:move_confirm", {"page_to_move_id": "neighbour", "destination_id": "page"}),
    ("wagtailadmin_choose_page_child", {"parent_page_id": "home"}),
    ("wagtailadmin_pages:revisions_view", {"page_id": "neighbour", "revision_id": "public revision"}),
    ("wagtailadmin_pages:revisions_revert", {"page_id": "neighbour", "revision_id": "public revision"}),
    ("wagtailadmin_pages:revisions_unschedule", {"page_id": "neighbour", "revision_id": "public revision"}),
    ("wagtailadmin_pages:workflow_history_detail", {"page_id": "neighbour", "workflow_state_id": "workflow state"}),
    ("wagtailadmin_pages:workflow_preview", {"page_id": "neighbour", "task_id": "task"}),
    ("wagtailadmin_pages:workflow_action", {"page_id": "neighbour", "action_name": "=approve", "task_state_id": "task state"}),
    ("wagtailadmin_pages:collect_workflow_action_data", {"page_id": "neighbour", "action_name": "=approve", "task_state_id": "task state"}),
)
COMPARED_MIXED = (
    "wagtailadmin_pages:revisions_compare",
    {"pk": "neighbour", "revision_id_a": "public revision", "revision_id_b": "=latest"},
)
PUBLIC_ON_ZONES = (
    "event",
    "event_calendar",
    "agenda",
    "agenda_*",
    "sign_up*",
    "entry",
    "organisation",
    "theme",
    "themes",
    "dossier_lists",
    "guide*",
    "search-*",
    "wagtail_serve",
)


def is_asked(question: Question, *, role: str, method: str, knows_all: bool) -> bool:
    """Whether somebody asks it: what is equivalent by construction is left out."""
    if question.is_search and (method != "GET" or knows_all):
        return False
    return role in ASK_WHAT_IS_ALIKE or not any(fnmatchcase(question.row, pattern) for pattern in ALIKE)


def questions(world: World) -> list[Question]:
    """Everything that is asked, in the order of the resolver."""
    found = [question for address in addresses() for question in _questions_of(address, world)]
    for name, values in (*MIXTURES, COMPARED_MIXED):
        path = reverse(name, kwargs={key: _value(world, value, key) for key, value in values.items()})
        found.append(Question(row=name + MIXED, path=path))
    return found


def _questions_of(address: Address, world: World) -> Iterator[Question]:
    question = Question(row=address.name, path=_path(address, world, {}))
    yield from _with_searches(question, world)
    if any(fnmatchcase(address.name, pattern) for pattern in PUBLIC_ON_ZONES) and not address.name.startswith("search-report"):
        yield from _with_searches(replace(question, host=ZONE_HOST), world)
    if address.name.startswith(("wagtailadmin_pages:", "wagtailadmin_explore", "wagtailadmin_api:pages:")) and address.takes:
        path = _path(address, world, HUB_THINGS)
        if path != question.path:
            yield Question(row=address.name + OF_HUB, path=path)


def _with_searches(question: Question, world: World) -> Iterator[Question]:
    yield question
    for pattern, queries in FINDERS.items():
        if fnmatchcase(question.row, pattern):
            for query in queries:
                yield replace(question, path=f"{question.path}?{fill(query, world)}", is_search=True)


def _path(address: Address, world: World, instead: dict[str, str]) -> str:
    if address.name in PATHS:
        return fill(PATHS[address.name], world)
    if address.groups > len(address.takes) and not address.takes:
        raise LookupError(f"say in PATHS how {address.name} is asked")
    if ":" not in address.name and "/" in address.name:
        return "/" + address.name
    return reverse(address.name, kwargs={name: _value(world, _named(address, name, instead), name) for name in address.takes})


def _named(address: Address, parameter: str, instead: dict[str, str]) -> str:
    for pattern, name, value in VALUES:
        if name == parameter and fnmatchcase(address.name, pattern):
            return instead.get(value, value)
    raise LookupError(f"say in VALUES what {parameter} of {address.name} is")


def _value(world: World, name: str, parameter: str) -> Any:
    if name.startswith("="):
        return name[1:]
    return getattr(world[name], parameter if parameter in ("slug", "reference", "uid") else "pk")


def fill(text: str, world: World) -> str:
    """A text with the keys of things in place of their names in braces."""

    def named(match: re.Match[str]) -> str:
        name, _colon, attribute = match[1].partition(":")
        return BAIT if name == "bait" else str(getattr(world[name], attribute or "pk"))

    return re.sub(r"\{([^}]+)\}", named, text)
