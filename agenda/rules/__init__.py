"""The rules of the agenda: when activities are, in words too, and what the calendars of partners say. Pure."""

from agenda.rules.series import (
    LAST_FROM_NTH,
    MAX_DURATION,
    Change,
    Date,
    Series,
    describe_day_and_date,
    describe_moment,
    describe_series,
    rule_of,
)

__all__ = [
    "LAST_FROM_NTH",
    "MAX_DURATION",
    "Change",
    "Date",
    "Series",
    "describe_day_and_date",
    "describe_moment",
    "describe_series",
    "rule_of",
]
