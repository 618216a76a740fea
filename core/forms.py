"""The bases of forms: their look, and for those that anybody may send small traps for programs that no person meets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext_lazy as _

FASTEST_S = 2
SLOWEST_S = 12 * 3600
TOO_FAST = _("Dat ging heel snel. Druk nog een keer op de knop.")
TOO_SLOW = _("Het formulier stond lang open. Druk nog een keer op de knop.")


class PublicForm(forms.Form):
    """Has a field that people do not see, and the signed moment at which the form was made.

    A template shows `website` hidden from people and `started` as a hidden field with `started_now()`.
    """

    website = forms.CharField(required=False)
    started = forms.CharField(required=False)

    @property
    def is_from_a_program(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("website"))

    def clean_started(self) -> str:
        """Refuse what was sent faster than people type, long after, or without a moment of ours."""
        started: str = self.cleaned_data["started"]
        try:
            _signer().unsign(started, max_age=SLOWEST_S)
        except BadSignature as error:
            raise ValidationError(TOO_SLOW) from error
        try:
            _signer().unsign(started, max_age=FASTEST_S)
        except SignatureExpired:
            return started
        raise ValidationError(TOO_FAST)


class Styled:
    """Gives the fields of a form the look of the site, and says in Dutch what is missing; first among the bases."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Vul dit nog in.")
            widget = field.widget
            if isinstance(widget, forms.Textarea):
                widget.attrs = {"rows": 4, **widget.attrs, "class": "utrecht-textbox ww-tekstvak"}
            elif not isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect | forms.CheckboxInput):
                widget.attrs["class"] = "utrecht-textbox"


class StyledForm(Styled, forms.Form):
    """A form with the look of the site."""


def started_now() -> str:
    """The signed present moment, for the field `started`."""
    return _signer().sign("")


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="core.forms")
