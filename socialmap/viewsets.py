"""The social map in the admin: one menu group of snippets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse, reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel, TabbedInterface, TitleFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
    SnippetChosenMultipleView,
    SnippetChosenView,
)
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from accounts.viewsets import KeepingDeleteView
from core.forms import SnippetChooser, translation_panels
from search.models import ReadingFigure
from socialmap.filters import EntryFilterSet
from socialmap.forms import EditorialForm, EntryForm, SeveralChoosers, TargetGroupForm, ThemeForm
from socialmap.models import Entry, LikePair, Organisation, TargetGroup, Theme
from socialmap.permissions import choosable, may_import, may_merge
from socialmap.selectors import others_of, pairs_about

CONTACT_PANELS = [
    MultiFieldPanel([FieldPanel(name) for name in ("phone", "email", "website")], heading=_("Contact")),
    MultiFieldPanel(
        [FieldPanel(name) for name in ("place_name", "street", "postcode", "city", "latitude", "longitude", "wheelchair")],
        heading=_("Plek"),
    ),
    FieldPanel("hours"),
    FieldPanel("languages"),
]
VERIFIED_PANELS = [FieldPanel(name) for name in ("verified_on", "verified_by", "review_on", "source")]
TEXT_FIELDS = ("slug", "step", "sentence", "description", "how_it_goes", "bring_along", "keywords")


class ChoosePublic:
    """Offers what is public; drafts of the social map are for who keeps it."""

    model_class: Any
    request: HttpRequest

    def get_object_list(self) -> QuerySet[Any]:
        """What somebody may choose."""
        return choosable(self.model_class, self.request.user)


class PublicChooseView(ChoosePublic, ChooseView):
    """The list to choose from."""


class PublicChooseResultsView(ChoosePublic, ChooseResultsView):
    """The same list without its frame."""


class PublicChosenView(SnippetChosenView):
    """The one that was chosen."""

    def get_object(self, pk: str) -> Any:
        """404 for what somebody may not choose."""
        return choosable(self.model_class, self.request.user).get(pk=pk)


class PublicChosenMultipleView(SnippetChosenMultipleView):
    """Those that were chosen."""

    def get_objects(self, pks: Iterable[str]) -> QuerySet[Any]:
        """Without what somebody may not choose."""
        return choosable(self.model_class, self.request.user).filter(pk__in=pks)


class PublicChooserViewSet(SnippetChooserViewSet):
    """Choosing from the social map; editors of a zone choose an organiser for an activity with it."""

    choose_one_text = page_title = _("Kies")
    search_tab_label = _("Zoeken")
    base_widget_class = SnippetChooser

    choose_view_class = PublicChooseView
    choose_results_view_class = PublicChooseResultsView
    chosen_view_class = PublicChosenView
    chosen_multiple_view_class = PublicChosenMultipleView


class DuplicatesPanel(Panel):
    """What this may be a duplicate of, above the form; a query, and one more if there is any. For who may merge."""

    class BoundPanel(Panel.BoundPanel):
        """The panel of one form."""

        template_name = "socialmap/admin/duplicates_panel.html"

        def is_shown(self) -> bool:
            """Only where there is something to say."""
            return super().is_shown() and self.instance.pk is not None and may_merge(self.request.user) and bool(self.pairs)

        @cached_property
        def pairs(self) -> list[LikePair]:
            """The pairs, most alike first."""
            return list(pairs_about(self.instance))

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """With the names of the others."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            kind = self.instance._meta.model_name
            rows = [
                (other, why, reverse("socialmap-merge", args=[kind, self.instance.pk, other.pk]))
                for other, why in others_of(self.instance, self.pairs)
            ]
            return context | {"rows": rows}


class ReadingColumn(Column):
    """A mark at texts that could be easier to read."""

    cell_template_name = "socialmap/admin/reading_cell.html"


class EntryViewSet(SnippetViewSet):
    """What can help."""

    model = Entry
    chooser_viewset_class = PublicChooserViewSet
    icon = "help"
    menu_label = _("Hulp en tips")
    list_display = (
        "title",
        Column("get_step_display", label=_("Stap"), sort_key="step"),
        Column("owner", label=_("Beheerder")),
        Column("review_on", label=_("Nakijken op"), sort_key="review_on"),
        ReadingColumn("reading_level", label=_("Taal")),
        BooleanColumn("live", label=_("Online"), sort_key="live"),
    )
    search_fields = ("title", "sentence", "keywords")
    filterset_class = EntryFilterSet
    list_per_page = 50
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [DuplicatesPanel(), TitleFieldPanel("title", placeholder=_("Naam")), *(FieldPanel(name) for name in TEXT_FIELDS)],
                heading=_("Tekst"),
            ),
            ObjectList(
                [
                    *(FieldPanel(name) for name in ("themes", "target_groups", "zones", "is_city_wide", "modes")),
                    MultiFieldPanel([FieldRowPanel([FieldPanel("cost_kind"), FieldPanel("cost")])], heading=_("Kosten")),
                ],
                heading=_("Voor wie en waar"),
            ),
            ObjectList([FieldPanel("organisation"), *CONTACT_PANELS], heading=_("Contact en tijden")),
            ObjectList(
                [
                    FieldPanel("owner"),
                    *VERIFIED_PANELS,
                    FieldPanel("stopped_on"),
                    FieldPanel("alternatives", widget=SeveralChoosers(Entry)),
                ],
                heading=_("Beheer"),
            ),
            ObjectList(translation_panels(Entry), heading=_("Vertalingen")),
        ],
        base_form_class=EntryForm,
    )

    def get_queryset(self, request: object) -> object:
        """Load what the list shows in one query."""
        figures = ReadingFigure.objects.filter(kind=Entry._meta.label_lower, object_id=OuterRef("pk"))
        return Entry.objects.filter(merged_into=None).select_related("owner").annotate(reading_level=Subquery(figures.values("level")[:1]))


class OrganisationViewSet(SnippetViewSet):
    """Who offers help."""

    model = Organisation
    delete_view_class = KeepingDeleteView
    chooser_viewset_class = PublicChooserViewSet
    icon = "group"
    menu_label = _("Organisaties")
    list_display = (
        "name",
        Column("get_kind_display", label=_("Soort"), sort_key="kind"),
        Column("phone", label=_("Telefoon")),
        BooleanColumn("live", label=_("Online"), sort_key="live"),
    )
    search_fields = ("name", "description")
    list_per_page = 50
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    DuplicatesPanel(),
                    TitleFieldPanel("name", placeholder=_("Naam")),
                    *(FieldPanel(name) for name in ("slug", "kind", "description", "zones", "is_city_wide")),
                ],
                heading=_("Organisatie"),
            ),
            ObjectList(CONTACT_PANELS, heading=_("Contact en tijden")),
            ObjectList(VERIFIED_PANELS, heading=_("Beheer")),
        ],
        base_form_class=EditorialForm,
    )

    def get_queryset(self, request: object) -> object:
        """Without what is merged with another."""
        return Organisation.objects.filter(merged_into=None)


class ThemeViewSet(SnippetViewSet):
    """Subjects."""

    model = Theme
    delete_view_class = KeepingDeleteView
    chooser_viewset_class = PublicChooserViewSet
    icon = "tag"
    menu_label = _("Thema's")
    list_display = ("name", "order", BooleanColumn("is_tile", label=_("Tegel")), BooleanColumn("live", label=_("Online")))
    edit_handler = ObjectList(
        [
            TitleFieldPanel("name", placeholder=_("Naam")),
            *(FieldPanel(name) for name in ("slug", "introduction", "icon", "order", "is_tile", "tile_label")),
            *translation_panels(Theme),
        ],
        base_form_class=ThemeForm,
    )


class TargetGroupViewSet(SnippetViewSet):
    """Whom help is meant for."""

    model = TargetGroup
    icon = "user"
    menu_label = _("Doelgroepen")
    list_display = ("name", "order")
    edit_handler = ObjectList(
        [TitleFieldPanel("name", placeholder=_("Naam")), FieldPanel("slug"), FieldPanel("order"), *translation_panels(TargetGroup)],
        base_form_class=TargetGroupForm,
    )


class ImportMenuItem(MenuItem):
    """Import and export, for who may use them."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Only for editors of the whole social map."""
        return may_import(request.user)


class SocialMapGroup(SnippetViewSetGroup):
    """The menu of the social map."""

    items = (EntryViewSet, OrganisationViewSet, ThemeViewSet, TargetGroupViewSet)
    menu_icon = "group"
    menu_label = _("Sociale kaart")
    menu_name = "sociale-kaart"
    menu_order = 160

    def get_submenu_items(self) -> list[MenuItem]:
        """The lists, and import and export below them."""
        importing = ImportMenuItem(_("Importeren en exporteren"), reverse_lazy("socialmap-import"), icon_name="upload", order=900)
        return [*super().get_submenu_items(), importing]
