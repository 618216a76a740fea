"""The form of a zone in the admin."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm


class ZoneForm(WagtailAdminModelForm):
    """Asks for clashes of postcodes with other zones, when all ranges of this one are known."""

    def is_valid(self) -> bool:
        """Whether everything holds; a clash is said at the range that clashes."""
        is_good = bool(super().is_valid())
        formset = self.formsets.get("postcode_ranges")
        if not is_good or formset is None:
            return is_good
        for form in formset.forms:
            if form.has_changed() and not form.cleaned_data.get("DELETE"):
                try:
                    form.instance.refuse_clash(zone_pk=self.instance.pk)
                except ValidationError as error:
                    form.add_error(None, error)
                    is_good = False
        return is_good
