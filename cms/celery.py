"""The Celery application: `celery -A cms.celery worker`, and `celery -A cms.celery beat` for the clock.

It only wakes and carries: what is to be done stands in tables (docs/adr/0019). So messages may be lost, late
or doubled, no result is kept, and an old message is worth nothing.
"""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

from cms.posting import Poster

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")

DRAIN_EVERY_S = 2.0
TICK_EVERY_S = 60.0
# Longer than any task runs, so that no task is given out twice while it runs.
VISIBILITY_S = 300
SOFT_LIMIT_S = 60
HARD_LIMIT_S = 90

app = Celery("wijkwinkel", broker=settings.BROKER_URL or "memory://", set_as_current=True)
app.conf.update(
    accept_content=["json"],
    task_serializer="json",
    task_ignore_result=True,
    task_acks_late=True,
    task_soft_time_limit=SOFT_LIMIT_S,
    task_time_limit=HARD_LIMIT_S,
    worker_prefetch_multiplier=1,
    worker_max_tasks_per_child=2_000,
    worker_hijack_root_logger=False,
    worker_send_task_events=False,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_S,
        "socket_connect_timeout": 2,
        "socket_timeout": 5,
        "max_retries": 0,
        "global_keyprefix": "wijkwinkel-",
    },
    task_publish_retry=False,
    timezone=settings.TIME_ZONE,
    beat_schedule={
        "drain": {"task": "search.tasks.drain", "schedule": DRAIN_EVERY_S, "options": {"expires": 5 * DRAIN_EVERY_S}},
        "jobs": {"task": "cms.tasks.run_due_jobs", "schedule": 5.0, "options": {"expires": 30}},
        "tick": {"task": "cms.tasks.tick", "schedule": TICK_EVERY_S, "options": {"expires": TICK_EVERY_S}},
        "repair": {"task": "search.tasks.repair", "schedule": crontab(hour="3", minute="30"), "options": {"expires": 3_600}},
    },
)
app.autodiscover_tasks(["cms", "search"])


def _send(name: str, args: tuple[str, ...]) -> None:
    app.send_task(name, args=args, ignore_result=True, retry=False, expires=VISIBILITY_S)


poster = Poster(_send)
