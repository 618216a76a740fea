"""A new zone in the admin: what is typed is kept, the zone is made as a whole, and undone or opened by who looked at it.

A zone made here is closed to residents (`Zone.is_public`) until `open_zone`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, Revision, Site

from accounts.models import RoleGrant, User
from core.models import lock
from home.models import ZoneDraft
from home.services.city import ProvisioningError
from home.services.provisioning import ZoneBlueprint, provision_zone, remove_zone
from sites.models import HoursPeriod, Location, Neighbourhood, PostcodeRange, Zone

KEPT = timedelta(days=30)
MADE, OPENED, UNDONE = "home.zone_made", "home.zone_opened", "home.zone_undone"
# What comes with a zone; anything else that hangs on it was added by somebody.
_OWN: tuple[type[models.Model], ...] = (Location, Neighbourhood, PostcodeRange, Zone.neighbours.through)
_OWN_OF_PLACE: tuple[type[models.Model], ...] = (HoursPeriod,)
_OWN_PAGES = ("contact", "agenda")


def begin_draft(*, by: User, at: datetime) -> ZoneDraft:
    """An empty row of somebody who starts the wizard."""
    return ZoneDraft.objects.create(by=by, created_at=at, updated_at=at)


@transaction.atomic
def keep_step(*, draft: ZoneDraft, step: str, typed: Mapping[str, Sequence[str]], at: datetime) -> None:
    """Store what was typed in a step, right or not; what was sent of other steps stays."""
    lock(ZoneDraft.objects.filter(pk=draft.pk))
    draft.refresh_from_db()
    draft.data = draft.data | {step: {name: list(values) for name, values in typed.items()}}
    draft.updated_at = at
    draft.save(update_fields=["data", "updated_at"])


def forget_zone_drafts(*, at: datetime) -> int:
    """Throw away drafts that nobody touched for 30 days before a moment; returns how many."""
    return ZoneDraft.objects.all().forgotten(before=at - KEPT).delete()[0]


@contextmanager
def zone_as_if_made(*, blueprint: ZoneBlueprint) -> Iterator[Zone]:
    """The zone inside a transaction that is always taken back: to look at it, and nothing stays.

    What is shown of it must be read before the end. Raises ProvisioningError.
    """
    try:
        with transaction.atomic():
            zone = _made(blueprint)
            # As it is stored: with what pages tell of its places.
            yield Zone.objects.select_related("site__root_page").get(pk=zone.pk)
            transaction.set_rollback(True)
    finally:
        # Wagtail remembers the roots of sites outside of the database.
        Site.clear_site_root_paths_cache()


def make_zone(*, draft: ZoneDraft, blueprint: ZoneBlueprint, by: User, at: datetime) -> Zone:
    """Make the zone and throw the draft away, or neither. Raises ProvisioningError with sentences."""
    try:
        return _make_and_forget(draft, blueprint, by, at)
    finally:
        Site.clear_site_root_paths_cache()


def open_zone(*, zone: Zone, by: User, at: datetime) -> None:
    """Show a zone to residents, at once and for good. Raises ProvisioningError if that was done already."""
    with transaction.atomic():
        found = _closed(zone)
        found.is_public = True
        found.save(update_fields=["is_public"])
        log(found, OPENED, user=by, timestamp=at)


def undo_zone(*, zone: Zone, by: User, at: datetime) -> None:
    """Take away all that `make_zone` made. Raises ProvisioningError with what stands in the way."""
    with transaction.atomic():
        found = _closed(zone)
        problems = in_the_way(found)
        if problems:
            raise ProvisioningError(
                _("Dit kan niet meer, want iemand heeft iets toegevoegd: %(what)s. Haal dat eerst weg.") % {"what": ", ".join(problems)}
            )
        log(found, UNDONE, user=by, timestamp=at)
        remove_zone(zone=found)
    Site.clear_site_root_paths_cache()


def in_the_way(zone: Zone) -> Sequence[str]:
    """What somebody added to a zone since it was made, in words; one query for each kind of thing that a zone can have."""
    entry = ModelLogEntry.objects.for_instance(zone).filter(action=MADE).order_by("-timestamp").first()
    made = set(entry.data.get("places", ())) if entry else set()
    found = list(_hanging_on(zone, besides=_OWN))
    for place in zone.locations.all():
        if place.pk not in made:
            found.append(_("de plek '%(place)s'") % {"place": place.name})
        else:
            found += _hanging_on(place, besides=_OWN_OF_PLACE)
    home = zone.site.root_page
    for page in Page.objects.descendant_of(home, inclusive=True):
        is_own = page.pk == home.pk or (page.depth == home.depth + 1 and page.slug in _OWN_PAGES)
        if not is_own or Revision.page_revisions.filter(object_id=str(page.pk)).count() > 1:
            found.append(_("de pagina '%(page)s'") % {"page": page.draft_title or page.title})
    if zone.collection.get_children().exists():
        found.append(_("mappen voor foto's"))
    return list(dict.fromkeys(found))


def _hanging_on(thing: Zone | Location, *, besides: Sequence[type[models.Model]]) -> Iterator[str]:
    """The names of kinds of rows that point at a thing."""
    for relation in thing._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.many_to_many or relation.related_model in besides:
            continue
        model: Any = relation.related_model
        rows = model._base_manager.filter(**{relation.field.name: thing.pk})
        if model is RoleGrant:
            rows = rows.filter(ended_at=None)
        if rows.exists():
            owner = model._meta.auto_created or model
            yield str(owner._meta.verbose_name_plural)


@transaction.atomic
def _make_and_forget(draft: ZoneDraft, blueprint: ZoneBlueprint, by: User, at: datetime) -> Zone:
    lock(ZoneDraft.objects.filter(pk=draft.pk))
    if not ZoneDraft.objects.filter(pk=draft.pk).exists():
        raise ProvisioningError(_("Deze wijk is al gemaakt."))
    zone = _made(blueprint)
    log(zone, MADE, user=by, timestamp=at, data={"places": list(zone.locations.values_list("pk", flat=True))})
    ZoneDraft.objects.filter(pk=draft.pk).delete()
    return zone


def _made(blueprint: ZoneBlueprint) -> Zone:
    try:
        with transaction.atomic():
            return provision_zone(blueprint=blueprint)
    except IntegrityError as error:
        raise ProvisioningError(_("Iemand maakte net een wijk met dezelfde naam, hetzelfde adres of dezelfde plek.")) from error


def _closed(zone: Zone) -> Zone:
    """The zone as it is stored, held until the end of the transaction, if it is still closed."""
    lock(Zone.objects.filter(pk=zone.pk))
    found = Zone.objects.select_related("site__root_page", "collection").filter(pk=zone.pk).first()
    if found is None:
        raise ProvisioningError(_("Deze wijk is er niet meer."))
    if found.is_public:
        raise ProvisioningError(_("%(zone)s is al openbaar.") % {"zone": found.name})
    return found
