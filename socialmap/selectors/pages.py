"""What the pages of the social map read."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from core.languages import SOURCE
from search.selectors import explained
from sites.models import Zone
from socialmap.models import Entry, Organisation, TargetGroup, Theme

RELATED_SHOWN = 4


def entry_for_page(slug: str) -> Entry | None:
    """A public entry with all that its page shows; four queries."""
    entries = Entry.objects.public().filter(slug=slug).with_relations()
    return entries.first()


def merged_page(model: type[Entry | Organisation], slug: str) -> str | None:
    """The key in the address of the public page with which one that had this key was merged; one query. None if there is none."""
    found: str | None = model._default_manager.filter(slug=slug, merged_into__live=True).values_list("merged_into__slug", flat=True).first()
    return found


def related_entries(entry: Entry, zone: Zone | None) -> QuerySet[Entry]:
    """What else may fit: the same theme and step, near the visitor first; one query.

    Order: 1. own zone before whole city, 2. title.
    """
    here = Q(is_city_wide=True) | Q(zones=zone) if zone else Q(is_city_wide=True)
    found = Entry.objects.findable().filter(here, themes__in=entry.themes.all()[:1], step=entry.step).exclude(pk=entry.pk)
    return found.distinct().order_by("is_city_wide", "title")[:RELATED_SHOWN]


def hard_words_in(entry: Entry) -> tuple[tuple[str, str], ...]:
    """The hard words in what residents read of an entry, and what they mean; one query, and none where that is not Dutch."""
    return explained(entry.words_in().values()) if entry.language_in() == SOURCE else ()


def entries_of_organisation(pk: int | None) -> QuerySet[Entry]:
    """What an organisation offers now; one query, by title. Nothing for one that is not stored yet."""
    if pk is None:
        return Entry.objects.none()
    return Entry.objects.findable().filter(organisation_id=pk)


def live_themes() -> QuerySet[Theme]:
    """Themes in the order of the menu; one query."""
    return Theme.objects.filter(live=True)


def tile_themes() -> QuerySet[Theme]:
    """Themes on the front door of every zone; one query."""
    return live_themes().filter(is_tile=True)


def target_groups() -> QuerySet[TargetGroup]:
    """For whom help is meant, in the order of the list; one query."""
    return TargetGroup.objects.all()
