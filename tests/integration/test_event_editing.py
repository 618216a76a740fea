"""An activity in the admin: nobody shows it in a zone where they do not decide, whichever way they publish."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.actions.publish_revision import PublishPermissionError

from accounts.choices import Role
from accounts.models import User
from agenda.forms.editing import EventPageForm
from agenda.models import EventPage
from sites.models import Zone
from tests.factories import person
from tests.factories.agenda import make_event

pytestmark = pytest.mark.both_stacks


def form_for(event: EventPage, user: User) -> EventPageForm:
    kind = EventPage.get_edit_handler().get_form_class()
    assert issubclass(kind, EventPageForm)
    form: EventPageForm = kind(instance=event, for_user=user, parent_page=event.get_parent())
    return form


def offered(form: EventPageForm) -> set[str]:
    return {zone.name for zone in form.fields["also_in"].queryset}


def test_an_editor_is_offered_the_zones_where_they_decide(zandweerd: Zone, voorstad: Zone, bathmen: Zone) -> None:
    event = make_event(zandweerd)

    assert offered(form_for(event, person(Role.ZONE_EDITOR, zandweerd))) == set()
    assert offered(form_for(event, person(Role.MODERATOR, zandweerd, voorstad))) == {"Zandweerd", "Voorstad"}
    assert offered(form_for(event, person(Role.CENTRAL_EDITOR))) == {"Zandweerd", "Voorstad", "Bathmen"}


def test_what_others_chose_stands_there_and_can_be_taken_away(zandweerd: Zone, bathmen: Zone) -> None:
    event = make_event(zandweerd, also_in=[bathmen], is_city_wide=True)
    form = form_for(event, person(Role.MODERATOR, zandweerd))

    assert offered(form) == {"Zandweerd", "Bathmen"}
    assert not form.fields["is_city_wide"].disabled


def test_the_whole_city_is_for_who_decides_everywhere(zandweerd: Zone) -> None:
    event = make_event(zandweerd)

    assert form_for(event, person(Role.MODERATOR, zandweerd)).fields["is_city_wide"].disabled
    assert not form_for(event, person(Role.CENTRAL_EDITOR)).fields["is_city_wide"].disabled


def test_a_zone_that_is_not_offered_is_refused(zandweerd: Zone, bathmen: Zone) -> None:
    form = form_for(make_event(zandweerd), person(Role.MODERATOR, zandweerd))

    with pytest.raises(ValidationError):
        form.fields["also_in"].clean([str(bathmen.pk)])


@pytest.mark.parametrize("wider", [{"also_in": True}, {"is_city_wide": True}])
def test_a_draft_that_reaches_further_is_not_published_by_who_decides_in_one_zone(
    zandweerd: Zone, bathmen: Zone, wider: dict[str, bool]
) -> None:
    event = make_event(zandweerd)
    draft = EventPage.objects.get(pk=event.pk)
    draft.is_city_wide = "is_city_wide" in wider
    draft.also_in.set([bathmen] if "also_in" in wider else [])
    revision = draft.save_revision()

    moderator = person(Role.MODERATOR, zandweerd)
    with pytest.raises(PublishPermissionError):
        revision.publish(user=moderator)
    client = Client(headers={"host": "localhost:8000"})
    client.force_login(moderator)
    client.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={event.pk}")
    stored = EventPage.objects.get(pk=event.pk)
    assert (stored.is_city_wide, list(stored.also_in.all())) == (False, [])

    revision.publish(user=person(Role.CENTRAL_EDITOR))
    stored = EventPage.objects.get(pk=event.pk)
    assert stored.is_city_wide or list(stored.also_in.all()) == [bathmen]


def test_what_is_shown_elsewhere_already_stays_so_when_its_zone_changes_it(zandweerd: Zone, bathmen: Zone) -> None:
    event = make_event(zandweerd, also_in=[bathmen])
    draft = EventPage.objects.get(pk=event.pk)
    draft.title = "Nieuwe naam"

    draft.save_revision().publish(user=person(Role.MODERATOR, zandweerd))

    assert EventPage.objects.get(pk=event.pk).title == "Nieuwe naam"


def test_a_copy_is_shown_in_its_own_zone_alone(zandweerd: Zone, bathmen: Zone) -> None:
    event = make_event(zandweerd, also_in=[bathmen], is_city_wide=True)

    copy = event.copy(update_attrs={"slug": "kopie"})

    assert (copy.is_city_wide, list(copy.also_in.all()), copy.uid == event.uid) == (False, [], False)
