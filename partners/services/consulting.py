"""What happens with a consulting hour: it is proposed, made public, called off for a date, and ended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import may
from core.models import lock
from core.schedule import AMSTERDAM
from moderation.choices import SubmissionKind
from moderation.models import Submission
from moderation.rules import ModerationError, NotAllowedError
from moderation.services import submit
from partners.choices import HourChange, HourState
from partners.models import ConsultingHour, ConsultingHourOff
from partners.services.holding import free_room, hold_room, refuse_clash
from partners.services.telling import tell_partners
from socialmap.models import Membership, Organisation, Theme

ONE_DAY = timedelta(days=1)
# One that waits for an editor may be held this far ahead, one that is public may be called off as far.
FURTHEST = timedelta(days=366)


@transaction.atomic
def propose_hour(*, hour: ConsultingHour, themes: Iterable[Theme], by: User, at: datetime) -> Submission:
    """Send a consulting hour to the editors of its zone, new or changed; what is public stays until one of them approves.

    `hour` is valid, and new or not public; with `replaces` it is a change of what is. Raises ModerationError with the clash
    if its room is taken, NotAllowedError for who does not speak for the organisation.
    """
    _refuse_strangers(hour.organisation, by)
    if hour.pk:
        # In the order in which an editor decides: what was sent, then what it is about.
        lock(Submission.objects.open().about(hour))
        stored = _locked(hour)
        if stored.state in {HourState.LIVE, HourState.ENDED}:
            raise ModerationError(_("Dit spreekuur staat al op de site. Stuur een wijziging."))
        hour.sequence = stored.sequence
    replaced = _locked(hour.replaces) if hour.replaces else None
    if replaced and replaced.state == HourState.ENDED:
        # There is nothing left to take the place of.
        hour.replaces = replaced = None
    if replaced and (replaced.organisation_id != hour.organisation_id or replaced.state != HourState.LIVE):
        raise ModerationError(_("Het spreekuur dat u wilt veranderen, is er niet meer. Stuur een nieuw spreekuur."))
    if replaced and replaced.replaced_by.filter(state=HourState.PROPOSED).exclude(pk=hour.pk).exists():
        raise ModerationError(_("Er wacht al een wijziging van dit spreekuur. Pas die aan."))
    refuse_clash(hour=hour, at=at)
    hour.state = HourState.PROPOSED
    _touch(hour, at)
    hour.themes.set(themes)
    kind = SubmissionKind.CHANGE if replaced else SubmissionKind.NEW
    return submit(instance=hour, kind=kind, organisation=hour.organisation, by=by, at=at)


@transaction.atomic
def publish_hour(*, hour: ConsultingHour, by: User | None, at: datetime) -> None:
    """Make a proposed consulting hour public and take its room; the one it replaces ends the day before.

    Raises ModerationError if it does not wait any more, or if its room is taken.
    """
    hour = _locked(hour)
    if hour.state != HourState.PROPOSED:
        raise ModerationError(_("Dit spreekuur wacht niet meer op een besluit."))
    if hour.replaces:
        old = _locked(hour.replaces)
        if old.state == HourState.ENDED:
            raise ModerationError(_("Het spreekuur dat hierdoor verandert, is gestopt. Vraag de partner of dit nog klopt."))
        _give_way(old, hour, at)
    hour.state = HourState.LIVE
    _touch(hour, at)
    hold_room(hour=hour, at=at)


@transaction.atomic
def call_off_date(*, hour: ConsultingHour, day: date, note: str, by: User, at: datetime) -> ConsultingHourOff:
    """Say at once that a public consulting hour is not held on a coming date; its room is free then.

    An editor may do it too, and then its partners are told. Raises ModerationError for what is no coming date of it,
    NotAllowedError for who neither speaks for the organisation nor edits the zone.
    """
    hour = _locked(hour)
    _refuse_others(hour, by)
    if hour.state != HourState.LIVE:
        raise ModerationError(_("Dit spreekuur staat niet op de site."))
    today = at.astimezone(AMSTERDAM).date()
    if not today <= day <= today + FURTHEST or not hour.timing.is_on(day):
        raise ModerationError(_("Op deze dag is er geen spreekuur. Kies een dag uit de lijst."))
    off, is_new = ConsultingHourOff.objects.get_or_create(hour=hour, day=day, defaults={"note": note.strip()})
    if not is_new:
        raise ModerationError(_("Deze dag was al afgezegd."))
    free_room(hour=hour, since=day, until=day)
    _touch(hour, at)
    tell_partners(hour=hour, change=HourChange.OFF, day=day, by=by, at=at)
    return off


@transaction.atomic
def restore_date(*, hour: ConsultingHour, day: date, by: User, at: datetime) -> None:
    """Hold a date that was called off after all; raises ModerationError if it was not, or if its room is taken by now."""
    hour = _locked(hour)
    _refuse_others(hour, by)
    today = at.astimezone(AMSTERDAM).date()
    if hour.state != HourState.LIVE or day < today or not ConsultingHourOff.objects.filter(hour=hour, day=day).delete()[0]:
        raise ModerationError(_("Deze dag was niet afgezegd."))
    free_room(hour=hour, since=today)
    hold_room(hour=hour, at=at)
    _touch(hour, at)
    tell_partners(hour=hour, change=HourChange.ON, day=day, by=by, at=at)


@transaction.atomic
def end_hour(*, hour: ConsultingHour, day: date, by: User, at: datetime) -> ConsultingHour:
    """Stop a public consulting hour from a day on, at once; its room is free from then. Raises ModerationError as calling off does."""
    hour = _locked(hour)
    _refuse_others(hour, by)
    if hour.state != HourState.LIVE:
        raise ModerationError(_("Dit spreekuur staat niet op de site."))
    if day < at.astimezone(AMSTERDAM).date():
        raise ModerationError(_("Deze dag is al geweest. Kies vandaag of een dag die nog komt."))
    if hour.last_day and day > hour.last_day:
        raise ModerationError(_("Het spreekuur stopt dan al. Kies een eerdere dag."))
    _stop(hour, day, at)
    tell_partners(hour=hour, change=HourChange.END, day=day, by=by, at=at)
    return hour


def _give_way(old: ConsultingHour, new: ConsultingHour, at: datetime) -> None:
    """End what is replaced the day before, and keep the dates that were called off after it."""
    if old.state == HourState.LIVE:
        kept = [off for off in old.offs.all() if off.day >= new.first_day and new.timing.is_on(off.day)]
        ConsultingHourOff.objects.bulk_create(
            [ConsultingHourOff(hour=new, day=off.day, note=off.note) for off in kept], ignore_conflicts=True
        )
        _stop(old, new.first_day, at)


def _stop(hour: ConsultingHour, day: date, at: datetime) -> None:
    """Hold it no more from a day on; it has ended if it was not held before that, or if that is over."""
    today = at.astimezone(AMSTERDAM).date()
    if day > hour.first_day and not (hour.last_day and hour.last_day < day):
        hour.last_day = day - ONE_DAY
    if day <= hour.first_day or (hour.last_day and hour.last_day < today):
        hour.state = HourState.ENDED
    free_room(hour=hour, since=day)
    _touch(hour, at)


def _touch(hour: ConsultingHour, at: datetime) -> None:
    hour.sequence += 1
    hour.changed_at = at
    hour.save()


def _locked(hour: ConsultingHour) -> ConsultingHour:
    """As it is stored now, which nobody else changes until this transaction ends."""
    rows = ConsultingHour.objects.filter(pk=hour.pk)
    lock(rows)
    found: ConsultingHour = rows.select_related("organisation", "location__zone", "room", "replaces").get()
    return found


def _refuse_strangers(organisation: Organisation, by: User) -> None:
    if not Membership.objects.filter(organisation=organisation, user=by).exists():
        raise NotAllowedError(_("U kunt alleen spreekuren van uw eigen organisatie veranderen."))


def _refuse_others(hour: ConsultingHour, by: User) -> None:
    """Who edits the zone of the place may do what its partners may."""
    if not may(by, Right.EDIT_PAGES, zone=hour.location.zone):
        _refuse_strangers(hour.organisation, by)
