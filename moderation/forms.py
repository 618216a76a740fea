"""What an editor fills in to decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.choices import REFUSAL_SENTENCES, RefusalReason
from moderation.models import MESSAGE_MAX_LENGTH


class QuestionForm(forms.Form):
    """A question to the partner."""

    text = forms.CharField(
        label=_("Uw vraag"),
        max_length=MESSAGE_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("De partner krijgt dit per mail. Bijvoorbeeld: Mogen mensen ook zonder aanmelden komen?"),
    )


class RefusalForm(forms.Form):
    """Why it is not published."""

    reason = forms.ChoiceField(
        label=_("Reden"),
        choices=[
            ("", _("Kies een reden")),
            *((reason.value, f"{reason.label}: {REFUSAL_SENTENCES[reason]}".rstrip(": ")) for reason in RefusalReason),
        ],
    )
    explanation = forms.CharField(
        label=_("Wat u eraan toevoegt"), required=False, max_length=MESSAGE_MAX_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        """Another reason needs words."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("reason") == RefusalReason.OTHER and not values.get("explanation", "").strip():
            self.add_error("explanation", _("Schrijf op waarom u het niet plaatst. De partner leest dat."))
        return values
