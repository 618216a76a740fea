"""Mail to organisations about what they keep and have to look at again, with a link that says that all of it is right.

At most one mail an organisation for each moment. That something was asked, the link and the mails are written in one
transaction with the organisation locked: who comes at the same moment, or after a crash, finds nothing left to ask.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from core.mail import Letter, queue_mail
from core.models import lock
from core.schedule import AMSTERDAM
from sites.models import CitySettings
from sites.shell import hub_url
from socialmap.models import Organisation, ReviewLink, ReviewQuestion
from socialmap.registry import Kept, kept_kinds
from socialmap.rules import reminder_on
from socialmap.selectors import addresses_of, organisations_to_ask, rows_to_ask, waiting_of
from socialmap.services.keeping import confirm

# Nobody hears of this at night.
FIRST_HOUR, LAST_HOUR = 8, 20
MAX_PER_ROUND = 100
LINK_VALID_FOR = timedelta(days=30)
# What nobody answers for so long is asked anew.
QUESTIONS_KEPT = timedelta(days=730)
TOKEN_BYTES = 32
NAMED_IN_MAIL = 20


def remind_owners(*, at: datetime) -> int:
    """Mail the organisations that have to be asked something at an aware moment, by day; returns how many. One query if there are none."""
    local = at.astimezone(AMSTERDAM)
    if not FIRST_HOUR <= local.hour < LAST_HOUR:
        return 0
    return sum(_remind(pk, at=at) for pk in organisations_to_ask(on=local.date(), limit=MAX_PER_ROUND))


def find_review_link(token: str, *, at: datetime) -> ReviewLink | None:
    """The link with this token, if it still works at an aware moment; one query."""
    return ReviewLink.objects.all().usable(at=at).filter(token_hash=_hash(token)).select_related("organisation").first()


def waiting_behind(link: ReviewLink) -> list[tuple[Kept, Any]]:
    """What can be said to be right with a link: what its organisation had to look at when it was sent, and still has to."""
    return waiting_of(link.organisation, on=link.asked_on)


@transaction.atomic
def confirm_by_link(*, link: ReviewLink, chosen: Collection[str], at: datetime) -> int:
    """Say that the chosen things are right ("hulp:12"), for the organisation of a link; returns how many. What is of others stays."""
    said = [(kind, thing) for kind, thing in waiting_behind(link) if f"{kind.key}:{thing.pk}" in chosen]
    return sum(confirm(kind=kind, things=[thing for of, thing in said if of is kind], by=None, at=at) for kind in kept_kinds)


def forget_reviews(*, at: datetime) -> int:
    """Throw away links that ended, and what was asked long before an aware moment; returns how many."""
    questions = ReviewQuestion.objects.all().forgotten(before=at - QUESTIONS_KEPT).delete()[0]
    return questions + ReviewLink.objects.all().forgotten(at=at).delete()[0]


@transaction.atomic
def _remind(pk: int, *, at: datetime) -> bool:
    """Mail one organisation what it has to look at; False if somebody else did meanwhile."""
    organisations, today = Organisation.objects.filter(pk=pk), at.astimezone(AMSTERDAM).date()
    lock(organisations)
    questions = [question for kind in kept_kinds if kind.owner for question in _questions(kind, pk, on=today, at=at)]
    if not questions:
        return False
    is_first = not _asked_before(questions)
    ReviewQuestion.objects.bulk_create(questions)
    organisation = organisations.get()
    names = [str(thing) for _kind, thing in waiting_of(organisation, on=today)]
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = ReviewLink.objects.create(organisation=organisation, token_hash=_hash(token), asked_on=today, valid_until=at + LINK_VALID_FOR)
    for address, person in addresses_of(organisation):
        letter = _letter(organisation, names, token=token, until=link.valid_until, is_first=is_first, person=person)
        queue_mail(key=f"nakijken:{link.pk}:{person.pk if person else 0}", to=address, letter=letter, reply_to=CitySettings.load().email)
    return True


def _questions(kind: Kept, owner: int, *, on: date, at: datetime) -> list[ReviewQuestion]:
    rows = rows_to_ask(kind, on=on).filter(**{kind.owner: owner}).values_list("pk", "review_on")
    return [
        ReviewQuestion(kind=kind.key, object_id=pk, review_on=review_on, days=reminder_on(review_on, on=on), asked_at=at)
        for pk, review_on in rows
    ]


def _asked_before(questions: Sequence[ReviewQuestion]) -> bool:
    """Whether an earlier question was about one of these things and its day to look again; one query."""
    about = {(question.kind, question.object_id, question.review_on) for question in questions}
    earlier = ReviewQuestion.objects.filter(object_id__in={pk for _kind, pk, _day in about}).values_list("kind", "object_id", "review_on")
    return not about.isdisjoint(earlier)


def _letter(organisation: Organisation, names: list[str], *, token: str, until: datetime, is_first: bool, person: User | None) -> Letter:
    words = _("Klopt dit nog? %(name)s op de sociale kaart") if is_first else _("Nog een keer: klopt dit nog? %(name)s")
    return Letter(
        subject=words % {"name": organisation.name},
        template="socialmap/mail/review.txt",
        context={
            "organisation": organisation,
            "names": names[:NAMED_IN_MAIL],
            "more": max(0, len(names) - NAMED_IN_MAIL),
            "is_first": is_first,
            # Without an account there is nothing to see in the portal.
            "portal_url": hub_url(reverse("partner_data")) if person else "",
            "phone": CitySettings.load().phone,
        },
        link=hub_url(reverse("review", args=[token])),
        link_label=_("Kijk en zeg dat het klopt"),
        valid_until=until,
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
