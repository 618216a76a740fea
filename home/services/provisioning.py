"""Making a zone: site, pages, groups and collection, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupApprovalTask, Page, Site, Workflow

from accounts.services import end_roles_in
from core.languages import in_dutch
from core.rules import RuleError, normalised_postcode
from home.models import HomePage, HubPage
from home.services.city import MODERATOR_PAGE_ACTIONS, ProvisioningError, add_agenda_page, add_contact_page, grant, make_workflow
from sites.choices import Accent, Pictogram, ZoneKind
from sites.models import HoursPeriod, Location, Neighbourhood, PostcodeRange, Zone, take_turn

EDITOR_PAGE_ACTIONS = ("add", "change")


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneBlueprint:
    """What somebody tells of a new zone. `postcodes` are pairs of first and last, as typed."""

    name: str
    slug: str
    latitude: float
    longitude: float
    number: int | None = None
    kind: str = ZoneKind.TOWN
    postcodes: Sequence[tuple[str, str]] = ()
    neighbourhoods: Sequence[str] = ()
    neighbours: Sequence[str] = ()
    outline: Sequence[Sequence[float]] = field(default_factory=tuple)
    accent: str = Accent.GREEN
    pictogram: str = Pictogram.TREE
    state_text: str = ""
    desk_name: str = ""
    desk_street: str = ""
    desk_postcode: str = ""
    desk_city: str = ""
    desk_hours: str = ""
    desk_is_planned: bool = False
    desk_opens_on: date | None = None
    desk_meanwhile: str = ""
    phone: str = ""
    is_public: bool = True


@transaction.atomic
@in_dutch()
def provision_zone(*, blueprint: ZoneBlueprint) -> Zone:
    """Make a zone with its Site, page tree, groups and collection, or nothing at all.

    The city must exist. Raises ProvisioningError with sentences that say what is wrong.
    """
    # Of two who make the same zone the later one waits here, and reads below that it is taken.
    take_turn()
    _refuse_taken(blueprint)
    root = Page.get_first_root_node()
    home = HomePage(title=f"Wijkwinkel {blueprint.name}", slug=blueprint.slug, introduction=_("Hulp en activiteiten bij u in de buurt."))
    root.add_child(instance=home)
    home.save_revision().publish()
    add_contact_page(home)
    add_agenda_page(home)
    site = Site.objects.create(
        hostname=f"{blueprint.slug}{settings.ZONE_HOST_SUFFIX}",
        port=settings.PUBLIC_PORT,
        root_page=home,
        site_name=f"Wijkwinkel {blueprint.name}",
    )
    collection = Collection.get_first_root_node().add_child(name=blueprint.name)
    editors = _make_group(_("Redactie %(zone)s") % {"zone": blueprint.name}, home, collection, EDITOR_PAGE_ACTIONS)
    moderators = _make_group(_("Moderatoren %(zone)s") % {"zone": blueprint.name}, home, collection, MODERATOR_PAGE_ACTIONS)
    make_workflow(_workflow_name(blueprint.name), moderators, page=home)
    zone = Zone(
        site=site,
        collection=collection,
        editors=editors,
        moderators=moderators,
        number=blueprint.number or _next_number(),
        outline=[list(point) for point in blueprint.outline],
        **{
            name: getattr(blueprint, name)
            for name in (
                "name", "slug", "latitude", "longitude", "kind", "accent", "pictogram", "state_text", "phone", "is_public",
            )
        },
    )  # fmt: skip
    _validated_save(zone)
    _add_areas(zone, blueprint)
    if blueprint.desk_name:
        _add_desk(zone, blueprint)
    zone.neighbours.set(Zone.objects.filter(slug__in=blueprint.neighbours))
    return zone


@transaction.atomic
def remove_zone(*, zone: Zone) -> None:
    """Undo `provision_zone`: the zone with its Site, pages, groups and collection, and the roles that people have there.

    Raises ProvisioningError while the social map still uses the zone, or while it has pictures or
    documents, which would go with its collection.
    """
    if zone.entries.exists():
        raise ProvisioningError(_("%(zone)s staat nog bij hulp op de sociale kaart. Haal de wijk daar eerst weg.") % {"zone": zone.name})
    if zone.organisations.exists():
        raise ProvisioningError(_("%(zone)s staat nog bij organisaties. Haal de wijk daar eerst weg.") % {"zone": zone.name})
    if (
        get_image_model().objects.filter(collection=zone.collection).exists()
        or get_document_model().objects.filter(collection=zone.collection).exists()
    ):
        raise ProvisioningError(_("%(zone)s heeft nog foto's of documenten. Zet die eerst in een andere map.") % {"zone": zone.name})
    end_roles_in(zone=zone, at=timezone.now())
    site, groups, collection = zone.site, (zone.editors, zone.moderators), zone.collection
    root_page = site.root_page
    Workflow.objects.filter(workflow_pages__page=root_page).delete()
    GroupApprovalTask.objects.filter(groups=zone.moderators).delete()
    zone.delete()
    site.delete()
    for group in groups:
        group.delete()
    for page in root_page.get_translations(inclusive=True):
        page.delete()
    collection.delete()


def _refuse_taken(blueprint: ZoneBlueprint) -> None:
    problems = []
    if not HubPage.objects.exists():
        problems.append(_("Maak eerst de stad: start de demo of gebruik het commando 'create_city'."))
    if Zone.objects.filter(slug=blueprint.slug).exists():
        problems.append(_("Er is al een wijk met het korte adres '%(slug)s'.") % {"slug": blueprint.slug})
    elif Site.objects.filter(hostname=f"{blueprint.slug}{settings.ZONE_HOST_SUFFIX}").exists():
        problems.append(_("Het webadres '%(slug)s' is al in gebruik. Kies een ander kort adres.") % {"slug": blueprint.slug})
    elif Page.objects.filter(depth=2, slug=blueprint.slug).exists():
        problems.append(_("Het korte adres '%(slug)s' is al in gebruik. Kies een ander.") % {"slug": blueprint.slug})
    if Zone.objects.filter(name__iexact=blueprint.name).exists():
        problems.append(_("Er is al een wijk met de naam '%(name)s'.") % {"name": blueprint.name})
    unknown = set(blueprint.neighbours) - set(Zone.objects.values_list("slug", flat=True))
    if unknown:
        problems.append(_("Deze buurwijken bestaan niet: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    if problems:
        raise ProvisioningError(problems)


def _validated_save(zone: Zone) -> None:
    try:
        zone.full_clean()
    except ValidationError as error:
        raise ProvisioningError(error.messages) from error
    zone.save()


def _add_areas(zone: Zone, blueprint: ZoneBlueprint) -> None:
    for name in blueprint.neighbourhoods:
        Neighbourhood.objects.create(zone=zone, name=name)
    for first, last in blueprint.postcodes:
        try:
            postcode_range = PostcodeRange(zone=zone, first=normalised_postcode(first)[0], last=normalised_postcode(last)[1])
            postcode_range.full_clean()
        except RuleError as error:
            raise ProvisioningError(str(error)) from error
        except ValidationError as error:
            raise ProvisioningError(error.messages) from error
        postcode_range.save()


def _add_desk(zone: Zone, blueprint: ZoneBlueprint) -> None:
    desk = Location(
        zone=zone,
        name=blueprint.desk_name,
        slug=slugify(blueprint.desk_name),
        street=blueprint.desk_street,
        postcode=blueprint.desk_postcode,
        city=blueprint.desk_city,
        is_planned=blueprint.desk_is_planned,
        opens_on=blueprint.desk_opens_on,
        meanwhile=blueprint.desk_meanwhile,
    )
    period = HoursPeriod(notation=blueprint.desk_hours)
    if blueprint.desk_hours:
        desk.periods.add(period)
    try:
        period.clean_fields(exclude=["location"])
        desk.full_clean()
    except ValidationError as error:
        raise ProvisioningError(error.messages) from error
    desk.save()


def _next_number() -> int:
    highest = Zone.objects.order_by("-number").values_list("number", flat=True).first()
    return (highest or 0) + 1


def _make_group(name: str, home: HomePage, collection: Collection, page_actions: Sequence[str]) -> Group:
    if Group.objects.filter(name=name).exists():
        raise ProvisioningError(_("Er is al een groep '%(name)s'. Geef de wijk een andere naam.") % {"name": name})
    group = Group.objects.create(name=name)
    grant(group, page=home, page_actions=page_actions, collection=collection)
    return group


def _workflow_name(zone: str) -> str:
    return _("Nakijken in %(zone)s") % {"zone": zone}
