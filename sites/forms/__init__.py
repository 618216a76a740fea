"""Forms of zones and of places in the admin."""

from sites.forms.places import HoursExceptionForm, HoursPeriodForm, LocationForm
from sites.forms.week import TypedWeek, WeekField, typed_week, written_week
from sites.forms.zone import ZoneForm

__all__ = [
    "HoursExceptionForm",
    "HoursPeriodForm",
    "LocationForm",
    "TypedWeek",
    "WeekField",
    "ZoneForm",
    "typed_week",
    "written_week",
]
