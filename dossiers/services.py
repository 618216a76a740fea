"""Writes of dossiers: telling zones that what they added to has changed, and that they have looked at it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import people_who_may
from core.languages import in_dutch
from core.mail import Letter, queue_mail
from dossiers.models import DossierPage, ZoneAddition
from sites.models import Zone
from sites.shell import hub_url
from socialmap.services import write_in_drafts


@transaction.atomic
@in_dutch()
def tell_of_change(*, dossier: DossierPage) -> int:
    """Mail the editors of every zone that added something to a dossier that was published anew, each once; how many were told."""
    told = 0
    for addition in ZoneAddition.objects.behind().filter(dossier=dossier).select_related("zone", "dossier"):
        letter = Letter(
            subject=_("Het dossier '%(title)s' is gewijzigd") % {"title": dossier.title},
            template="dossiers/mail/changed.txt",
            context={"dossier": dossier, "zone": addition.zone},
            link=hub_url(reverse("dossier-changes", args=[addition.pk])),
            link_label=_("Bekijk wat er veranderd is"),
        )
        for person in people_who_may(Right.EDIT_PAGES, zones=Zone.objects.filter(pk=addition.zone_id)):
            told += queue_mail(key=f"dossier:{addition.pk}:{dossier.version}:{person.pk}", to=person.email, letter=letter)
    return told


@transaction.atomic
def store_dossier(page: DossierPage, values: Mapping[str, Any]) -> None:
    """Write these fields of a dossier without a revision, of a draft that waits too, so that publishing it does not bring the old ones back."""
    own = {name: value for name, value in values.items() if hasattr(page, name)}
    for name, value in own.items():
        setattr(page, name, value)
    page.save(update_fields=list(own), clean=False)
    write_in_drafts(page, own)


@transaction.atomic
def note_seen(*, addition: ZoneAddition, up_to: datetime, by: User, at: datetime) -> None:
    """Somebody of the zone has seen the dossier as it was published at a moment; what came after stays to be seen."""
    if addition.seen_at is None or addition.seen_at < up_to:
        addition.seen_at = up_to
        # Not a change of what is public.
        ZoneAddition.objects.filter(pk=addition.pk).update(seen_at=up_to)
        log(addition, "dossiers.seen", user=by, timestamp=at)
