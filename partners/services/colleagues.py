"""Who else speaks for an organisation."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import RoleGrant, User
from accounts.services import end_role, make_link
from core.languages import in_dutch
from core.mail import Letter, queue_mail
from moderation.rules import ModerationError
from partners.services.applying import LINK_VALID_FOR, let_in
from socialmap.models import Membership, Organisation

MAX_COLLEAGUES = 20


@transaction.atomic
@in_dutch()
def add_colleague(*, organisation: Organisation, email: str, by: User, at: datetime) -> Membership:
    """Let somebody speak for an organisation that `by` speaks for, and mail them a link; raises ModerationError."""
    if not Membership.objects.filter(organisation=organisation, user=by).exists():
        raise ModerationError(_("U kunt alleen collega's van uw eigen organisatie toevoegen."))
    if organisation.memberships.count() >= MAX_COLLEAGUES:
        raise ModerationError(_("Er zijn al twintig collega's. Haal eerst iemand weg."))
    user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(email)
    membership, is_new = Membership.objects.get_or_create(organisation=organisation, user=user, defaults={"since": at, "added_by": by})
    if not is_new:
        raise ModerationError(_("Deze collega staat al in de lijst."))
    let_in(user=user, by=None, at=at)
    letter = Letter(
        subject=_("U kunt inloggen voor %(organisation)s") % {"organisation": organisation.name},
        template="partners/mail/colleague.txt",
        context={"organisation": organisation},
        link=make_link(user=user, next=reverse("partner_home"), at=at, valid_for=LINK_VALID_FOR),
        link_label=_("Naar de pagina van uw organisatie"),
        valid_until=at + LINK_VALID_FOR,
    )
    queue_mail(key=f"collega:{membership.pk}", to=user.email, letter=letter)
    return membership


@transaction.atomic
def remove_colleague(*, membership: Membership, by: User, at: datetime) -> None:
    """End that somebody speaks for an organisation; raises ModerationError for the last one and for strangers."""
    if not Membership.objects.filter(organisation=membership.organisation_id, user=by).exists():
        raise ModerationError(_("U kunt alleen collega's van uw eigen organisatie weghalen."))
    if Membership.objects.select_for_update().filter(organisation=membership.organisation_id).count() == 1:
        raise ModerationError(_("U bent de enige. Voeg eerst een collega toe, of bel ons."))
    user = membership.user
    membership.delete()
    if not Membership.objects.filter(user=user).exists():
        # Who speaks for nobody any more is no partner; this ends their sessions too.
        for grant in RoleGrant.objects.open().filter(user=user, role=Role.PARTNER):
            end_role(grant=grant, by=None, at=at)
