"""The form of an activity in the admin."""

from __future__ import annotations

from typing import Any

from django.forms import ChoiceField, ModelMultipleChoiceField
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from accounts.choices import Right
from accounts.permissions import may_everywhere, zones_where
from agenda.choices import Repeat
from sites.models import Zone


class EventPageForm(WagtailAdminPageForm):
    """Offers the zones in which somebody decides; what others have chosen before stands there too, and can be taken away.

    A rule of its own comes from a partner's calendar, and can be kept but not chosen.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        repeat = self.fields.get("repeat")
        if isinstance(repeat, ChoiceField) and self.instance.repeat != Repeat.OTHER:
            repeat.choices = [choice for choice in Repeat.choices if choice[0] != Repeat.OTHER]
        self._offer_zones()

    def _offer_zones(self) -> None:
        if self.for_user is None or may_everywhere(self.for_user, Right.MODERATE):
            return
        zones, city = self.fields.get("also_in"), self.fields.get("is_city_wide")
        if isinstance(zones, ModelMultipleChoiceField):
            chosen = {zone.pk for zone in self.instance.also_in.all()}
            own = set(zones_where(self.for_user, Right.MODERATE).values_list("pk", flat=True))
            zones.queryset = Zone.objects.filter(pk__in=own | chosen)
            zones.help_text = _("U ziet de wijken waarvoor u mag nakijken. In een andere wijk erbij? Vraag het de redactie daar.")
        if city and not self.instance.is_city_wide:
            city.disabled = True
            city.help_text = _("Hierover beslist de centrale redactie.")
