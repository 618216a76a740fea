"""What all pages in the shared tree have in common."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.pages import CopyForm
from wagtail.models import PagePermissionTester, PageViewRestriction, Revision
from wagtail.query import PageQuerySet

from core.languages import SOURCE
from core.models import BasePage, hold, lock
from sites.shell import hub_url
from socialmap.models import Theme


class SharedPageQuerySet(PageQuerySet):
    """Pages that zones share."""

    def originals(self) -> Self:
        """The Dutch ones: what is true of a page is kept there, a translation has words alone."""
        found: Self = self.filter(locale__language_code=SOURCE)
        return found

    def listed(self) -> Self:
        """What residents may read, in the order of the themes."""
        found: Self = self.originals().live().select_related("theme").order_by("theme__order", "theme__name", "path")
        return found


class SharedPermissionTester(PagePermissionTester):
    """What zones share is for everybody."""

    def can_set_view_restrictions(self) -> bool:
        """Residents have no account to log in with."""
        return False


class SharedPage(BasePage):
    """A page that every site shows under its own host, with the hub as its canonical address.

    Its models have a `theme`, and say below which path of every site they stand.
    """

    below: ClassVar[str]
    copy_form_class: ClassVar[type[CopyForm]] = CopyForm
    theme: Any
    theme_id: int | None

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Only letters that anybody can type in an address."""
        super().clean()
        if self.slug and not self.slug.isascii():
            raise ValidationError({"slug": _("Gebruik in het adres alleen gewone letters, cijfers en streepjes.")})

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish in one transaction, after who is publishing it too: so the moments grow in the order of the commits."""
        with transaction.atomic():
            # As whoever renames a theme has that before its pages.
            hold([Theme.objects.filter(pk__in=filter(None, [self.theme_id, revision.content.get("theme")]))])
            lock(type(self)._default_manager.filter(pk=self.pk))
            super().publish(revision, *args, **kwargs)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int | None, str, str]:
        """The address on the hub, which is the canonical one."""
        return None, hub_url("").rstrip("/"), self.get_absolute_url()

    def get_absolute_url(self) -> str:
        """The address on every site."""
        return f"{self.below}{self.slug}/"

    def permissions_for_user(self, user: AbstractBaseUser | AnonymousUser) -> PagePermissionTester:
        """What somebody may do with this page."""
        return SharedPermissionTester(user, self)

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """There are none, as nobody can set one."""
        return PageViewRestriction.objects.none()

    @property
    def live_theme(self) -> Theme | None:
        """Its theme, if residents may see that."""
        theme: Theme | None = self.theme
        return theme if theme and theme.live else None

    @property
    def version(self) -> int:
        """A number that grows whenever it is published: microseconds since 1970."""
        return int(self.last_published_at.timestamp() * 1_000_000) if self.last_published_at else 0
