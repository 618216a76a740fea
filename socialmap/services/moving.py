"""Making all that points at one row of the social map point at another: every relation of every model, drafts included.

Nothing here knows who points. `relations_to` finds it in the models; `BY_KEY` says of tables that know a row by its kind and key
alone what becomes of them, and a test fails for a table that is in neither.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.models import ReferenceIndex, Revision, RevisionMixin


class MoveRefusedError(ValidationError):
    """Something that points at the one cannot point at the other; the message can be shown to an editor."""


class Fate(StrEnum):
    """What becomes of rows that know a thing by its kind and key."""

    MOVES = "moves"
    STAYS = "stays with the history of the thing"
    FORGOTTEN = "is thrown away"
    FOLLOWS = "follows by itself when the thing is saved"


# Every table that knows things by kind and key, without a relation that the models tell of.
BY_KEY: dict[str, Fate] = {
    "moderation.Submission": Fate.MOVES,
    "socialmap.ReviewQuestion": Fate.FORGOTTEN,
    "search.ReadingFigure": Fate.FOLLOWS,
    "wagtailsearch.IndexEntry": Fate.FOLLOWS,
    "wagtailsearch.SQLiteFTSIndexEntry": Fate.FOLLOWS,
    "wagtailcore.ReferenceIndex": Fate.FOLLOWS,
    "wagtailadmin.EditingSession": Fate.STAYS,
    "wagtailadmin.FormState": Fate.STAYS,
    "wagtailcore.ModelLogEntry": Fate.STAYS,
    "wagtailcore.Revision": Fate.STAYS,
    "wagtailcore.WorkflowState": Fate.STAYS,
    "taggit.TaggedItem": Fate.STAYS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A column that points at rows of a model; `is_child` if its rows are a part of what they point at."""

    model: type[models.Model]
    field: Any
    is_child: bool

    def rows(self, thing: Any) -> models.QuerySet[Any]:
        """The rows that point at one."""
        return self.model._base_manager.filter(**{self.field.name: thing.pk})


def relations_to(model: type[models.Model]) -> Iterator[Pointer]:
    """Every column of every model that points at rows of this one, its own lists left out."""
    relations: list[Any] = model._meta.get_fields(include_hidden=True)
    for relation in relations:
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        owner = relation.related_model._meta.auto_created
        if owner is model and relation.field.name in {model._meta.model_name, f"from_{model._meta.model_name}"}:
            # Its own themes and zones: the editor chose what becomes of them.
            continue
        if isinstance(relation.field, GenericForeignKey):
            continue
        yield Pointer(model=relation.related_model, field=relation.field, is_child=isinstance(relation.field, ParentalKey))


def keys_to(model: type[models.Model]) -> Iterator[tuple[type[models.Model], GenericForeignKey]]:
    """Every table that moves and knows rows of any kind by content type and key."""
    for other in apps.get_models():
        if BY_KEY.get(other._meta.label) is Fate.MOVES:
            for field in other._meta.private_fields:
                if isinstance(field, GenericForeignKey):
                    yield other, field


def count_references(thing: Any) -> Counter[str]:
    """How many rows point at one, by the name of what they are; one query for each relation."""
    counts: Counter[str] = Counter()
    for pointer in relations_to(type(thing)):
        counts[_noun(pointer)] += pointer.rows(thing).count()
    for model, field in keys_to(type(thing)):
        counts[str(model._meta.verbose_name_plural)] += model._base_manager.filter(_key_of(field, thing)).count()
    return +counts


def move_references(*, kept: Any, dropped: Any) -> Counter[str]:
    """Make all rows that point at the one point at the other, in the caller's transaction; returns how many moved, by what they are.

    What would be there twice goes once. Parts of the one that goes move where the kept one has none like it, and else stay with
    it. Raises MoveRefusedError if a row cannot move and others depend on it.
    """
    counts: Counter[str] = Counter()
    for pointer in relations_to(type(kept)):
        counts[_noun(pointer)] += _move(pointer, kept, dropped)
    for model, field in keys_to(type(kept)):
        rows = model._base_manager.filter(_key_of(field, dropped))
        try:
            with transaction.atomic():
                counts[str(model._meta.verbose_name_plural)] += rows.update(**{field.fk_field: kept.pk})
        except IntegrityError as error:
            raise MoveRefusedError(_("Over allebei ligt nog iets bij de redactie. Beslis daar eerst over.")) from error
    return +counts


def _move(pointer: Pointer, kept: Any, dropped: Any) -> int:
    moved = 0
    for row in pointer.rows(dropped).order_by("pk"):
        if pointer.is_child and not _is_free(pointer, kept, row):
            continue
        if _would_point_at_itself(pointer, kept, row):
            row.delete()
            continue
        try:
            with transaction.atomic():
                pointer.model._base_manager.filter(pk=row.pk).update(**{pointer.field.attname: kept.pk})
        except IntegrityError as error:
            _drop_double(pointer, row, error)
            continue
        moved += 1
        setattr(row, pointer.field.attname, kept.pk)
        _index(row)
    return moved


def _is_free(pointer: Pointer, kept: Any, row: Any) -> bool:
    """Whether the kept one has no part like this: of the same language and the like, or without such a rule none at all."""
    rules = [rule.fields for rule in pointer.model._meta.constraints if isinstance(rule, models.UniqueConstraint)]
    rules += list(pointer.model._meta.unique_together)
    about = next((rule for rule in rules if pointer.field.name in rule), (pointer.field.name,))
    same = {name: getattr(row, name) for name in about if name != pointer.field.name}
    return not pointer.rows(kept).filter(**same).exists()


def _would_point_at_itself(pointer: Pointer, kept: Any, row: Any) -> bool:
    """Whether a row of a list would lead from the kept one to itself."""
    owner: Any = pointer.model._meta.auto_created
    other = getattr(row, f"from_{type(kept)._meta.model_name}_id", None)
    return owner is type(kept) and other == kept.pk


def _drop_double(pointer: Pointer, row: Any, error: IntegrityError) -> None:
    """The kept one has this already; what others depend on is never thrown away."""
    if any(relation.auto_created and not relation.concrete and not relation.hidden for relation in row._meta.get_fields()):
        raise MoveRefusedError(_("'%(row)s' hoort bij allebei. Haal er eerst een weg.") % {"row": row}) from error
    parent = _parent_of(row)
    row.delete()
    if parent is not None:
        _index(parent)


def _parent_of(row: Any) -> Any | None:
    for field in row._meta.fields:
        if isinstance(field, ParentalKey):
            return getattr(row, field.name)
    return None


def _index(row: Any) -> None:
    """Wagtail's own list of who refers to what: of the row, or of what it is a part of."""
    thing = _parent_of(row) or row
    specific = getattr(thing, "specific", thing)
    fresh = type(specific)._base_manager.filter(pk=specific.pk).first()
    if fresh is not None and ReferenceIndex.model_is_indexable(type(fresh)):
        ReferenceIndex.create_or_update_for_object(fresh)


def move_drafts(*, kept: Any, dropped: Any) -> int:
    """The same in drafts that wait and in what is planned, so that publishing them does not bring the old one back; returns how many.

    Reads the drafts of every model that can point here.
    """
    count = 0
    for model, names in _drafted(type(kept)).items():
        rows = model._base_manager.filter(has_unpublished_changes=True).values("latest_revision")
        drafts = Revision.objects.filter(
            Q(pk__in=rows) | Q(approved_go_live_at__isnull=False),
            content_type=ContentType.objects.get_for_model(model, for_concrete_model=False),
        )
        for draft in drafts.exclude(object_id=str(dropped.pk) if model is type(dropped) else "").order_by("pk"):
            own = kept.pk if model is type(kept) and draft.object_id == str(kept.pk) else None
            replaced = [_replace(draft.content, name, dropped.pk, kept.pk, own) for name in names]
            if any(replaced):
                draft.save(update_fields=["content"])
                count += 1
    return count


def _drafted(target: type[models.Model]) -> dict[Any, list[tuple[str, ...]]]:
    """Where drafts hold keys of rows of a model: each model with drafts, and the ways to them in the content of a revision."""
    found: dict[Any, list[tuple[str, ...]]] = {}
    for model in apps.get_models():
        if not issubclass(model, RevisionMixin) or not hasattr(model, "has_unpublished_changes"):
            continue
        own = (*model._meta.fields, *model._meta.many_to_many)
        ways: list[tuple[str, ...]] = [(field.name,) for field in own if field.related_model is target and field.name != "merged_into"]
        relations: list[Any] = list(model._meta.related_objects)
        for relation in relations:
            if isinstance(relation.field, ParentalKey):
                fields = [
                    field for field in relation.related_model._meta.fields if field.related_model is target and field is not relation.field
                ]
                ways += [(relation.get_accessor_name(), field.name) for field in fields]
        if ways:
            found[model] = ways
    return found


def _replace(content: dict[str, Any], way: tuple[str, ...], old: int, new: int, own: int | None) -> bool:
    """Replace a key in the content of a draft, once where it would be there twice, and never by the draft's own; says whether it was there."""
    first, *rest = way
    value = content.get(first)
    if rest:
        has = False
        for row in [row for row in value or [] if row.get(rest[0]) == old]:
            has = True
            if any(other.get(rest[0]) == new for other in value or []):
                (value or []).remove(row)
            else:
                row[rest[0]] = new
        return has
    if isinstance(value, list) and old in value:
        content[first] = [pk for pk in dict.fromkeys(new if pk == old else pk for pk in value) if pk != own]
        return True
    if value == old and not isinstance(value, list):
        content[first] = new
        return True
    return False


def _key_of(field: GenericForeignKey, thing: Any) -> Q:
    kind = ContentType.objects.get_for_model(thing, for_concrete_model=False)
    return Q(**{field.ct_field: kind, field.fk_field: thing.pk})


def _noun(pointer: Pointer) -> str:
    owner: Any = pointer.model._meta.auto_created
    return str((owner or pointer.model)._meta.verbose_name_plural)
