"""Who may see what residents looked for: central editors everything, editors of a zone their own zone."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.choices import Right
from accounts.permissions import Visitor, may, may_everywhere, zones_where
from search.models import MissingHelp
from sites.models import Zone


def may_see_all_searches(user: Visitor) -> bool:
    """Whether somebody may see the searches and signals of the whole city."""
    return may_everywhere(user, Right.SEE_REPORTS)


def may_see_searches(user: Visitor) -> bool:
    """Whether somebody may see searches and signals at all."""
    return may(user, Right.SEE_REPORTS)


def may_make_synonyms(user: Visitor) -> bool:
    """Whether somebody may teach search a word."""
    return may(user, Right.EDIT_WORDS)


def visible_zones(user: Visitor) -> QuerySet[Zone]:
    """The zones whose searches somebody may see."""
    return zones_where(user, Right.SEE_REPORTS)


def visible_signals(user: Visitor) -> QuerySet[MissingHelp]:
    """The signals that somebody may see and handle; those of the hub are for central editors."""
    if may_see_all_searches(user):
        return MissingHelp.objects.all()
    return MissingHelp.objects.filter(zone__in=visible_zones(user).values("pk"))


def may_replay_outbox(user: Visitor) -> bool:
    """Whether somebody may see what the search engine does not take, and try it again: administrators."""
    return may(user, Right.ADMINISTER)
