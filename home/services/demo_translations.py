"""The demo city in other languages: words of the social map, pages and dossiers, and how people look for help."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from wagtail.models import Locale, Page
from wagtail_localize.models import String, StringTranslation, Translation, TranslationContext, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from core.languages import OTHERS, SOURCE
from dossiers.models import DossierPage, SharedTreePage
from home.models import HubPage
from home.services.demo_dossiers import fill_words
from search.models import DirectHelp, Synonym, SynonymKind
from search.services import mark_dictionary_changed
from sites.models import Zone
from socialmap.models import Entry, TargetGroup, Theme

# Zones that can be read in other languages; all others are in Dutch alone.
ZONES_IN = {"rivierenwijk": OTHERS, "zandweerd": ("en", "tr", "ar"), "binnenstad": ("en", "pl")}
Fill = Callable[[Any], None]


def load_translations(folder: Path) -> None:
    """Write what is not there yet in each language; what somebody changed stays."""
    files = {code: {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (folder / code).glob("*.json")} for code in OTHERS}
    _write_rows(Theme, {code: words["words"]["themes"] for code, words in files.items()}, by="slug")
    _write_rows(TargetGroup, {code: words["words"]["target_groups"] for code, words in files.items()}, by="slug")
    _write_rows(Entry, {code: words["entries"] for code, words in files.items()}, by="slug")
    _write_rows(DirectHelp, {code: words["direct_help"] for code, words in files.items()}, by="key")
    for code, words in files.items():
        locale = Locale.objects.get(language_code=code)
        _write_sites(locale, words["pages"])
        _write_dossiers(locale, folder / code / "dossiers")
        _load_searches(code, words["search"])
    mark_dictionary_changed()


def _write_rows(model: Any, words: Mapping[str, Mapping[str, Mapping[str, str]]], *, by: str) -> None:
    wanted = {key for rows in words.values() for key in rows}
    for row in model.objects.filter(**{f"{by}__in": wanted}):
        before = dict(row.translations)
        for code, rows in words.items():
            if code not in before and (said := rows.get(getattr(row, by))):
                row.write_in(code, said)
        if row.translations != before:
            row.full_clean()
            row.save()


def _write_sites(locale: Locale, words: Mapping[str, Any]) -> None:
    hub = HubPage.objects.get(locale__language_code=SOURCE)
    translate(hub, locale, _with(words["hub"]))
    for slug in ("contact", "privacy", "toegankelijkheid"):
        translate(hub.get_children().get(slug=slug).specific, locale, _with(words[slug]))
    for zone in Zone.objects.filter(slug__in=[slug for slug, codes in ZONES_IN.items() if locale.language_code in codes]).order_by(
        "number"
    ):
        front = zone.site.root_page.specific
        translate(front, locale, _with(words["zone"], zone=zone.name))
        translate(front.get_children().get(slug="contact").specific, locale, _with(words["contact"]))


def _write_dossiers(locale: Locale, folder: Path) -> None:
    translate(SharedTreePage.objects.get(locale__language_code=SOURCE), locale, _as_it_is)
    for path in sorted(folder.glob("*.json")):
        page = DossierPage.objects.originals().filter(slug=path.stem).first()
        if page:
            translate(page, locale, partial(fill_words, row=json.loads(path.read_text(encoding="utf-8"))))


def _load_searches(code: str, pairs: list[tuple[str, list[str]]]) -> None:
    """How people look for help in a language, once each; a term that means the same as an earlier one is left out."""
    known = set(Synonym.objects.filter(language=code).values_list("term", flat=True))
    Synonym.objects.bulk_create(
        Synonym(kind=SynonymKind.ONE_WAY, language=code, term=term, words=", ".join(words))
        for term, words in dict(pairs).items()
        if term not in known
    )


def _as_it_is(page: Any) -> None:
    """What nobody reads keeps its Dutch words."""


def _with(words: Mapping[str, Any], **named: str) -> Fill:
    """Fills title, introduction, and body where there is one."""

    def fill(page: Any) -> None:
        page.title, page.introduction = words["title"].format(**named), words["introduction"]
        if "body" in words:
            page.body = [tuple(block) for block in words["body"]]

    return fill


def translate(page: Page, locale: Locale, fill: Fill) -> None:
    """Make and publish the translation of a page, sentence by sentence, as an editor does; leaves one that is there as it is.

    `fill` writes the other words into a copy of the page, with as many blocks in the same order.
    """
    if page.has_translation(locale):
        return
    source, _created = TranslationSource.get_or_create_from_instance(page)
    translation, _created = Translation.objects.get_or_create(source=source, target_locale=locale)
    written = type(page).objects.get(pk=page.pk)
    fill(written)
    _keep_ids(page, written)
    for dutch, other in zip(_sentences(page), _sentences(written), strict=True):
        string = String.objects.get(locale=source.locale, data_hash=String._get_data_hash(dutch.string.data))
        context = TranslationContext.objects.get(object_id=source.object_id, path=dutch.path)
        StringTranslation.objects.get_or_create(
            translation_of=string, locale=locale, context=context, defaults={"data": other.string.data, "translation_type": "manual"}
        )
    # Published on a fresh read: what wagtail-localize publishes at the end of a transaction has forgotten the pages below it.
    translation.save_target(publish=False)
    page.get_translation(locale).get_latest_revision().publish()


def _sentences(page: Page) -> list[StringSegmentValue]:
    return [segment for segment in extract_segments(page) if isinstance(segment, StringSegmentValue)]


def _keep_ids(page: Any, written: Any) -> None:
    """Give the blocks of a copy the ids of those of the page: by these a translation finds its place."""
    for name in [field.field_name for field in page.translatable_fields]:
        before, after = getattr(page, name), getattr(written, name)
        if hasattr(after, "stream_block") and after:
            raw = list(_merged(before.get_prep_value(), after.get_prep_value()))
            setattr(written, name, after.stream_block.to_python(raw))


def _merged(before: list[Any], after: list[Any]) -> Iterator[Any]:
    for one, other in zip(before, after, strict=True):
        yield {**other, "id": one["id"], "value": _value(one["value"], other["value"])}


def _value(one: Any, other: Any) -> Any:
    if isinstance(other, list):
        return list(_merged(one, other))
    return {key: _value(one[key], value) for key, value in other.items()} if isinstance(other, dict) else other
