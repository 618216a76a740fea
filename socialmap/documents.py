"""What search knows of entries, organisations and themes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.choices import Access
from core.languages import SOURCE, in_dutch, in_every_language
from core.models import Translated
from search.choices import Facet, Step
from search.engine.base import Document, Point
from search.registry import Findable, Readable, findables, readables
from sites.models import Zone
from socialmap.choices import LANGUAGES, CostKind, Mode, OrganisationKind
from socialmap.models import ContactDetails, Entry, Organisation, TargetGroup, Theme

BATCH_ROWS = 500
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!St\.)(?<!bijv\.)\s+")


@in_dutch()
def entry_document(entry: Entry) -> Document | None:
    """The document of an entry; None for a draft and for help that has stopped."""
    if not entry.live or entry.has_stopped:
        return None
    zones = [zone for zone in entry.zones.all() if zone.is_public]
    if not zones and not entry.is_city_wide:
        return None
    themes = [theme for theme in entry.themes.all() if theme.live]
    groups = list(entry.target_groups.all())
    return Document(
        key=f"entry:{entry.pk}",
        kind="entry",
        object_id=entry.pk,
        version=entry.version,
        step=Step(entry.step),
        slug=entry.slug,
        url=entry.get_absolute_url(),
        title=entry.title,
        summary=entry.sentence,
        organisation=entry.organisation.name if entry.organisation else "",
        keywords=" ".join([entry.keywords, *(entry.words_in(code)["title"] for code in entry.languages_written)]),
        labels=" ".join([*(theme.name for theme in themes), *(group.name for group in groups)]),
        body="\n".join(_running_text(entry, zones)),
        zone_ids=tuple(zone.pk for zone in zones),
        is_city_wide=entry.is_city_wide,
        facets=_entry_facets(entry, themes, groups),
        hours=entry.hours,
        point=_point(entry),
        verified_on=entry.verified_on,
        card={
            **_card_words(entry, groups),
            "in": in_every_language(lambda: _card_words(entry, groups) | _own_words(entry, title="title", summary="sentence")),
            **_contact(entry, zones),
            "owner": entry.verified_by or (entry.owner.name if entry.owner else ""),
            "icon": f"t-{themes[0].icon}" if themes else "lamp",
        },
    )


@in_dutch()
def organisation_document(organisation: Organisation) -> Document | None:
    """The document of an organisation, found by its name in the third step; None for a draft."""
    if not organisation.live:
        return None
    zones = [zone for zone in organisation.zones.all() if zone.is_public]
    return Document(
        key=f"organisation:{organisation.pk}",
        kind="organisation",
        object_id=organisation.pk,
        version=organisation.version,
        step=Step.NETWORK if organisation.kind in NETWORK_KINDS else Step.ORGANISATION,
        slug=organisation.slug,
        url=organisation.get_absolute_url(),
        title=organisation.name,
        summary=_first_sentence(organisation.description),
        keywords=str(organisation.get_kind_display()),
        body="\n".join(
            [organisation.description, organisation.place_name, organisation.schedule.describe(), *(zone.name for zone in zones)]
        ),
        zone_ids=tuple(zone.pk for zone in zones),
        is_city_wide=organisation.is_city_wide,
        facets=_contact_facets(organisation),
        hours=organisation.hours,
        point=_point(organisation),
        verified_on=organisation.verified_on,
        card={
            "where": organisation.place_name or "",
            **_contact(organisation, zones),
            "owner": organisation.verified_by,
            "icon": "gebouw",
        },
    )


@in_dutch()
def theme_document(theme: Theme) -> Document | None:
    """The document of a theme: something to read, so it stands in the first step; None for a draft."""
    if not theme.live:
        return None
    return Document(
        key=f"theme:{theme.pk}",
        kind="theme",
        object_id=theme.pk,
        version=theme.version,
        step=Step.SELF,
        slug=theme.slug,
        url=theme.get_absolute_url(),
        title=theme.name,
        summary=theme.introduction,
        keywords=theme.tile_label,
        is_city_wide=True,
        facets={Facet.THEME: (theme.slug,)},
        card={"icon": f"t-{theme.icon}", "in": in_every_language(lambda: _own_words(theme, title="name", summary="introduction"))},
    )


def _contact(row: Entry | Organisation, zones: Iterable[Zone]) -> dict[str, Any]:
    """How to reach it, which zones it is for, and when it is looked at again."""
    return {
        "phone": row.phone,
        "email": row.email,
        "website": row.website,
        "review_on": row.review_on.isoformat() if row.review_on else "",
        "zones": [zone.slug for zone in zones],
        "zone_names": [zone.name for zone in zones],
    }


def _own_words(row: Translated, *, title: str, summary: str) -> dict[str, str]:
    """Title and sentence of a row in the active language; nothing where it has none in that."""
    if row.language_in() == SOURCE:
        return {}
    words = row.words_in()
    return {"title": words[title], "summary": words[summary]}


def _card_words(entry: Entry, groups: Iterable[TargetGroup]) -> dict[str, str]:
    """For whom, at what cost and where, in the active language."""
    return {
        "audience": ", ".join(group.words_in()["name"] for group in groups),
        "cost": cost_in_words(entry),
        "where": where_in_words(entry),
    }


def _running_text(entry: Entry, zones: Iterable[Zone]) -> Iterator[str]:
    yield from (entry.description, entry.how_it_goes, entry.place_name, entry.schedule.describe())
    yield from (zone.name for zone in zones)
    for code in entry.languages_written:
        yield from (text for name, text in entry.translations[code].items() if name in entry.TRANSLATED)


NETWORK_KINDS = {OrganisationKind.RESIDENTS, OrganisationKind.CLUB, OrganisationKind.CHURCH, OrganisationKind.VOLUNTEERS}


def cost_in_words(entry: Entry) -> str:
    """What it costs, in the entry's own words or else in ours."""
    return entry.words_in()["cost"] or str(CostKind(entry.cost_kind).label)


def where_in_words(entry: Entry) -> str:
    """Where help is given: the name of the place, or how it comes to somebody."""
    modes = set(entry.modes)
    if Mode.HOME in modes and entry.place_name:
        return _("Bij u thuis of in %(place)s") % {"place": entry.place_name}
    if Mode.HOME in modes:
        return _("Bij u thuis")
    if entry.place_name:
        return entry.place_name
    return ", ".join(str(Mode(mode).label) for mode in entry.modes)


def _register() -> None:
    findables.register(Findable(kind="entry", source=_entries, document_for=entry_document))
    findables.register(Findable(kind="organisation", source=_organisations, document_for=organisation_document))
    findables.register(Findable(kind="theme", source=_themes, document_for=theme_document))
    findables.register_labels(Facet.HOW, lambda: {value: str(label) for value, label in Mode.choices})
    findables.register_labels(Facet.COST, lambda: {value: str(label) for value, label in CostKind.choices})
    findables.register_labels(Facet.AUDIENCE, _names_of_target_groups)
    findables.register_labels(Facet.THEME, _names_of_themes)
    findables.register_labels(Facet.LANGUAGE, lambda: {code: str(name) for code, name in LANGUAGES})
    findables.register_labels(Facet.ACCESS, lambda: {"rolstoel": str(Access.YES.label)})


ENTRY_TEXTS = ("sentence", "description", "how_it_goes", "bring_along")
NO_PHONE = gettext_lazy("Er staat geen telefoonnummer bij. Veel mensen bellen liever.")


def _entry_text(entry: Entry) -> str:
    return "\n".join(getattr(entry, name) for name in ENTRY_TEXTS)


def _missing_in_entry(entry: Entry) -> list[str]:
    """Who does it alone calls nobody."""
    return [str(NO_PHONE)] if not entry.phone and entry.step != Step.SELF else []


def _missing_in_organisation(organisation: Organisation) -> list[str]:
    return [] if organisation.phone else [str(NO_PHONE)]


def _entries() -> Iterator[Document]:
    entries: Iterable[Entry] = Entry.objects.findable().with_everything().iterator(BATCH_ROWS)
    for entry in entries:
        if document := entry_document(entry):
            yield document


def _organisations() -> Iterator[Document]:
    for organisation in Organisation.objects.filter(live=True).prefetch_related("zones").iterator(BATCH_ROWS):
        if document := organisation_document(organisation):
            yield document


def _themes() -> Iterator[Document]:
    return (document for theme in Theme.objects.filter(live=True) if (document := theme_document(theme)))


def _names_of_target_groups() -> Mapping[str, str]:
    return {group.slug: group.words_in()["name"] for group in TargetGroup.objects.all()}


def _names_of_themes() -> Mapping[str, str]:
    return {theme.slug: theme.words_in()["name"] for theme in Theme.objects.filter(live=True)}


def _entry_facets(entry: Entry, themes: list[Theme], groups: list[TargetGroup]) -> dict[Facet, tuple[str, ...]]:
    return _contact_facets(entry) | {
        Facet.HOW: tuple(entry.modes),
        Facet.COST: (entry.cost_kind,) if entry.cost_kind != CostKind.UNKNOWN else (),
        Facet.AUDIENCE: tuple(sorted(group.slug for group in groups)),
        Facet.THEME: tuple(sorted(theme.slug for theme in themes)),
    }


def _contact_facets(details: ContactDetails) -> dict[Facet, tuple[str, ...]]:
    return {
        Facet.LANGUAGE: tuple(details.languages),
        Facet.ACCESS: ("rolstoel",) if details.wheelchair == Access.YES else (),
    }


def _point(details: ContactDetails) -> Point | None:
    if details.latitude is None or details.longitude is None:
        return None
    return Point(latitude=details.latitude, longitude=details.longitude)


def _first_sentence(text: str) -> str:
    """Up to the first full stop that ends a sentence; that of "St. Jurriën" does not."""
    return _SENTENCE_END.split(text, maxsplit=1)[0]


_register()
readables.register(Readable(model=Entry, fields=frozenset({*ENTRY_TEXTS, "title", "live"}), text=_entry_text, missing=_missing_in_entry))
readables.register(Readable(model=Theme, fields=frozenset({"name", "introduction", "live"}), text=lambda theme: str(theme.introduction)))
readables.register(
    Readable(
        model=Organisation,
        fields=frozenset({"name", "description", "live"}),
        text=lambda organisation: str(organisation.description),
        missing=_missing_in_organisation,
    )
)
