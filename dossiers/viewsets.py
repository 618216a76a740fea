"""What zones add to dossiers, in the admin. Each zone keeps its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import CreateView, SnippetViewSetGroup

from accounts.models import User
from accounts.viewsets import NoBulkAction, ScopedSnippetViewSet
from dossiers.forms import ZoneAdditionForm
from dossiers.models import ZoneAddition
from dossiers.permissions import may_see_dossiers, may_write_dossiers


class AdditionCreateView(CreateView):
    """A new addition; the list of dossiers leads here with the dossier and the zone filled in."""

    http_method_names = ["get", "head", "options", "post"]

    def get_initial_form_instance(self) -> ZoneAddition:
        """What the address says, as far as these are numbers; the form checks whether somebody may choose them."""
        chosen = {f"{name}_id": self.request.GET.get(name, "") for name in ("dossier", "zone")}
        return ZoneAddition(**{name: int(value) for name, value in chosen.items() if value.isdecimal() and len(value) < 10})


class ZoneAdditionViewSet(ScopedSnippetViewSet):
    """What zones add."""

    model = ZoneAddition
    icon = "pin"
    menu_label = _("Toevoegingen van wijken")
    menu_name = "toevoegingen"
    add_view_class = AdditionCreateView
    list_display = (
        "dossier",
        "zone",
        Column("updated_at", label=_("Laatst gewijzigd"), sort_key="updated_at"),
        BooleanColumn("is_behind", label=_("Dossier is sindsdien veranderd")),
    )
    list_per_page = 50
    edit_handler = ObjectList(
        [FieldPanel("dossier"), FieldPanel("zone", widget=forms.Select), FieldPanel("title"), FieldPanel("text")],
        base_form_class=ZoneAdditionForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With what the list shows: one query, whatever their number."""
        return super().get_queryset(request).select_related("dossier", "zone")


class DossiersMenuItem(MenuItem):
    """The way to the dossiers, for who keeps pages."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Nobody sees a door that is closed to them."""
        return isinstance(request.user, User) and may_see_dossiers(request.user)


class GuidesMenuItem(MenuItem):
    """The way to the guides, for who writes what zones share."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Nobody sees a door that is closed to them."""
        return isinstance(request.user, User) and may_write_dossiers(request.user)


class DossiersGroup(SnippetViewSetGroup):
    """The menu of dossiers: the list of all, guides, and what zones add."""

    items = (ZoneAdditionViewSet,)
    menu_icon = "folder-open-1"
    menu_label = _("Themadossiers")
    menu_name = "dossiers"
    menu_order = 155

    def get_submenu_items(self) -> list[MenuItem]:
        """The list comes first."""
        return [
            DossiersMenuItem(_("Alle dossiers"), reverse_lazy("dossier-list"), icon_name="folder-open-1", order=1),
            GuidesMenuItem(_("Wegwijzers"), reverse_lazy("guide-list"), icon_name="help", order=2),
            *super().get_submenu_items(),
        ]


class NoDeletingAdditions(NoBulkAction):
    """Each is deleted on its own."""

    models = [ZoneAddition]
    action_type = "delete"
