"""Two editors merge the same two at the same moment: one wins, the other gets a sentence, and nothing is half done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry, ReferenceIndex, Revision

from accounts.choices import Role
from accounts.models import User
from socialmap.models import Entry, Organisation
from socialmap.services import Merge, MergeRefusedError, merge
from tests.factories import EntryFactory, person
from tests.integration.races import at_once, committed, taken_away

__all__ = ["committed"]


def attempt(kept: Entry, dropped: Entry, by: User) -> Callable[[], str]:
    chosen = Merge(kept=kept, dropped=dropped, values={}, lists={}, seen=(kept.version, dropped.version))

    def run() -> str:
        try:
            merge(chosen=chosen, by=by, at=timezone.now())
        except MergeRefusedError as error:
            return " ".join(error.messages)
        return "gedaan"

    return run


@pytest.mark.both_stacks
def test_of_two_editors_at_once_one_wins_and_the_other_reads_why(committed: None) -> None:
    by = person(Role.CENTRAL_EDITOR)
    with taken_away(ReferenceIndex, ModelLogEntry, Revision, Entry, Organisation):
        one = EntryFactory(title="Koffie")
        other = EntryFactory(title="Koffie uur", owner=one.owner)
        one, other = Entry.objects.get(pk=one.pk), Entry.objects.get(pk=other.pk)

        said = sorted(at_once([attempt(one, other, by), attempt(other, one, by)]), key=lambda text: text != "gedaan")

        assert said[0] == "gedaan"
        assert "al samengevoegd" in said[1] or "Iemand anders veranderde" in said[1]
        assert Entry.objects.filter(merged_into=None).count() == 1
        assert Entry.objects.filter(live=True).count() == 1
        Entry.objects.update(merged_into=None)
