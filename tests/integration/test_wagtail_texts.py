"""Texts of Wagtail that we give again: each is still needed, and is in the language of who reads."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.template import engines
from django.template.loaders.app_directories import Loader
from django.test import Client
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext, override
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.models import GroupApprovalTask, Task
from wagtail.snippets.views.snippets import SnippetViewSet
from wagtail.users.models import UserProfile

from accounts.choices import Role
from cms.wagtail_texts import CHOOSER, FILTERS, LABELS, WRITTEN_OUT, TranslationPaginator
from core.languages import OTHERS
from home.models import StandardPage
from sites.models import Zone
from tests.factories import person

# What a form needs to be made with.
NEEDED: dict[str, dict[str, Any]] = {"TaskChooserSearchForm": {"task_type_choices": [(Task, "a"), (GroupApprovalTask, "b")]}}
FORMS = [(form, name, text) for form, labels in LABELS.items() for name, text in labels.items()]


def unescaped(script: str) -> str:
    """A script with the letters that it writes as codes."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), script)


def _made(form: Any, make: Any) -> Any:
    made = form.__new__(form)
    make(made, **NEEDED.get(form.__name__, {}))
    return made


@pytest.mark.django_db
@pytest.mark.parametrize(("form", "name", "text"), FORMS, ids=lambda value: getattr(value, "__name__", value))
def test_a_label_of_a_form_is_in_the_language_of_the_reader(form: Any, name: str, text: str) -> None:
    # Wagtail's own form still has none, or one of the language in which it started; else the row can go.
    assert not isinstance(_made(form, form.__init__.__wrapped__).fields[name].label, Promise)
    for code in ("nl", *OTHERS):
        with override(code):
            assert str(_made(form, form.__init__).fields[name].label) == gettext(text)


@pytest.mark.parametrize("template", WRITTEN_OUT)
def test_a_word_in_a_template_is_in_the_language_of_the_reader(template: str) -> None:
    attribute, text = WRITTEN_OUT[template]
    plain = Loader(engines["django"].engine)
    source = next(plain.get_contents(origin) for origin in plain.get_template_sources(template) if Path(origin.name).exists())
    assert f'{attribute}="{text}"' in source

    found: Any = engines["django"].get_template(template)
    assert f'{attribute}="{{{{ _("{text}") }}}}"' in found.template.source


def test_labels_that_are_read_when_wagtail_starts_wait_for_the_reader() -> None:
    with override("pl"):
        assert [str(getattr(ChooserViewSet, name)) for name in CHOOSER] == [gettext(text) for text in CHOOSER.values()]
        labels = {str(filters.base_filters[name].label) for filters, named in FILTERS.items() for name in named}
        assert labels == {gettext(text) for named in FILTERS.values() for text in named.values()}
        assert TranslationPaginator([1, 2], 1).items_count_label == f"2 {gettext('translations')}"
        assert TranslationPaginator([1], 1).items_count_label == f"1 {gettext('translation')}"
        assert gettext("translations") != "translations"


def test_the_way_to_a_list_of_snippets_begins_in_the_language_of_the_reader() -> None:
    viewset = SnippetViewSet(model=apps.get_model("socialmap", "Theme"), url_prefix="x")
    first = viewset.breadcrumbs_items[0]["label"]
    with override("ar"):
        assert str(first) == "الرئيسية"
    with override("pl"):
        assert str(first) == "Start"


@pytest.mark.django_db
def test_refusals_and_scripts_are_in_the_language_of_who_works_in_the_admin(zandweerd: Zone, voorstad: Zone) -> None:
    editor = person(Role.ZONE_EDITOR, zandweerd, email="zandweerd@example.nl")
    client = Client(headers={"host": "localhost:8000"})
    UserProfile.objects.update_or_create(user=editor, defaults={"preferred_language": "tr"})
    client.force_login(editor)

    refused = client.get(reverse("accounts-log"), follow=True)
    with override("tr"):
        sentence = gettext("Sorry, you do not have permission to access this area.")
    assert sentence in refused.text
    assert sentence not in {gettext("Sorry, you do not have permission to access this area."), ""}
    assert refused.headers["Content-Language"] == "tr"
    missing = client.get(reverse("wagtailadmin_pages:edit", args=[999_999]))
    assert (missing.status_code, missing.headers["Content-Language"]) == (404, "tr")
    assert '<html lang="tr"' in missing.text
    # Behind a wall there is nothing, in the frame of the site.
    draft = voorstad.site.root_page.add_child(instance=StandardPage(title="Concept", live=False))
    walled = client.get(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]), {"childOf": draft.pk})
    assert (walled.status_code, walled.headers["Content-Language"]) == (404, "nl")
    assert '<html lang="nl"' in walled.text
    assert "Bölümü aç/kapa" in unescaped(client.get(reverse("wagtailadmin_javascript_catalog")).text)
