"""The words of search in the admin: synonyms and direct help, which work as soon as they are saved."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from search.models import DirectHelp, Synonym


class SynonymViewSet(SnippetViewSet):
    """Words that search takes for each other."""

    model = Synonym
    icon = "link"
    menu_label = _("Synoniemen")
    list_display = ("term", Column("get_kind_display", label=_("Soort"), sort_key="kind"), Column("words", label=_("Zoek ook op")))
    list_filter = ("kind",)
    search_fields = ("term", "words")
    ordering = ("term",)
    list_per_page = 50
    inspect_view_enabled = False


class DirectHelpViewSet(SnippetViewSet):
    """Help that cannot wait."""

    model = DirectHelp
    icon = "warning"
    menu_label = _("Directe hulp")
    list_display = ("title", Column("phone", label=_("Telefoon")), Column("order", label=_("Volgorde"), sort_key="order"))
    search_fields = ("title", "words")
    ordering = ("order", "key")
    inspect_view_enabled = False


class SearchGroup(SnippetViewSetGroup):
    """The menu of what editors teach search; Wagtail has a menu item "Zoeken" of its own."""

    items = (SynonymViewSet, DirectHelpViewSet)
    menu_label = _("Zoekwoorden")
    menu_icon = "search"
    menu_order = 250
