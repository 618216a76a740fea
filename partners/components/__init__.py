"""What partners see of their help and their consulting hours, and what residents see of those."""

from partners.components.consulting import ConsultingRow, ConsultingTable, TodayConsulting, TodayRow
from partners.components.portal import ComingDate, checked_in_words, coming_dates, freshness, state_badge
from partners.components.theme import ConsultingOfTheme, ThemeHour

__all__ = [
    "ComingDate",
    "ConsultingOfTheme",
    "ConsultingRow",
    "ConsultingTable",
    "ThemeHour",
    "TodayConsulting",
    "TodayRow",
    "checked_in_words",
    "coming_dates",
    "freshness",
    "state_badge",
]
