"""Forms: logging in, the address for a link, codes, and the people of "Toegang"."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm, PasswordResetForm

from accounts.choices import Role
from accounts.models import User
from accounts.permissions import held_by, works_in_admin
from accounts.rules import ROLES_OF_ZONES, Held, can_grant
from accounts.services.people import password_url
from core.forms import PublicForm
from core.limits import is_allowed, is_allowed_for
from core.mail import Letter, queue_mail
from sites.models import Zone

# For one account from one network, and for a network with all its accounts together.
ATTEMPTS_PER_ACCOUNT, ATTEMPTS_PER_NETWORK, ATTEMPTS_WITHIN_S = 10, 200, 900
RESETS_PER_HOUR = 3
TOO_MANY_ATTEMPTS = _("Er is net vaak geprobeerd om in te loggen. Wacht een kwartier en probeer het dan opnieuw.")


class StaffLoginForm(LoginForm):
    """Wagtail's form in Dutch; who tries too often from one network waits, and nobody elsewhere does.

    Nothing is remembered: the session ends with the browser, and the second factor is asked each time.
    """

    error_messages = LoginForm.error_messages | {
        "invalid_login": _("Het e-mailadres of het wachtwoord klopt niet. Probeer het opnieuw."),
        "too_many": TOO_MANY_ATTEMPTS,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Wachtwoord")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        del self.fields["remember"]

    def clean(self) -> dict[str, Any]:
        """Count before looking at the password, so that a right guess after too many is refused like a wrong one."""
        account = str(self.cleaned_data.get("username", "")).strip().lower()
        request = cast("HttpRequest", self.request)
        limits = (
            is_allowed(request, "login-account", subject=account, times=ATTEMPTS_PER_ACCOUNT, within_s=ATTEMPTS_WITHIN_S),
            is_allowed(request, "login", times=ATTEMPTS_PER_NETWORK, within_s=ATTEMPTS_WITHIN_S),
        )
        if not all(limits):
            raise ValidationError(self.error_messages["too_many"], code="too_many")
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class StaffPasswordResetForm(PasswordResetForm):
    """A new password for staff alone; the mail waits in the queue, so the answer takes as long for an unknown address."""

    def save(self, *args: Any, **options: Any) -> None:
        """Queue the mail, for at most three requests an hour."""
        address = self.cleaned_data["email"].strip().lower()
        if not is_allowed_for(address, "password-reset", times=RESETS_PER_HOUR, within_s=3600):
            return
        user = User.objects.filter(email=address, is_active=True).first()
        if user is None or not works_in_admin(user):
            return
        at = timezone.now()
        letter = Letter(
            subject=_now("Een nieuw wachtwoord voor de Wijkwinkel"),
            template="accounts/mail/new_password.txt",
            context={},
            link=password_url(user),
            link_label=_now("Kies een nieuw wachtwoord"),
            valid_until=at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        )
        queue_mail(key=f"password:{user.pk}:{at:%Y%m%d%H%M%S%f}", to=user.email, letter=letter)


class AskLinkForm(PublicForm):
    """The address to which a link goes."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "required": _("Vul uw e-mailadres in."),
            "invalid": _("Dit is geen e-mailadres. Bijvoorbeeld: naam@example.nl"),
        },
    )


class CodeForm(forms.Form):
    """A code of the app, or one from paper."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Zes cijfers. Bijvoorbeeld: 123 456"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True, "size": 12}),
    )


class RoleForm(forms.Form):
    """A role for somebody, with a zone where the role is one of a zone. Offers what this user may give."""

    role = forms.ChoiceField(label=_("Rol"), help_text=_("Een rol zegt wat iemand mag. Bijvoorbeeld: Redactie van een wijk."))
    zone = forms.ModelChoiceField(
        label=_("Wijk"),
        queryset=Zone.objects.all(),
        required=False,
        empty_label=_("Geen wijk, hele stad"),
        help_text=_("Alleen bij redactie of moderator van een wijk. Bijvoorbeeld: Zandweerd"),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = held_by(by)
        # The least powerful first, and none chosen: nobody becomes an administrator by a slip.
        offered = [(role.value, role.label) for role in reversed(Role) if can_grant(held, Held(role=role))]
        cast("forms.ChoiceField", self.fields["role"]).choices = [("", _("Kies een rol")), *offered] if offered else []

    def clean(self) -> dict[str, Any]:
        """A role of a zone needs one, others have none."""
        cleaned: dict[str, Any] = super().clean() or {}
        role, zone = cleaned.get("role"), cleaned.get("zone")
        if role in ROLES_OF_ZONES and zone is None:
            self.add_error("zone", _("Kies de wijk waar deze rol voor geldt."))
        elif role and role not in ROLES_OF_ZONES and zone is not None:
            self.add_error("zone", _("Deze rol geldt voor de hele stad. Kies hier geen wijk."))
        return cleaned


class InvitationForm(RoleForm):
    """Somebody new, or somebody who has an account already."""

    email = forms.EmailField(label=_("E-mailadres"), max_length=254, help_text=_("Bijvoorbeeld: naam@example.nl"))
    first_name = forms.CharField(label=_("Voornaam"), max_length=150, required=False, help_text=_("Bijvoorbeeld: Anita"))
    last_name = forms.CharField(label=_("Achternaam"), max_length=150, required=False, help_text=_("Bijvoorbeeld: de Vries"))
    field_order = ["email", "first_name", "last_name", "role", "zone"]


class DetailsForm(forms.ModelForm[User]):
    """Name and address of somebody, and nothing else of the account."""

    class Meta:
        model = User
        fields = ["email", "first_name", "last_name"]
