"""What higher apps show of a theme, without this one or each other knowing them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ImproperlyConfigured

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
