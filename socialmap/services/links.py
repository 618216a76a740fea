"""Looking whether the addresses on our pages still work: guarded, one request at a time for a site, and seldom.

An address is asked with HEAD, and with GET if that gives nothing good. It is broken when it failed on three days. A site
that answers, but not to us (a login, a wall against programs), works as far as we can tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from http import HTTPStatus

from django.db import transaction
from django.db.models import OuterRef
from django.utils import timezone

from core.fetching import FetchError, FetchProblem, probe, read_address
from core.schedule import AMSTERDAM
from sites.shell import hub_url
from socialmap.models import CheckedLink, LinkHost
from socialmap.registry import link_sources

TIMEOUT_S = 10.0
# Two questions with their time limit, and then some.
LEASE = timedelta(minutes=2)
PAUSE = timedelta(seconds=30)
AGAIN_WHEN_GOOD, AGAIN_WHEN_BAD = timedelta(days=7), timedelta(days=1)
MAX_NEW_PER_ROUND = 1_000
# What says nothing about the address: we may not, must not or need not ask in this way.
UNKNOWABLE = {FetchProblem.PORT}
# Another way of asking would not help.
HOPELESS = {FetchProblem.ADDRESS, FetchProblem.NAME, FetchProblem.INTERNAL, FetchProblem.PORT}
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
SERVER_ERRORS = range(500, 600)


def gather_links(*, at: datetime) -> int:
    """Note addresses that are new on our pages, forget those that stand nowhere any more; returns how many came. Two queries a source at least."""
    CheckedLink.objects.all().standing_nowhere(
        *(source.rows().filter(**{source.field: OuterRef("url")}) for source in link_sources)
    ).delete()
    LinkHost.objects.filter(links=None, free_at__lte=at).delete()
    count = 0
    for source in link_sources:
        known = CheckedLink.objects.values("url")
        fresh = source.addresses().exclude(**{f"{source.field}__in": known}).order_by().values_list(source.field, flat=True).distinct()
        count += _note(fresh[:MAX_NEW_PER_ROUND], at=at)
    return count


def check(*, link: CheckedLink, at: datetime) -> bool:
    """Look at one address, unless somebody is at its site or just was; whether that was done. Outside of a transaction: it takes up to 20 seconds."""
    if not link.host.claim(at=at, lease=LEASE):
        return False
    try:
        status, problem = _ask(link.url)
    finally:
        link.host.release(at=timezone.now(), pause=PAUSE)
    _keep(link, status=status, problem=problem, at=at)
    return True


@transaction.atomic
def ask_again(*, link: CheckedLink, at: datetime) -> None:
    """Have it looked at as soon as its site is free; what it failed before counts on."""
    CheckedLink.objects.filter(pk=link.pk).update(next_at=at)


def user_agent() -> str:
    """Who we say that we are, with a page that says how to reach us."""
    return f"Wijkwinkel-linkcontrole (+{hub_url('/contact/')})"


@transaction.atomic
def _note(urls: Iterable[str], *, at: datetime) -> int:
    links = []
    for url in urls:
        try:
            name = read_address(url).host
        except FetchError:
            # A host of its own, so that it is looked at and found wanting as every other.
            name = f"?{url}"[:255]
        links.append((name, url))
    LinkHost.objects.bulk_create([LinkHost(name=name, free_at=at) for name in {name for name, _url in links}], ignore_conflicts=True)
    CheckedLink.objects.bulk_create([CheckedLink(url=url, host_id=name, next_at=at) for name, url in links], ignore_conflicts=True)
    return len(links)


def _ask(url: str) -> tuple[int, str]:
    """The status and the problem of an address, one of which says how it is."""
    status, problem = _probe(url, "HEAD")
    # Many programs behind a site answer HEAD wrongly or not at all.
    if (problem and problem not in HOPELESS) or status >= HTTPStatus.BAD_REQUEST:
        status, problem = _probe(url, "GET")
    return status, problem


def _probe(url: str, method: str) -> tuple[int, str]:
    try:
        return probe(url, method=method, timeout_s=TIMEOUT_S, user_agent=user_agent()), ""
    except FetchError as error:
        return 0, error.problem


def _is_good(status: int, problem: str) -> bool:
    return problem in UNKNOWABLE if problem else status not in GONE and status not in SERVER_ERRORS


@transaction.atomic
def _keep(link: CheckedLink, *, status: int, problem: str, at: datetime) -> None:
    """Write how it went; a day on which it fails more than once counts once."""
    rows = CheckedLink.objects.filter(pk=link.pk)
    # Who has the site is alone with its addresses, so this is what the last one wrote.
    before, today = rows.get(), at.astimezone(AMSTERDAM).date()
    seen = {"status": status, "problem": problem, "checked_at": at}
    if _is_good(status, problem):
        rows.update(**seen, next_at=at + AGAIN_WHEN_GOOD, failed_days=0, first_failed_at=None, last_failed_on=None)
        return
    days = before.failed_days + (before.last_failed_on != today)
    since = before.first_failed_at or at
    rows.update(**seen, next_at=at + AGAIN_WHEN_BAD, failed_days=days, first_failed_at=since, last_failed_on=today)
