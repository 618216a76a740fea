"""People: inviting somebody, and changing a name or an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from accounts.choices import Right, Role
from accounts.models import RoleGrant, User
from accounts.permissions import may, may_touch, works_in_admin
from accounts.services.grants import AccessError, grant_role
from accounts.services.links import VALID_FOR_IN_NOTICE, make_link
from core.languages import in_dutch
from core.mail import Letter, queue_mail
from sites.models import Zone
from sites.shell import hub_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """Whom to invite, and for what. Names of somebody who has an account already stay as they are."""

    email: str
    role: Role
    zone: Zone | None = None
    first_name: str = ""
    last_name: str = ""


@transaction.atomic
def invite_person(*, invitation: Invitation, by: User | None, at: datetime) -> RoleGrant:
    """Give somebody a role by their address, with an account if they have none, and mail them how to log in.

    Raises AccessError, and ValidationError for an address that is none.
    """
    if by is not None and not may(by, Right.MANAGE_PEOPLE):
        raise AccessError(_("U mag geen mensen uitnodigen."))
    address = invitation.email.strip().lower()
    user = User.objects.filter(email=address).first()
    if user is None:
        user = User.objects.create_user(address, first_name=invitation.first_name, last_name=invitation.last_name)
    if not user.is_active:
        raise AccessError(_("Dit account is uitgezet. Vraag het een beheerder."))
    grant = grant_role(user=user, role=invitation.role, zone=invitation.zone, by=by, at=at)
    queue_mail(key=f"invitation:{grant.pk}:{at:%Y%m%d%H%M}", to=user.email, letter=_letter(grant, at=at))
    return grant


@transaction.atomic
def change_details(*, user: User, email: str, first_name: str, last_name: str, by: User) -> None:
    """Change name and address; another address ends every session and every link that was mailed to the old one.

    Raises ValidationError.
    """
    if not may(by, Right.ADMINISTER) or not (user.pk == by.pk or may_touch(by, user)):
        raise AccessError(_("Alleen een beheerder verandert namen en adressen."))
    is_moved = user.email != email.strip().lower()
    user.email, user.first_name, user.last_name = email, first_name, last_name
    user.full_clean(exclude=["password"])
    user.save(update_fields=["email", "first_name", "last_name"])
    if is_moved:
        user.login_links.all().delete()
        if user.pk != by.pk:
            user.end_sessions()


def password_url(user: User) -> str:
    """Where somebody of the staff sets a password, once, for as long as PASSWORD_RESET_TIMEOUT says."""
    path = reverse(
        "wagtailadmin_password_reset_confirm",
        args=[urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)],
    )
    return hub_url(path)


@in_dutch()
def _letter(grant: RoleGrant, *, at: datetime) -> Letter:
    """How the invited person logs in: with the password they have, with one they set now, or by the link."""
    user = User.objects.get(pk=grant.user_id)
    subject, context = _("U kunt aan de slag bij de Wijkwinkel"), {"role": grant.in_words}
    if not works_in_admin(user):
        return Letter(
            subject=subject,
            template="accounts/mail/invitation.txt",
            context=context,
            link=make_link(user=user, next=settings.LOGIN_REDIRECT_URL, at=at),
            link_label=_("Log in"),
            valid_until=at + VALID_FOR_IN_NOTICE,
        )
    if user.has_usable_password():
        link, label, until = hub_url(reverse("wagtailadmin_login")), _("Log hier in"), None
    else:
        link, label, until = password_url(user), _("Kies uw wachtwoord"), at + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return Letter(
        subject=subject,
        template="accounts/mail/invitation_staff.txt",
        context=context | {"has_password": user.has_usable_password()},
        link=link,
        link_label=label,
        valid_until=until,
    )
