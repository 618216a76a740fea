"""Makes activities."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image as Drawing
from wagtail.images.models import Image

from agenda.models import AgendaPage, EventChange, EventPage, EventText
from core.schedule import AMSTERDAM
from home.models import HubPage
from sites.models import Zone

_numbers = count(1)


def make_event(
    zone: Zone | None,
    *,
    starts: str = "2026-12-01 10:00",
    hours: float = 2,
    changes: tuple[EventChange, ...] = (),
    texts: Sequence[EventText] = (),
    **fields: Any,
) -> EventPage:
    """A published activity on the agenda of a zone, or of the hub; `starts` is local time."""
    number = next(_numbers)
    root = zone.site.root_page if zone else HubPage.objects.get()
    starts_at = datetime.fromisoformat(starts).replace(tzinfo=AMSTERDAM)
    related = {name: fields.pop(name) for name in ("themes", "target_groups", "also_in") if name in fields}
    event = EventPage(
        **{"title": f"Activiteit {number}", "slug": f"activiteit-{number}", "place_name": "St. Jurriën"}
        | {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=hours)}
        | fields
    )
    AgendaPage.objects.child_of(root).get().add_child(instance=event)
    for name, rows in related.items():
        getattr(event, name).set(rows)
    for change in changes:
        event.changes.add(change)
    for text in texts:
        event.texts.add(text)
    event.save_revision().publish()
    event.refresh_from_db()
    return event


def make_image() -> Image:
    """A white picture, as of a camera in width and height."""
    file = BytesIO()
    Drawing.new("RGB", (1280, 720), "white").save(file, "JPEG")
    return Image.objects.create(title="Wit vlak", file=ImageFile(BytesIO(file.getvalue()), name="wit.jpg"))
