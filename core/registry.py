"""Typed registries through which a higher app adds to what a lower one shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise

MAX_NAVIGATION_ITEMS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NavigationItem:
    """One item of the main menu; `order` decides its place, `icon` is a symbol of the sprite."""

    label: str | Promise
    url: str
    icon: str
    order: int


class NavigationRegistry:
    """The main menu, filled by each app when it starts; never more than five items."""

    def __init__(self) -> None:
        self._items: dict[str, NavigationItem] = {}

    def register(self, item: NavigationItem) -> None:
        """Add an item; raises ImproperlyConfigured for a second item with one address or a sixth."""
        if item.url in self._items:
            raise ImproperlyConfigured(f"Two menu items lead to {item.url}.")
        if len(self._items) == MAX_NAVIGATION_ITEMS:
            raise ImproperlyConfigured(f"The main menu holds at most {MAX_NAVIGATION_ITEMS} items.")
        self._items[item.url] = item

    def __iter__(self) -> Iterator[NavigationItem]:
        return iter(sorted(self._items.values(), key=lambda item: item.order))


navigation = NavigationRegistry()
