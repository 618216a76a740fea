"""Dossiers in the admin: where each is used, what a zone adds, what changed since, and walls between zones."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts.choices import Role
from accounts.models import User
from cms.tasks_bridge import run_due_jobs
from core.models import Mail
from dossiers.models import DossierPage, SharedTreePage, ZoneAddition
from dossiers.rules import TextChange, changes_between, sentences_of
from sites.models import Zone
from socialmap.selectors import count_overdue_for
from tests.factories import ThemeFactory, person
from tests.factories.dossiers import POINTS, make_addition, make_dossier, rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
ADDITIONS = "wagtailsnippets_dossiers_zoneaddition"
LIST = reverse("dossier-list")


def browser_of(user: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(user)
    return client


@pytest.fixture
def editor(zandweerd: Zone) -> User:
    return person(Role.ZONE_EDITOR, zandweerd, email="zandweerd@example.nl")


@pytest.fixture
def colleague(voorstad: Zone) -> User:
    return person(Role.ZONE_EDITOR, voorstad, email="voorstad@example.nl")


@pytest.fixture
def central() -> User:
    return person(Role.CENTRAL_EDITOR, email="centraal@example.nl")


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    main = answer.content.decode().split("<main", 1)[-1]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def typed(page: DossierPage, zone: Zone, text: str = "Er is een lift.") -> dict[str, Any]:
    block = {"text-count": 1, "text-0-type": "paragraph", "text-0-order": 0, "text-0-deleted": "", "text-0-value": draftail(text)}
    return {"dossier": page.pk, "zone": zone.pk, "title": "", **block}


def draftail(text: str) -> str:
    line = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [line], "entityMap": {}})


def test_an_editor_of_a_zone_adds_to_a_dossier_and_leaves_the_shared_text_alone(editor: User, zandweerd: Zone, on_zone: Client) -> None:
    page, client = make_dossier(), browser_of(editor)
    assert "nog geen toevoeging" in text_of(client, LIST)
    add = re.search(rf'href="([^"]*\?dossier={page.pk}&amp;zone={zandweerd.pk})"', client.get(LIST).content.decode())
    assert add is not None
    form = client.get(add[1].replace("&amp;", "&")).content.decode()
    assert f'<option value="{page.pk}" selected>' in form

    answer = client.post(reverse(f"{ADDITIONS}:add"), typed(page, zandweerd))

    assert answer.status_code == 302
    assert "uw toevoeging" in text_of(client, LIST)
    assert "concept" in text_of(client, LIST)
    assert "Er is een lift." not in on_zone.get(page.get_absolute_url()).content.decode()
    ZoneAddition.objects.get().latest_revision.publish()
    assert "Er is een lift." in on_zone.get(page.get_absolute_url()).content.decode()
    assert "concept" not in text_of(client, LIST)
    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 302
    assert client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"title": "Van mij"}).status_code == 302
    page.refresh_from_db()
    assert page.title == "Langer thuis wonen"


def test_nobody_adds_in_a_zone_that_is_not_theirs(editor: User, voorstad: Zone, zandweerd: Zone) -> None:
    page, client = make_dossier(), browser_of(editor)
    foreign = make_addition(page, voorstad)

    answer = client.post(reverse(f"{ADDITIONS}:add"), typed(page, voorstad))

    assert "Kies een wijk waarvoor u mag werken." in answer.content.decode()
    assert ZoneAddition.objects.count() == 1
    for name in ("edit", "delete", "usage", "history"):
        assert client.get(reverse(f"{ADDITIONS}:{name}", args=[foreign.pk])).status_code == 302
    assert client.get(reverse("dossier-changes", args=[foreign.pk])).status_code in {302, 403}


def test_what_was_typed_stays_when_it_is_refused(editor: User, zandweerd: Zone) -> None:
    page, client = make_dossier(), browser_of(editor)
    make_addition(page, zandweerd)

    answer = client.post(reverse(f"{ADDITIONS}:add"), typed(page, zandweerd, "Mijn lange verhaal over de lift."))

    assert "heeft al een toevoeging" in answer.content.decode()
    assert "Mijn lange verhaal over de lift." in answer.content.decode()


def test_an_address_that_says_nonsense_gives_an_empty_form(editor: User) -> None:
    for query in ("?dossier=abc&zone=", "?dossier=999999999999999&zone=-1", "?dossier=0&zone=1e9"):
        assert browser_of(editor).get(f"{reverse(f'{ADDITIONS}:add')}{query}").status_code == 200


def test_editors_are_told_once_that_a_dossier_changed_and_see_what(editor: User, colleague: User, zandweerd: Zone, on_zone: Client) -> None:
    page = make_dossier(body=[("paragraph", "<p>Bel de gemeente. Vraag om een gesprek.</p>")])
    addition = make_addition(page, zandweerd)
    assert not Mail.objects.exists()

    page = rewrite(page, body=[("paragraph", "<p>Bel de Wijkwinkel. Vraag om een gesprek.</p>")], point_3="Vraag op tijd om hulp.")

    # Not while it is published: a city may have hundreds of zones.
    assert not Mail.objects.exists()
    run_due_jobs()
    mail = Mail.objects.get()
    assert (mail.to, "Langer thuis wonen" in mail.subject) == (editor.email, True)
    address = reverse("dossier-changes", args=[addition.pk])
    assert address in mail.text
    client = browser_of(editor)
    assert "Dossier gewijzigd op" in text_of(client, LIST)
    text = text_of(client, address)
    assert "Weg: Bel de gemeente. Nieuw: Bel de Wijkwinkel." in text
    assert "Weg: Vraag mensen om u heen. Nieuw: Vraag op tijd om hulp." in text
    assert "Vraag om een gesprek." not in text

    up_to = page.last_published_at.isoformat()
    assert client.post(address, {"up_to": up_to}).status_code == 302
    assert "Dossier gewijzigd op" not in text_of(client, LIST)
    assert "Er is niets veranderd" in text_of(client, address)
    assert ModelLogEntry.objects.filter(action="dossiers.seen", user=editor).count() == 1

    rewrite(page, point_1="Begin vandaag.")
    run_due_jobs()
    assert Mail.objects.count() == 2
    assert "Weg: Kijk op tijd. Nieuw: Begin vandaag." in text_of(client, address)


def test_what_was_published_while_somebody_looked_stays_to_be_seen(editor: User, zandweerd: Zone) -> None:
    page = make_dossier()
    addition = make_addition(page, zandweerd)
    seen = rewrite(page, point_1="Begin vandaag.").last_published_at
    rewrite(page, point_1="Begin morgen.")

    browser_of(editor).post(reverse("dossier-changes", args=[addition.pk]), {"up_to": seen.isoformat()})

    assert ZoneAddition.objects.get().is_behind
    assert ZoneAddition.objects.behind().count() == 1


@pytest.mark.parametrize(
    "moment",
    ["", "gisteren", "2026-13-45", "2026-11-26T10:00:00", "9999999999999", "2999-01-01T00:00:00+00:00", "9999-12-31T23:59:59-23:59"],
)
def test_a_moment_that_is_none_changes_nothing(editor: User, zandweerd: Zone, moment: str) -> None:
    addition = make_addition(make_dossier(), zandweerd)
    before = addition.seen_at

    assert browser_of(editor).post(reverse("dossier-changes", args=[addition.pk]), {"up_to": moment}).status_code == 302
    addition.refresh_from_db()
    assert addition.seen_at == before


def test_a_dossier_without_a_known_text_from_before_says_so(editor: User, zandweerd: Zone) -> None:
    page = make_dossier()
    addition = make_addition(page, zandweerd)
    rewrite(page, point_1="Begin vandaag.")
    ZoneAddition.objects.update(seen_at=None)

    assert "niet meer bekend" in text_of(browser_of(editor), reverse("dossier-changes", args=[addition.pk]))


def test_a_draft_is_for_who_writes_what_zones_share(editor: User, central: User) -> None:
    draft = DossierPage(title="In de maak", slug="in-de-maak", live=False, **POINTS)
    SharedTreePage.objects.get().add_child(instance=draft)

    assert "In de maak" not in text_of(browser_of(editor), LIST)
    assert browser_of(editor).get(reverse("dossier-usage", args=[draft.pk])).status_code in {302, 403}
    assert "In de maak" in text_of(browser_of(central), LIST)
    assert browser_of(central).get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).status_code == 200


def test_where_a_dossier_is_used_is_told_per_zone(editor: User, central: User, zandweerd: Zone, voorstad: Zone) -> None:
    page = make_dossier()
    make_addition(page, voorstad, title="Bij ons in Voorstad")

    text = text_of(browser_of(editor), reverse("dossier-usage", args=[page.pk]))

    assert "Bij ons in Voorstad" in text
    assert "Schrijf er een voor Zandweerd" in text
    assert "voor Bathmen" not in text
    assert "1 toevoeging" in text_of(browser_of(central), LIST) or "Voorstad" in text_of(browser_of(central), LIST)


def test_the_list_costs_the_same_whatever_their_number(central: User, zandweerd: Zone) -> None:
    client, counts = browser_of(central), []
    page = make_dossier()
    make_addition(page, zandweerd)
    for number in range(2):
        client.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        counts.append(len(captured))
        for extra in range(10 * (1 - number)):
            make_addition(make_dossier(title=f"Dossier {extra}", slug=f"dossier-{extra}", theme=page.theme), zandweerd)

    assert counts[0] == counts[1]


def test_a_preview_of_an_addition_is_the_page_of_its_zone(editor: User, zandweerd: Zone) -> None:
    page, client = make_dossier(), browser_of(editor)
    address = reverse(f"{ADDITIONS}:preview_on_add")

    assert client.post(address, typed(page, zandweerd, "Alleen een voorbeeld.")).json()["is_valid"]

    answer = client.get(address).content.decode()
    assert "Alleen een voorbeeld." in answer
    assert "Langer thuis wonen" in answer
    assert not ZoneAddition.objects.exists()


def test_the_panel_of_plain_language_reads_an_addition(editor: User, zandweerd: Zone) -> None:
    page, client = make_dossier(), browser_of(editor)
    address = reverse(f"{ADDITIONS}:preview_on_add")

    assert client.post(address, typed(page, zandweerd, "De hulp wordt elke week verstrekt.")).json()["is_valid"]

    assert "wordt verstrekt" in client.get(address, {"mode": "taal"}).content.decode()


def test_links_in_every_part_of_a_dossier_are_read() -> None:
    link = '<p>Wilt u meer weten? <a href="https://example.nl">Klik hier</a></p>'
    page = make_dossier(
        self_text=[("paragraph", link)], questions=[("question", {"question": "Wie?", "answer": link.replace("hier", "daar")})]
    )
    page.network_text = [("link", {"label": "Lees verder", "url": "https://example.nl"})]

    assert page.link_texts == ("Klik hier", "Lees verder", "Klik daar")
    assert "Wilt u meer weten? Klik hier" in page.reading_text.splitlines()


def test_an_addition_keeps_its_zone_and_its_dossier(editor: User, zandweerd: Zone, voorstad: Zone) -> None:
    page, other = make_dossier(), make_dossier(title="Minder alleen", slug="minder-alleen", theme=ThemeFactory())
    addition = make_addition(page, zandweerd)

    answer = browser_of(editor).post(reverse(f"{ADDITIONS}:edit", args=[addition.pk]), typed(other, voorstad, "Nieuwe tekst."))

    assert answer.status_code == 302
    addition.refresh_from_db()
    addition = addition.get_latest_revision_as_object()
    assert (addition.dossier_id, addition.zone) == (page.pk, zandweerd)
    assert "Nieuwe tekst." in str(addition.text)


def test_two_at_once_who_have_seen_it_leave_the_later_moment(editor: User, zandweerd: Zone) -> None:
    page = make_dossier()
    addition = make_addition(page, zandweerd)
    late = rewrite(page, point_1="Begin vandaag.").last_published_at
    client, address = browser_of(editor), reverse("dossier-changes", args=[addition.pk])

    client.post(address, {"up_to": late.isoformat()})
    client.post(address, {"up_to": timezone.datetime(2020, 1, 1, tzinfo=timezone.get_current_timezone()).isoformat()})

    assert ZoneAddition.objects.get().seen_at == late


def test_sentences_and_what_changed_in_them() -> None:
    assert sentences_of("U belt om 9.00 uur. Dan komt iemand.\n\nKlaar!") == ("U belt om 9.00 uur.", "Dan komt iemand.", "Klaar!")
    assert sentences_of(" \n ") == ()
    before, after = {"a": "Een. Twee. Drie.", "b": "Weg."}, {"a": "Een. Vier. Drie."}
    assert changes_between(before, after, parts=("a", "b")) == (
        TextChange(part="a", gone=("Twee.",), new=("Vier.",)),
        TextChange(part="b", gone=("Weg.",)),
    )
    assert changes_between(before, before, parts=("a", "b")) == ()


def test_a_dossier_nobody_looked_at_for_long_is_to_be_checked_and_checking_makes_no_revision(central: User, editor: User) -> None:
    today = timezone.localdate()
    page = make_dossier(verified_on=today - timedelta(days=400), review_on=today - timedelta(days=40))
    page.introduction = "Dit staat nog niet online."
    page.save_revision()
    revisions = page.revisions.count()
    assert (count_overdue_for(central, on=today), count_overdue_for(editor, on=today)) == (1, 0)
    address = f"{reverse('socialmap-overdue')}?soort=dossier"
    assert "Langer thuis wonen" in text_of(browser_of(central), address)
    assert "Langer thuis wonen" not in text_of(browser_of(editor), address)
    assert "maanden oud" in Client(headers={"host": "zandweerd.localhost:8000"}).get(page.get_absolute_url()).content.decode()

    browser_of(central).post(f"{reverse('socialmap-overdue-confirm')}?soort=dossier", {"een": page.pk})

    page = DossierPage.objects.get()
    assert (page.verified_on, page.revisions.count()) == (today, revisions)
    assert (page.introduction, page.get_latest_revision_as_object().verified_on) == ("Vaak kan dat. Hier leest u hoe.", today)
    assert count_overdue_for(central, on=today) == 0
    assert "maanden oud" not in Client(headers={"host": "zandweerd.localhost:8000"}).get(page.get_absolute_url()).content.decode()


def test_a_copy_at_the_address_of_a_theme_is_refused_in_a_sentence(central: User) -> None:
    page, client = make_dossier(), browser_of(central)
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    sent = {"new_title": "Langer thuis", "new_slug": "wonen", "new_parent_page": SharedTreePage.objects.get().pk, "publish_copies": "on"}

    refused = client.post(address, sent)

    assert refused.status_code == 200
    assert "Een thema heeft dit adres al." in refused.content.decode()
    assert "Langer thuis" in refused.content.decode()
    assert DossierPage.objects.count() == 1
    assert client.post(address, sent | {"new_slug": "langer-thuis"}).status_code == 302
    assert DossierPage.objects.live().filter(slug="langer-thuis", theme=page.theme, point_1=page.point_1).exists()
