"""The opening hours of a place, case by case: open or not, the next opening, what is said of a day, and what is refused."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from core.opening_hours import Because, DayException, OnHolidays, OpeningHours, Period, refuse_clashes
from core.schedule import AMSTERDAM, ScheduleError, parse_schedule, parse_spans

MONDAY = date(2026, 11, 23)


def at(text: str) -> datetime:
    """A moment: on the clock of Amsterdam, unless the text says how far that is from UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)


def week(notation: str, first: str = "", last: str = "", *, by_appointment: bool = False, name: str = "") -> Period:
    days = [date.fromisoformat(day) if day else None for day in (first, last)]
    return Period(notation=notation, first=days[0], last=days[1], by_appointment=by_appointment, name=name)


def other(first: str, last: str = "", *, spans: str = "", reason: str = "") -> DayException:
    days = [date.fromisoformat(day) for day in (first, last or first)]
    return DayException(first=days[0], last=days[1], spans=parse_spans(spans), reason=reason)


def place(*parts: Period | DayException, holidays: OnHolidays = OnHolidays.ASK) -> OpeningHours:
    return OpeningHours(
        periods=tuple(part for part in parts if isinstance(part, Period)),
        exceptions=tuple(part for part in parts if isinstance(part, DayException)),
        on_holidays=holidays,
    )


def cases(*rows: tuple[str, OpeningHours, str, str]) -> list[object]:
    """Rows of a table, each under the name that it begins with."""
    return [pytest.param(*row, id=name) for name, *row in rows]


NOTHING = place()
OFFICE = place(week("ma-vr 9:00-17:00"))
TWO_BLOCKS = place(week("ma 9:00-12:00, 13:00-17:00"))
BAR = place(week("vr 20:00-2:00"))
SUNDAY_BAR = place(week("zo 22:00-1:00"))
NIGHT = place(week("zo 1:00-3:00"), holidays=OnHolidays.USUAL)
IN_THE_GAP = place(week("zo 2:15-2:45"), holidays=OnHolidays.USUAL)
HALF_PAST_TWO = place(week("zo 2:30-5:00"), holidays=OnHolidays.USUAL)
SATURDAY_NIGHT = place(week("za 22:00-2:30"), holidays=OnHolidays.USUAL)
MONTHLY = place(week("1e di 10:00-12:00; laatste vr 14:00-16:00"))
SUMMER = place(week("ma-vr 9:00-17:00"), week("ma 9:00-12:00", "2026-07-01", "2026-08-31"))
SUMMER_CLOSED = place(week("ma-vr 9:00-17:00"), week("", "2026-07-01", "2026-08-31"))
THREE_DEEP = place(
    week("ma-vr 9:00-17:00"), week("ma-vr 9:00-15:00", "2026-01-01", "2026-12-31"), week("ma-vr 9:00-12:00", "2026-07-06", "2026-07-10")
)
SAME_FIRST_DAY = place(week("ma 9:00-17:00", "2026-06-01", "2026-08-31"), week("ma 9:00-12:00", "2026-06-01", "2026-06-30"))
SAME_LAST_DAY = place(week("ma 9:00-17:00", "2026-06-01", "2026-08-31"), week("ma 9:00-12:00", "2026-08-01", "2026-08-31"))
LATE_IN_PERIOD = place(week("vr 20:00-2:00", "2026-11-01", "2026-11-27"))
ONE_YEAR = place(week("ma-vr 9:00-17:00", "2026-01-01", "2026-12-31"))
STUDY_DAY = place(week("ma-vr 9:00-17:00"), other("2026-11-24", reason="Studiedag"))
SHORT_DAY = place(week("ma-vr 9:00-17:00"), other("2026-11-24", spans="13:00-15:00", reason="Verhuizing"))
OPEN_SATURDAY = place(week("ma-vr 9:00-17:00"), other("2026-11-28", spans="10:00-12:00, 13:00-14:00", reason="Open dag"))
SHUT_AFTER_BAR = place(week("vr 20:00-2:00"), other("2026-11-28", reason="Schoonmaak"))
SHUT_BAR = place(week("vr-za 20:00-2:00"), other("2026-11-27", reason="Besloten"))
LATE_EXCEPTION = place(week("ma-vr 9:00-17:00"), other("2026-11-27", spans="20:00-3:00", reason="Feest"))
TWO_WEEKS_SHUT = place(week("ma-vr 9:00-17:00"), other("2026-12-21", "2027-01-01", reason="Kerstvakantie"))
MONDAYS = {policy: place(week("ma 9:00-17:00"), holidays=policy) for policy in OnHolidays}
OPEN_ON_KINGS_DAY = place(week("ma 9:00-17:00"), other("2026-04-27", spans="10:00-13:00", reason="Vrijmarkt"), holidays=OnHolidays.CLOSED)
BOTH_WAYS = place(week("ma-vr 9:00-12:00"), week("ma-vr 11:00-17:00", by_appointment=True))
APPOINTMENT_ONLY = place(week("di 13:00-15:00", by_appointment=True))
APPOINTMENT_FIRST = place(week("ma 13:00-15:00"), week("ma 9:00-12:00", by_appointment=True))
APPOINTMENT_SUMMER = place(week("ma 9:00-12:00", "2026-07-01", "2026-08-31"), week("ma 13:00-17:00", by_appointment=True))
LEAP_DAY = place(week("di 9:00-17:00", "2028-02-29", "2028-02-29"))
NEW_YEARS_EVE = place(week("do 20:00-2:00"))
PAST_NEW_YEAR = place(week("ma-vr 9:00-17:00"), week("vr 10:00-11:00", "2026-12-28", "2027-01-03"), holidays=OnHolidays.USUAL)


@pytest.mark.parametrize(
    ("hours", "moment", "until"),
    cases(
        ("weekly, the minute before it opens", OFFICE, "2026-11-23T08:59", ""),
        ("weekly, the opening minute", OFFICE, "2026-11-23T09:00", "2026-11-23T17:00"),
        ("weekly, the last minute", OFFICE, "2026-11-23T16:59", "2026-11-23T17:00"),
        ("weekly, the last second", OFFICE, "2026-11-23T16:59:59", "2026-11-23T17:00"),
        ("weekly, the closing minute", OFFICE, "2026-11-23T17:00", ""),
        ("weekly, on a day without hours", OFFICE, "2026-11-28T10:00", ""),
        ("weekly, asked in the time of another zone", OFFICE, "2026-11-23T03:30-05:00", "2026-11-23T17:00"),
        ("permanent, long ago", OFFICE, "2001-11-26T10:00", "2001-11-26T17:00"),
        ("permanent, in a far year", OFFICE, "2048-11-23T10:00", "2048-11-23T17:00"),
        ("no hours known", NOTHING, "2026-11-23T10:00", ""),
        ("two blocks, in the first", TWO_BLOCKS, "2026-11-23T11:59", "2026-11-23T12:00"),
        ("two blocks, between them", TWO_BLOCKS, "2026-11-23T12:00", ""),
        ("two blocks, in the second", TWO_BLOCKS, "2026-11-23T13:00", "2026-11-23T17:00"),
        ("one year, on its last day", ONE_YEAR, "2026-12-31T16:59", "2026-12-31T17:00"),
        ("one year, after its last day", ONE_YEAR, "2027-01-04T10:00", ""),
        ("one year, before its first day", ONE_YEAR, "2025-12-31T10:00", ""),
        ("nested period wins, other hours", SUMMER, "2026-07-06T13:00", ""),
        ("nested period wins, its own hours", SUMMER, "2026-07-06T11:00", "2026-07-06T12:00"),
        ("nested period wins on days that it leaves out", SUMMER, "2026-07-07T11:00", ""),
        ("nested period, the day before it", SUMMER, "2026-06-30T16:00", "2026-06-30T17:00"),
        ("nested period, the day after it", SUMMER, "2026-09-01T16:00", "2026-09-01T17:00"),
        ("period in a period in a period", THREE_DEEP, "2026-07-06T11:00", "2026-07-06T12:00"),
        ("middle one of three periods", THREE_DEEP, "2026-07-13T11:00", "2026-07-13T15:00"),
        ("outer one of three periods", THREE_DEEP, "2027-07-12T11:00", "2027-07-12T17:00"),
        ("begun together, the shorter wins", SAME_FIRST_DAY, "2026-06-08T11:00", "2026-06-08T12:00"),
        ("begun together, after the shorter", SAME_FIRST_DAY, "2026-07-06T11:00", "2026-07-06T17:00"),
        ("ended together, the one begun last wins", SAME_LAST_DAY, "2026-08-10T13:00", ""),
        ("empty period is closed, first day", SUMMER_CLOSED, "2026-07-01T10:00", ""),
        ("empty period is closed, last day", SUMMER_CLOSED, "2026-08-31T10:00", ""),
        ("empty period, the day after it", SUMMER_CLOSED, "2026-09-01T10:00", "2026-09-01T17:00"),
        ("past midnight, before it", BAR, "2026-11-27T23:59", "2026-11-28T02:00"),
        ("past midnight, after it", BAR, "2026-11-28T01:59", "2026-11-28T02:00"),
        ("past midnight, closed at the end", BAR, "2026-11-28T02:00", ""),
        ("past midnight, not on the night before", BAR, "2026-11-27T01:30", ""),
        ("past midnight, from Sunday to Monday", SUNDAY_BAR, "2026-11-23T00:30", "2026-11-23T01:00"),
        ("past midnight, after the last day of its period", LATE_IN_PERIOD, "2026-11-28T01:30", "2026-11-28T02:00"),
        ("past midnight, the week after its period", LATE_IN_PERIOD, "2026-12-05T01:30", ""),
        ("late night before a closed day goes on", SHUT_AFTER_BAR, "2026-11-28T01:30", "2026-11-28T02:00"),
        ("closed day takes its own late night with it", SHUT_BAR, "2026-11-28T01:30", ""),
        ("closed day leaves the next night alone", SHUT_BAR, "2026-11-29T01:30", "2026-11-29T02:00"),
        ("other hours past midnight", LATE_EXCEPTION, "2026-11-28T02:59", "2026-11-28T03:00"),
        ("past midnight into a new year", NEW_YEARS_EVE, "2027-01-01T01:00", "2027-01-01T02:00"),
        ("closed day", STUDY_DAY, "2026-11-24T10:00", ""),
        ("other hours, not those of the week", SHORT_DAY, "2026-11-24T10:00", ""),
        ("other hours, its own", SHORT_DAY, "2026-11-24T14:00", "2026-11-24T15:00"),
        ("other hours on a day without any", OPEN_SATURDAY, "2026-11-28T11:00", "2026-11-28T12:00"),
        ("other hours, second block", OPEN_SATURDAY, "2026-11-28T13:30", "2026-11-28T14:00"),
        ("days shut in a row, the last", TWO_WEEKS_SHUT, "2027-01-01T10:00", ""),
        ("days shut in a row, the first after", TWO_WEEKS_SHUT, "2027-01-04T10:00", "2027-01-04T17:00"),
        ("holiday, closed on holidays", MONDAYS[OnHolidays.CLOSED], "2026-04-27T10:00", ""),
        ("holiday, open as usual", MONDAYS[OnHolidays.USUAL], "2026-04-27T10:00", "2026-04-27T17:00"),
        ("holiday, of which nobody said anything", MONDAYS[OnHolidays.ASK], "2026-04-27T10:00", ""),
        ("exception on a holiday", OPEN_ON_KINGS_DAY, "2026-04-27T12:00", "2026-04-27T13:00"),
        ("walk-in before by appointment", BOTH_WAYS, "2026-11-23T11:30", "2026-11-23T12:00"),
        ("by appointment after walk-in", BOTH_WAYS, "2026-11-23T12:00", "2026-11-23T17:00"),
        ("by appointment alone", APPOINTMENT_ONLY, "2026-11-24T14:00", "2026-11-24T15:00"),
        ("by appointment beside walk-in hours of the summer", APPOINTMENT_SUMMER, "2026-07-06T14:00", "2026-07-06T17:00"),
        ("first Tuesday of the month", MONTHLY, "2026-12-01T10:00", "2026-12-01T12:00"),
        ("second Tuesday of the month", MONTHLY, "2026-12-08T10:00", ""),
        ("last Friday of the month, the fourth", MONTHLY, "2026-11-27T14:00", "2026-11-27T16:00"),
        ("last Friday of the month, the fifth", MONTHLY, "2026-10-30T14:00", "2026-10-30T16:00"),
        ("fourth Friday of five", MONTHLY, "2026-10-23T14:00", ""),
        ("first Monday on the seventh", place(week("1e ma 9:00-10:00")), "2026-12-07T09:30", "2026-12-07T10:00"),
        ("last Tuesday of thirty days, the earliest", place(week("laatste di 9:00-10:00")), "2026-11-24T09:30", "2026-11-24T10:00"),
        ("last Sunday of February, the earliest", place(week("laatste zo 9:00-10:00")), "2026-02-22T09:30", "2026-02-22T10:00"),
        ("last Saturday but one of thirty-one days", place(week("laatste za 9:00-10:00")), "2026-10-24T09:30", ""),
        ("leap day", LEAP_DAY, "2028-02-29T10:00", "2028-02-29T17:00"),
        ("the day after the leap day", LEAP_DAY, "2028-03-07T10:00", ""),
        ("period around New Year", PAST_NEW_YEAR, "2027-01-01T10:30", "2027-01-01T11:00"),
        ("spring 2026, before the gap", NIGHT, "2026-03-29T01:59+01:00", "2026-03-29T03:00+02:00"),
        ("spring 2026, closed after the gap", NIGHT, "2026-03-29T03:00+02:00", ""),
        ("spring 2026, opens inside the gap", HALF_PAST_TWO, "2026-03-29T03:00+02:00", "2026-03-29T05:00+02:00"),
        ("spring 2026, not yet before the gap", HALF_PAST_TWO, "2026-03-29T01:59+01:00", ""),
        ("spring 2026, closes inside the gap", SATURDAY_NIGHT, "2026-03-29T01:59+01:00", "2026-03-29T03:00+02:00"),
        ("spring 2026, all of it inside the gap", IN_THE_GAP, "2026-03-29T03:00+02:00", ""),
        ("spring 2027, before the gap", NIGHT, "2027-03-28T01:30+01:00", "2027-03-28T03:00+02:00"),
        ("spring 2027, closed for Easter", place(week("zo 1:00-3:00")), "2027-03-28T01:30+01:00", ""),
        ("autumn 2026, first time around", NIGHT, "2026-10-25T02:30+02:00", "2026-10-25T03:00+01:00"),
        ("autumn 2026, second time around", NIGHT, "2026-10-25T02:30+01:00", "2026-10-25T03:00+01:00"),
        ("autumn 2026, closed after it", NIGHT, "2026-10-25T03:00+01:00", ""),
        ("autumn 2026, opens the first time", HALF_PAST_TWO, "2026-10-25T02:30+02:00", "2026-10-25T05:00+01:00"),
        ("autumn 2026, still open when the clock goes back", HALF_PAST_TWO, "2026-10-25T02:00+01:00", "2026-10-25T05:00+01:00"),
        ("autumn 2026, closes the first time", SATURDAY_NIGHT, "2026-10-25T02:29+02:00", "2026-10-25T02:30+02:00"),
        ("autumn 2026, stays closed the second time", SATURDAY_NIGHT, "2026-10-25T02:15+01:00", ""),
        ("autumn 2027, second time around", NIGHT, "2027-10-31T02:30+01:00", "2027-10-31T03:00+01:00"),
    ),
)
def test_open_or_not(hours: OpeningHours, moment: str, until: str) -> None:
    opening = hours.opening_at(at(moment))

    # Moments of two zones are never equal while the clock shows an hour twice: so numbers are compared.
    assert (opening and opening.ends.timestamp()) == (at(until).timestamp() if until else None)


@pytest.mark.parametrize(
    ("hours", "moment", "starts"),
    cases(
        ("later on the day", OFFICE, "2026-11-23T08:59", "2026-11-23T09:00"),
        ("not the one that begins now", OFFICE, "2026-11-23T09:00", "2026-11-24T09:00"),
        ("over the weekend", OFFICE, "2026-11-27T17:00", "2026-11-30T09:00"),
        ("second block of the day", TWO_BLOCKS, "2026-11-23T09:00", "2026-11-23T13:00"),
        ("never, nothing known", NOTHING, "2026-11-23T12:00", ""),
        ("after a closed day", STUDY_DAY, "2026-11-23T17:00", "2026-11-25T09:00"),
        ("other hours on the way", SHORT_DAY, "2026-11-23T17:00", "2026-11-24T13:00"),
        ("on a day that has no hours as a rule", OPEN_SATURDAY, "2026-11-27T17:00", "2026-11-28T10:00"),
        ("after weeks shut, in the new year", TWO_WEEKS_SHUT, "2026-12-20T12:00", "2027-01-04T09:00"),
        ("after a summer of sixty-two days", SUMMER_CLOSED, "2026-07-01T12:00", "2026-09-01T09:00"),
        ("not further than two months", SUMMER_CLOSED, "2026-06-30T17:00", ""),
        ("after the last day of all periods", ONE_YEAR, "2026-12-31T17:00", ""),
        ("in a period that is to begin", ONE_YEAR, "2025-12-20T12:00", "2026-01-02T09:00"),
        ("the week after a holiday", MONDAYS[OnHolidays.ASK], "2026-04-26T12:00", "2026-05-04T09:00"),
        ("on a holiday, as usual", MONDAYS[OnHolidays.USUAL], "2026-04-26T12:00", "2026-04-27T09:00"),
        ("on a holiday, by exception", OPEN_ON_KINGS_DAY, "2026-04-26T12:00", "2026-04-27T10:00"),
        ("by appointment, while open to walk in", BOTH_WAYS, "2026-11-23T10:00", "2026-11-23T11:00"),
        ("by appointment, earlier than to walk in", APPOINTMENT_FIRST, "2026-11-23T08:00", "2026-11-23T09:00"),
        ("last Friday before the first Tuesday", MONTHLY, "2026-11-23T12:00", "2026-11-27T14:00"),
        ("leap day next", LEAP_DAY, "2028-02-28T12:00", "2028-02-29T09:00"),
        ("spring 2026, at the end of the gap", HALF_PAST_TWO, "2026-03-28T12:00", "2026-03-29T03:00+02:00"),
        ("spring 2026, skipped with the gap", IN_THE_GAP, "2026-03-28T12:00", "2026-04-05T02:15"),
        ("autumn 2026, the first of two", HALF_PAST_TWO, "2026-10-25T02:29+02:00", "2026-10-25T02:30+02:00"),
        ("autumn 2026, not again an hour later", HALF_PAST_TWO, "2026-10-25T02:29+01:00", "2026-11-01T02:30"),
    ),
)
def test_next_opening(hours: OpeningHours, moment: str, starts: str) -> None:
    opening = hours.next_opening(at(moment))

    assert (opening and opening.starts.timestamp()) == (at(starts).timestamp() if starts else None)


USUAL, EXCEPTION, HOLIDAY, UNKNOWN = Because.PERIOD, Because.EXCEPTION, Because.HOLIDAY, Because.NOTHING
PLANS: dict[str, tuple[OpeningHours, str, Because, str, str]] = {
    "ordinary day": (OFFICE, "2026-11-23", USUAL, "", "9.00 tot 17.00 uur"),
    "two blocks": (TWO_BLOCKS, "2026-11-23", USUAL, "", "9.00 tot 12.00 en 13.00 tot 17.00 uur"),
    "day of the week without hours": (OFFICE, "2026-11-28", USUAL, "", "dicht"),
    "day in an empty period": (SUMMER_CLOSED, "2026-07-06", USUAL, "", "dicht"),
    "nothing known": (NOTHING, "2026-11-23", UNKNOWN, "", "dicht"),
    "outside of all periods": (ONE_YEAR, "2027-01-04", UNKNOWN, "", "dicht"),
    "holiday outside of all periods": (ONE_YEAR, "2027-01-01", UNKNOWN, "", "dicht"),
    "closed day": (STUDY_DAY, "2026-11-24", EXCEPTION, "Studiedag", "dicht"),
    "other hours": (SHORT_DAY, "2026-11-24", EXCEPTION, "Verhuizing", "13.00 tot 15.00 uur"),
    "other hours past midnight": (LATE_EXCEPTION, "2026-11-27", EXCEPTION, "Feest", "20.00 tot 3.00 uur"),
    "holiday, closed on holidays": (MONDAYS[OnHolidays.CLOSED], "2026-04-27", HOLIDAY, "Koningsdag", "dicht"),
    "holiday, open as usual": (MONDAYS[OnHolidays.USUAL], "2026-04-27", USUAL, "", "9.00 tot 17.00 uur"),
    "holiday, of which nobody said anything": (MONDAYS[OnHolidays.ASK], "2026-04-27", HOLIDAY, "Koningsdag", "dicht"),
    "holiday on a day without hours": (MONDAYS[OnHolidays.ASK], "2026-05-14", USUAL, "", "dicht"),
    "King's Day a day early": (place(week("za-zo 9:00-10:00")), "2025-04-26", HOLIDAY, "Koningsdag", "dicht"),
    "the Sunday that is not King's Day": (place(week("za-zo 9:00-10:00")), "2025-04-27", USUAL, "", "9.00 tot 10.00 uur"),
    "exception on a holiday": (OPEN_ON_KINGS_DAY, "2026-04-27", EXCEPTION, "Vrijmarkt", "10.00 tot 13.00 uur"),
    "exception without hours on a holiday": (TWO_WEEKS_SHUT, "2026-12-25", EXCEPTION, "Kerstvakantie", "dicht"),
    "holiday holds for appointments too": (BOTH_WAYS, "2026-12-25", HOLIDAY, "Eerste kerstdag", "dicht"),
    "walk-in and by appointment": (BOTH_WAYS, "2026-11-23", USUAL, "", "9.00 tot 12.00 uur, en 11.00 tot 17.00 uur op afspraak"),
    "by appointment alone": (APPOINTMENT_ONLY, "2026-11-24", USUAL, "", "13.00 tot 15.00 uur op afspraak"),
    "last Friday": (MONTHLY, "2026-11-27", USUAL, "", "14.00 tot 16.00 uur"),
    "leap day": (LEAP_DAY, "2028-02-29", USUAL, "", "9.00 tot 17.00 uur"),
    "New Year's Eve": (NEW_YEARS_EVE, "2026-12-31", USUAL, "", "20.00 tot 2.00 uur"),
    "New Year's Day": (OFFICE, "2027-01-01", HOLIDAY, "Nieuwjaarsdag", "dicht"),
    "spring, begins inside the gap": (HALF_PAST_TWO, "2026-03-29", USUAL, "", "3.00 tot 5.00 uur"),
    "spring, all of it inside the gap": (IN_THE_GAP, "2026-03-29", USUAL, "", "dicht"),
    "autumn, words as on other days": (NIGHT, "2026-10-25", USUAL, "", "1.00 tot 3.00 uur"),
}


@pytest.mark.parametrize(("hours", "day", "because", "reason", "words"), PLANS.values(), ids=PLANS)
def test_what_is_said_of_a_day(hours: OpeningHours, day: str, because: Because, reason: str, words: str) -> None:
    plan = hours.plan(date.fromisoformat(day))

    assert (plan.because, plan.reason, plan.words) == (because, reason, words)
    assert plan.is_special is (because in (EXCEPTION, HOLIDAY))


def test_a_place_has_hours_as_soon_as_something_is_said() -> None:
    assert not NOTHING
    assert OFFICE
    assert place(other("2026-11-24"))


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (OnHolidays.ASK, [(date(2026, 12, 26), "Tweede kerstdag"), (date(2027, 1, 1), "Nieuwjaarsdag")]),
        (OnHolidays.CLOSED, []),
        (OnHolidays.USUAL, []),
    ],
)
def test_holidays_that_an_editor_is_asked_about(policy: OnHolidays, expected: list[tuple[date, str]]) -> None:
    hours = place(week("ma-za 9:00-17:00"), other("2026-12-25"), holidays=policy)

    assert list(hours.unanswered_holidays(date(2026, 12, 1), days=40)) == expected


def test_days_of_which_nothing_is_said() -> None:
    hours = place(week("ma-vr 9:00-17:00", "2026-01-01", "2026-12-30"), other("2027-01-01"))

    assert hours.days_without_hours(date(2026, 12, 29), days=5) == (date(2026, 12, 31), date(2027, 1, 2))


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("  ", []),
        ("9:00-12:00", [(time(9), time(12))]),
        ("9.00-12.30", [(time(9), time(12, 30))]),
        ("13:00-15:00, 10:00-12:00", [(time(10), time(12)), (time(13), time(15))]),
        ("10:00-12:00,12:00-15:00", [(time(10), time(12)), (time(12), time(15))]),
        ("10:00 - 12:00,\N{NO-BREAK SPACE}13:00\t-\n15:00", [(time(10), time(12)), (time(13), time(15))]),
        ("20:00-2:00", [(time(20), time(2))]),
        ("22:00-2:00, 1:00-3:00", [(time(1), time(3)), (time(22), time(2))]),
        ("0:00-23:59", [(time(0), time(23, 59))]),
        ("12:00-0:00", [(time(12), time(0))]),
    ],
)
def test_times_of_one_day_are_read_in_order(text: str, spans: list[tuple[time, time]]) -> None:
    assert list(parse_spans(text)) == spans


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("tien uur", "Wij begrijpen 'tien uur' niet. Schrijf het zo: 10:00-12:00"),
        ("di 10:00-12:00", "Wij begrijpen 'di 10:00-12:00' niet."),
        ("10:00-12:00;13:00-15:00", "Wij begrijpen "),
        ("10:00-12:00,", "Wij begrijpen "),
        ("10:00", "Wij begrijpen '10:00' niet."),
        ("x" * 400, f"Wij begrijpen '{'x' * 40}' niet."),
        ("10:00-10:00", "In '10:00-10:00' zijn de begintijd en de eindtijd gelijk."),
        ("25:00-26:00", "In '25:00-26:00' staat een tijd die niet bestaat."),
        ("9:60-12:00", "In '9:60-12:00' staat een tijd die niet bestaat."),
        ("10:00-24:00", "In '10:00-24:00' staat een tijd die niet bestaat."),
        ("10:00-12:00, 11:00-13:00", "De tijden op deze dag lopen door elkaar."),
        ("10:00-12:00, 10:00-12:00", "De tijden op deze dag lopen door elkaar."),
        ("12:00-10:00, 13:00-15:00", "De tijden op deze dag lopen door elkaar."),
        ("10:00-15:00, 11:00-12:00, 16:00-17:00", "De tijden op deze dag lopen door elkaar."),
    ],
)
def test_times_that_cannot_be_read_are_refused_in_words(text: str, sentence: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        parse_spans(text)

    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("notation", "sentence"),
    [
        ("zo 22:00-2:00; ma 1:00-3:00", "De tijden van zondag op maandag lopen door elkaar."),
        ("ma-di 22:00-21:00, 23:00-23:30", "De tijden op maandag lopen door elkaar."),
        ("vr 20:00-3:00; za 2:59-4:00", "De tijden van vrijdag op zaterdag lopen door elkaar."),
    ],
)
def test_a_late_night_into_the_next_day_is_refused(notation: str, sentence: str) -> None:
    with pytest.raises(ScheduleError) as caught:
        parse_schedule(notation)

    assert str(caught.value).startswith(sentence)


def test_a_late_night_up_to_the_next_day_is_read() -> None:
    assert len(parse_schedule("zo 22:00-2:00; ma 2:00-3:00").slots) == 2


YEAR = week("ma 9:00-17:00", "2026-01-01", "2026-12-31", name="Jaar")
ALWAYS = week("ma 9:00-17:00")
REFUSED: dict[str, tuple[list[Period | DayException], str]] = {
    "equal": ([YEAR, YEAR], "Twee periodes lopen door elkaar: 'Jaar' en 'Jaar'."),
    "both without an end": ([ALWAYS, ALWAYS], "Twee periodes lopen door elkaar: van altijd en van altijd."),
    "half inside": ([YEAR, week("", "2026-12-01", "2027-01-31")], "Twee periodes lopen door elkaar: 'Jaar' en vanaf 1-12-2026 tot en met"),
    "one shared day": ([YEAR, week("", "2026-12-31")], "Twee periodes lopen door elkaar: 'Jaar' en vanaf 31-12-2026. Laat"),
    "both without an end on one side": (
        [week("", "", "2026-06-30"), week("", "2026-06-01")],
        "Twee periodes lopen door elkaar: van altijd tot en met 30-6-2026 en vanaf 1-6-2026.",
    ),
    "half inside, by appointment": (
        [week("", "2026-01-01", "2026-06-30", by_appointment=True), week("", "2026-06-01", "2026-07-31", by_appointment=True)],
        "Twee periodes lopen door elkaar:",
    ),
    "two exceptions on one day": ([other("2026-11-24"), other("2026-11-24", spans="9:00-10:00")], "Over 24-11-2026 staan twee dingen."),
    "exception inside another": ([other("2026-12-21", "2027-01-01"), other("2026-12-25")], "Over 25-12-2026 staan twee dingen."),
    "exceptions half inside": ([other("2026-12-25", "2026-12-31"), other("2026-12-21", "2026-12-25")], "Over 25-12-2026 staan"),
    "exception after all periods": ([YEAR, other("2027-01-04")], "De andere dag 4-1-2027 valt buiten alle periodes."),
    "exception before all periods": ([YEAR, other("2025-12-30", "2025-12-31")], "De andere dag 30-12-2025 valt buiten alle periodes."),
    "exception between periods": ([YEAR, week("", "2027-02-01"), other("2027-01-04")], "De andere dag 4-1-2027 valt buiten"),
}


@pytest.mark.parametrize(("parts", "sentence"), REFUSED.values(), ids=REFUSED)
def test_two_things_of_one_day_are_refused_in_words(parts: list[Period | DayException], sentence: str) -> None:
    hours = place(*parts)

    with pytest.raises(ScheduleError) as caught:
        refuse_clashes(hours.periods, hours.exceptions)

    assert str(caught.value).startswith(sentence)


ACCEPTED: dict[str, list[Period | DayException]] = {
    "nothing": [],
    "nested": [YEAR, week("", "2026-07-01", "2026-08-31")],
    "nested in one without an end": [ALWAYS, YEAR, week("", "2026-07-01", "2026-08-31")],
    "nested from the first day": [YEAR, week("", "2026-01-01", "2026-01-31")],
    "nested up to the last day": [YEAR, week("", "2026-12-01", "2026-12-31")],
    "one after another": [YEAR, week("", "2027-01-01")],
    "half inside, one by appointment": [YEAR, week("", "2026-12-01", by_appointment=True)],
    "exceptions one after another": [other("2026-12-21", "2026-12-24"), other("2026-12-25")],
    "exceptions without any period": [other("2026-12-21")],
    "exception on the first day of a period": [YEAR, other("2026-01-01")],
    "exception on the last day of a period": [YEAR, other("2026-12-31")],
    "exception around a whole period": [week("ma 9:00-10:00", "2026-06-03", "2026-06-05"), other("2026-06-01", "2026-06-10")],
    "exception in a period by appointment": [YEAR, week("", "2027-01-01", by_appointment=True), other("2027-01-04")],
}


@pytest.mark.parametrize("parts", ACCEPTED.values(), ids=ACCEPTED)
def test_what_is_more_particular_is_accepted(parts: list[Period | DayException]) -> None:
    hours = place(*parts)

    refuse_clashes(hours.periods, hours.exceptions)
