"""Becoming a partner: asking, and being let in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import RoleGrant, User
from accounts.services import grant_role, make_link
from core.languages import in_dutch
from core.mail import Letter, queue_mail
from moderation.choices import SubmissionKind
from moderation.models import Submission
from moderation.services import submit
from partners.models import Application
from sites.models import CitySettings, Zone
from socialmap.models import Membership, Organisation

KEPT = timedelta(days=90)
LINK_VALID_FOR = timedelta(days=7)


@transaction.atomic
def apply(*, application: Application, zones: list[Zone], at: datetime) -> Submission:
    """Ask to become a partner; an editor who keeps the social map decides. The application is new and valid."""
    application.created_at = at
    application.save()
    application.zones.set(zones)
    return submit(instance=application, kind=SubmissionKind.NEW, organisation=None, by=None, at=at)


@transaction.atomic
@in_dutch()
def welcome(*, application: Application, by: User, at: datetime) -> Organisation:
    """Let an organisation in: on the social map, with an account for who asked, and a mail with a link to log in.

    Raises ValidationError with what is missing for the social map.
    """
    organisation = application.existing or _new_organisation(application, by)
    user = User.objects.filter(email=application.email.lower()).first() or User.objects.create_user(application.email)
    Membership.objects.get_or_create(organisation=organisation, user=user, defaults={"since": at, "added_by": by})
    let_in(user=user, by=by, at=at)
    letter = Letter(
        subject=_("Welkom bij de Wijkwinkel"),
        template="partners/mail/welcome.txt",
        context={"organisation": organisation},
        link=make_link(user=user, next=reverse("partner_home"), at=at, valid_for=LINK_VALID_FOR),
        link_label=_("Naar uw eigen pagina"),
        valid_until=at + LINK_VALID_FOR,
    )
    queue_mail(key=f"welkom:{application.reference}", to=user.email, letter=letter, reply_to=CitySettings.load().email)
    return organisation


def let_in(*, user: User, by: User | None, at: datetime) -> None:
    """Give the role of a partner to who does not have it."""
    if not RoleGrant.objects.open().filter(user=user, role=Role.PARTNER).exists():
        grant_role(user=user, role=Role.PARTNER, zone=None, by=by, at=at)


def forget_applications(*, at: datetime) -> int:
    """Throw away applications that were decided about long before a moment; returns how many rows went."""
    return Application.objects.all().forgettable(before=at - KEPT).delete()[0]


def _new_organisation(application: Application, by: User) -> Organisation:
    organisation = Organisation(
        name=application.name,
        slug=_free_slug(application.name),
        kind=application.kind,
        description=application.description,
        phone=application.phone,
        email="" if application.phone else application.email,
        is_city_wide=application.is_city_wide,
        verified_on=application.created_at.date(),
        verified_by=application.name,
        live=False,
    )
    organisation.full_clean()
    organisation.save()
    organisation.zones.set(application.zones.all())
    organisation.save()
    organisation.save_revision(user=by).publish(user=by)
    return organisation


def _free_slug(name: str) -> str:
    base = slugify(name)[:50] or "organisatie"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))) if slug not in taken)
