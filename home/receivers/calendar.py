"""What the calendar of editors shows of pages, series of activities, places, consulting hours and holidays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision
from wagtail.permissions import page_permission_policy

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import zones_where
from accounts.registry import CalendarItem, CalendarKind, editors_calendar, on_days
from agenda.choices import Repeat
from agenda.models import EventPage
from core.holidays import holiday_on
from core.schedule import AMSTERDAM
from partners.models import ConsultingHour
from sites.models import LocationChange, Zone


def planned_pages(user: User, since: date, before: date) -> Iterator[CalendarItem]:
    """Pages that somebody edits and that go live on these days; six queries or so."""
    planned = Revision.objects.filter(**on_days("approved_go_live_at", since, before)).filter(base_content_type__app_label="wagtailcore")
    days = {int(row.object_id): _day(row.approved_go_live_at) for row in planned.only("object_id", "approved_go_live_at")}
    yield from _pages(_edited_by(user).filter(pk__in=list(days)), days)


def ending_pages(user: User, since: date, before: date) -> Iterator[CalendarItem]:
    """Pages that somebody edits and that go offline on these days; five queries or so."""
    pages = _edited_by(user).filter(live=True, **on_days("expire_at", since, before))
    yield from _pages(pages, {page.pk: _day(page.expire_at) for page in pages})


def ending_series(user: User, since: date, before: date) -> Iterator[CalendarItem]:
    """Public activities that somebody edits and whose series ends on these days, so that a new one can be planned; six queries or so."""
    series = EventPage.objects.live().exclude(repeat=Repeat.NEVER).filter(repeat_until__gte=since, repeat_until__lt=before)
    days = dict(series.values_list("pk", "repeat_until"))
    yield from _pages(_edited_by(user).filter(pk__in=list(days)), days)


def ending_changes(user: User, since: date, before: date) -> Iterator[CalendarItem]:
    """Moves and closures that end on these days, in the zones whose places somebody keeps; two queries."""
    zones = zones_where(user, Right.EDIT_PAGES)
    changes = LocationChange.objects.filter(location__zone__in=zones, **on_days("ends_at", since, before))
    for change in changes.select_related("location__zone"):
        title = f"{change.location}: {change.get_kind_display().lower()}"
        url = reverse("wagtailsnippets_sites_locationchange:edit", args=[change.pk])
        yield CalendarItem(day=_day(change.ends_at), title=title, url=url, zones=_zone(change.location.zone))


def ending_hours(user: User, since: date, before: date) -> Iterator[CalendarItem]:
    """Public consulting hours that are held for the last time on these days, in the zones whose data somebody checks; two queries."""
    zones = zones_where(user, Right.CHECK_DATA)
    hours = ConsultingHour.objects.live().filter(location__zone__in=zones, last_day__gte=since, last_day__lt=before)
    for hour in hours.select_related("location__zone", "organisation"):
        assert hour.last_day is not None
        yield CalendarItem(day=hour.last_day, title=f"{hour.title} ({hour.organisation})", zones=_zone(hour.location.zone))


def public_holidays(user: User, since: date, before: date) -> Iterator[CalendarItem]:
    """Holidays of the whole country; no query."""
    for number in range((before - since).days):
        day = since + timedelta(days=number)
        if name := holiday_on(day):
            yield CalendarItem(day=day, title=name)


def _edited_by(user: User) -> QuerySet[Page]:
    pages: QuerySet[Page] = page_permission_policy.instances_user_has_permission_for(user, "change")
    return pages


def _day(moment: datetime | None) -> date:
    """The day in the Netherlands; the query asked for those that have a moment."""
    assert moment is not None
    return moment.astimezone(AMSTERDAM).date()


def _pages(pages: QuerySet[Page], days: Mapping[int, date]) -> Iterator[CalendarItem]:
    roots = {zone.site.root_page.path: zone for zone in Zone.objects.select_related("site__root_page")}
    for page in pages:
        zone = next((zone for path, zone in roots.items() if page.path.startswith(path)), None)
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        yield CalendarItem(day=days[page.pk], title=page.get_admin_display_title(), url=url, zones=_zone(zone) if zone else ())


def _zone(zone: Zone) -> tuple[tuple[int, str], ...]:
    return ((zone.pk, zone.name),)


for _order, (_key, _label, _items) in enumerate(
    (
        ("pagina-online", _("Pagina gaat online"), planned_pages),
        ("pagina-offline", _("Pagina gaat offline"), ending_pages),
        ("reeks", _("Laatste keer van een reeks"), ending_series),
        ("verhuisd", _("Verhuizing of sluiting eindigt"), ending_changes),
        ("spreekuur", _("Spreekuur stopt"), ending_hours),
        ("feestdag", _("Feestdag"), public_holidays),
    )
):
    editors_calendar.register(CalendarKind(key=_key, order=40 + _order, label=_label, items=_items))
