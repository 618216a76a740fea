"""Partners of the demo city: who speaks for an organisation, and what they sent that waits for an editor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant_role
from agenda.forms.steps import told
from agenda.models import EventPage
from agenda.services import send_draft, start_draft
from core.schedule import AMSTERDAM, DAY_CODES
from moderation.choices import RefusalReason
from moderation.models import Submission
from moderation.services import ask, refuse
from partners.models import Application
from partners.services import apply, propose_change
from sites.models import Zone
from socialmap.models import Entry, Membership, Organisation

PARTNER_EMAIL = "partner@example.nl"
MODERATOR_EMAIL = "moderator@example.nl"
APPLICANT_EMAIL = "wandelclub@example.org"
# What a partner fills in by themselves; the rest of the steps is left as it is.
COPIED = {
    "titel": "title", "zin": "introduction", "uitleg": "text", "van": "starts", "tot": "ends", "herhaal": "repeat", "plek": "place_name",
    "straat": "street", "kosten_soort": "cost_kind", "kosten": "cost", "aanmelden": "signing_up", "telefoon": "phone",
}  # fmt: skip


def load_partners(rows: Iterable[Mapping[str, str]], *, at: datetime) -> None:
    """Make what is not there yet: a partner, what they sent, a change of theirs, and an organisation that wants to join."""
    moderator = User.objects.get(email=MODERATOR_EMAIL)
    for row in rows:
        organisation = Organisation.objects.get(slug=row["organisatie"])
        partner = _partner(organisation, at)
        if not EventPage.objects.filter(organiser=organisation, draft_title=row["titel"]).exists():
            _send(row, organisation, partner, moderator, at)
    _propose(at)
    _apply(at)


def _partner(organisation: Organisation, at: datetime) -> User:
    user = User.objects.filter(email=PARTNER_EMAIL).first() or User.objects.create_user(PARTNER_EMAIL)
    Membership.objects.get_or_create(organisation=organisation, user=user, defaults={"since": at})
    grant_role(user=user, role=Role.PARTNER, by=None, at=at)
    return user


def _send(row: Mapping[str, str], organisation: Organisation, partner: User, moderator: User, at: datetime) -> None:
    zone = Zone.objects.get(slug=row["wijk"])
    day = at.astimezone(AMSTERDAM).date() + timedelta(days=int(row["over_dagen"]))
    day += timedelta(days=(DAY_CODES.index(row["dag"]) - day.weekday()) % 7)
    typed = {field: [row[name]] if row[name] else [] for name, field in COPIED.items()}
    typed |= {
        "day": [day.isoformat()],
        "zone": [str(zone.pk)],
        "city": ["Deventer"],
        "wheelchair": ["onbekend"],
        "registration": ["inloop"],
    }
    draft = start_draft(organisation=organisation, by=partner, at=at, data=typed | {"weekdays": [], "off": [], "repeat_until": []})
    answers = told(draft.typed)
    if answers.wrong:
        raise ValueError(f"{row['titel']}: {answers.wrong}")
    submission = send_draft(draft=draft, values=answers.values, by=partner, at=at)
    if row["toestand"] == "vraag":
        ask(submission=submission, text=row["bericht"], by=moderator, at=at)
    elif row["toestand"] == "geweigerd":
        refuse(submission=submission, reason=RefusalReason.ADVERTISING, explanation=row["bericht"], by=moderator, at=at)


def _propose(at: datetime) -> None:
    """A partner's own help, with other words that wait; what is public stays."""
    partner = User.objects.get(email=PARTNER_EMAIL)
    entry = Entry.objects.filter(owner__memberships__user=partner, live=True).order_by("-pk").first()
    if entry is None or Submission.objects.about(entry).exists():
        return
    entry.phone = "0570-000022"
    propose_change(entry=entry, by=partner, at=at)


def _apply(at: datetime) -> None:
    if Application.objects.filter(email=APPLICANT_EMAIL).exists():
        return
    application = Application(
        name="Wandelclub De Stille Kade",
        description="Wij wandelen elke week een uur langs de rivier. Iedereen mag mee. Wie langzaam loopt, loopt voorop.",
        phone="0570-000023",
        contact="Het bestuur",
        email=APPLICANT_EMAIL,
    )
    application.full_clean()
    apply(application=application, zones=list(Zone.objects.filter(slug="zandweerd")), at=at)
