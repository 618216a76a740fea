"""Model fields that keep migrations small."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField


class BodyField(StreamField):
    """A StreamField whose blocks stay out of migrations: they are form and template, not schema."""

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Leave out the block definitions."""
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [[]], kwargs


class ChoiceListField(models.JSONField):
    """A list of values out of a closed list, stored as JSON in the order of that list.

    `options` is a list of (value, label). The form is a row of checkboxes.
    """

    def __init__(self, *args: Any, options: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        self.options = list(options)
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Leave out the options: a new language needs no migration."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, list(args), kwargs

    def validate(self, value: Any, model_instance: Model | None) -> None:
        """Refuse values outside the list."""
        super().validate(value, model_instance)
        unknown = [item for item in value or [] if item not in dict(self.options)]
        if unknown:
            raise ValidationError(_("Deze keuze bestaat niet: %(value)s."), params={"value": ", ".join(map(str, unknown))})

    def formfield(self, form_class: Any = None, choices_form_class: Any = None, **kwargs: Any) -> Any:
        """Checkboxes, with their answer in the order of the list."""
        return forms.MultipleChoiceField(
            choices=self.options,
            widget=forms.CheckboxSelectMultiple,
            required=not self.blank,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
        )
