"""Dossiers as residents see them: shared by all zones, live, with what each zone adds and its own help."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.documents import get_document_model

from dossiers.models import DossierPage, SharedTreePage, ZoneAddition
from search.choices import Step
from search.engine.payload import from_json
from search.models import SearchDocument
from search.services import compare_index
from sites.models import Zone
from tests.factories import EntryFactory, OrganisationFactory, ThemeFactory
from tests.factories.agenda import make_event
from tests.factories.consulting import make_hour
from tests.factories.dossiers import make_addition, make_dossier, rewrite
from tests.factories.zones import make_zones

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
PATH = "/themas/langer-thuis-wonen/"
ON_VOORSTAD = {"headers": {"host": "voorstad.localhost:8000"}}


def text_of(client: Client, path: str = PATH, **extra: object) -> str:
    answer = client.get(path, **extra)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_change_is_on_every_zone_at_the_next_request(on_zone: Client, on_hub: Client) -> None:
    page = make_dossier()
    everywhere = [(on_zone, {}), (on_hub, {}), (Client(), ON_VOORSTAD)]
    for client, extra in everywhere:
        assert "Vaak kan dat." in text_of(client, **extra)

    rewrite(page, introduction="Er is meer mogelijk dan u denkt.", point_2="Een lamp op de trap helpt al.")

    for client, extra in everywhere:
        text = text_of(client, **extra)
        assert "Er is meer mogelijk dan u denkt." in text
        assert "Een lamp op de trap helpt al." in text
        assert "Vaak kan dat." not in text
    assert compare_index().is_clean


def test_every_zone_names_the_hub_as_the_address_of_it(on_zone: Client) -> None:
    page = make_dossier()

    answer = on_zone.get(PATH).content.decode()

    assert f'<link rel="canonical" href="http://localhost:8000{PATH}">' in answer
    assert page.full_url == f"http://localhost:8000{PATH}"


def test_a_zone_sees_its_own_addition_and_no_other(on_zone: Client, on_hub: Client, zandweerd: Zone, voorstad: Zone) -> None:
    page = make_dossier()
    make_addition(page, zandweerd, "Vraag naar Anneke van de <b>koffie</b>.")
    make_addition(page, voorstad, "Bel de buurtcoach.", title="Bij ons in Voorstad")

    assert "In Zandweerd Vraag naar Anneke van de koffie" in text_of(on_zone)
    assert "buurtcoach." not in text_of(on_zone).split("Van wie is dit?")[0].split("Wat kunt u zelf doen?")[0]
    assert "Bij ons in Voorstad Bel de buurtcoach." in text_of(Client(), **ON_VOORSTAD)
    assert "Anneke" not in text_of(on_hub)


def test_chosen_help_stands_in_its_own_step_before_other_help_of_the_theme(on_zone: Client, zandweerd: Zone, voorstad: Zone) -> None:
    theme = ThemeFactory(name="Wonen", slug="wonen")
    tip = EntryFactory(title="Hang een lamp op", step=Step.SELF, themes=[theme])
    neighbour = EntryFactory(title="Klusbuur", step=Step.NETWORK, zones=[zandweerd], is_city_wide=False)
    elsewhere = EntryFactory(title="Voorstadse klusser", step=Step.NETWORK, zones=[voorstad], is_city_wide=False)
    EntryFactory(title="Aannemer", step=Step.ORGANISATION, themes=[theme])
    EntryFactory(title="Beugels van de bouwmarkt", step=Step.SELF, themes=[theme])
    EntryFactory(title="Iets anders", step=Step.ORGANISATION)
    make_dossier(theme=theme, chosen=[neighbour, tip, elsewhere])

    text = text_of(on_zone)

    first, second, third = (
        text.split(question)[2] for question in ("zelf doen?", "omgeving kan helpen?", "Welke organisaties kunnen helpen?")
    )
    assert first.index("Hang een lamp op") < first.index("Ook in Zandweerd") < first.index("Beugels van de bouwmarkt")
    assert "Klusbuur" in second.split("Welke organisaties")[0]
    assert "Aannemer" in third
    assert "Voorstadse klusser" not in text
    assert "Iets anders" not in text
    assert "Voorstadse klusser" in text_of(Client(), **ON_VOORSTAD)


def test_help_that_stopped_or_went_offline_is_not_chosen_any_more(on_zone: Client) -> None:
    stopped, hidden = EntryFactory(title="Klusbuur"), EntryFactory(title="Tuinbuur")
    make_dossier(chosen=[stopped, hidden])
    assert "Klusbuur" in text_of(on_zone)

    stopped.stopped_on = timezone.localdate() - timedelta(days=1)
    stopped.save()
    hidden.unpublish()

    assert "Klusbuur" not in text_of(on_zone)
    assert "Tuinbuur" not in text_of(on_zone)


def test_a_step_with_more_than_is_shown_leads_to_all_of_it(on_zone: Client) -> None:
    theme = ThemeFactory(name="Wonen", slug="wonen")
    for number in range(7):
        EntryFactory(title=f"Aannemer {number}", step=Step.ORGANISATION, themes=[theme])
    make_dossier(theme=theme)

    answer = on_zone.get(PATH).content.decode()

    assert "Toon alle 7 organisaties" in answer
    assert "thema=wonen" in answer


def test_what_is_held_about_the_theme_stands_beside_it(on_zone: Client, on_hub: Client, zandweerd: Zone, voorstad: Zone) -> None:
    theme = ThemeFactory(name="Wonen", slug="wonen")
    starts = f"{timezone.localdate() + timedelta(days=2)} 10:00"
    make_event(zandweerd, title="Wandeling langs drempels", slug="drempels", themes=[theme], starts=starts)
    make_event(voorstad, title="Praten over verhuizen", slug="verhuizen", themes=[theme], starts=starts)
    make_event(zandweerd, title="Kaarten", slug="kaarten", starts=starts)
    make_hour(zandweerd.locations.get(), OrganisationFactory(), title="Woonspreekuur", themes=[theme])
    make_hour(
        zandweerd.locations.get(),
        OrganisationFactory(),
        title="Belastinghulp",
        starts=timezone.datetime(2026, 1, 1, 13).time(),
        ends=timezone.datetime(2026, 1, 1, 14).time(),
    )
    make_dossier(theme=theme)

    text = text_of(on_zone)

    assert "Wandeling langs drempels" in text.split("Te doen in Zandweerd")[1]
    assert "Woonspreekuur" in text.split("Spreekuren in Zandweerd")[1]
    assert "Volgende keer:" in text
    for other in ("Praten over verhuizen", "Kaarten", "Belastinghulp"):
        assert other not in text
    assert "Praten over verhuizen" in text_of(on_hub)
    assert "Spreekuren in" not in text_of(on_hub)


def full(zone: Zone, entries: int) -> DossierPage:
    theme = ThemeFactory(name="Wonen", slug="wonen")
    chosen = [EntryFactory(title=f"Klusbuur {number}", step=Step.NETWORK, themes=[theme]) for number in range(entries)]
    make_event(zone, title="Wandeling", slug="wandeling", themes=[theme], starts=f"{timezone.localdate() + timedelta(days=2)} 10:00")
    make_hour(zone.locations.get(), OrganisationFactory(), title="Woonspreekuur", themes=[theme])
    paper = get_document_model().objects.create(title="Briefje", file=ContentFile(b"%PDF", name="briefje.pdf"))
    page = make_dossier(
        theme=theme,
        chosen=chosen[:2],
        self_text=[("paragraph", "<p>Loop door uw huis.</p>")],
        checklists=[("checklist", {"title": "In huis", "items": ["De lamp doet het.", "De trap is vrij."]})],
        questions=[("question", {"question": "Kost het geld?", "answer": "<p>Nee.</p>"})],
        words=[("word", {"word": "Wmo", "meaning": "Een wet over hulp."})],
        files=[("file", {"title": "Briefje voor op de koelkast", "document": paper})],
        keeper=OrganisationFactory(name="Bibliotheek Deventer"),
    )
    make_addition(page, zone)
    return page


@pytest.mark.parametrize(("zones", "entries"), [(0, 2), (497, 60)])
def test_a_dossier_costs_eight_queries_whatever_the_city(on_zone: Client, zandweerd: Zone, zones: int, entries: int) -> None:
    page = full(zandweerd, entries)
    text = [("paragraph", "<p>In deze wijk is dat anders.</p>")]
    ZoneAddition.objects.bulk_create(ZoneAddition(dossier=page, zone=zone, text=text) for zone in make_zones(zones))
    on_zone.get(PATH)

    with CaptureQueriesContext(connection) as captured:
        text = text_of(on_zone)

    assert "In het buurthuis staat een koffiepot" in text
    assert "Kost het geld?" in text
    assert "Woonspreekuur" in text
    assert "Briefje voor op de koelkast (PDF" in text
    assert "Bibliotheek Deventer" in text
    assert len(captured) <= 8, [query["sql"][:120] for query in captured]


def test_the_lists_alone_can_be_printed(on_zone: Client, zandweerd: Zone) -> None:
    full(zandweerd, 2)

    text = text_of(on_zone, f"{PATH}lijst/")

    assert "De trap is vrij." in text
    assert "Loop door uw huis." not in text
    assert "0570" in text


def test_there_is_no_page_of_lists_without_lists(on_zone: Client) -> None:
    make_dossier()

    assert on_zone.get(f"{PATH}lijst/").status_code == 404
    assert on_zone.get("/themas/bestaat-niet/lijst/").status_code == 404
    assert on_zone.get("/themas/bestaat-niet/").status_code == 404


def test_a_draft_is_nowhere(on_zone: Client) -> None:
    theme = ThemeFactory(name="Wonen", slug="wonen")
    page = make_dossier(theme=theme)
    page.unpublish()

    assert on_zone.get(PATH).status_code == 404
    for path in ("/themas/", "/themas/wonen/", "/zoeken/?q=thuis"):
        assert "Langer thuis wonen" not in text_of(on_zone, path)
    assert compare_index().is_clean


def test_themes_and_search_lead_to_it(on_zone: Client) -> None:
    theme = ThemeFactory(name="Wonen", slug="wonen")
    make_dossier(theme=theme, questions=[("question", {"question": "Wie betaalt een traplift?", "answer": "<p>Vraag de gemeente.</p>"})])

    for path in ("/themas/", "/themas/wonen/", "/zoeken/?q=traplift", "/zoeken/?q=wonen"):
        assert f'href="{PATH}"' in on_zone.get(path).content.decode()


def test_a_theme_that_is_renamed_is_searched_by_its_new_name() -> None:
    theme = ThemeFactory(name="Wonen", slug="wonen")
    page = make_dossier(theme=theme, title="Blijven", introduction="Zo kan het.")

    theme.name = "Huisvesting"
    theme.save()

    assert from_json(SearchDocument.objects.get(key=f"dossier:{page.pk}").payload).labels == "Huisvesting"
    assert compare_index().is_clean


def test_deleting_it_leaves_nothing_behind(on_zone: Client, zandweerd: Zone) -> None:
    page = full(zandweerd, 2)

    page.delete()

    assert on_zone.get(PATH).status_code == 404
    assert not ZoneAddition.objects.exists()
    assert compare_index().is_clean


def test_it_cannot_stand_where_a_theme_stands() -> None:
    ThemeFactory(name="Geld", slug="geld")
    page = DossierPage(title="Geld", slug="geld", theme=ThemeFactory(), point_1="a", point_2="b", point_3="c")

    with pytest.raises(ValidationError, match="Een thema heeft dit adres al"):
        SharedTreePage.objects.get().add_child(instance=page)


def test_a_zone_adds_once(zandweerd: Zone) -> None:
    page = make_dossier()
    make_addition(page, zandweerd)

    with pytest.raises(ValidationError, match="heeft al een toevoeging"):
        make_addition(page, zandweerd)
    with pytest.raises(IntegrityError), transaction.atomic():
        ZoneAddition.objects.bulk_create([ZoneAddition(dossier=page, zone=zandweerd)])


def test_a_draft_without_chosen_help_is_previewed() -> None:
    theme = ThemeFactory(name="Wonen", slug="wonen")
    EntryFactory(title="Klusbuur", themes=[theme])
    page = make_dossier(theme=theme)

    assert "Klusbuur" in page.make_preview_request().content.decode()


def test_chosen_help_may_change_places() -> None:
    first, second, third = (EntryFactory(title=f"Klusbuur {number}") for number in range(3))
    page = make_dossier(chosen=[first, second])
    one, other = page.chosen.all()

    one.entry, other.entry = second, third
    page.chosen = [one, other]
    page.save_revision().publish()

    assert list(DossierPage.objects.get().chosen.order_by("sort_order").values_list("entry", flat=True)) == [second.pk, third.pk]


def test_an_unpublished_theme_is_not_named(on_zone: Client) -> None:
    page = make_dossier()
    page.theme.unpublish()

    text = text_of(on_zone)

    assert "Thema:" not in text
    assert "Langer thuis wonen" in text


def test_an_address_has_plain_letters_only() -> None:
    page = DossierPage(title="Privé", slug="privé", theme=ThemeFactory(), point_1="a", point_2="b", point_3="c")

    with pytest.raises(ValidationError, match="alleen gewone letters"):
        SharedTreePage.objects.get().add_child(instance=page)


def test_a_theme_that_comes_later_does_not_stop_the_dossier(on_zone: Client) -> None:
    page = make_dossier()
    ThemeFactory(name="Langer", slug=page.slug)

    rewrite(page, introduction="Er kan veel.")

    assert "Er kan veel." in text_of(on_zone)


@pytest.mark.parametrize("mode", ["", "zandweerd", "voorstad"])
def test_a_draft_is_previewed_as_any_zone_shows_it(zandweerd: Zone, mode: str) -> None:
    page = make_dossier()
    make_addition(page, zandweerd, "Vraag naar de sleutel.")
    page.introduction = "Dit staat nog niet online."
    page.chosen.add(page.chosen.model(entry=EntryFactory(title="Klusbuur")))

    answer = page.make_preview_request(preview_mode=mode).content.decode()

    assert "Dit staat nog niet online." in answer
    assert "Klusbuur" in answer
    assert ("Vraag naar de sleutel." in answer) == (mode == "zandweerd")
    assert (">Voorstad<" in answer) == (mode == "voorstad") or mode != "voorstad"
