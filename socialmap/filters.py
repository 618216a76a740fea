"""Filters of the lists of the social map in the admin."""

from __future__ import annotations

import django_filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from search.choices import Step
from sites.models import Zone
from socialmap.models import Entry, Theme
from socialmap.models.entry import EntryQuerySet


class EntryFilterSet(WagtailFilterSet):
    """What editors look for: a zone, a step, a theme, what is overdue or has stopped."""

    zones = django_filters.ModelChoiceFilter(queryset=Zone.objects.all(), label=_("Wijk"))
    step = django_filters.MultipleChoiceFilter(choices=Step.choices, label=_("Stap"), widget=forms.CheckboxSelectMultiple)
    themes = django_filters.ModelChoiceFilter(queryset=Theme.objects.all(), label=_("Thema"))
    overdue = django_filters.BooleanFilter(method="filter_overdue", label=_("Moet nagekeken worden"))
    stopped = django_filters.BooleanFilter(field_name="stopped_on", lookup_expr="isnull", exclude=True, label=_("Gestopt"))
    live = django_filters.BooleanFilter(label=_("Online"))

    class Meta:
        model = Entry
        fields = ("zones", "step", "themes", "overdue", "stopped", "live")

    def filter_overdue(self, queryset: EntryQuerySet, name: str, value: bool) -> EntryQuerySet:
        """Entries whose day to look again has passed, or all others."""
        overdue = queryset.overdue(on=timezone.localdate())
        return overdue if value else queryset.exclude(pk__in=overdue.values("pk"))
