"""The calendar of editors: what goes live, ends, must be looked at, and which holidays come, week by week; on screen and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import may, zones_where
from accounts.registry import CalendarItem, CalendarKind, editors_calendar
from core.spreadsheets import CSV_TYPE, XLSX_TYPE, csv_lines, xlsx_of
from sites.models import Zone

WEEKS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRow:
    """One item with its kind."""

    kind: CalendarKind
    item: CalendarItem

    @property
    def zones(self) -> str:
        """Where it is about."""
        return ", ".join(name for _pk, name in self.item.zones) or _("hele stad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """A week that begins on a Monday, with what happens in it."""

    monday: date
    rows: tuple[CalendarRow, ...]


class CalendarForm(forms.Form):
    """What the calendar is narrowed down to; what cannot be read is left out."""

    soort = forms.ChoiceField(label=gettext_lazy("Soort"), required=False, help_text=gettext_lazy("Leeg: alles wat eraan komt."))
    wijk = forms.ModelChoiceField(
        label=gettext_lazy("Wijk"),
        queryset=Zone.objects.none(),
        required=False,
        empty_label=gettext_lazy("Alle wijken"),
        help_text=gettext_lazy("Leeg: alle wijken waarvoor u werkt."),
    )

    def __init__(self, *args: Any, zones: QuerySet[Zone], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind, zone = self.fields["soort"], self.fields["wijk"]
        assert isinstance(kind, forms.ChoiceField)
        assert isinstance(zone, forms.ModelChoiceField)
        kind.choices = [("", _("Alles")), *((kind.key, str(kind.label)) for kind in editors_calendar)]
        zone.queryset = zones

    def chosen(self, name: str) -> Any | None:
        """What was chosen; None for nothing, and for what is not offered."""
        return getattr(self, "cleaned_data", {}).get(name) or None


@never_cache
@require_safe
def show_calendar(request: HttpRequest) -> HttpResponse:
    """The coming eight weeks, this one included; as many queries whatever happens in them. `bestand` csv or xlsx asks for a file."""
    user = request.user
    if not isinstance(user, User) or not may(user, Right.CHECK_DATA):
        raise PermissionDenied
    form = CalendarForm(request.GET, zones=zones_where(user, Right.CHECK_DATA))
    form.is_valid()
    today = timezone.localdate()
    rows = calendar_rows(user, today=today, kind=form.chosen("soort"), zone=form.chosen("wijk"))
    if request.GET.get("bestand") == "csv":
        return _file("".join(csv_lines(_cells(rows))), CSV_TYPE, f"redactiekalender-{today:%Y-%m-%d}.csv")
    if request.GET.get("bestand") == "xlsx":
        return _file(xlsx_of(_cells(rows), title=_("Redactiekalender")), XLSX_TYPE, f"redactiekalender-{today:%Y-%m-%d}.xlsx")
    title, query = _("Redactiekalender"), request.GET.copy()
    query.pop("bestand", None)
    context = {
        "page_title": title,
        "header_title": title,
        "header_icon": "date",
        "media": forms.Media(),
        "form": form,
        "weeks": weeks_of(rows, today=today),
        "query": query.urlencode(),
    }
    return TemplateResponse(request, "home/admin/calendar.html", context)


def calendar_rows(user: User, *, today: date, kind: str | None = None, zone: Zone | None = None) -> list[CalendarRow]:
    """What somebody sees from this Monday on, in the order of days and kinds; with a zone what is of it by name."""
    since = monday_of(today)
    before = since + timedelta(weeks=WEEKS)
    rows = [
        CalendarRow(kind=one, item=item)
        for one in editors_calendar
        if kind in (None, one.key)
        for item in one.items(user, since, before)
        if zone is None or zone.pk in {pk for pk, _name in item.zones}
    ]
    return sorted(rows, key=lambda row: (row.item.day, row.kind.order, row.item.title))


def weeks_of(rows: Sequence[CalendarRow], *, today: date) -> list[Week]:
    """Eight weeks, those without anything too."""
    found = {monday: tuple(group) for monday, group in groupby(rows, key=lambda row: monday_of(row.item.day))}
    mondays = [monday_of(today) + timedelta(weeks=number) for number in range(WEEKS)]
    return [Week(monday=monday, rows=found.get(monday, ())) for monday in mondays]


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def _cells(rows: Sequence[CalendarRow]) -> Iterator[list[str]]:
    yield [_("dag"), _("soort"), _("wat"), _("wijken")]
    for row in rows:
        yield [row.item.day.isoformat(), str(row.kind.label), row.item.title, row.zones]


def _file(content: bytes | str, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
