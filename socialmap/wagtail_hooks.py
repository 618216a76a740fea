"""Registers the admin of the social map."""

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from accounts.choices import Right
from accounts.permissions import may, may_everywhere
from accounts.registry import QuickStart, Todo, work
from core.schedule import AMSTERDAM
from socialmap.registry import Kept, kept_kinds
from socialmap.selectors import broken_for, overdue_for
from socialmap.services import CONFIRMED
from socialmap.views import imports, keeping, links
from socialmap.viewsets import SocialMapGroup

register_snippet(SocialMapGroup)


@hooks.register("register_admin_urls")
def import_urls() -> list[URLPattern]:
    """Addresses of import and export."""
    return [
        path("sociale-kaart/importeren/", imports.choose_file, name="socialmap-import"),
        path("sociale-kaart/importeren/<int:pk>/", imports.show_difference, name="socialmap-import-preview"),
        path("sociale-kaart/importeren/<int:pk>/toepassen/", imports.apply_file, name="socialmap-import-apply"),
        path(
            "sociale-kaart/exporteren/<slug:kind>.<slug:extension>",
            imports.download,
            name="socialmap-export",
        ),
    ]


@hooks.register("register_log_actions")
def confirmed_action(actions: LogActionRegistry) -> None:
    """What the log says of data that somebody said are right."""
    actions.register_action(CONFIRMED, _("Klopt nog"), _("Nagekeken: alles klopt nog"))


@hooks.register("register_admin_urls")
def overdue_urls() -> list[URLPattern]:
    """Addresses of what has to be looked at again."""
    return [
        path("na-te-gaan/", keeping.list_overdue, name="socialmap-overdue"),
        path("na-te-gaan/bel-lijst/", keeping.print_overdue, name="socialmap-overdue-print"),
        path("na-te-gaan/na-te-gaan.csv", keeping.export_overdue, name="socialmap-overdue-export"),
        path("na-te-gaan/klopt/", keeping.confirm, name="socialmap-overdue-confirm"),
    ]


class CheckingMenuItem(MenuItem):
    """The way to what has to be checked, for who may."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Nobody sees a door that is closed to them."""
        return may(request.user, Right.CHECK_DATA)


@hooks.register("register_admin_menu_item")
def overdue_menu_item() -> CheckingMenuItem:
    """In the main menu of the admin, after what was sent in."""
    return CheckingMenuItem(_("Na te gaan"), reverse("socialmap-overdue"), icon_name="calendar-check", order=95)


@hooks.register("register_admin_urls")
def link_urls() -> list[URLPattern]:
    """Addresses of the addresses that do not work."""
    return [
        path("kapotte-links/", links.list_broken, name="socialmap-links"),
        path("kapotte-links/<int:pk>/opnieuw/", links.recheck, name="socialmap-link-recheck"),
    ]


@hooks.register("register_reports_menu_item")
def links_menu_item() -> CheckingMenuItem:
    """Among the reports of the admin."""
    return CheckingMenuItem(_("Kapotte links"), reverse("socialmap-links"), icon_name="link", order=850)


def _register_kept(kind: Kept) -> None:
    work.register(
        Todo(
            name=f"overdue-{kind.key}",
            order=20 + kind.order,
            icon="calendar-check",
            url=lambda: f"{reverse('socialmap-overdue')}?soort={kind.key}",
            is_for=lambda user: may(user, Right.CHECK_DATA),
            count=lambda user, at: overdue_for(user, kind, on=at.astimezone(AMSTERDAM).date()).count(),
            words=lambda count: _("%(count)d na te gaan: %(kind)s") % {"count": count, "kind": kind.label.lower()},
        )
    )


for _kind in kept_kinds:
    _register_kept(_kind)
work.register(
    Todo(
        name="broken-links",
        order=80,
        icon="link",
        url=lambda: reverse("socialmap-links"),
        is_for=lambda user: may(user, Right.CHECK_DATA),
        count=lambda user, _at: broken_for(user).count(),
        words=lambda count: ngettext("%d kapotte link", "%d kapotte links", count) % count,
    )
)
work.register_start(
    QuickStart(
        name="entry",
        order=10,
        icon="help",
        label=_("Hulp of tip"),
        url=lambda: reverse("wagtailsnippets_socialmap_entry:add"),
        is_for=lambda user: may_everywhere(user, Right.EDIT_SOCIAL_MAP),
    )
)
