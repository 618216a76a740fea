"""Everything that happens by the clock: ``manage.py tick``, every few minutes, or ``--every 60`` as a process of its own."""

from __future__ import annotations

import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone
from wagtail.models import Revision

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
from moderation.services import forget_submissions
from partners.receivers import keep_up_consulting_hours
from partners.services import forget_applications
from search.log.writing import forget_searches
from search.services import drain_outbox, report_lag
from socialmap.models import ImportUpload
from socialmap.models.editorial import Editorial
from socialmap.services import forget_reviews, give_review_days, remind_owners
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
        self._round()
        while options["every"]:
            time.sleep(options["every"])
            close_old_connections()
            self._round()

    def _round(self) -> None:
        _set_aside_unready()
        call_command("publish_scheduled")
        call_command("clearsessions")
        ImportUpload.objects.forgotten(at=timezone.now()).delete()
        forget_searches(at=timezone.now())
        forget_puzzles(at=timezone.now())
        extend_events(at=timezone.now())
        follow_due_places(at=timezone.now())
        keep_up_consulting_hours(at=timezone.now())
        fetch_due_calendars(at=timezone.now())
        expire_registrations(at=timezone.now())
        forget_registrations(at=timezone.now())
        give_review_days(at=timezone.now())
        remind_owners(at=timezone.now())
        forget_reviews(at=timezone.now())
        check_due_links(at=timezone.now())
        run_due_jobs()
        send_waiting_mail.call()
        forget_mail(at=timezone.now())
        forget_drafts(at=timezone.now())
        forget_applications(at=timezone.now())
        forget_submissions(at=timezone.now())
        forget_links(at=timezone.now())
        drain_outbox()
        report_lag()


def _set_aside_unready() -> None:
    """What became incomplete since it was scheduled stays a draft, and keeps nothing else waiting."""
    for revision in Revision.objects.filter(approved_go_live_at__lt=timezone.now()):
        scheduled = revision.as_object()
        if isinstance(scheduled, Editorial) and scheduled.missing_for_publication():
            revision.approved_go_live_at = None
            revision.save(update_fields=["approved_go_live_at"])
            logger.warning("scheduled_publication_incomplete %s %s", scheduled._meta.label, scheduled.pk)
