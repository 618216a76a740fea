"""What the search log tells editors: numbers that are right, walls between zones, and the way on to a synonym or a signal."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.choices import Role
from search.choices import Device, SignalSource, SignalState
from search.log.missing import mark_missing_help
from search.log.reporting import ReportScope, most_searched, report_csv, searched_in_vain, totals_of, unknown_words
from search.log.writing import ENOUGH
from search.models import LoggedSearch, MissingHelp, Synonym, UnknownWord
from search.services import index_documents
from sites.models import Zone
from tests.engine.documents import document
from tests.factories import UserFactory, person
from tests.integration.test_search_log import TODAY, logged, one_database


def scope(**fields: Any) -> ReportScope:
    values: dict[str, Any] = {"zones": None, "zone": None, "since": TODAY - timedelta(days=30), "device": None}
    return ReportScope(**(values | fields))


def editor_of(role: Role, *zones: str) -> Client:
    user = person(role, *Zone.objects.filter(slug__in=zones))
    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


@one_database
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["koffie", "vervoer", "hulp …", ""]),
            st.integers(0, 60),
            st.sampled_from(Device),
            st.integers(0, 1),
            st.integers(0, 2),
        ),
        max_size=60,
    ),
    st.sampled_from([None, *Device]),
    st.integers(0, 2),
)
def test_numbers_of_the_report_are_those_of_counting_by_hand(
    db: None, drawn: list[tuple[str, int, Device, int, int]], device: Device | None, place: int
) -> None:
    LoggedSearch.objects.all().delete()
    zones = [None, *Zone.objects.order_by("pk")[:2]]
    LoggedSearch.objects.bulk_create(
        LoggedSearch(
            text=text, day=TODAY - timedelta(days=days), device=kind, tips=tips, places=0, organisations=0, zone=zones[at], engine="sqlite"
        )
        for text, days, kind, tips, at in drawn
    )
    chosen = scope(device=device, zone=zones[place])
    counted = [(text, tips) for text, days, kind, tips, at in drawn if days <= 30 and device in (None, kind) and place in (0, at)]

    often = {text: times for text, times in Counter(text for text, _tips in counted if text).items() if times >= ENOUGH}
    vain = {text: times for text, times in Counter(text for text, tips in counted if text and not tips).items() if times >= ENOUGH}
    assert {term.text: term.times for term in most_searched(chosen, limit=25)} == often
    assert {term.text: term.times for term in searched_in_vain(chosen, limit=25)} == vain
    total, empty = len(counted), len([tips for _text, tips in counted if not tips])
    totals = totals_of(chosen)
    assert totals.searches == (total if total == 0 or total >= ENOUGH else None)
    assert totals.empty == (empty if empty == 0 or empty >= ENOUGH else None)


def test_a_zone_editor_sees_only_their_own_zone(zandweerd: Zone, bathmen: Zone) -> None:
    for zone, text in ((zandweerd, "zandkoffie"), (bathmen, "bathkoffie"), (None, "stadskoffie")):
        logged(text, 6, zone=zone, day=timezone.localdate())
        UnknownWord.objects.create(month=timezone.localdate().replace(day=1), zone=zone, word=f"on{text}", sightings=6)
        mark_missing_help(text=f"mist {text}", zone=zone)
    central, zone_editor, moderator = (
        editor_of(Role.CENTRAL_EDITOR),
        editor_of(Role.ZONE_EDITOR, "zandweerd"),
        editor_of(Role.MODERATOR, "zandweerd"),
    )
    stranger = editor_of(Role.ZONE_EDITOR, "voorstad")

    def shown(client: Client) -> set[str]:
        pages = [client.get(reverse("search-report")), client.get(reverse("search-missing"))]
        assert [page.status_code for page in pages] == [200, 200]
        download = b"".join(client.get(reverse("search-report-export")).streaming_content).decode()
        text = download + "".join(page.text for page in pages)
        return {word for word in ("zandkoffie", "bathkoffie", "stadskoffie") if word in text}

    assert shown(central) == {"zandkoffie", "bathkoffie", "stadskoffie"}
    assert shown(zone_editor) == shown(moderator) == {"zandkoffie"}
    assert shown(stranger) == set()
    other = zone_editor.get(reverse("search-report"), {"wijk": bathmen.pk})
    assert "bathkoffie" not in other.text
    assert "zandkoffie" in other.text
    assert "zandkoffie" not in central.get(reverse("search-report"), {"wijk": bathmen.pk}).text


@pytest.mark.parametrize("name", ["search-report", "search-report-export", "search-missing"])
def test_who_is_no_editor_of_anything_sees_nothing(name: str, on_hub: Client) -> None:
    user = UserFactory()
    user.groups.add(Group.objects.create(name="Alleen inloggen"))
    user.user_permissions.add(*apps.get_model("auth", "Permission").objects.filter(codename="access_admin"))
    client = Client(headers={"host": "localhost"})
    client.force_login(user)

    assert client.get(reverse(name)).status_code == 302
    assert client.get(reverse(name)).headers["Location"] == reverse("wagtailadmin_home")
    assert on_hub.get(reverse(name)).headers["Location"].startswith("/beheer/login/")


def test_signals_of_another_zone_cannot_be_handled_or_made(zandweerd: Zone, bathmen: Zone) -> None:
    client = editor_of(Role.ZONE_EDITOR, "zandweerd")
    foreign, _new = mark_missing_help(text="zwemles", zone=bathmen)
    of_the_hub, _new = mark_missing_help(text="zwemles", zone=None)

    for signal in (foreign, of_the_hub):
        assert client.post(reverse("search-missing-handle", args=[signal.pk])).status_code == 404
        assert client.post(reverse("search-missing-reopen", args=[signal.pk])).status_code == 404
    assert client.post(reverse("search-report-missing"), {"text": "duikles", "wijk": bathmen.pk}).status_code == 404
    client.post(reverse("search-report-missing"), {"text": "duikles"})

    assert MissingHelp.objects.filter(state=SignalState.OPEN).count() == MissingHelp.objects.count() == 2


def test_help_that_is_missing_is_marked_once_and_handled(zandweerd: Zone) -> None:
    client = editor_of(Role.ZONE_EDITOR, "zandweerd")
    for _ in range(2):
        answer = client.post(
            reverse("search-report-missing"), {"text": "zwemles", "wijk": zandweerd.pk, "next": "/beheer/zoekvragen/?periode=90"}
        )
        assert answer.headers["Location"] == "/beheer/zoekvragen/?periode=90"
    signal = MissingHelp.objects.get()
    assert (signal.source, signal.zone, signal.state) == (SignalSource.EDITOR, zandweerd, SignalState.OPEN)

    client.post(reverse("search-missing-handle", args=[signal.pk]), {"note": "Gevraagd aan het zwembad", "next": "https://elders.example/"})
    signal.refresh_from_db()
    assert (signal.state, signal.note, signal.handled_on) == (SignalState.HANDLED, "Gevraagd aan het zwembad", timezone.localdate())
    assert "zwemles" in client.get(reverse("search-missing"), {"toestand": "klaar"}).text

    client.post(reverse("search-missing-reopen", args=[signal.pk]))
    signal.refresh_from_db()
    assert (signal.state, signal.handled_on) == (SignalState.OPEN, None)


def test_nobody_handles_a_signal_with_a_link(zandweerd: Zone) -> None:
    signal, _new = mark_missing_help(text="zwemles", zone=zandweerd)

    assert editor_of(Role.CENTRAL_EDITOR).get(reverse("search-missing-handle", args=[signal.pk])).status_code == 405


def test_from_the_report_to_a_synonym_and_back(zandweerd: Zone) -> None:
    index_documents(documents=[document(1, "Koffie drinken", zone_ids=(zandweerd.pk,))])
    UnknownWord.objects.create(month=timezone.localdate().replace(day=1), word="bakkie", sightings=6)
    client = editor_of(Role.CENTRAL_EDITOR)
    report = client.get(reverse("search-report"))
    assert "Vindt niets" in report.text
    link = f"{reverse('wagtailsnippets_search_synonym:add')}?term=bakkie&amp;next=%2Fbeheer%2Fzoekvragen%2F"
    assert link in report.text

    form = client.get(link.replace("&amp;", "&"))
    assert 'value="bakkie"' in form.text
    action = f"{reverse('wagtailsnippets_search_synonym:add')}?next=%2Fbeheer%2Fzoekvragen%2F"
    assert f'action="{action}"' in form.text
    answer = client.post(action, {"kind": "gelijk", "term": "bakkie", "words": "koffie"})

    assert answer.headers["Location"] == "/beheer/zoekvragen/"
    assert Synonym.objects.get().term == "bakkie"
    assert "Vindt nu hulp" in client.get(reverse("search-report")).text


def test_zone_editors_make_no_synonyms(zandweerd: Zone) -> None:
    UnknownWord.objects.create(month=timezone.localdate().replace(day=1), zone=zandweerd, word="bakkie", sightings=6)
    client = editor_of(Role.ZONE_EDITOR, "zandweerd")

    assert "Maak synoniem" not in client.get(reverse("search-report")).text
    assert "Wat mensen zochten" in client.get(reverse("wagtailadmin_home")).text
    assert client.get(reverse("wagtailsnippets_search_synonym:add")).status_code == 302


def test_the_way_back_never_leads_to_another_site(db: None) -> None:
    client = editor_of(Role.CENTRAL_EDITOR)
    answer = client.post(
        f"{reverse('wagtailsnippets_search_synonym:add')}?next=https://elders.example/",
        {"kind": "gelijk", "term": "bakkie", "words": "koffie"},
    )

    assert answer.headers["Location"] == reverse("wagtailsnippets_search_synonym:list")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d"])
def test_download_keeps_a_cell_from_running_as_a_formula(db: None, start: str) -> None:
    logged(f"{start}1+1", ENOUGH)
    UnknownWord.objects.create(month=TODAY.replace(day=1), word=f"{start}cmd", sightings=6)

    rows = list(csv.reader(io.StringIO("".join(report_csv(scope())).removeprefix("\ufeff"))))

    assert rows[0] == ["lijst", "tekst", "keer", "zonder resultaat"]
    assert [row[1] for row in rows[1:]] == [f"'{start}1+1", f"'{start}1+1", f"'{start}cmd"]


def test_unknown_words_of_several_months_are_one_row(db: None) -> None:
    for month in (10, 11):
        UnknownWord.objects.create(month=date(2026, month, 1), word="bakkie", sightings=6)

    assert [(term.text, term.times) for term in unknown_words(scope(), limit=25)] == [("bakkie", 12)]
