"""What a visitor of the agenda can choose from, and the address of each choice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agenda.choices import HELD_IN, PartOfDay, When
from agenda.forms import query_of
from agenda.selectors import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a filter as a link."""

    label: str
    url: str
    is_active: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceField:
    """A filter as a list to choose from: `options` are (value, label, whether chosen), of which the first is everything."""

    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """All choices: links for those that most people make, fields for the others, and what was chosen that has neither."""

    stretches: tuple[Choice, ...]
    parts: tuple[Choice, ...]
    switches: tuple[Choice, ...]
    fields: tuple[ChoiceField, ...] = ()
    # Chosen elsewhere, and sent along with the form.
    hidden: tuple[tuple[str, str], ...] = ()
    # What can be taken away with one click.
    chosen: tuple[Choice, ...] = ()

    @property
    def has_chosen_field(self) -> bool:
        """Whether a field is in use, so that it must be seen."""
        return any(is_chosen for field in self.fields for value, _label, is_chosen in field.options if value)


def choices_of(
    wanted: Wanted,
    *,
    themes: Iterable[tuple[str, str]],
    groups: Iterable[tuple[str, str]],
    names: Sequence[tuple[str, str]] = (),
) -> Choices:
    """Everything to choose from for who wants this; `themes` and `groups` are (slug, name).

    `names` are the names of the organiser and the place that are asked for, (parameter, name).
    """
    fields = (
        _field("thema", _("Onderwerp"), wanted.theme, [("", _("Alle onderwerpen")), *themes]),
        _field("voor", _("Voor wie"), wanted.audience, [("", _("Iedereen")), *groups]),
        _field("taal", _("Taal"), wanted.language, [("", _("Alle talen")), *HELD_IN]),
    )
    held_by_form = {field.name for field in fields}
    return Choices(
        stretches=tuple(
            Choice(label=str(when.label), url=address_of(wanted, when=when), is_active=when is wanted.when) for when in _in_order_of_time()
        ),
        parts=tuple(Choice(label=str(part.label), url=address_of(wanted, part=part), is_active=part is wanted.part) for part in PartOfDay),
        switches=(
            Choice(label=_("Alleen gratis"), url=address_of(wanted, is_free=not wanted.is_free), is_active=wanted.is_free),
            Choice(
                label=_("Met een rolstoel"),
                url=address_of(wanted, has_wheelchair=not wanted.has_wheelchair),
                is_active=wanted.has_wheelchair,
            ),
        ),
        fields=fields,
        hidden=tuple((name, value) for name, value in query_of(wanted).items() if name not in held_by_form),
        chosen=tuple(Choice(label=label, url=_without(wanted, name), is_active=True) for name, label in names),
    )


def address_of(wanted: Wanted, **changes: Any) -> str:
    """The address of the agenda with some wishes changed."""
    return "?" + urlencode(query_of(replace(wanted, **changes)))


def _without(wanted: Wanted, name: str) -> str:
    return "?" + urlencode({key: value for key, value in query_of(wanted).items() if key != name})


def _field(name: str, label: str, chosen: str, options: Iterable[tuple[str, Any]]) -> ChoiceField:
    return ChoiceField(name=name, label=label, options=tuple((value, capfirst(str(words)), value == chosen) for value, words in options))


def _in_order_of_time() -> tuple[When, ...]:
    return (When.TODAY, When.TOMORROW, When.WEEKEND, When.WEEK, When.ALL)
