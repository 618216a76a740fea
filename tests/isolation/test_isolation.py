"""The isolation matrix: every address by every role, with things of one's own and of others, by the table beside it.

Equivalent by construction, and left out: the same with the two zones changed round (a zone is made by one service), and
searches by who may read every canary.
"""

from __future__ import annotations

from itertools import product

import pytest
from django.urls import reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from core.models import Mail
from tests.isolation.addresses import COMPARED_MIXED, HUB_HOST, MIXED, MIXTURES, OF_HUB, Question, addresses, fill, is_asked, questions
from tests.isolation.asking import Browser, leaks
from tests.isolation.table import METHODS, row_of, rows
from tests.isolation.world import BAIT, CENTRAL, MAY_KNOW, ROLES, World

pytestmark = pytest.mark.django_db

STRANGERS = ("other zone's editor", "other zone's moderator")
WITHOUT_RIGHTS = ("anonymous", "other partner", *STRANGERS)
# Who has no account and is mailed about what they wrote themselves.
WITHOUT_ACCOUNT = {"koor@example.org": "Aanmeldkanarie", "aanmelder@example.org": "Aanmelderkanarie"}


def known_names() -> set[str]:
    """Every name by which the table may speak of an address."""
    names = {address.name for address in addresses()}
    return names | {name + OF_HUB for name in names} | {name + MIXED for name, _values in (*MIXTURES, COMPARED_MIXED)}


def test_every_address_stands_in_one_row(world: World) -> None:
    table = rows()
    wrong = {}
    for name in {question.row for question in questions(world)} | {address.name for address in addresses()}:
        try:
            row_of(name, table)
        except LookupError as error:
            wrong[name] = str(error)

    assert wrong == {}


def test_every_pattern_of_the_table_is_about_an_address() -> None:
    names = known_names()
    idle = [
        (row.title, pattern)
        for row in rows()
        for pattern in row.covers
        if not any(type(row)(title="", covers=(pattern,), outcomes={}).holds_for(name) for name in names)
    ]

    assert idle == []


@pytest.mark.parametrize("role", ROLES)
def test_everybody_gets_what_the_table_says_and_nobody_reads_what_is_not_theirs(role: str, world: World) -> None:
    table, browser = rows(), Browser(role, world)
    expected = {name: row_of(name, table).outcomes for name in {question.row for question in questions(world)}}
    wrong, heard = [], set()
    for question, method in product(questions(world), METHODS):
        if not is_asked(question, role=role, method=method, knows_all=role in CENTRAL):
            continue
        answer = browser.ask(question, method)
        if answer.outcome not in expected[question.row][method, role]:
            wrong.append(f"{method} {question.path}: {answer.outcome}, not {'|'.join(expected[question.row][method, role])}")
        wrong += [f"{method} {question.path}: shows {canary}" for canary in leaks(role, answer.text)]
        heard |= {canary for canary in MAY_KNOW if canary in answer.text}
        if role in WITHOUT_RIGHTS and answer.changed:
            wrong.append(f"{method} {question.path}: changes {answer.changed}")

    assert wrong == []
    # Who may read a secret does: silent canaries would prove nothing.
    assert {canary for canary, knowing in MAY_KNOW.items() if role in knowing} - heard == set()


@pytest.mark.parametrize("method", ["HEAD", "PUT", "PATCH", "DELETE"])
def test_other_methods_break_tell_and_change_nothing(method: str, world: World) -> None:
    browser = Browser("other zone's moderator", world)
    wrong = []
    for question in questions(world):
        if question.row == "wagtailadmin_error_test" or not is_asked(question, role=browser.role, method=method, knows_all=False):
            continue
        answer = browser.ask(question, method)
        if answer.outcome == "broken" or answer.changed or leaks(browser.role, answer.text):
            wrong.append(f"{method} {question.path}: {answer.outcome} {answer.changed} {leaks(browser.role, answer.text)}")

    assert wrong == []


@pytest.mark.parametrize("role", STRANGERS)
def test_many_at_once_with_things_of_others_among_them(role: str, world: World) -> None:
    browser, wrong = Browser(role, world), []
    own_and_foreign = {
        "wagtailcore.page": "id={neighbour}&id={page}&id={public}&id={hub page}",
        "wagtailimages.image": "id={neighbour image}&id={image}",
        "wagtaildocs.document": "id={neighbour document}&id={document}",
        "socialmap.entry": "id={public entry}&id={entry}",
        "socialmap.organisation": "id={organisation}",
        "accounts.user": "id={user}",
        "sites.location": "id={location}",
        "sites.locationchange": "id={change}",
    }
    asked = 0
    for label, ids in own_and_foreign.items():
        app, model = label.split(".")
        for action in bulk_action_registry.get_bulk_actions_for_model(app, model):
            for query in (ids, "id=all", "id=all&childOf={home}", "id=all&childOf={hub}", f"id=all&q={BAIT}"):
                path = reverse("wagtail_bulk_action", args=[app, model, action.action_type])
                question = Question(row="bulk", path=f"{path}?{fill(query, world)}")
                for method in METHODS:
                    asked += 1
                    answer = browser.ask(question, method, {"chooser": str(world["neighbour home"].pk), "collection": "1", "tags": "x"})
                    found = leaks(role, answer.text)
                    if found or answer.changed:
                        wrong.append(f"{method} {question.path}: {found} {answer.changed}")

    assert wrong == []
    assert asked > 50


def test_a_filter_counts_only_what_is_public(world: World) -> None:
    answer = Browser("anonymous", world).ask(Question(row="search", path="/zoeken/?q=hulp&format=json", host=HUB_HOST))

    assert '"bewegen"' not in answer.text
    assert "Openbare hulp" in answer.text


def test_mail_tells_nobody_what_is_not_theirs(world: World) -> None:
    roles = {user.email: role for role, user in world.people.items() if user}
    mails: list[Mail] = world["mails"]
    told = [(roles.get(mail.to, "anonymous"), mail) for mail in mails if mail.to not in WITHOUT_ACCOUNT]
    for address, canary in WITHOUT_ACCOUNT.items():
        found = [leaks("anonymous", mail.subject + mail.text) for mail in mails if mail.to == address]
        assert set().union(*found) <= {canary}

    assert [(role, mail.key) for role, mail in told if leaks(role, mail.subject + mail.text)] == []
    assert {role for role, mail in told if "Berichtkanarie" in mail.text} == {"partner"}
