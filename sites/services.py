"""Keeping what the frame of every page tells of the places of a zone, and when somebody looked at a place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Site

from core.languages import OTHERS
from sites.models import CitySettings, Location, LocationChange, Zone, take_turn, write_desks

# Pages of this depth stand below the root: the front pages of sites, and what zones share.
FRONT_DOOR_DEPTH = 2


@transaction.atomic
def refresh_desks() -> int:
    """Write anew what zones say of their Wijkwinkels and of places where something changes; returns of how many zones it changed.

    Waits for who does the same: of two saves at once the later one sees what the earlier one wrote. Four queries, and one for
    each zone that changed.
    """
    take_turn()
    changes: defaultdict[int, list[LocationChange]] = defaultdict(list)
    for change in LocationChange.objects.not_over(at=timezone.now()).select_related("to"):
        changes[change.location_id].append(change)
    desks: defaultdict[int, list[Location]] = defaultdict(list)
    for location in Location.objects.in_frames(changing=changes).order_by("is_planned", "pk"):
        desks[location.zone_id].append(location)
    count = 0
    for pk, stored in Zone.objects.values_list("pk", "desks").order_by("pk"):
        found = write_desks(desks[pk], changes)
        if found != stored:
            count += Zone.objects.filter(pk=pk).update(desks=found)
    return count


@transaction.atomic
def refresh_languages() -> None:
    """Write anew in which languages the city and each zone can be read, after a front page came or went.

    A language is that of a public translation of the front page; a zone has none that the city has not, so that a link from a
    zone to the city always holds. Three queries, and one for each that changed.
    """
    take_turn()
    offered: defaultdict[Any, set[str]] = defaultdict(set)
    doors = Page.objects.live().filter(depth=FRONT_DOOR_DEPTH, locale__language_code__in=OTHERS, alias_of=None)
    for key, code in doors.values_list("translation_key", "locale__language_code"):
        offered[key].add(code)
    hub = Site.objects.filter(is_default_site=True).values_list("root_page__translation_key", flat=True).first()
    of_city = [code for code in OTHERS if code in offered[hub]]
    CitySettings.objects.exclude(languages=of_city).update(languages=of_city)
    for pk, key, stored in Zone.objects.values_list("pk", "site__root_page__translation_key", "languages").order_by("pk"):
        found = [code for code in of_city if code in offered[key]]
        if found != stored:
            Zone.objects.filter(pk=pk).update(languages=found)


@transaction.atomic
def store_location(location: Location, values: Mapping[str, Any]) -> None:
    """Write the fields of a place that are among these; search follows."""
    own = {name: value for name, value in values.items() if hasattr(location, name)}
    for name, value in own.items():
        setattr(location, name, value)
    location.save(update_fields=list(own))
