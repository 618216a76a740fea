"""What the isolation matrix is asked about: one zone with secrets, its neighbour, and somebody of each role.

Every secret holds a word of its own, a canary. `MAY_KNOW` says who may read it; anybody else who does has found a leak.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Task,
    UploadedFile,
)
from wagtail_localize.models import Translation, TranslationSource

from accounts.choices import Role
from accounts.models import RoleGrant, User
from agenda.choices import SignUp
from agenda.models import AgendaPage, CalendarSource, EventDraft, EventPage, Registration
from agenda.services.registering import confirm, register
from core.models import Mail
from core.schedule import AMSTERDAM
from dossiers.models import DossierPage, GuidePage, SharedTreePage
from home.models import HubPage, StandardPage, ZoneDraft
from home.services import ZoneBlueprint, provision_zone
from moderation.choices import SubmissionKind
from moderation.models import Submission, Trust
from moderation.services import answer, ask, submit
from partners.models import Application
from partners.services import apply
from search.choices import SignalSource
from search.models import DirectHelp, HardWord, MissingHelp, Synonym
from sites.choices import ChangeKind, LocationKind
from sites.models import HoursPeriod, Location, LocationChange, Zone
from socialmap.models import CheckedLink, Entry, LikePair, LinkHost, Membership, Organisation
from socialmap.services import ImportFile
from socialmap.services.uploads import store_upload
from tests.factories import EntryFactory, OrganisationFactory, TargetGroupFactory, ThemeFactory, person
from tests.factories.agenda import make_event
from tests.factories.consulting import make_hour, propose
from tests.factories.dossiers import POINTS, guide_outcome, guide_question, make_addition, make_dossier
from tests.factories.partners import make_partner

ROLES = (
    "anonymous",
    "partner",
    "other partner",
    "zone editor",
    "other zone's editor",
    "moderator",
    "other zone's moderator",
    "central editor",
    "administrator",
)
# Every secret title has this word too, so that a search can find it without naming the canary.
BAIT = "geheimwoord"
CENTRAL = {"central editor", "administrator"}
OF_ZONE = {"zone editor", "moderator", *CENTRAL}
MAY_KNOW: dict[str, set[str]] = {
    # Drafts, pictures and documents of a zone.
    "Zandkanarie": OF_ZONE,
    # Drafts of the hub.
    "Hubkanarie": CENTRAL,
    # An activity that a partner sent in, as a page that is a draft of the zone.
    "Inzendkanarie": OF_ZONE | {"partner"},
    # A consulting hour that a partner proposed.
    "Spreekkanarie": {"partner", "moderator", *CENTRAL},
    # What partner and editor wrote to each other.
    "Berichtkanarie": {"partner", "moderator", *CENTRAL},
    # What a partner is still writing.
    "Conceptkanarie": {"partner"},
    # A draft on the social map.
    "Kaartkanarie": CENTRAL,
    # An organisation that asks to become a partner.
    "Aanmeldkanarie": CENTRAL,
    # What residents of the zone missed.
    "Signaalkanarie": OF_ZONE,
    # Who registered for an activity of the zone, and the address of a partner's calendar there.
    "Aanmelderkanarie": OF_ZONE | {"partner"},
    "bronkanarie": OF_ZONE,
    # What only who keeps the places of a zone reads: the name of a period, and what is typed for a move that is still to come.
    "Verhuiskanarie": OF_ZONE,
    # A zone that is not open to residents yet: its name is no secret in the admin.
    "Deurkanarie": {*OF_ZONE, "other zone's editor", "other zone's moderator"},
    # What somebody typed of a new zone.
    "Wijkkanarie": {"central editor"},
    # Addresses of people.
    "partnerkanarie@example.org": OF_ZONE | {"partner"},
    "redactiekanarie@example.nl": OF_ZONE,
}


@dataclass(slots=True, kw_only=True)
class World:
    """Everything that an address can be about, by a short name, and who may ask."""

    people: dict[str, User | None]
    things: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.things[name]


def make_world(own: Zone, other: Zone) -> World:
    """Fill the small city; `own` is the zone that the table speaks of."""
    world = World(people=_people(own, other))
    _pages(world, own, other)
    _files(world, own, other)
    _social_map(world)
    _dossiers(world, own)
    _submissions(world, own)
    _rest(world, own)
    _zones(world)
    return world


def _people(own: Zone, other: Zone) -> dict[str, User | None]:
    partner, _organisation = make_partner(OrganisationFactory(name="Wandelclub", slug="wandelclub"))
    User.objects.filter(pk=partner.pk).update(email="partnerkanarie@example.org")
    return {
        "anonymous": None,
        "partner": User.objects.get(pk=partner.pk),
        "other partner": make_partner(OrganisationFactory(name="Zangkoor", slug="zangkoor"))[0],
        "zone editor": person(Role.ZONE_EDITOR, own, email="redactiekanarie@example.nl"),
        "other zone's editor": person(Role.ZONE_EDITOR, other),
        "moderator": person(Role.MODERATOR, own),
        "other zone's moderator": person(Role.MODERATOR, other),
        "central editor": person(Role.CENTRAL_EDITOR),
        "administrator": person(Role.ADMINISTRATOR, is_superuser=True),
    }


def _pages(world: World, own: Zone, other: Zone) -> None:
    editor = world.people["zone editor"]
    text = [("paragraph", f"<p>Zandkanarie {BAIT}</p>")]
    draft = _page(own.site.root_page, "Zandkanarie", body=text, by=editor)
    public = _page(own.site.root_page, "Openbaar", body=[], live=True)
    public.title, public.body = f"Zandkanarie {BAIT} nieuw", text
    changed = public.save_revision(user=editor, log_action=True)
    private = _page(own.site.root_page, "Zandkanarie", body=text, live=True, slug="besloten")
    hub = _page(HubPage.objects.get(), "Hubkanarie", body=[("paragraph", f"<p>Hubkanarie {BAIT}</p>")], by=world.people["central editor"])
    neighbour = _page(other.site.root_page, "Buren", body=[])
    agenda = AgendaPage.objects.child_of(own.site.root_page).get()
    state = draft.get_workflow().start(draft, editor)
    source, _created = TranslationSource.get_or_create_from_instance(own.site.root_page.specific)
    translation = Translation.objects.create(source=source, target_locale=Locale.objects.get(language_code="en"))
    translation.save_target(publish=False)
    world.things |= {
        "translation source": source,
        "translation": translation,
        "string segment": source.stringsegment_set.order_by("pk").first(),
        "page": draft,
        "revision": draft.latest_revision,
        "workflow state": state,
        "task state": state.current_task_state,
        "task": state.current_task_state.task,
        "workflow": state.workflow,
        "public": public,
        "public revision": changed,
        "private": private,
        "restriction": PageViewRestriction.objects.create(page=private, restriction_type="password", password="open"),
        "home": own.site.root_page,
        "agenda": agenda,
        "hub page": hub,
        "hub": HubPage.objects.get(),
        "neighbour": neighbour,
        "neighbour revision": neighbour.latest_revision,
        "neighbour home": other.site.root_page,
    }


def _page(parent: Page, title: str, *, body: Any, live: bool = False, by: User | None = None, slug: str = "") -> StandardPage:
    page = StandardPage(
        title=f"{title} {BAIT}" if not live or slug else title, slug=slug or f"pagina-{len(title)}-{parent.numchild}", body=body, live=False
    )
    page.owner = by
    parent.add_child(instance=page)
    revision = page.save_revision(user=by, log_action=True)
    if live:
        revision.publish(user=by)
    found: StandardPage = StandardPage.objects.get(pk=page.pk)
    return found


def _files(world: World, own: Zone, other: Zone) -> None:
    editor, image, document = world.people["zone editor"], get_image_model(), get_document_model()
    closed = own.collection.add_child(instance=Collection(name="Zandkanarie besloten"))
    world.things |= {
        "image": image.objects.create(
            title=f"Zandkanarie {BAIT}", file=get_test_image_file(filename="foto.png"), collection=own.collection, uploaded_by_user=editor
        ),
        "document": document.objects.create(
            title=f"Zandkanarie {BAIT}", file=ContentFile(b"%PDF", name="brief.pdf"), collection=closed, uploaded_by_user=editor
        ),
        "neighbour image": image.objects.create(
            title="Buurfoto", file=get_test_image_file(filename="buurfoto.png"), collection=other.collection
        ),
        "neighbour document": document.objects.create(
            title="Buurbrief", file=ContentFile(b"%PDF", name="buurbrief.pdf"), collection=other.collection
        ),
        "collection": closed,
        "collection restriction": CollectionViewRestriction.objects.create(collection=closed, restriction_type="password", password="open"),
        "uploaded image": UploadedFile.objects.create(
            for_content_type=None, file=get_test_image_file(filename="Zandkanarie.png"), uploaded_by_user=editor
        ),
    }


def _social_map(world: World) -> None:
    organisation = Organisation.objects.get(slug="wandelclub")
    theme = ThemeFactory(slug="bewegen", name="Bewegen")
    entry = EntryFactory(title=f"Kaartkanarie {BAIT}", slug="hulp-in-de-maak", live=False, owner=organisation, themes=[theme])
    entry.save_revision(user=world.people["central editor"], log_action=True)
    draft = Organisation.objects.get(pk=organisation.pk)
    draft.name = draft.description = f"Kaartkanarie {BAIT}"
    draft.save_revision(user=world.people["central editor"], log_action=True)
    state = entry.get_workflow().start(entry, world.people["partner"])
    world.things |= {
        "organisation": organisation,
        "entry": Entry.objects.get(pk=entry.pk),
        "entry task state": state.current_task_state,
        "entry workflow state": state,
        "public entry": EntryFactory(title="Openbare hulp", slug="openbare-hulp", owner=organisation, organisation=organisation),
        "theme": theme,
        "target group": TargetGroupFactory(),
        "synonym": Synonym.objects.first() or Synonym.objects.create(term="wmo", words="hulp"),
        "hard word": HardWord.objects.create(word="indicatie", easier="besluit", meaning="Een besluit over zorg."),
        "direct help": DirectHelp.objects.create(key="brand", title="Brand", phone="112", words="brand"),
        "membership": Membership.objects.get(organisation=organisation),
    }
    first, second = sorted((world["entry"].pk, world["public entry"].pk))
    pair = LikePair(kind="socialmap.entry", first_id=first, second_id=second, score=60, certainty="midden", reasons=["naam"])
    pair.save()
    world.things["pair"] = pair


def _dossiers(world: World, own: Zone) -> None:
    page = make_dossier(theme=world["theme"], title="Fit blijven", slug="fit-blijven")
    page.introduction = f"Hubkanarie {BAIT}"
    page.save_revision(user=world.people["central editor"], log_action=True)
    draft = DossierPage(title=f"Hubkanarie {BAIT}", slug="in-de-maak", theme=world["theme"], live=False, **POINTS)
    SharedTreePage.objects.get().add_child(instance=draft)
    guide = GuidePage(
        title=f"Hubkanarie {BAIT}",
        slug="wegwijzer-in-de-maak",
        live=False,
        questions=[guide_question("hub", (f"Hubkanarie {BAIT}", "eind"), ("Nee", "eind"))],
        outcomes=[guide_outcome("eind", title=f"Hubkanarie {BAIT}")],
    )
    SharedTreePage.objects.get().add_child(instance=guide)
    addition = make_addition(page, own)
    addition.title = f"Zandkanarie {BAIT}"
    addition.save_revision(user=world.people["zone editor"], log_action=True)
    state = addition.get_workflow().start(addition, world.people["zone editor"])
    world.things |= {"dossier": DossierPage.objects.get(pk=page.pk), "draft dossier": draft, "draft guide": guide, "addition": addition}
    world.things |= {
        "addition revision": addition.latest_revision,
        "addition workflow state": state,
        "addition task state": state.current_task_state,
    }


def _submissions(world: World, own: Zone) -> None:
    now, partner, organisation = timezone.now(), world.people["partner"], world["organisation"]
    event = EventPage(
        title=f"Inzendkanarie {BAIT}",
        slug="ingezonden",
        introduction=f"Inzendkanarie {BAIT}",
        place_name="St. Jurriën",
        starts_at=now + timedelta(days=9),
        ends_at=now + timedelta(days=9, hours=2),
        organiser=organisation,
        live=False,
        owner=partner,
    )
    world["agenda"].add_child(instance=event)
    event.save_revision(user=partner, log_action=True)
    submission = submit(instance=event, kind=SubmissionKind.NEW, organisation=organisation, by=partner, at=now)
    ask(submission=submission, text=f"Berichtkanarie {BAIT}?", by=world.people["moderator"], at=now)
    answer(submission=submission, text=f"Berichtkanarie {BAIT}.", by=partner, at=now)
    application = Application(
        name=f"Aanmeldkanarie {BAIT}",
        description=f"Aanmeldkanarie {BAIT}",
        contact="Het bestuur",
        email="koor@example.org",
        phone="0570-000020",
    )
    world.things |= {
        "sent event": EventPage.objects.get(pk=event.pk),
        "submission": Submission.objects.get(pk=submission.pk),
        "draft": EventDraft.objects.create(organisation=organisation, by=partner, data={"title": [f"Conceptkanarie {BAIT}"]}),
        "application": apply(application=application, zones=[own], at=now),
        "consulting hour": propose(own.locations.get(), organisation, partner, title=f"Spreekkanarie {BAIT}", at=now),
        "held hour": make_hour(own.locations.get(), organisation, title="Spreekuur op donderdag", weekday=3, at=now),
        "moderation task": Task.objects.filter(name__startswith="Nakijken door de redactie").first(),
    }


def _rest(world: World, own: Zone) -> None:
    now = timezone.now()
    world.things |= {
        "zone": own,
        "desk": own.locations.get(),
        "signal": MissingHelp.objects.create(
            zone=own, text=f"Signaalkanarie {BAIT}", source=SignalSource.VISITOR, created_on=now.date(), query=BAIT
        ),
        "upload": store_upload(
            file=ImportFile.ENTRIES, name="kaart.csv", content=b"slug;titel\n", by=world.people["central editor"], at=now
        ),
        "redirect": Redirect.objects.create(old_path="/oud", redirect_link="/nieuw"),
        "user": world.people["zone editor"],
        "grant": RoleGrant.objects.filter(user=world.people["zone editor"]).first(),
    }
    _agenda(world, own)
    _places(world, own)
    world.things["mails"] = list(Mail.objects.all())


def _places(world: World, own: Zone) -> None:
    place = Location(name=f"De Schakel {BAIT}", slug="de-schakel", zone=own, street="Straat 1", kind=LocationKind.OFFICE)
    place.periods.add(HoursPeriod(notation="ma-vr 9:00-12:00", name="Verhuiskanarie"))
    place.save()
    world.things |= {
        "location": place,
        "change": LocationChange.objects.create(
            location=place, kind=ChangeKind.CLOSED, starts_at=timezone.now() + timedelta(days=30), operator="Verhuiskanarie"
        ),
    }


def _zones(world: World) -> None:
    closed = ZoneBlueprint(
        name=f"Deurkanarie {BAIT}",
        slug="deurkanarie",
        latitude=52.25,
        longitude=6.2,
        postcodes=[("7430AA", "7430ZZ")],
        neighbours=["zandweerd"],
        desk_name=f"Deurkanarie {BAIT}",
        desk_street="Straat 2",
        desk_hours="ma-vr 9:00-12:00",
        is_public=False,
    )
    data = {
        "naam": {"name": [f"Wijkkanarie {BAIT}"], "kind": ["stad"]},
        "gebied": {"postcodes": ["7431"]},
        "uiterlijk": {"accent": ["mos"], "pictogram": ["brug"]},
        "balie": {"desk": ["geen"], "phone": ["0570-000012"]},
    }
    world.things |= {
        "closed zone": provision_zone(blueprint=closed),
        "zone draft": ZoneDraft.objects.create(by=world.people["central editor"], data=data),
    }


def _agenda(world: World, own: Zone) -> None:
    now = timezone.now()
    starts = (now + timedelta(days=20)).strftime("%Y-%m-%d 10:00")
    event = make_event(
        own,
        title="Openbare koffie",
        slug="openbare-koffie",
        starts=starts,
        registration=SignUp.ONLINE,
        capacity=10,
        organiser=world["organisation"],
    )
    day = event.starts_at.astimezone(AMSTERDAM).date()
    register(event=event, day=day, name="Aanmelderkanarie", email="aanmelder@example.org", people=1, at=now)
    registration = Registration.objects.get(places__event=event)
    confirm(uid=registration.uid, at=now)
    url = "https://kapot.example.org/"
    EntryFactory(title="Hulp met een kapotte link", slug="kapotte-link", owner=world["organisation"], zones=[own], website=url)
    host = LinkHost.objects.create(name="kapot.example.org", free_at=now)
    world.things |= {
        "event": event,
        "registration": registration,
        "link": CheckedLink.objects.create(
            url=url, host=host, next_at=now, status=404, failed_days=3, first_failed_at=now, last_failed_on=day
        ),
        "trust": Trust.objects.create(organisation=world["organisation"], zone=own),
        "source": CalendarSource.objects.create(
            organisation=world["organisation"], zone=own, address="https://bronkanarie.example.org/agenda.ics", confirmed_at=now
        ),
    }


__all__ = ["BAIT", "MAY_KNOW", "ROLES", "World", "make_world"]
