"""Guides in the admin: the form, what it refuses and keeps, who may, previews, and versions that name what is gone."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex
from wagtail.test.utils.form_data import nested_form_data, streamfield

from accounts.choices import Role
from accounts.models import User
from dossiers.models import GuidePage, SharedTreePage
from search.models import ReadingFigure
from sites.models import Zone
from tests.factories import EntryFactory, ThemeFactory, person
from tests.factories.dossiers import guide_outcome, guide_question, make_dossier, make_guide

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
LIST = reverse("guide-list")
CIRCLE = "Vraag 'post' leidt terug naar vraag 'geld'."


@pytest.fixture
def central() -> User:
    return person(Role.CENTRAL_EDITOR, email="centraal@example.nl")


@pytest.fixture
def editor(zandweerd: Zone) -> User:
    return person(Role.ZONE_EDITOR, zandweerd, email="zandweerd@example.nl")


def browser_of(user: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(user)
    return client


def listed(values: list[Any]) -> dict[str, Any]:
    """A list of a block as a form sends it."""
    rows = {str(number): {"deleted": "", "order": str(number), "type": "item", "value": value} for number, value in enumerate(values)}
    return {"count": str(len(values)), **rows}


def typed(questions: list[Any], outcomes: list[Any], **fields: Any) -> dict[str, Any]:
    """What a form sends, of what the factories make."""
    sent_questions = [(kind, value | {"answers": listed(value["answers"])}) for kind, value in questions]
    sent_outcomes = []
    for kind, value in outcomes:
        lists = {
            "tips": listed(value["tips"]),
            "entries": listed([str(entry.pk) for entry in value["entries"]]),
            "dossiers": listed([str(dossier.pk) for dossier in value["dossiers"]]),
        }
        desk = {"has_desk": "on"} if value["has_desk"] else {}
        sent_outcomes.append((kind, {name: one for name, one in value.items() if name != "has_desk"} | lists | desk))
    page = {
        "title": "Waar begin ik?",
        "slug": "waar-begin-ik",
        "introduction": "Een paar vragen.",
        "theme": "",
        "search_description": "",
        "seo_title": "",
    }
    sent = page | fields | {"questions": streamfield(sent_questions), "outcomes": streamfield(sent_outcomes), "comments": {}}
    comments = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    sent.pop("comments")
    return nested_form_data(sent) | comments


def good(**fields: Any) -> dict[str, Any]:
    return typed(
        [guide_question("geld", ("Ja", "post"), ("Nee", "praten")), guide_question("post", ("Ja", "openen"), ("Nee", "praten"))],
        [guide_outcome("openen"), guide_outcome("praten", tips=[], has_desk=True)],
        **fields,
    )


def circle(**fields: Any) -> dict[str, Any]:
    return typed(
        [
            guide_question("geld", ("Ja", "post"), ("Nee", "praten")),
            guide_question("post", ("Ja, mijn lange antwoord", "geld"), ("Nee", "praten")),
        ],
        [guide_outcome("praten")],
        **fields,
    )


def add_url() -> str:
    return reverse("wagtailadmin_pages:add", args=["dossiers", "guidepage", SharedTreePage.objects.get().pk])


def words_of(answer: Any) -> str:
    """What can be read, with what scripts put there: apostrophes stand escaped twice in what is given to them."""
    text = answer.content.decode()
    for escaped in ("&#x27;", "&#39;", "\\u0027"):
        text = text.replace(escaped, "'")
    return text


def test_an_editor_makes_a_guide_and_every_zone_has_it(central: User, on_zone: Client) -> None:
    theme, entry = ThemeFactory(name="Geld", slug="geld"), EntryFactory(title="De Helpende Pen")
    dossier = make_dossier(title="Rondkomen", slug="rondkomen", theme=theme)
    client = browser_of(central)
    form = client.get(add_url())
    assert "Ligt er post die u niet durft open te maken?" in form.content.decode()

    answer = client.post(
        add_url(),
        typed(
            [guide_question("geld", ("Ja", "openen"), ("Nee", "praten"), unsure_to="praten")],
            [
                guide_outcome("openen", entries=[entry], dossiers=[dossier], tips=["Eén.", ""]),
                guide_outcome("praten", tips=[], has_desk=True),
            ],
            theme=theme.pk,
        )
        | {"action-publish": "action-publish"},
    )

    assert answer.status_code == 302, re.findall(r"help-critical[^<]*<[^<]*", answer.content.decode())
    page = GuidePage.objects.get()
    assert page.live
    assert page.tree.questions[0].unsure_to == "praten"
    outcome = page.tree.outcomes[0]
    assert (outcome.tips, outcome.entries, outcome.dossiers) == (("Eén.",), (entry.pk,), (dossier.pk,))
    assert "De Helpende Pen" in on_zone.get(f"{page.get_absolute_url()}?a=1").content.decode()
    assert ReadingFigure.objects.filter(kind="dossiers.guidepage", object_id=page.pk).exists()


@pytest.mark.parametrize("action", ["action-publish", "save"])
def test_a_circle_is_refused_in_a_sentence_that_names_the_question_and_nothing_is_lost(central: User, action: str) -> None:
    answer = browser_of(central).post(add_url(), circle() | {action: action})

    assert answer.status_code == 200
    text = words_of(answer)
    assert text.count(CIRCLE) >= 2, "above the form, and at the question"
    assert "Validation error" not in text
    assert "Ja, mijn lange antwoord" in text
    assert not GuidePage.objects.exists()


def test_what_cannot_be_read_yet_is_said_first(central: User) -> None:
    sent = circle() | {"questions-0-value-text": "", "action-publish": "action-publish"}

    text = words_of(browser_of(central).post(add_url(), sent))

    assert CIRCLE not in text
    assert "Maak ten minste één vraag" not in text
    assert "Ja, mijn lange antwoord" in text


def test_a_title_alone_can_be_kept_and_not_be_published(central: User) -> None:
    client, bare = browser_of(central), typed([], [])

    assert client.post(add_url(), bare | {"action-publish": "action-publish"}).status_code == 200
    assert not GuidePage.objects.exists()
    assert client.post(add_url(), bare).status_code == 302
    page = GuidePage.objects.get()
    assert not page.live
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), good() | {"action-publish": "action-publish"}).status_code == 302
    assert GuidePage.objects.get().live


def test_a_public_guide_keeps_its_tree_when_a_change_is_refused(central: User, on_zone: Client) -> None:
    page = make_guide()

    answer = browser_of(central).post(reverse("wagtailadmin_pages:edit", args=[page.pk]), circle() | {"action-publish": "action-publish"})

    assert CIRCLE in words_of(answer)
    assert [question.name for question in GuidePage.objects.get().tree.questions] == ["geld", "post"]
    assert "Gaat het over geld?" in on_zone.get(page.get_absolute_url()).content.decode()


def test_services_cannot_store_a_wrong_tree_either() -> None:
    with pytest.raises(ValidationError, match="leidt terug naar vraag"):
        make_guide(questions=[guide_question("geld", ("Ja", "geld"), ("Nee", "praten"))], outcomes=[guide_outcome("praten")])
    with pytest.raises(ValidationError, match="alleen gewone letters"):
        make_guide(slug="geldproblémen")


def test_editors_of_a_zone_have_no_part_in_it(editor: User, central: User) -> None:
    page, client = make_guide(), browser_of(editor)

    assert client.get(LIST).status_code in {302, 403}
    assert client.get(add_url()).status_code == 302
    assert client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), good(title="Van mij")).status_code == 302
    assert GuidePage.objects.get().title == "Waar begin ik?"
    assert LIST not in client.get("/beheer/").content.decode()
    assert LIST in browser_of(central).get("/beheer/").content.decode()


def test_the_list_names_all_and_costs_the_same_whatever_their_number(central: User) -> None:
    client, counts = browser_of(central), []
    make_guide(theme=ThemeFactory(name="Geld", slug="geld"))
    for number in range(2):
        client.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(LIST).content.decode()
        counts.append(len(captured))
        for extra in range(10 * (1 - number)):
            make_guide(title=f"Wegwijzer {extra}", slug=f"wegwijzer-{extra}")

    assert counts[0] == counts[1]
    assert "Wegwijzer 9" in answer
    assert add_url() in answer


def test_the_list_names_chosen_help_that_residents_no_longer_find(central: User) -> None:
    stopped, hidden, here = EntryFactory(title="Klusbuur"), EntryFactory(title="Tuinbuur"), EntryFactory(title="De Helpende Pen")
    outcomes = [guide_outcome("openen", entries=[stopped, here, hidden]), guide_outcome("praten", entries=[stopped])]
    make_guide(outcomes=outcomes)
    stopped.stopped_on = timezone.localdate() - timedelta(days=1)
    stopped.save()
    hidden.unpublish()

    text = browser_of(central).get(LIST).content.decode()

    assert "Klusbuur, Tuinbuur" in text
    assert "De Helpende Pen" not in text


@pytest.mark.parametrize(
    ("mode", "sentence"), [("", "Gaat het over geld?"), ("scherm:post", "Gaat het over post?"), ("scherm:praten", "Dit helpt bij praten")]
)
def test_any_screen_is_previewed_while_it_is_written(central: User, mode: str, sentence: str) -> None:
    client, address = (
        browser_of(central),
        reverse("wagtailadmin_pages:preview_on_add", args=["dossiers", "guidepage", SharedTreePage.objects.get().pk]),
    )

    assert client.post(address, good()).json()["is_valid"]

    assert sentence in client.get(address, {"mode": mode}).content.decode()
    assert not GuidePage.objects.exists()


def test_the_panel_of_plain_language_reads_a_guide(central: User) -> None:
    page, client = make_guide(), browser_of(central)
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    sent = typed(
        [guide_question("geld", ("Ja", "praten"), ("Nee", "praten"), explanation="De hulp wordt elke week verstrekt.")],
        [guide_outcome("praten")],
    )

    assert client.post(address, sent).json()["is_valid"]

    assert "wordt verstrekt" in client.get(address, {"mode": "taal"}).content.decode()


def test_chosen_help_is_known_to_be_used_and_a_version_that_names_what_is_gone_still_opens(
    central: User, django_capture_on_commit_callbacks: Any
) -> None:
    entry, dossier = EntryFactory(title="Klusbuur"), make_dossier()
    with django_capture_on_commit_callbacks(execute=True):
        page = make_guide(outcomes=[guide_outcome("openen", entries=[entry], dossiers=[dossier]), guide_outcome("praten")])
    # In production a worker does this.
    ReferenceIndex.create_or_update_for_object(page)
    for chosen in (entry, dossier):
        assert [row.object_id for row in ReferenceIndex.get_references_to(chosen).filter(base_content_type__model="page")] == [str(page.pk)]

    entry.delete()
    dossier.delete()

    client = browser_of(central)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(edit).status_code == 200
    revert = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, page.latest_revision_id])
    assert client.get(revert).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": "scherm:openen"}).status_code == 200
    assert client.post(edit, good() | {"action-publish": "action-publish"}).status_code == 302


def test_a_theme_with_a_guide_stays(central: User) -> None:
    theme = ThemeFactory(name="Geld", slug="geld")
    make_guide(theme=theme)

    answer = browser_of(central).post(reverse("wagtailsnippets_socialmap_theme:delete", args=[theme.pk]), follow=True)

    assert "Waar begin ik?" in answer.content.decode()
    assert type(theme).objects.filter(pk=theme.pk).exists()


def test_a_guide_goes_online_by_the_clock(on_zone: Client) -> None:
    page = make_guide()
    page.unpublish()
    page = GuidePage.objects.get()
    page.go_live_at = timezone.now() - timedelta(minutes=1)
    page.save_revision(approved_go_live_at=page.go_live_at)
    assert on_zone.get(page.get_absolute_url()).status_code == 404

    call_command("publish_scheduled")

    assert on_zone.get(page.get_absolute_url()).status_code == 200
