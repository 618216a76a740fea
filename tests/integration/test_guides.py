"""Guides as residents go through them: one question on each screen, the answers in the address, the outcome in three steps."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.schedule import AMSTERDAM
from dossiers.models import GuidePage, SharedTreePage
from home.services import ZoneBlueprint, provision_zone
from search.choices import Step
from search.engine.payload import from_json
from search.models import SearchDocument
from search.services import compare_index
from sites.models import Zone
from tests.factories import EntryFactory, ThemeFactory
from tests.factories.dossiers import guide_outcome, guide_question, make_dossier, make_guide

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
PATH = "/wegwijzer/waar-begin-ik/"
ON_VOORSTAD = {"headers": {"host": "voorstad.localhost:8000"}}
STEPS = ("Wat kunt u zelf doen?", "Wie in uw omgeving kan helpen?", "Welke organisaties kunnen helpen?")


def page_of(client: Client, path: str = PATH, **extra: object) -> str:
    answer = client.get(path, **extra)
    assert answer.status_code == 200, path
    return answer.content.decode()


def text_of(client: Client, path: str = PATH, **extra: object) -> str:
    main = page_of(client, path, **extra).split("<main", 1)[1].split('<section class="ww-hulp"')[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def part_of(text: str, step: int) -> str:
    """What stands below the heading of a step, up to the next."""
    after = text.split(f"Stap {step}:", 1)[1]
    return after.split(f"Stap {step + 1}:", 1)[0]


def test_a_resident_answers_one_question_on_each_screen(on_zone: Client) -> None:
    make_guide()

    first = text_of(on_zone)
    assert "Waar begin ik? Een paar vragen, dan weet u het." in first
    assert "Vraag 1 van hooguit 2 Gaat het over geld?" in first
    assert "Ik weet het niet" in first
    assert "post" not in first.split("Gaat het over geld?")[1]

    answer = on_zone.get(PATH, {"k": "1", "verder": "ja"})
    assert (answer.status_code, answer["Location"]) == (302, f"{PATH}?a=1")
    second = text_of(on_zone, answer["Location"])
    assert "Laatste vraag Gaat het over post?" in second
    assert "Ik weet het niet" not in second
    assert "Vorige vraag" in second
    assert "Opnieuw beginnen" in second

    answer = on_zone.get(PATH, {"a": "1", "k": "1", "verder": "ja"})
    assert answer["Location"] == f"{PATH}?a=1.1"
    end = text_of(on_zone, answer["Location"])
    assert "Dit helpt bij openen" in end
    assert [end.count(f"Stap {number}: {question}") for number, question in enumerate(STEPS, start=1)] == [1, 1, 1]
    assert "Gaat het over geld? Ja wijzig : Gaat het over geld? Gaat het over post? Ja wijzig" in end


def test_who_does_not_know_gets_further_where_the_editor_gave_a_way(on_zone: Client) -> None:
    make_guide()

    assert on_zone.get(PATH, {"k": "0", "verder": "ja"})["Location"] == f"{PATH}?a=0"
    assert "Gaat het over geld? Ik weet het niet wijzig" in text_of(on_zone, f"{PATH}?a=0")
    assert "Kies eerst een antwoord." in text_of(on_zone, f"{PATH}?a=1&k=0&verder=ja")


def test_nothing_chosen_is_said_in_a_sentence(on_zone: Client) -> None:
    make_guide()

    page = page_of(on_zone, f"{PATH}?a=1&verder=ja")

    assert "Kies eerst een antwoord. Klik daarna op Verder." in page
    assert 'aria-describedby="wegwijzer-fout"' in page
    assert "Gaat het over post?" in page


def test_going_back_shows_what_was_answered(on_zone: Client) -> None:
    make_guide()

    end = page_of(on_zone, f"{PATH}?a=1.2")
    assert f'href="{PATH}?a=1&amp;was=2"' in end
    assert f'href="{PATH}?was=1"' in end

    assert 'value="2" autocomplete="off" checked' in page_of(on_zone, f"{PATH}?a=1&was=2")
    assert "checked" not in page_of(on_zone, f"{PATH}?a=1")


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("a=", "Gaat het over geld?"), ("a=x", "Gaat het over geld?"), ("a=9", "Gaat het over geld?"), ("a=1.9.1", "Gaat het over post?"),
        ("a=1..1", "Gaat het over post?"), ("a=1.1.1.1.1.1.1.1.1.1.1", "Dit helpt bij openen"), ("a=-1", "Gaat het over geld?"), ("a=١", "Gaat het over geld?"),
        ("a=1&was=zz", "Gaat het over post?"), ("k=zz", "Kies eerst een antwoord"), ("a=1&a=2", "Dit helpt bij praten"), ("a=1.1&k=1", "Dit helpt bij openen"),
        ("a=1.99999999999999999999", "Gaat het over post?"), ("a=%3Cscript%3E", "Gaat het over geld?"), ("a=1%FF", "Gaat het over geld?"),
    ],
)  # fmt: skip
def test_any_address_is_answered_with_the_last_good_question(on_zone: Client, query: str, shown: str) -> None:
    make_guide()

    assert shown in text_of(on_zone, f"{PATH}?{query}")


def test_no_cookie_is_set_and_only_the_first_screen_is_for_search_engines(on_zone: Client) -> None:
    make_guide()

    first, step, end = on_zone.get(PATH), on_zone.get(f"{PATH}?a=1"), on_zone.get(f"{PATH}?a=1.1")

    assert f'<link rel="canonical" href="http://localhost:8000{PATH}">' in first.content.decode()
    assert "noindex" not in first.content.decode()
    for answer in (step, end):
        assert '<meta name="robots" content="noindex">' in answer.content.decode()
        assert "canonical" not in answer.content.decode()
    assert [answer.cookies.output() for answer in (first, step, end)] == ["", "", ""]
    assert on_zone.post(PATH).status_code == 405


def test_an_outcome_shows_chosen_help_in_its_own_step_and_that_of_the_zone_first(
    on_zone: Client, on_hub: Client, zandweerd: Zone, voorstad: Zone
) -> None:
    tip = EntryFactory(title="Maak een map", step=Step.SELF)
    everywhere = EntryFactory(title="De Helpende Pen", step=Step.NETWORK)
    near = EntryFactory(title="Koffie en uw brief", step=Step.NETWORK, zones=[zandweerd], is_city_wide=False)
    other = EntryFactory(title="Thee in Voorstad", step=Step.NETWORK, zones=[voorstad], is_city_wide=False)
    dossier = make_dossier(title="Rondkomen", slug="rondkomen")
    draft = make_dossier(title="Nog niet af", slug="nog-niet-af", theme=dossier.theme)
    draft.unpublish()
    outcomes = [guide_outcome("openen", entries=[everywhere, near, other, tip], dossiers=[dossier, draft]), guide_outcome("praten")]
    make_guide(outcomes=outcomes)

    here = text_of(on_zone, f"{PATH}?a=1.1")

    assert "Schrijf het op." in part_of(here, 1)
    assert "Maak een map" in part_of(here, 1)
    assert part_of(here, 2).index("Koffie en uw brief") < part_of(here, 2).index("De Helpende Pen")
    assert "Thee in Voorstad" not in here
    assert "Rondkomen" in here
    assert "Nog niet af" not in here
    assert "Koffie en uw brief" not in text_of(Client(), f"{PATH}?a=1.1", **ON_VOORSTAD)
    assert "Thee in Voorstad" in text_of(Client(), f"{PATH}?a=1.1", **ON_VOORSTAD)
    hub = text_of(on_hub, f"{PATH}?a=1.1")
    assert "De Helpende Pen" in part_of(hub, 2)
    assert "Koffie en uw brief" not in hub


def test_help_of_the_theme_fills_what_was_not_chosen(on_zone: Client) -> None:
    theme = ThemeFactory(name="Geld", slug="geld")
    EntryFactory(title="Geldloket", step=Step.ORGANISATION, themes=[theme])
    EntryFactory(title="Iets anders", step=Step.ORGANISATION)
    EntryFactory(title="Nog een tip", step=Step.SELF, themes=[theme])
    EntryFactory(title="Nog een buur", step=Step.NETWORK, themes=[theme])
    neighbour = EntryFactory(title="Klusbuur", step=Step.NETWORK, themes=[theme])
    make_guide(theme=theme, outcomes=[guide_outcome("openen", entries=[neighbour]), guide_outcome("praten")])

    end = text_of(on_zone, f"{PATH}?a=1.1")

    assert "Klusbuur" in part_of(end, 2)
    assert "Nog een" not in end
    assert "Alle hulp bij: Geld" in end

    assert "Geldloket" in part_of(end, 3)
    assert "Iets anders" not in end


def test_help_that_stopped_or_went_makes_room_for_the_tip_and_the_desk(on_zone: Client) -> None:
    stopped, gone = EntryFactory(title="Klusbuur", step=Step.NETWORK), EntryFactory(title="Advies", step=Step.ORGANISATION)
    page = make_guide(outcomes=[guide_outcome("openen", entries=[stopped, gone], tips=[]), guide_outcome("praten")])
    assert "Klusbuur" in text_of(on_zone, f"{PATH}?a=1.1")
    stopped.stopped_on = timezone.localdate() - timedelta(days=1)
    stopped.save()
    gone.delete()

    end = text_of(on_zone, f"{PATH}?a=1.1")

    assert "Klusbuur" not in end
    assert "Advies" not in end
    assert "Schrijf op wat u nodig hebt" in part_of(end, 1)
    assert "Vraag het aan iemand die u kent" in part_of(end, 2)
    assert "Of praat met de Wijkwinkel. Bel 0570" in part_of(end, 3)
    old = page.latest_revision.as_object()
    old.save_revision().publish()
    assert "Dit helpt bij openen" in text_of(on_zone, f"{PATH}?a=1.1")


def test_a_desk_is_shown_with_its_hours_or_the_way_to_one(on_zone: Client, on_hub: Client) -> None:
    make_guide()

    # A Tuesday.
    with time_machine.travel(datetime(2026, 12, 1, 10, tzinfo=AMSTERDAM), tick=False):
        here, hub = text_of(on_zone, f"{PATH}?a=2"), text_of(on_hub, f"{PATH}?a=2")

    assert "Nu open, tot 16.00 uur" in here
    assert "Spreekuren en route" in here
    assert "Ga naar een Wijkwinkel" in hub
    assert "Spreekuren en route" not in text_of(on_zone, f"{PATH}?a=1.1")


def test_what_is_printed_says_where_it_stands(on_zone: Client) -> None:
    make_guide()

    page = page_of(on_zone, f"{PATH}?a=1.1")

    assert "zandweerd.localhost:8000/wegwijzer/waar-begin-ik/?a=1.1" in " ".join(page.split())
    assert "Afgedrukt op" in page


def test_a_draft_is_nowhere(on_zone: Client) -> None:
    theme = ThemeFactory(name="Geld", slug="geld")
    make_dossier(theme=theme, title="Rondkomen", slug="rondkomen")
    make_guide(theme=theme).unpublish()

    assert on_zone.get(PATH).status_code == 404
    assert on_zone.get(f"{PATH}?a=1").status_code == 404
    for path in ("/wegwijzer/", "/themas/", "/themas/geld/", "/themas/rondkomen/", "/zoeken/?q=geld"):
        assert "Waar begin ik" not in text_of(on_zone, path)
    assert "Weet u niet waar" not in text_of(on_zone, "/themas/")
    assert compare_index().is_clean


def test_what_is_being_written_is_not_public_yet(on_zone: Client) -> None:
    page = make_guide()
    page.introduction = "Dit is nog niet klaar."
    page.questions[0].value["text"] = "Nieuwe vraag?"
    page.save_revision()

    assert "Nieuwe vraag?" not in text_of(on_zone)
    assert "nog niet klaar" not in text_of(on_zone)


def test_themes_dossiers_and_search_lead_to_it(on_zone: Client) -> None:
    theme = ThemeFactory(name="Geld", slug="geld")
    make_dossier(theme=theme, title="Rondkomen", slug="rondkomen")
    make_guide(theme=theme, outcomes=[guide_outcome("openen", sentence="Dan is de brievenbusangst weg."), guide_outcome("praten")])

    assert f'href="{PATH}"' in page_of(on_zone, "/wegwijzer/")
    assert 'href="/wegwijzer/"' in page_of(on_zone, "/themas/")
    for path in ("/themas/geld/", "/themas/rondkomen/", "/zoeken/?q=waar+begin+ik", "/zoeken/?q=brievenbusangst"):
        assert f'href="{PATH}"' in page_of(on_zone, path), path
    assert "Weet u niet waar u moet beginnen?" in text_of(on_zone, "/themas/rondkomen/")
    assert compare_index().is_clean


def test_an_unpublished_theme_is_not_used(on_zone: Client) -> None:
    theme = ThemeFactory(name="Geld", slug="geld")
    make_dossier(theme=theme, title="Rondkomen", slug="rondkomen")
    make_guide(theme=theme)
    theme.unpublish()

    assert "Waar begin ik" not in text_of(on_zone, "/themas/rondkomen/")
    assert "Waar begin ik?" in text_of(on_zone)


def test_search_follows_the_theme_and_forgets_what_is_deleted() -> None:
    theme = ThemeFactory(name="Geld", slug="geld")
    page = make_guide(theme=theme)
    theme.name = "Rekeningen"
    theme.save()
    assert from_json(SearchDocument.objects.get(key=f"guide:{page.pk}").payload).labels == "Rekeningen"

    page.delete()

    assert not SearchDocument.objects.filter(key=f"guide:{page.pk}").exists()
    assert compare_index().is_clean


def large(zone: Zone, *, questions: int, entries: int) -> GuidePage:
    theme = ThemeFactory(name="Geld", slug="geld")
    helping = [EntryFactory(title=f"Hulp {number}", step=list(Step)[number % 3], themes=[theme], zones=[zone]) for number in range(entries)]
    dossier = make_dossier(theme=theme, title="Rondkomen", slug="rondkomen")
    rows = [
        guide_question(f"v{number}", ("Ja", f"v{number + 4}" if number + 4 <= questions else "openen"), ("Nee", f"v{number + 1}" if number % 4 and number < questions else "praten"))
        for number in range(1, questions + 1)
    ]  # fmt: skip
    outcomes = [guide_outcome("openen", entries=helping, dossiers=[dossier], has_desk=True), guide_outcome("praten")]
    return make_guide(theme=theme, questions=rows, outcomes=outcomes)


@pytest.mark.parametrize(("zones", "questions", "entries"), [(0, 1, 3), (40, 16, 60)])
def test_a_screen_costs_few_queries_whatever_the_tree_and_the_city(
    on_zone: Client, zandweerd: Zone, zones: int, questions: int, entries: int
) -> None:
    large(zandweerd, questions=questions, entries=entries)
    for number in range(zones):
        provision_zone(blueprint=ZoneBlueprint(name=f"Wijk {number}", slug=f"wijk-{number}", latitude=52.2, longitude=6.1))
    end = f"{PATH}?a={'.'.join(['1'] * 4)}"
    costs = {}
    for path in (PATH, end, "/wegwijzer/", "/themas/"):
        on_zone.get(path)
        with CaptureQueriesContext(connection) as captured:
            text_of(on_zone, path)
        costs[path] = len(captured)

    assert "Rondkomen" in text_of(on_zone, end)
    assert "Spreekuren en route" in text_of(on_zone, end)
    assert costs == {PATH: 3, end: 5, "/wegwijzer/": 3, "/themas/": 5}


def test_a_tree_that_was_stored_wrong_is_answered(on_zone: Client) -> None:
    page = make_guide()
    GuidePage.objects.filter(pk=page.pk).update(questions=[], outcomes=[])
    assert on_zone.get(PATH).status_code == 404

    kind, value = guide_question("geld", ("Ja", "geld"), ("Nee", "nergens"))
    value = value | {"answers": [{"type": "item", "value": answer} for answer in value["answers"]]}
    GuidePage.objects.filter(pk=page.pk).update(questions=[{"type": kind, "value": value}])
    for query in ("", "?a=1", "?a=1.1.1.1.1.1.1.1", "?a=2"):
        assert "Gaat het over geld?" in text_of(on_zone, f"{PATH}{query}")


def test_every_screen_of_a_draft_is_previewed() -> None:
    page = make_guide(outcomes=[guide_outcome("openen"), guide_outcome("praten")])
    page.outcomes[0].value["title"] = "Dit staat nog niet online"

    assert [mode for mode, _label in page.preview_modes] == ["", "scherm:post", "scherm:openen", "scherm:praten"]
    shown = {mode: page.make_preview_request(preview_mode=mode).content.decode() for mode, _label in page.preview_modes}

    assert "Gaat het over geld?" in shown[""]
    assert "Gaat het over post?" in shown["scherm:post"]
    assert "Dit staat nog niet online" in shown["scherm:openen"]
    assert "Dit helpt bij praten" in shown["scherm:praten"]


def test_a_guide_is_made_below_what_is_shared_alone() -> None:
    assert SharedTreePage.can_create_at(SharedTreePage.objects.get()) is False
    assert GuidePage.can_create_at(SharedTreePage.objects.get())
