"""The pages of the hub and of every zone."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from core.models import BasePage, FrontDoor


class HubPage(FrontDoor):
    """The city's front door: choose your zone."""

    template = "home/hub_page.html"
    max_count: int | None = 1  # type: ignore[assignment] # Wagtail declares None and documents a number
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["home.StandardPage", "home.ContactPage", "agenda.AgendaPage"]
    page_description = _("De startpagina van de hele gemeente, met de keuze van een wijk.")

    class Meta:
        verbose_name = _("stadspagina")


class HomePage(FrontDoor):
    """The front door of one zone; the root of its site."""

    template = "home/home_page.html"
    parent_page_types: ClassVar[list[str]] = []
    subpage_types: ClassVar[list[str]] = ["home.StandardPage", "home.ContactPage", "agenda.AgendaPage"]
    page_description = _("De startpagina van een wijk. Nieuwe wijken maakt u met 'create_zone'.")

    class Meta:
        verbose_name = _("startpagina van een wijk")


class StandardPage(BasePage):
    """A page of text, such as privacy or accessibility."""

    template = "home/standard_page.html"
    parent_page_types: ClassVar[list[str]] = ["home.HubPage", "home.HomePage", "home.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["home.StandardPage"]
    page_description = _("Een gewone pagina met tekst. Bijvoorbeeld: Privacy.")

    class Meta:
        verbose_name = _("gewone pagina")


class ContactPage(FrontDoor):
    """How to reach somebody: telephone, mail, desk."""

    template = "home/contact_page.html"
    parent_page_types: ClassVar[list[str]] = ["home.HubPage", "home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    page_description = _("Hoe bewoners u bereiken. Telefoon en openingstijden komen vanzelf mee.")

    class Meta:
        verbose_name = _("contactpagina")
