"""Roles: given and ended by the service alone, followed by Wagtail's groups, and shown under "Toegang"."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.choices import CENTRAL_EDITORS, Right, Role
from accounts.models import RoleGrant, User
from accounts.permissions import held_by, may, may_everywhere, people_who_may, zones_where
from accounts.rules import ROLES_OF_ZONES, Held
from accounts.services import AccessError, end_role, grant_role, invite_person
from accounts.services.people import Invitation, change_details
from core.mail import send_waiting_mail
from home.services import ZoneBlueprint, provision_zone, remove_zone
from sites.models import Zone
from tests.factories import UserFactory, person
from tests.integration.races import at_once, committed
from tests.integration.test_search_log import one_database

pytestmark = pytest.mark.both_stacks

__all__ = ["committed"]


def logged_in(user: User) -> Client:
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(user)
    return client


def now_of(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", list(Role))
def test_groups_and_superuser_follow_from_grants(zandweerd: Zone, role: Role) -> None:
    zone = zandweerd if role in ROLES_OF_ZONES else None
    user = person(role, *([zone] if zone else []))
    expected = {
        Role.ZONE_EDITOR: {zandweerd.editors.name},
        Role.MODERATOR: {zandweerd.moderators.name},
        Role.CENTRAL_EDITOR: {CENTRAL_EDITORS},
    }

    assert set(user.groups.values_list("name", flat=True)) == expected.get(role, set())
    assert user.is_superuser == (role is Role.ADMINISTRATOR)
    # A group that no grant gave goes with the next change.
    user.groups.add(Group.objects.create(name="Op een andere manier"))
    person(Role.ADMINISTRATOR)
    end_role(grant=user.grants.get(), by=None, at=timezone.now())
    assert not now_of(user).groups.exists()
    assert not now_of(user).is_superuser
    assert held_by(now_of(user)) == frozenset()


def test_questions_cost_one_query(zandweerd: Zone, voorstad: Zone, django_assert_num_queries) -> None:
    user = person(Role.MODERATOR, zandweerd)

    with django_assert_num_queries(1):
        assert may(user, Right.MODERATE)
        assert may(user, Right.MODERATE, zone=zandweerd)
        assert not may(user, Right.MODERATE, zone=voorstad)
        assert not may_everywhere(user, Right.MODERATE)
        assert not may(user, Right.SUBMIT)
    with django_assert_num_queries(1):
        assert [zone.slug for zone in zones_where(user, Right.EDIT_PAGES)] == ["zandweerd"]
    with django_assert_num_queries(1):
        assert list(people_who_may(Right.MODERATE, zones=[zandweerd, voorstad])) == [user]
    assert zones_where(person(Role.CENTRAL_EDITOR), Right.EDIT_PAGES).count() == Zone.objects.count()


def test_who_is_switched_off_may_nothing(zandweerd: Zone) -> None:
    user = person(Role.MODERATOR, zandweerd)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert not may(now_of(user), Right.ENTER_ADMIN)
    assert list(people_who_may(Right.MODERATE, zones=[zandweerd])) == []


@pytest.mark.parametrize(
    ("giver", "role", "is_given"),
    [
        (Role.ADMINISTRATOR, Role.ADMINISTRATOR, True),
        (Role.ADMINISTRATOR, Role.CENTRAL_EDITOR, True),
        (Role.CENTRAL_EDITOR, Role.CENTRAL_EDITOR, False),
        (Role.CENTRAL_EDITOR, Role.ADMINISTRATOR, False),
        (Role.CENTRAL_EDITOR, Role.MODERATOR, True),
        (Role.CENTRAL_EDITOR, Role.ZONE_EDITOR, True),
        (Role.CENTRAL_EDITOR, Role.PARTNER, True),
        (Role.CENTRAL_EDITOR, Role.PROFESSIONAL, True),
        (Role.MODERATOR, Role.PARTNER, False),
        (Role.ZONE_EDITOR, Role.ZONE_EDITOR, False),
        (Role.PARTNER, Role.PARTNER, False),
    ],
)
def test_nobody_gives_what_they_do_not_have(zandweerd: Zone, giver: Role, role: Role, is_given: bool) -> None:
    by = person(giver, *([zandweerd] if giver in ROLES_OF_ZONES else []))
    to, zone = UserFactory(), zandweerd if role in ROLES_OF_ZONES else None

    if is_given:
        grant = grant_role(user=to, role=role, zone=zone, by=by, at=timezone.now())
        assert (grant.granted_by, grant.ended_at) == (by, None)
    else:
        with pytest.raises(AccessError, match=r"rollen geven|mag meer"):
            grant_role(user=to, role=role, zone=zone, by=by, at=timezone.now())
        assert not to.grants.exists()


def test_nobody_changes_their_own_roles_or_those_of_the_more_powerful(zandweerd: Zone) -> None:
    central, administrator = person(Role.CENTRAL_EDITOR), person(Role.ADMINISTRATOR)

    for who in (central, administrator):
        with pytest.raises(AccessError, match="eigen rollen"):
            grant_role(user=who, role=Role.PARTNER, by=who, at=timezone.now())
        with pytest.raises(AccessError, match="eigen rollen"):
            end_role(grant=who.grants.get(), by=who, at=timezone.now())
    with pytest.raises(AccessError, match="mag meer dan u"):
        grant_role(user=administrator, role=Role.PARTNER, by=central, at=timezone.now())
    grant_role(user=administrator, role=Role.MODERATOR, zone=zandweerd, by=None, at=timezone.now())
    with pytest.raises(AccessError, match="mag meer dan u"):
        end_role(grant=administrator.grants.get(role=Role.MODERATOR), by=central, at=timezone.now())


def test_the_last_administrator_stays(db: None) -> None:
    RoleGrant.objects.filter(role=Role.ADMINISTRATOR).delete()
    first, second = person(Role.ADMINISTRATOR), person(Role.ADMINISTRATOR)
    end_role(grant=first.grants.get(), by=second, at=timezone.now())

    with pytest.raises(AccessError, match="laatste beheerder"):
        end_role(grant=second.grants.get(), by=None, at=timezone.now())
    assert now_of(second).is_superuser


@hypothesis_settings(one_database, max_examples=12)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from(Role), st.integers(0, 1), st.booleans()),
        max_size=8,
    )
)
def test_whatever_people_try_they_never_reach_more(db: None, tries: list[tuple[int, int, Role, int, bool]]) -> None:
    zones = list(Zone.objects.order_by("pk")[:2])
    with transaction.atomic():
        people = [
            person(Role.CENTRAL_EDITOR),
            person(Role.MODERATOR, zones[0]),
            person(Role.ZONE_EDITOR, zones[1]),
            person(Role.PARTNER),
            UserFactory(),
        ]
        for giver, taker, role, at_zone, is_ending in tries:
            by, to = people[giver], people[taker]
            zone = zones[at_zone] if role in ROLES_OF_ZONES else None
            try:
                if is_ending:
                    for grant in to.grants.filter(role=role, zone=zone, ended_at=None):
                        end_role(grant=grant, by=by, at=timezone.now())
                else:
                    grant_role(user=to, role=role, zone=zone, by=by, at=timezone.now())
            except AccessError:
                continue
        fresh = [now_of(one) for one in people]
        assert not any(may(one, Right.ADMINISTER) or one.is_superuser for one in fresh)
        assert [one for one in fresh if Held(role=Role.CENTRAL_EDITOR) in held_by(one)] == [fresh[0]]
        for one in fresh:
            groups = {grant.zone.editors_id if grant.role == Role.ZONE_EDITOR else grant.zone.moderators_id
                      for grant in one.grants.filter(ended_at=None, zone__isnull=False)}  # fmt: skip
            assert set(one.groups.exclude(name=CENTRAL_EDITORS).values_list("pk", flat=True)) == groups
        transaction.set_rollback(True)


def test_a_role_is_given_once_and_ended_once(zandweerd: Zone) -> None:
    user, at = person(Role.MODERATOR, zandweerd), timezone.now()
    again = grant_role(user=user, role=Role.MODERATOR, zone=zandweerd, by=None, at=at)

    assert user.grants.get() == again
    end_role(grant=again, by=None, at=at)
    ended = user.grants.get().ended_at
    end_role(grant=again, by=None, at=at + timedelta(days=1))
    assert user.grants.get().ended_at == ended
    grant_role(user=user, role=Role.MODERATOR, zone=zandweerd, by=None, at=at + timedelta(days=2))
    assert user.grants.count() == 2


@pytest.mark.parametrize(("role", "has_zone"), [(Role.MODERATOR, False), (Role.PARTNER, True)])
def test_a_zone_belongs_to_roles_of_zones_alone(zandweerd: Zone, role: Role, has_zone: bool) -> None:
    zone = zandweerd if has_zone else None

    with pytest.raises(AccessError, match="Kies een wijk"):
        grant_role(user=UserFactory(), role=role, zone=zone, by=None, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=UserFactory(), role=role, zone=zone)


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.PARTNER])
def test_the_database_keeps_one_open_grant(zandweerd: Zone, role: Role) -> None:
    fields = {"user": UserFactory(), "role": role, "zone": zandweerd if role in ROLES_OF_ZONES else None}
    RoleGrant.objects.create(**fields)

    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(**fields)


def test_the_database_keeps_the_log_straight(zandweerd: Zone) -> None:
    user, at = UserFactory(), timezone.now()

    for fields in ({"ended_by": user}, {"granted_at": at, "ended_at": at - timedelta(seconds=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrant.objects.create(user=user, role=Role.PARTNER, **fields)
    person(Role.PARTNER, email="blijft@example.nl")
    with pytest.raises(ProtectedError):
        User.objects.get(email="blijft@example.nl").delete()


def test_sessions_end_with_a_role_and_at_once(zandweerd: Zone) -> None:
    user = person(Role.MODERATOR, zandweerd)
    grant_role(user=user, role=Role.PARTNER, by=None, at=timezone.now())
    client = logged_in(now_of(user))
    assert client.get(reverse("wagtailadmin_home")).status_code == 200

    end_role(grant=user.grants.get(role=Role.PARTNER), by=None, at=timezone.now())

    assert client.get(reverse("wagtailadmin_home")).headers["Location"].startswith("/beheer/login/")


def test_who_becomes_staff_logs_in_anew(zandweerd: Zone) -> None:
    user = person(Role.PARTNER)
    stamp = user.session_stamp

    grant_role(user=user, role=Role.PROFESSIONAL, by=None, at=timezone.now())
    assert now_of(user).session_stamp == stamp
    grant_role(user=user, role=Role.MODERATOR, zone=zandweerd, by=None, at=timezone.now())
    assert now_of(user).session_stamp == stamp + 1


def test_a_zone_that_goes_ends_its_roles_and_the_log_still_reads(db: None) -> None:
    zone = provision_zone(blueprint=ZoneBlueprint(name="Proefwijk", slug="proefwijk", latitude=52.2, longitude=6.1))
    user = person(Role.MODERATOR, zone)

    remove_zone(zone=zone)

    grant = user.grants.get()
    assert (grant.zone, grant.in_words) == (None, "Moderator van Proefwijk")
    assert grant.ended_at is not None


def test_a_superuser_of_the_command_has_the_grant(db: None) -> None:
    call_command("createsuperuser", "--noinput", email="nieuw@example.nl", verbosity=0)

    user = User.objects.get(email="nieuw@example.nl")
    assert (user.grants.get().role, user.grants.get().granted_by) == (Role.ADMINISTRATOR, None)


def test_wagtails_own_ways_to_rights_are_closed(zandweerd: Zone) -> None:
    administrator, user = person(Role.ADMINISTRATOR), person(Role.ZONE_EDITOR, zandweerd)
    client = logged_in(administrator)

    assert client.get("/beheer/users/").headers["Location"] == reverse("accounts-people")
    assert client.get(f"/beheer/users/edit/{user.pk}/").headers["Location"] == reverse("accounts-person", args=[user.pk])
    for path in ("groups/", "groups/new/", f"groups/edit/{zandweerd.moderators.pk}/", "users/new/", f"users/delete/{user.pk}/"):
        assert client.get(f"/beheer/{path}").status_code == 404, path
    for action in ("assign_role", "delete", "set_active_state"):
        answer = client.post(
            f"/beheer/bulk/accounts/user/{action}/?id={user.pk}", {"role": zandweerd.moderators.pk, "mark_as_active": "False"}
        )
        assert answer.status_code == 404, action
    client.post(f"/beheer/users/edit/{user.pk}/", {"email": user.email, "is_superuser": "on", "groups": [zandweerd.moderators.pk]})
    assert set(now_of(user).groups.all()) == {zandweerd.editors}
    assert not now_of(user).is_superuser
    # Nobody moves their own account to another address either.
    assert 'name="name_email-email"' not in client.get(reverse("wagtailadmin_account")).text


def test_toegang_is_for_who_manages_people(zandweerd: Zone) -> None:
    target = person(Role.PARTNER)
    paths = [
        reverse("accounts-people"), reverse("accounts-log"), reverse("accounts-invite"),
        reverse("accounts-person", args=[target.pk]), reverse("accounts-person-details", args=[target.pk]),
    ]  # fmt: skip
    posts = [reverse("accounts-role-end", args=[target.grants.get().pk]), reverse("accounts-person-reset", args=[target.pk])]

    for role in (Role.MODERATOR, Role.ZONE_EDITOR):
        client = logged_in(person(role, zandweerd))
        assert [client.get(path).status_code for path in paths] == [302] * 5
        assert [client.post(path).status_code for path in posts] == [302] * 2
        assert "Toegang" not in client.get(reverse("wagtailadmin_home")).text
    central = logged_in(person(Role.CENTRAL_EDITOR))
    assert [central.get(path).status_code for path in paths] == [200, 200, 200, 200, 302]
    assert "Toegang" in central.get(reverse("wagtailadmin_home")).text
    assert target.grants.get().ended_at is None


def test_inviting_ending_and_the_log_on_screen(zandweerd: Zone) -> None:
    client = logged_in(person(Role.CENTRAL_EDITOR, email="centraal@example.nl"))
    form = {"email": "Nieuw@Example.nl", "first_name": "Noor", "last_name": "Nieuw", "role": "moderator", "zone": zandweerd.pk}

    missing = client.post(reverse("accounts-invite"), form | {"zone": ""})
    assert (missing.status_code, "Kies de wijk" in missing.text) == (422, True)
    assert client.post(reverse("accounts-invite"), form | {"role": "administrator", "zone": ""}).status_code == 422
    assert client.post(reverse("accounts-invite"), form).status_code == 302
    user = User.objects.get(email="nieuw@example.nl")
    shown = client.get(reverse("accounts-people")).text
    assert "Noor Nieuw" in shown
    assert "Moderator van Zandweerd" in shown
    grant = user.grants.get()
    assert client.post(reverse("accounts-role-end", args=[grant.pk])).status_code == 302
    log = client.get(reverse("accounts-log")).text
    assert "door centraal@example.nl" in log
    assert "Noor Nieuw" not in client.get(reverse("accounts-people")).text
    assert "Rollen van vroeger" in client.get(reverse("accounts-person", args=[user.pk])).text


def test_a_central_editor_sees_no_buttons_on_the_more_powerful(zandweerd: Zone) -> None:
    administrator, client = person(Role.ADMINISTRATOR), logged_in(person(Role.CENTRAL_EDITOR))
    person(Role.ADMINISTRATOR)

    page = client.get(reverse("accounts-person", args=[administrator.pk])).text
    assert "Stop deze rol" not in page
    assert "Geef deze rol" not in page
    assert client.post(reverse("accounts-role-end", args=[administrator.grants.get().pk])).status_code == 302
    assert now_of(administrator).is_superuser


def test_the_list_of_people_costs_the_same_at_two_and_at_twenty(zandweerd: Zone, django_assert_max_num_queries) -> None:
    client, counts = logged_in(person(Role.ADMINISTRATOR)), []
    for number in (2, 18):
        for _index in range(number):
            person(Role.MODERATOR, zandweerd)
        client.get(reverse("accounts-people"))
        with django_assert_max_num_queries(30) as captured:
            client.get(reverse("accounts-people"))
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_an_invitation_says_how_to_log_in(zandweerd: Zone) -> None:
    at = timezone.now()
    invite_person(invitation=Invitation(email="partner1@example.nl", role=Role.PARTNER), by=None, at=at)
    invite_person(invitation=Invitation(email="mod@example.nl", role=Role.MODERATOR, zone=zandweerd), by=None, at=at)
    mail.outbox.clear()
    send_waiting_mail.call()
    sent = {one.to[0]: one.body for one in mail.outbox}

    assert "/inloggen/" in sent["partner1@example.nl"]
    assert "Kies uw wachtwoord" in sent["mod@example.nl"]
    link = next(line for line in sent["mod@example.nl"].splitlines() if line.startswith("http"))
    client = Client(headers={"host": "localhost:8000"})
    page = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    chosen = {"new_password1": "een lang en goed wachtwoord", "new_password2": "een lang en goed wachtwoord"}
    assert client.post(page.redirect_chain[-1][0], chosen).status_code == 302
    assert client.login(username="mod@example.nl", password="een lang en goed wachtwoord")


def test_another_address_ends_sessions_and_links(db: None) -> None:
    by, user = person(Role.ADMINISTRATOR), person(Role.CENTRAL_EDITOR)
    client = logged_in(user)

    change_details(user=now_of(user), email="Anders@Example.nl", first_name="An", last_name="Ders", by=by)

    assert client.get(reverse("wagtailadmin_home")).headers["Location"].startswith("/beheer/login/")
    assert now_of(user).email == "anders@example.nl"
    with pytest.raises(AccessError):
        change_details(user=now_of(by), email="gekaapt@example.nl", first_name="", last_name="", by=now_of(user))


def test_two_administrators_who_end_each_other_leave_one(committed: None) -> None:
    first, second = person(Role.ADMINISTRATOR), person(Role.ADMINISTRATOR)

    def end(by: User, user: User) -> str:
        try:
            end_role(grant=user.grants.get(), by=by, at=timezone.now())
        except AccessError:
            return "refused"
        return "ended"

    outcomes = at_once([partial(end, first, second), partial(end, second, first)])

    assert sorted(outcomes) == ["ended", "refused"]
    assert User.objects.filter(is_superuser=True).count() == 1
