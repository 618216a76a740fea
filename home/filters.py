"""Narrowing down lists of the Wijkwinkels in the admin."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from accounts.choices import Right
from accounts.permissions import Visitor, zones_where
from sites.models import LocationChange, Zone

ENDS_SOON = timedelta(days=7)
THIS_WEEK = "week"


def ending_soon(rows: QuerySet[LocationChange], *, at: datetime) -> QuerySet[LocationChange]:
    """Those that hold now or begin before, and end within seven days of an aware moment."""
    return rows.filter(ends_at__gt=at, ends_at__lte=at + ENDS_SOON)


def _zones_of(request: Any) -> QuerySet[Zone]:
    user: Visitor = request.user
    return zones_where(user, Right.EDIT_PAGES)


class ChangeFilterSet(WagtailFilterSet):
    """By zone, and what is over soon: it leads here from the first page of the admin."""

    wijk = django_filters.ModelChoiceFilter(field_name="location__zone", queryset=_zones_of, label=_("Wijk"))
    einde = django_filters.ChoiceFilter(
        label=_("Wanneer is het voorbij?"), choices=[(THIS_WEEK, _("Binnen een week"))], method="until", empty_label=_("Maakt niet uit")
    )

    class Meta:
        model = LocationChange
        fields: list[str] = []

    def until(self, rows: QuerySet[LocationChange], _name: str, _value: str) -> QuerySet[LocationChange]:
        """What ends within a week from now."""
        return ending_soon(rows, at=timezone.now())
