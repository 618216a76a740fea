"""Calendars of partners as they come: ordinary ones, nasty ones, and nonsense."""

from __future__ import annotations

import random
import time
import tracemalloc
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agenda.choices import ChangeKind, Repeat
from agenda.rules.imported import digest_of, last_day_of, place_of, repeat_of, values_of
from agenda.rules.reading import MAX_BYTES, MAX_EVENTS, ReadCalendar, ReadEvent, read_calendar
from agenda.rules.series import Series, rule_of
from core.recurrence import read_rule
from core.schedule import AMSTERDAM, DAY_CODES

TODAY = date(2026, 12, 1)
# As measured with room for a busy machine; the aim is 100 milliseconds on a quiet one.
MAX_SECONDS = 1.0
MAX_MEMORY = 64 * 1024 * 1024


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)


def event(*lines: str, uid: str = "een@example.nl", start: str = "DTSTART;TZID=Europe/Amsterdam:20261208T100000") -> str:
    end = (
        ()
        if any(line.startswith(("DTEND", "DURATION")) for line in lines) or "VALUE=DATE" in start
        else ("DTEND;TZID=Europe/Amsterdam:20261208T120000",)
    )
    given_title = () if any(line.startswith("SUMMARY") for line in lines) else ("SUMMARY:Koffie",)
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *([start] if start else []), *end, *given_title, *lines, "END:VEVENT"])


def calendar(*events: str, before: str = "") -> bytes:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *([before] if before else []), *events, "END:VCALENDAR", ""]).encode()


def read(*events: str, before: str = "") -> ReadCalendar:
    return read_calendar(calendar(*events, before=before), since=TODAY)


def only(*lines: str, start: str = "DTSTART;TZID=Europe/Amsterdam:20261208T100000") -> ReadEvent:
    (found,) = read(event(*lines, start=start)).events
    return found


def sentences(found: ReadCalendar) -> str:
    return " ".join(str(problem) for problem in found.problems)


def test_an_ordinary_activity() -> None:
    found = only(
        "LOCATION:De Bron\\, Laan 1\\, 7412 AB Deventer", "DESCRIPTION:Eerste regel.\\nTweede\\; regel.", "URL:https://example.nl/koffie"
    )

    assert (found.title, found.starts_at, found.ends_at) == ("Koffie", at("2026-12-08 10:00"), at("2026-12-08 12:00"))
    assert (found.text, found.place, found.url) == (
        "Eerste regel.\nTweede; regel.",
        "De Bron, Laan 1, 7412 AB Deventer",
        "https://example.nl/koffie",
    )
    assert place_of(found.place) == {"place_name": "De Bron", "street": "Laan 1", "postcode": "7412 AB", "city": "Deventer"}


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("DTSTART;TZID=W. Europe Standard Time:20261208T100000", "2026-12-08 10:00"),
        ("DTSTART;TZID=Europe/London:20261208T100000", "2026-12-08 11:00"),
        ("DTSTART;TZID=GMT Standard Time:20261208T100000", "2026-12-08 11:00"),
        ('DTSTART;TZID="/example.org/Olson_2024/Europe/Amsterdam":20261208T100000', "2026-12-08 10:00"),
        ("DTSTART:20261208T100000Z", "2026-12-08 11:00"),
        ("DTSTART:20261208T100000", "2026-12-08 10:00"),
        ("DTSTART;TZID=Verzonnen Tijd:20261208T100000", "2026-12-08 10:00"),
        ("DTSTART;TZID=../../etc/passwd:20261208T100000", "2026-12-08 10:00"),
        # The hour that does not exist, and the one that comes twice.
        ("DTSTART;TZID=Europe/Amsterdam:20270328T023000", "2027-03-28 03:30"),
        ("DTSTART;TZID=Europe/Amsterdam:20271031T023000", "2027-10-31 02:30"),
    ],
)
def test_moments_are_those_of_the_wall_in_our_zone(start: str, expected: str) -> None:
    found = only("DURATION:PT2H", start=start)

    assert found.starts_at.isoformat() == at(expected).isoformat()
    assert found.starts_at.tzinfo is AMSTERDAM


def test_an_unknown_zone_is_told_and_what_a_file_says_of_a_known_one_is_not_believed() -> None:
    lie = "BEGIN:VTIMEZONE\r\nTZID:Europe/Amsterdam\r\nBEGIN:STANDARD\r\nTZOFFSETTO:+1100\r\nDTSTART:19700101T000000\r\nEND:STANDARD\r\nEND:VTIMEZONE"

    assert "Regel 3: Wij kennen de tijdzone niet." in sentences(read(event(start="DTSTART;TZID=Hier:20261208T100000")))
    assert read(event(), before=lie).events[0].starts_at == at("2026-12-08 10:00")


def test_floating_times_are_those_of_the_calendar() -> None:
    found = read(event("DURATION:PT1H", start="DTSTART:20261208T100000"), before="X-WR-TIMEZONE:Europe/London")

    assert found.events[0].starts_at == at("2026-12-08 11:00")


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (["DTSTART;VALUE=DATE:20261208", "DTEND;VALUE=DATE:20261209"], 1),
        (["DTSTART;VALUE=DATE:20261208", "DTEND;VALUE=DATE:20261211"], 3),
        (["DTSTART;VALUE=DATE:20261208"], 1),
        (["DTSTART;VALUE=DATE:20261208", "DTEND;VALUE=DATE:20261208"], 1),
        (["DTSTART;VALUE=DATE:20261208", "DURATION:P2D"], 2),
        (["DTSTART:20261208", "DTEND:20261209"], 1),
        (["DTSTART;TZID=Europe/Amsterdam:20261208T000000", "DTEND;TZID=Europe/Amsterdam:20261209T000000"], 1),
        # The night in which the clocks change is a day too.
        (["DTSTART;VALUE=DATE:20270328", "DTEND;VALUE=DATE:20270329"], 1),
    ],
)
def test_the_end_of_whole_days_is_not_part_of_them(lines: list[str], days: int) -> None:
    found = only(*lines[1:], start=lines[0]) if len(lines) > 1 else only(start=lines[0])

    assert found.is_all_day
    assert found.ends_at.date() - found.starts_at.date() == timedelta(days=days)
    assert found.ends_at.time() == found.starts_at.time() == datetime.min.time()


@pytest.mark.parametrize(
    ("given_rule", "repeat", "weekdays", "until"),
    [
        ("FREQ=WEEKLY", Repeat.WEEKLY, [], None),
        ("FREQ=WEEKLY;BYDAY=TU;WKST=SU", Repeat.WEEKLY, [], None),
        ("FREQ=WEEKLY;BYDAY=TU,TH", Repeat.WEEKLY, ["do"], None),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;UNTIL=20270131T090000Z", Repeat.FORTNIGHTLY, [], "2027-01-31"),
        ("FREQ=WEEKLY;UNTIL=20270131T080000Z", Repeat.WEEKLY, [], "2027-01-30"),
        ("FREQ=WEEKLY;COUNT=3", Repeat.WEEKLY, [], "2026-12-22"),
        ("FREQ=DAILY;UNTIL=99991231T235959Z", Repeat.DAILY, [], None),
        ("FREQ=DAILY;BYHOUR=10;BYMINUTE=0;BYSECOND=0", Repeat.DAILY, [], None),
        ("FREQ=MONTHLY;BYDAY=2TU", Repeat.MONTHLY_BY_WEEKDAY, [], None),
        ("FREQ=MONTHLY;BYMONTHDAY=8", Repeat.MONTHLY_BY_DATE, [], None),
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=8", Repeat.YEARLY, [], None),
        ("RRULE:freq=weekly", Repeat.WEEKLY, [], None),
        # What no choice stands for.
        ("FREQ=WEEKLY;INTERVAL=3", Repeat.OTHER, [], None),
        ("FREQ=WEEKLY;BYDAY=MO", Repeat.OTHER, [], None),
        ("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-1", Repeat.OTHER, [], None),
    ],
)
def test_rules_become_the_words_of_an_organiser(given_rule: str, repeat: Repeat, weekdays: list[str], until: str | None) -> None:
    found = only(f"RRULE:{given_rule}")
    values = repeat_of(found)

    assert (values["repeat"], values["weekdays"], values["repeat_until"]) == (repeat.value, weekdays, until)
    assert bool(values["rule_text"]) == (repeat is Repeat.OTHER)


@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.sampled_from(["", ";INTERVAL=2", ";INTERVAL=3"]),
    st.sampled_from(["", ";BYDAY=TU", ";BYDAY=MO,TU,FR", ";BYDAY=SU", ";BYMONTHDAY=8", ";BYMONTH=12"]),
    st.sampled_from(["", ";COUNT=7", ";UNTIL=20270301T090000Z", ";UNTIL=20270301T085959Z", ";UNTIL=20270202"]),
    st.sampled_from(["", ";WKST=SU"]),
)
def test_the_choice_for_a_rule_gives_the_same_dates(frequency: str, interval: str, by: str, end: str, week: str) -> None:
    (found,) = read(event(f"RRULE:FREQ={frequency}{interval}{by}{end}{week}")).events
    if not found.rule:
        return
    values, first = repeat_of(found), found.starts_at.replace(tzinfo=None)
    until = date.fromisoformat(values["repeat_until"]) if values["repeat_until"] else None
    rule = rule_of(
        values["repeat"],
        first=first.date(),
        weekdays=[DAY_CODES.index(day) for day in values["weekdays"]],
        until=until,
        text=values["rule_text"],
    )

    window = {"since": date(2026, 12, 1), "before": date(2029, 12, 1)}
    assert rule is not None
    assert list(rule.starts(first, **window)) == list(read_rule(found.rule).starts(first, **window))


@pytest.mark.parametrize(
    ("given_rule", "sentence"),
    [
        ("FREQ=SECONDLY", "per dag, per week"),
        ("FREQ=WEEKLY;BYHOUR=9,15", "begrijpen de herhaling niet"),
        ("FREQ=DAILY;COUNT=1000000000", "getal dat niet kan"),
        ("FREQ=YEARLY;BYWEEKNO=3", "begrijpen de herhaling niet"),
        ("FREQ=WEEKLY;BYSETPOS=", "begrijpen de herhaling niet"),
    ],
)
def test_a_rule_that_we_cannot_say_leaves_the_first_time(given_rule: str, sentence: str) -> None:
    found = read(event(f"RRULE:{given_rule}"))

    assert sentence in sentences(found)
    assert "Wij nemen alleen de eerste keer over." in sentences(found)
    assert [row.rule for row in found.events] == [""]


def test_dates_that_are_off_and_dates_that_moved_belong_to_their_series() -> None:
    found = read(
        event(
            "RRULE:FREQ=WEEKLY",
            "EXDATE;TZID=Europe/Amsterdam:20261215T100000,20261222T100000",
            "EXDATE:20261229T090000Z",
            "EXDATE:20261230T090000Z",
        ),
        event("RECURRENCE-ID;TZID=Europe/Amsterdam:20270105T100000", "DTEND:20270106T160000", start="DTSTART:20270106T140000"),
        event("RECURRENCE-ID:20270112T090000Z", "STATUS:CANCELLED", "DURATION:PT2H", start="DTSTART:20270112T100000"),
        event("RECURRENCE-ID:20270119T090000Z", "SUMMARY:Koffie met taart", "DURATION:PT2H", start="DTSTART:20270119T100000"),
    )

    (series,) = found.events
    assert [(change.day.day, change.kind) for change in series.changes] == [
        (15, ChangeKind.CANCELLED), (22, ChangeKind.CANCELLED), (29, ChangeKind.CANCELLED), (5, ChangeKind.MOVED), (12, ChangeKind.CANCELLED),
    ]  # fmt: skip
    assert series.changes[3].starts_at == at("2027-01-06 14:00")


def test_changes_of_whole_days_are_by_their_date() -> None:
    found = read(
        event("RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20261215", start="DTSTART;VALUE=DATE:20261208"),
        event("RECURRENCE-ID;VALUE=DATE:20261222", "DTEND;VALUE=DATE:20261224", start="DTSTART;VALUE=DATE:20261223"),
    )

    assert [change.day.day for change in found.events[0].changes] == [15, 22]


def test_what_belongs_to_no_series_stands_by_itself() -> None:
    found = read(
        event(
            "RRULE:FREQ=WEEKLY;UNTIL=20261231T000000Z", "RDATE:20270110T100000,20270117T100000", "RDATE;VALUE=PERIOD:20270124T100000/PT1H"
        ),
        event("RECURRENCE-ID:20270117T100000", "DURATION:PT1H", start="DTSTART:20270118T150000"),
        event("RECURRENCE-ID:20270201T100000", "DURATION:PT1H", uid="weg@example.nl", start="DTSTART:20270202T100000"),
        event("RECURRENCE-ID:20270208T100000", "STATUS:CANCELLED", "DURATION:PT1H", uid="weg@example.nl", start="DTSTART:20270208T100000"),
    )

    assert [(row.recurrence, row.starts_at.replace(tzinfo=None).isoformat(" ", "minutes")) for row in found.events] == [
        ("", "2026-12-08 10:00"),
        ("2027-01-10", "2027-01-10 10:00"),
        ("2027-01-17", "2027-01-18 15:00"),
        ("2027-01-24", "2027-01-24 10:00"),
        ("2027-02-01", "2027-02-02 10:00"),
    ]


def test_a_change_of_all_that_follows_is_told() -> None:
    found = read(
        event("RRULE:FREQ=WEEKLY"),
        event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261215T100000", "DURATION:PT2H", start="DTSTART:20261215T110000"),
    )

    assert "alle volgende keren" in sentences(found)
    assert found.events[0].changes[0].starts_at == at("2026-12-15 11:00")


def test_the_newest_of_two_with_one_name_counts() -> None:
    pair = [event("SEQUENCE:2", "SUMMARY:Nieuw"), event("SEQUENCE:1", "SUMMARY:Oud"), event("SUMMARY:Ouder")]

    assert [row.title for row in read(*pair).events] == ["Nieuw"]
    assert read(*pair[::-1]).events[0].title == "Nieuw"


@pytest.mark.parametrize(
    ("lines", "start", "sentence"),
    [
        ([], "", "begint"),
        (["DTEND:20261207T100000"], "DTSTART:20261208T100000", "einde is voor het begin"),
        (["DTEND:20270208T100000"], "DTSTART:20261208T100000", "langer dan een maand"),
        (["DURATION:PT1H"], "DTSTART:morgen", "datum of tijd klopt niet"),
        (["DURATION:PT1H"], "DTSTART:99991231T235959Z", "ligt te ver weg"),
        (["DURATION:PT1H"], "DTSTART:00010101T000000", "ligt te ver weg"),
        (["DURATION:PT1H"], "DTSTART:20270229T100000", "datum of tijd klopt niet"),
        (["DURATION:P999999999D"], "DTSTART:20261208T100000", "duur klopt niet"),
        (["DURATION:-PT1H"], "DTSTART:20261208T100000", "einde is voor het begin"),
        (["DURATION:lang"], "DTSTART:20261208T100000", "klopt niet"),
        (["RECURRENCE-ID:ooit"], "DTSTART:20261208T100000", "datum of tijd klopt niet"),
    ],
)
def test_what_cannot_be_is_told_with_its_line_and_the_rest_is_kept(lines: list[str], start: str, sentence: str) -> None:
    found = read(event(*lines, uid="slecht", start=start), event(uid="goed"))

    assert [row.uid for row in found.events] == ["goed"]
    assert "Regel 3:" in sentences(found)
    assert sentence in sentences(found)


def test_private_and_past_activities_are_passed_over_without_a_word() -> None:
    found = read(
        event("CLASS:PRIVATE", "SUMMARY:Functioneringsgesprek"),
        event("CLASS:confidential", uid="2"),
        event("DURATION:PT1H", uid="3", start="DTSTART:20250101T100000"),
        event("RRULE:FREQ=WEEKLY;UNTIL=20260101", "DURATION:PT1H", uid="4", start="DTSTART:20250101T100000"),
        event("RRULE:FREQ=WEEKLY", "DURATION:PT1H", uid="5", start="DTSTART:20250101T100000"),
    )

    assert [row.uid for row in found.events] == ["5"]
    assert found.problems == ()


def test_alarms_attachments_and_people_are_not_read() -> None:
    found = only(
        "ORGANIZER;CN=Iemand:mailto:iemand@example.nl",
        "ATTENDEE;CN=Ander:mailto:ander@example.nl",
        "ATTACH:file:///etc/passwd",
        "BEGIN:VALARM\r\nSUMMARY:Wekker\r\nBEGIN:VALARM\r\nDTSTART:20200101\r\nEND:VALARM\r\nDESCRIPTION:Wekker\r\nEND:VALARM",
        "DESCRIPTION:Na de wekker",
    )

    assert (found.title, found.text) == ("Koffie", "Na de wekker")
    assert "example.nl" not in str(replace(found, uid=""))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("<p>Koffie &amp; taart</p><p>Gratis</p>", "Koffie & taart\n\nGratis"),
        ("<script>alert(1)</script>Koffie<style>p{}</style>", "Koffie"),
        ("Koffie<br/>thee<ul><li>een</li><li>twee</li></ul>", "Koffie\nthee\n\neen\ntwee"),
        ('"><svg onload=alert(1)>Koffie', '">'),
        ("a < b en b > c", "a < b en b > c"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<b>Koffie &lt;script&gt;alert(1)</b>", "Koffie"),
        ("Kof\x00fie\u202e\u200b {{7*7}} %0d%0a", "Koffie {{7*7}} %0d%0a"),
        ("een\u2028twee\rdrie", "een\ntwee\ndrie"),
        ("cafe\u0301", "café"),
        ("<" * 5_000, "<" * 3_999 + "…"),
    ],
)
def test_texts_lose_their_markup_and_what_cannot_be_seen(typed: str, expected: str) -> None:
    content = calendar(event("DESCRIPTION:X")).replace(b"DESCRIPTION:X", b"DESCRIPTION:" + typed.encode("utf-8", "surrogatepass"))

    assert read_calendar(content.replace(b"\r", b"\r"), since=TODAY).events[0].text.split("\n")[0] == expected.split("\n", maxsplit=1)[0]


def test_whatever_a_program_makes_of_lines_and_characters() -> None:
    plain = calendar(event("SUMMARY:Café in 's-Hertogenbosch, één keer", "DESCRIPTION:Met taart"))
    folded = plain.replace("é".encode(), "é".encode()[:1] + b"\r\n " + "é".encode()[1:])

    for content in (plain, folded, plain.replace(b"\r\n", b"\n"), plain.replace(b"\r\n", b"\r"), b"\xef\xbb\xbf" + plain,
                    plain.decode().encode("utf-16"), plain.decode().encode("cp1252")):  # fmt: skip
        (found,) = read_calendar(content, since=TODAY).events
        assert (found.title, found.text) == ("Café in 's-Hertogenbosch, één keer", "Met taart")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "geen agenda"),
        (b"<!doctype html><title>Inloggen</title>", "geen agenda"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "geen agenda"),
        (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "geen agenda"),
        (calendar(event())[:-20], "halverwege"),
        (calendar(event()).replace(b"END:VEVENT\r\n", b""), None),
        (b"BEGIN:VCALENDAR\r\n" + b"\n" * 70_000, "regels"),
        (b"x" * (MAX_BYTES + 1), "te groot"),
        (calendar(*(event(uid=str(number)) for number in range(MAX_EVENTS + 1))), "meer dan"),
    ],
)
def test_what_is_no_whole_calendar_counts_for_nothing(content: bytes, sentence: str | None) -> None:
    found = read_calendar(content, since=TODAY)

    if sentence:
        assert sentence in found.failure
        assert found.events == ()


def test_an_empty_calendar_is_one() -> None:
    assert read() == ReadCalendar()


def _nasty() -> dict[str, bytes]:
    """Files of a size that is allowed, each made to cost as much as it can."""
    many = [
        event(f"RRULE:FREQ=DAILY;COUNT=2000;BYMONTHDAY={number % 28 + 1}", f"SUMMARY:{number}", uid=str(number)) for number in range(700)
    ]
    changed = [
        event("RECURRENCE-ID:20270119T090000Z", "DURATION:PT2H", uid=str(number), start="DTSTART:20270120T100000") for number in range(700)
    ]
    dates = ",".join(f"{date(2027, 1, 1) + timedelta(days=number):%Y%m%d}T100000" for number in range(3_000))
    zones = [event("DURATION:PT1H", uid=str(number), start=f"DTSTART;TZID=Zone/{number}:20261208T100000") for number in range(1_400)]
    return {
        "ordinary": calendar(
            *(event("RRULE:FREQ=WEEKLY", "DESCRIPTION:" + "Koffie. " * 60, f"SUMMARY:{number}", uid=str(number)) for number in range(1_400))
        ),
        "rules that count": calendar(*many, *changed),
        "exceptions": calendar(
            event("RRULE:FREQ=DAILY", f"EXDATE:{dates}", f"RDATE:{dates}"),
            *([event("RRULE:FREQ=YEARLY;BYDAY=53MO", f"EXDATE:{dates}")] * 20),
        ),
        "unknown zones": calendar(*zones),
        "one line": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:" + b"<a" * (MAX_BYTES // 2 - 100) + b"\r\nEND:VEVENT\r\nEND:VCALENDAR",
        "one folded line": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDESCRIPTION:" + b"x" * 40 + b"\r\n x" * 55_000,
        "quotes": b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART" + b';A="b' * 12_000 + b"\n" + (b"DTSTART;" + b'"' * 60_000 + b"\n") * 25,
        "nested": b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nBEGIN:VALARM\n" * 25_000,
        "markup": calendar(*(event("DESCRIPTION:" + "<p " * 300 + "<!--" * 300, uid=str(number)) for number in range(600))),
        "bytes": random.Random(1).randbytes(MAX_BYTES),
        "newlines": b"BEGIN:VCALENDAR\n" + b"\r\n" * 59_000,
    }


NASTY = _nasty()


@pytest.mark.parametrize("name", NASTY)
def test_no_file_of_an_allowed_size_takes_long_or_much(name: str) -> None:
    content = NASTY[name]
    assert len(content) <= MAX_BYTES
    read_calendar(content[:100], since=TODAY)

    begin = time.process_time()
    read_calendar(content, since=TODAY)
    seconds = time.process_time() - begin
    tracemalloc.start()
    try:
        read_calendar(content, since=TODAY)
        memory = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert seconds < MAX_SECONDS
    assert memory < MAX_MEMORY


LINES = st.sampled_from(
    [
        "BEGIN:VCALENDAR", "END:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "BEGIN:VALARM", "END:VALARM", "UID:a", "UID:b", "UID:",
        "DTSTART:20261208T100000", "DTSTART;VALUE=DATE:20261208", "DTSTART;TZID=:20261208T100000Z", "DTSTART:", "DTEND:20261208T100000Z",
        "DTEND;VALUE=DATE:20261208", "DURATION:PT0S", "DURATION:P1W", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "RRULE:FREQ=DAILY;COUNT=2000",
        "RRULE:", "RRULE:FREQ=WEEKLY;UNTIL=19000101", "EXDATE:20261208T100000,,x", "RDATE:20270101,20270102T100000Z",
        "RDATE;VALUE=PERIOD:20270101T100000/PT1H", "RECURRENCE-ID:20261208T100000", "RECURRENCE-ID;VALUE=DATE;RANGE=THISANDFUTURE:20261215",
        'SUMMARY;X="a:b":Koffie', "SUMMARY", " vervolg", "STATUS:CANCELLED", "SEQUENCE:x", "SEQUENCE:9", "DESCRIPTION:<p>\\n", "LOCATION:,,1,",
    ]
)  # fmt: skip


@given(
    st.lists(LINES | st.text(max_size=30), max_size=40).map("\r\n".join).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.binary(max_size=300)
)
@example(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261208T100000\r\nRRULE:FREQ=DAILY;COUNT=2000\r\nEND:VEVENT\r\nEND:VCALENDAR")
def test_whatever_comes_is_read_or_told(content: bytes) -> None:
    for whole in (
        content,
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20261208T100000\r\n" + content + b"\r\nEND:VEVENT\r\nEND:VCALENDAR",
    ):
        found = read_calendar(whole, since=TODAY)
        for row in found.events:
            values = values_of(row)
            assert row.starts_at < row.ends_at
            assert row.title == values["title"] != ""
            assert len(values["introduction"]) <= 240
            assert len(values["place_name"]) <= 80
            assert len(row.uid) <= 200
            assert digest_of(values) == digest_of(values_of(row))
            last_day_of(row)
            series = Series(starts_at=row.starts_at, ends_at=row.ends_at, rule=None, changes={change.day: change for change in row.changes})
            assert all(found_date.starts_at < found_date.ends_at for found_date in series.dates(since=TODAY, before=date(2028, 1, 1)))


@given(st.permutations([event("RRULE:FREQ=WEEKLY"), event("SEQUENCE:1", "RRULE:FREQ=WEEKLY;INTERVAL=2"), event(uid="twee"), event(uid="drie"),
                        event("RECURRENCE-ID:20261222T100000", "STATUS:CANCELLED"), event("RECURRENCE-ID:20261222T100000", "SEQUENCE:3", "DURATION:PT1H")]))  # fmt: skip
def test_the_order_of_a_file_makes_no_difference(events: list[str]) -> None:
    assert [replace(row, line=0) for row in read(*events).events] == [replace(row, line=0) for row in read(*sorted(events)).events]
