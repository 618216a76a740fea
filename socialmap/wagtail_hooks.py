"""Registers the admin of the social map."""

from django.db.models import Model
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
from accounts.registry import CalendarKind, QuickStart, Todo, editors_calendar, work
from core.schedule import AMSTERDAM
from socialmap.permissions import may_merge
from socialmap.registry import Kept, kept_kinds
from socialmap.selectors import broken_for, ending_items, overdue_for, planned_items, to_review_items
from socialmap.services import ABSORBED, CONFIRMED, MERGED
from socialmap.views import duplicates, imports, keeping, links, merging, phoneless
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
    actions.register_action(
        MERGED, _("Samengevoegd"), lambda entry: _("Samengevoegd met '%(kept)s'") % {"kept": entry.data.get("kept", "")}
    )
    actions.register_action(
        ABSORBED, _("Samengevoegd"), lambda entry: _("'%(dropped)s' is hiermee samengevoegd") % {"dropped": entry.data.get("dropped", "")}
    )


@hooks.register("register_admin_urls")
def duplicate_urls() -> list[URLPattern]:
    """Addresses of what may be there twice."""
    return [
        path("mogelijk-dubbel/", duplicates.PairReportView.as_view(), name="socialmap-pairs"),
        path("mogelijk-dubbel/rijen/", duplicates.PairReportView.as_view(results_only=True), name="socialmap-pairs-results"),
        path("mogelijk-dubbel/<int:pk>/geen-dubbel/", duplicates.say_no_duplicate, name="socialmap-pair-dismiss"),
        path("samenvoegen/<slug:kind>/<int:left>/<int:right>/", merging.merge_two, name="socialmap-merge"),
    ]


class MergingMenuItem(MenuItem):
    """The way to what may be there twice, for who may merge."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Nobody sees a door that is closed to them."""
        return may_merge(request.user)


@hooks.register("register_reports_menu_item")
def duplicates_menu_item() -> MergingMenuItem:
    """Among the reports of the admin."""
    return MergingMenuItem(_("Mogelijk dubbel"), reverse("socialmap-pairs"), icon_name="copy", order=860)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def look_for_duplicates(request: HttpRequest, instance: Model) -> None:
    """A hint after saving, never a hard stop."""
    duplicates.warn_of_duplicates(request, instance)


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
            words=lambda count: _("%(count)d na te gaan: %(kind)s") % {"count": count, "kind": str(kind.label).lower()},
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
        words=lambda count: ngettext("%(count)d kapotte link", "%(count)d kapotte links", count) % {"count": count},
    )
)
work.register(
    Todo(
        name="duplicates",
        order=85,
        icon="copy",
        url=lambda: reverse("socialmap-pairs"),
        is_for=may_merge,
        count=lambda _user, _at: duplicates.open_pairs().count(),
        words=lambda count: _("%(count)d keer mogelijk dubbel") % {"count": count},
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

editors_calendar.register(CalendarKind(key="hulp-online", order=10, label=_("Gaat online"), items=planned_items))
editors_calendar.register(CalendarKind(key="hulp-offline", order=20, label=_("Gaat offline"), items=ending_items))
editors_calendar.register(CalendarKind(key="nakijken", order=30, label=_("Nakijken"), items=to_review_items))


class PhonelessMenuItem(CheckingMenuItem):
    """The way to what has no telephone number."""


@hooks.register("register_reports_menu_item")
def phoneless_menu_item() -> PhonelessMenuItem:
    """Among the reports of the admin."""
    return PhonelessMenuItem(_("Zonder telefoonnummer"), reverse("socialmap-phoneless"), icon_name="warning", order=870)


@hooks.register("register_reports_menu_item")
def phoneless_organisations_menu_item() -> PhonelessMenuItem:
    """Among the reports of the admin."""
    address = reverse("socialmap-phoneless-organisations")
    return PhonelessMenuItem(_("Organisaties zonder telefoonnummer"), address, icon_name="warning", order=871)


@hooks.register("register_admin_urls")
def phoneless_urls() -> list[URLPattern]:
    """Addresses of what has no telephone number."""
    entries, organisations = phoneless.PhonelessEntriesView, phoneless.PhonelessOrganisationsView
    return [
        path("zonder-telefoon/", entries.as_view(), name="socialmap-phoneless"),
        path("zonder-telefoon/rijen/", entries.as_view(results_only=True), name="socialmap-phoneless-results"),
        path("zonder-telefoon/organisaties/", organisations.as_view(), name="socialmap-phoneless-organisations"),
        path(
            "zonder-telefoon/organisaties/rijen/",
            organisations.as_view(results_only=True),
            name="socialmap-phoneless-organisations-results",
        ),
    ]
