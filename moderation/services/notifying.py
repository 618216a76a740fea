"""Mail to the partner about what they sent: at each change, in plain words, with one link to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.services import make_link
from core.languages import in_dutch
from core.mail import Letter, queue_mail
from moderation.choices import Action
from moderation.models import Step, Submission
from moderation.registry import subjects
from sites.models import CitySettings

LINK_VALID_FOR = timedelta(days=7)
# The steps that are told, with the subject of the mail.
SUBJECTS = {
    Action.SEND: _("Wij hebben uw inzending: %(title)s"),
    Action.ASK: _("Een vraag over: %(title)s"),
    Action.PUBLISH: _("Geplaatst: %(title)s"),
    Action.REFUSE: _("Niet geplaatst: %(title)s"),
}


@in_dutch()
def tell(*, submission: Submission, step: Step, text: str, at: datetime) -> None:
    """Mail who sent it what happened, once a step, in the caller's transaction; nobody is told of their own steps but the first."""
    action, instance = Action(step.action), submission.content_object
    if action not in SUBJECTS or (submission.sent_by and not submission.sent_by.is_active):
        return
    subject = subjects.of(instance) if instance else None
    to = submission.sent_by.email if submission.sent_by else (subject.address(instance) if subject else "")
    if not to:
        return
    letter = Letter(
        subject=str(SUBJECTS[action]) % {"title": submission.title},
        template=f"moderation/mail/{action.name.lower()}.txt",
        context={"submission": submission, "text": text, "public_url": subject.public_url(instance) if subject else ""},
        **_link(submission, at),
    )
    queue_mail(key=f"inzending:{step.pk}", to=to, letter=letter, reply_to=CitySettings.load().email)


def _link(submission: Submission, at: datetime) -> dict[str, Any]:
    """The link to the page about it; none for who has no account."""
    if submission.sent_by is None:
        return {}
    return {
        "link": make_link(
            user=submission.sent_by, next=reverse("partner_submission", args=[submission.reference]), at=at, valid_for=LINK_VALID_FOR
        ),
        "link_label": _("Bekijk het op uw eigen pagina"),
        "valid_until": at + LINK_VALID_FOR,
    }
