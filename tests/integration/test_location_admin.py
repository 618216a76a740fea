"""Places in the admin: hours in a grid, refusals that keep what was typed, warnings, previews, and walls between zones."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from accounts.choices import Role
from accounts.permissions import OfZonePolicy
from core.schedule import AMSTERDAM
from sites.choices import ChangeKind, HolidayAnswer
from sites.models import HoursException, HoursPeriod, Location, LocationChange, Room, Zone
from tests.factories import person
from tests.factories.consulting import make_hour, make_room, new_hour

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=AMSTERDAM)
PLACES, CHANGES = "wagtailsnippets_sites_location", "wagtailsnippets_sites_locationchange"
ADMIN = "/beheer/"


@pytest.fixture(autouse=True)
def _tuesday_morning() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place(zandweerd: Zone) -> Location:
    return make_place(zandweerd, "De Schakel")


@pytest.fixture
def neighbour(voorstad: Zone) -> Location:
    return make_place(voorstad, "Kanarieplek")


def make_place(zone: Zone, name: str, notation: str = "ma-vr 9:00-17:00") -> Location:
    location = Location(name=name, slug=name.lower().replace(" ", "-"), zone=zone, street="Straat 1", on_holidays=HolidayAnswer.CLOSED)
    location.periods.add(HoursPeriod(notation=notation))
    location.save()
    return location


def browser_of(role: Role, *zones: Zone) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(person(role, *zones))
    return client


def address(namespace: str, name: str, *args: Any) -> str:
    return reverse(f"{namespace}:{name}", args=args)


def typed(zone: Zone, **more: Any) -> dict[str, Any]:
    """What the form of a place holds, filled in; periods and so on are added by `rows`."""
    found = {
        "name": "Nieuwe plek", "slug": "nieuwe-plek", "zone": zone.pk, "kind": "wijkwinkel", "street": "Straat 2", "wheelchair": "onbekend",
        "on_holidays": "dicht", "periods-TOTAL_FORMS": 0, "periods-INITIAL_FORMS": 0, "exceptions-TOTAL_FORMS": 0,
        "exceptions-INITIAL_FORMS": 0, "rooms-TOTAL_FORMS": 0, "rooms-INITIAL_FORMS": 0,
    }  # fmt: skip
    return found | more


def rows(prefix: str, *forms: dict[str, Any], initial: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(forms), f"{prefix}-INITIAL_FORMS": initial}
    for number, form in enumerate(forms):
        found |= {f"{prefix}-{number}-{name}": value for name, value in form.items()}
    return found


def week(**days: str) -> dict[str, str]:
    """Times as they are typed in the grid: `di="9:00-12:00"`."""
    found = {}
    for code, text in days.items():
        first, last = text.split("-")
        day = ("ma", "di", "wo", "do", "vr", "za", "zo").index(code)
        found |= {f"notation-{day}-0-van": first, f"notation-{day}-0-tot": last}
    return found


def read(client: Client, path: str) -> str:
    return html.unescape(client.get(path).text)


def send(client: Client, path: str, data: dict[str, Any]) -> str:
    return html.unescape(client.post(path, data, follow=True).text)


def test_a_new_place_with_hours_typed_in_the_grid(zandweerd: Zone) -> None:
    editor = browser_of(Role.ZONE_EDITOR, zandweerd)
    assert "Wijkwinkels" in read(editor, ADMIN)
    form = read(editor, address(PLACES, "add"))
    assert "maandag" in form
    assert "Voorstad" not in form

    data = typed(zandweerd) | rows("periods", week(di="9-12", za="20:00-24:00") | {"notation-anders": "1e wo 10:00-12:00"})
    data |= rows("exceptions", {"first": "2026-12-15", "spans": "10:00-12:00", "reason": "Kerstmarkt"}) | rows("rooms", {"name": "Kamer 1"})
    answer = send(editor, address(PLACES, "add"), data)

    place = Location.objects.get(slug="nieuwe-plek")
    assert place.periods.get().notation == "di 9:00-12:00; za 20:00-0:00; 1e wo 10:00-12:00"
    assert place.hours == place.own_hours()
    assert place.hours.plan(date(2026, 12, 15)).words == "10.00 tot 12.00 uur"
    assert [room.name for room in place.rooms.all()] == ["Kamer 1"]
    assert "Nieuwe plek" in answer


def test_saving_without_a_change_keeps_the_hours(place: Location, zandweerd: Zone) -> None:
    notation = "ma 9:00-10:00,11:00-12:00,13:00-14:00; vr 22:00-2:00; laatste vr 14:00-16:00"
    place.periods.all().update(notation=notation)
    editor = browser_of(Role.ZONE_EDITOR, zandweerd)
    shown = editor.get(address(PLACES, "edit", place.pk)).context["form"]
    grid = shown.formsets["periods"].forms[0]["notation"]
    inputs = {one["name"]: one["value"] for _day, blocks in grid.field.widget.get_context("periods-0-notation", grid.value(), {})["widget"]["rows"] for block in blocks for one in (block["from"], block["until"])}  # fmt: skip
    other = grid.field.widget.get_context("periods-0-notation", grid.value(), {})["widget"]["other"]

    data = typed(zandweerd, name=place.name, slug=place.slug) | rows("periods", {"id": place.periods.get().pk}, initial=1)
    send(editor, address(PLACES, "edit", place.pk), data | inputs | {other["name"]: other["value"]})

    assert HoursPeriod.objects.get(location=place).notation == notation


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (rows("periods", week(di="17:00-9:00")), "Op dinsdag ligt de eindtijd 9:00 voor de begintijd 17:00."),
        (rows("periods", week(di="9:00-99:00")), "Op dinsdag staat '99:00'. Dat is geen tijd."),
        (rows("periods", week(di="9:00-12:00") | {"first": "2027-02-01", "last": "2027-01-01"}), "De periode stopt voordat zij begint."),
        (
            rows("periods", week(di="9:00-12:00") | {"last": "2027-03-01"}, week(wo="9:00-12:00") | {"first": "2027-02-01"}),
            "Twee periodes lopen door elkaar",
        ),
        (
            rows("periods", week(di="9:00-12:00"))
            | rows("exceptions", {"first": "2026-12-24"}, {"first": "2026-12-20", "last": "2026-12-30"}),
            "staan twee dingen. Haal er een weg.",
        ),
        (
            rows("periods", week(di="9:00-12:00") | {"first": "2027-01-01"}) | rows("exceptions", {"first": "2026-12-24"}),
            "De andere dag 24-12-2026 valt buiten alle periodes.",
        ),
        (rows("exceptions", {"first": "2026-12-24", "spans": "17:00-9:00"}), "ligt de eindtijd 9:00 voor de begintijd 17:00"),
        (rows("exceptions", {"first": "2026-12-24", "spans": "straks"}), "Wij begrijpen 'straks' niet."),
        (rows("exceptions", {"first": "2026-12-24", "last": "2026-12-20"}), "De laatste dag ligt voor de eerste."),
        ({"street": ""}, "Vul straat en huisnummer in."),
        ({"is_planned": "on"}, "Leg uit wat iemand kan doen tot de plek er is."),
        ({"latitude": "52.2"}, "Vul breedtegraad en lengtegraad allebei in"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_in_the_form(zandweerd: Zone, more: dict[str, Any], sentence: str) -> None:
    editor = browser_of(Role.ZONE_EDITOR, zandweerd)
    data = typed(zandweerd, people="Wij kennen de wijk.") | more

    answer = editor.post(address(PLACES, "add"), data)

    shown = html.unescape(answer.text)
    assert answer.status_code == 200
    assert sentence in shown
    assert "Wij kennen de wijk." in shown
    kept = [value for name, value in more.items() if name.startswith(("periods-", "exceptions-")) and "FORMS" not in name]
    assert [value for value in kept if f'value="{value}"' not in shown] == []
    assert not Location.objects.filter(slug="nieuwe-plek").exists()


def test_a_room_that_is_needed_stays_and_says_for_what(place: Location, zandweerd: Zone) -> None:
    room = make_room(place, "Spreekkamer")
    make_hour(place, room=room, title="Formulierenhulp")
    new_hour(place, room=room, title="Geheim plan", starts=time(14), ends=time(15)).save()
    data = typed(zandweerd, name=place.name, slug=place.slug) | rows(
        "rooms", {"id": room.pk, "name": "Spreekkamer", "DELETE": "on"}, initial=1
    )

    shown = send(browser_of(Role.ZONE_EDITOR, zandweerd), address(PLACES, "edit", place.pk), data)

    sentence = "De kamer 'Spreekkamer' is nog nodig voor: Formulierenhulp, spreekuur (nog niet online). Kies daar eerst een andere kamer"
    assert sentence in shown
    assert "Geheim plan" not in shown
    assert 'name="rooms-0-DELETE" value="on"' not in shown
    assert Room.objects.filter(pk=room.pk).exists()


def test_a_place_with_consulting_hours_is_not_deleted(place: Location, zandweerd: Zone) -> None:
    make_hour(place, title="Formulierenhulp")

    shown = send(browser_of(Role.ZONE_EDITOR, zandweerd), address(PLACES, "delete", place.pk), {})

    assert "'De Schakel' kan niet weg. De plek is nog nodig voor: Formulierenhulp." in shown
    assert Location.objects.filter(pk=place.pk).exists()


def test_a_room_that_nothing_needs_can_go(place: Location, zandweerd: Zone) -> None:
    place.rooms.add(Room(name="Spreekkamer"))
    place.save()
    data = typed(zandweerd, name=place.name, slug=place.slug) | rows(
        "rooms", {"id": place.rooms.get().pk, "name": "Spreekkamer", "DELETE": "on"}, initial=1
    )

    send(browser_of(Role.ZONE_EDITOR, zandweerd), address(PLACES, "edit", place.pk), data)

    assert not Room.objects.exists()


def test_a_place_that_a_change_leads_to_is_not_deleted(place: Location, neighbour: Location, zandweerd: Zone) -> None:
    LocationChange.objects.create(location=neighbour, kind=ChangeKind.MOVED, to=place, starts_at=NOW)
    editor = browser_of(Role.ZONE_EDITOR, zandweerd)
    assert editor.get(address(PLACES, "delete", place.pk)).status_code == 200

    shown = send(editor, address(PLACES, "delete", place.pk), {})

    assert "'De Schakel' kan niet weg. De plek is nog nodig voor: Kanarieplek: Tijdelijk verhuisd." in shown
    assert Location.objects.filter(pk=place.pk).exists()


def test_a_place_that_nothing_needs_is_deleted_with_its_own_changes(place: Location, neighbour: Location, zandweerd: Zone) -> None:
    LocationChange.objects.create(location=place, kind=ChangeKind.MOVED, to=neighbour, starts_at=NOW)

    send(browser_of(Role.ZONE_EDITOR, zandweerd), address(PLACES, "delete", place.pk), {})

    assert not Location.objects.filter(pk=place.pk).exists()
    assert not LocationChange.objects.exists()


def test_many_at_once_is_for_nobody(place: Location, zandweerd: Zone) -> None:
    for client in (browser_of(Role.ZONE_EDITOR, zandweerd), browser_of(Role.ADMINISTRATOR)):
        path = reverse("wagtail_bulk_action", args=["sites", "location", "delete"])
        assert client.post(f"{path}?id={place.pk}").status_code == 404
        assert 'type="checkbox"' not in read(client, address(PLACES, "list")).split("<table")[1].split("</table")[0]
    assert Location.objects.filter(pk=place.pk).exists()


def changed(location: Location, **more: Any) -> dict[str, Any]:
    return {"location": location.pk, "kind": "verhuisd", "starts_at": "2026-12-01 09:00", "ends_at": "", "to": ""} | more


def test_the_sentence_of_a_move_is_told_when_it_is_saved(place: Location, neighbour: Location, zandweerd: Zone) -> None:
    editor = browser_of(Role.ZONE_EDITOR, zandweerd)
    form = read(editor, address(CHANGES, "add"))
    assert "De Schakel (Zandweerd)" in form
    assert form.count("Kanarieplek (Voorstad)</option>") == 1

    shown = send(editor, address(CHANGES, "add"), changed(place, to=neighbour.pk, ends_at="2027-05-01 00:00", reason="Wij verbouwen."))

    sentence = "Wij verbouwen. Wijkwinkel De Schakel zit nu in Kanarieplek, Straat 1. Dit duurt tot en met 30 april 2027."
    assert f"Bewaard. Bewoners lezen nu overal: “{sentence}”" in shown
    assert "Verhuisd naar Kanarieplek." in read(editor, address(PLACES, "list"))
    shown = send(editor, address(CHANGES, "edit", LocationChange.objects.get().pk), changed(place, kind="dicht"))
    assert "“Wijkwinkel De Schakel is nu dicht. U kunt ons wel bellen. Wij weten nog niet tot wanneer.”" in shown


@pytest.mark.parametrize(
    ("starts", "ends", "told"),
    [
        ("2026-12-05 09:30", "", "Vanaf 5 december 2026, 9.30 uur lezen bewoners overal: “Wijkwinkel De Schakel is nu dicht."),
        ("2026-11-01 09:00", "2026-11-05 09:00", "Dit is al voorbij. Bewoners lezen er niets meer over."),
    ],
)
def test_when_a_sentence_is_read_is_told_too(place: Location, zandweerd: Zone, starts: str, ends: str, told: str) -> None:
    shown = send(
        browser_of(Role.ZONE_EDITOR, zandweerd), address(CHANGES, "add"), changed(place, kind="dicht", starts_at=starts, ends_at=ends)
    )

    assert f"Bewaard. {told}" in shown


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"to": "place"}, "Een plek kan niet naar zichzelf verhuizen."),
        ({"to": ""}, "Kies de plek waar men dan heen gaat."),
        ({"to": "neighbour", "ends_at": "2026-11-01 09:00"}, "Het einde ligt voor het begin."),
        ({"kind": "uitbater"}, "Vul in wie de plek dan openhoudt."),
        ({"kind": "dicht", "location": "neighbour"}, "Kies een plek uit uw eigen wijk."),
        ({"kind": "dicht", "hours-anders": "altijd"}, "Wij begrijpen 'altijd' niet."),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_stays_in_the_form(
    place: Location, neighbour: Location, zandweerd: Zone, more: dict[str, str], sentence: str
) -> None:
    named = {"place": place.pk, "neighbour": neighbour.pk}
    data = changed(place, reason="Wij verbouwen.") | {name: named.get(value, value) for name, value in more.items()}

    shown = send(browser_of(Role.ZONE_EDITOR, zandweerd), address(CHANGES, "add"), data)

    assert sentence in shown
    assert 'value="Wij verbouwen."' in shown
    assert not LocationChange.objects.exists()


def test_moves_in_a_circle_are_refused(place: Location, neighbour: Location, zandweerd: Zone) -> None:
    LocationChange.objects.create(location=neighbour, kind=ChangeKind.MOVED, to=place, starts_at=NOW)

    shown = send(browser_of(Role.ZONE_EDITOR, zandweerd), address(CHANGES, "add"), changed(place, to=neighbour.pk))

    assert "Kanarieplek is in die tijd zelf verhuisd of dicht. Kies een andere plek." in shown


def test_what_is_missing_is_told_when_a_place_is_saved_and_in_the_list(zandweerd: Zone) -> None:
    editor = browser_of(Role.ZONE_EDITOR, zandweerd)
    data = typed(zandweerd, on_holidays="vraag") | rows("periods", week(vr="9:00-12:00") | {"last": "2027-01-10"})

    shown = send(editor, address(PLACES, "add"), data)

    assert "Vanaf 11 januari 2027 staan er geen tijden. Maak een periode voor die dagen." in shown
    assert "Is de plek open op Eerste kerstdag" in shown
    assert "Geen tijden vanaf 11 januari" in read(editor, address(PLACES, "list"))
    assert "Nu dicht." in read(editor, address(PLACES, "list"))


def test_a_place_without_any_hours_is_told(zandweerd: Zone) -> None:
    shown = send(browser_of(Role.ZONE_EDITOR, zandweerd), address(PLACES, "add"), typed(zandweerd))

    assert "Er staan nog geen openingstijden." in shown


def test_a_place_that_is_still_to_come_needs_no_hours(zandweerd: Zone) -> None:
    data = typed(zandweerd, is_planned="on", meanwhile="Bel ons.", street="")

    shown = send(browser_of(Role.ZONE_EDITOR, zandweerd), address(PLACES, "add"), data)

    assert Location.objects.filter(slug="nieuwe-plek").exists()
    assert "Er staan nog geen openingstijden." not in shown
    assert "Komt nog" in shown


def test_the_coming_four_weeks_are_shown_before_they_are_saved(place: Location, zandweerd: Zone) -> None:
    editor = browser_of(Role.ZONE_EDITOR, zandweerd)
    data = typed(zandweerd, name=place.name, slug=place.slug, on_holidays="vraag")
    data |= rows("periods", week(vr="13:00-17:00") | {"id": place.periods.get().pk}, initial=1)
    data |= rows("exceptions", {"first": "2026-12-11", "reason": "Studiedag"})
    path = address(PLACES, "preview_on_edit", place.pk)

    assert editor.post(path, data).json() == {"is_valid": True, "is_available": True}
    shown = " ".join(read(editor, path).split())

    assert "<dt>vrijdag 4 december</dt> <dd>13.00 tot 17.00 uur</dd>" in shown
    assert '<dd class="ww-weken__dicht">dicht <strong>Studiedag</strong></dd>' in shown
    assert '<dd class="ww-weken__dicht">dicht <strong>Eerste kerstdag</strong></dd>' in shown
    assert shown.count("<dt>") == 28
    assert "Is de plek open op Eerste kerstdag" in shown
    assert HoursPeriod.objects.get(location=place).notation == "ma-vr 9:00-17:00"
    assert not HoursException.objects.exists()


def test_a_new_place_can_be_previewed(zandweerd: Zone) -> None:
    editor = browser_of(Role.ZONE_EDITOR, zandweerd)
    path = address(PLACES, "preview_on_add")

    assert editor.post(path, typed(zandweerd) | rows("periods", week(di="9:00-12:00"))).json()["is_valid"]

    assert "9.00 tot 12.00 uur" in read(editor, path)


def test_the_sentence_of_a_move_can_be_previewed(place: Location, neighbour: Location, zandweerd: Zone) -> None:
    editor = browser_of(Role.ZONE_EDITOR, zandweerd)
    path = address(CHANGES, "preview_on_add")

    assert editor.post(path, changed(place, to=neighbour.pk, ends_at="2027-05-01 00:00")).json()["is_valid"]

    shown = read(editor, path)
    assert "Wijkwinkel De Schakel zit nu in Kanarieplek" in shown
    assert "Van 1 december 2026, 9.00 uur tot 1 mei 2027, 0.00 uur." in " ".join(shown.split())


OF_ONE = ("edit", "delete", "usage", "history", "history_results", "preview_on_edit")


@pytest.mark.parametrize("name", OF_ONE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_comes_near_a_place_of_another_zone(place: Location, neighbour: Location, voorstad: Zone, name: str, method: str) -> None:
    change = LocationChange.objects.create(location=place, kind=ChangeKind.CLOSED, starts_at=NOW, reason="Kanarie")
    stranger = browser_of(Role.MODERATOR, voorstad)
    for namespace, thing in ((PLACES, place), (CHANGES, change)):
        answer = getattr(stranger, method)(address(namespace, name, thing.pk), typed(voorstad) | changed(neighbour, kind="dicht"))

        assert answer.status_code == 302
        assert answer["Location"] == ADMIN
    place.refresh_from_db()
    change.refresh_from_db()
    assert (place.name, place.zone.slug, change.location, change.reason) == ("De Schakel", "zandweerd", place, "Kanarie")


def test_lists_show_what_is_of_ones_own_zones(place: Location, neighbour: Location, zandweerd: Zone) -> None:
    for one in (place, neighbour):
        LocationChange.objects.create(location=one, kind=ChangeKind.CLOSED, starts_at=NOW)
    editor, central = browser_of(Role.ZONE_EDITOR, zandweerd), browser_of(Role.CENTRAL_EDITOR)
    for namespace in (PLACES, CHANGES):
        for name in ("list", "list_results"):
            assert "De Schakel" in read(editor, address(namespace, name))
            assert "Kanarieplek" not in read(editor, address(namespace, name))
            assert "Kanarieplek" in read(central, address(namespace, name))
    assert "Kanarieplek" not in read(editor, address(PLACES, "list") + "?q=kanarie").replace("?q=kanarie", "")
    assert central.get(address(PLACES, "edit", neighbour.pk)).status_code == 200


def test_nothing_is_made_in_or_moved_to_another_zone(place: Location, neighbour: Location, zandweerd: Zone, voorstad: Zone) -> None:
    editor = browser_of(Role.ZONE_EDITOR, zandweerd)

    assert "Kies een wijk waarvoor u mag werken." in send(editor, address(PLACES, "add"), typed(voorstad))
    data = typed(voorstad, name=place.name, slug=place.slug)
    assert "Kies een wijk waarvoor u mag werken." in send(editor, address(PLACES, "edit", place.pk), data)

    place.refresh_from_db()
    assert place.zone == zandweerd
    assert not Location.objects.filter(slug="nieuwe-plek").exists()


def test_there_is_no_chooser_and_no_copy_that_would_show_what_is_of_others(db: None) -> None:
    for name in ("wagtailsnippetchoosers_sites_location:choose", "wagtailsnippetchoosers_sites_locationchange:choose"):
        with pytest.raises(NoReverseMatch):
            reverse(name)
    with pytest.raises(NoReverseMatch):
        address(PLACES, "copy", 1)


def test_the_list_costs_the_same_whatever_the_number_of_places(zandweerd: Zone) -> None:
    editor = browser_of(Role.ZONE_EDITOR, zandweerd)
    counts = []
    for number in range(2):
        for extra in range(1 + 9 * number):
            one = make_place(zandweerd, f"Plek {number} {extra}")
            LocationChange.objects.create(location=one, kind=ChangeKind.CLOSED, starts_at=NOW)
        editor.get(address(PLACES, "list"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            editor.get(address(PLACES, "list"))
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_policy_says_who_may_what(place: Location, neighbour: Location, zandweerd: Zone) -> None:
    own, central, partner = person(Role.ZONE_EDITOR, zandweerd), person(Role.CENTRAL_EDITOR), person(Role.PARTNER)
    policy = OfZonePolicy(Location, right="edit_pages")

    assert set(policy.instances_user_has_permission_for(own, "change")) == set(Location.objects.filter(zone=zandweerd))
    assert not policy.instances_user_has_permission_for(partner, "change").exists()
    assert policy.user_has_permission_for_instance(central, "delete", neighbour)
    assert not policy.user_has_permission_for_instance(own, "view", neighbour)
    assert not policy.user_has_permission_for_instance(own, "add", Location())
    assert {own, central} <= set(policy.users_with_any_permission(["change"]))
    assert own not in policy.users_with_any_permission_for_instance(["change"], neighbour)
    assert own in policy.users_with_any_permission_for_instance(["change"], place)
