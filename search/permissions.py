"""Who may see what residents looked for: central editors everything, editors of a zone their own zone."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from accounts.models import User
from search.models import MissingHelp
from sites.models import Zone

Visitor = User | AnonymousUser


def may_see_all_searches(user: Visitor) -> bool:
    """Whether somebody may see the searches and signals of the whole city."""
    return user.is_active and user.has_perms(["search.view_loggedsearch", "search.view_missinghelp", "search.change_missinghelp"])


def may_see_searches(user: Visitor) -> bool:
    """Whether somebody may see searches and signals at all."""
    return may_see_all_searches(user) or zones_of_editor(user).exists()


def may_make_synonyms(user: Visitor) -> bool:
    """Whether somebody may teach search a word."""
    return user.has_perm("search.add_synonym")


def zones_of_editor(user: Visitor) -> QuerySet[Zone]:
    """The zones that somebody edits or moderates."""
    if not user.is_active or user.pk is None:
        return Zone.objects.none()
    groups = user.groups.values("pk")
    return Zone.objects.filter(Q(editors__in=groups) | Q(moderators__in=groups))


def visible_zones(user: Visitor) -> QuerySet[Zone]:
    """The zones whose searches somebody may see."""
    return Zone.objects.all() if may_see_all_searches(user) else zones_of_editor(user)


def visible_signals(user: Visitor) -> QuerySet[MissingHelp]:
    """The signals that somebody may see and handle; those of the hub are for central editors."""
    if may_see_all_searches(user):
        return MissingHelp.objects.all()
    return MissingHelp.objects.filter(zone__in=zones_of_editor(user).values("pk"))


def may_replay_outbox(user: Visitor) -> bool:
    """Whether somebody may see what the search engine does not take, and try it again: administrators."""
    return user.is_active and user.is_superuser
