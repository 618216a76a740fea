"""The models of partners: asking to become one, and consulting hours."""

from partners.models.application import Application
from partners.models.consulting import ConsultingHour, ConsultingHourOff, ConsultingHourQuerySet, RoomHold

__all__ = ["Application", "ConsultingHour", "ConsultingHourOff", "ConsultingHourQuerySet", "RoomHold"]
