"""Merging two of the social map: every relation follows, addresses lead on, history stays, and search is in step."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import ModelLogEntry, ReferenceIndex

from accounts.choices import Role
from accounts.models import User
from dossiers.models import ChosenEntry
from moderation.choices import SubmissionState
from moderation.models import Submission, Trust
from search.models import OutboxRow, SearchDocument
from search.services import compare_index
from sites.models import Zone
from socialmap.models import Entry, LikePair, Membership, Organisation, ReviewLink, ReviewQuestion
from socialmap.services import Merge, MergeRefusedError, count_references, merge
from socialmap.services.moving import BY_KEY, Fate, relations_to
from tests.factories import EntryFactory, OrganisationFactory, ThemeFactory, person
from tests.factories.agenda import make_event
from tests.factories.consulting import propose
from tests.factories.dossiers import make_dossier
from tests.factories.partners import make_partner
from tests.factories.places import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def central() -> User:
    return person(Role.CENTRAL_EDITOR)


@pytest.fixture
def admin(central: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(central)
    return client


def merged(kept: Any, dropped: Any, by: User, *, values: dict[str, Any] | None = None, lists: dict[str, Any] | None = None) -> Any:
    kept, dropped = (type(thing).objects.get(pk=thing.pk) for thing in (kept, dropped))
    chosen = Merge(kept=kept, dropped=dropped, values=values or {}, lists=lists or {}, seen=(kept.version, dropped.version))
    return merge(chosen=chosen, by=by, at=timezone.now())


def nothing_points_at(thing: Any) -> None:
    left = {pointer.model._meta.label: pointer.rows(thing).count() for pointer in relations_to(type(thing))}
    assert {name: count for name, count in left.items() if count} == {}
    assert [row.pk for row in ReferenceIndex.get_references_to(thing)] == []


# Entries


def test_entry_gets_what_pointed_at_the_other_and_search_follows(central: User, on_zone: Client, zandweerd: Zone) -> None:
    kept, dropped = EntryFactory(title="Koffie", slug="koffie"), EntryFactory(title="Koffie uur", slug="koffie-uur")
    stopped = EntryFactory(title="Thee", stopped_on=date(2026, 1, 2), alternatives=[dropped])
    dossier = make_dossier()
    chosen = ChosenEntry.objects.create(page=dossier, entry=dropped)
    ReviewQuestion.objects.create(kind="hulp", object_id=dropped.pk, review_on=date(2026, 1, 2), days=0, asked_at=timezone.now())
    LikePair.objects.create(kind="socialmap.entry", first_id=kept.pk, second_id=dropped.pk, score=60, certainty="midden")
    OutboxRow.objects.all().delete()

    merged(kept, dropped, central, values={"sentence": "U drinkt koffie met buren."})

    chosen.refresh_from_db()
    assert chosen.entry_id == kept.pk
    assert [entry.pk for entry in Entry.objects.get(pk=stopped.pk).alternatives.all()] == [kept.pk]
    assert not ReviewQuestion.objects.filter(object_id=dropped.pk).exists()
    assert not LikePair.objects.exists()
    nothing_points_at(Entry.objects.get(pk=dropped.pk))
    assert ReferenceIndex.get_references_to(kept).filter(base_content_type__isnull=False).exists()
    gone = Entry.objects.get(pk=dropped.pk)
    assert (gone.live, gone.merged_into_id) == (False, kept.pk)
    assert not SearchDocument.objects.filter(key=f"entry:{dropped.pk}").exists()
    assert set(OutboxRow.objects.values_list("key", flat=True)) <= {f"entry:{kept.pk}", f"entry:{dropped.pk}"}
    assert compare_index().keys == ()
    assert on_zone.get("/sociale-kaart/koffie/").status_code == 200


def test_old_address_leads_to_the_kept_one_on_every_site_and_chains_are_one_step(central: User, on_zone: Client, on_hub: Client) -> None:
    first, second, third = (EntryFactory(slug=slug) for slug in ("een", "twee", "drie"))
    Redirect.add_redirect("/sociale-kaart/nul/", "/sociale-kaart/een/")

    merged(second, first, central)
    merged(third, second, central)

    for client in (on_zone, on_hub):
        for slug in ("een", "twee"):
            answer = client.get(f"/sociale-kaart/{slug}/")
            assert (answer.status_code, answer["Location"]) == (301, "/sociale-kaart/drie/")
        answer = client.get("/sociale-kaart/nul/")
        assert (answer.status_code, answer["Location"]) == (301, "/sociale-kaart/drie/")
    assert set(Entry.objects.filter(merged_into=third).values_list("slug", flat=True)) == {"een", "twee"}


def test_old_address_follows_when_the_kept_one_moves_and_is_gone_when_that_is_offline(central: User, on_zone: Client) -> None:
    kept, dropped = EntryFactory(slug="een"), EntryFactory(slug="twee")
    kept = merged(kept, dropped, central)
    kept.slug = "nieuw"
    kept.save_revision().publish()

    assert on_zone.get("/sociale-kaart/twee/")["Location"] == "/sociale-kaart/nieuw/"
    Entry.objects.get(pk=kept.pk).unpublish()
    assert on_zone.get("/sociale-kaart/twee/").status_code == 404


def test_address_of_what_was_merged_stays_taken_and_it_never_goes_live_again(central: User) -> None:
    kept, dropped = EntryFactory(), EntryFactory(slug="weg")
    draft = dropped.save_revision()
    draft.publish()
    merged(kept, dropped, central)

    with pytest.raises(IntegrityError), transaction.atomic():
        EntryFactory(slug="weg")
    with pytest.raises(ValidationError, match="samengevoegd met"):
        draft.publish()
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=dropped.pk).update(live=True)


def test_both_histories_say_who_merged_what_and_what_it_said_can_be_read(central: User, admin: Client) -> None:
    kept, dropped = EntryFactory(title="Koffie"), EntryFactory(title="Koffie uur", description="Zo was het.")

    merged(kept, dropped, central, values={"title": "Koffie"})

    for thing, action in ((kept, "socialmap.absorbed"), (dropped, "socialmap.merged")):
        row = ModelLogEntry.objects.for_instance(thing).get(action=action)
        assert (row.user, row.data["kept"], row.data["dropped"]) == (central, "Koffie", "Koffie uur")
        assert "amengevoegd" in admin.get(reverse("wagtailsnippets_socialmap_entry:history", args=[thing.pk])).text
    revision = Entry.objects.get(pk=dropped.pk).latest_revision
    assert revision is not None
    assert revision.as_object().description == "Zo was het."


def test_lists_and_fields_are_as_chosen(central: User, zandweerd: Zone, voorstad: Zone) -> None:
    eten, zorg = ThemeFactory(), ThemeFactory()
    kept, dropped = EntryFactory(zones=[zandweerd], themes=[eten]), EntryFactory(zones=[voorstad], themes=[zorg], phone="0570-000044")

    now = merged(
        kept,
        dropped,
        central,
        values={"phone": "0570-000044"},
        lists={"zones": [zandweerd, voorstad], "themes": [zorg], "alternatives": [dropped]},
    )

    assert (now.phone, now.live) == ("0570-000044", True)
    assert {zone.slug for zone in now.zones.all()} == {"zandweerd", "voorstad"}
    assert [theme.pk for theme in now.themes.all()] == [zorg.pk]
    assert list(now.alternatives.all()) == []


def test_what_both_had_is_there_once(central: User) -> None:
    kept, dropped = EntryFactory(), EntryFactory()
    dossier = make_dossier()
    for entry in (kept, dropped):
        ChosenEntry.objects.create(page=dossier, entry=entry)
    both = EntryFactory(alternatives=[kept, dropped])
    Entry.objects.get(pk=kept.pk).alternatives.through.objects.create(from_entry=kept, to_entry=dropped)

    merged(kept, dropped, central)

    assert [row.entry_id for row in ChosenEntry.objects.filter(page=dossier)] == [kept.pk]
    assert [entry.pk for entry in Entry.objects.get(pk=both.pk).alternatives.all()] == [kept.pk]
    assert list(Entry.objects.get(pk=kept.pk).alternatives.all()) == []
    nothing_points_at(Entry.objects.get(pk=dropped.pk))


def test_drafts_that_wait_point_at_the_kept_one(central: User) -> None:
    kept, dropped = EntryFactory(), EntryFactory()
    stopped = EntryFactory()
    stopped.alternatives = [dropped]
    stopped.save_revision()
    dossier = make_dossier()
    dossier.chosen = [ChosenEntry(entry=dropped)]
    dossier.save_revision()

    merged(kept, dropped, central)

    for thing in (Entry.objects.get(pk=stopped.pk), type(dossier).objects.get(pk=dossier.pk)):
        thing.latest_revision.publish()
    assert [entry.pk for entry in Entry.objects.get(pk=stopped.pk).alternatives.all()] == [kept.pk]
    assert [row.entry_id for row in ChosenEntry.objects.filter(page=dossier)] == [kept.pk]


def test_draft_is_merged_into_what_is_public(central: User) -> None:
    kept, dropped = EntryFactory(title="Koffie"), EntryFactory(title="Koffie nieuw", live=False)

    now = merged(kept, dropped, central)

    assert (now.live, now.title) == (True, "Koffie")
    assert compare_index().keys == ()


# Refusals


def test_who_may_not_change_everything_merges_nothing(zandweerd: Zone) -> None:
    kept, dropped = EntryFactory(zones=[zandweerd]), EntryFactory(zones=[zandweerd])
    with pytest.raises(MergeRefusedError, match="mag dit niet"):
        merged(kept, dropped, person(Role.MODERATOR, zandweerd))
    assert Entry.objects.filter(live=True, pk=dropped.pk).exists()


@pytest.mark.parametrize(
    ("fields", "sentence"), [({"locked": True}, "vergrendeld"), ({"has_unpublished_changes": True}, "concept dat nog niet online")]
)
def test_locks_and_drafts_that_wait_are_seen_to_first(central: User, fields: dict[str, Any], sentence: str) -> None:
    kept, dropped = EntryFactory(), EntryFactory()
    for thing in (kept, dropped):
        Entry.objects.filter(pk=thing.pk).update(**fields)
        with pytest.raises(MergeRefusedError, match=sentence):
            merged(kept, dropped, central)
        Entry.objects.filter(pk=thing.pk).update(**dict.fromkeys(fields, False))
    assert merged(kept, dropped, central).live


def test_what_changed_since_it_was_on_the_screen_is_not_merged(central: User) -> None:
    kept, dropped = EntryFactory(), EntryFactory()
    chosen = Merge(kept=kept, dropped=dropped, values={}, lists={}, seen=(kept.version, dropped.version))
    Entry.objects.get(pk=dropped.pk).save()
    with pytest.raises(MergeRefusedError, match="Iemand anders"):
        merge(chosen=chosen, by=central, at=timezone.now())


def test_second_of_two_merges_gets_a_sentence(central: User) -> None:
    kept, dropped = EntryFactory(), EntryFactory()
    merged(kept, dropped, central)
    with pytest.raises(MergeRefusedError, match="al samengevoegd"):
        merged(kept, dropped, central)


def test_what_would_not_be_complete_is_refused_and_nothing_is_written(central: User) -> None:
    kept, dropped = EntryFactory(), EntryFactory()
    before = ModelLogEntry.objects.count()
    with pytest.raises(MergeRefusedError, match="contact"):
        merged(kept, dropped, central, values={"phone": ""})
    assert ModelLogEntry.objects.count() == before
    assert Entry.objects.get(pk=dropped.pk).live


# Organisations


def test_organisation_gets_people_entries_events_hours_and_trust(central: User, on_zone: Client, zandweerd: Zone) -> None:
    user, dropped = make_partner(OrganisationFactory(name="Zonnehof", slug="zonnehof"))
    kept = OrganisationFactory(name="Stichting Zonnehof", slug="stichting-zonnehof")
    Membership.objects.create(organisation=kept, user=user)
    other = make_partner(dropped)[0]
    entry = EntryFactory(owner=dropped)
    event = make_event(zandweerd)
    type(event).objects.filter(pk=event.pk).update(organiser=dropped)
    hour = propose(make_place(zandweerd, name="Het Gilde"), dropped, other)
    for organisation in (kept, dropped):
        Trust.objects.create(organisation=organisation, zone=zandweerd)
    link = ReviewLink.objects.create(organisation=dropped, token_hash="a", asked_on=date(2026, 1, 1), valid_until=timezone.now())

    assert sum(count_references(dropped).values()) >= 7
    now = merged(kept, dropped, central, values={"name": "Zonnehof"})

    entry.refresh_from_db()
    event.refresh_from_db()
    hour.refresh_from_db()
    link.refresh_from_db()
    assert {entry.owner_id, entry.organisation_id, event.organiser_id, hour.organisation_id, link.organisation_id} == {kept.pk}
    assert set(Membership.objects.filter(organisation=kept).values_list("user", flat=True)) == {user.pk, other.pk}
    assert Trust.objects.count() == 1
    assert now.name == "Zonnehof"
    nothing_points_at(Organisation.objects.get(pk=dropped.pk))
    assert on_zone.get("/organisaties/zonnehof/")["Location"] == "/organisaties/stichting-zonnehof/"
    assert compare_index().keys == ()


def test_what_partners_sent_moves_along_when_it_is_decided(central: User) -> None:
    kept, dropped = EntryFactory(), EntryFactory()
    kind = ContentType.objects.get_for_model(Entry)
    row = Submission.objects.create(
        content_type=kind, object_id=dropped.pk, kind="change", title="Oud", state=SubmissionState.REFUSED, decided_at=timezone.now()
    )
    merged(kept, dropped, central)
    row.refresh_from_db()
    assert row.object_id == kept.pk


# Every relation


def test_every_table_that_knows_things_by_key_alone_is_decided_about() -> None:
    known = {
        model._meta.label
        for model in apps.get_models()
        if any(field.name == "object_id" for field in model._meta.get_fields())
        or any(isinstance(field, GenericForeignKey) for field in model._meta.private_fields)
    }
    assert known - set(BY_KEY) == set()
    for label, fate in BY_KEY.items():
        if fate is Fate.MOVES:
            assert any(isinstance(field, GenericForeignKey) for field in apps.get_model(label)._meta.private_fields)


@pytest.mark.parametrize("model", [Entry, Organisation])
def test_every_column_that_points_here_is_found(model: type[models.Model]) -> None:
    pointing = {
        (other._meta.label, field.name)
        for other in apps.get_models(include_auto_created=True)
        for field in other._meta.local_fields
        if field.is_relation and field.related_model is model
    }
    own = {(f"socialmap.{model.__name__}_{name}", f"from_{model._meta.model_name}") for name in ("alternatives",)}
    own |= {(f"socialmap.{model.__name__}_{name}", str(model._meta.model_name)) for name in ("themes", "zones", "target_groups")}
    assert {(pointer.model._meta.label, pointer.field.name) for pointer in relations_to(model)} == pointing - own
