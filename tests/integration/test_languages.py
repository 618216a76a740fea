"""The site in other languages: what is there, what is said of what is not, and links that stay in the language."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page

from agenda.models import AgendaPage
from core.languages import OTHERS
from home.models import HomePage
from search.services import rebuild_index, save_hard_word
from sites.models import CitySettings, Zone
from sites.services import refresh_languages
from socialmap.models import Entry
from tests.factories import EntryFactory, ThemeFactory

pytestmark = pytest.mark.django_db
ENGLISH = {"title": "Coffee at the long table", "sentence": "Neighbours drink coffee together."}


def speak(page: Page, code: str, **texts: str) -> Page:
    """Make a page public in a language."""
    locale, _created = Locale.objects.get_or_create(language_code=code)
    found: Page = page.specific.copy_for_translation(locale, copy_parents=True)
    for name, text in texts.items():
        setattr(found, name, text)
    found.save_revision().publish()
    found.refresh_from_db()
    return found


@pytest.fixture
def english(zandweerd: Zone) -> Zone:
    """Zandweerd and the city in English."""
    speak(Page.objects.get(sites_rooted_here__is_default_site=True), "en", title="Help close to home")
    speak(zandweerd.site.root_page, "en", title="Help in Zandweerd")
    zandweerd.refresh_from_db()
    return zandweerd


@pytest.fixture
def coffee(zandweerd: Zone) -> Entry:
    """Help that can be read in English."""
    theme = ThemeFactory(slug="contact", name="Contact met anderen", is_tile=True)
    theme.write_in("en", {"name": "Company", "introduction": "You are not alone."})
    theme.save()
    entry = EntryFactory(title="Koffie aan de lange tafel", slug="koffie", themes=[theme], zones=[zandweerd])
    entry.write_in("en", ENGLISH)
    entry.save()
    return entry


def test_a_zone_has_the_languages_of_its_public_front_page_and_of_the_city(zandweerd: Zone) -> None:
    front = zandweerd.site.root_page
    english = speak(front, "en")
    zandweerd.refresh_from_db()
    assert zandweerd.languages == []  # the city has no English

    speak(Page.objects.get(sites_rooted_here__is_default_site=True), "en")
    zandweerd.refresh_from_db()
    assert (zandweerd.languages, CitySettings.objects.get().languages) == (["en"], ["en"])

    english.unpublish()
    zandweerd.refresh_from_db()
    assert zandweerd.languages == []


@pytest.mark.parametrize("address", ["/en/", "/en/zoeken/", "/en/agenda/", "/en/themas/", "/tr/wijkwinkel/", "/ar/bestaat-niet/"])
def test_a_language_without_a_front_page_is_not_served_in_dutch_under_its_name(address: str, on_zone: Client) -> None:
    answer = on_zone.get(address)

    assert answer.status_code == 404
    assert f'href="{address[3:]}"' in answer.content.decode()


def test_the_front_page_of_a_language_is_its_own(english: Zone, on_zone: Client) -> None:
    answer = on_zone.get("/en/")
    text = answer.content.decode()

    assert answer.status_code == 200
    assert answer["Content-Language"] == "en"
    assert "Help in Zandweerd" in text
    assert '<html lang="en" dir="ltr"' in text
    assert '<link rel="alternate" hreflang="nl" href="http://zandweerd.localhost:8000/">' in text
    assert '<link rel="alternate" hreflang="en" href="http://zandweerd.localhost:8000/en/">' in text


def test_links_on_a_page_stay_in_its_language(english: Zone, coffee: Entry, on_zone: Client) -> None:
    rebuild_index()
    for address in (
        "/en/",
        "/en/zoeken/?q=koffie",
        "/en/sociale-kaart/koffie/",
        "/en/themas/",
        "/en/themas/contact/",
        "/en/agenda/",
        "/en/wijkwinkel/",
    ):
        text = on_zone.get(address).content.decode()
        links = set(re.findall(r'(?:href|action)="(/[^"]*)"', text))
        stays = {
            link
            for link in links
            if link.startswith(("/static/", "/thema/", "/media/", "/documenten/"))
            or link.partition("?")[0].endswith((".ics", ".atom", ".json"))
        }
        other = {link for link in links - stays if not link.startswith("/en/")}

        # The one to the Dutch page itself is in the menu of languages.
        assert other <= {address[3:], address[3:].partition("?")[0]}, (address, other)


def test_help_is_shown_in_a_language_that_it_is_written_in(english: Zone, coffee: Entry, on_zone: Client) -> None:
    text = on_zone.get("/en/sociale-kaart/koffie/").content.decode()

    assert "Coffee at the long table" in text
    assert "Koffie aan de lange tafel" not in text


def test_help_that_is_not_translated_says_so_and_offers_the_dutch(english: Zone, on_zone: Client) -> None:
    EntryFactory(title="Thee", slug="thee", zones=[english])
    text = on_zone.get("/en/sociale-kaart/thee/").content.decode()

    assert 'lang="nl" dir="ltr">Thee</h1>' in text
    with translation.override("en"):
        assert translation.gettext("Deze tekst is er nog niet in uw taal. U leest de Nederlandse tekst.") in text
    assert 'href="/sociale-kaart/thee/" hreflang="nl"' in text


def test_hard_words_are_explained_below_the_dutch_they_stand_in(english: Zone, coffee: Entry, on_zone: Client) -> None:
    save_hard_word(word="inloop", easier="zonder afspraak", meaning="U kunt zo binnenlopen.")
    save_hard_word(word="indicatie", easier="besluit over zorg", meaning="Een besluit over uw zorg.")
    Entry.objects.filter(pk=coffee.pk).update(sentence="Elke week een inloop.")
    EntryFactory(title="Thee bij de inloop", slug="thee", zones=[english])

    dutch, translated, untranslated = (
        on_zone.get(address).text for address in ("/sociale-kaart/koffie/", "/en/sociale-kaart/koffie/", "/en/sociale-kaart/thee/")
    )
    assert '<dl class="ww-woorden"><div><dt>Inloop</dt><dd>U kunt zo binnenlopen.</dd></div></dl>' in dutch
    assert "ww-woorden" not in translated
    assert '<dl class="ww-woorden" lang="nl" dir="ltr"><div><dt>Inloop</dt>' in untranslated


def test_an_agenda_says_what_it_is_in_the_language_that_is_read(english: Zone, on_zone: Client) -> None:
    AgendaPage.objects.of_site(english.site.root_page_id).update(introduction="Kies een dag voor de lange tafel.")

    assert "lange tafel" in on_zone.get("/agenda/").text
    page = on_zone.get("/en/agenda/").text
    assert "lange tafel" not in page
    assert page.count("Choose a day.") == 2


@pytest.mark.parametrize("feed", ["agenda.ics", "agenda.atom", "agenda.json"])
def test_what_programs_read_stands_once(feed: str, english: Zone, on_zone: Client) -> None:
    answer = on_zone.get(f"/en/agenda/{feed}?plek=st-jurrien")
    assert (answer.status_code, answer["Location"]) == (302, f"/agenda/{feed}?plek=st-jurrien")


def test_search_engines_hear_of_the_languages_that_a_text_is_written_in(english: Zone, coffee: Entry, on_zone: Client) -> None:
    EntryFactory(title="Thee", slug="thee", zones=[english])
    written, dutch = (on_zone.get(f"/en/sociale-kaart/{slug}/").content.decode() for slug in ("koffie", "thee"))

    assert '<link rel="canonical" href="http://localhost:8000/en/sociale-kaart/koffie/">' in written
    assert 'rel="alternate" hreflang="nl"' in written
    assert '<link rel="canonical" href="http://localhost:8000/sociale-kaart/thee/">' in dutch
    assert 'rel="alternate"' not in dutch
    # The menu of languages leads to the same help all the same.
    assert 'href="/sociale-kaart/thee/" lang="nl"' in dutch


def test_a_translation_older_than_the_dutch_says_so(english: Zone, coffee: Entry, on_zone: Client) -> None:
    coffee.sentence = "Elke woensdag drinken buren samen koffie."
    coffee.save()

    assert coffee.is_behind("en")
    assert translation.gettext("De Nederlandse tekst is nieuwer dan deze.")
    with translation.override("en"):
        assert translation.gettext("De Nederlandse tekst is nieuwer dan deze.") in on_zone.get("/en/sociale-kaart/koffie/").content.decode()


def test_results_in_a_language_find_its_words_and_mark_what_is_dutch(english: Zone, coffee: Entry, on_zone: Client) -> None:
    EntryFactory(title="Thee met coffee", slug="thee", zones=[english])
    rebuild_index()
    text = on_zone.get("/en/zoeken/?q=coffee").content.decode()

    assert "Coffee</mark> at the long table" in text or "Coffee at the long table" in text
    assert 'lang="nl" dir="ltr" href="/en/sociale-kaart/thee/"' in text


def test_translations_of_a_front_page_are_of_the_central_editors(english: Zone) -> None:
    front = HomePage.objects.get(locale__language_code="en")

    assert not front.group_permissions.exists()
    assert front.get_workflow() == english.site.root_page.get_workflow()


def test_a_stand_in_of_a_page_is_nowhere(english: Zone, on_zone: Client) -> None:
    contact = english.site.root_page.get_children().get(slug="contact")
    contact.copy_for_translation(Locale.objects.get(language_code="en"), alias=True)

    assert on_zone.get("/en/contact/").status_code == 404
    assert "/en/contact/" not in on_zone.get("/sitemap.xml").content.decode()


def test_a_stand_in_of_a_front_page_opens_no_language(zandweerd: Zone) -> None:
    for front in (Page.objects.get(sites_rooted_here__is_default_site=True), zandweerd.site.root_page):
        front.specific.copy_for_translation(Locale.objects.get(language_code="tr"), alias=True)
    refresh_languages()
    zandweerd.refresh_from_db()

    assert (zandweerd.languages, CitySettings.objects.get().languages) == ([], [])


@pytest.mark.parametrize("address", ["/en//evil.example/", "/en/%2F/evil.example/", "/en///evil.example"])
def test_no_link_leads_to_another_site(address: str, english: Zone, on_zone: Client) -> None:
    text = on_zone.get(address).content.decode()

    assert not re.search(r'(?:href|action)="//', text)


def test_old_addresses_lead_on_in_every_language(english: Zone, coffee: Entry, on_zone: Client) -> None:
    Redirect.add_redirect("/sociale-kaart/bakkie/", redirect_to="/sociale-kaart/koffie/")

    assert on_zone.get("/sociale-kaart/bakkie/")["Location"] == "/sociale-kaart/koffie/"
    assert on_zone.get("/en/sociale-kaart/bakkie/")["Location"] == "/en/sociale-kaart/koffie/"


def test_every_other_language_has_a_name_and_a_direction() -> None:
    assert OTHERS == ("en", "tr", "ar", "pl")


def test_the_list_for_search_engines_has_every_page_in_every_language_that_it_is_there_in(
    english: Zone, coffee: Entry, on_zone: Client, on_hub: Client
) -> None:
    EntryFactory(title="Thee", slug="thee", zones=[english])
    hub, zone = (browser.get("/sitemap.xml").content.decode() for browser in (on_hub, on_zone))
    found = set(re.findall(r"<loc>(.*?)</loc>", hub))

    assert {"http://localhost:8000/sociale-kaart/koffie/", "http://localhost:8000/en/sociale-kaart/koffie/"} <= found
    assert "http://localhost:8000/sociale-kaart/thee/" in found
    assert "http://localhost:8000/en/sociale-kaart/thee/" not in found
    assert 'hreflang="en" href="http://localhost:8000/en/sociale-kaart/koffie/"' in hub
    assert set(re.findall(r"<loc>(.*?)</loc>", zone)) >= {
        "http://zandweerd.localhost:8000/",
        "http://zandweerd.localhost:8000/en/",
        "http://zandweerd.localhost:8000/contact/",
        "http://zandweerd.localhost:8000/en/wijkwinkel/st-jurrien/",
    }
    # What every zone shows the same stands at the hub alone, and a page that is not translated is there in Dutch.
    assert "koffie" not in zone
    assert "/en/contact/" not in zone


def test_every_address_in_the_list_for_search_engines_answers(english: Zone, coffee: Entry, on_zone: Client, on_hub: Client) -> None:
    for browser in (on_hub, on_zone):
        for url in re.findall(r"<loc>http://[^/]+(.*?)</loc>", browser.get("/sitemap.xml").content.decode()):
            assert browser.get(url).status_code == 200, url
    assert "Sitemap: http://localhost:8000/sitemap.xml" in on_hub.get("/robots.txt").content.decode()
