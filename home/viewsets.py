"""The Wijkwinkels in the admin: places with their hours, and what changes there. Each zone keeps its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    PreviewOnCreateView,
    PreviewOnEditView,
    SnippetViewSetGroup,
)

from accounts.viewsets import KeepingDeleteView, NoBulkAction, ScopedSnippetViewSet
from core.recurrence import describe_date
from core.schedule import AMSTERDAM, format_time
from home.filters import ChangeFilterSet
from home.forms import PlaceChangeForm, PlaceForm
from sites.components import WeeksAhead, ZoneNotice
from sites.forms import HoursExceptionForm, HoursPeriodForm
from sites.models import Location, LocationChange
from sites.rules import HoursWarning, hours_warnings
from sites.selectors import Standing, change_sentence


def warnings_of(location: Location) -> tuple[HoursWarning, ...]:
    """What still has to be said of the hours of a place as they were saved; nothing of one that is not there. No query."""
    today = timezone.now().astimezone(AMSTERDAM).date()
    return hours_warnings(location.hours, today=today) if location.is_open_for_business(on=today) else ()


def status_of(location: Location) -> str:
    """How a place stands now, in a few words; its changes are loaded."""
    standing = Standing(location=location, at=timezone.now(), changes=tuple(location.changes.all()))
    if not standing.is_there:
        return _("Komt nog") if location.is_planned else _("Niet open voor bewoners")
    if standing.away and not standing.is_moved:
        return _("Tijdelijk dicht")
    where = _("Verhuisd naar %(place)s.") % {"place": standing.goes_to.name} if standing.is_moved else ""
    return " ".join(filter(None, (where, standing.status[1]))) or _("Geen tijden")


def attention_of(location: Location) -> str:
    """What is missing, in a few words."""
    return ", ".join(warning.short for warning in warnings_of(location)) or "-"


class FormInlinePanel(InlinePanel):
    """Rows with a form of their own."""

    def __init__(self, *args: Any, form: type[forms.ModelForm[Any]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.form = form

    def clone_kwargs(self) -> dict[str, Any]:
        """What a copy is made of."""
        return {**super().clone_kwargs(), "form": self.form}

    def get_form_options(self) -> dict[str, Any]:
        """Those of Wagtail, with our form."""
        options: dict[str, Any] = super().get_form_options()
        if self.form:
            options["formsets"][self.relation_name]["form"] = self.form
        return options


class Warned:
    """In front of a view that saves a place: what is missing in its hours is said as soon as it is saved."""

    request: HttpRequest
    object: Any

    def save_action(self) -> HttpResponse:
        """Back to the list, with a message for each thing."""
        # Wagtail's view comes after this one.
        view: Any = super()
        answer: HttpResponse = view.save_action()
        for warning in warnings_of(self.object):
            messages.warning(self.request, f"{self.object.title}: {warning.text}")
        return answer


class PlaceCreateView(Warned, CreateView):
    """A new place."""


class PlaceEditView(Warned, EditView):
    """A place."""


class PlacePreview:
    """The coming weeks, from the hours as they stand in the form."""

    object: Any

    def get_extra_request_attrs(self) -> dict[str, Any]:
        """What the template shows."""
        today = timezone.now().astimezone(AMSTERDAM).date()
        place = self.object
        preview = WeeksAhead.from_hours(
            place.title, place.own_hours(), today=today, is_warned=place.is_open_for_business(on=today) or not place.pk
        )
        view: Any = super()
        return {**view.get_extra_request_attrs(), "preview": preview}


class PlacePreviewOnCreate(PlacePreview, PreviewOnCreateView):
    """Of a new place."""


class PlacePreviewOnEdit(PlacePreview, PreviewOnEditView):
    """Of a place."""


class PlaceDeleteView(KeepingDeleteView):
    """Deleting a place that nothing needs. What a partner proposed is named to who decides about it, not to all who edit here."""

    with_drafts = False

    @property
    def refusal(self) -> str:
        """What to do first."""
        return _(
            "'%(name)s' kan niet weg. De plek is nog nodig voor: %(names)s. Kies daar eerst een andere plek. "
            "Is de plek voorgoed weg? Vul dan de laatste dag in. Dan kunnen mensen nog lezen waar zij heen kunnen."
        )


HOURS_PANELS = [
    HelpPanel(
        gettext_lazy(
            "<p>Vul de tijden van een gewone week in. Is het een tijd anders, zoals in de zomer? Voeg dan een periode toe, "
            "met een eerste en een laatste dag. Is het een dag anders? Zet die dag bij <strong>Andere dagen</strong>.</p>"
        )
    ),
    FormInlinePanel(
        "periods",
        label=gettext_lazy("Periode"),
        heading=gettext_lazy("Openingstijden"),
        form=HoursPeriodForm,
        panels=[
            FieldRowPanel([FieldPanel("first"), FieldPanel("last")]),
            FieldPanel("notation"),
            FieldPanel("by_appointment"),
            FieldPanel("name"),
        ],
    ),
    FormInlinePanel(
        "exceptions",
        label=gettext_lazy("Andere dag"),
        heading=gettext_lazy("Andere dagen"),
        form=HoursExceptionForm,
        panels=[FieldRowPanel([FieldPanel("first"), FieldPanel("last")]), FieldPanel("spans"), FieldPanel("reason")],
    ),
    FieldPanel("on_holidays"),
]
ADDRESS_PANELS = [
    FieldRowPanel([FieldPanel("street"), FieldPanel("postcode"), FieldPanel("city")]),
    FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
    FieldPanel("entrance"),
    FieldPanel("bus"),
    FieldPanel("parking"),
]


class LocationViewSet(ScopedSnippetViewSet):
    """Places where residents walk in."""

    model = Location
    icon = "home"
    menu_label = gettext_lazy("Plekken")
    menu_name = "plekken"
    add_view_class = PlaceCreateView
    edit_view_class = PlaceEditView
    delete_view_class = PlaceDeleteView
    preview_on_add_view_class = PlacePreviewOnCreate
    preview_on_edit_view_class = PlacePreviewOnEdit
    list_display = (
        "name",
        Column("zone", label=gettext_lazy("Wijk"), sort_key="zone__number"),
        Column("get_kind_display", label=gettext_lazy("Soort"), sort_key="kind"),
        Column("now", label=gettext_lazy("Nu"), accessor=status_of),
        Column("attention", label=gettext_lazy("Let op"), accessor=attention_of),
    )
    list_filter = ("kind",)
    search_fields = ("name", "street")
    list_per_page = 50
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    TitleFieldPanel("name", placeholder=gettext_lazy("Naam")),
                    FieldPanel("slug"),
                    FieldPanel("zone", widget=forms.Select),
                    FieldPanel("kind"),
                    FieldPanel("summary"),
                    MultiFieldPanel(
                        [
                            FieldPanel("is_planned"),
                            FieldPanel("meanwhile"),
                            FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closed_on")]),
                        ],
                        heading=gettext_lazy("Komt nog, of gaat weg"),
                    ),
                ],
                heading=gettext_lazy("Plek"),
            ),
            ObjectList(HOURS_PANELS, heading=gettext_lazy("Tijden")),
            ObjectList(ADDRESS_PANELS, heading=gettext_lazy("Adres en route")),
            ObjectList(
                [*(FieldPanel(name) for name in ("staff", "people", "operator", "phone", "email"))],
                heading=gettext_lazy("Wie u ontmoet"),
            ),
            ObjectList(
                [
                    *(FieldPanel(name) for name in ("wheelchair", "access", "facilities")),
                    MultiFieldPanel([FieldPanel("image"), FieldPanel("image_text")], heading=gettext_lazy("Foto")),
                    InlinePanel(
                        "rooms", label=gettext_lazy("Kamer"), heading=gettext_lazy("Kamers voor spreekuren"), panels=[FieldPanel("name")]
                    ),
                ],
                heading=gettext_lazy("Gebouw"),
            ),
            ObjectList([FieldPanel("verified_on"), FieldPanel("review_on")], heading=gettext_lazy("Nakijken")),
        ],
        base_form_class=PlaceForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what the list shows: three queries, whatever the number of places."""
        changes = LocationChange.objects.not_over(at=timezone.now()).select_related("to")
        return super().get_queryset(request).select_related("zone").prefetch_related(Prefetch("changes", queryset=changes))


class RefusedMeanwhile:
    """In front of a view that saves a change: what somebody else saved in the same moment is said in the form."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Save, or the form with what was typed and why not."""
        # Wagtail's view comes after this one.
        view: Any = super()
        try:
            answer: HttpResponse = view.form_valid(form)
        except ValidationError as error:
            form.add_error(None, error)
            answer = view.form_invalid(form)
        return answer


class ChangeCreateView(RefusedMeanwhile, CreateView):
    """A new move or closure."""

    def get_success_message(self, instance: Any = None) -> str:
        """What residents will read."""
        return saved_in_words(self.object)


class ChangeEditView(RefusedMeanwhile, EditView):
    """A move or closure."""

    def get_success_message(self, instance: Any = None) -> str:
        """What residents will read."""
        return saved_in_words(self.object)


def saved_in_words(change: LocationChange) -> str:
    """That a change is saved, and from when residents read the sentence that was written for it."""
    now, starts = timezone.now(), change.starts_at.astimezone(AMSTERDAM)
    if change.ends_at and change.ends_at <= now:
        return _("Bewaard. Dit is al voorbij. Bewoners lezen er niets meer over.")
    words = {"sentence": change_sentence(change), "day": describe_date(starts.date()), "time": format_time(starts)}
    if starts > now:
        return _("Bewaard. Vanaf %(day)s, %(time)s uur lezen bewoners overal: “%(sentence)s”") % words
    return _("Bewaard. Bewoners lezen nu overal: “%(sentence)s”") % words


class ChangePreview:
    """The sentence, as residents will see it."""

    object: Any

    def get_extra_request_attrs(self) -> dict[str, Any]:
        """What the template shows."""
        change = self.object
        notice = ZoneNotice(title=str(change), text=change_sentence(change), icon="verhuis" if change.to else "info", is_warning=True)
        view: Any = super()
        return {**view.get_extra_request_attrs(), "preview": notice}


class ChangePreviewOnCreate(ChangePreview, PreviewOnCreateView):
    """Of a new change."""


class ChangePreviewOnEdit(ChangePreview, PreviewOnEditView):
    """Of a change."""


class LocationChangeViewSet(ScopedSnippetViewSet):
    """Moved, closed, a new place, somebody else who keeps it open."""

    model = LocationChange
    icon = "redirect"
    menu_label = gettext_lazy("Verhuisd of dicht")
    menu_name = "verhuisd-of-dicht"
    add_view_class = ChangeCreateView
    edit_view_class = ChangeEditView
    preview_on_add_view_class = ChangePreviewOnCreate
    preview_on_edit_view_class = ChangePreviewOnEdit
    list_display = (
        "location",
        Column("get_kind_display", label=gettext_lazy("Wat is er?"), sort_key="kind"),
        Column("starts_at", label=gettext_lazy("Vanaf"), sort_key="starts_at"),
        Column("ends_at", label=gettext_lazy("Tot"), sort_key="ends_at"),
        Column("to", label=gettext_lazy("Waarheen?")),
    )
    list_per_page = 50
    filterset_class = ChangeFilterSet
    edit_handler = ObjectList(
        [
            HelpPanel(
                gettext_lazy(
                    "<p>U kiest wat er is, vanaf wanneer en tot wanneer. Wij schrijven de zin voor bewoners. Die staat vanaf die "
                    "minuut overal, en gaat vanzelf weer weg.</p>"
                )
            ),
            FieldPanel("location"),
            FieldPanel("kind"),
            FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
            FieldPanel("to"),
            FieldPanel("hours"),
            FieldPanel("reason"),
            FieldPanel("operator"),
        ],
        base_form_class=PlaceChangeForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what the list shows."""
        return super().get_queryset(request).select_related("location__zone", "to")


class NoDeletingPlaces(NoBulkAction):
    """Places are deleted one by one: each says what it is still needed for."""

    models = [Location, LocationChange]
    action_type = "delete"


class WijkwinkelGroup(SnippetViewSetGroup):
    """The menu of the Wijkwinkels."""

    items = (LocationViewSet, LocationChangeViewSet)
    menu_icon = "home"
    menu_label = gettext_lazy("Wijkwinkels")
    menu_name = "wijkwinkels"
    menu_order = 155
