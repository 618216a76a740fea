"""What residents read of an activity besides when and where: picture, access, languages; and choosing by it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from agenda.models import EventPage, EventText
from core.choices import Access, AccessDetail
from core.schedule import AMSTERDAM
from search.engine.factory import database_engine
from search.models import SearchDocument
from sites.models import Zone
from tests.factories import OrganisationFactory, TargetGroupFactory
from tests.factories.agenda import make_event, make_image

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=AMSTERDAM)
TURKISH = {"language": "tr", "title": "Uzun masada kahve", "introduction": "Komşularınızla kahve içersiniz.", "text": "Çay da var."}
ARABIC = {"language": "ar", "title": "قهوة", "introduction": "تشرب القهوة مع الجيران."}


@pytest.fixture(autouse=True)
def _tuesday_morning(settings: Any) -> Any:
    settings.SEARCH_ENGINE = database_engine().name
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_picture_comes_in_sizes_with_a_text_and_goes_with_the_link(zandweerd: Zone, on_zone: Client) -> None:
    event = make_event(zandweerd, image=make_image(), image_text="Twee buren drinken koffie")

    page = on_zone.get(f"/agenda/{event.slug}/").text

    (picture,) = re.findall(r"<img [^>]*>", page[page.index('id="inhoud"') :])
    assert 'alt="Twee buren drinken koffie"' in picture
    assert re.search(r'srcset="/media/\S+ 480w, /media/\S+ 960w"', picture)
    assert re.search(r'<meta property="og:image" content="http://localhost:8000/media/[^"]+\.jpe?g">', page)
    assert '<meta property="og:image:alt" content="Twee buren drinken koffie">' in page
    assert f'<meta property="og:url" content="http://zandweerd.localhost:8000/agenda/{event.slug}/">' in page


def test_a_page_without_a_picture_has_none(zandweerd: Zone, on_zone: Client) -> None:
    event = make_event(zandweerd)

    page = on_zone.get(f"/agenda/{event.slug}/").text

    assert "og:image" not in page
    assert "ww-foto" not in page


def test_a_picture_without_a_text_is_refused(zandweerd: Zone) -> None:
    event = make_event(zandweerd)
    event.image = make_image()

    with pytest.raises(ValidationError) as refused:
        event.full_clean()
    assert "image_text" in refused.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        EventPage.objects.filter(pk=event.pk).update(image=event.image)


def test_access_languages_and_company_are_said(zandweerd: Zone, on_zone: Client) -> None:
    event = make_event(
        zandweerd, access=[AccessDetail.LIFT, AccessDetail.LOOP], languages=["nl", "tr"], is_company_welcome=True, wheelchair=Access.YES,
        target_groups=[TargetGroupFactory(name="Ouderen")],
    )  # fmt: skip

    page = on_zone.get(f"/agenda/{event.slug}/").text

    assert "Goed met een rolstoel<br>Er is een lift<br>Ringleiding voor mensen met een hoortoestel" in page
    assert "<dd>Nederlands en Turks</dd>" in page
    assert "<dd>Ouderen. U mag iemand meenemen</dd>" in page


def test_what_is_not_said_is_not_there(zandweerd: Zone, on_zone: Client) -> None:
    event = make_event(zandweerd, languages=["nl"])

    page = on_zone.get(f"/agenda/{event.slug}/").text

    assert "Taal</dt>" not in page
    assert "meenemen" not in page
    assert "In andere talen" not in page


def test_a_text_in_another_language_says_which_and_how_it_is_written(zandweerd: Zone, on_zone: Client) -> None:
    event = make_event(zandweerd, title="Koffie", introduction="U drinkt koffie.", texts=[EventText(**TURKISH), EventText(**ARABIC)])
    address = f"/agenda/{event.slug}/"

    dutch, turkish, arabic = (on_zone.get(address + query).text for query in ("", "?taal=tr", "?taal=ar"))

    assert '<a class="ww-chip" href="?taal=ar" lang="ar" hreflang="ar" dir="rtl">العربية</a>' in dutch
    assert "Uzun masada" not in dutch
    assert 'lang="tr" dir="ltr">Uzun masada kahve</h1>' in turkish
    assert "<p>Çay da var.</p>" in turkish
    assert 'lang="ar" dir="rtl">قهوة</h1>' in arabic
    for page in (dutch, turkish, arabic):
        assert f'<link rel="canonical" href="http://zandweerd.localhost:8000{address}">' in page
        assert '<html lang="nl"' in page


@pytest.mark.parametrize("query", ["?taal=pl", "?taal=xx", "?taal="])
def test_a_language_that_it_has_not_is_dutch(zandweerd: Zone, on_zone: Client, query: str) -> None:
    event = make_event(zandweerd, title="Koffie", texts=[EventText(**TURKISH)])

    assert ">Koffie</h1>" in on_zone.get(f"/agenda/{event.slug}/{query}").text


def test_one_text_a_language(zandweerd: Zone) -> None:
    event = make_event(zandweerd, texts=[EventText(**TURKISH)])

    with pytest.raises(IntegrityError), transaction.atomic():
        EventText.objects.create(event=event, **TURKISH)


def test_it_is_found_by_its_title_in_another_language_and_by_the_language(zandweerd: Zone, on_zone: Client) -> None:
    make_event(zandweerd, title="Koffie", languages=["tr"], texts=[EventText(**TURKISH)])

    assert "Koffie" in on_zone.get("/zoeken/", {"q": "masada", "format": "json"}).text
    assert '"taal":["tr"]' in SearchDocument.objects.get(kind="event").payload


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("voor=ouderen", {"Koffie"}),
        ("toegang=rolstoel", {"Koffie"}),
        ("taal=tr", {"Thee"}),
        ("taal=nl", {"Koffie", "Thee"}),
        ("taal=pl", set()),
        ("organisatie=de-bron", {"Thee"}),
        ("plek=st-jurrien-de-huiskamer", {"Koffie"}),
        ("voor=ouderen&taal=tr", set()),
        ("taal=onzin&toegang=trap", {"Koffie", "Thee"}),
    ],
)
def test_choices_narrow_the_agenda_by_whom_it_suits(zandweerd: Zone, on_zone: Client, query: str, titles: set[str]) -> None:
    make_event(
        zandweerd, title="Koffie", wheelchair=Access.YES, target_groups=[TargetGroupFactory(slug="ouderen")],
        place_name="St. Jurriën, de huiskamer",
    )  # fmt: skip
    make_event(zandweerd, title="Thee", languages=["nl", "tr"], organiser=OrganisationFactory(slug="de-bron", name="De Bron"))

    text = on_zone.get(f"/agenda/?{query}").text

    assert {title for title in ("Koffie", "Thee") if f">{title}</a>" in text} == titles


def test_a_choice_keeps_the_others_and_can_be_taken_away(zandweerd: Zone, on_zone: Client) -> None:
    make_event(zandweerd, languages=["tr"], organiser=OrganisationFactory(slug="de-bron", name="De Bron"), wheelchair=Access.YES)

    text = on_zone.get("/agenda/?taal=tr&organisatie=de-bron&toegang=rolstoel").text

    assert '<input type="hidden" name="organisatie" value="de-bron">' in text
    assert '<input type="hidden" name="toegang" value="rolstoel">' in text
    assert '<option value="tr" selected>Turks</option>' in text
    assert '<a class="ww-chip ww-chip--aan" href="?toegang=rolstoel&amp;taal=tr">De Bron' in text
    assert 'href="?wanneer=vandaag&amp;toegang=rolstoel&amp;taal=tr&amp;organisatie=de-bron"' in text
