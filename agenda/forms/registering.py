"""What somebody fills in to register for an activity."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from agenda.models.registration import EMAIL_LENGTH, MAX_PEOPLE, NAME_LENGTH, REMARK_LENGTH
from core.forms import PublicForm


def day_from(query: QueryDict) -> date | None:
    """The day in an address (`?dag=2026-12-01`); None for what is none."""
    try:
        return date.fromisoformat(query.get("dag", ""))
    except ValueError:
        return None


class RegistrationForm(PublicForm):
    """Who comes, and with how many."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        error_messages={"required": _("Schrijf uw naam op."), "max_length": _("Uw naam is te lang. Gebruik hooguit 80 tekens.")},
    )
    email = forms.EmailField(
        max_length=EMAIL_LENGTH,
        error_messages={
            "required": _("Schrijf uw e-mailadres op."),
            "invalid": _("Dit is geen e-mailadres. Schrijf bijvoorbeeld naam@example.nl."),
            "max_length": _("Dit e-mailadres is te lang."),
        },
    )
    people = forms.IntegerField(min_value=1, max_value=MAX_PEOPLE)
    remark = forms.CharField(
        required=False,
        max_length=REMARK_LENGTH,
        error_messages={"max_length": _("Uw opmerking is te lang. Gebruik hooguit 200 tekens.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sentence = _("Kies met hoeveel mensen u komt.")
        self.fields["people"].error_messages |= {"required": sentence, "invalid": sentence}

    def clean_name(self) -> str:
        """One line, with at least one letter."""
        name = _one_line(self.cleaned_data["name"])
        if not any(character.isalpha() for character in name):
            raise ValidationError(_("Schrijf uw naam op."))
        return name

    def clean_remark(self) -> str:
        """One line."""
        return _one_line(self.cleaned_data["remark"])

    def errors_by_field(self) -> dict[str, list[str]]:
        """The sentences for each field, "" for those about the whole."""
        return {
            "" if name in ("__all__", "started") else name: [str(sentence) for sentence in sentences]
            for name, sentences in self.errors.items()
        }


def _one_line(text: str) -> str:
    """Without line ends, and without characters that nobody sees and that turn the text around them."""
    return "".join(character for character in " ".join(text.split()) if not unicodedata.category(character).startswith("C"))
