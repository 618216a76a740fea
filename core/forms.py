"""The base of forms that anybody may send: small traps for programs, and nothing that stands in the way of people."""

from __future__ import annotations

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


def started_now() -> str:
    """The signed present moment, for the field `started`."""
    return _signer().sign("")


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="core.forms")
