"""Screens of Wagtail's, closed or fenced in: users and groups lead to "Toegang"; things of a zone are for who may change them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError, QuerySet, RestrictedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.generic import RedirectView
from wagtail.admin import messages
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permissions import policy_registry
from wagtail.snippets.views.snippets import DeleteView, IndexView, SnippetViewSet

from accounts.models import User
from core.models import names_in_the_way


class PeopleViewSet(ViewSet):
    """Leads from the addresses that Wagtail knows to ours."""

    def get_urlpatterns(self) -> list[URLPattern]:
        """The list, and one person."""
        one = RedirectView.as_view(pattern_name="accounts-person")
        return [
            path("", RedirectView.as_view(pattern_name="accounts-people"), name="index"),
            path("edit/<int:pk>/", one, name="edit"),
            path("usage/<int:pk>/", one, name="usage"),
        ]


class NoGroupsViewSet(ViewSet):
    """Groups come with zones, and who is in them follows from grants: there is nothing to do by hand."""

    def get_urlpatterns(self) -> list[URLPattern]:
        """None."""
        return []


class NoBulkAction(BulkAction):
    """Takes the place of an action of Wagtail's on many users at once."""

    models = [User]
    display_name = aria_label = ""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """There is no such action."""
        raise Http404


class NoRoles(NoBulkAction):
    """Roles are given one by one."""

    action_type = "assign_role"


class NoDeleting(NoBulkAction):
    """People are not deleted: the log of grants names them."""

    action_type = "delete"


class NoSwitching(NoBulkAction):
    """Whose roles all end can do nothing any more."""

    action_type = "set_active_state"


class KeepingDeleteView(DeleteView):
    """Deleting, and a sentence where something still hangs on what somebody wants to delete.

    `with_drafts` is for who may know all that hangs on it.
    """

    with_drafts = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Back to the form, which lists what hangs on it."""
        # The database knows what hangs on it; Wagtail's own list of references would refuse without a word.
        self.usage = None
        try:
            with transaction.atomic():
                answer: HttpResponse = super().post(request, *args, **kwargs)
        except (ProtectedError, RestrictedError) as error:
            names = names_in_the_way(error, with_drafts=self.with_drafts)
            messages.error(request, self.refusal % {"name": self.object, "names": names})
            return redirect(request.path)
        return answer

    @property
    def refusal(self) -> str:
        """What is said, with `name` and `names` to fill in."""
        return _("'%(name)s' is nog nodig voor: %(names)s. Kies daar eerst iets anders, of zet het offline.")


class OwnObject:
    """In front of a view of one thing: who may not change that very thing does not see it either.

    What else a view asks, such as publishing, is asked of that thing too. Whoever locked it may unlock it.
    """

    request: HttpRequest
    object: Any

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """The thing; raises PermissionDenied."""
        # Wagtail's view comes after this one.
        view: Any = super()
        found = view.get_object(*args, **kwargs)
        if not policy_registry.get(found).user_has_permission_for_instance(self.request.user, "change", found):
            raise PermissionDenied
        return found

    def user_has_permission(self, permission: str) -> bool:
        """Whether somebody may do something with this very thing, which a policy about its model says of all."""
        view: Any = super()
        if not view.user_has_permission(permission):
            return False
        mine = permission == "unlock" and self.object.locked_by_id == self.request.user.pk
        policy = policy_registry.get(self.object)
        return mine or bool(policy.user_has_permission_for_instance(self.request.user, permission, self.object))


class PlainIndexView(IndexView):
    """A list without boxes to tick: deleting many at once would not say what each is still needed for."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """All other columns."""
        super().setup(request, *args, **kwargs)
        self.columns = [column for column in self.columns if not isinstance(column, BulkActionsCheckboxColumn)]


class ScopedSnippetViewSet(SnippetViewSet):
    """Snippets of a model with a policy for each object: every view asks it about the object, not only about the model.

    There is no chooser, as that would offer what is of others; forms offer lists of what somebody may choose. Many at once is
    for nobody: who registers such a view set also closes the bulk actions of its model, see `NoBulkAction`.
    """

    index_view_class = PlainIndexView
    delete_view_class = KeepingDeleteView
    copy_view_enabled = False
    # Views of no object that is there already.
    of_no_object = frozenset({"index_view_class", "add_view_class", "preview_on_add_view_class", "revisions_revert_view_class"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for name in dir(type(self)):
            if name.endswith("_view_class") and name not in self.of_no_object:
                view = getattr(self, name)
                # A view that cannot be fenced in is not there.
                setattr(self, name, type(f"Own{view.__name__}", (OwnObject, view), {}) if hasattr(view, "get_object") else None)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What somebody may change."""
        model: Any = self.model
        found: QuerySet[Any] = policy_registry.get_by_type(model).instances_user_has_permission_for(request.user, "change")
        return found

    def register_chooser_viewset(self) -> None:
        """None."""
