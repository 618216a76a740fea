"""The base of every component: a typed value that knows its template and how it looks in use."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from laces.components import Component as LacesComponent

_COMPONENTS: dict[str, type[Component]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A component filled with sample data; `name` says in Dutch what the example shows."""

    name: str
    component: Component


class Component(LacesComponent):
    """A piece of a page: a frozen dataclass whose fields are all its template may use.

    In the template the component itself is `component`. Every subclass with a template gives at
    least one example; the catalogue page shows them and the tests render and check each one.
    """

    template_name: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Enter the class in the catalogue; a slotted dataclass replaces its first form."""
        super().__init_subclass__(**kwargs)
        if cls.template_name:
            _COMPONENTS[f"{cls.__module__}.{cls.__qualname__}"] = cls

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Give the template the component, and nothing of the page around it but the request."""
        request = parent_context.get("request") if parent_context else None
        return {"component": self, "request": request}

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """The examples shown in the catalogue."""
        return ()

    @classmethod
    def example(cls, name: str, **fields: Any) -> Example:
        """One example of this class."""
        return Example(name=name, component=cls(**fields))


def all_components() -> list[type[Component]]:
    """Every component class of the loaded apps, sorted by module and name."""
    return [_COMPONENTS[name] for name in sorted(_COMPONENTS)]
