"""Registers the admin of the social map."""

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.models import register_snippet

from socialmap.services import CONFIRMED
from socialmap.views import imports
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
