"""Who may make an activity public: somebody with the right in every zone in which it is shown newly."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from wagtail.models import PagePermissionTester

from accounts.choices import Right
from accounts.permissions import may_everywhere, zones_where

if TYPE_CHECKING:
    from agenda.models.event import EventPage


class EventPermissionTester(PagePermissionTester):
    """What somebody may do with an activity, as this instance or revision of it has it."""

    def can_publish(self) -> bool:
        """As the page tree says, and never further than one's own zones; what is shown elsewhere already may stay so.

        Nothing of a zone that is not open to residents yet: other agendas would show it.
        """
        return bool(super().can_publish()) and not self._is_behind_a_closed_door() and not self._reaches_too_far()

    def _is_behind_a_closed_door(self) -> bool:
        zone = cast("EventPage", self.page).zone
        return zone is not None and not zone.is_public

    def _reaches_too_far(self) -> bool:
        if may_everywhere(self.user, Right.MODERATE):
            return False
        event = cast("EventPage", self.page)
        public = type(event)._default_manager.filter(pk=event.pk, live=True).first()
        if event.is_city_wide and not (public and public.is_city_wide):
            return True
        own = set(zones_where(self.user, Right.MODERATE).values_list("pk", flat=True))
        shown = {zone.pk for zone in public.also_in.all()} if public else set()
        return bool({zone.pk for zone in event.also_in.all()} - own - shown)
