"""The admin as editors see it: our colours, and a menu without what they do not need."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

# News of Wagtail and an English manual; our own manual is Dutch.
HIDDEN_MENU_ITEMS = {"help"}


@hooks.register("insert_global_admin_css")
def admin_style() -> SafeString:
    """Load our colours after Wagtail's."""
    return format_html('<link rel="stylesheet" href="{}">', static("beheer/beheer.css"))


@hooks.register("construct_page_chooser_queryset")
def hide_foreign_drafts(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """In a chooser everybody sees what is live, and drafts only of pages they work on."""
    own = page_permission_policy.explorable_instances(request.user)
    return pages.filter(Q(live=True) | Q(pk__in=own.values("pk")))


@hooks.register("construct_main_menu")
def shorten_menu(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Leave out what no editor of ours needs."""
    menu_items[:] = [item for item in menu_items if item.name not in HIDDEN_MENU_ITEMS]
