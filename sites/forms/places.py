"""The forms of places and of their hours in the admin."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import router
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from core.models import names_in_the_way
from core.schedule import ScheduleError, parse_spans
from sites.forms.week import WeekField, refuse_turned_round
from sites.models import HoursException, HoursPeriod, Location, Room


class HoursPeriodForm(WagtailAdminModelForm):
    """The week of a period, in a grid."""

    notation = WeekField(
        label=gettext_lazy("Tijden per dag"),
        required=False,
        help_text=gettext_lazy("Schrijf tijden zo: 9:00. Laat een dag leeg als de plek dan dicht is. Bijvoorbeeld: 9:00-12:30"),
    )

    class Meta(WagtailAdminModelForm.Meta):
        model = HoursPeriod
        fields = ["name", "first", "last", "notation", "by_appointment"]


class HoursExceptionForm(WagtailAdminModelForm):
    """A day that is different."""

    class Meta(WagtailAdminModelForm.Meta):
        model = HoursException
        fields = ["first", "last", "spans", "reason"]

    def clean_spans(self) -> str:
        """Refuse times that are turned round."""
        text: str = self.cleaned_data["spans"]
        try:
            for opens, closes in parse_spans(text):
                refuse_turned_round(opens, closes, where=_("Op deze dag"))
        except ScheduleError as error:
            raise ValidationError(str(error)) from error
        return text


class LocationForm(WagtailAdminModelForm):
    """Asks, when all rows are known, whether two of them say different things of one day, and keeps rooms that are still used."""

    instance: Location

    def is_valid(self) -> bool:
        """Whether everything holds together; all that was typed stays."""
        if not super().is_valid():
            return False
        for name in ("periods", "exceptions"):
            if formset := self.formsets.get(name):
                # Of a new place the rows belong to nothing yet.
                formset.instance = self.instance
                formset.save(commit=False)
        try:
            self.instance.refuse_clashes()
        except ValidationError as error:
            self.add_error(None, error)
        self._keep_rooms_in_use()
        return not self.errors

    def _keep_rooms_in_use(self) -> None:
        formset = self.formsets.get("rooms")
        for form in formset.deleted_forms if formset else ():
            if form.instance.pk and (names := needed_for(form.instance)):
                words = _("De kamer '%(room)s' is nog nodig voor: %(names)s. Kies daar eerst een andere kamer, en haal deze dan weg.")
                self.add_error(None, words % {"room": form.instance.name, "names": names})
                # The room comes back in the form, as nothing happened to it.
                form.data = form.data.copy()
                form.data[form.add_prefix("DELETE")] = ""


def needed_for(room: Room) -> str:
    """The names of what cannot do without a room; empty if it can be deleted."""
    collector: Any = Collector(using=router.db_for_write(Room))
    try:
        collector.collect([room])
    except (ProtectedError, RestrictedError) as error:
        return names_in_the_way(error, with_drafts=False)
    return ""
