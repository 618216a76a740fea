"""What stands in the way of deleting something, in words."""

from __future__ import annotations

from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

MAX_NAMED = 5


def names_in_the_way(error: ProtectedError | RestrictedError, *, with_drafts: bool) -> str:
    """The names of what still needs it, at most five, in order; without drafts what is not public is only called by its kind."""
    rows = error.args[1]
    names = {
        str(row) if with_drafts or getattr(row, "live", True) else _("%(kind)s (nog niet online)") % {"kind": row._meta.verbose_name}
        for row in rows
    }
    return ", ".join(sorted(names)[:MAX_NAMED])
