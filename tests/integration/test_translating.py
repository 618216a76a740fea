"""How central editors translate pages: as drafts, whole or not at all, and never activities."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from accounts.choices import Role
from dossiers.models import DossierPage, SharedTreePage
from home.models import HubPage, StandardPage
from search.services import compare_index, rebuild_index
from sites.models import CitySettings, Zone
from socialmap.models import Entry
from tests.factories import EntryFactory, ThemeFactory, person
from tests.factories.agenda import make_event
from tests.factories.dossiers import make_dossier
from tests.integration.test_languages import speak

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(zandweerd: Zone) -> Client:
    """A central editor in the admin."""
    browser = Client()
    browser.force_login(person(Role.CENTRAL_EDITOR))
    return browser


@pytest.fixture
def dossier(zandweerd: Zone) -> DossierPage:
    """A dossier, in a city and a zone with English."""
    for front in (Page.objects.get(sites_rooted_here__is_default_site=True), zandweerd.site.root_page, SharedTreePage.objects.get()):
        speak(front, "en")
    theme = ThemeFactory(slug="contact", name="Contact met anderen")
    return make_dossier(theme=theme, title="Minder alleen", slug="minder-alleen")


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Any:
    """Does what waits for the end of a transaction: wagtail-localize publishes then, and jobs run then."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def submit(editor: Client, page: Page, **more: str) -> Any:
    english = Locale.objects.get(language_code="en")
    return editor.post(reverse("translate-page", args=[page.pk]), {"locales": [english.pk], **more})


def translate_all(translation: Translation) -> None:
    for segment in StringSegment.objects.filter(source=translation.source):
        StringTranslation.objects.create(
            translation_of=segment.string, locale=translation.target_locale, context=segment.context, data=f"Anglicised {segment.pk}"
        )


def test_a_translation_is_a_draft_until_every_sentence_is_there(
    dossier: DossierPage, editor: Client, on_zone: Client, committed: Any
) -> None:
    assert submit(editor, dossier).status_code == 302
    translation = Translation.objects.get(source__object_id=dossier.translation_key)
    written = translation.get_target_instance()
    assert not written.live
    assert "Minder alleen" in on_zone.get("/en/themas/minder-alleen/").content.decode()

    edit = reverse("wagtailadmin_pages:edit", args=[written.pk])
    refused = editor.post(edit, {"action": "publish"}, follow=True)
    assert "zinnen niet vertaald" in refused.content.decode()
    assert not DossierPage.objects.get(pk=written.pk).live

    # Nor in another way than with that button.
    with pytest.raises(PermissionDenied):
        written.get_latest_revision().publish()

    translate_all(translation)
    with committed():
        editor.post(edit, {"action": "publish"})
    rebuilt = on_zone.get("/en/themas/minder-alleen/").content.decode()
    assert DossierPage.objects.get(pk=written.pk).live
    assert "Anglicised" in rebuilt
    assert "Minder alleen" not in rebuilt
    # The Dutch one is as it was, and stands once among the dossiers.
    assert on_zone.get("/themas/").content.decode().count("Minder alleen") == 1
    assert "Minder alleen" not in on_zone.get("/en/themas/").content.decode()


def test_what_is_unpublished_or_deleted_leaves_nothing_in_the_index(
    dossier: DossierPage, editor: Client, on_zone: Client, committed: Any
) -> None:
    submit(editor, dossier)
    translation = Translation.objects.get(source__object_id=dossier.translation_key)
    translate_all(translation)
    with committed():
        translation.save_target(publish=True)
    rebuild_index()
    assert "Anglicised" in on_zone.get("/en/zoeken/?q=Anglicised").content.decode()

    DossierPage.objects.get(pk=translation.get_target_instance().pk).unpublish()
    assert compare_index().is_clean
    text = on_zone.get("/en/themas/minder-alleen/").content.decode()
    assert 'lang="nl" dir="ltr">Minder alleen</h1>' in text

    translation.get_target_instance().delete()
    assert compare_index().is_clean
    DossierPage.objects.get(pk=dossier.pk).delete()
    assert compare_index().is_clean


def test_what_changed_in_the_dutch_comes_as_a_draft(dossier: DossierPage, editor: Client, on_zone: Client, committed: Any) -> None:
    submit(editor, dossier)
    translation = Translation.objects.get(source__object_id=dossier.translation_key)
    translate_all(translation)
    with committed():
        translation.save_target(publish=True)
    page = DossierPage.objects.get(pk=dossier.pk)
    page.introduction = "Dit is nieuw."
    page.save_revision().publish()

    address = reverse("sync-translations", args=[translation.source_id])
    assert "publish_translations" in editor.get(address).content.decode()
    editor.post(address, {"publish_translations": "on"})

    text = on_zone.get("/en/themas/minder-alleen/").content.decode()
    assert "Dit is nieuw." not in text
    assert translation.get_progress()[0] > translation.get_progress()[1]


def test_all_below_a_page_is_translated_in_the_background_but_no_activity(zandweerd: Zone, editor: Client, committed: Any) -> None:
    event = make_event(zandweerd)
    hub, front = HubPage.objects.get(), zandweerd.site.root_page
    StandardPage.objects.get(slug="privacy").add_child(instance=StandardPage(title="Meer", slug="meer"))

    with committed():
        submit(editor, hub, include_subtree="on")
    with committed():
        submit(editor, front, include_subtree="on")

    made = Page.objects.filter(locale__language_code="en").order_by("path")
    assert {page.slug for page in made} >= {"privacy", "meer", "contact", "toegankelijkheid"}
    assert not any(page.live for page in made)
    assert "agenda" not in {page.slug for page in made}
    assert editor.get(reverse("translate-page", args=[event.pk])).status_code == 404
    assert CitySettings.objects.get().languages == []


def test_a_zone_editor_translates_nothing(zandweerd: Zone, dossier: DossierPage) -> None:
    browser = Client()
    browser.force_login(person(Role.ZONE_EDITOR, zandweerd))

    assert submit(browser, dossier).status_code == 403
    assert not Translation.objects.exists()


class _Machine(BaseHTTPRequestHandler):
    """Answers as LibreTranslate does."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = json.dumps({"translatedText": [f"Machine {text}" for text in asked["q"]]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def test_a_machine_fills_in_a_draft_and_publishes_nothing(dossier: DossierPage, editor: Client, settings: Any) -> None:
    server = HTTPServer(("127.0.0.1", 0), _Machine)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "wagtail_localize.machine_translators.libretranslate.LibreTranslator",
        "OPTIONS": {"LIBRETRANSLATE_URL": f"http://127.0.0.1:{server.server_port}", "API_KEY": ""},
    }
    try:
        submit(editor, dossier)
        translation = Translation.objects.get(source__object_id=dossier.translation_key)
        editor.post(reverse("wagtail_localize:machine_translate", args=[translation.pk]))
    finally:
        server.shutdown()
        server.server_close()

    total, done = translation.get_progress()
    assert total == done > 0
    assert not translation.get_target_instance().live


def test_words_in_other_languages_are_written_in_the_form_of_help(zandweerd: Zone, editor: Client, on_zone: Client) -> None:
    entry = EntryFactory(title="Koffie", slug="koffie", zones=[zandweerd])
    page = editor.get(reverse("wagtailsnippets_socialmap_entry:edit", args=[entry.pk]))
    form = page.context["form"]
    data = {name: value for name, value in form.initial.items() if isinstance(value, str | int | float) and not isinstance(value, bool)}
    data |= {
        "zones": [zandweerd.pk], "modes": ["telefoon"], "verified_on": "2026-11-03", "organisation": entry.organisation_id, "owner": entry.owner_id,
        "title_en": "", "sentence_en": "Neighbours drink coffee.", "action-publish": "action-publish",
    }  # fmt: skip

    refused = editor.post(reverse("wagtailsnippets_socialmap_entry:edit", args=[entry.pk]), data)
    assert refused.status_code == 200
    assert refused.context["form"].errors.keys() == {"title_en"}
    assert "Neighbours drink coffee." in refused.content.decode()

    accepted = editor.post(reverse("wagtailsnippets_socialmap_entry:edit", args=[entry.pk]), data | {"title_en": "Coffee"})
    assert accepted.status_code == 302, accepted.context["form"].errors
    stored = Entry.objects.get(pk=entry.pk)
    assert stored.words_in("en")["title"] == "Coffee"
    assert not stored.is_behind("en")
