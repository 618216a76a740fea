"""The words of search in the admin: synonyms, hard words and direct help, which work as soon as they are saved."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from core.forms import translation_panels
from search.forms import DirectHelpForm
from search.models import DirectHelp, HardWord, Synonym, SynonymKind
from search.permissions import may_see_searches


class SynonymCreateView(CreateView):
    """A new synonym, with the term filled in for who comes from the report, and the way back there."""

    def get_initial(self) -> dict[str, str]:
        """The term of the address; several words are what residents say."""
        term = self.request.GET.get("term", "").strip()
        kind = SynonymKind.ONE_WAY if " " in term else SynonymKind.TWO_WAY
        return super().get_initial() | ({"term": term, "kind": kind} if term else {})

    def get_add_url(self) -> str:
        """Keep the way back while the form is sent."""
        back = self._back()
        return f"{super().get_add_url()}?{urlencode({'next': back})}" if back else super().get_add_url()

    def get_success_url(self) -> str:
        """Back to the report, if it came from there."""
        return self._back() or super().get_success_url()

    def _back(self) -> str:
        wanted: str = self.request.GET.get("next", "")
        return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else ""


class SynonymViewSet(SnippetViewSet):
    """Words that search takes for each other."""

    model = Synonym
    add_view_class = SynonymCreateView
    icon = "link"
    menu_label = _("Synoniemen")
    list_display = (
        "term",
        Column("get_kind_display", label=_("Soort"), sort_key="kind"),
        Column("get_language_display", label=_("Taal"), sort_key="language"),
        Column("words", label=_("Zoek ook op")),
    )
    list_filter = ("kind", "language")
    search_fields = ("term", "words")
    ordering = ("term",)
    list_per_page = 50
    inspect_view_enabled = False


class HardWordViewSet(SnippetViewSet):
    """Words that many people do not know, and what to write instead."""

    model = HardWord
    icon = "openquote"
    menu_label = _("Moeilijke woorden")
    list_display = (
        "word",
        Column("easier", label=_("Schrijf liever")),
        Column("meaning", label=_("Uitleg voor bewoners")),
        BooleanColumn("is_searched", label=_("Ook bij zoeken"), sort_key="is_searched"),
    )
    list_filter = ("is_searched",)
    search_fields = ("word", "forms", "easier", "meaning")
    ordering = ("word",)
    list_per_page = 50
    inspect_view_enabled = False


class DirectHelpViewSet(SnippetViewSet):
    """Help that cannot wait."""

    model = DirectHelp
    icon = "warning"
    menu_label = _("Directe hulp")
    list_display = ("title", Column("phone", label=_("Telefoon")), Column("order", label=_("Volgorde"), sort_key="order"))
    search_fields = ("title", "words")
    edit_handler = ObjectList(
        [
            *(FieldPanel(name) for name in ("key", "title", "text", "phone", "chat_url", "order", "words", "not_with")),
            *translation_panels(DirectHelp),
        ],
        base_form_class=DirectHelpForm,
    )
    ordering = ("order", "key")
    inspect_view_enabled = False


class SearchLogMenuItem(MenuItem):
    """A page about what residents looked for, for who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """For central editors and editors of a zone."""
        return may_see_searches(request.user)


class SearchGroup(SnippetViewSetGroup):
    """The menu of what editors teach search; Wagtail has a menu item "Zoeken" of its own."""

    items = (SynonymViewSet, HardWordViewSet, DirectHelpViewSet)
    menu_label = _("Zoekwoorden")
    menu_icon = "search"
    menu_order = 250

    def get_submenu_items(self) -> list[MenuItem]:
        """The lists of words, and below them what residents looked for."""
        return [
            *super().get_submenu_items(),
            SearchLogMenuItem(_("Wat mensen zochten"), reverse_lazy("search-report"), icon_name="search", order=800),
            SearchLogMenuItem(_("Hulp die ontbreekt"), reverse_lazy("search-missing"), icon_name="warning", order=810),
        ]
