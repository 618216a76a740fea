"""Validators of fields and blocks; each refuses with a sentence for the person who typed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.rules import MIN_TEXT_CONTRAST, RuleError, contrast, darkened_until_readable, is_phone
from core.schedule import ScheduleError, parse_schedule

WHITE = "#ffffff"


def validate_schedule(notation: str) -> None:
    """Refuse hours that cannot be read, in words."""
    try:
        parse_schedule(notation)
    except ScheduleError as error:
        raise ValidationError(str(error)) from error


def validate_phone(number: str) -> None:
    """Refuse what cannot be dialled, in words."""
    if not is_phone(number):
        raise ValidationError(_("Dit is geen telefoonnummer. Schrijf bijvoorbeeld 0570-000010."))


def validate_colour(colour: str) -> None:
    """Refuse a colour on which white text cannot be read, and name a shade that would do."""
    try:
        ratio = contrast(colour, WHITE)
    except RuleError as error:
        raise ValidationError(str(error)) from error
    if ratio < MIN_TEXT_CONTRAST:
        raise ValidationError(
            _("Deze kleur is te licht om wit op te lezen (%(ratio)s; nodig %(needed)s). Neem deze donkerder kleur: %(shade)s."),
            params={
                "ratio": f"{ratio:.1f}".replace(".", ","),
                "needed": f"{MIN_TEXT_CONTRAST:.1f}".replace(".", ","),
                "shade": darkened_until_readable(colour.lower()),
            },
        )
