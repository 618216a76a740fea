"""What an activity is, in another language than Dutch; dates, place and cost are those of the activity."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from agenda.choices import OWN_NAMES, RIGHT_TO_LEFT
from agenda.models.event import EventPage
from socialmap.choices import LANGUAGES


class EventText(Orderable):
    """Title and text of an activity in one other language."""

    event = ParentalKey(EventPage, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("taal"), max_length=2, choices=LANGUAGES, help_text=_("De taal van deze tekst. Bijvoorbeeld: Engels."))
    title = models.CharField(_("titel"), max_length=120, help_text=_("Bijvoorbeeld: Coffee at the long table"))
    introduction = models.CharField(
        _("inleiding"), max_length=240, help_text=_("Bijvoorbeeld: You drink coffee with people from the neighbourhood.")
    )
    text = models.TextField(
        _("uitleg"),
        max_length=4000,
        blank=True,
        help_text=_("Een lege regel begint een nieuwe alinea. Bijvoorbeeld: You can just walk in."),
    )

    panels = [FieldPanel("language"), FieldPanel("title"), FieldPanel("introduction"), FieldPanel("text")]

    class Meta(Orderable.Meta):
        verbose_name = _("tekst in een andere taal")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "language"], name="agenda_text_once_a_language", violation_error_message=_("Deze taal staat er al bij.")
            )
        ]

    def __str__(self) -> str:
        return f"{self.language}: {self.title}"

    @property
    def own_name(self) -> str:
        """What speakers call the language."""
        return OWN_NAMES[self.language]

    @property
    def direction(self) -> str:
        """How it is written: "ltr" or "rtl"."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"
