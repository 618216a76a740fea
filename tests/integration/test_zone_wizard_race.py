"""Two who make the same zone at the same moment: one is made, the other reads why not."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry, Site

from accounts.choices import Role
from accounts.models import User
from home.forms import blueprint_of
from home.models import ZoneDraft
from home.services import ProvisioningError, remove_zone
from home.services.wizard import begin_draft, make_zone
from sites.models import Zone
from tests.factories import person
from tests.integration.races import at_once, committed, taken_away
from tests.leftovers import rows

__all__ = ["committed"]
pytestmark = pytest.mark.both_stacks


def _draft(by: User, *, slug: str) -> ZoneDraft:
    draft = begin_draft(by=by, at=timezone.now())
    draft.data = {
        "naam": {"name": ["De Race"], "slug": [slug], "kind": ["stad"]},
        "gebied": {"postcodes": ["7499"], "neighbours": ["zandweerd"]},
        "uiterlijk": {"accent": ["mos"], "pictogram": ["brug"]},
        "balie": {"desk": ["geen"], "phone": ["0570-000012"]},
    }
    draft.save()
    return draft


@pytest.mark.parametrize("slugs", [("de-race", "de-race"), ("de-race", "andere-race")], ids=["same address", "same name"])
def test_one_wins_and_the_other_gets_a_sentence(committed: None, slugs: tuple[str, str]) -> None:
    with taken_away(PageLogEntry, ModelLogEntry):
        drafts = [_draft(person(Role.CENTRAL_EDITOR), slug=slug) for slug in slugs]
        blueprints = [blueprint_of(draft) for draft in drafts]
        start = rows()

        def make(number: int) -> str:
            blueprint = blueprints[number]
            assert blueprint is not None
            try:
                make_zone(draft=drafts[number], blueprint=blueprint, by=drafts[number].by, at=timezone.now())
            except ProvisioningError as error:
                return " ".join(error.messages)
            return "made"

        told = at_once([lambda: make(0), lambda: make(1)])

        try:
            assert sorted(told)[1] == "made"
            assert "al een wijk" in min(told) or "Iemand maakte net" in min(told)
            assert Zone.objects.filter(name="De Race").count() == 1
            assert Group.objects.filter(name="Redactie De Race").count() == 1
            assert ZoneDraft.objects.filter(pk__in=[draft.pk for draft in drafts]).count() == 1
        finally:
            for zone in Zone.objects.filter(name="De Race"):
                remove_zone(zone=zone)
            ZoneDraft.objects.filter(pk__in=[draft.pk for draft in drafts]).delete()
            Site.clear_site_root_paths_cache()
            connection.close()
        assert start["sites_zone"] == rows()["sites_zone"]
