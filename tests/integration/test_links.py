"""Whether addresses on our pages still work: asked politely of a real site, guarded, broken after three days, listed by zone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.choices import Role
from accounts.models import User
from cms.tasks_bridge import run_due_jobs
from core import fetching
from core.schedule import AMSTERDAM
from search.models import DirectHelp
from sites.models import Zone
from socialmap import tasks
from socialmap.models import CheckedLink, Entry, LinkHost, Organisation
from socialmap.selectors import broken_for
from socialmap.services import links
from socialmap.services.links import ask_again, check, gather_links
from socialmap.tasks import check_due_links
from tests.factories import EntryFactory, OrganisationFactory, person
from tests.factories.agenda import make_event
from tests.integration.races import at_once, committed, taken_away
from tests.partner_site import Answer, PartnerSite, network, partner_site, resolving

pytestmark = [pytest.mark.both_stacks]
__all__ = ["committed"]

NOW = datetime(2026, 12, 1, 9, tzinfo=AMSTERDAM)
LIST = reverse("socialmap-links")
URL = "https://hulp.example.org/adres"


@pytest.fixture
def clock(db: None) -> Iterator[Any]:
    """The addresses of the small city are out of the way; those of a test are the only ones."""
    DirectHelp.objects.update(chat_url="")
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def site(clock: Any) -> Iterator[PartnerSite]:
    with partner_site() as found:
        yield found


def noted(url: str) -> CheckedLink:
    """An address that stands with help, noted."""
    EntryFactory(website=url)
    gather_links(at=timezone.now())
    return stored(url)


def stored(url: str) -> CheckedLink:
    return CheckedLink.objects.select_related("host").get(url=url)


def look(clock: Any, link: CheckedLink, *, after: timedelta = timedelta()) -> CheckedLink:
    """The address after somebody looked, so long after the start."""
    clock.move_to(NOW + after)
    assert check(link=stored(link.url), at=timezone.now())
    return stored(link.url)


def break_it(url: str, *, since: datetime = NOW) -> CheckedLink:
    gather_links(at=since)
    CheckedLink.objects.filter(url=url).update(
        failed_days=3, first_failed_at=since, last_failed_on=since.date(), status=404, checked_at=since, next_at=since + timedelta(days=1)
    )
    return stored(url)


def browser(user: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(user)
    return client


def test_addresses_that_residents_see_are_noted_once_and_forgotten_when_they_stand_nowhere(clock: Any, zandweerd: Zone) -> None:
    organisation = OrganisationFactory(website="https://een.example.org/")
    entry = EntryFactory(owner=organisation, website="https://een.example.org/")
    EntryFactory(owner=organisation, website="https://twee.example.org/pad")
    EntryFactory(owner=organisation, website="https://concept.example.org/", live=False)
    EntryFactory(owner=organisation, website="https://gestopt.example.org/", stopped_on=date(2026, 11, 1))
    make_event(zandweerd, website="https://activiteit.example.org/")
    make_event(zandweerd, website="https://voorbij.example.org/", starts="2026-11-01 10:00")
    DirectHelp.objects.create(
        key="chat", title="Chat", text="U kunt praten.", phone="113", words="nood", chat_url="https://chat.example.org/"
    )

    assert gather_links(at=NOW) == 4
    assert gather_links(at=NOW) == 0
    assert set(CheckedLink.objects.values_list("url", "host")) == {
        ("https://een.example.org/", "een.example.org"),
        ("https://twee.example.org/pad", "twee.example.org"),
        ("https://activiteit.example.org/", "activiteit.example.org"),
        ("https://chat.example.org/", "chat.example.org"),
    }

    Entry.objects.filter(website="https://twee.example.org/pad").update(website="")
    Entry.objects.filter(pk=entry.pk).update(website="")
    gather_links(at=NOW)
    assert set(CheckedLink.objects.values_list("host", flat=True)) == {"een.example.org", "activiteit.example.org", "chat.example.org"}
    assert not LinkHost.objects.filter(pk="twee.example.org").exists()


def test_an_address_that_works_is_asked_once_and_again_in_a_week(clock: Any, site: PartnerSite) -> None:
    link = look(clock, noted(site.says("Hallo", path="/")))

    assert site.methods == ["HEAD"]
    assert site.asked[0][1]["User-Agent"] == "Wijkwinkel-linkcontrole (+http://localhost:8000/contact/)"
    assert (link.status, link.problem, link.failed_days, link.first_failed_at) == (200, "", 0, None)
    assert (link.checked_at, link.next_at) == (NOW, NOW + timedelta(days=7))


@pytest.mark.parametrize("head", [404, 405, 500, 501])
def test_a_site_that_does_not_know_head_is_asked_with_get(clock: Any, site: PartnerSite, head: int) -> None:
    link = look(clock, noted(site.says("Hallo", path="/", head=head)))

    assert site.methods == ["HEAD", "GET"]
    assert (link.status, link.failed_days) == (200, 0)


@pytest.mark.parametrize(("status", "is_bad"), [(200, 0), (204, 0), (401, 0), (403, 0), (429, 0), (404, 1), (410, 1), (500, 1), (503, 1)])
def test_what_answers_but_not_to_us_counts_as_working(clock: Any, site: PartnerSite, status: int, is_bad: int) -> None:
    link = look(clock, noted(site.says(path="/", status=status)))

    assert (link.status, link.failed_days) == (status, is_bad)
    assert link.next_at == NOW + timedelta(days=1 if is_bad else 7)


def test_an_address_is_broken_when_it_failed_on_three_days(clock: Any, site: PartnerSite) -> None:
    link, editor = noted(site.url("/weg")), person(Role.CENTRAL_EDITOR)
    seen = [
        (look(clock, link, after=after).failed_days, broken_for(editor).count())
        for after in (timedelta(), timedelta(hours=3), timedelta(hours=8), timedelta(days=1), timedelta(days=4), timedelta(days=4, hours=2))
    ]

    assert seen == [(1, 0), (1, 0), (1, 0), (2, 0), (3, 1), (3, 1)]
    assert stored(link.url).first_failed_at == NOW


def test_one_good_answer_begins_again(clock: Any, site: PartnerSite) -> None:
    link = noted(site.url("/soms"))
    for day in (0, 1):
        look(clock, link, after=timedelta(days=day))
    site.says("Hallo", path="/soms")
    assert look(clock, link, after=timedelta(days=2)).failed_days == 0
    del site.answers["/soms"]

    again = look(clock, link, after=timedelta(days=3))

    assert (again.failed_days, again.first_failed_at) == (1, NOW + timedelta(days=3))


def test_redirects_are_followed_but_not_in_circles(clock: Any, site: PartnerSite) -> None:
    site.says(path="/oud", status=301, headers={"Location": "/nieuw"})
    site.says("Hallo", path="/nieuw")
    site.says(path="/rond", status=302, headers={"Location": "/rond"})

    assert look(clock, noted(site.url("/oud"))).status == 200
    circle = look(clock, noted(site.url("/rond")), after=timedelta(minutes=1))
    assert (circle.problem, circle.failed_days) == ("redirects", 1)


def test_a_slow_site_costs_no_more_than_the_limit(clock: Any, site: PartnerSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "TIMEOUT_S", 0.3)

    def wait(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(1)

    site.answers["/traag"] = Answer(head=500, write=wait, status=200)
    slow = noted(site.url("/traag"))
    handler_waits_before_headers(site, "/stil")
    silent = noted(site.url("/stil"))

    began = time.perf_counter()
    found = look(clock, silent)
    assert time.perf_counter() - began < 3
    assert (found.problem, found.failed_days) == ("too-slow", 1)
    # Of content nothing is read, so that it comes slowly does not matter.
    assert look(clock, slow, after=timedelta(minutes=1)).failed_days == 0


def handler_waits_before_headers(site: PartnerSite, path: str) -> None:
    """A path on which the site says nothing for a while."""

    class Silent(dict[str, str]):
        def items(self) -> Any:
            time.sleep(1)
            return super().items()

    site.answers[path] = Answer(headers=Silent())


def test_endless_content_is_not_read(clock: Any, site: PartnerSite) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        while True:
            handler.wfile.write(b"x" * 65_536)

    site.answers["/veel"] = Answer(head=405, write=endless)

    began = time.perf_counter()
    assert look(clock, noted(site.url("/veel"))).status == 200
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize("number", ["127.0.0.1", "10.0.0.7", "169.254.169.254", "::1", "fd00::1"])
def test_nothing_is_asked_inside_our_own_network(clock: Any, number: str) -> None:
    link = noted("https://binnen.example.org/")
    with network(resolving(number)):
        found = look(clock, link)

    assert (found.status, found.problem, found.failed_days) == (0, "internal", 1)


def test_a_redirect_leads_into_our_own_network_no_more_than_an_address(clock: Any, site: PartnerSite) -> None:
    inside = site.url("/geheim", name="binnen.example.org")
    site.says(path="/uit", status=302, headers={"Location": inside})
    link = noted(site.url("/uit"))
    known = fetching.network
    guarded = fetching.Network()
    guarded.loopback_ports = known.loopback_ports
    guarded.look_up = lambda host, port: ["10.0.0.7"] if host.startswith("binnen") else ["127.0.0.1"]

    with network(guarded):
        found = look(clock, link)

    assert found.problem == "internal"
    assert {path for path, _headers in site.asked} == {"/uit"}


@pytest.mark.parametrize(
    ("url", "problem", "days"),
    [("http://intranet/", "internal", 1), ("https://a.example.org:8443/", "port", 0), ("https://gebruiker@a.example.org/", "address", 1)],
)
def test_what_cannot_be_asked_is_judged_by_its_form(clock: Any, url: str, problem: str, days: int) -> None:
    found = look(clock, noted(url))

    assert (found.problem, found.failed_days) == (problem, days)


def test_a_site_is_asked_once_a_round_and_left_alone_for_a_while(clock: Any, site: PartnerSite) -> None:
    for path in ("/een", "/twee"):
        EntryFactory(website=site.says("Hallo", path=path))
    EntryFactory(website=site.says("Hallo", path="/een").replace("agenda.", "ander."))

    assert check_due_links(at=timezone.now()) == 2
    run_due_jobs()
    assert len(site.asked) == 2
    clock.shift(timedelta(seconds=29))
    assert check_due_links(at=timezone.now()) == 0
    clock.shift(timedelta(seconds=2))
    assert check_due_links(at=timezone.now()) == 1
    run_due_jobs()
    clock.shift(timedelta(minutes=5))
    assert check_due_links(at=timezone.now()) == 0

    assert sorted(path for path, _headers in site.asked) == ["/een", "/een", "/twee"]


def test_a_round_holds_no_more_than_its_share(clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "MAX_PER_ROUND", 2)
    for number in range(3):
        EntryFactory(website=f"https://site{number}.example.org/")

    assert check_due_links(at=timezone.now()) == 2


def test_who_died_while_asking_keeps_a_site_no_longer_than_the_lease(clock: Any, site: PartnerSite) -> None:
    link = noted(site.says("Hallo", path="/"))
    assert link.host.claim(at=timezone.now(), lease=links.LEASE)

    assert not check(link=link, at=timezone.now())
    assert site.asked == []
    clock.shift(links.LEASE)
    assert check(link=link, at=timezone.now())


def test_the_clock_looks(clock: Any, site: PartnerSite) -> None:
    EntryFactory(website=site.says("Hallo", path="/"))

    call_command("tick")

    assert stored(site.url("/")).status == 200


def test_two_at_once_ask_a_site_one_after_the_other(committed: None) -> None:
    with taken_away(), taken_away(Entry, Organisation), partner_site() as site:
        urls = [site.says("Hallo", path=path) for path in ("/een", "/twee", "/drie", "/vier")]
        owner = OrganisationFactory()
        for url in urls:
            EntryFactory(owner=owner, website=url)
        now = timezone.now()
        gather_links(at=now)
        waiting = [stored(url) for url in urls]

        done = at_once([lambda link=link: check(link=link, at=now) for link in waiting])  # type: ignore[misc] # bound now

        LinkHost.objects.all().delete()
    assert sorted(done) == [False, False, False, True]
    assert len(site.asked) == 1


def test_the_list_says_what_is_wrong_where_it_stands_and_for_whom(clock: Any, zandweerd: Zone, voorstad: Zone) -> None:
    organisation = OrganisationFactory(name="Buurthulp Noord", website=URL)
    EntryFactory(title="Maatje", owner=organisation, zones=[zandweerd], website=URL)
    EntryFactory(title="Klusdienst", owner=organisation, zones=[voorstad], website="https://hulp.example.org/klus")
    EntryFactory(title="Goed", owner=organisation, zones=[zandweerd], website="https://goed.example.org/")
    event = make_event(zandweerd, title="Koffie", website=URL)
    for url in (URL, "https://hulp.example.org/klus"):
        break_it(url)
    central, own, other = person(Role.CENTRAL_EDITOR), person(Role.ZONE_EDITOR, zandweerd), person(Role.MODERATOR, voorstad)

    pages = {name: browser(user).get(LIST).text for name, user in (("central", central), ("own", own), ("other", other))}

    assert "Hulp en tips: <a" in pages["central"]
    for words in ("Buurthulp Noord", "Maatje", "Klusdienst", "Koffie", "Op dit adres staat niets meer.", "1 december 2026"):
        assert words in pages["central"]
    assert "Goed" not in pages["central"]
    assert "Hulp en tips: Maatje" in pages["own"]
    assert reverse("wagtailadmin_pages:edit", args=[event.pk]) in pages["own"]
    assert "Buurthulp Noord" not in pages["own"]
    assert "Klusdienst" not in pages["own"]
    assert "Klusdienst" in pages["other"]
    assert "Maatje" not in pages["other"]


@pytest.mark.parametrize(
    ("status", "problem", "words"),
    [
        (404, "", "Op dit adres staat niets meer."),
        (503, "", "De site van dit adres geeft een foutmelding."),
        (0, "certificate", "De beveiliging van dit adres klopt niet."),
        (0, "name", "Wij kennen de naam in dit adres niet."),
    ],
)
def test_every_problem_has_its_sentence(clock: Any, status: int, problem: str, words: str) -> None:
    EntryFactory(website=URL)
    link = break_it(URL)
    CheckedLink.objects.filter(pk=link.pk).update(status=status, problem=problem)

    assert words in browser(person(Role.CENTRAL_EDITOR)).get(LIST).text


def test_looking_once_more_takes_a_link_that_works_off_the_list(clock: Any, site: PartnerSite, zandweerd: Zone, voorstad: Zone) -> None:
    url = site.url("/soms")
    EntryFactory(zones=[zandweerd], website=url)
    link = break_it(url)
    own, other = browser(person(Role.ZONE_EDITOR, zandweerd)), browser(person(Role.ZONE_EDITOR, voorstad))
    again = reverse("socialmap-link-recheck", args=[link.pk])

    assert other.post(again).status_code == 404
    assert "Wij kijken opnieuw." in own.post(again, follow=True).text
    run_due_jobs()
    # Still wrong, and it does not count twice on one day.
    assert stored(url).failed_days == 3
    site.says("Hallo", path="/soms")
    clock.shift(timedelta(minutes=5))
    own.post(again)
    run_due_jobs()

    assert stored(url).failed_days == 0
    assert "Alle links werken." in own.get(LIST).text
    assert own.post(again).status_code == 404


def test_asking_again_makes_it_due(clock: Any) -> None:
    EntryFactory(website=URL)
    link = break_it(URL)
    assert link.pk not in CheckedLink.objects.all().due(at=NOW).values_list("pk", flat=True)

    ask_again(link=link, at=NOW)

    assert link.pk in CheckedLink.objects.all().due(at=NOW).values_list("pk", flat=True)


def test_the_database_refuses_half_a_failure(clock: Any) -> None:
    host = LinkHost.objects.create(name="a.example.org", free_at=NOW)

    with pytest.raises(IntegrityError):
        CheckedLink.objects.create(url=URL, host=host, next_at=NOW, failed_days=1)


def test_an_installation_that_reaches_no_other_site_asks_none(clock: Any, settings: Any) -> None:
    settings.CHECK_LINKS = False
    EntryFactory(website=URL)

    assert check_due_links(at=timezone.now()) == 0
    assert not CheckedLink.objects.exists()
