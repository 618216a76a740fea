"""Many people who register for one date at once, on the database of the environment: what came of it, as a line of JSON.

DATABASE_URL=… python -m tests.integration.racing 50 10
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from typing import Any


def main(people: int, places: int) -> None:
    """Race, and say how it ended."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings")
    import_module("django").setup()
    print(json.dumps(race(people, places)))  # noqa: T201 - read by who started this


def race(people: int, places: int) -> dict[str, Any]:
    """Everybody registers at once, then confirms at once, then who has a place cancels at once."""
    from django.utils import timezone

    from agenda.choices import SignUp
    from agenda.models import Occurrence, Places, Registration
    from agenda.services import cancel, confirm, register
    from core.models import Mail
    from core.schedule import AMSTERDAM
    from sites.models import Zone
    from tests.factories.agenda import make_event

    now = timezone.now()
    day = (now.astimezone(AMSTERDAM) + timedelta(days=3)).date()
    event = make_event(Zone.objects.get(slug="zandweerd"), starts=f"{day} 12:00", registration=SignUp.ONLINE, capacity=places)
    everybody = [f"mens{number}@example.nl" for number in range(people)]
    errors = at_once(lambda email: register(event=event, day=day, name="Mens", email=email, people=1, at=now), everybody)
    errors += at_once(lambda uid: confirm(uid=uid, at=now), list(Registration.objects.values_list("uid", flat=True)))

    def standing() -> list[str]:
        return list(Registration.objects.active().order_by("pk").values_list("state", flat=True))

    def mails() -> dict[str, int]:
        return Counter(key.rpartition(":")[2] for key in Mail.objects.filter(key__startswith="aanmelding:").values_list("key", flat=True))

    row = Places.objects.get(event=event)
    outcome = {"states": standing(), "taken": row.taken, "waiting": row.waiting, "mails": mails()}
    outcome["left"] = Occurrence.objects.get(event=event).places_left
    errors += at_once(lambda uid: cancel(uid=uid, at=now), list(Registration.objects.filter(state="mee").values_list("uid", flat=True)))
    row.refresh_from_db()
    return outcome | {"after": standing(), "mails_after": mails(), "taken_after": row.taken, "errors": errors}


def at_once(do: Callable[[Any], object], things: Sequence[Any]) -> list[str]:
    """Do something to each thing, all at the same moment, each with a connection of its own; the errors there were."""
    from django.db import connection

    barrier = threading.Barrier(len(things))

    def one(thing: Any) -> str:
        barrier.wait()
        try:
            do(thing)
        except Exception as error:  # noqa: BLE001 - whatever it is, who waits for the outcome has to read it
            return f"{type(error).__name__}: {error}"
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(things)) as pool:
        return [error for error in pool.map(one, things) if error]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
