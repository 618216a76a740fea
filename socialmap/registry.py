"""What higher apps add: panels of a theme, and kinds of things that somebody keeps right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.utils.functional import Promise

from accounts.choices import Right
from core.components import Component
from sites.models import Zone
from socialmap.models import Theme


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeScope:
    """A theme, on the site of a zone or, with None, of the city, at an aware moment."""

    theme: Theme
    zone: Zone | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemePanel:
    """What an app shows of a theme; `build` gives None where there is nothing. Panels stand in their `order`."""

    name: str
    order: int
    build: Callable[[ThemeScope], Component | None]


class ThemePanelRegistry:
    """All panels, filled by each app when it starts."""

    def __init__(self) -> None:
        self._panels: dict[str, ThemePanel] = {}

    def register(self, panel: ThemePanel) -> None:
        """Add a panel; raises ImproperlyConfigured for a second one of the same name."""
        if panel.name in self._panels:
            raise ImproperlyConfigured(f"There is already a panel '{panel.name}'.")
        self._panels[panel.name] = panel

    def __iter__(self) -> Iterator[ThemePanel]:
        return iter(sorted(self._panels.values(), key=lambda panel: panel.order))

    def shown(self, scope: ThemeScope) -> tuple[Component, ...]:
        """What there is to show; costs what the panels cost."""
        built = (panel.build(scope) for panel in self)
        return tuple(component for component in built if component is not None)


theme_panels = ThemePanelRegistry()


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing to ask by telephone: what it is about, and what the site says now."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A kind of thing with `verified_on` and `review_on`, and how reminders and lists read and write it.

    `key` stands in addresses and rows. `public` is what residents see now. `shown` loads what lists show of it, in a constant
    number of queries. `zones` leads to its zones as in a query; empty for what belongs to none: that is for who keeps the whole city. `owner`
    is the field with the organisation that keeps it; without one nobody is reminded and editors see to it. `store` writes
    fields of a thing without a revision, search and drafts included; names that the model has not are left out. Who has
    `edit_right` may change it at `edit_url`.
    """

    key: str
    label: str | Promise
    model: type[models.Model]
    public: Callable[[], models.QuerySet[Any]]
    shown: Callable[[models.QuerySet[Any]], models.QuerySet[Any]]
    zones: str
    zones_of: Callable[[Any], Sequence[Any]]
    phone_of: Callable[[Any], str]
    questions_of: Callable[[Any], Sequence[Asked]]
    edit_right: Right
    edit_url: Callable[[Any], str]
    store: Callable[[Any, Mapping[str, Any]], None]
    owner: str = ""
    order: int = 100

    def owner_of(self, thing: Any) -> Any | None:
        """The organisation that keeps a thing; None if none does."""
        return getattr(thing, self.owner) if self.owner else None


class KeptRegistry:
    """All kinds of things that are kept right, by their `order`."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kept] = {}

    def register(self, kind: Kept) -> None:
        """Add a kind; raises ImproperlyConfigured for a second one with the same key."""
        if kind.key in self._kinds:
            raise ImproperlyConfigured(f"{kind.key} is kept already.")
        self._kinds[kind.key] = kind

    def __getitem__(self, key: str) -> Kept:
        return self._kinds[key]

    def __contains__(self, key: object) -> bool:
        return key in self._kinds

    def __iter__(self) -> Iterator[Kept]:
        return iter(sorted(self._kinds.values(), key=lambda kind: kind.order))


kept_kinds = KeptRegistry()


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSource:
    """A field with an address on the web that residents see. `rows` is what they see now.

    `zones` leads to the zones of a row as in a query; empty for what is kept for the whole city alone. Who has `edit_right` may
    change it at `edit_url`.
    """

    label: str | Promise
    rows: Callable[[], models.QuerySet[Any]]
    field: str
    zones: str
    edit_right: Right
    edit_url: Callable[[Any], str]

    def addresses(self) -> models.QuerySet[Any]:
        """The rows that have an address."""
        return self.rows().exclude(**{self.field: ""})


class LinkSourceRegistry:
    """All fields with addresses, in the order in which they came."""

    def __init__(self) -> None:
        self._sources: list[LinkSource] = []

    def register(self, source: LinkSource) -> None:
        """Add a field."""
        self._sources.append(source)

    def __iter__(self) -> Iterator[LinkSource]:
        return iter(self._sources)


link_sources = LinkSourceRegistry()
