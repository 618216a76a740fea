"""Making a zone: site, pages, groups and collection, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from core.rules import RuleError, normalised_postcode
from home.models import ContactPage, HomePage, HubPage, StandardPage
from sites.choices import Accent, Pictogram, ZoneKind, ZoneState
from sites.models import CitySettings, Neighbourhood, PostcodeRange, Zone

EDITOR_PAGE_ACTIONS = ("add", "change")
MODERATOR_PAGE_ACTIONS = ("add", "change", "publish", "lock", "unlock")
COLLECTION_PERMISSIONS = (
    "add_image", "change_image", "choose_image",
    "add_document", "change_document", "choose_document",
)  # fmt: skip
CENTRAL_EDITORS = "Centrale redactie"
CENTRAL_APPS = ("socialmap", "search")
CENTRAL_ZONE_PERMISSIONS = ("view_zone", "change_zone", "change_citysettings")


class ProvisioningError(ValidationError):
    """A zone or city cannot be made like this; the messages can be shown."""


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
    state: str = ZoneState.NO_DESK
    state_text: str = ""
    desk_name: str = ""
    desk_street: str = ""
    desk_postcode: str = ""
    desk_city: str = ""
    desk_hours: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CityIdentity:
    """What is the same for all zones of a city."""

    city: str
    phone: str = ""
    phone_hours: str = ""
    email: str = ""
    notice: str = ""
    is_demonstration: bool = False


@transaction.atomic
def ensure_city(*, identity: CityIdentity) -> HubPage:
    """Make the hub, its default Site, the city's settings and the group of central editors.

    Repeatable: what exists is kept, the settings are brought up to date.
    """
    hub = HubPage.objects.first() or _make_hub(identity)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "hostname": settings.HUB_HOST,
            "port": settings.PUBLIC_PORT,
            "root_page": hub,
            "site_name": f"Wijkwinkel {identity.city}",
        },
    )
    city = CitySettings.load()
    for name in ("city", "phone", "phone_hours", "email", "notice", "is_demonstration"):
        setattr(city, name, getattr(identity, name))
    city.full_clean()
    city.save()
    _ensure_central_editors(hub)
    return hub


@transaction.atomic
def provision_zone(*, blueprint: ZoneBlueprint) -> Zone:
    """Make a zone with its Site, page tree, groups and collection, or nothing at all.

    The city must exist. Raises ProvisioningError with sentences that say what is wrong.
    """
    _refuse_taken(blueprint)
    root = Page.get_first_root_node()
    home = HomePage(title=f"Wijkwinkel {blueprint.name}", slug=blueprint.slug, introduction=_("Hulp en activiteiten bij u in de buurt."))
    root.add_child(instance=home)
    home.save_revision().publish()
    _add_contact_page(home)
    site = Site.objects.create(
        hostname=f"{blueprint.slug}{settings.ZONE_HOST_SUFFIX}",
        port=settings.PUBLIC_PORT,
        root_page=home,
        site_name=f"Wijkwinkel {blueprint.name}",
    )
    collection = Collection.get_first_root_node().add_child(name=blueprint.name)
    editors = _make_group(_("Redactie %(zone)s") % {"zone": blueprint.name}, home, collection, EDITOR_PAGE_ACTIONS)
    moderators = _make_group(_("Moderatoren %(zone)s") % {"zone": blueprint.name}, home, collection, MODERATOR_PAGE_ACTIONS)
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
                "name", "slug", "latitude", "longitude", "kind", "accent", "pictogram", "state", "state_text",
                "desk_name", "desk_street", "desk_postcode", "desk_city", "desk_hours", "phone",
            )
        },
    )  # fmt: skip
    _validated_save(zone)
    _add_areas(zone, blueprint)
    zone.neighbours.set(Zone.objects.filter(slug__in=blueprint.neighbours))
    return zone


@transaction.atomic
def remove_zone(*, zone: Zone) -> None:
    """Undo `provision_zone`: the zone with its Site, pages, groups and collection.

    Raises ProvisioningError while the social map still uses the zone.
    """
    if zone.entries.exists():
        raise ProvisioningError(_("%(zone)s staat nog bij hulp op de sociale kaart. Haal de wijk daar eerst weg.") % {"zone": zone.name})
    site, groups, collection = zone.site, (zone.editors, zone.moderators), zone.collection
    root_page = site.root_page
    zone.delete()
    site.delete()
    for group in groups:
        group.delete()
    root_page.delete()
    collection.delete()


def _refuse_taken(blueprint: ZoneBlueprint) -> None:
    problems = []
    if not HubPage.objects.exists():
        problems.append(_("Maak eerst de stad: start de demo of gebruik het commando 'create_city'."))
    if Zone.objects.filter(slug=blueprint.slug).exists():
        problems.append(_("Er is al een wijk met het korte adres '%(slug)s'.") % {"slug": blueprint.slug})
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


def _next_number() -> int:
    highest = Zone.objects.order_by("-number").values_list("number", flat=True).first()
    return (highest or 0) + 1


def _make_hub(identity: CityIdentity) -> HubPage:
    root = Page.get_first_root_node()
    # The page that a fresh Wagtail brings along makes way for ours.
    Page.objects.filter(depth=2, slug="home").exclude(pk__in=HomePage.objects.values("pk")).delete()
    root.refresh_from_db()
    hub = HubPage(
        title=_("Hulp dicht bij huis"),
        slug="stad",
        introduction=_("Over wonen, welzijn en zorg in %(city)s.") % {"city": identity.city},
    )
    root.add_child(instance=hub)
    hub.save_revision().publish()
    _add_contact_page(hub)
    _add_standard_pages(hub)
    return hub


def _add_contact_page(parent: Page) -> None:
    page = ContactPage(title=_("Contact"), slug="contact", introduction=_("U kunt bellen, mailen of langskomen. Wij denken met u mee."))
    parent.add_child(instance=page)
    page.save_revision().publish()


def _add_standard_pages(hub: HubPage) -> None:
    for title, slug, introduction, body in STANDARD_PAGES:
        page = StandardPage(title=title, slug=slug, introduction=introduction, body=[("paragraph", body)])
        hub.add_child(instance=page)
        page.save_revision().publish()


def _make_group(name: str, home: HomePage, collection: Collection, page_actions: Sequence[str]) -> Group:
    if Group.objects.filter(name=name).exists():
        raise ProvisioningError(_("Er is al een groep '%(name)s'. Geef de wijk een andere naam.") % {"name": name})
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    for action in page_actions:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.create(group=group, page=home, permission=permission)
    for codename in COLLECTION_PERMISSIONS:
        permission = Permission.objects.get(codename=codename, content_type__app_label__in=("wagtailimages", "wagtaildocs"))
        GroupCollectionPermission.objects.create(group=group, collection=collection, permission=permission)
    return group


def _ensure_central_editors(hub: HubPage) -> None:
    group, _created = Group.objects.get_or_create(name=CENTRAL_EDITORS)
    codenames = Permission.objects.filter(content_type__app_label__in=CENTRAL_APPS)
    group.permissions.add(
        *codenames,
        *Permission.objects.filter(content_type__app_label="sites", codename__in=CENTRAL_ZONE_PERMISSIONS),
        Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"),
    )
    root = Page.get_first_root_node()
    for action in MODERATOR_PAGE_ACTIONS:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
    for codename in COLLECTION_PERMISSIONS:
        permission = Permission.objects.get(codename=codename, content_type__app_label__in=("wagtailimages", "wagtaildocs"))
        GroupCollectionPermission.objects.get_or_create(group=group, collection=Collection.get_first_root_node(), permission=permission)


STANDARD_PAGES = (
    (
        "Privacy",
        "privacy",
        "Wij willen zo weinig mogelijk van u weten.",
        """<p>U hoeft op deze site geen naam of adres in te vullen. Er is geen account nodig.</p>
<p>Wij volgen u niet. Er staan geen knoppen of plaatjes van andere bedrijven op onze pagina's.</p>
<h3>Wat wij wel onthouden</h3>
<p>Kiest u grotere letters of meer contrast? Dan onthoudt uw eigen apparaat dat met een cookie.
In dat cookie staat alleen uw keuze.</p>
<p>Uw postcode gebruiken wij een keer, om uw wijk te vinden. Wij bewaren hem niet.</p>""",
    ),
    (
        "Toegankelijkheid",
        "toegankelijkheid",
        "Iedereen moet deze site kunnen gebruiken.",
        """<p>De site werkt met alleen een toetsenbord, met een voorleesprogramma en zonder JavaScript.</p>
<p>U kunt boven en onder aan elke pagina grotere letters of hoog contrast kiezen.
Elke pagina kunt u printen, ook in grote letters.</p>
<h3>Lukt er iets niet?</h3><p>Bel ons of stuur een mail. Wij helpen u en lossen het op.</p>""",
    ),
)
