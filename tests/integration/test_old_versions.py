"""Versions that name what was deleted since: they open, and what is public now stays in its place."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, Revision

from accounts.choices import Role
from tests.factories import EntryFactory, OrganisationFactory, ThemeFactory, person
from tests.factories.dossiers import make_dossier

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]


@pytest.fixture
def client() -> Client:
    browser = Client(headers={"host": "localhost:8000"})
    browser.force_login(person(Role.CENTRAL_EDITOR, email="centraal@example.nl"))
    return browser


def test_a_draft_of_a_dossier_whose_theme_is_gone_opens_with_the_theme_that_is_public(client: Client) -> None:
    page, gone = make_dossier(), ThemeFactory(name="Wonen en zo", slug="wonen-en-zo")
    public = page.theme
    page.theme, page.point_1 = gone, "Begin vandaag."
    draft = page.save_revision()
    gone.delete()

    assert client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, draft.pk])).status_code == 200
    assert client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).status_code == 200
    Revision.objects.get(pk=draft.pk).publish()
    page = type(page).objects.get()
    assert (page.theme, page.point_1) == (public, "Begin vandaag.")


def test_a_draft_of_help_whose_organisation_is_gone_opens_with_the_one_that_is_public(client: Client) -> None:
    entry, gone = EntryFactory(), OrganisationFactory(name="Opgeheven")
    public = entry.organisation
    entry.organisation, entry.title = gone, "Klusbuur"
    draft = entry.save_revision()
    gone.delete()

    assert client.get(reverse("wagtailsnippets_socialmap_entry:edit", args=[entry.pk])).status_code == 200
    Revision.objects.get(pk=draft.pk).publish()
    entry = type(entry).objects.get()
    assert (entry.organisation, entry.title) == (public, "Klusbuur")


def test_a_draft_that_names_what_is_there_costs_nothing_more() -> None:
    page = make_dossier()
    draft = page.save_revision()
    with CaptureQueriesContext(connection) as theirs:
        Page.with_content_json(page, dict(draft.content))
    with CaptureQueriesContext(connection) as ours:
        page.with_content_json(dict(draft.content))

    assert len(ours) == len(theirs)
