"""What zones add to dossiers, in the admin. Each zone keeps its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.models import TaskState
from wagtail.permissions import policy_registry
from wagtail.snippets.action_menu import ActionMenuItem, PublishMenuItem, UnpublishMenuItem
from wagtail.snippets.views.snippets import CollectWorkflowActionDataView, CreateView, EditView, SnippetViewSetGroup, WorkflowActionView

from accounts.models import User
from accounts.viewsets import NoBulkAction, ScopedSnippetViewSet
from dossiers.forms import ZoneAdditionForm
from dossiers.models import ZoneAddition
from dossiers.permissions import may_publish, may_see_dossiers, may_write_dossiers


class SecondReader:
    """In front of a form of an addition: who wrote it alone does not make it public."""

    object: ZoneAddition | None
    request: HttpRequest

    def get_available_actions(self) -> Sequence[str]:
        """What the buttons of the form do for somebody."""
        view: Any = super()
        found = [action for action in view.get_available_actions() if action != "publish"]
        if self.object is not None and may_publish(self.request.user, self.object):
            found.append("publish")
        return found


def offer_what_one_may(menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]) -> None:
    """The buttons of an addition follow from rights in its zone, where Wagtail knows of rights on all of a model."""
    if context["model"] is not ZoneAddition:
        return
    addition = context.get("instance")
    menu_items[:] = [item for item in menu_items if not isinstance(item, (PublishMenuItem, UnpublishMenuItem))]
    if addition is None or context.get("locked_for_user"):
        return
    if addition.live and policy_registry.get(addition).user_has_permission_for_instance(request.user, "publish", addition):
        menu_items.append(UnpublishMenuItem(order=20))
    if may_publish(request.user, addition):
        menu_items.append(PublishMenuItem(order=30))
    menu_items.sort(key=lambda item: item.order)


class OwnTask:
    """In front of a view of a step of a workflow: it is a step of the thing in the address."""

    object: ZoneAddition
    task_state_id: int

    def get_task_state(self) -> TaskState:
        """The step; raises Http404 for one of something else."""
        found = TaskState.objects.for_instance(self.object)
        state: TaskState = get_object_or_404(found, pk=self.task_state_id).specific
        return state


class AdditionWorkflowActionView(OwnTask, WorkflowActionView):
    """Approving an addition, or asking for changes."""


class AdditionWorkflowDataView(OwnTask, CollectWorkflowActionDataView):
    """What somebody says with it, before the form is saved."""


class AdditionEditView(SecondReader, EditView):
    """A draft of an addition."""


class AdditionCreateView(SecondReader, CreateView):
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
    edit_view_class = AdditionEditView
    workflow_action_view_class = AdditionWorkflowActionView
    collect_workflow_action_data_view_class = AdditionWorkflowDataView
    list_display = (
        "dossier",
        "zone",
        Column("updated_at", label=_("Laatst gewijzigd"), sort_key="updated_at"),
        BooleanColumn("is_behind", label=_("Dossier is sindsdien veranderd")),
    )
    list_per_page = 50
    edit_handler = ObjectList(
        [FieldPanel("dossier"), FieldPanel("zone", widget=forms.Select), FieldPanel("title"), FieldPanel("text"), PublishingPanel()],
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
