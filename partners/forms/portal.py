"""What partners fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PublicForm, Styled, StyledForm
from moderation.models import MESSAGE_MAX_LENGTH
from partners.models import Application
from partners.selectors import organisations_like
from sites.models import Zone
from socialmap.models import Entry, Organisation

if TYPE_CHECKING:
    ApplicationModelForm = forms.ModelForm[Application]
    EntryModelForm = forms.ModelForm[Entry]
else:
    # Django's own class takes no parameters when it runs.
    ApplicationModelForm = EntryModelForm = forms.ModelForm

NEITHER = "geen"
ENTRY_FIELDS = (
    "sentence", "description", "how_it_goes", "bring_along", "cost_kind", "cost", "phone", "email", "website",
    "place_name", "street", "postcode", "city", "hours", "wheelchair",
)  # fmt: skip


class ApplicationForm(Styled, PublicForm, ApplicationModelForm):
    """An organisation that asks to become a partner; asks once whether it is one that is there already."""

    existing = forms.ChoiceField(label=_("Bent u een van deze organisaties?"), required=False, widget=forms.RadioSelect)

    class Meta:
        model = Application
        fields = ("name", "kind", "description", "zones", "is_city_wide", "phone", "contact", "email")
        widgets = {"zones": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["contact"].widget.attrs["autocomplete"] = "name"
        zones = self.fields["zones"]
        if isinstance(zones, forms.ModelMultipleChoiceField):
            zones.queryset = Zone.objects.filter(is_public=True)
        self.like: list[Organisation] = []
        name = self.data.get("name", "").strip() if self.is_bound else ""
        if name:
            self.like = [found for found, _why in organisations_like(name)]
        existing = self.fields["existing"]
        if isinstance(existing, forms.ChoiceField):
            existing.choices = [*((str(found.pk), found.name) for found in self.like), (NEITHER, _("Nee, wij zijn een andere"))]

    def clean(self) -> dict[str, Any]:
        """Ask for a zone, and what to do with organisations of nearly the same name."""
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not values.get("zones") and not values.get("is_city_wide"):
            self.add_error("zones", _("Kies minstens één wijk, of kies 'in heel de gemeente'."))
        if self.like and not values.get("existing"):
            self.add_error("existing", _("Er staat al een organisatie met bijna deze naam. Kies er een, of kies 'Nee'."))
        return values

    @property
    def chosen(self) -> Organisation | None:
        """The organisation that it says to be; None for a new one."""
        return next((found for found in self.like if str(found.pk) == self.cleaned_data.get("existing")), None)


class MessageForm(StyledForm):
    """A message to the editors."""

    text = forms.CharField(label=_("Uw bericht"), max_length=MESSAGE_MAX_LENGTH, widget=forms.Textarea)


class ColleagueForm(StyledForm):
    """Somebody of the same organisation."""

    email = forms.EmailField(label=_("E-mailadres van uw collega"), help_text=_("Uw collega krijgt een mail met een link om in te loggen."))


class EntryForm(Styled, EntryModelForm):
    """What a partner may propose to change in their own help; the rest is the library's."""

    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https", help_text=_("Bijvoorbeeld: https://www.example.nl"))

    class Meta:
        model = Entry
        fields = ENTRY_FIELDS
