"""What a zone adds to a dossier: a draft, a second reader, publishing and ending on the minute, and what is left behind: nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex, Revision, TaskState, Workflow, WorkflowState
from wagtail.permissions import policy_registry

from accounts.choices import Role
from accounts.models import User
from accounts.services import grant_role
from cms.tasks_bridge import run_due_jobs
from core.models import Mail
from core.schedule import AMSTERDAM
from dossiers.models import DossierPage, ZoneAddition
from dossiers.permissions import may_publish
from home.models import SecondReaderTask, StandardPage
from home.services.provisioning import remove_zone
from search.models import ReadingFigure
from sites.models import Zone
from socialmap.models.editorial import NotReadyError
from tests.factories import person
from tests.factories.dossiers import make_addition, make_dossier, rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.both_stacks]
NAMES = "wagtailsnippets_dossiers_zoneaddition"
HIDDEN, PUBLIC = "Er is een lift.", "In het buurthuis staat een koffiepot."


def browser_of(user: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(user)
    return client


@pytest.fixture
def writer(zandweerd: Zone) -> User:
    return person(Role.ZONE_EDITOR, zandweerd, email="schrijver@example.nl")


@pytest.fixture
def reader(zandweerd: Zone) -> User:
    return person(Role.MODERATOR, zandweerd, email="lezer@example.nl")


@pytest.fixture
def neighbour(voorstad: Zone) -> User:
    return person(Role.MODERATOR, voorstad, email="buurman@example.nl")


@pytest.fixture
def central() -> User:
    return person(Role.CENTRAL_EDITOR, email="centraal@example.nl")


@pytest.fixture
def page() -> DossierPage:
    return make_dossier()


def typed(page: DossierPage, zone: Zone, text: str = HIDDEN, **fields: Any) -> dict[str, Any]:
    line = {"key": "a", "text": text, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    block = {"text-count": 1, "text-0-type": "paragraph", "text-0-order": 0, "text-0-deleted": ""}
    value = json.dumps({"blocks": [line], "entityMap": {}})
    return {"dossier": page.pk, "zone": zone.pk, "title": "", "go_live_at": "", "expire_at": "", **block, "text-0-value": value} | fields


def edit(user: User, addition: ZoneAddition, text: str = HIDDEN, **fields: Any) -> HttpResponse:
    answer: HttpResponse = browser_of(user).post(
        reverse(f"{NAMES}:edit", args=[addition.pk]), typed(addition.dossier, addition.zone, text, **fields)
    )
    return answer


def decide(user: User, addition: ZoneAddition, action: str, comment: str = "") -> HttpResponse:
    state = ZoneAddition.objects.get(pk=addition.pk).current_workflow_task_state
    assert state is not None
    address = reverse(f"{NAMES}:workflow_action", args=[addition.pk, action, state.pk])
    answer: HttpResponse = browser_of(user).post(address, {"comment": comment})
    return answer


def buttons(user: User, addition: ZoneAddition) -> str:
    answer = browser_of(user).get(reverse(f"{NAMES}:edit", args=[addition.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def read(client: Client, page: DossierPage) -> str:
    return client.get(page.get_absolute_url()).content.decode()


@pytest.fixture
def waiting(writer: User, zandweerd: Zone, page: DossierPage) -> ZoneAddition:
    """A new addition that the editor of the zone submitted."""
    browser_of(writer).post(reverse(f"{NAMES}:add"), typed(page, zandweerd))
    addition = ZoneAddition.objects.get()
    edit(writer, addition, **{"action-submit": "1"})
    return ZoneAddition.objects.get()


def test_a_draft_is_not_public_until_a_second_reader_approves(
    waiting: ZoneAddition, reader: User, page: DossierPage, zandweerd: Zone, on_zone: Client
) -> None:
    assert (waiting.live, waiting.current_workflow_state.workflow) == (False, zandweerd.site.root_page.get_workflow())
    assert HIDDEN not in read(on_zone, page)
    assert str(waiting) in browser_of(reader).get(reverse("wagtailadmin_home")).content.decode()
    assert 'data-workflow-action-name="approve"' in buttons(reader, waiting)

    assert decide(reader, waiting, "approve", "Mooi geschreven.").status_code == 302

    assert HIDDEN in read(on_zone, page)
    addition = ZoneAddition.objects.get()
    assert (addition.live, addition.has_unpublished_changes) == (True, False)
    history = browser_of(reader).get(reverse(f"{NAMES}:history", args=[addition.pk])).content.decode()
    assert "schrijver@example.nl" in history
    assert "Mooi geschreven." in history


def test_what_is_public_stays_while_a_change_waits(writer: User, reader: User, zandweerd: Zone, page: DossierPage, on_zone: Client) -> None:
    addition = make_addition(page, zandweerd)

    edit(writer, addition, **{"action-submit": "1"})

    text = read(on_zone, page)
    assert (PUBLIC in text, HIDDEN in text) == (True, False)
    assert ReadingFigure.objects.get(kind="dossiers.zoneaddition").is_live
    decide(reader, addition, "approve")
    text = read(on_zone, page)
    assert (PUBLIC in text, HIDDEN in text) == (False, True)


def test_a_second_reader_asks_for_changes_and_says_which(
    waiting: ZoneAddition, writer: User, reader: User, page: DossierPage, on_zone: Client
) -> None:
    decide(reader, waiting, "reject", "Noem de dag erbij.")

    assert waiting.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert HIDDEN not in read(on_zone, page)
    assert "Noem de dag erbij." in browser_of(writer).get(reverse(f"{NAMES}:edit", args=[waiting.pk])).content.decode()

    edit(writer, waiting, "Op dinsdag is er een lift.", **{"action-submit": "1"})
    decide(reader, waiting, "approve")

    assert "Op dinsdag is er een lift." in read(on_zone, page)


def test_central_editors_are_second_readers_too(waiting: ZoneAddition, central: User, page: DossierPage, on_zone: Client) -> None:
    assert 'data-workflow-action-name="approve"' in buttons(central, waiting)

    decide(central, waiting, "approve")

    assert HIDDEN in read(on_zone, page)


@pytest.mark.parametrize("who", ["reader", "central", "administrator"])
def test_nobody_approves_their_own(who: str, request: pytest.FixtureRequest, zandweerd: Zone, page: DossierPage, on_zone: Client) -> None:
    user = person(Role.ADMINISTRATOR, email="beheer@example.nl") if who == "administrator" else request.getfixturevalue(who)
    addition = make_addition(page, zandweerd)
    edit(user, addition, **{"action-submit": "1"})
    state = ZoneAddition.objects.get().current_workflow_task_state

    assert 'data-workflow-action-name="approve"' not in buttons(user, addition)
    decide(user, addition, "approve")
    edit(user, addition, **{"action-workflow-action": "1", "workflow-action-name": "approve"})
    with pytest.raises(PermissionDenied):
        state.task.specific.on_action(state.specific, user, "approve")

    assert HIDDEN not in read(on_zone, page)
    assert TaskState.objects.get().status == TaskState.STATUS_IN_PROGRESS


def test_nobody_approves_their_own_page_either(reader: User, zandweerd: Zone) -> None:
    draft = StandardPage(title="Nieuws", slug="nieuws", live=False)
    zandweerd.site.root_page.add_child(instance=draft)
    draft.save_revision(user=reader)
    state = draft.get_workflow().start(draft, reader)
    address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.current_task_state_id])

    browser_of(reader).post(address, {"comment": ""})
    assert not StandardPage.objects.get(pk=draft.pk).live

    browser_of(person(Role.MODERATOR, zandweerd, email="ander@example.nl")).post(address, {"comment": ""})
    assert StandardPage.objects.get(pk=draft.pk).live


def test_one_step_is_not_approved_in_the_name_of_another(waiting: ZoneAddition, reader: User, zandweerd: Zone) -> None:
    own = make_addition(make_dossier(title="Minder alleen", slug="minder-alleen", theme=waiting.dossier.theme), zandweerd)
    edit(reader, own, **{"action-submit": "1"})
    step = ZoneAddition.objects.get(pk=own.pk).current_workflow_task_state

    for name in ("workflow_action", "collect_workflow_action_data"):
        answer = browser_of(reader).post(reverse(f"{NAMES}:{name}", args=[waiting.pk, "approve", step.pk]), {"comment": ""})
        assert answer.status_code == 404

    assert TaskState.objects.get(pk=step.pk).status == TaskState.STATUS_IN_PROGRESS


def test_who_may_not_publish_does_not(writer: User, zandweerd: Zone, page: DossierPage, on_zone: Client) -> None:
    client = browser_of(writer)
    client.post(reverse(f"{NAMES}:add"), typed(page, zandweerd) | {"action-publish": "1"})
    addition = ZoneAddition.objects.get()
    assert not addition.live

    edit(writer, addition, **{"action-publish": "1"})

    assert not ZoneAddition.objects.get().live
    assert HIDDEN not in read(on_zone, page)
    form = buttons(writer, addition)
    assert ("action-publish" in form, "action-submit" in form) == (False, True)


def test_who_may_publish_does_so_with_the_text_of_another_alone(
    writer: User, reader: User, zandweerd: Zone, page: DossierPage, on_zone: Client
) -> None:
    addition = make_addition(page, zandweerd)
    edit(reader, addition, "Alleen van mij.")
    edit(reader, addition, "Alleen van mij.", **{"action-publish": "1"})
    assert "Alleen van mij." not in read(on_zone, page)
    assert 'name="action-publish"' not in buttons(reader, addition)

    edit(writer, addition, "Samen geschreven.")
    assert 'name="action-publish"' in buttons(reader, addition)
    edit(reader, addition, "Samen geschreven!", **{"action-publish": "1"})
    assert "Samen geschreven!" in read(on_zone, page)

    # What was read is public; what comes after is read anew.
    edit(reader, addition, "Weer van mij.", **{"action-publish": "1"})
    assert "Weer van mij." not in read(on_zone, page)


@pytest.mark.parametrize("name", ["unpublish", "lock"])
def test_offline_and_locked_takes_the_right_to_publish(name: str, writer: User, reader: User, zandweerd: Zone, page: DossierPage) -> None:
    addition = make_addition(page, zandweerd)

    browser_of(writer).post(reverse(f"{NAMES}:{name}", args=[addition.pk]))
    addition.refresh_from_db()
    assert (addition.live, addition.locked) == (True, False)

    browser_of(reader).post(reverse(f"{NAMES}:{name}", args=[addition.pk]))
    addition.refresh_from_db()
    assert (addition.live, addition.locked) == ((False, False) if name == "unpublish" else (True, True))


def test_a_right_elsewhere_is_none_here(zandweerd: Zone, voorstad: Zone, page: DossierPage) -> None:
    """Somebody who writes in one zone and publishes in another."""
    user = person(Role.MODERATOR, voorstad, email="twee@example.nl")
    grant_role(user=user, role=Role.ZONE_EDITOR, zone=zandweerd, by=None, at=timezone.now())
    user = User.objects.get(pk=user.pk)
    addition = make_addition(page, zandweerd)
    edit(person(Role.ZONE_EDITOR, zandweerd, email="ander@example.nl"), addition)
    policy = policy_registry.get(addition)

    for name in ("unpublish", "lock"):
        browser_of(user).post(reverse(f"{NAMES}:{name}", args=[addition.pk]))
    edit(user, addition, **{"action-publish": "1"})

    addition.refresh_from_db()
    assert (addition.live, addition.locked, addition.has_unpublished_changes) == (True, False, True)
    assert not may_publish(user, addition)
    assert policy.user_has_permission(user, "publish")
    assert not policy.user_has_permission_for_instance(user, "publish", addition)
    assert addition not in policy.instances_user_has_permission_for(user, "publish")
    assert user not in policy.users_with_permission_for_instance("publish", addition)


def test_another_zone_neither_sees_nor_decides(waiting: ZoneAddition, neighbour: User, page: DossierPage, on_zone: Client) -> None:
    client, state = browser_of(neighbour), waiting.current_workflow_task_state
    waiting.title = "Geheime kop"
    waiting.save(update_fields=["title"])
    for name in ("edit", "history", "unpublish", "workflow_history", "preview_on_edit", "delete"):
        assert client.get(reverse(f"{NAMES}:{name}", args=[waiting.pk])).status_code == 302
    assert client.post(reverse(f"{NAMES}:workflow_action", args=[waiting.pk, "approve", state.pk]), {"comment": ""}).status_code == 302

    assert HIDDEN not in read(on_zone, page)
    assert "Geheime kop" not in client.get(reverse("dossier-usage", args=[page.pk])).content.decode()
    assert "Geheime kop" in browser_of(person(Role.CENTRAL_EDITOR)).get(reverse("dossier-usage", args=[page.pk])).content.decode()
    assert str(waiting) not in client.get(reverse("wagtailadmin_home")).content.decode()


NOON = datetime(2027, 1, 4, 12, 0, tzinfo=AMSTERDAM)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOON - timedelta(hours=1), tick=False) as travelling:
        yield travelling


def test_it_goes_public_and_ends_on_the_minute(clock: Any, writer: User, reader: User, waiting: ZoneAddition, on_zone: Client) -> None:
    addition, page = waiting, waiting.dossier
    addition.current_workflow_state.cancel(user=writer)
    edit(writer, addition, go_live_at="2027-01-04 12:00", expire_at="2027-01-04 14:00", **{"action-submit": "1"})
    decide(reader, addition, "approve")
    call_command("tick")
    assert HIDDEN not in read(on_zone, page)

    clock.move_to(NOON + timedelta(seconds=1))
    call_command("tick")
    assert HIDDEN in read(on_zone, page)

    clock.move_to(NOON + timedelta(hours=2) - timedelta(seconds=1))
    assert HIDDEN in read(on_zone, page)

    # Nothing has put it offline yet, and nobody reads it.
    clock.move_to(NOON + timedelta(hours=2))
    assert ZoneAddition.objects.get().live
    assert HIDDEN not in read(on_zone, page)
    assert not ZoneAddition.objects.shown(at=timezone.now()).exists()

    clock.move_to(NOON + timedelta(hours=2, seconds=1))
    call_command("tick")
    addition.refresh_from_db()
    assert (addition.live, addition.expired) == (False, True)


def test_a_planned_change_leaves_what_is_public_until_then(
    clock: Any, writer: User, reader: User, zandweerd: Zone, on_zone: Client
) -> None:
    page = make_dossier()
    addition = make_addition(page, zandweerd)
    addition.save_revision(user=reader).publish()
    edit(writer, addition, go_live_at="2027-01-04 12:00", **{"action-submit": "1"})
    decide(reader, addition, "approve")
    assert PUBLIC in read(on_zone, page)

    clock.move_to(NOON + timedelta(seconds=1))
    call_command("tick")

    text = read(on_zone, page)
    assert (PUBLIC in text, HIDDEN in text) == (False, True)


def test_somebody_who_may_publish_cancels_a_plan(clock: Any, writer: User, reader: User, zandweerd: Zone, page: DossierPage) -> None:
    addition = make_addition(page, zandweerd)
    edit(writer, addition, go_live_at="2027-01-04 12:00", **{"action-submit": "1"})
    decide(reader, addition, "approve")
    planned = Revision.objects.for_instance(addition).get(approved_go_live_at__isnull=False)
    address = reverse(f"{NAMES}:revisions_unschedule", args=[addition.pk, planned.pk])

    browser_of(writer).post(address)
    assert Revision.objects.filter(pk=planned.pk, approved_go_live_at=NOON).exists()
    browser_of(reader).post(address)
    assert Revision.objects.filter(pk=planned.pk, approved_go_live_at=None).exists()


def test_an_empty_draft_waits_and_is_not_published(writer: User, reader: User, zandweerd: Zone, page: DossierPage) -> None:
    browser_of(writer).post(reverse(f"{NAMES}:add"), {**typed(page, zandweerd), "text-count": 0})
    addition = ZoneAddition.objects.get()
    with pytest.raises(NotReadyError, match="Schrijf eerst wat uw wijk toevoegt"):
        addition.latest_revision.publish()

    addition.get_workflow().start(addition, writer)
    assert decide(reader, addition, "approve").status_code < 500
    assert not ZoneAddition.objects.get().live


def test_what_changed_is_readable(writer: User, zandweerd: Zone, page: DossierPage) -> None:
    addition = make_addition(page, zandweerd)
    addition.save_revision(user=writer).publish()
    block = ZoneAddition.objects.get().text[0]
    edit(writer, addition, "In het buurthuis staat een theepot.", **{"text-0-id": block.id})
    compare = reverse(f"{NAMES}:revisions_compare", args=[addition.pk, "live", "latest"])

    text = browser_of(writer).get(compare).content.decode()

    assert re.search(r'<span class="deletion">koffiepot\.?</span>', text)
    assert re.search(r'<span class="addition">theepot\.?</span>', text)


def test_a_preview_shows_the_draft_on_the_page_of_its_zone(writer: User, zandweerd: Zone, page: DossierPage) -> None:
    addition = make_addition(page, zandweerd)
    edit(writer, addition)
    revision = ZoneAddition.objects.get().latest_revision

    text = browser_of(writer).get(reverse(f"{NAMES}:revisions_view", args=[addition.pk, revision.pk])).content.decode()

    assert HIDDEN in text
    assert "Zandweerd" in text
    assert PUBLIC not in text


def test_a_preview_of_the_dossier_has_public_additions_alone(page: DossierPage, waiting: ZoneAddition, reader: User) -> None:
    assert HIDDEN not in page.make_preview_request(preview_mode="zandweerd").content.decode()

    decide(reader, waiting, "approve")

    assert HIDDEN in page.make_preview_request(preview_mode="zandweerd").content.decode()


def test_what_was_seen_of_the_dossier_stays_seen_when_a_draft_is_published(
    writer: User, reader: User, zandweerd: Zone, page: DossierPage
) -> None:
    addition = make_addition(page, zandweerd)
    edit(writer, addition, **{"action-submit": "1"})
    seen = rewrite(page, point_1="Begin vandaag.").last_published_at
    run_due_jobs()
    assert Mail.objects.filter(to=writer.email).count() == 1
    browser_of(writer).post(reverse("dossier-changes", args=[addition.pk]), {"up_to": seen.isoformat()})

    decide(reader, addition, "approve")

    addition = ZoneAddition.objects.get()
    assert (addition.seen_at, addition.is_behind, HIDDEN in str(addition.text)) == (seen, False, True)


def test_the_writer_hears_what_was_decided(waiting: ZoneAddition, reader: User, writer: User) -> None:
    mail.outbox.clear()

    decide(reader, waiting, "approve")

    told = [address for letter in mail.outbox for address in letter.to]
    assert told == [writer.email] or Mail.objects.filter(to=writer.email).exists()


def test_a_dossier_costs_the_same_with_drafts(waiting: ZoneAddition, reader: User, page: DossierPage, on_zone: Client) -> None:
    on_zone.get(page.get_absolute_url())
    for _round in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert on_zone.get(page.get_absolute_url()).status_code == 200
        assert len(captured) <= 8
        if waiting.current_workflow_state:
            decide(reader, waiting, "approve")


def left_behind(pk: int) -> list[Any]:
    kind = ZoneAddition(pk=pk).get_base_content_type()
    return [
        *ZoneAddition.objects.filter(pk=pk),
        *Revision.objects.filter(base_content_type=kind, object_id=str(pk)),
        *WorkflowState.objects.filter(base_content_type=kind, object_id=str(pk)),
        *TaskState.objects.filter(revision=None),
        *ReferenceIndex.objects.filter(base_content_type=kind, object_id=str(pk)),
        *ReadingFigure.objects.filter(kind="dossiers.zoneaddition", object_id=pk),
    ]


def test_a_zone_that_goes_takes_what_it_was_writing(waiting: ZoneAddition, zandweerd: Zone) -> None:
    assert left_behind(waiting.pk)

    remove_zone(zone=zandweerd)

    assert left_behind(waiting.pk) == []
    assert not SecondReaderTask.objects.filter(name="Nakijken in Zandweerd").exists()
    assert not Workflow.objects.filter(name="Nakijken in Zandweerd").exists()


def test_a_dossier_that_goes_takes_what_was_added(waiting: ZoneAddition, page: DossierPage, central: User) -> None:
    page.delete()

    assert left_behind(waiting.pk) == []
    assert browser_of(central).get(reverse("wagtailadmin_home")).status_code == 200


def test_an_addition_that_is_deleted_while_it_waits_leaves_nothing(waiting: ZoneAddition, writer: User, reader: User) -> None:
    pk = waiting.pk
    browser_of(reader).post(reverse(f"{NAMES}:delete", args=[pk]))

    assert left_behind(pk) == []
