"""The demo city: fifteen zones of Deventer with invented organisations, loaded as a user's files are."""

from __future__ import annotations

import csv
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import Role
from accounts.models import User
from accounts.rules import ROLES_OF_ZONES
from accounts.services import grant_role
from core.schedule import AMSTERDAM
from home.services.city import CityIdentity, ensure_city
from home.services.demo_consulting import load_consulting_hours
from home.services.demo_dossiers import load_dossiers
from home.services.demo_events import load_events
from home.services.demo_guides import load_guides
from home.services.demo_locations import load_locations
from home.services.demo_partners import load_partners
from home.services.demo_translations import load_translations
from home.services.provisioning import ZoneBlueprint, provision_zone
from search.services import refresh_readings, save_direct_help, save_hard_word, save_synonym
from sites.models import Zone
from socialmap.models import TargetGroup, Theme
from socialmap.services import ImportFile, apply_import, refresh_due_pairs

DEMO_DIR = Path(__file__).resolve().parent.parent / "demo"
DEMO_EDITOR_EMAIL = "redactie@example.nl"
DEMO_ZONE = "zandweerd"
DEMO_PEOPLE = {
    Role.ADMINISTRATOR: ("beheer@example.nl", "Beheer"),
    Role.CENTRAL_EDITOR: (DEMO_EDITOR_EMAIL, "Redactie"),
    Role.ZONE_EDITOR: ("wijkredactie@example.nl", "Wijkredactie"),
    Role.MODERATOR: ("moderator@example.nl", "Moderator"),
    Role.PARTNER: ("partner@example.nl", "Partner"),
    Role.PROFESSIONAL: ("buurtcoach@example.nl", "Buurtcoach"),
}
PASSWORD_BYTES = 12
DEMO_CITY = CityIdentity(
    city="Deventer",
    phone="0570-000010",
    phone_hours="ma-vr 9:00-17:00",
    email="wijkwinkel@example.nl",
    notice="De Wijkwinkel is van de bibliotheek, de gemeente en organisaties in uw wijk.",
    is_demonstration=True,
)

Progress = Callable[[str], None]


def demo_fingerprint() -> str:
    """Changes when any file of the demo city changes, so that a second start can skip loading."""
    digest = hashlib.sha256()
    for path in sorted(DEMO_DIR.rglob("*.csv")) + sorted(DEMO_DIR.rglob("*.json")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


@transaction.atomic
def load_demo_city(*, say: Progress) -> None:
    """Load or update the whole demo city in one transaction; repeatable."""
    say(_("De stad en de wijken"))
    ensure_city(identity=DEMO_CITY)
    _load_zones()
    load_locations(_rows("locations.csv"), changes=_rows("location_changes.csv"), at=timezone.now())
    say(_("Thema's en doelgroepen"))
    _load_vocabulary()
    say(_("Organisaties"))
    apply_import(file=ImportFile.ORGANISATIONS, content=_joined([DEMO_DIR / "organisations.csv"]), by=None)
    say(_("Hulp en tips"))
    apply_import(file=ImportFile.ENTRIES, content=_joined(sorted((DEMO_DIR / "entries").glob("*.csv"))), by=None)
    say(_("Dossiers"))
    load_dossiers(_files("dossiers"), at=timezone.now())
    load_guides(_files("guides"))
    say(_("Activiteiten"))
    load_events(_rows("events.csv"), texts=_rows("event_texts.csv"), today=timezone.now().astimezone(AMSTERDAM).date())
    say(_("Woorden van bewoners en directe hulp"))
    _load_words()
    say(_("Andere talen"))
    load_translations(DEMO_DIR / "translations")
    say(_("Mensen"))
    _load_people()
    load_partners(_rows("submissions.csv"), at=timezone.now())
    say(_("Spreekuren"))
    partner = User.objects.get(email=DEMO_PEOPLE[Role.PARTNER][0])
    load_consulting_hours(_rows("consulting_hours.csv"), partner=partner, at=timezone.now())
    # The hard words came after the texts that they stand in.
    refresh_readings()
    # What came in twice is there to merge at once, not after the first night.
    refresh_due_pairs()


def set_demo_password() -> str:
    """Make the demo editor if needed and give it a fresh random password, which is returned once."""
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    user = _ensure_person(Role.CENTRAL_EDITOR, DEMO_EDITOR_EMAIL, _("Redactie"))
    user.set_password(password)
    user.save(update_fields=["password"])
    return password


def _load_people() -> None:
    """One person for every role, without a password; those of zones in the first zone."""
    for role, (email, name) in DEMO_PEOPLE.items():
        _ensure_person(role, email, name)


def _ensure_person(role: Role, email: str, name: str) -> User:
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, first_name=name, last_name=_("Voorbeeld"))
    zone = Zone.objects.get(slug=DEMO_ZONE) if role in ROLES_OF_ZONES else None
    grant_role(user=user, role=role, zone=zone, by=None, at=timezone.now())
    return User.objects.get(pk=user.pk)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DEMO_DIR / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _files(folder: str) -> Iterator[dict[str, Any]]:
    for path in sorted((DEMO_DIR / folder).glob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def _load_zones() -> None:
    outlines = json.loads((DEMO_DIR / "outlines.json").read_text(encoding="utf-8"))
    rows = list(_rows("zones.csv"))
    existing = set(Zone.objects.values_list("slug", flat=True))
    for row in rows:
        if row["slug"] not in existing:
            provision_zone(blueprint=_blueprint(row, outlines[row["slug"]]["points"]))
    zones = {zone.slug: zone for zone in Zone.objects.all()}
    for row in rows:
        zones[row["slug"]].neighbours.set([zones[slug] for slug in row["buren"].split("|")])


def _blueprint(row: dict[str, str], outline: list[list[float]]) -> ZoneBlueprint:
    return ZoneBlueprint(
        name=row["naam"],
        slug=row["slug"],
        number=int(row["volgorde"]),
        kind=row["soort"],
        latitude=float(row["breedtegraad"]),
        longitude=float(row["lengtegraad"]),
        accent=row["accent"],
        pictogram=row["pictogram"],
        state_text=row["uitleg_toestand"],
        neighbourhoods=row["buurten"].split("|"),
        postcodes=[(first, last) for first, _dash, last in (pair.partition("-") for pair in row["postcodes"].split("|"))],
        outline=outline,
        phone=row["telefoon"],
    )


def _load_vocabulary() -> None:
    for row in _rows("themes.csv"):
        theme = Theme.objects.filter(slug=row["slug"]).first() or Theme(slug=row["slug"])
        theme.name, theme.introduction, theme.icon = row["naam"], row["inleiding"], row["icoon"]
        theme.order, theme.is_tile, theme.tile_label = int(row["volgorde"]), row["tegel"] == "ja", row["tegeltekst"]
        theme.full_clean()
        theme.save()
    for row in _rows("target_groups.csv"):
        TargetGroup.objects.update_or_create(slug=row["slug"], defaults={"name": row["naam"], "order": int(row["volgorde"])})


def _joined(paths: list[Path]) -> BytesIO:
    """One file out of several with the same header, because entries refer to each other across themes."""
    header, bodies = b"", []
    for path in paths:
        header, _newline, body = path.read_bytes().partition(b"\n")
        bodies.append(body)
    return BytesIO(b"\n".join([header, *bodies]))


def _load_words() -> None:
    for row in _rows("synonyms.csv"):
        save_synonym(kind=row["soort"], term=row["term"], words=row["woorden"].split("|"))
    for row in _rows("hard_words.csv"):
        save_hard_word(
            word=row["woord"],
            easier=row["makkelijker"],
            meaning=row["uitleg"],
            forms=[form for form in row["vormen"].split(",") if form],
            is_searched=row["zoeken"] == "ja",
        )
    for row in _rows("direct_help.csv"):
        save_direct_help(
            key=row["sleutel"],
            title=row["titel"],
            text=row["tekst"],
            phone=row["telefoon"],
            words=row["woorden"].split("|"),
            not_with=[phrase for phrase in row["niet_bij"].split("|") if phrase],
            chat_url=row["chat"],
            order=int(row["volgorde"]),
        )
