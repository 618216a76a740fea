"""What partners fill in."""

from partners.forms.consulting import ConsultingHourForm, EndForm, OffForm, places_to_choose
from partners.forms.portal import ENTRY_FIELDS, ApplicationForm, ColleagueForm, EntryForm, MessageForm

__all__ = [
    "ENTRY_FIELDS",
    "ApplicationForm",
    "ColleagueForm",
    "ConsultingHourForm",
    "EndForm",
    "EntryForm",
    "MessageForm",
    "OffForm",
    "places_to_choose",
]
