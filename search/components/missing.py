"""The question on an empty results page: what were you looking for?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.middleware.csrf import get_token

from core.components import Component, Example
from core.forms import started_now
from search.found import FoundHelp
from search.models.log import MAX_MISSING_LENGTH

MISSING_HELP_URL = "/zoeken/wat-zocht-u/"


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingHelpBox(Component):
    """One field in which a visitor who found nothing says what they looked for; no name, no address.

    `query` is the search that found nothing, `zone_name` is empty on the hub. `text`, `is_about_zone`
    and `errors` are what was sent before and what was wrong with it.
    """

    template_name: ClassVar[str] = "components/missing_help_box.html"

    query: str
    zone_name: str = ""
    text: str = ""
    is_about_zone: bool = False
    errors: tuple[str, ...] = ()

    @classmethod
    def from_found(cls, found: FoundHelp) -> Self | None:
        """The question, or None: it is only asked when a search without filters found nothing, and never beside danger."""
        if found.total or not found.text or found.active_filters or found.chosen_step or found.direct_help:
            return None
        return cls(query=found.text, zone_name=found.zone_name)

    @property
    def action(self) -> str:
        """Where the form goes."""
        return MISSING_HELP_URL

    @property
    def limit(self) -> int:
        """How many characters fit in the field."""
        return MAX_MISSING_LENGTH

    @property
    def started(self) -> str:
        """The signed moment at which the form was made."""
        return started_now()

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Add the token that shows that the form is ours."""
        context = super(MissingHelpBox, self).get_context_data(parent_context)
        request = context["request"]
        return context | {"csrf_token": get_token(request)} if request else context

    @classmethod
    def examples(cls) -> Iterable[Example]:
        """In a zone, on the hub, and sent without a word."""
        yield cls.example("In een wijk", query="steltenlopen", zone_name="Zandweerd")
        yield cls.example("Op de stadspagina", query="steltenlopen")
        yield cls.example(
            "Niets ingevuld", query="steltenlopen", zone_name="Zandweerd", errors=("Schrijf in een paar woorden wat u zocht.",)
        )
