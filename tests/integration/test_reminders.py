"""Reminders to organisations about what they keep: on which days, to whom, once, and what the link in them does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail as outbox
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Revision

from accounts.models import User
from cms.management.commands import tick as command
from core.mail import send_waiting_mail
from core.models import Mail
from core.schedule import AMSTERDAM
from moderation.models import Submission
from moderation.services import approve
from partners.services import propose_change
from search.models import OutboxRow, SearchDocument
from socialmap.models import Entry, Organisation, ReviewLink, ReviewQuestion
from socialmap.registry import kept_kinds
from socialmap.services import give_review_days, reminding
from socialmap.services.reminding import forget_reviews, remind_owners
from tests.factories import EntryFactory, OrganisationFactory
from tests.factories.partners import make_central_editor, make_partner
from tests.integration.races import at_once, committed, taken_away

pytestmark = [pytest.mark.both_stacks]
__all__ = ["committed"]

DUE = date(2026, 12, 1)
NEXT = date(2027, 6, 2)


def moment(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=AMSTERDAM)


@pytest.fixture
def clock(db: None) -> Iterator[Any]:
    with time_machine.travel(moment(DUE), tick=False) as travel:
        yield travel


@pytest.fixture
def organisation(clock: Any) -> Organisation:
    return OrganisationFactory(name="Buurthulp Noord", email="buurthulp@example.nl")


@pytest.fixture
def entry(organisation: Organisation) -> Entry:
    return EntryFactory(title="Boodschappenmaatje", owner=organisation, verified_on=date(2026, 6, 1), review_on=DUE)


def tick(clock: Any, *, after: int) -> list[Any]:
    """What is mailed by the clock so many days after the day to look again; twice, as it comes every few minutes."""
    clock.move_to(moment(DUE + timedelta(days=after)))
    outbox.outbox.clear()
    for _time in range(2):
        remind_owners(at=timezone.now())
    send_waiting_mail.call()
    return [message for message in outbox.outbox if "lopt dit nog?" in message.subject]


def link_in(message: Any) -> str:
    found = re.search(r"http://localhost:8000(/klopt-nog/[^/\s]+/)", message.body)
    assert found, message.body
    return found[1]


def test_a_mail_goes_on_the_day_and_two_and_four_weeks_later_each_once(clock: Any, entry: Entry) -> None:
    sent = {days: tick(clock, after=days) for days in (-1, 0, 1, 13, 14, 15, 27, 28, 29, 60)}

    assert {days: len(messages) for days, messages in sent.items() if messages} == {0: 1, 14: 1, 28: 1}
    (first,), (second,) = sent[0], sent[14]
    assert first.to == ["buurthulp@example.nl"]
    assert (first.subject, second.subject) == (
        "Klopt dit nog? Buurthulp Noord op de sociale kaart",
        "Nog een keer: klopt dit nog? Buurthulp Noord",
    )
    assert "Het is tijd om ze na te kijken." in first.body
    assert "Wij hebben nog niet van u gehoord of ze kloppen." in second.body
    assert "- Boodschappenmaatje" in first.body
    assert "Antwoord op deze mail, of bel 0570-000010." in first.body
    assert "/partner/" not in first.body


def test_a_clock_that_stood_still_sends_the_last_mail_only(clock: Any, entry: Entry) -> None:
    assert len(tick(clock, after=40)) == 1
    assert list(ReviewQuestion.objects.values_list("days", flat=True)) == [28]
    assert tick(clock, after=41) == []


def test_nobody_is_mailed_at_night(clock: Any, entry: Entry) -> None:
    assert remind_owners(at=moment(DUE, 7)) == 0
    assert remind_owners(at=moment(DUE, 20)) == 0
    assert remind_owners(at=moment(DUE, 8)) == 1


def test_an_organisation_gets_one_mail_for_all_that_it_keeps(clock: Any, entry: Entry, organisation: Organisation) -> None:
    EntryFactory(title="Klusdienst", owner=organisation, review_on=DUE)
    EntryFactory(title="Van een ander", owner=OrganisationFactory(email="ander@example.nl"), review_on=DUE)

    sent = {message.to[0]: message.body for message in tick(clock, after=0)}

    assert set(sent) == {"buurthulp@example.nl", "ander@example.nl"}
    assert "- Boodschappenmaatje" in sent["buurthulp@example.nl"]
    assert "- Klusdienst" in sent["buurthulp@example.nl"]
    assert "Van een ander" not in sent["buurthulp@example.nl"]


def test_a_long_list_is_cut_short_and_says_so(clock: Any, entry: Entry, organisation: Organisation) -> None:
    for _number in range(reminding.NAMED_IN_MAIL):
        EntryFactory(owner=organisation, review_on=DUE)

    (message,) = tick(clock, after=0)

    assert "en nog 1 ding\n" in message.body


def test_the_people_of_an_organisation_are_mailed_and_not_its_address(clock: Any, entry: Entry, organisation: Organisation) -> None:
    first, _organisation = make_partner(organisation)
    second, _organisation = make_partner(organisation)
    gone, _organisation = make_partner(organisation)
    User.objects.filter(pk=gone.pk).update(is_active=False)

    sent = tick(clock, after=0)

    assert {message.to[0] for message in sent} == {first.email, second.email}
    assert all("http://localhost:8000/partner/gegevens/" in message.body for message in sent)


@pytest.mark.parametrize(
    "fields",
    [{"live": False}, {"stopped_on": date(2026, 11, 1)}, {"review_on": DUE + timedelta(days=1)}, {"review_on": None}],
    ids=["draft", "stopped", "later", "no day"],
)
def test_nothing_is_sent_about_what_residents_do_not_see_or_need_not_be_looked_at(
    clock: Any, organisation: Organisation, fields: dict[str, Any]
) -> None:
    EntryFactory(owner=organisation, **({"review_on": DUE} | fields))

    assert tick(clock, after=0) == []


def test_an_organisation_without_an_address_is_not_asked(clock: Any, entry: Entry, organisation: Organisation) -> None:
    Organisation.objects.update(email="")

    assert [tick(clock, after=days) for days in (0, 14, 28)] == [[], [], []]
    assert not ReviewQuestion.objects.exists()


def test_looking_at_the_link_changes_nothing_and_pressing_confirms_all(
    clock: Any, entry: Entry, organisation: Organisation, on_hub: Client
) -> None:
    other = EntryFactory(title="Klusdienst", owner=organisation, review_on=DUE)
    tick(clock, after=0)
    (message,) = tick(clock, after=14)
    page = on_hub.get(link_in(message))
    on_hub.head(link_in(message))
    assert Entry.objects.get(pk=entry.pk).review_on == DUE
    assert "Boodschappenmaatje" in page.text
    assert "0570-000021" in page.text
    assert page.headers["Cache-Control"].startswith("max-age=0")

    chosen = re.findall(r'name="klopt" value="([^"]+)" checked', page.text)
    done = on_hub.post(link_in(message), {"klopt": chosen}, follow=True)

    assert {Entry.objects.get(pk=one.pk).review_on for one in (entry, other)} == {date(2026, 12, 15) + timedelta(days=183)}
    entry.refresh_from_db()
    assert (entry.verified_on, entry.verified_by) == (date(2026, 12, 15), "Buurthulp Noord")
    assert "Dank u wel. Bewoners zien nu dat de gegevens kloppen." in done.text
    assert tick(clock, after=28) == []
    assert "Er is niets meer na te kijken" in on_hub.get(link_in(message)).text


def test_confirming_makes_no_revision_and_search_versions_and_the_log_follow(clock: Any, entry: Entry, on_hub: Client) -> None:
    (message,) = tick(clock, after=0)
    clock.shift(timedelta(minutes=5))
    version, revisions = Entry.objects.get(pk=entry.pk).version, Revision.objects.count()
    OutboxRow.objects.all().delete()

    on_hub.post(link_in(message), {"klopt": [f"hulp:{entry.pk}"]})

    entry.refresh_from_db()
    assert entry.version > version
    assert Revision.objects.count() == revisions
    document = SearchDocument.objects.get(key=f"entry:{entry.pk}")
    assert document.version == entry.version
    logged = ModelLogEntry.objects.for_instance(entry).get()
    assert (logged.action, logged.user, logged.label) == ("socialmap.confirm", None, "Boodschappenmaatje")
    assert logged.message == "Nagekeken: alles klopt nog"


def test_what_is_not_ticked_waits_on(clock: Any, entry: Entry, organisation: Organisation, on_hub: Client) -> None:
    other = EntryFactory(title="Klusdienst", owner=organisation, review_on=DUE)
    (message,) = tick(clock, after=0)

    page = on_hub.post(link_in(message), {"klopt": [f"hulp:{entry.pk}"]}, follow=True)

    assert Entry.objects.get(pk=other.pk).review_on == DUE
    assert "Dit wacht nog:" in page.text
    assert "Klusdienst" in page.text
    assert "Boodschappenmaatje" not in page.text
    (again,) = tick(clock, after=14)
    assert "Klusdienst" in again.body
    assert "Boodschappenmaatje" not in again.body


def test_a_form_without_a_tick_says_so_and_confirms_nothing(clock: Any, entry: Entry, on_hub: Client) -> None:
    (message,) = tick(clock, after=0)

    answer = on_hub.post(link_in(message))

    assert answer.status_code == 422
    assert "U hebt niets aangevinkt. Zet een vinkje bij wat klopt." in answer.text
    assert Entry.objects.get(pk=entry.pk).review_on == DUE


def test_a_link_reaches_nothing_of_others_and_nothing_that_had_not_to_be_looked_at(
    clock: Any, entry: Entry, organisation: Organisation, on_hub: Client
) -> None:
    foreign = EntryFactory(owner=OrganisationFactory(), review_on=DUE)
    later = EntryFactory(owner=organisation, review_on=DUE + timedelta(days=90))
    draft = EntryFactory(owner=organisation, review_on=DUE, live=False)
    (message,) = tick(clock, after=0)

    on_hub.post(link_in(message), {"klopt": [f"hulp:{one.pk}" for one in (foreign, later, draft)] + ["plek:1", "hulp:x", "\x00"]})

    assert [Entry.objects.get(pk=one.pk).review_on for one in (foreign, later, draft)] == [DUE, DUE + timedelta(days=90), DUE]
    assert not ModelLogEntry.objects.filter(action="socialmap.confirm").exists()


def test_a_link_ends_and_is_forgotten(clock: Any, entry: Entry, on_hub: Client) -> None:
    (message,) = tick(clock, after=0)
    clock.move_to(moment(DUE + timedelta(days=30)))

    answer = on_hub.post(link_in(message), {"klopt": [f"hulp:{entry.pk}"]})

    assert answer.status_code == 410
    assert "Deze link werkt niet meer" in answer.text
    assert Entry.objects.get(pk=entry.pk).review_on == DUE
    assert on_hub.get("/klopt-nog/nooit-geweest/").status_code == 410
    assert forget_reviews(at=timezone.now()) == 1
    # What was asked stays known, so that nobody is asked again.
    assert ReviewQuestion.objects.count() == 1
    assert forget_reviews(at=moment(DUE + timedelta(days=731))) == 1


def test_only_a_hash_of_the_link_is_stored_and_no_address_stays(clock: Any, entry: Entry) -> None:
    (message,) = tick(clock, after=0)

    token = link_in(message).split("/")[2]
    assert token not in str(list(ReviewLink.objects.values()))
    assert set(Mail.objects.values_list("to", "text")) == {("", "")}


def test_a_change_that_waits_for_an_editor_stops_the_mails_and_its_approval_the_row(clock: Any, organisation: Organisation) -> None:
    partner, _organisation = make_partner(organisation)
    entry = EntryFactory(owner=organisation, review_on=DUE)
    assert len(tick(clock, after=0)) == 1
    changed = Entry.objects.get(pk=entry.pk)
    changed.phone = "0570-000029"
    submission = propose_change(entry=changed, by=partner, at=timezone.now())

    assert tick(clock, after=14) == []
    approve(submission=submission, seen=submission.revision_id, by=make_central_editor(), at=timezone.now())
    outbox.outbox.clear()

    entry.refresh_from_db()
    assert (entry.phone, entry.verified_on, entry.review_on) == ("0570-000029", DUE, NEXT)
    assert tick(clock, after=28) == []


def test_a_change_that_was_taken_back_stops_nothing(clock: Any, organisation: Organisation) -> None:
    partner, _organisation = make_partner(organisation)
    entry = EntryFactory(owner=organisation, review_on=DUE)
    propose_change(entry=Entry.objects.get(pk=entry.pk), by=partner, at=timezone.now())
    Submission.objects.all().delete()
    Entry.objects.get(pk=entry.pk).current_workflow_state.cancel(user=partner)

    assert len(tick(clock, after=14)) == 1


def test_confirming_in_the_portal_stops_the_mails(clock: Any, organisation: Organisation, on_hub: Client) -> None:
    partner, _organisation = make_partner(organisation)
    EntryFactory(owner=organisation, review_on=DUE)
    assert len(tick(clock, after=0)) == 1

    on_hub.force_login(partner)
    on_hub.post(reverse("partner_confirm"))

    assert [tick(clock, after=days) for days in (14, 28)] == [[], []]
    assert ModelLogEntry.objects.get(action="socialmap.confirm").user == partner


def test_a_new_day_to_look_again_is_asked_about_anew(clock: Any, entry: Entry) -> None:
    assert len(tick(clock, after=0)) == 1
    Entry.objects.filter(pk=entry.pk).update(review_on=DUE + timedelta(days=5))

    assert tick(clock, after=4) == []
    assert len(tick(clock, after=5)) == 1


def test_a_crash_before_the_commit_sends_nothing_and_the_next_round_once(clock: Any, entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(**_fields: Any) -> bool:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(reminding, "queue_mail", lost)
        with pytest.raises(ConnectionError):
            remind_owners(at=timezone.now())
    assert not ReviewQuestion.objects.exists()
    assert not ReviewLink.objects.exists()

    assert len(tick(clock, after=0)) == 1


def test_the_database_keeps_a_question_from_being_asked_twice(clock: Any) -> None:
    values = {"kind": "hulp", "object_id": 1, "review_on": DUE, "days": 14, "asked_at": timezone.now()}
    ReviewQuestion.objects.create(**values)

    with pytest.raises(IntegrityError):
        ReviewQuestion.objects.create(**values)


def test_what_has_no_day_gets_one_by_the_clock(clock: Any, organisation: Organisation) -> None:
    looked_at = EntryFactory(owner=organisation, verified_on=date(2026, 6, 1), review_on=None)
    never = EntryFactory(owner=organisation, verified_on=None, review_on=None)
    draft = EntryFactory(owner=organisation, review_on=None, live=False)

    give_review_days(at=timezone.now())

    days = {one.pk: Entry.objects.get(pk=one.pk).review_on for one in (looked_at, never, draft)}
    assert days == {looked_at.pk: date(2026, 12, 1), never.pk: date(2026, 12, 31), draft.pk: None}
    with CaptureQueriesContext(connection) as queries:
        assert give_review_days(at=timezone.now()) == 0
    assert len(queries) == len(list(kept_kinds))


def test_a_draft_that_waits_keeps_the_new_days(clock: Any, entry: Entry, on_hub: Client) -> None:
    draft = Entry.objects.get(pk=entry.pk)
    draft.sentence = "Een nieuwe zin."
    draft.save_revision()
    (message,) = tick(clock, after=0)

    on_hub.post(link_in(message), {"klopt": [f"hulp:{entry.pk}"]})
    Entry.objects.get(pk=entry.pk).latest_revision.publish()

    entry.refresh_from_db()
    assert (entry.sentence, entry.verified_on, entry.review_on) == ("Een nieuwe zin.", DUE, NEXT)


def test_the_clock_does_all_of_it(clock: Any, entry: Entry) -> None:
    clock.move_to(moment(DUE))
    outbox.outbox.clear()

    call_command("tick")
    call_command("tick")

    assert [message.to for message in outbox.outbox if "Klopt dit nog?" in message.subject] == [["buurthulp@example.nl"]]


def test_many_clocks_at_once_send_one_mail(committed: None) -> None:
    with taken_away(), taken_away(Entry, Organisation):
        organisation = OrganisationFactory(email="tegelijk@example.nl")
        EntryFactory(owner=organisation, review_on=DUE)

        counts = at_once([lambda: remind_owners(at=moment(DUE))] * 4)

        mails = Mail.objects.filter(key__startswith="nakijken:").count()
        asked = ReviewQuestion.objects.count()
        ReviewQuestion.objects.all().delete()
    assert (sum(counts), mails, asked) == (1, 1, 1)


def test_a_day_of_long_ago_is_asked_about_once(clock: Any, entry: Entry) -> None:
    Entry.objects.filter(pk=entry.pk).update(review_on=date(2023, 1, 1))

    assert len(tick(clock, after=0)) == 1
    forget_reviews(at=timezone.now())
    assert tick(clock, after=1) == []


def test_the_button_works_in_a_browser_that_says_where_it_comes_from(clock: Any, entry: Entry) -> None:
    (message,) = tick(clock, after=0)
    client = Client(headers={"host": "localhost:8000"}, enforce_csrf_checks=True)
    page = client.get(link_in(message))
    assert 'name="referrer" content="same-origin"' in page.text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert token is not None

    answer = client.post(
        link_in(message), {"klopt": f"hulp:{entry.pk}", "csrfmiddlewaretoken": token[1]}, headers={"origin": "http://localhost:8000"}
    )

    assert answer.status_code == 302


def test_one_part_of_the_clock_that_fails_keeps_nothing_else_waiting(clock: Any, entry: Entry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(command.PARTS, "days to look again", lambda at: 1 / 0)

    with pytest.raises(CommandError, match="days to look again"):
        call_command("tick")

    assert [message.to for message in outbox.outbox] == [[entry.owner.email]]
