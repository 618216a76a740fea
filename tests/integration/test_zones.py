"""Zones: made whole or not at all, found by host and postcode, with a readable look."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from wagtail.documents import get_document_model
from wagtail.models import Collection, GroupPagePermission, Page, Site, Task, Workflow

from accounts.choices import Role
from home.models import HomePage, HubPage
from home.services import ProvisioningError, ZoneBlueprint, provision_zone, remove_zone
from sites.models import PostcodeRange, Zone
from tests.factories import EntryFactory, OrganisationFactory, person


def blueprint(**changes: object) -> ZoneBlueprint:
    return ZoneBlueprint(**({"name": "Schalkhaar", "slug": "schalkhaar", "latitude": 52.269, "longitude": 6.195} | changes))


def everything() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Zone, Site, Page, Group, Collection, GroupPagePermission, PostcodeRange, Workflow, Task)
    )


def test_zone_comes_with_site_pages_groups_and_collection(zandweerd: Zone) -> None:
    home = zandweerd.site.root_page.specific

    assert isinstance(home, HomePage)
    assert home.live
    assert zandweerd.site.hostname == "zandweerd.localhost"
    assert [page.slug for page in home.get_children()] == ["contact", "agenda"]
    assert zandweerd.editors.name == "Redactie Zandweerd"
    assert {permission.permission.codename for permission in zandweerd.moderators.page_permissions.all()} >= {"publish_page"}
    assert {permission.permission.codename for permission in zandweerd.editors.page_permissions.all()} == {"add_page", "change_page"}
    assert zandweerd.collection.name == "Zandweerd"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"slug": "zandweerd"}, "korte adres 'zandweerd'"),
        ({"name": "zandweerd"}, "naam 'zandweerd'"),
        ({"neighbours": ["nergens"]}, "bestaan niet: nergens"),
        ({"postcodes": [("7415AB", "7415AC")]}, "horen al bij Zandweerd"),
        ({"postcodes": [("7433ZZ", "7433AA")]}, "Draai ze om"),
        ({"postcodes": [("dorp", "dorp")]}, "geen postcode"),
        ({"latitude": 152.0}, "90"),
        ({"desk_name": "De Bron"}, "straat en huisnummer"),
        ({"desk_name": "De Bron", "desk_street": "Plein 1", "desk_hours": "elke dag"}, "begrijpen 'elke dag' niet"),
        ({"phone": "bel maar"}, "geen telefoonnummer"),
    ],
)
def test_a_zone_that_cannot_be_leaves_nothing_behind(zandweerd: Zone, changes: dict[str, object], message: str) -> None:
    before = everything()

    with pytest.raises(ProvisioningError) as refused:
        provision_zone(blueprint=blueprint(**changes))

    assert message in " ".join(refused.value.messages)
    assert everything() == before


def test_zone_without_a_city_is_refused(db: None) -> None:
    Zone.objects.all().delete()
    Site.objects.all().delete()
    HubPage.objects.get().delete()

    with pytest.raises(ProvisioningError, match="Maak eerst de stad"):
        provision_zone(blueprint=blueprint())


def test_removing_a_zone_undoes_making_it(zandweerd: Zone) -> None:
    before = everything()

    remove_zone(zone=provision_zone(blueprint=blueprint(postcodes=[("7433AA", "7433ZZ")])))

    assert everything() == before


def test_a_zone_in_use_is_not_removed(zandweerd: Zone) -> None:
    EntryFactory(zones=[zandweerd])

    with pytest.raises(ProvisioningError, match="staat nog bij hulp"):
        remove_zone(zone=zandweerd)

    assert Zone.objects.filter(slug="zandweerd").exists()


def test_command_makes_a_zone(zandweerd: Zone, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("create_zone", "De Nieuwe Wijk", latitude=52.2, longitude=6.2, postcodes=["7440AA-7440ZZ"], neighbours=["zandweerd"])

    zone = Zone.objects.get(slug="de-nieuwe-wijk")
    assert list(zone.neighbours.all()) == [zandweerd]
    assert zone in zandweerd.neighbours.all()
    assert "http://de-nieuwe-wijk.localhost:8000/" in capsys.readouterr().out


def test_command_removes_a_zone_again(zandweerd: Zone) -> None:
    before = everything()
    call_command("create_zone", "De Nieuwe Wijk", latitude=52.2, longitude=6.2)

    call_command("remove_zone", "de-nieuwe-wijk")

    assert everything() == before
    with pytest.raises(CommandError, match="geen wijk"):
        call_command("remove_zone", "de-nieuwe-wijk")


def test_zone_with_organisations_or_pictures_is_not_removed(zandweerd: Zone, bathmen: Zone) -> None:
    OrganisationFactory(zones=[zandweerd], is_city_wide=False)
    get_document_model().objects.create(title="Folder", collection=bathmen.collection)

    with pytest.raises(ProvisioningError, match="staat nog bij organisaties"):
        remove_zone(zone=zandweerd)
    with pytest.raises(ProvisioningError, match="foto's of documenten"):
        remove_zone(zone=bathmen)


def test_command_says_what_is_wrong(zandweerd: Zone) -> None:
    with pytest.raises(CommandError, match="korte adres 'zandweerd'"):
        call_command("create_zone", "Zandweerd", latitude=52.2, longitude=6.2)


@pytest.mark.parametrize("host", ["zandweerd.localhost:8000", "ZANDWEERD.localhost", "zandweerd.localhost.:8000"])
def test_host_leads_to_its_zone(zandweerd: Zone, host: str) -> None:
    response = Client(headers={"host": host}).get("/")

    assert "Hulp en activiteiten in Zandweerd" in response.text.replace("\n", " ")


@pytest.mark.parametrize("host", ["onbekend.localhost:8000", "zandweerd.example.nl", "andweerd.localhost", "localhost", "127.0.0.1"])
def test_unknown_host_gets_the_hub_and_never_a_zone(voorstad: Zone, host: str) -> None:
    response = Client(headers={"host": host}).get("/")

    assert response.status_code == 200
    assert "Kies uw wijk of dorp" in response.text
    assert response.wsgi_request.zone is None


@pytest.mark.parametrize("postcode", ["7415", "7415 AB", "7415ab"])
def test_postcode_leads_to_its_zone(voorstad: Zone, on_hub: Client, postcode: str) -> None:
    response = on_hub.get("/wijk-kiezen/", {"postcode": postcode})

    assert response.status_code == 302
    assert response.headers["Location"] == "http://zandweerd.localhost:8000/"


@pytest.mark.parametrize(
    ("postcode", "sentence"),
    [
        ("74", "geen postcode"),
        ("9999", "hoort niet bij een van onze wijken"),
        ("'; DROP TABLE", "geen postcode"),
        ("", "Kies uw wijk of dorp"),
    ],
)
def test_postcode_that_leads_nowhere_is_answered_in_words(zandweerd: Zone, on_hub: Client, postcode: str, sentence: str) -> None:
    response = on_hub.get("/wijk-kiezen/", {"postcode": postcode})

    assert response.status_code == 200
    assert sentence in response.text


def test_postcode_in_two_zones_asks_which(voorstad: Zone, on_hub: Client) -> None:
    PostcodeRange.objects.create(zone=voorstad, first="7415XA", last="7415XA")

    response = on_hub.get("/wijk-kiezen/", {"postcode": "7415"})

    assert response.status_code == 200
    assert "http://zandweerd.localhost:8000/" in response.text
    assert "http://voorstad.localhost:8000/" in response.text


def test_own_colour_that_is_too_light_is_refused_with_a_better_one(zandweerd: Zone) -> None:
    zandweerd.own_colour = "#e17000"

    with pytest.raises(ValidationError) as refused:
        zandweerd.full_clean()

    message = refused.value.message_dict["own_colour"][0]
    assert "3,2; nodig 4,5" in message
    zandweerd.own_colour = message.rpartition(": ")[2].rstrip(".")
    zandweerd.full_clean()


def test_own_colour_is_served_as_a_stylesheet_of_its_own_host(zandweerd: Zone, on_zone: Client, on_hub: Client) -> None:
    zandweerd.own_colour = "#7a1f5c"
    zandweerd.save()

    page = on_zone.get("/")
    address = f"/thema/{zandweerd.own_colour_hash}.css"

    assert address in page.text
    assert "#7a1f5c" in on_zone.get(address).text
    assert "immutable" in on_zone.get(address).headers["Cache-Control"]
    assert on_hub.get(address).status_code == 404


def test_database_refuses_a_range_that_runs_backwards(zandweerd: Zone) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PostcodeRange.objects.create(zone=zandweerd, first="7433ZZ", last="7433AA")


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ([("7415AA", "7415LZ"), ("7415MA", "7415ZZ")], ""),
        ([("7412AB", "7412AC")], "horen al bij Voorstad"),
        ([("7415ZZ", "7415AA")], "Draai ze om"),
        ([("dorp", "dorp")], "geen postcode"),
    ],
)
def test_postcodes_are_changed_in_the_admin(zandweerd: Zone, ranges: list[tuple[str, str]], expected: str) -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(person(Role.ADMINISTRATOR))
    existing = zandweerd.postcode_ranges.get()
    data = {
        "name": "Zandweerd", "kind": "stad", "number": zandweerd.number, "latitude": "52.264", "longitude": "6.15",
        "state_text": "", "phone": "", "accent": "groen", "own_colour": "", "pictogram": "riet", "header_image": "",
        "neighbours": [zone.pk for zone in zandweerd.neighbours.all()],
        "neighbourhoods-TOTAL_FORMS": "0", "neighbourhoods-INITIAL_FORMS": "0",
        "neighbourhoods-MIN_NUM_FORMS": "0", "neighbourhoods-MAX_NUM_FORMS": "1000",
        "postcode_ranges-TOTAL_FORMS": str(len(ranges) + 1), "postcode_ranges-INITIAL_FORMS": "1",
        "postcode_ranges-MIN_NUM_FORMS": "0", "postcode_ranges-MAX_NUM_FORMS": "1000",
        "postcode_ranges-0-id": existing.pk, "postcode_ranges-0-first": existing.first,
        "postcode_ranges-0-last": existing.last, "postcode_ranges-0-DELETE": "1", "postcode_ranges-0-ORDER": "1",
    }  # fmt: skip
    for number, (first, last) in enumerate(ranges, start=1):
        data |= {f"postcode_ranges-{number}-id": "", f"postcode_ranges-{number}-first": first, f"postcode_ranges-{number}-last": last}

    answer = client.post(reverse("wagtailsnippets_sites_zone:edit", args=[zandweerd.pk]), data)

    stored = list(zandweerd.postcode_ranges.values_list("first", "last"))
    assert (answer.status_code, stored) == ((200, [("7415AA", "7415ZZ")]) if expected else (302, ranges))
    assert expected in answer.text
