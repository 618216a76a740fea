"""Merging two entries or two organisations into one, which keeps its address and gets all that pointed at the other.

The other stays as a row that is offline for good (`merged_into`): its history can be read, its address leads to the kept one.
What points at it is found in the models themselves, so a relation that is added tomorrow moves along.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from accounts.choices import Right
from accounts.models import User
from accounts.permissions import may_everywhere
from core.languages import in_dutch
from core.models import Translated, hold, lock
from socialmap.models import Entry, LikePair, Organisation, ReviewQuestion
from socialmap.models.editorial import NotReadyError, public_row_changed
from socialmap.registry import kept_kinds
from socialmap.services.moving import MoveRefusedError, move_drafts, move_references

MERGED, ABSORBED = "socialmap.merged", "socialmap.absorbed"
LISTS: dict[type[Any], tuple[str, ...]] = {Entry: ("themes", "target_groups", "zones", "alternatives"), Organisation: ("zones",)}
NAME: dict[type[Any], str] = {Entry: "title", Organisation: "name"}


class MergeRefusedError(ValidationError):
    """Two cannot be merged now; the message can be shown to the editor. Nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """What an editor chose: which stays, what it says from now on, and the versions of both that were on the screen."""

    kept: Any
    dropped: Any
    values: Mapping[str, Any]
    lists: Mapping[str, Sequence[Any]]
    seen: tuple[int, int]


def merge(*, chosen: Merge, by: User, at: datetime) -> Any:
    """Make one of two; returns the kept one as it is stored. One transaction, in which both are locked.

    Raises MergeRefusedError if somebody changed one of them meanwhile, if a draft or a lock waits, if something about the one
    that goes waits for a decision, or if what would stay is not complete.
    """
    try:
        with transaction.atomic():
            kept, dropped = _held(chosen)
            _require(chosen, kept, dropped, by)
            return _merge(chosen, kept, dropped, by)
    except (MoveRefusedError, NotReadyError) as error:
        raise MergeRefusedError(error.messages) from error


def as_said(thing: Any) -> Any:
    """What one says of itself: as it is stored, or for what never was public as its draft has it. A query or two."""
    return thing if thing.live or thing.latest_revision_id is None else thing.get_latest_revision_as_object()


def refusal(thing: Any) -> str:
    """Why one cannot be merged now; empty if it can. A query."""
    words = {"name": thing}
    if thing.merged_into_id is not None:
        return _("'%(name)s' is al samengevoegd met een andere.") % words
    if thing.locked:
        return _("'%(name)s' is vergrendeld. Vraag wie dat deed om het slot eraf te halen.") % words
    if thing.current_workflow_state is not None:
        return _("Over '%(name)s' ligt nog iets bij de redactie. Beslis daar eerst over.") % words
    if thing.live and thing.has_unpublished_changes:
        return _("'%(name)s' heeft een concept dat nog niet online staat. Zet dat eerst online of gooi het weg.") % words
    return ""


def _held(chosen: Merge) -> tuple[Any, Any]:
    """Both as they are stored, with all that they are made of, locked in the order of all saves; raises MergeRefusedError."""
    model, pks = type(chosen.kept), [chosen.kept.pk, chosen.dropped.pk]
    columns = zip_longest(chosen.kept.made_of(), chosen.dropped.made_of())
    hold(rows for column in columns for rows in column if rows is not None)
    lock(model._default_manager.filter(pk__in=pks))
    found = model._default_manager.in_bulk(pks)
    if len(found) < 2:
        raise MergeRefusedError(_("Een van de twee is er niet meer."))
    return found[pks[0]], found[pks[1]]


def _require(chosen: Merge, kept: Any, dropped: Any, by: User) -> None:
    if not may_everywhere(by, Right.EDIT_SOCIAL_MAP):
        raise MergeRefusedError(_("U mag dit niet samenvoegen."))
    for thing in (kept, dropped):
        if why := refusal(thing):
            raise MergeRefusedError(why)
    if (kept.version, dropped.version) != chosen.seen:
        raise MergeRefusedError(_("Iemand anders veranderde een van deze twee. Kijk wat er nu staat en kies opnieuw."))


def _merge(chosen: Merge, kept: Any, dropped: Any, by: User) -> Any:
    model, is_public = type(kept), kept.live or dropped.live
    if dropped.latest_revision_id is None or dropped.live:
        dropped.save_revision(user=by)
    _take_offline(dropped, kept, by)
    counts = move_references(kept=kept, dropped=dropped)
    move_drafts(kept=kept, dropped=dropped)
    _forget(kept, dropped)
    _follow_addresses(kept, dropped)
    _write(chosen, kept, dropped, by, is_public=is_public)
    if not is_public:
        # What moved to it is shown with its name all the same.
        public_row_changed.send(sender=model, pk=kept.pk, before=None)
    words = {"kept": str(kept), "dropped": str(dropped), "references": sum(counts.values())}
    log(instance=kept, action=ABSORBED, user=by, data=words, content_changed=True)
    log(instance=dropped, action=MERGED, user=by, data=words, content_changed=True)
    if left := ReferenceIndex.get_references_to(dropped).exclude(**_by_itself(dropped)):
        raise MergeRefusedError(
            _("Iets verwijst nog naar '%(name)s' in een tekst: %(where)s. Haal die verwijzing eerst weg.")
            % {"name": dropped, "where": left[0].describe_source_field()}
        )
    return model._default_manager.get(pk=kept.pk)


@in_dutch()
def _take_offline(dropped: Any, kept: Any, by: User) -> None:
    """Out of sight for good; its name makes room if the name of a kind is unique."""
    if dropped.live:
        dropped.unpublish(user=by, log_action=True)
    dropped.merged_into = kept
    fields = {"merged_into": kept}
    if isinstance(dropped, Organisation):
        fields["name"] = _("%(name)s (samengevoegd %(pk)d)") % {"name": dropped.name[:50], "pk": dropped.pk}
    type(dropped)._default_manager.filter(pk=dropped.pk).update(go_live_at=None, expire_at=None, **fields)
    for revision in dropped.revisions.filter(approved_go_live_at__isnull=False):
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])


def _forget(kept: Any, dropped: Any) -> None:
    """What was asked about the one that goes, and that it may be a duplicate."""
    kinds = [kind.key for kind in kept_kinds if kind.model is type(dropped)]
    ReviewQuestion.objects.filter(kind__in=kinds, object_id=dropped.pk).delete()
    LikePair.objects.all().about(dropped._meta.label_lower, dropped.pk).delete()
    LikePair.objects.all().about(kept._meta.label_lower, kept.pk).filter(dismissed_at=None).delete()


def _follow_addresses(kept: Any, dropped: Any) -> None:
    """Addresses that led to the one that goes lead to the kept one at once."""
    old, new = dropped.get_absolute_url(), kept.get_absolute_url()
    Redirect.objects.filter(redirect_link=old).update(redirect_link=new)
    Redirect.objects.filter(old_path=Redirect.normalise_path(new), site=None).delete()


def _write(chosen: Merge, kept: Any, dropped: Any, by: User, *, is_public: bool) -> None:
    """What the editor chose, as a revision; public if one of the two was."""
    if not kept.live and kept.latest_revision_id is not None:
        kept = kept.get_latest_revision_as_object()
    for name, value in chosen.values.items():
        setattr(kept, name, value)
    if isinstance(kept, Translated):
        # Words in a language that the kept one lacks; a later change of its Dutch says that they are behind.
        kept.translations = dropped.translations | kept.translations
    for name in LISTS[type(kept)]:
        if name in chosen.lists:
            setattr(
                kept,
                name,
                [thing for thing in chosen.lists[name] if not (isinstance(thing, type(kept)) and thing.pk in (kept.pk, dropped.pk))],
            )
    try:
        kept.clean_fields(exclude=["alternatives"])
        kept.clean()
    except ValidationError as error:
        raise MergeRefusedError(error.messages) from error
    revision = kept.save_revision(user=by, log_action=True)
    if is_public:
        revision.publish(user=by, skip_permission_checks=True)


def _by_itself(thing: Any) -> dict[str, Any]:
    """What picks the references that a row makes to itself."""
    row = ReferenceIndex._get_base_content_type(thing)
    return {"base_content_type": row, "object_id": str(thing.pk)}
