"""Trusting an organisation in a zone: what it sends there is public at once, and looked at afterwards."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import may
from moderation.models import Trust
from moderation.rules import NotAllowedError
from sites.models import Zone
from socialmap.models import Membership, Organisation


@transaction.atomic
def give_trust(*, organisation: Organisation, zone: Zone, by: User, at: datetime) -> Trust:
    """Trust an organisation in a zone from now on; raises NotAllowedError without the right there, and for one's own."""
    _require(organisation, zone, by)
    trust, _is_new = Trust.objects.get_or_create(organisation=organisation, zone=zone, defaults={"given_by": by, "given_at": at})
    return trust


@transaction.atomic
def end_trust(*, trust: Trust, by: User) -> None:
    """Look at what it sends beforehand again; raises NotAllowedError."""
    _require(trust.organisation, trust.zone, by)
    trust.delete()


def _require(organisation: Organisation, zone: Zone, by: User) -> None:
    if not may(by, Right.MODERATE, zone=zone):
        raise NotAllowedError(_("Dat kan alleen iemand die in deze wijk nakijkt."))
    if Membership.objects.filter(organisation=organisation, user=by).exists():
        raise NotAllowedError(_("Over uw eigen organisatie beslist iemand anders."))
