"""What every page of ours is and has."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from core.blocks import BodyBlock
from core.fields import BodyField


class BasePage(Page):
    """A page with an introduction and a body; shows its own address as the canonical one."""

    introduction = models.CharField(
        _("inleiding"),
        max_length=240,
        blank=True,
        help_text=_("Een of twee zinnen die zeggen wat iemand hier vindt. Bijvoorbeeld: Hier leest u hoe u ons bereikt."),
    )
    body = BodyField(BodyBlock(), blank=True, verbose_name=_("inhoud"))

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
