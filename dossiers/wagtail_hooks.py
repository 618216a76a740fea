"""Registers the admin of dossiers."""

from __future__ import annotations

from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from accounts.choices import Right
from accounts.permissions import OfZonePolicy
from accounts.registry import QuickStart, Todo, work
from dossiers.models import ZoneAddition
from dossiers.permissions import may_see_dossiers, zones_of
from dossiers.views import shelf
from dossiers.viewsets import DossiersGroup, NoDeletingAdditions, offer_what_one_may

register_permission_policy(ZoneAddition, OfZonePolicy(ZoneAddition, right=Right.EDIT_PAGES, publish_right=Right.PUBLISH_PAGES))
register_snippet(DossiersGroup)
# After Wagtail's own, so that ours is the one that is found.
hooks.register("register_bulk_action", NoDeletingAdditions, order=1000)
hooks.register("construct_snippet_action_menu", offer_what_one_may)


@hooks.register("register_admin_urls")
def dossier_urls() -> list[URLPattern]:
    """Addresses of dossiers in the admin."""
    return [
        path("dossiers/", shelf.list_dossiers, name="dossier-list"),
        path("dossiers/wegwijzers/", shelf.list_guides, name="guide-list"),
        path("dossiers/<int:pk>/gebruik/", shelf.show_usage, name="dossier-usage"),
        path("dossiers/toevoegingen/<int:pk>/wijzigingen/", shelf.show_changes, name="dossier-changes"),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    """How the log names what we write in it."""
    actions.register_action("dossiers.seen", _("Wijzigingen gezien"), _("De wijzigingen van het dossier zijn gezien"))


work.register(
    Todo(
        name="dossiers-behind",
        order=70,
        icon="folder-open-1",
        url=lambda: reverse("dossier-list"),
        is_for=may_see_dossiers,
        count=lambda user, _at: ZoneAddition.objects.behind().filter(zone__in=zones_of(user)).count(),
        words=lambda count: (
            ngettext("%(count)d toevoeging bij een dossier dat veranderde", "%(count)d toevoegingen bij dossiers die veranderden", count)
            % {"count": count}
        ),
    )
)
work.register_start(
    QuickStart(
        name="addition",
        order=30,
        icon="folder-open-1",
        label=_("Toevoeging aan een dossier"),
        url=lambda: reverse("wagtailsnippets_dossiers_zoneaddition:add"),
        is_for=may_see_dossiers,
    )
)
