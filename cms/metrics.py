"""Figures for who watches an installation, in the text format of Prometheus. Numbers only, nothing of the content."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from core.models import Job
from search.engine.breaker import searching, writing
from search.models import OutboxRow, RemoteIndex, SearchDocument

Figure = tuple[str, str, float]


def metrics_text() -> str:
    """All figures, each with a line on what it means; six short queries."""
    lines = []
    for name, meaning, value in _figures(timezone.now()):
        lines += [f"# HELP {name} {meaning}", f"# TYPE {name} gauge", f"{name} {value:g}"]
    return "\n".join(lines) + "\n"


def _figures(at: datetime) -> Iterator[Figure]:
    changes, jobs = OutboxRow.objects.all(), Job.objects.all()
    yield "wijkwinkel_search_documents", "Documents in the index of the database.", SearchDocument.objects.count()
    yield "wijkwinkel_outbox_waiting", "Changes that the search engine does not know yet.", changes.alive().count()
    yield "wijkwinkel_outbox_lag_seconds", "Age of the oldest of those.", _age(changes.alive().first_noted(), at)
    yield "wijkwinkel_outbox_dead", "Changes that were given up.", changes.dead().count()
    yield "wijkwinkel_jobs_waiting", "Background jobs that wait.", jobs.alive().count()
    yield "wijkwinkel_jobs_lag_seconds", "Age of the oldest of those.", _age(jobs.alive().first_noted(), at)
    yield "wijkwinkel_jobs_dead", "Background jobs that were given up.", jobs.dead().count()
    yield "wijkwinkel_search_breaker_open", "1 while the database answers visitors instead.", float(searching.is_open)
    yield "wijkwinkel_write_breaker_open", "1 while the search engine takes no changes.", float(writing.is_open)
    yield "wijkwinkel_search_rebuilding", "1 while a new index is being built.", float(bool(RemoteIndex.objects.building(at=at)))


def _age(noted: datetime | None, at: datetime) -> float:
    return max(0.0, (at - noted).total_seconds()) if noted else 0.0
