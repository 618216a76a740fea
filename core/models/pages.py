"""What every page of ours is and has."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PagePermissionTester, PageViewRestriction, Revision
from wagtail_localize.fields import TranslatableField
from wagtail_localize.models import Translation

from core.blocks import BodyBlock, lines_of, link_texts_of
from core.fields import BodyField
from core.languages import SOURCE
from core.models.drafts import without_lost
from core.models.previews import other_preview

# A draft is saved with these alone; nothing that the public sees changes with it.
DRAFT_FIELDS = frozenset(
    {"draft_title", "latest_revision", "latest_revision_created_at", "has_unpublished_changes", "owner", "locked", "locked_at", "locked_by"}
)


class UnfinishedTranslationError(PermissionDenied):
    """Sentences of a translation are missing. As a refused permission it gets an answer in every view of the admin."""


class BasePage(Page):
    """A page with an introduction and a body; shows its own address as the canonical one."""

    introduction = models.CharField(
        _("inleiding"),
        max_length=240,
        blank=True,
        help_text=_("Een of twee zinnen die zeggen wat iemand hier vindt. Bijvoorbeeld: Hier leest u hoe u ons bereikt."),
    )
    body = BodyField(
        BodyBlock(),
        blank=True,
        verbose_name=_("inhoud"),
        help_text=_("De tekst van de pagina, in stukken. Bijvoorbeeld: een kop, een alinea en een foto."),
    )

    # Not the address: it stays what it is in Dutch, so that a link holds in every language.
    translatable_fields = [TranslatableField(name) for name in ("title", "seo_title", "search_description", "introduction", "body")]

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
    ]
    show_in_menus_default = False

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the canonical address."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["canonical_url"] = request.build_absolute_uri(request.path)
        return context

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Make a revision public; one query more.

        Raises UnfinishedTranslationError for a translation of which sentences are missing: it would be Dutch under the name
        of another language.
        """
        if self.sentences_missing():
            raise UnfinishedTranslationError
        super().publish(revision, *args, **kwargs)

    def sentences_missing(self) -> int:
        """How many sentences of a translation nobody has translated yet; two queries, and one for any other page."""
        mine = Translation.objects.filter(source__object_id=self.translation_key, target_locale=self.locale_id, enabled=True)
        translation = mine.first()
        total, done = translation.get_progress() if translation else (0, 0)
        return int(total - done)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """This page as a version of it was, without what is no longer there."""
        return super().with_content_json(without_lost(content, self))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the draft as residents will see it, or what another app says of it in a mode of its own."""
        answer: HttpResponse = other_preview(self, request, mode_name) or super().serve_preview(request, mode_name)
        return answer

    @property
    def reading_text(self) -> str:
        """What there is to read: the introduction and the body, each paragraph and item of a list on a line of its own."""
        return "\n".join([self.introduction, *lines_of(self.body)])

    @property
    def link_texts(self) -> tuple[str, ...]:
        """The words of every link in what there is to read."""
        return tuple(link_texts_of(self.body))


class FrontDoorPermissionTester(PagePermissionTester):
    """Nobody takes away by hand what every site has: it comes and goes with its city or zone."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:  # noqa: FBT002 - Wagtail's own signature
        """Zones are removed as a whole; a language can go."""
        return self._is_translation() and bool(super().can_delete(ignore_bulk))

    def can_unpublish(self) -> bool:
        """A site always has a first page; a language can go."""
        return self._is_translation() and bool(super().can_unpublish())

    def can_move(self) -> bool:
        """Each stands below the root."""
        return False

    def can_set_view_restrictions(self) -> bool:
        """Residents have no account to log in with."""
        return False

    def _is_translation(self) -> bool:
        return bool(self.page.locale.language_code != SOURCE)


class FrontDoor(BasePage):
    """A page that every site has, because menus and links count on it."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user: AbstractBaseUser | AnonymousUser) -> PagePermissionTester:
        """What somebody may do with this page; Wagtail asks here for every action and button."""
        return FrontDoorPermissionTester(user, self)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """There are none, as nobody can set one here or on the root above; so nobody has to look, which takes two queries."""
        return PageViewRestriction.objects.none()
