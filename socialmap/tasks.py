"""Looking at addresses on the web in the background, when they are due or when an editor asks."""

from __future__ import annotations

import time
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from socialmap.models import CheckedLink
from socialmap.services.links import check, gather_links

MAX_PER_ROUND = 20
# Without a worker the addresses of a round are asked one after another, here.
MAX_ROUND_S = 60.0


@task()
def check_link(pk: int) -> None:
    """Look at one; if somebody is at its site, the clock comes back to it. One that was taken away meanwhile needs nothing more."""
    check(link=CheckedLink.objects.select_related("host").get(pk=pk), at=timezone.now())


def check_due_links(*, at: datetime) -> int:
    """Have those looked at that are due at an aware moment, one a site and at most 20 a round; returns how many.

    None where the setting CHECK_LINKS is off.
    """
    if not settings.CHECK_LINKS:
        return 0
    gather_links(at=at)
    started, count = time.monotonic(), 0
    for pk in list(CheckedLink.objects.all().due(at=at).values_list("pk", flat=True)[:MAX_PER_ROUND]):
        if time.monotonic() - started > MAX_ROUND_S:
            break
        check_link.enqueue(pk)
        count += 1
    return count
