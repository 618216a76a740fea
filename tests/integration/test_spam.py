"""Programs and people before the public forms: of a set of scripted programs nearly all are refused, of people nobody."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from agenda.choices import SignUp
from agenda.models import EventPage, Registration
from core.models import Mail, SpentPuzzle
from core.puzzles import SLOWEST, forget_puzzles, new_puzzle, solve
from core.schedule import AMSTERDAM
from search.models import MissingHelp
from sites.models import Zone
from tests.factories.agenda import make_event

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=AMSTERDAM)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
Fields = dict[str, str]


@dataclass
class Clock:
    """A clock that a trace moves."""

    travel: Any = field(default_factory=lambda: time_machine.travel(NOW, tick=False))

    def wait(self, seconds: float) -> None:
        self.coordinates.shift(timedelta(seconds=seconds))

    def __enter__(self) -> Clock:
        self.coordinates = self.travel.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.travel.stop()


@pytest.fixture
def clock() -> Iterator[Clock]:
    with Clock() as made:
        yield made


@pytest.fixture
def event(clock: Clock, zandweerd: Zone) -> EventPage:
    return make_event(zandweerd, starts="2027-02-02 10:00", registration=SignUp.ONLINE)


@dataclass
class Target:
    """A public form: where it stands, where it goes, and what somebody fills in."""

    page: str
    action: str
    typed: Callable[[int], Fields]
    count: Callable[[], int]


def registration(event: EventPage) -> Target:
    path = f"/agenda/{event.slug}/aanmelden/?dag=2027-02-02"
    typed = lambda number: {"name": "Aaltje", "email": f"aaltje{number}@example.nl", "people": "1", "remark": ""}  # noqa: E731 - a value of the target
    return Target(path, path, typed, Registration.objects.count)


def missing() -> Target:
    return Target("/zoeken/?q=xyzzyqwrt", "/zoeken/wat-zocht-u/", lambda number: {"text": f"Zwemles {number}"}, MissingHelp.objects.count)


def visitor(number: int) -> Client:
    """Somebody on a network of their own."""
    return Client(headers={"host": "zandweerd.localhost:8000"}, REMOTE_ADDR=f"198.18.{number % 250}.7")


def form_of(client: Client, target: Target) -> Fields:
    text = client.get(target.page).text
    return dict(HIDDEN.findall(text[text.index("<ww-bewijs") :]))


def solved(hidden: Fields) -> Fields:
    return hidden | {"proof": solve(hidden["started"], bits=settings.PROOF_OF_WORK_BITS)}


# -- programs: what is seen in the wild, each with another network every time ------------------------------------------


def blind(client: Client, target: Target, number: int, clock: Clock) -> None:
    """Posts without having looked at the form."""
    client.post(target.action, target.typed(number))


def at_once(client: Client, target: Target, number: int, clock: Clock) -> None:
    """Reads the form, fills it in and sends it in the same second."""
    client.post(target.action, form_of(client, target) | target.typed(number))


def patient(client: Client, target: Target, number: int, clock: Clock) -> None:
    """Knows that one has to be slow, but runs no scripts and does not read the answer."""
    hidden = form_of(client, target)
    clock.wait(random.Random(number).uniform(3, 900))
    client.post(target.action, hidden | target.typed(number))


def thorough(client: Client, target: Target, number: int, clock: Clock) -> None:
    """Fills in everything there is."""
    hidden = form_of(client, target)
    clock.wait(30)
    client.post(target.action, solved(hidden) | target.typed(number) | {"website": "https://spam.example"})


def replaying(client: Client, target: Target, number: int, clock: Clock) -> None:
    """Has a person solve one form, and sends that a hundred times."""
    if not REPLAYED.get(target.action):
        REPLAYED[target.action] = solved(form_of(client, target))
        clock.wait(30)
    client.post(target.action, REPLAYED[target.action] | target.typed(number))


def forging(client: Client, target: Target, number: int, clock: Clock) -> None:
    """Makes a puzzle of its own that is easy, or says that it has waited."""
    hidden = form_of(client, target)
    clock.wait(30)
    kind = "w" if number % 2 else "f"
    easy = re.sub(r"^f\d+", f"{kind}0", hidden["started"])
    client.post(target.action, hidden | {"started": easy, "proof": ",".join(["1"] * 16)} | target.typed(number))


def guessing(client: Client, target: Target, number: int, clock: Clock) -> None:
    """Sends numbers that are no solution."""
    hidden = form_of(client, target)
    clock.wait(30)
    client.post(target.action, hidden | {"proof": ",".join(str(number + part) for part in range(16))} | target.typed(number))


def old(client: Client, target: Target, number: int, clock: Clock) -> None:
    """Sends forms of yesterday."""
    hidden = solved(form_of(client, target))
    clock.wait(SLOWEST.total_seconds() + 60)
    client.post(target.action, hidden | target.typed(number))


def hurried(client: Client, target: Target, number: int, clock: Clock) -> None:
    """Runs no scripts, reads the answer and sends that on at once."""
    hidden = form_of(client, target)
    clock.wait(30)
    answer = client.post(target.action, hidden | target.typed(number)).text
    client.post(target.action, dict(HIDDEN.findall(answer)))


REPLAYED: dict[str, Fields] = {}
PROGRAMS = (blind, at_once, patient, thorough, replaying, forging, guessing, old, hurried)
EACH = 12


@pytest.mark.parametrize("which", ["registration", "missing"])
def test_nearly_all_programs_are_refused(event: EventPage, clock: Clock, which: str) -> None:
    target = registration(event) if which == "registration" else missing()
    REPLAYED.clear()
    for program in PROGRAMS:
        for number in range(EACH):
            program(visitor(number), target, number, clock)

    # The form that the replaying program had solved counts once; that one was paid for.
    assert target.count() <= 1 + len(PROGRAMS) * EACH // 100
    assert Mail.objects.filter(key__startswith="aanmelding:").count() <= target.count() + 1


# -- people ----------------------------------------------------------------------------------------------------------


def with_scripts(client: Client, target: Target, number: int, clock: Clock) -> None:
    hidden = form_of(client, target)
    clock.wait(random.Random(number).uniform(4, 3600))
    client.post(target.action, solved(hidden) | target.typed(number))


def without_scripts(client: Client, target: Target, number: int, clock: Clock) -> None:
    hidden = form_of(client, target)
    clock.wait(random.Random(number).uniform(10, 3600))
    page = client.post(target.action, hidden | target.typed(number)).text
    assert "Bijna klaar" in page
    clock.wait(random.Random(number).uniform(9, 600))
    client.post(target.action, dict(HIDDEN.findall(page)))


def impatient(client: Client, target: Target, number: int, clock: Clock) -> None:
    """Presses the button of the second page before the time, and then again: the waiting does not begin anew."""
    hidden = form_of(client, target)
    clock.wait(20)
    page = client.post(target.action, hidden | target.typed(number)).text
    clock.wait(5)
    page = client.post(target.action, dict(HIDDEN.findall(page))).text
    clock.wait(4)
    client.post(target.action, dict(HIDDEN.findall(page)))


def mistaken(client: Client, target: Target, number: int, clock: Clock) -> None:
    """Leaves a field empty first; the form that comes back has a puzzle of its own."""
    hidden = form_of(client, target)
    clock.wait(20)
    page = client.post(target.action, solved(hidden) | target.typed(number) | {"name": "", "text": ""}).text
    clock.wait(6)
    client.post(target.action, solved(dict(HIDDEN.findall(page[page.index("<ww-bewijs") :]))) | target.typed(number))


def twice(client: Client, target: Target, number: int, clock: Clock) -> None:
    """Presses twice: the second is refused in words, and the first counts."""
    hidden = solved(form_of(client, target))
    clock.wait(20)
    first, second = (client.post(target.action, hidden | target.typed(number)) for _ in range(2))
    assert first.status_code == 302
    assert "Dit formulier is al verstuurd." in second.text


PEOPLE = (with_scripts, without_scripts, impatient, mistaken, twice)


@pytest.mark.parametrize("which", ["registration", "missing"])
@pytest.mark.parametrize("person", PEOPLE)
def test_every_person_comes_through(event: EventPage, clock: Clock, which: str, person: Callable[..., None]) -> None:
    target = registration(event) if which == "registration" else missing()

    for number in range(4):
        person(visitor(number), target, number, clock)

    assert target.count() == 4


def test_a_puzzle_that_was_used_is_remembered_until_it_is_too_old(event: EventPage, clock: Clock) -> None:
    target = missing()
    with_scripts(visitor(1), target, 1, clock)
    assert SpentPuzzle.objects.count() == 1

    assert forget_puzzles(at=NOW + SLOWEST) == 0
    assert forget_puzzles(at=NOW + 2 * SLOWEST) == 1


def test_danger_is_answered_at_once_without_scripts_too(event: EventPage, clock: Clock) -> None:
    from search.services import save_direct_help

    save_direct_help(key="113", title="Praat met 113", text="Dag en nacht.", phone="113", words=["wil niet meer leven"])
    started = new_puzzle()
    clock.wait(20)

    answer = visitor(1).post("/zoeken/wat-zocht-u/", {"text": "Ik wil niet meer leven", "started": started})

    assert "Praat met 113" in answer.text
    assert "Bijna klaar" not in answer.text
