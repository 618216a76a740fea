"""What an editor fills in to decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import zones_where
from moderation.choices import REFUSAL_SENTENCES, RefusalReason
from moderation.models import MESSAGE_MAX_LENGTH
from moderation.permissions import trustable_organisations
from sites.models import Zone
from socialmap.models import Organisation


class TrustForm(forms.Form):
    """Which organisation to trust, and where; offers only what somebody may decide about."""

    organisation = forms.ModelChoiceField(
        label=_("Organisatie"),
        queryset=Organisation.objects.none(),
        empty_label=_("Kies een organisatie"),
        help_text=_("De partner die u vertrouwt."),
    )
    zone = forms.ModelChoiceField(
        label=_("Wijk"), queryset=Zone.objects.none(), empty_label=_("Kies een wijk"), help_text=_("In welke wijk geldt dit vertrouwen?")
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("organisation", trustable_organisations(user)), ("zone", zones_where(user, Right.MODERATE))):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = rows


class QuestionForm(forms.Form):
    """A question to the partner."""

    text = forms.CharField(
        label=_("Uw vraag"),
        max_length=MESSAGE_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("De partner krijgt dit per mail. Bijvoorbeeld: Mogen mensen ook zonder aanmelden komen?"),
    )


def _reasons() -> list[tuple[str, Any]]:
    """What to choose from, in the language of who chooses."""
    named = [(reason.value, f"{reason.label}: {REFUSAL_SENTENCES[reason]}".rstrip(": ")) for reason in RefusalReason]
    return [("", _("Kies een reden")), *named]


class RefusalForm(forms.Form):
    """Why it is not published."""

    reason = forms.ChoiceField(
        label=_("Reden"),
        choices=_reasons,
        help_text=_("De partner leest deze reden in de mail."),
    )
    explanation = forms.CharField(
        label=_("Wat u eraan toevoegt"),
        required=False,
        max_length=MESSAGE_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Wat kan de partner anders doen? Bijvoorbeeld: Zet erbij wat het kost."),
    )

    def clean(self) -> dict[str, Any]:
        """Another reason needs words."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if values.get("reason") == RefusalReason.OTHER and not values.get("explanation", "").strip():
            self.add_error("explanation", _("Schrijf op waarom u het niet plaatst. De partner leest dat."))
        return values
