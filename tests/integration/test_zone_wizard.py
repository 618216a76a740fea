"""The wizard for a new zone: every step, a look before it exists, made whole or not at all, undone, opened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, Page, Site

from accounts.choices import Role
from accounts.models import User
from home.forms import blueprint_of
from home.models import StandardPage, ZoneDraft
from home.services import ProvisioningError
from home.services.wizard import MADE, OPENED, UNDONE, begin_draft, in_the_way, make_zone, open_zone, undo_zone, zone_as_if_made
from search.models import SearchDocument
from search.services import compare_index
from sites.models import Location, PostcodeRange, Room, Zone
from tests.factories import EntryFactory, person
from tests.isolation.asking import WRITES
from tests.leftovers import rows

pytestmark = pytest.mark.django_db

STEPS: dict[str, dict[str, Any]] = {
    "naam": {"name": "De Hoven", "slug": "", "kind": "stad"},
    "gebied": {"postcodes": "7419 AA - 7419 ZZ\n7418", "neighbours": ["zandweerd"], "neighbourhoods": "De Worp\nDe Hoven", "latitude": "", "longitude": ""},
    "uiterlijk": {"accent": "mos", "pictogram": "brug"},
    "balie": {"desk": "balie", "phone": "0570-000011", "desk_name": "De Hoek", "desk_street": "Dijk 1", "desk_city": "Deventer", "desk_hours": "ma-vr 9:00-12:00"},
}  # fmt: skip
# The log keeps what happened, for a page or a zone that is gone too; who was logged in is of no zone.
KEPT = {"wagtailcore_pagelogentry", "wagtailcore_modellogentry", "core_job"}


@pytest.fixture
def editor(zandweerd: Zone) -> User:
    return person(Role.CENTRAL_EDITOR)


@pytest.fixture
def browser(editor: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(editor)
    return client


def draft_of(by: User, **changes: dict[str, Any]) -> ZoneDraft:
    draft = begin_draft(by=by, at=timezone.now())
    for key, fields in STEPS.items():
        typed = fields | changes.get(key, {})
        draft.data[key] = {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    draft.save()
    return draft


def made(by: User, **changes: dict[str, Any]) -> Zone:
    draft = draft_of(by, **changes)
    blueprint = blueprint_of(draft)
    assert blueprint is not None
    return make_zone(draft=draft, blueprint=blueprint, by=by, at=timezone.now())


def counts() -> dict[str, int]:
    return {name: count for name, count in rows().items() if name not in KEPT}


def step_url(draft: ZoneDraft, key: str) -> str:
    return reverse("zone-wizard-step", args=[draft.reference, key])


def test_the_whole_way_makes_a_zone_that_only_staff_can_see_until_it_is_opened(browser: Client, zandweerd: Zone) -> None:
    address = browser.post(reverse("zone-wizard")).headers["Location"]
    for fields in STEPS.values():
        address = browser.post(address, fields).headers["Location"]
    draft = ZoneDraft.objects.get()
    assert address == reverse("zone-wizard-check", args=[draft.reference])
    assert "7418AA - 7418ZZ" in browser.get(address).text

    address = browser.post(reverse("zone-wizard-make", args=[draft.reference])).headers["Location"]

    zone = Zone.objects.get(slug="de-hoven")
    assert address == reverse("zone-made", args=[zone.pk])
    assert not ZoneDraft.objects.exists()
    assert (list(zone.neighbours.all()), zone in zandweerd.neighbours.all()) == ([zandweerd], True)
    assert (zone.latitude, zone.accent, zone.pictogram, zone.phone) == (zandweerd.latitude, "mos", "brug", "0570-000011")
    assert [str(row) for row in zone.postcode_ranges.all()] == ["7418AA - 7418ZZ", "7419AA - 7419ZZ"]
    assert [row.name for row in zone.neighbourhoods.all()] == ["De Hoven", "De Worp"]
    assert [page.slug for page in zone.site.root_page.get_children()] == ["contact", "agenda"]
    assert zone.locations.get().name == "De Hoek"
    assert "Hulp en activiteiten in De Hoven" in " ".join(browser.get(reverse("zone-made-home", args=[zone.pk])).text.split())

    browser.post(reverse("zone-made-open", args=[zone.pk]))

    assert "Hulp en activiteiten in De Hoven" in " ".join(Client(headers={"host": "de-hoven.localhost:8000"}).get("/").text.split())
    found = ModelLogEntry.objects.for_instance(zone).order_by("timestamp").values_list("action", flat=True)
    assert list(found) == [MADE, OPENED]
    assert compare_index().is_clean


@pytest.mark.parametrize(
    ("key", "changes", "sentence"),
    [
        ("naam", {"name": ""}, "Vul de naam van de wijk in"),
        ("naam", {"name": "zandweerd", "slug": "anders"}, "al een wijk met de naam 'Zandweerd'"),
        ("naam", {"slug": "zandweerd"}, "zandweerd.localhost is al in gebruik"),
        ("naam", {"slug": "gedeeld"}, "gedeeld.localhost is al in gebruik"),
        ("naam", {"slug": "www"}, "www.localhost is al in gebruik"),
        ("naam", {"slug": "de hoven!"}, "alleen kleine letters, cijfers en streepjes"),
        ("naam", {"slug": "-hoven-"}, "alleen kleine letters, cijfers en streepjes"),
        ("naam", {"name": "!!!"}, "kunnen wij geen webadres maken"),
        ("naam", {"kind": ""}, "Kies of het een wijk of een dorp is"),
        ("naam", {"name": "W" * 61}, "60"),
        ("gebied", {"postcodes": ""}, "Vul de postcodes in"),
        ("gebied", {"postcodes": "dorp"}, "dorp: Dat is geen postcode"),
        ("gebied", {"postcodes": "7415 AB - 7415 AC"}, "horen al bij Zandweerd"),
        ("gebied", {"postcodes": "7419 ZZ - 7419 AA"}, "Draai ze om"),
        ("gebied", {"postcodes": "7419\n7419 BB"}, "7419BB staat in twee regels"),
        ("gebied", {"neighbours": ["nergens"]}, "buurwijken is er niet meer"),
        ("gebied", {"neighbourhoods": "b" * 61}, "hoogstens 60 tekens"),
        ("gebied", {"latitude": "52.1"}, "Vul beide getallen in"),
        ("gebied", {"latitude": "95", "longitude": "6"}, "90"),
        ("uiterlijk", {"accent": "#ffff00"}, "Kies een kleur uit de lijst"),
        ("uiterlijk", {"pictogram": ""}, "Kies een tekening uit de lijst"),
        ("balie", {"desk": ""}, "Kies of er een Wijkwinkel is"),
        ("balie", {"desk_name": ""}, "Vul de naam van de plek in"),
        ("balie", {"desk_name": "St. Jurriën"}, "al een plek met deze naam"),
        ("balie", {"desk_hours": ""}, "wanneer de plek open is"),
        ("balie", {"desk_hours": "elke dag"}, "begrijpen &#x27;elke dag&#x27; niet"),
        ("balie", {"desk": "geen", "phone": ""}, "telefoonnummer van de buurtcoach"),
        ("balie", {"phone": "bel maar"}, "geen telefoonnummer"),
        ("balie", {"desk": "gepland"}, "wanneer de plek opengaat"),
        ("balie", {"desk": "gepland", "desk_opens_on": "2027-03-01"}, "wat iemand kan doen tot"),
        ("balie", {"desk": "gepland", "desk_opens_on": "maart"}, "Dit is geen datum"),
    ],
)
def test_what_cannot_be_is_said_at_its_step_and_nothing_typed_is_lost(
    browser: Client, editor: User, key: str, changes: dict[str, Any], sentence: str
) -> None:
    draft = draft_of(editor)

    answer = browser.post(step_url(draft, key), STEPS[key] | changes)

    assert answer.status_code == 422
    assert sentence.replace("'", "&#x27;") in answer.text.replace("'", "&#x27;")
    draft.refresh_from_db()
    for name, value in changes.items():
        assert draft.data[key][name] == (value if isinstance(value, list) else [value])
    assert {other: draft.data[other] for other in STEPS if other != key} == {
        other: draft_of(editor).data[other] for other in STEPS if other != key
    }
    assert blueprint_of(draft) is None
    # Neither a look nor a zone comes of it.
    assert browser.post(reverse("zone-wizard-make", args=[draft.reference])).headers["Location"] == step_url(draft, key)
    assert browser.get(reverse("zone-wizard-check", args=[draft.reference])).headers["Location"] == step_url(draft, key)
    assert browser.get(reverse("zone-wizard-home", args=[draft.reference])).status_code == 404
    assert not Zone.objects.filter(slug="de-hoven").exists()


def test_who_closes_the_browser_goes_on_where_they_were(browser: Client, editor: User) -> None:
    address = browser.post(reverse("zone-wizard")).headers["Location"]
    stopped = browser.post(address, {"name": "De Hoven", "kind": "dorp", "later": "1"})

    page = browser.get(stopped.headers["Location"])

    draft = ZoneDraft.objects.get(by=editor)
    assert step_url(draft, "gebied") in page.text
    assert 'value="De Hoven"' in browser.get(step_url(draft, "naam")).text
    assert not Zone.objects.filter(name="De Hoven").exists()


def test_a_draft_is_of_who_began_it_and_can_be_thrown_away(browser: Client, editor: User) -> None:
    own, foreign = draft_of(editor), draft_of(person(Role.ADMINISTRATOR))

    assert browser.get(step_url(foreign, "naam")).status_code == 404
    assert browser.post(reverse("zone-wizard-discard", args=[foreign.reference])).status_code == 404
    assert browser.post(reverse("zone-wizard-discard", args=[own.reference])).status_code == 302
    assert list(ZoneDraft.objects.all()) == [foreign]
    assert browser.get(step_url(foreign, "nergens")).status_code == 404


def test_the_clock_throws_away_what_nobody_touched_for_thirty_days(editor: User) -> None:
    old, young = draft_of(editor), draft_of(editor)
    ZoneDraft.objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=30, minutes=1))
    ZoneDraft.objects.filter(pk=young.pk).update(updated_at=timezone.now() - timedelta(days=29))

    call_command("tick")

    assert list(ZoneDraft.objects.all()) == [young]


def test_the_home_page_is_shown_before_the_zone_exists_and_nothing_stays(browser: Client, editor: User) -> None:
    draft = draft_of(editor)
    before, roots = rows(), Site.get_site_root_paths()

    answer = browser.get(reverse("zone-wizard-home", args=[draft.reference]))

    assert answer.status_code == 200
    text = " ".join(answer.text.split())
    assert "Hulp en activiteiten in De Hoven" in text
    assert "De Hoek" in text
    assert "Dijk 1" in text
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert rows() == before
    assert cache.get("wagtail_site_root_paths") in (None, roots)
    assert [root.root_path for root in Site.get_site_root_paths()] == [root.root_path for root in roots]
    assert compare_index().is_clean


@pytest.mark.parametrize(
    ("desk", "sentence"),
    [
        ({"desk": "geen"}, "komen de buurtcoaches bij u thuis. Bel 0570-000011"),
        ({"desk": "gepland", "desk_opens_on": "2099-03-01", "desk_meanwhile": "Ga naar de bibliotheek."}, "Ga naar de bibliotheek."),
    ],
)
def test_residents_read_what_there_is_where_there_is_no_desk(browser: Client, editor: User, desk: dict[str, str], sentence: str) -> None:
    draft = draft_of(editor, balie=desk)

    assert sentence in " ".join(browser.get(reverse("zone-wizard-home", args=[draft.reference])).text.split())
    zone = make_zone(draft=draft, blueprint=blueprint_of(draft), by=editor, at=timezone.now())  # type: ignore[arg-type] # complete
    assert [place.is_planned for place in zone.locations.all()] == ([True] if desk["desk"] == "gepland" else [])


def test_a_zone_that_is_not_open_is_nowhere_for_residents(editor: User, zandweerd: Zone, on_hub: Client, on_zone: Client) -> None:
    zone = made(editor)
    door = Client(headers={"host": "de-hoven.localhost:8000"})

    for path in ("/", "/contact/", "/agenda/", "/zoeken/?q=hulp", "/wijkwinkel/", "/themas/", "/nergens/"):
        answer = door.get(path)
        assert (answer.status_code, "Deze wijk is er nog niet" in answer.text, "De Hoven" in answer.text) == (404, True, False)
    for client in (on_hub, on_zone):
        for path in ("/", "/wijkwinkel/", "/zoeken/?q=contact", "/zoeken/?q=hoek", "/agenda/", "/wijk-kiezen/?postcode=7419"):
            assert "De Hoven" not in client.get(path, follow=False).text, path
            assert "De Hoek" not in client.get(path).text, path
        assert client.get("/wijkwinkel/de-hoek/").status_code == 404
    keys = {f"page:{zone.site.root_page.get_children().get(slug='contact').pk}", f"place:{zone.locations.get().pk}"}
    assert not SearchDocument.objects.filter(key__in=keys).exists()
    door.force_login(person(Role.ZONE_EDITOR, zone))
    assert door.get("/").status_code == 200
    door.force_login(person(Role.ZONE_EDITOR, zandweerd))
    assert door.get("/").status_code == 404

    open_zone(zone=zone, by=editor, at=timezone.now())

    assert "De Hoven" in on_hub.get("/").text
    assert set(SearchDocument.objects.filter(key__in=keys).values_list("key", flat=True)) == keys
    assert on_hub.get("/wijk-kiezen/?postcode=7419").headers["Location"] == "http://de-hoven.localhost:8000/"
    with pytest.raises(ProvisioningError, match="al openbaar"):
        open_zone(zone=zone, by=editor, at=timezone.now())
    with pytest.raises(ProvisioningError, match="al openbaar"):
        undo_zone(zone=zone, by=editor, at=timezone.now())
    assert compare_index().is_clean


def test_undoing_leaves_exactly_what_there_was(editor: User) -> None:
    draft_of(editor).delete()
    before = counts()
    zone = made(editor)
    assert counts() != before

    undo_zone(zone=zone, by=editor, at=timezone.now())

    assert counts() == before
    assert compare_index().is_clean
    assert ModelLogEntry.objects.filter(action=UNDONE, label="De Hoven").exists()


def _add_page(zone: Zone) -> None:
    zone.site.root_page.add_child(instance=StandardPage(title="Nieuws", slug="nieuws", live=False))


def _change_page(zone: Zone) -> None:
    Page.objects.get(pk=zone.site.root_page_id).specific.save_revision()


@pytest.mark.parametrize(
    ("add", "what"),
    [
        (_add_page, "de pagina 'Nieuws'"),
        (_change_page, "de pagina 'Wijkwinkel De Hoven'"),
        (lambda zone: EntryFactory(zones=[zone]), "sociale kaart"),
        (lambda zone: Location.objects.create(name="Tweede", slug="tweede", zone=zone, street="Weg 1"), "de plek 'Tweede'"),
        (lambda zone: person(Role.ZONE_EDITOR, zone), "rollen"),
        (lambda zone: Room.objects.create(location=zone.locations.get(), name="Zaal 1"), "kamers"),
        (lambda zone: zone.collection.add_child(name="Zomer"), "mappen"),
    ],
)
def test_what_somebody_added_keeps_a_zone_from_being_undone(browser: Client, editor: User, add: Any, what: str) -> None:
    zone = made(editor)
    add(zone)
    before = counts()

    answer = browser.post(reverse("zone-made-undo", args=[zone.pk]))

    said = " ".join(str(message) for message in get_messages(answer.wsgi_request))
    assert "iemand heeft iets toegevoegd" in said
    assert what.lower() in said.lower()
    assert Zone.objects.filter(pk=zone.pk).exists()
    assert {name: count for name, count in counts().items() if name != "django_session"} == before
    assert "Ongedaan maken kan nu niet" in browser.get(reverse("zone-made", args=[zone.pk])).text


def test_a_role_that_ended_does_not_stand_in_the_way(editor: User) -> None:
    zone = made(editor)
    grant = person(Role.ZONE_EDITOR, zone).grants.get()
    assert in_the_way(zone)
    type(grant).objects.filter(pk=grant.pk).update(ended_at=timezone.now())

    assert in_the_way(zone) == []
    undo_zone(zone=zone, by=editor, at=timezone.now())


class _FailsAt:
    """Lets so many writes through, and then none."""

    def __init__(self, allowed: int) -> None:
        self.left = allowed

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.match(sql):
            if not self.left:
                raise DatabaseError("the database is gone")
            self.left -= 1
        return execute(sql, params, many, context)


def test_whatever_write_fails_nothing_is_made_and_what_was_typed_stays(editor: User) -> None:
    draft = draft_of(editor)
    blueprint = blueprint_of(draft)
    assert blueprint is not None
    before, failures = rows(), 0
    while True:
        try:
            with connection.execute_wrapper(_FailsAt(failures)):
                make_zone(draft=draft, blueprint=blueprint, by=editor, at=timezone.now())
        except DatabaseError:
            failures += 1
            assert rows() == before
            assert not Zone.objects.filter(slug="de-hoven").exists()
            draft.refresh_from_db()
        else:
            break

    assert failures > 60
    assert Zone.objects.filter(slug="de-hoven").exists()


def test_what_was_taken_meanwhile_is_said_and_what_was_typed_stays(browser: Client, editor: User, bathmen: Zone) -> None:
    draft = draft_of(editor)
    blueprint = blueprint_of(draft)
    assert blueprint is not None
    PostcodeRange.objects.create(zone=bathmen, first="7419AA", last="7419AB")

    with pytest.raises(ValidationError, match="horen al bij Bathmen"):
        make_zone(draft=draft, blueprint=blueprint, by=editor, at=timezone.now())
    with pytest.raises(ProvisioningError), zone_as_if_made(blueprint=blueprint):
        pytest.fail("there is nothing to look at")

    answer = browser.post(reverse("zone-wizard-make", args=[draft.reference]))
    assert answer.headers["Location"] == step_url(draft, "gebied")
    assert "horen al bij Bathmen" in browser.get(step_url(draft, "gebied")).text
    assert ZoneDraft.objects.filter(pk=draft.pk).exists()


def test_a_draft_makes_one_zone(editor: User) -> None:
    draft = draft_of(editor)
    blueprint = blueprint_of(draft)
    assert blueprint is not None
    make_zone(draft=draft, blueprint=blueprint, by=editor, at=timezone.now())

    with pytest.raises(ProvisioningError, match="al gemaakt"):
        make_zone(draft=draft, blueprint=blueprint, by=editor, at=timezone.now())


@pytest.mark.parametrize("role", [Role.ZONE_EDITOR, Role.MODERATOR])
def test_who_works_for_a_zone_makes_none(zandweerd: Zone, role: Role) -> None:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(person(role, zandweerd))

    assert client.post(reverse("zone-wizard")).status_code in (302, 403)
    assert not ZoneDraft.objects.exists()
    assert "Nieuwe wijk" not in client.get(reverse("wagtailadmin_home")).text
