"""Mail to who speaks for an organisation when editors change its consulting hour for it."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services import make_link
from core.languages import in_dutch
from core.mail import Letter, queue_mail
from partners.choices import HourChange
from partners.models import ConsultingHour
from partners.services.applying import LINK_VALID_FOR
from sites.models import CitySettings


@in_dutch()
def tell_partners(*, hour: ConsultingHour, change: HourChange, day: date, by: User, at: datetime) -> None:
    """Note a mail to each of them in the caller's transaction; none if one of them did it. `hour` carries the number of the change."""
    members = list(hour.organisation.memberships.select_related("user"))
    if any(membership.user_id == by.pk for membership in members):
        return
    phone = CitySettings.load().phone
    for membership in members:
        letter = Letter(
            subject=f"{change.label}: {hour.title}",
            template="partners/mail/hour_changed.txt",
            context={"hour": hour, "change": change.name, "day": day, "phone": phone},
            link=make_link(
                user=membership.user, next=reverse("partner_consulting_hour", args=[hour.reference]), at=at, valid_for=LINK_VALID_FOR
            ),
            link_label=_("Naar uw spreekuur"),
            valid_until=at + LINK_VALID_FOR,
        )
        queue_mail(key=f"spreekuur:{hour.pk}:{hour.sequence}:{membership.pk}", to=membership.user.email, letter=letter)
