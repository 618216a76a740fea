"""The admin as editors see it: our colours, and a menu without what they do not need."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem

# News of Wagtail and an English manual; our own manual is Dutch.
HIDDEN_MENU_ITEMS = {"help"}


@hooks.register("insert_global_admin_css")
def admin_style() -> SafeString:
    """Load our colours after Wagtail's."""
    return format_html('<link rel="stylesheet" href="{}">', static("beheer/beheer.css"))


@hooks.register("construct_main_menu")
def shorten_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out what no editor of ours needs."""
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN_MENU_ITEMS]
