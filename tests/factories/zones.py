"""Many zones at once, for counting what a page costs in a large city."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from wagtail.models import Collection, Site

from home.models import HubPage
from sites.models import Zone


def make_zones(count: int) -> list[Zone]:
    """So many public zones with a site, groups and a collection of their own; their front page is that of the city, as pages take long to make."""
    root, numbers = HubPage.objects.get(), range(1, count + 1)
    sites = [
        Site(hostname=f"wijk-{number}{settings.ZONE_HOST_SUFFIX}", port=settings.PUBLIC_PORT, root_page=root, site_name=f"Wijk {number}")
        for number in numbers
    ]
    groups = [Group(name=f"{role} Wijk {number}") for number in numbers for role in ("Redactie", "Moderatoren")]
    Site.objects.bulk_create(sites)
    Group.objects.bulk_create(groups)
    # In the order of their names, after all others: else each has to move those behind it.
    above = Collection.get_first_root_node()
    # Wagtail keeps the addresses of sites, and hears of each that is saved by itself.
    cache.clear()
    return Zone.objects.bulk_create(
        Zone(
            name=f"Wijk {number}", slug=f"wijk-{number}", number=1000 + number, latitude=52.2, longitude=6.2,
            site=site, editors=editors, moderators=moderators, collection=above.add_child(name=f"Zz {number:04}"),
        )
        for number, site, editors, moderators in zip(numbers, sites, groups[::2], groups[1::2], strict=True)
    )  # fmt: skip
