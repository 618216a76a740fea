"""Editors at work on the social map: drafts, publication, preview, locks, workflow, and search in step."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction, Revision, Workflow

from accounts.choices import Role
from accounts.models import User
from agenda.models import AgendaPage
from dossiers.models import SharedTreePage
from home.models import StandardPage
from search.choices import Step
from search.models import SearchDocument
from sites.models import Zone
from socialmap.models import Entry, Organisation
from tests.factories import EntryFactory, OrganisationFactory, TargetGroupFactory, ThemeFactory, UserFactory, person


@pytest.fixture
def editor(db: None) -> User:
    return person(Role.CENTRAL_EDITOR, email="centraal@example.nl")


@pytest.fixture
def admin(editor: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(editor)
    return client


def form_data(helper: Organisation, zone: Zone, **changes: object) -> dict[str, object]:
    base = {
        "title": "Samen wandelen",
        "slug": "samen-wandelen",
        "step": "NETWORK",
        "sentence": "U wandelt elke week een uur met buren.",
        "description": "",
        "how_it_goes": "",
        "bring_along": "",
        "keywords": "",
        "themes": [],
        "target_groups": [],
        "zones": [zone.pk],
        "modes": ["locatie"],
        "cost_kind": "gratis",
        "cost": "",
        "organisation": "",
        "phone": "0570-000067",
        "email": "",
        "website": "",
        "place_name": "",
        "street": "",
        "postcode": "",
        "city": "",
        "latitude": "",
        "longitude": "",
        "wheelchair": "onbekend",
        "hours": "",
        "languages": [],
        "owner": helper.pk,
        "verified_on": "",
        "verified_by": "",
        "review_on": "",
        "source": "",
        "stopped_on": "",
        "alternatives": [],
        "go_live_at": "",
        "expire_at": "",
    }
    return base | changes


ADD = reverse("wagtailsnippets_socialmap_entry:add")


def test_editor_publishes_an_entry_and_residents_see_it_at_once(admin: Client, on_zone: Client, zandweerd: Zone) -> None:
    response = admin.post(ADD, form_data(OrganisationFactory(), zandweerd) | {"action-publish": "1"})

    assert response.status_code == 302
    assert Entry.objects.get(slug="samen-wandelen").live
    assert "U wandelt elke week een uur met buren." in on_zone.get("/sociale-kaart/samen-wandelen/").text
    assert "Samen wandelen" in on_zone.get("/zoeken/?q=wandelen").text


def test_draft_may_be_incomplete_and_stays_out_of_sight(admin: Client, on_zone: Client, zandweerd: Zone) -> None:
    response = admin.post(ADD, form_data(OrganisationFactory(), zandweerd, sentence="", owner="", zones=[], phone=""))

    assert response.status_code == 302
    assert not Entry.objects.get(slug="samen-wandelen").live
    assert on_zone.get("/sociale-kaart/samen-wandelen/").status_code == 404
    assert "Samen wandelen" not in on_zone.get("/zoeken/?q=wandelen").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sentence": ""}, "Dit is een verplicht veld"),
        ({"owner": ""}, "Dit is een verplicht veld"),
        ({"step": ""}, "Dit is een verplicht veld"),
        ({"zones": []}, "Kies minstens één wijk"),
        ({"phone": ""}, "minstens één manier van contact"),
        ({"sentence": "x" * 141}, "140"),
        ({"hours": "elke dag"}, "begrijpen &#x27;elke dag&#x27; niet"),
        ({"phone": "bel maar"}, "geen telefoonnummer"),
        ({"latitude": "52"}, "allebei"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    admin: Client, zandweerd: Zone, changes: dict[str, object], sentence: str
) -> None:
    response = admin.post(ADD, form_data(OrganisationFactory(), zandweerd, **changes) | {"action-publish": "1"})

    assert response.status_code == 200
    assert sentence in response.text
    assert 'value="Samen wandelen"' in response.text
    assert not Entry.objects.filter(slug="samen-wandelen", live=True).exists()


def test_tip_goes_live_without_contact(admin: Client, zandweerd: Zone) -> None:
    admin.post(ADD, form_data(OrganisationFactory(), zandweerd, step="SELF", phone="") | {"action-publish": "1"})

    assert Entry.objects.get(slug="samen-wandelen").live


@pytest.mark.parametrize("changes", [{"step": ""}, {"sentence": ""}, {"owner": None}])
def test_database_refuses_a_live_entry_that_is_incomplete(db: None, changes: dict[str, object]) -> None:
    entry = EntryFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(**changes)


def test_revision_that_is_incomplete_cannot_be_published_by_code(db: None, zandweerd: Zone) -> None:
    entry = EntryFactory(live=False, zones=[zandweerd])
    entry.zones = []

    with pytest.raises(ValidationError) as refused:
        entry.save_revision().publish()

    assert "zones" in refused.value.message_dict
    entry.refresh_from_db()
    assert not entry.live


def test_unpublished_and_deleted_entries_leave_search(db: None, on_zone: Client) -> None:
    entry = EntryFactory(title="Samen wandelen", slug="wandelen")
    assert "wandelen" in on_zone.get("/zoeken/?q=wandelen&format=json").text
    entry.unpublish()
    assert not SearchDocument.objects.filter(key=f"entry:{entry.pk}").exists()
    entry.save_revision().publish()
    entry.refresh_from_db()
    assert SearchDocument.objects.filter(key=f"entry:{entry.pk}").exists()

    key = f"entry:{entry.pk}"
    entry.delete()

    assert not SearchDocument.objects.filter(key=key).exists()


def test_organisation_that_help_hangs_on_stays_and_the_editor_reads_why(admin: Client) -> None:
    entry = EntryFactory(title="Maaltijd aan huis", organisation=OrganisationFactory(name="Stichting Aan Tafel"))
    address = reverse("wagtailsnippets_socialmap_organisation:delete", args=[entry.organisation_id])

    answer = admin.post(address, follow=True)

    assert answer.status_code == 200
    assert "&#x27;Stichting Aan Tafel&#x27; is nog nodig voor: Maaltijd aan huis." in answer.content.decode()
    assert Organisation.objects.filter(name="Stichting Aan Tafel").exists()


def test_row_and_search_change_together_or_not_at_all(db: None) -> None:
    entry = EntryFactory(title="Samen wandelen")
    before = SearchDocument.objects.get(key=f"entry:{entry.pk}").payload

    entry.title = "Samen fietsen"
    with transaction.atomic():
        entry.save()
        transaction.set_rollback(True)

    assert SearchDocument.objects.get(key=f"entry:{entry.pk}").payload == before


@pytest.mark.parametrize("kind", ["organisation", "theme", "target group", "zone"])
def test_renaming_what_an_entry_belongs_to_reaches_search(zandweerd: Zone, kind: str) -> None:
    theme, group, helper = ThemeFactory(), TargetGroupFactory(), OrganisationFactory()
    entry = EntryFactory(owner=helper, organisation=helper, themes=[theme], target_groups=[group], zones=[zandweerd])
    thing = {"organisation": helper, "theme": theme, "target group": group, "zone": zandweerd}[kind]

    thing.name = "Nieuwlandse naam"
    thing.save()

    results = Client(headers={"host": "localhost"}).get("/zoeken/?q=nieuwlandse&format=json").json()
    found = [hit["slug"] for step in results["steps"] for hit in step["results"]]
    assert entry.slug in found


def test_help_that_stopped_keeps_its_page_and_shows_alternatives(db: None, on_zone: Client) -> None:
    other = EntryFactory(title="Wandelgroep IJssel", slug="wandelgroep")
    EntryFactory(title="Samen wandelen", slug="wandelen", stopped_on=date(2026, 10, 1), alternatives=[other])

    page = on_zone.get("/sociale-kaart/wandelen/")

    assert page.status_code == 200
    assert "1 oktober 2026" in page.text
    assert "/sociale-kaart/wandelgroep/" in page.text
    found = on_zone.get("/zoeken/?q=wandelen&format=json").json()
    assert [hit["slug"] for step in found["steps"] for hit in step["results"] if hit["slug"] == "wandelen"] == []


def test_preview_shows_the_draft_and_the_public_page_does_not(admin: Client, on_zone: Client, zandweerd: Zone) -> None:
    entry = EntryFactory(title="Samen wandelen", slug="wandelen", zones=[zandweerd])
    address = reverse("wagtailsnippets_socialmap_entry:preview_on_edit", args=[entry.pk])

    answer = admin.post(address, form_data(entry.owner, zandweerd, slug="wandelen", sentence="Dit is nog een concept."))
    preview = admin.get(address)

    assert answer.json()["is_valid"]
    assert "Dit is nog een concept." in preview.text
    assert "Dit is nog een concept." not in on_zone.get("/sociale-kaart/wandelen/").text


def test_locked_entry_is_not_changed_by_a_colleague(admin: Client, zandweerd: Zone) -> None:
    entry = EntryFactory(zones=[zandweerd], locked=True, locked_by=UserFactory())

    admin.post(
        reverse("wagtailsnippets_socialmap_entry:edit", args=[entry.pk]),
        form_data(entry.owner, zandweerd, title="Overschreven", slug=entry.slug) | {"action-publish": "1"},
    )

    assert not Entry.objects.filter(title="Overschreven").exists()


def test_submitted_entry_waits_for_the_central_editors(admin: Client, editor: User, zandweerd: Zone) -> None:
    helper = OrganisationFactory()
    writer = UserFactory(email="schrijver@example.nl")
    entry = EntryFactory(live=False, owner=helper, organisation=helper, zones=[zandweerd])
    entry.save_revision(user=writer)

    state = entry.get_workflow().start(entry, writer)

    assert state.workflow == Workflow.objects.get(name="Nakijken door de centrale redactie")
    assert entry.title in admin.get(reverse("wagtailadmin_home")).text
    state.current_task_state.approve(user=editor)
    entry.refresh_from_db()
    assert entry.live


def test_editing_keeps_a_history(admin: Client, zandweerd: Zone) -> None:
    entry = EntryFactory(zones=[zandweerd])
    edit = reverse("wagtailsnippets_socialmap_entry:edit", args=[entry.pk])

    for title in ("Eerste naam", "Tweede naam"):
        admin.post(edit, form_data(entry.owner, zandweerd, title=title, slug=entry.slug) | {"action-publish": "1"})

    assert Revision.objects.for_instance(entry).count() == 2
    assert Step(Entry.objects.get(pk=entry.pk).step) == Step.NETWORK


@pytest.mark.parametrize(
    "name",
    [
        "socialmap_entry",
        "socialmap_organisation",
        "socialmap_theme",
        "socialmap_targetgroup",
        "search_synonym",
        "search_hardword",
        "search_directhelp",
        "sites_zone",
    ],
)
def test_lists_of_the_admin_open_for_the_central_editor(admin: Client, name: str) -> None:
    EntryFactory(themes=[ThemeFactory()], target_groups=[TargetGroupFactory()])

    assert admin.get(reverse(f"wagtailsnippets_{name}:list")).status_code == 200


@pytest.mark.parametrize("name", ["socialmap_entry", "socialmap_organisation", "search_synonym", "search_hardword", "sites_zone"])
def test_lists_of_the_admin_stay_closed_for_a_zone_editor(zandweerd: Zone, name: str) -> None:
    user = person(Role.ZONE_EDITOR, zandweerd)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)

    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    assert client.get(reverse(f"wagtailsnippets_{name}:list")).status_code == 302
    assert client.get(reverse("socialmap-import")).status_code in (302, 403)


def test_zone_editor_changes_own_pages_and_no_others(zandweerd: Zone, voorstad: Zone) -> None:
    user = person(Role.ZONE_EDITOR, zandweerd)
    client = Client(headers={"host": "localhost"})
    client.force_login(user)

    own = client.get(reverse("wagtailadmin_pages:edit", args=[zandweerd.site.root_page_id]))
    foreign = client.get(reverse("wagtailadmin_pages:edit", args=[voorstad.site.root_page_id]))

    assert own.status_code == 200
    assert foreign.status_code == 302


def test_admin_list_costs_the_same_queries_at_ten_and_at_hundred_entries(admin: Client, django_assert_max_num_queries) -> None:
    helper = OrganisationFactory()
    address = reverse("wagtailsnippets_socialmap_entry:list_results")
    counts = []
    for number in (10, 90):
        for _index in range(number):
            EntryFactory(owner=helper, organisation=helper)
        admin.get(address)
        with django_assert_max_num_queries(60) as captured:
            admin.get(address)
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_a_form_of_the_admin_saves_all_or_nothing(admin: Client, zandweerd: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    admin.raise_request_exception = False
    page = zandweerd.site.root_page.add_child(instance=StandardPage(title="Intern", slug="intern"))

    def die(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("home.receivers.pages._refresh_below", die)
    answer = admin.post(f"/beheer/pages/{page.pk}/privacy/", {"restriction_type": "login"})

    assert answer.status_code == 500
    assert not PageViewRestriction.objects.exists()


def test_what_can_also_help_is_chosen_in_a_chooser_for_each(admin: Client, zandweerd: Zone) -> None:
    tea, soup = EntryFactory(title="Thee"), EntryFactory(title="Soep")
    helper = OrganisationFactory()
    chosen = {"alternatives-0": tea.pk, "alternatives-1": "", "alternatives-2": soup.pk, "alternatives-3": tea.pk}

    admin.post(ADD, form_data(helper, zandweerd) | chosen)

    entry = Entry.objects.get(slug="samen-wandelen")
    assert {other.title for other in entry.get_latest_revision_as_object().alternatives.all()} == {"Thee", "Soep"}
    edit = reverse("wagtailsnippets_socialmap_entry:edit", args=[entry.pk])
    # A chooser for each of the two, and three more.
    assert re.findall(r'name="alternatives-(\d)"', admin.get(edit).text) == ["0", "1", "2", "3", "4"]
    admin.post(edit, form_data(helper, zandweerd) | {"alternatives-0": "9" * 30, "alternatives-1": "x", "alternatives-2": soup.pk})
    assert [other.title for other in Entry.objects.get(pk=entry.pk).get_latest_revision_as_object().alternatives.all()] == ["Soep"]


def test_forms_are_as_long_with_a_thousand_entries_as_with_a_few(admin: Client, zandweerd: Zone) -> None:
    entry = EntryFactory(zones=[zandweerd])
    agenda = AgendaPage.objects.child_of(zandweerd.site.root_page).get()
    forms = [
        reverse("wagtailsnippets_socialmap_entry:edit", args=[entry.pk]),
        reverse("wagtailsnippets_socialmap_organisation:add"),
        reverse("wagtailsnippets_search_directhelp:add"),
        reverse("socialmap-overdue"),
        reverse("agenda-source-add"),
        reverse("wagtailadmin_pages:add", args=["agenda", "eventpage", agenda.pk]),
        reverse("wagtailadmin_pages:add", args=["dossiers", "dossierpage", SharedTreePage.objects.get().pk]),
        reverse("wagtailadmin_pages:add", args=["dossiers", "guidepage", SharedTreePage.objects.get().pk]),
    ]
    before = {address: len(admin.get(address).content) for address in forms}

    helpers = Organisation.objects.bulk_create(
        OrganisationFactory.build(name=f"Club {number}", slug=f"club-{number}") for number in range(300)
    )
    Entry.objects.bulk_create(
        Entry(title=f"Hulp {number}", slug=f"aanbod-{number}", step=Step.SELF, sentence="Iets.", owner=helpers[number % 300])
        for number in range(1000)
    )

    grown = {address: len(admin.get(address).content) - size for address, size in before.items()}
    # The list of what is to be checked has numbers of one digit more.
    assert {address: more for address, more in grown.items() if more > 100} == {}
