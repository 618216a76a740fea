"""Every field that an editor fills in says what it is for, with an example.

Text, numbers and dates show an example ("Bijvoorbeeld: …"); what is chosen or ticked explains the choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import get_page_models
from wagtail.snippets.models import get_snippet_models

from accounts.forms import StaffLoginForm, StaffPasswordResetForm
from core.forms import PublicForm, Styled
from search.reports import ScopeForm as SearchScope
from socialmap.views.keeping import ScopeForm as OverdueScope
from tests.architecture.tree import APPS

# It is a box in a side panel, with words of its own.
OF_WAGTAIL = frozenset({"comment_notifications"})
CHOSEN = (forms.BooleanField, forms.ChoiceField, forms.ModelChoiceField, forms.FileField)
# Narrowing down a list is seen at once, and the screen to log in says beside each field what it wants.
WITHOUT_HELP = (OverdueScope, SearchScope, StaffLoginForm, StaffPasswordResetForm)
SHORTEST_EXPLANATION = 12


def _is_ours(thing: type) -> bool:
    return thing.__module__.split(".")[0] in APPS


def _own_names(model: Any) -> frozenset[str]:
    """Fields that a model of ours declares itself, and not the model of Wagtail that it extends."""
    return frozenset(field.name for field in model._meta.get_fields() if getattr(field, "model", model).__module__.split(".")[0] in APPS)


def _fields_of(form: Any, where: str, names: frozenset[str] | None = None) -> Iterator[tuple[str, Any]]:
    for name, field in form.base_fields.items():
        if (
            name not in OF_WAGTAIL
            and not field.widget.is_hidden
            and (names is None or name in names or name in getattr(form, "declared_fields", {}))
        ):
            yield f"{where}.{name}", field
    for relation, formset in getattr(form, "formsets", {}).items():
        model = formset.form._meta.model
        if _is_ours(model):
            yield from _fields_of(formset.form, f"{where}.{relation}", _own_names(model))


def _forms_of_panels() -> Iterator[tuple[str, Any]]:
    for model in (*get_page_models(), *get_snippet_models()):
        if _is_ours(model):
            viewset = getattr(model, "snippet_viewset", None)
            handler = viewset.get_edit_handler() if viewset else model.get_edit_handler()
            yield from _fields_of(handler.get_form_class(), model.__name__, _own_names(model))
    for model in settings_registry:
        from wagtail.contrib.settings.views import get_setting_edit_handler

        yield from _fields_of(get_setting_edit_handler(model).get_form_class(), model.__name__, _own_names(model))


def _all_below(form: type) -> Iterator[type]:
    for found in form.__subclasses__():
        yield found
        yield from _all_below(found)


def _forms_of_views() -> Iterator[tuple[str, Any]]:
    """Plain forms of the admin; those with the look of the site are of residents and partners."""
    for form in _all_below(forms.Form):
        if _is_ours(form) and not issubclass(form, (Styled, PublicForm, *WITHOUT_HELP)):
            yield from _fields_of(form, form.__name__)


def _problem(field: Any) -> str:
    text = str(field.help_text)
    if isinstance(field, CHOSEN):
        return "" if len(text) >= SHORTEST_EXPLANATION else "explains nothing"
    return "" if "bijvoorbeeld" in text.lower() else f"has no example: {text!r}"


@pytest.mark.django_db
def test_every_field_of_an_editor_has_help_with_an_example() -> None:
    found = dict([*_forms_of_panels(), *_forms_of_views()])
    problems = {name: problem for name, field in found.items() if (problem := _problem(field))}

    assert problems == {}
    assert len(found) > 100
