"""What editors do with the calendars of partners: propose, say yes, have fetched, pause and take away."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from agenda.models import CalendarSource
from core.fetching import read_address
from sites.models import Zone
from socialmap.models import Organisation

# How long a proposal stays that nobody says yes to.
PROPOSAL_KEPT = timedelta(days=1)


@transaction.atomic
def propose_calendar(*, organisation: Organisation, zone: Zone | None, address: str) -> CalendarSource:
    """Note an address to look at; nothing comes of it before somebody says yes.

    Raises ValidationError, and core.fetching.FetchError for what is no address that we fetch.
    """
    read_address(address)
    source = CalendarSource(organisation=organisation, zone=zone, address=address.strip())
    source.full_clean()
    source.save()
    return source


@transaction.atomic
def confirm_calendar(*, source: CalendarSource, at: datetime) -> None:
    """Yes: from now on what it has comes as drafts."""
    source.confirmed_at, source.is_active = at, True
    source.save(update_fields=["confirmed_at", "is_active"])
    ask_again(source=source, at=at)


@transaction.atomic
def ask_again(*, source: CalendarSource, at: datetime, may_cancel_most: bool = False) -> None:
    """Have it fetched now and read whole; `may_cancel_most` says that it is right that most of it is gone."""
    source.is_active = True
    source.etag = source.last_modified = ""
    source.next_at, source.may_cancel_most = at, may_cancel_most
    source.save(update_fields=["is_active", "etag", "last_modified", "next_at", "may_cancel_most"])


@transaction.atomic
def pause_calendar(*, source: CalendarSource) -> None:
    """Leave it alone until somebody wants it fetched again."""
    source.is_active = False
    source.save(update_fields=["is_active"])


@transaction.atomic
def remove_calendar(*, source: CalendarSource) -> None:
    """Forget the address; the activities that came of it stay as they are."""
    source.delete()


def forget_proposals(*, at: datetime) -> None:
    """Throw away what nobody said yes to."""
    CalendarSource.objects.never_confirmed(before=at - PROPOSAL_KEPT).delete()
