"""Everything that happens by the clock: ``manage.py tick``, every few minutes, or ``--every 60`` as a process of its own."""

from __future__ import annotations

import logging
import time
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections
from django.utils import timezone
from wagtail.models import Page, Revision

from accounts.services import forget_links
from agenda.receivers import extend_events
from agenda.services import expire as expire_registrations
from agenda.services import forget as forget_registrations
from agenda.services import forget_drafts
from agenda.tasks import fetch_due_calendars
from cms.tasks_bridge import run_due_jobs
from core.mail import forget_mail, send_waiting_mail
from core.puzzles import forget_puzzles
from home.receivers.places import follow_due_places
from home.services.wizard import forget_zone_drafts
from moderation.services import forget_submissions
from partners.receivers import keep_up_consulting_hours
from partners.services import forget_applications
from search.log.writing import forget_searches
from search.services import drain_outbox, report_lag
from socialmap.models import ImportUpload
from socialmap.models.editorial import Editorial, NotReadyError
from socialmap.services import forget_reviews, give_review_days, refresh_due_pairs, remind_owners
from socialmap.tasks import check_due_links

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Publishes and takes offline what is due, and throws away what was forgotten."""

    help = "Doet wat op tijd moet gebeuren: geplande publicaties, verlopen pagina's, vergeten bestanden, wachtend werk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Once, or again and again."""
        parser.add_argument("--every", type=int, default=0, help="Blijf doorgaan, met zoveel seconden ertussen.")

    def handle(self, *args: Any, **options: Any) -> None:
        """One round, or one after another until the process is stopped."""
        while True:
            try:
                self._round()
            except CommandError as error:
                if not options["every"]:
                    raise
                self.stderr.write(str(error))
            if not options["every"]:
                return
            time.sleep(options["every"])
            close_old_connections()

    def _round(self) -> None:
        """Everything once. What fails keeps nothing else from being done; raises CommandError at the end."""
        failed = [name for name, part in PARTS.items() if not _done(name, part)]
        if failed:
            raise CommandError(f"Dit lukte niet: {', '.join(failed)}.")


def _done(name: str, part: Callable[[datetime], object]) -> bool:
    problem = _problem_of(lambda: part(timezone.now()))
    if problem:
        # Not its text, in which there may be data of people.
        logger.warning("tick_part_failed %s %s", name, problem)
    return not problem


def _problem_of(action: Callable[[], object]) -> str:
    """The kind of what goes wrong when something is done; empty if nothing does."""
    try:
        action()
    except Exception as error:  # noqa: BLE001 - whatever it is, the rest has to go on
        return type(error).__name__
    return ""


def _publish_scheduled(_at: datetime) -> None:
    _set_aside_unready()
    call_command("publish_scheduled")


# In this order: what is promised to people first, what waits for other sites last.
PARTS: dict[str, Callable[[datetime], object]] = {
    "publications": _publish_scheduled,
    "sessions": lambda _at: call_command("clearsessions"),
    "uploads": lambda at: ImportUpload.objects.forgotten(at=at).delete(),
    "searches": lambda at: forget_searches(at=at),
    "puzzles": lambda at: forget_puzzles(at=at),
    "events": lambda at: extend_events(at=at),
    "places": lambda at: follow_due_places(at=at),
    "consulting hours": lambda at: keep_up_consulting_hours(at=at),
    "calendars": lambda at: fetch_due_calendars(at=at),
    "registrations that ended": lambda at: expire_registrations(at=at),
    "old registrations": lambda at: forget_registrations(at=at),
    "days to look again": lambda at: give_review_days(at=at),
    "reminders": lambda at: remind_owners(at=at),
    "old reminders": lambda at: forget_reviews(at=at),
    "mail": lambda _at: send_waiting_mail.call(),
    "old mail": lambda at: forget_mail(at=at),
    "old drafts": lambda at: forget_drafts(at=at),
    "old zones in the making": lambda at: forget_zone_drafts(at=at),
    "old applications": lambda at: forget_applications(at=at),
    "old submissions": lambda at: forget_submissions(at=at),
    "old links": lambda at: forget_links(at=at),
    "duplicates": lambda _at: refresh_due_pairs(),
    "outbox": lambda _at: drain_outbox(),
    "lag": lambda _at: report_lag(),
    "links": lambda at: check_due_links(at=at),
    # Without a worker it is here that other sites are asked.
    "jobs": lambda _at: run_due_jobs(),
}


def _set_aside_unready() -> None:
    """What became incomplete since it was scheduled stays a draft, and keeps nothing else waiting."""
    for revision in Revision.objects.filter(approved_go_live_at__lt=timezone.now()):
        if not _is_ready(revision):
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])
            logger.warning("scheduled_publication_incomplete %s %s", revision.base_content_type.model, revision.object_id)


def _is_ready(revision: Revision) -> bool:
    """Whether something that is planned can be read and published; a revision of what is gone raises anything."""
    return not _problem_of(lambda: _look_at(revision))


def _look_at(revision: Revision) -> None:
    """Raises for what cannot be read, or is not complete."""
    scheduled = revision.as_object()
    if isinstance(scheduled, Editorial) and scheduled.missing_for_publication():
        raise NotReadyError(scheduled.missing_for_publication())
    if isinstance(scheduled, Page):
        scheduled.full_clean()
