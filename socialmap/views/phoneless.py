"""What is live without a telephone number, in the admin. Many people would rather call. A tip that somebody does alone needs none."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from accounts.choices import Right
from accounts.permissions import may, may_everywhere, zones_where
from core.spreadsheets import guarded
from search.choices import Step
from sites.models import Zone
from socialmap.models import Entry, Organisation, Theme

PER_PAGE = 50
STEPS = [(step.value, step.label) for step in Step if step is not Step.SELF]


class PhonelessEntryFilterSet(WagtailFilterSet):
    """Which help the report shows."""

    zones = django_filters.ModelChoiceFilter(label=gettext_lazy("Wijk"), queryset=Zone.objects.all())
    themes = django_filters.ModelChoiceFilter(label=gettext_lazy("Thema"), queryset=Theme.objects.all())
    step = django_filters.ChoiceFilter(label=gettext_lazy("Stap"), choices=STEPS)

    class Meta:
        model = Entry
        fields = ("zones", "themes", "step")


class PhonelessOrganisationFilterSet(WagtailFilterSet):
    """Which organisations the report shows."""

    zones = django_filters.ModelChoiceFilter(label=gettext_lazy("Wijk"), queryset=Zone.objects.all())

    class Meta:
        model = Organisation
        fields = ("zones",)


def zones_in_words(thing: Any) -> str:
    """The zones of a row: their names, or the whole city."""
    return _("hele stad") if thing.is_city_wide else ", ".join(zone.name for zone in thing.zones.all())


class PhonelessView(ReportView):
    """Live and without a telephone number, by name; as many queries whatever their number."""

    header_icon = "warning"
    is_searchable = False
    paginate_by = PER_PAGE
    columns = [
        Column("name", label=gettext_lazy("Naam"), accessor=str),
        Column("email", label=gettext_lazy("E-mail")),
        Column("website", label=gettext_lazy("Website")),
        Column("zones", label=gettext_lazy("Wijken"), accessor=zones_in_words),
    ]
    list_export = ["__str__", "email", "website", "zones_in_words"]
    export_headings = {
        "__str__": gettext_lazy("Naam"),
        "email": gettext_lazy("E-mail"),
        "website": gettext_lazy("Website"),
        "zones_in_words": gettext_lazy("Wijken"),
    }
    custom_field_preprocess = {name: {"csv": guarded, "xlsx": guarded} for name in ("__str__", "email", "website")}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For who checks data: all of it, or what serves their zones by name."""
        if not may(request.user, Right.CHECK_DATA):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_queryset(self) -> Any:
        """What somebody checks."""
        rows: QuerySet[Any] = self.get_base_queryset()
        if not may_everywhere(self.request.user, Right.CHECK_DATA):
            own = rows.model._default_manager.filter(zones__in=zones_where(self.request.user, Right.CHECK_DATA).values("pk"))
            rows = rows.filter(pk__in=own.values("pk"))
        return rows.prefetch_related("zones")

    def to_row_dict(self, item: Any) -> Any:
        """A row of a file, its zones in words."""
        item.zones_in_words = zones_in_words(item)
        return super().to_row_dict(item)


class PhonelessEntriesView(PhonelessView):
    """Help that somebody gives, and that nobody can call."""

    model = Entry
    page_title = gettext_lazy("Zonder telefoonnummer")
    index_url_name = "socialmap-phoneless"
    index_results_url_name = "socialmap-phoneless-results"
    index_url = reverse_lazy("socialmap-phoneless")
    filterset_class = PhonelessEntryFilterSet

    def get_base_queryset(self) -> QuerySet[Any]:
        """Help that residents find."""
        rows: QuerySet[Any] = Entry.objects.findable().filter(phone="").exclude(step=Step.SELF).order_by("title", "pk")
        return rows

    def get_filename(self) -> str:
        """The name of the file."""
        return str(_("zonder-telefoonnummer"))


class PhonelessOrganisationsView(PhonelessView):
    """Organisations that nobody can call."""

    model = Organisation
    page_title = gettext_lazy("Organisaties zonder telefoonnummer")
    index_url_name = "socialmap-phoneless-organisations"
    index_results_url_name = "socialmap-phoneless-organisations-results"
    index_url = reverse_lazy("socialmap-phoneless-organisations")
    filterset_class = PhonelessOrganisationFilterSet

    def get_base_queryset(self) -> QuerySet[Any]:
        """Organisations that have a page."""
        return Organisation.objects.filter(live=True, phone="").order_by("name")

    def get_filename(self) -> str:
        """The name of the file."""
        return str(_("organisaties-zonder-telefoonnummer"))
