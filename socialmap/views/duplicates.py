"""What may be on the social map twice, in the admin: the report, its files, and saying that it is not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from accounts.models import User
from core.spreadsheets import guarded
from sites.models import Zone
from socialmap.choices import Certainty
from socialmap.models import Entry, LikePair, Organisation, Theme
from socialmap.permissions import may_merge
from socialmap.selectors import reasons_in_words
from socialmap.services import dismiss, refresh_pairs_of

MODELS: dict[str, type[Any]] = {model._meta.label_lower: model for model in (Entry, Organisation)}
PER_PAGE = 50


def kind_in_words(kind: str) -> str:
    """A kind in words: "hulp of tip"."""
    return str(MODELS[kind]._meta.verbose_name)


class PairFilterSet(WagtailFilterSet):
    """Which pairs the report shows."""

    kind = django_filters.ChoiceFilter(label=gettext_lazy("Soort"), choices=lambda: [(kind, kind_in_words(kind)) for kind in MODELS])
    certainty = django_filters.ChoiceFilter(label=gettext_lazy("Hoe zeker?"), choices=Certainty.choices)
    zone = django_filters.ModelChoiceFilter(label=gettext_lazy("Wijk"), queryset=Zone.objects.all(), method="filter_zone")
    theme = django_filters.ModelChoiceFilter(label=gettext_lazy("Thema"), queryset=Theme.objects.all(), method="filter_theme")

    class Meta:
        model = LikePair
        fields: list[str] = []

    def filter_zone(self, queryset: QuerySet[LikePair], name: str, zone: Zone) -> QuerySet[LikePair]:
        """Pairs of which one serves a zone by name."""
        return queryset.filter(
            _with_one_of(Entry, Entry.objects.filter(zones=zone)) | _with_one_of(Organisation, Organisation.objects.filter(zones=zone))
        )

    def filter_theme(self, queryset: QuerySet[LikePair], name: str, theme: Theme) -> QuerySet[LikePair]:
        """Pairs of which one is about a theme; organisations are about none."""
        return queryset.filter(_with_one_of(Entry, Entry.objects.filter(themes=theme)))


def _with_one_of(model: type[Any], rows: QuerySet[Any]) -> Q:
    keys = rows.values("pk")
    return Q(kind=model._meta.label_lower) & (Q(first_id__in=keys) | Q(second_id__in=keys))


class PairColumn(Column):
    """The buttons of a pair."""

    cell_template_name = "socialmap/admin/pair_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """With the token that a form needs: a cell has no context of the request's own."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"token": get_token(parent_context["request"])}


def open_pairs() -> QuerySet[LikePair]:
    """What the report and the first page of the admin count."""
    pairs: QuerySet[LikePair] = LikePair.objects.open()
    return pairs


class PairReportView(ReportView):
    """All pairs that nobody decided about, most alike first; as many queries whatever their number."""

    model = LikePair
    page_title = gettext_lazy("Mogelijk dubbel")
    header_icon = "copy"
    index_url_name = "socialmap-pairs"
    index_results_url_name = "socialmap-pairs-results"
    index_url = reverse_lazy("socialmap-pairs")
    filterset_class = PairFilterSet
    is_searchable = False
    paginate_by = PER_PAGE
    columns = [
        Column("first_name", label=gettext_lazy("De ene")),
        Column("second_name", label=gettext_lazy("De andere")),
        Column("why", label=gettext_lazy("Waarom?")),
        Column("certainty", label=gettext_lazy("Hoe zeker?"), accessor=lambda pair: pair.get_certainty_display()),
        Column("kind", label=gettext_lazy("Soort"), accessor=lambda pair: kind_in_words(pair.kind)),
        PairColumn("buttons", label=gettext_lazy("Wat nu?"), accessor="pk"),
    ]
    list_export = ["first_name", "second_name", "why", "get_certainty_display", "kind"]
    export_headings = {
        "first_name": gettext_lazy("De ene"),
        "second_name": gettext_lazy("De andere"),
        "why": gettext_lazy("Waarom?"),
        "get_certainty_display": gettext_lazy("Hoe zeker?"),
        "kind": gettext_lazy("Soort"),
    }
    custom_field_preprocess = {
        "first_name": {"csv": guarded, "xlsx": guarded},
        "second_name": {"csv": guarded, "xlsx": guarded},
        "kind": {"csv": kind_in_words, "xlsx": kind_in_words},
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """For who may change everything on the social map: the list names drafts."""
        require_merger(request)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_queryset(self) -> Any:
        """What nobody decided about."""
        return open_pairs()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """With the names of what is on this page: a query a kind."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        name_pairs(context["object_list"])
        return context

    def stream_csv(self, queryset: Any) -> Any:
        """With names."""
        return super().stream_csv(_named(queryset))

    def write_xlsx(self, queryset: Any, output: Any) -> Any:
        """With names."""
        return super().write_xlsx(_named(queryset), output)

    def get_filename(self) -> str:
        """The name of the file."""
        return str(_("mogelijk-dubbel"))


def _named(queryset: Any) -> Sequence[LikePair]:
    return name_pairs(list(queryset))


def name_pairs(pairs: Iterable[LikePair]) -> Sequence[LikePair]:
    """Pairs with `first_name`, `second_name` and `why`; a query a kind."""
    found = list(pairs)
    for kind, model in MODELS.items():
        own = [pair for pair in found if pair.kind == kind]
        keys = {key for pair in own for key in (pair.first_id, pair.second_id)}
        names = {thing.pk: str(thing) for thing in model.objects.filter(pk__in=keys)} if keys else {}
        for pair in own:
            pair.first_name, pair.second_name = names.get(pair.first_id, ""), names.get(pair.second_id, "")
            pair.why = reasons_in_words(pair.reasons)
            pair.merge_url = reverse("socialmap-merge", args=[model._meta.model_name, pair.first_id, pair.second_id])
    return found


@require_POST
def say_no_duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Two are not the same; remembered until one of them changes."""
    user = require_merger(request)
    dismiss(pair=get_object_or_404(open_pairs(), pk=pk), by=user, at=timezone.now())
    messages.success(request, _("Onthouden: dit is niet dubbel. Verandert een naam, nummer of adres? Dan kijken wij opnieuw."))
    return redirect("socialmap-pairs")


def warn_of_duplicates(request: HttpRequest, thing: Any) -> None:
    """After an entry or organisation was saved in the admin: look for the same, and say it; never a hard stop."""
    if type(thing) not in MODELS.values() or not may_merge(request.user):
        return
    for pair in name_pairs(refresh_pairs_of(thing=thing)[:3]):
        other = pair.second_name if pair.first_id == thing.pk else pair.first_name
        words = {"other": other, "why": pair.why}
        messages.warning(request, _("Mogelijk dubbel: dit lijkt op '%(other)s' (%(why)s). Kijk bij Rapporten, Mogelijk dubbel.") % words)


def require_merger(request: HttpRequest) -> User:
    """Who asks; PermissionDenied for who may not change everything on the social map."""
    if not isinstance(request.user, User) or not may_merge(request.user):
        raise PermissionDenied
    return request.user
