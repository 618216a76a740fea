"""Plain language in the admin: what could be easier in the form of an editor, and the report of all texts."""

from __future__ import annotations

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from core.plain_language import Kind
from core.spreadsheets import guarded
from search.models import LEVELS, ReadingFigure
from search.permissions import may_see_all_searches
from search.registry import readables
from search.selectors import hard_terms
from search.services.reading import reading_of

# The mode of a preview that answers with this instead of the page.
MODE = "taal"
KIND_LABELS = {
    Kind.LONG_SENTENCE: gettext_lazy("Lange zin"),
    Kind.HARD_WORD: gettext_lazy("Moeilijk woord"),
    Kind.LONG_WORD: gettext_lazy("Lang woord"),
    Kind.PASSIVE: gettext_lazy("Wie doet het?"),
    Kind.VAGUE_LINK: gettext_lazy("Link"),
    Kind.CAPITALS: gettext_lazy("Hoofdletters"),
    Kind.SHORT_FORM: gettext_lazy("Afkorting"),
}


def show_reading(request: HttpRequest, instance: Any) -> HttpResponse:
    """What could be easier in what stands in the form of an editor, as a piece of the side panel; one query at most."""
    readable = readables.of(type(instance))
    context: dict[str, Any] = {"is_read": readable is not None}
    if readable:
        reading = reading_of(instance, readable, hard_terms())
        found = [(KIND_LABELS[finding.kind], finding) for finding in reading.findings]
        context |= {"reading": reading, "findings": found, "missing": readable.missing(instance)}
    return TemplateResponse(request, "search/admin/reading.html", context)


def _kinds() -> list[tuple[str, str]]:
    return [(readable.kind, str(readable.model._meta.verbose_name)) for readable in readables]


class ReadingFilterSet(WagtailFilterSet):
    """Which texts the report shows."""

    kind = django_filters.ChoiceFilter(label=gettext_lazy("Soort"), choices=_kinds)
    level = django_filters.ChoiceFilter(label=gettext_lazy("Taal"), choices=LEVELS)
    is_live = django_filters.BooleanFilter(label=gettext_lazy("Online"))

    class Meta:
        model = ReadingFigure
        fields: list[str] = []


def edit_url_of(figure: ReadingFigure) -> str:
    """Where an editor makes the text easier."""
    app, model = figure.kind.split(".")
    readable = next((readable for readable in readables if readable.kind == figure.kind), None)
    if readable and issubclass(readable.model, Page):
        return reverse("wagtailadmin_pages:edit", args=[figure.object_id])
    return reverse(f"wagtailsnippets_{app}_{model}:edit", args=[figure.object_id])


def kind_label(kind: str) -> str:
    """A kind in words: "hulp of tip"."""
    return dict(_kinds()).get(kind, kind)


def kind_in_words(figure: ReadingFigure) -> str:
    """What the text is of, in words."""
    return kind_label(figure.kind)


class ReadingReportView(ReportView):
    """Every text of pages, entries and organisations, the hardest first; as many queries whatever their number."""

    model = ReadingFigure
    page_title = gettext_lazy("Leesbaarheid")
    header_icon = "glasses"
    index_url_name = "search-reading"
    index_results_url_name = "search-reading-results"
    index_url = reverse_lazy("search-reading")
    filterset_class = ReadingFilterSet
    is_searchable = False
    columns = [
        TitleColumn("title", label=gettext_lazy("Naam"), get_url=edit_url_of),
        Column("kind", label=gettext_lazy("Soort"), accessor=kind_in_words),
        Column("level", label=gettext_lazy("Taal"), accessor=lambda figure: figure.get_level_display()),
        Column("score", label=gettext_lazy("Score")),
        Column("findings", label=gettext_lazy("Kan makkelijker")),
        Column("words", label=gettext_lazy("Woorden")),
        BooleanColumn("is_live", label=gettext_lazy("Online")),
    ]
    list_export = ["title", "kind", "get_level_display", "score", "findings", "words", "is_live"]
    export_headings = {
        "title": gettext_lazy("Naam"),
        "kind": gettext_lazy("Soort"),
        "get_level_display": gettext_lazy("Taal"),
        "score": gettext_lazy("Score"),
        "findings": gettext_lazy("Kan makkelijker"),
        "words": gettext_lazy("Woorden"),
        "is_live": gettext_lazy("Online"),
    }
    custom_field_preprocess = {
        "title": {"csv": guarded, "xlsx": guarded},
        "kind": {"csv": kind_label, "xlsx": kind_label},
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For who sees reports on the whole city: the list names drafts of all zones."""
        if not may_see_all_searches(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_queryset(self) -> Any:
        """The hardest first."""
        return ReadingFigure.objects.worst_first()

    def get_filename(self) -> str:
        """The name of the file."""
        return str(_("leesbaarheid"))
