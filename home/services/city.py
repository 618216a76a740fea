"""Making a city: the hub, its pages, the settings of every page, and the group of central editors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from accounts.choices import CENTRAL_EDITORS
from agenda.models import AgendaPage
from core.languages import SOURCE, in_dutch
from dossiers.models import SharedTreePage
from home.models import ContactPage, HomePage, HubPage, SecondReaderTask, StandardPage
from sites.models import CitySettings
from socialmap.models import Entry, Organisation, Theme

MODERATOR_PAGE_ACTIONS = ("add", "change", "publish", "lock", "unlock")
COLLECTION_PERMISSIONS = (
    "add_image", "change_image", "choose_image",
    "add_document", "change_document", "choose_document",
)  # fmt: skip
CENTRAL_APPS = ("socialmap", "search", "dossiers", "wagtail_localize")
# Of places and what changes there they read the log; who may change those follows from rights.
CENTRAL_ZONE_PERMISSIONS = ("view_zone", "change_zone", "change_citysettings", "change_location", "change_locationchange")
# What a fresh Wagtail brings along; its groups may edit every zone's pages, so they go.
WAGTAIL_GROUPS = ("Editors", "Moderators")


class ProvisioningError(ValidationError):
    """A zone or city cannot be made like this; the messages can be shown."""


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
@in_dutch()
def ensure_city(*, identity: CityIdentity) -> HubPage:
    """Make the hub, its default Site, the city's settings and the group of central editors.

    Repeatable: what exists is kept, the settings are brought up to date. Raises ValidationError.
    """
    hub = HubPage.objects.filter(locale__language_code=SOURCE).first() or _make_hub(identity)
    ensure_locales()
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
    for front_door in (hub, *HomePage.objects.filter(locale__language_code=SOURCE)):
        add_agenda_page(front_door)
    shared = _ensure_shared_tree()
    central = _ensure_central_editors()
    _remove_wagtail_defaults()
    _ensure_workflow(_("Nakijken door de centrale redactie"), central, page=hub, models=(Entry, Organisation, Theme))
    _ensure_workflow(_("Nakijken van wat wijken delen"), central, page=shared, models=())
    return hub


def ensure_locales() -> None:
    """Let pages be written in every language of the settings; which of them residents see follows from the pages that there are."""
    for code, _name in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)


def make_workflow(name: str, approvers: Group, *, page: Page) -> Workflow:
    """Pages below a page that somebody submits go to a second reader of a group for approval."""
    workflow: Workflow = Workflow.objects.create(name=name)
    task = SecondReaderTask.objects.create(name=name)
    task.groups.add(approvers)
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=page)
    return workflow


def grant(group: Group, *, page: Page, page_actions: Sequence[str], collection: Collection) -> None:
    """Let a group into the admin, with actions on a page tree and the files of a collection; repeatable."""
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    for action in page_actions:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    for codename in COLLECTION_PERMISSIONS:
        permission = Permission.objects.get(codename=codename, content_type__app_label__in=("wagtailimages", "wagtaildocs"))
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def add_contact_page(parent: Page) -> None:
    """Every site has a page that says how to reach somebody."""
    page = ContactPage(title=_("Contact"), slug="contact", introduction=_("U kunt bellen, mailen of langskomen. Wij denken met u mee."))
    parent.add_child(instance=page)
    page.save_revision().publish()


def add_agenda_page(parent: Page) -> None:
    """Every site has an agenda; repeatable, so that a city of before it gets one too."""
    if AgendaPage.objects.child_of(parent).exists():
        return
    page = AgendaPage(title=_("Agenda"), slug="agenda", introduction=_("Kies een dag. U ziet wat er te doen is en waar."))
    parent.add_child(instance=page)
    page.save_revision().publish()


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
    add_contact_page(hub)
    _add_standard_pages(hub)
    return hub


def _add_standard_pages(hub: HubPage) -> None:
    for title, slug, introduction, body in STANDARD_PAGES:
        page = StandardPage(title=title, slug=slug, introduction=introduction, body=body)
        hub.add_child(instance=page)
        page.save_revision().publish()


def _ensure_shared_tree() -> SharedTreePage:
    """What zones share stands beside the sites, in a tree that has none."""
    found = SharedTreePage.objects.filter(locale__language_code=SOURCE).first()
    if found is None:
        found = SharedTreePage(title=_("Gedeeld"), slug="gedeeld", introduction=_("Wat alle wijken laten zien."))
        Page.get_first_root_node().add_child(instance=found)
        found.save_revision().publish()
    return found


def _ensure_central_editors() -> Group:
    group, _created = Group.objects.get_or_create(name=CENTRAL_EDITORS)
    group.permissions.add(
        *Permission.objects.filter(content_type__app_label__in=CENTRAL_APPS),
        *Permission.objects.filter(content_type__app_label="sites", codename__in=CENTRAL_ZONE_PERMISSIONS),
    )
    grant(group, page=Page.get_first_root_node(), page_actions=MODERATOR_PAGE_ACTIONS, collection=Collection.get_first_root_node())
    return group


def _ensure_workflow(name: str, approvers: Group, *, page: Page, models: Sequence[type]) -> None:
    workflow = Workflow.objects.filter(name=name).first() or make_workflow(name, approvers, page=page)
    for model in models:
        WorkflowContentType.objects.get_or_create(content_type=ContentType.objects.get_for_model(model), defaults={"workflow": workflow})


def _remove_wagtail_defaults() -> None:
    groups = Group.objects.filter(name__in=WAGTAIL_GROUPS, user=None)
    tasks = GroupApprovalTask.objects.filter(groups__in=groups)
    Workflow.objects.filter(workflow_tasks__task__in=tasks.values("task_ptr")).delete()
    tasks.delete()
    groups.delete()


STANDARD_PAGES = (
    (
        "Privacy",
        "privacy",
        "Wij willen zo weinig mogelijk van u weten.",
        [
            (
                "paragraph",
                """<p>U kunt alles lezen zonder een naam of adres in te vullen. Om hulp te zoeken is geen account nodig.</p>
<p>Wij volgen u niet. Er staan geen knoppen of plaatjes van andere bedrijven op onze pagina's.</p>""",
            ),
            ("heading", "Wat wij wel onthouden"),
            (
                "paragraph",
                """<p>Kiest u grotere letters of meer contrast? Dan onthoudt uw eigen apparaat dat met een cookie.
In dat cookie staat alleen uw keuze.</p>
<p>Uw postcode gebruiken wij een keer, om uw wijk te vinden. Wij bewaren hem niet.</p>
<p>Vult u een formulier in? Dan zet uw browser een cookie waarmee wij zien dat het van onze site komt.</p>""",
            ),
            ("heading", "Wat wij tellen als u zoekt"),
            (
                "paragraph",
                """<p>Wij tellen wat mensen zoeken. Zo zien wij welke hulp er mist. Wij tellen niet wie zoekt.</p>
<p>Van elke zoekvraag bewaren wij de dag, de wijk, het soort apparaat en hoeveel u vond.
Het soort apparaat is: telefoon, tablet of computer.</p>
<p>Van uw woorden bewaren wij alleen gewone woorden, zoals 'hulp' en 'boodschappen'.
Namen, nummers en adressen bewaren wij niet. Een ander woord zien wij pas als het vaker is getypt:
vijf keer, op drie dagen. Gaat uw vraag over gevaar? Dan bewaren wij geen enkel woord.</p>
<p>Na 30 dagen gooien wij vragen weg die weinig mensen stelden. Na 13 maanden gooien wij alles weg.</p>""",
            ),
            ("heading", "Als u inlogt"),
            (
                "paragraph",
                """<p>Alleen wie voor een organisatie of in de zorg werkt, kan inloggen. Van die mensen bewaren wij de naam,
het e-mailadres, de rol en wanneer iemand het laatst inlogde. Een cookie onthoudt dat u bent ingelogd, hooguit een halve dag.</p>""",
            ),
            ("heading", "Als u ons iets schrijft"),
            (
                "paragraph",
                """<p>Vindt u niets, dan mag u ons schrijven wat u zocht. Schrijf geen namen op.
Telefoonnummers en e-mailadressen halen wij weg. De redactie leest het. Is het klaar, dan gooien wij het na drie maanden weg.</p>
<p>Om misbruik te voorkomen tellen wij een uur lang hoeveel berichten van hetzelfde netwerk komen. Daarna is dat weg.
Terwijl u typt, lost uw apparaat een rekensom op. Zo houden wij programma's tegen. Daar is niemand anders bij nodig.</p>""",
            ),
            ("heading", "Als u zich aanmeldt voor een activiteit"),
            (
                "paragraph",
                """<p>Wij vragen uw naam, uw e-mailadres en met hoeveel mensen u komt. Wie de activiteit organiseert, kan dat lezen.
De redactie van de Wijkwinkel ook. Wij gebruiken het alleen voor deze activiteit.</p>
<p>U krijgt een mail om te bevestigen. Doet u dat niet, dan gooien wij alles na een dag weg. Meldt u zich af, dan gooien wij uw naam
en adres meteen weg. Anders doen wij dat twee weken na de activiteit. Wij bewaren dan alleen hoeveel mensen er waren.</p>
<p>Wij tellen een dag lang hoe vaak een e-mailadres zich aanmeldt. Dat bewaren wij zo dat niemand het adres kan lezen.</p>""",
            ),
        ],
    ),
    (
        "Toegankelijkheid",
        "toegankelijkheid",
        "Iedereen moet deze site kunnen gebruiken.",
        [
            (
                "paragraph",
                """<p>De site werkt met alleen een toetsenbord, met een voorleesprogramma en zonder JavaScript.</p>
<p>U kunt boven en onder aan elke pagina grotere letters of hoog contrast kiezen.
Elke pagina kunt u printen, ook in grote letters.</p>""",
            ),
            ("heading", "Lukt er iets niet?"),
            ("paragraph", "<p>Bel ons of stuur een mail. Wij helpen u en lossen het op.</p>"),
        ],
    ),
)
