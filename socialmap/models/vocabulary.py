"""The two lists by which help is sorted: themes and target groups."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from core.models import Translated
from socialmap.choices import ThemeIcon
from socialmap.models.editorial import Editorial


class Theme(Editorial, Translated):
    """A subject that residents have questions about."""

    TRANSLATED = ("name", "introduction", "tile_label")

    name = models.CharField(_("naam"), max_length=60, unique=True, help_text=_("Bijvoorbeeld: Eten en boodschappen"))
    slug = models.SlugField(_("kort adres"), max_length=60, unique=True, help_text=_("Zo eindigt het webadres. Bijvoorbeeld: bewegen"))
    introduction = models.CharField(
        _("inleiding"),
        max_length=240,
        blank=True,
        help_text=_("Wat vindt iemand hier? Een of twee zinnen. Bijvoorbeeld: Hier vindt u hulp om in beweging te blijven."),
    )
    icon = models.CharField(
        _("tekening"), max_length=20, choices=ThemeIcon, default=ThemeIcon.FOOD, help_text=_("De kleine tekening bij dit thema.")
    )
    order = models.PositiveSmallIntegerField(_("volgorde"), default=100, help_text=_("Het laagste getal staat bovenaan. Bijvoorbeeld: 10"))
    is_tile = models.BooleanField(
        _("op de startpagina van elke wijk"), default=False, help_text=_("Vink dit aan om het thema op de startpagina te zetten.")
    )
    tile_label = models.CharField(
        _("tekst op de tegel"), max_length=40, blank=True, help_text=_("Leeg: de naam. Bijvoorbeeld: Geld en papieren")
    )

    class Meta:
        verbose_name = _("thema")
        verbose_name_plural = _("thema's")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address of the theme on every site."""
        return f"/themas/{self.slug}/"


class TargetGroup(Translated):
    """Whom help is meant for, in words that residents use of themselves."""

    TRANSLATED = ("name",)

    name = models.CharField(_("naam"), max_length=60, unique=True, help_text=_("Bijvoorbeeld: Mensen met weinig geld"))
    slug = models.SlugField(_("kort adres"), max_length=60, unique=True, help_text=_("Zo eindigt het webadres. Bijvoorbeeld: ouderen"))
    order = models.PositiveSmallIntegerField(_("volgorde"), default=100, help_text=_("Het laagste getal staat bovenaan. Bijvoorbeeld: 10"))

    class Meta:
        verbose_name = _("doelgroep")
        verbose_name_plural = _("doelgroepen")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save in a transaction that the receivers share: the name stands in what is searched."""
        with transaction.atomic():
            super().save(*args, **kwargs)
