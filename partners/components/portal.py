"""What partners see: how fresh their help is."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from core.recurrence import describe_date
from core.schedule import AMSTERDAM
from moderation.components import Badge, Row, Tile, portal_tiles
from partners.permissions import entries_of
from socialmap.models import Entry

FRESH_DAYS, OLD_DAYS = 183, 365
DAYS_IN_A_MONTH = 30.4
SHOWN = 4


def freshness(entry: Entry, *, today: date) -> Badge:
    """How long ago somebody said that it is right."""
    days = (today - entry.verified_on).days if entry.verified_on else None
    if days is not None and days <= FRESH_DAYS:
        return Badge(label=_("Klopt"), tone="goed", icon="check")
    if days is not None and days <= OLD_DAYS:
        return Badge(label=_("Kijk even na"), tone="letop", icon="klok")
    months = round(days / DAYS_IN_A_MONTH) if days is not None else 0
    return Badge(label=_("%(months)d maanden oud") % {"months": months} if months else _("Nooit nagekeken"), tone="letop", icon="letop")


def checked_in_words(entry: Entry) -> str:
    """When somebody said so: "nagekeken op 3 november 2026"."""
    return _("nagekeken op %(day)s") % {"day": describe_date(entry.verified_on)} if entry.verified_on else ""


def _data_tile(user: User, at: datetime) -> Tile:
    today = at.astimezone(AMSTERDAM).date()
    entries = list(entries_of(user)[: SHOWN + 1])
    old = [entry for entry in entries if freshness(entry, today=today).tone != "goed"]
    return Tile(
        key="gegevens",
        title=_("Onze gegevens"),
        icon="papieren",
        order=1,
        text=ngettext("Kijkt u %(count)d keer iets na?", "Kijkt u %(count)d dingen na?", len(old)) % {"count": len(old)}
        if old
        else (_("Alles is nagekeken.") if entries else _("U houdt nog geen hulp bij op de sociale kaart.")),
        rows=tuple(
            Row(label=entry.title, url=reverse("partner_entry", args=[entry.pk]), badge=freshness(entry, today=today))
            for entry in entries[:SHOWN]
        ),
        more_url=reverse("partner_data") if entries else "",
    )


def _consulting_hours_tile(user: User, at: datetime) -> Tile:
    return Tile(
        key="spreekuren",
        title=_("Spreekuren"),
        icon="deur",
        order=3,
        text=_("Wilt u een spreekuur houden in een Wijkwinkel? Bel of mail ons. Wij zoeken samen een plek en een tijd."),
    )


portal_tiles.register(_data_tile)
portal_tiles.register(_consulting_hours_tile)
