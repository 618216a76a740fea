"""Activities out of a partner's calendar as drafts: made, changed and called off, and each time handed to the moderators."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Site

from agenda.choices import EventState
from agenda.models import AgendaPage, CalendarSource, EventChange, EventPage, ImportedEvent
from agenda.rules.imported import Values
from agenda.services.submitting import submit_event
from core.languages import in_dutch
from sites.models import Zone

SLUG_LENGTH = 60
MOMENTS = ("starts_at", "ends_at")
# What is as with the organisation if the calendar does not say where something is.
PLACE = ("place_name", "street", "postcode", "city")
OF_ORGANISATION = (*PLACE, "latitude", "longitude", "wheelchair")
CONTACT = ("phone", "email", "website")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Difference:
    """A field that a calendar has other than before."""

    name: str
    before: Any
    now: Any


def agenda_of(zone: Zone | None) -> AgendaPage | None:
    """The agenda of a zone, or that of the hub."""
    site = zone.site if zone else Site.objects.filter(is_default_site=True).first()
    found: AgendaPage | None = AgendaPage.objects.child_of(site.root_page).first() if site else None
    return found


def add_draft(*, values: Values, key: str, source: CalendarSource, parent: AgendaPage, at: datetime) -> EventPage:
    """A new activity that nobody sees until it is approved; `key` is what its calendar calls it."""
    organisation = source.organisation
    mark = hashlib.blake2b(f"{source.pk} {key}".encode("utf-8", "replace"), digest_size=4).hexdigest()
    event = EventPage(
        slug=f"{slugify(values['title'])[:SLUG_LENGTH].strip('-') or 'activiteit'}-{mark}",
        live=False,
        organiser=organisation,
        **{name: getattr(organisation, name) for name in (*OF_ORGANISATION, *CONTACT)},
    )
    _apply(event, [_Difference(name=name, before=None, now=value) for name, value in values.items() if not _is_left_out(name, values)])
    with in_dutch():
        event.place_name = event.place_name or _("Vraag het de organisatie")
    if values["place_name"]:
        event.latitude = event.longitude = None
    parent.add_child(instance=event)
    event.save_revision()
    submit_event(event=event, organisation=organisation, by=None, at=at)
    return event


def change_event(*, row: ImportedEvent, values: Values, source: CalendarSource, at: datetime) -> None:
    """Take over what the calendar has other than before; what editors made of the rest stays. Nothing if they deleted it."""
    before = row.values
    different = [_Difference(name=name, before=before.get(name), now=value) for name, value in values.items() if value != before.get(name)]
    _submit(row, different, source, at)


def cancel_event(*, row: ImportedEvent, source: CalendarSource, at: datetime) -> None:
    """It is gone from the calendar: it stays to be seen, and is off, once that is approved."""
    off = EventState.CANCELLED.value
    _submit(row, [_Difference(name="state", before=row.values.get("state"), now=off)], source, at)
    row.values = row.values | {"state": off}
    # Whatever it says when it comes back is other than this.
    row.digest, row.vanished_at = "", at
    row.save(update_fields=["values", "digest", "vanished_at"])


def _submit(row: ImportedEvent, different: Sequence[_Difference], source: CalendarSource, at: datetime) -> None:
    if row.event is None:
        return
    event = row.event.get_latest_revision_as_object()
    _apply(event, different)
    event.save_revision()
    submit_event(event=event, organisation=source.organisation, by=None, at=at)


def _is_left_out(name: str, values: Mapping[str, Any]) -> bool:
    """Whether a new activity keeps what the organisation has: where the calendar is silent."""
    return (name in PLACE and not values["place_name"]) or (name == "website" and not values["website"])


def _apply(event: EventPage, different: Sequence[_Difference]) -> None:
    for difference in different:
        if difference.name == "changes":
            _apply_changes(event, difference.before or (), difference.now)
        elif difference.name == "text":
            event.body = (
                [("paragraph", "".join(f"<p>{escape(part)}</p>" for part in difference.now.split("\n\n")))] if difference.now else []
            )
        elif difference.name in MOMENTS:
            setattr(event, difference.name, datetime.fromisoformat(difference.now))
        elif difference.name == "repeat_until":
            event.repeat_until = date.fromisoformat(difference.now) if difference.now else None
        else:
            setattr(event, difference.name, difference.now)
    event.__dict__.pop("series", None)


def _apply_changes(event: EventPage, before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> None:
    """The other days of the calendar, with what editors wrote beside them and added themselves."""
    there = {change.day.isoformat(): change for change in event.changes.all()}
    of_calendar = {change["day"] for change in (*before, *now)}
    kept = [change for day, change in there.items() if day not in of_calendar]
    event.changes.set([*kept, *(_change(row, there.get(row["day"])) for row in now)])


def _change(row: Mapping[str, Any], there: EventChange | None) -> EventChange:
    moments = {name: datetime.fromisoformat(row[name]) if row[name] else None for name in MOMENTS}
    return EventChange(day=date.fromisoformat(row["day"]), kind=row["kind"], note=there.note if there else "", **moments)
