"""What people who registered hear by mail. Each mail has a key of its own, so nobody gets one twice.

Nothing that somebody typed stands in them: a mail goes to an address that may be another's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from agenda.choices import RegistrationState
from agenda.models import EventPage, Places, Registration
from agenda.rules import describe_moment
from core.mail import Letter, queue_mail
from sites.shell import hub_url, zone_url


def ask_to_confirm(registration: Registration, *, event: EventPage, places: Places, suffix: str = "") -> None:
    """The first mail: is this you? The link leads to a page with one button."""
    words = _("Bevestig uw aanmelding: %(title)s") if registration.holds_place else _("Bevestig: wachtlijst voor %(title)s")
    _send(
        registration,
        f"bevestig{suffix}",
        event=event,
        places=places,
        subject=words,
        template="confirm",
        label=_("Ja, ik meld mij aan"),
        valid_until=registration.confirm_before,
    )


def say_how_it_stands(registration: Registration, *, event: EventPage, places: Places, suffix: str = "") -> None:
    """After confirming: they come, or they wait; with the link to cancel."""
    if registration.state == RegistrationState.CONFIRMED:
        key, words, template = "mee", _("U doet mee: %(title)s"), "confirmed"
    else:
        key, words, template = "wacht", _("U staat op de wachtlijst: %(title)s"), "waiting"
    _send(registration, f"{key}{suffix}", event=event, places=places, subject=words, template=template, label=_("Kunt u niet? Meld u af"))


def say_there_is_room(registration: Registration, *, event: EventPage, places: Places) -> None:
    """Somebody else cancelled, and it was their turn."""
    _send(
        registration,
        "plek",
        event=event,
        places=places,
        subject=_("Er is plek voor u: %(title)s"),
        template="room",
        label=_("Kunt u niet? Meld u af"),
    )


def tell_again(registration: Registration, *, event: EventPage, places: Places, at: datetime) -> None:
    """Somebody registered with an address that was known: that address hears how it stands, at most once an hour."""
    suffix = f":{at:%Y%m%d%H}"
    if registration.state == RegistrationState.TO_CONFIRM:
        ask_to_confirm(registration, event=event, places=places, suffix=suffix)
    else:
        say_how_it_stands(registration, event=event, places=places, suffix=suffix)


def say_it_is_off(registration: Registration, *, event: EventPage, places: Places, note: str) -> None:
    """The date is not held; `note` is the reason as the organiser wrote it."""
    subject = _("Gaat niet door: %(title)s")
    _send(registration, f"anders:{places.changes}", event=event, places=places, subject=subject, template="off", note=note)


def say_it_is_different(registration: Registration, *, event: EventPage, places: Places, note: str) -> None:
    """The date is held at another moment or place, or is held after all."""
    _send(
        registration,
        f"anders:{places.changes}",
        event=event,
        places=places,
        subject=_("Er is iets veranderd: %(title)s"),
        template="different",
        label=_("Kunt u niet? Meld u af"),
        note=note,
    )


def _send(
    registration: Registration,
    what: str,
    *,
    event: EventPage,
    places: Places,
    subject: Any,
    template: str,
    label: Any = "",
    valid_until: datetime | None = None,
    note: str = "",
) -> None:
    """Write one of them, in the language in which they registered."""
    with translation.override(registration.language):
        letter = _letter(registration, event, places, subject=subject, template=template, label=label, valid_until=valid_until, note=note)
        queue_mail(key=f"aanmelding:{registration.uid}:{what}", to=registration.email, letter=letter, reply_to=event.email)


def _letter(
    registration: Registration,
    event: EventPage,
    places: Places,
    *,
    subject: Any,
    template: str,
    label: Any,
    valid_until: datetime | None,
    note: str,
) -> Letter:
    path = f"/agenda/aanmelding/{registration.uid}/"
    context: dict[str, Any] = {
        "title": event.title,
        "when": describe_moment(places.starts_at, places.ends_at, is_all_day=event.is_all_day)
        if places.starts_at and places.ends_at
        else "",
        "where": places.where,
        "people": registration.people,
        "holds_place": registration.holds_place,
        "note": note,
        "phone": event.phone,
    }
    return Letter(
        subject=str(subject) % {"title": event.title},
        template=f"agenda/mail/{template}.txt",
        context=context,
        link=(zone_url(event.zone, path) if event.zone else hub_url(path)) if label else "",
        link_label=str(label),
        valid_until=valid_until,
    )
